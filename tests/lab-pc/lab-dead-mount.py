"""Mounts a file system in user space whose program answers the kernel's first words and then nothing, as a server that
is gone: `lab-dead-mount.py FOLDER`, as root."""

import ctypes
import os
import signal
import struct
import sys

folder = sys.argv[1]
there = os.stat(folder)
device = os.open("/dev/fuse", os.O_RDWR)
options = f"fd={device},rootmode=40000,user_id={there.st_uid},group_id={there.st_gid},allow_other"
if ctypes.CDLL(None, use_errno=True).mount(b"server", folder.encode(), b"fuse", 0, options.encode()):
    sys.exit(os.strerror(ctypes.get_errno()))
# FUSE_INIT (linux/fuse.h, 7.31): the header's third field names the request, which the answer repeats.
request = struct.unpack_from("<IIQ", os.read(device, 1 << 17))[2]
answer = struct.pack("<IIIIHHIIHHI28x", 7, 31, 1 << 16, 0, 12, 9, 1 << 16, 1, 0, 0, 0)
os.write(device, struct.pack("<IiQ", 16 + len(answer), 0, request) + answer)
while True:
    signal.pause()
