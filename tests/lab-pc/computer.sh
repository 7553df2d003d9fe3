# shellcheck shell=bash disable=SC2016
# A computer of a computer lab in a folder: Debian, booted by its own systemd with logind, LightDM and X displays that
# nobody sees (Xvfb). Read by `.ci/lab-pc`; only defines functions (what stands in single quotes is for a shell there).
#
# The folder in $lab_folder has
#   image/     what is installed once: Debian and its packages; never changed afterwards
#   others/    a copy of it with further display managers
#   prepared/  what the preparation of one run of `.ci/lab-pc` changed, and prepared-home/ with the homes
#   changes/   what the trial that runs now changes, and home/
#   root/      where the running computer's files are mounted, in its own mount namespace
# It has its own mounts, processes, control groups, host name and network (loopback alone). That keeps the trials apart
# from this machine, but it is no prison: root there is root here.
#
# What differs from a real lab computer, because there is no graphics card and there are no virtual terminals:
# Xvfb is the X server (10-lab.conf, lab-xserver); logind takes /dev/null for a graphics card (power-on); the sessions
# are on VT 0, since a seat without virtual terminals refuses others (pam_env before pam_systemd); and LightDM's greeter
# reads the name and password from a file.

: "${lab_folder:?}" "${lab_group:?}" "${lab_parts:?}"
lab_students=(student other)
lab_image=image
lab_layers=(prepared image)
# A file with a file system for the homes, and how it is mounted; without one they are a folder of this machine's disk.
lab_disk=''
lab_disk_options=loop

# The machine's own source of packages, so that a mirror that is set up here is used there.
lab_mirror() {
  local found
  found=$(sed -n 's/^URIs:[[:space:]]*//p' /etc/apt/sources.list.d/*.sources 2>/dev/null | head -n 1)
  if [ -z "$found" ]; then found=$(sed -n 's/^deb \(\[[^]]*\] \)\?\([^ ]*\) .*/\2/p' /etc/apt/sources.list | head -n 1); fi
  echo "$found"
}

lab_chroot() { env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive chroot "$lab_folder/$lab_image" "$@"; }

# lab_add PACKAGE...: installs packages into the image while the computer is off.
lab_add() { lab_chroot apt-get install -y -qq --no-install-recommends "$@" >>"$lab_folder/build.log" 2>&1; }

# Makes the image. A folder without its last file, `built`, is one that was not finished: it is made again.
lab_build() {
  local image=$lab_folder/image suite=${LAB_SUITE:-trixie} person
  if [ -e "$lab_folder/built" ]; then return; fi
  rm -rf --one-file-system "$image"
  mkdir -p "$lab_folder"
  debootstrap --variant=minbase --include=ca-certificates,dbus,libpam-systemd,procps,systemd,systemd-sysv \
    "$suite" "$image" "$(lab_mirror)" >"$lab_folder/build.log" 2>&1
  cp /etc/resolv.conf "$image/etc/"
  cp /etc/ssl/certs/ca-certificates.crt "$image/etc/ssl/certs/"
  cp /etc/apt/apt.conf.d/* "$image/etc/apt/apt.conf.d/" 2>/dev/null || true
  lab_chroot apt-get update -qq >>"$lab_folder/build.log" 2>&1
  lab_add lightdm xvfb openbox x11-utils xauth xdotool dbus-user-session fonts-dejavu-core python3-gi gir1.2-lightdm-1 \
    firefox-esr chromium chromium-sandbox polkitd openssh-server openssh-client cron libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0
  for person in "${lab_students[@]}"; do
    lab_chroot useradd --create-home --shell /bin/bash "$person"
    echo "$person:$person" | lab_chroot chpasswd
  done
  lab_files "$image"
  lab_vt_0 "$image"/etc/pam.d/lightdm{,-autologin,-greeter}
  lab_chroot systemd-machine-id-setup >/dev/null 2>&1
  lab_chroot systemctl set-default graphical.target >/dev/null 2>&1
  lab_chroot systemctl mask console-getty.service getty@.service systemd-modules-load.service >/dev/null 2>&1
  touch "$lab_folder/built"
}

# Adds a line to files of PAM, ahead of what tells logind of the session.
lab_vt_0() { sed -i '0,/^\(@include common-session\|session\)/s//session required pam_env.so conffile=\/etc\/security\/lab.conf\n&/' "$@"; }

# Makes the copy with SDDM and GDM. GDM knows its X server by one name only.
lab_build_others() {
  local others=$lab_folder/others
  if [ -e "$lab_folder/built-others" ]; then return; fi
  rm -rf --one-file-system "$others"
  cp -a "$lab_folder/image" "$others"
  lab_image=others lab_add sddm gdm3 pamtester
  lab_vt_0 "$others"/etc/pam.d/{sddm,sddm-autologin,sddm-greeter,gdm-autologin,gdm-password,gdm-launch-environment}
  ln -s /usr/local/bin/lab-xserver "$others/usr/bin/Xorg"
  touch "$lab_folder/built-others"
}

# display_manager NAME: the next boot has this one of the others, with the student logged in by it.
display_manager() {
  local etc=$lab_folder/changes/etc
  lab_layers=(others)
  mkdir -p "$etc/systemd/system" "$etc/X11" "$etc/sddm.conf.d" "$etc/gdm3" "$lab_folder/changes/var/lib/AccountsService/users"
  ln -sfn "/lib/systemd/system/$1.service" "$etc/systemd/system/display-manager.service"
  lab_chroot sh -c "command -v $1 || command -v ${1}3" >"$etc/X11/default-display-manager"
  printf '[General]\nDisplayServer=x11\n[X11]\nServerPath=/usr/local/bin/lab-xserver\n[Autologin]\nUser=student\nSession=openbox\n' \
    >"$etc/sddm.conf.d/lab.conf"
  printf '[daemon]\nWaylandEnable=false\nAutomaticLoginEnable=true\nAutomaticLogin=student\n' >"$etc/gdm3/daemon.conf"
  printf '[User]\nSession=openbox\nXSession=openbox\n' >"$lab_folder/changes/var/lib/AccountsService/users/student"
}

# The lab's own files below a folder.
lab_files() {
  local root=$1
  mkdir -p "$root/etc/lightdm/lightdm.conf.d" "$root/var/log/journal" "$root/usr/share/xgreeters" "$root/srv/lab"
  echo labpc >"$root/etc/hostname"
  printf '127.0.0.1 localhost labpc lab-mark.example\n' >"$root/etc/hosts"
  printf 'XDG_VTNR OVERRIDE=0\n' >"$root/etc/security/lab.conf"
  cat >"$root/etc/lightdm/lightdm.conf.d/10-lab.conf" <<'LIGHTDM'
[Seat:*]
xserver-command=/usr/local/bin/lab-xserver
user-session=openbox
greeter-session=lab-greeter
LIGHTDM
  printf '[Desktop Entry]\nType=Application\nName=Lab\nExec=/usr/local/bin/lab-greeter\n' \
    >"$root/usr/share/xgreeters/lab-greeter.desktop"
  install -m 755 "$lab_parts/lab-xserver" "$lab_parts/lab-greeter" "$root/usr/local/bin/"
  install -m 644 "$lab_parts/lab-pages.py" "$lab_parts/lab-dead-mount.py" "$root/srv/lab/"
  install -m 644 "$lab_parts/lab-pages.service" "$root/etc/systemd/system/"
  install -D -m 644 "$lab_parts/lab-first-program" "$root/etc/X11/Xsession.d/01lab-first-program"
  mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
  ln -sf /etc/systemd/system/lab-pages.service "$root/etc/systemd/system/multi-user.target.wants/"
}

# Process 1 of the running computer, as this machine numbers it; nothing if the computer is off.
lab_init() {
  local pid
  pid=$(cat "$lab_folder/init" 2>/dev/null) || return 0
  if grep -qs "/$lab_group" "/proc/$pid/cgroup"; then echo "$pid"; fi
}

# inside COMMAND...: runs a command there as root.
inside() {
  local pid
  pid=$(lab_init)
  [ -n "$pid" ] || { echo "the lab computer is off" >&2; return 125; }
  nsenter --target "$pid" --mount --pid --uts --ipc --net --cgroup --root --wd \
    env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# until_inside SECONDS COMMAND...: waits until a command there succeeds.
until_inside() {
  local ends=$((SECONDS + $1))
  shift
  until inside "$@" >/dev/null 2>&1; do
    if [ "$SECONDS" -ge "$ends" ]; then return 1; fi
    sleep 0.1
  done
}

# as PERSON COMMAND...: runs a command as somebody, in that person's graphical session, as a program of it. In a shell
# of its own, which moves to the session's control group and ends with the session.
as() (
  person=$1
  shift
  uid=$(inside id -u "$person")
  session=$(session_of "$person")
  display=$(inside loginctl show-session -P Display "$session" 2>/dev/null || true)
  # SDDM and GDM keep the display's key in places of their own.
  key=$(inside sh -c 'cat "/proc/$(pgrep -o -u "$1" -x openbox)/environ"' - "$person" 2>/dev/null | tr '\0' '\n' | sed -n 's/^XAUTHORITY=//p')
  group=/proc/$(lab_init)/root/sys/fs/cgroup/user.slice/user-$uid.slice/session-$session.scope/cgroup.procs
  if [ -e "$group" ]; then echo "$BASHPID" >"$group"; fi
  inside runuser -u "$person" -- env -i HOME="/home/$person" USER="$person" LOGNAME="$person" LANG=C.UTF-8 \
    PATH=/usr/local/bin:/usr/bin:/bin DISPLAY="${display:-:0}" XAUTHORITY="${key:-/home/$person/.Xauthority}" \
    XDG_RUNTIME_DIR="/run/user/$uid" DBUS_SESSION_BUS_ADDRESS="unix:path=/run/user/$uid/bus" \
    XDG_SESSION_ID="$session" XDG_SEAT_PATH=/org/freedesktop/DisplayManager/Seat0 "$@"
)

# The graphical session of somebody, by logind's name; the greeter's for `lightdm`.
session_of() { inside loginctl --no-legend list-sessions 2>/dev/null | awk -v who="$1" '$3 == who && $4 == "seat0" { found = $1 } END { print found }'; }
has_session() { [ -n "$(session_of "$1")" ]; }

# autologin PERSON | autologin nobody: who is logged in at boot without a password.
autologin() {
  local file=$lab_folder/changes/etc/lightdm/lightdm.conf.d/20-lab-autologin.conf
  mkdir -p "${file%/*}"
  if [ "$1" = nobody ]; then rm -f "$file"; else printf '[Seat:*]\nautologin-user=%s\nautologin-user-timeout=0\n' "$1" >"$file"; fi
}

# The homes are on a disk of their own from the next boot on.
slow_disk() {
  lab_disk=$lab_folder/home-disk
  truncate --size=1G "$lab_disk"
  mke2fs -q -F -t ext4 -d "$lab_folder/home" "$lab_disk"
}

# Starts the computer and waits until somebody, or the greeter, is on the screen.
power_on() {
  local waited layers
  if [ -n "$(lab_init)" ]; then echo "the lab computer is on already" >&2; return 1; fi
  mkdir -p "$lab_folder/changes" "$lab_folder/work" "$lab_folder/root"
  rm -f "$lab_folder/init"
  layers=$(printf "$lab_folder/%s:" "${lab_layers[@]}")
  LAB_FOLDER=$lab_folder LAB_GROUP=$lab_group LAB_LAYERS=${layers%:} \
    LAB_DISK=$lab_disk LAB_DISK_OPTIONS=$lab_disk_options LAB_STAGE=outside setsid "$lab_parts/power-on" >"$lab_folder/console.log" 2>&1 </dev/null 9>&- &
  # The shell says nothing of it when it ends.
  disown
  for waited in $(seq 400); do
    if [ -n "$(lab_init)" ] && on_screen; then return; fi
    sleep 0.2
  done
  echo "nobody is on the screen after $((waited / 5)) s: see $lab_folder/console.log and /var/log/lightdm there" >&2
  return 1
}

# Somebody's desktop is there, or the greeter can be talked to.
on_screen() {
  local who
  who=$(inside loginctl --no-legend list-sessions 2>/dev/null | awk '$4 == "seat0" { print $3; exit }') || return 1
  case $who in
    '') return 1 ;;
    lightdm) greeter_is_there ;;
    *) desktop_of "$who" ;;
  esac
}
greeter_there='kill -0 "$(cat /run/lab/greeter)"'
greeter_is_there() { inside sh -c "$greeter_there" 2>/dev/null; }
desktop_of() { as "$1" xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id'; }

# Takes the power away: every process ends at once; what was written stays. Also right after a shutdown.
power_cut() {
  LAB_GROUP=$lab_group unshare --mount bash -c '
    mount --make-rprivate / && mount -t cgroup2 none /sys/fs/cgroup && cd /sys/fs/cgroup || exit 1
    for _ in $(seq 200); do
      [ -d "$LAB_GROUP" ] || exit 0
      echo 1 >"$LAB_GROUP/cgroup.kill"
      if grep -q "^populated 0" "$LAB_GROUP/cgroup.events"; then break; fi
      sleep 0.05
    done
    find "$LAB_GROUP" -depth -type d -exec rmdir {} +
  '
  rm -f "$lab_folder/init"
  until_disk_is_free
}

# The homes' disk is still written for a moment when what used it is gone.
until_disk_is_free() { while [ -n "$lab_disk" ] && losetup --associated "$lab_disk" | grep -q .; do sleep 0.1; done; }

# Waits until the computer has switched itself off.
until_off() {
  local waited
  for waited in $(seq "$(($1 * 10))"); do
    if [ -z "$(lab_init)" ]; then power_cut; return; fi
    sleep 0.1
  done
  echo "still on after $((waited / 10)) s" >&2
  return 1
}

# greeter PERSON PASSWORD: types into the open greeter; prints `started` or `refused`.
greeter() {
  local waited
  for waited in $(seq 200); do
    if greeter_is_there; then break; fi
    sleep 0.1
  done
  inside rm -f /run/lab/said
  inside bash -c 'printf "%s\n%s\n" "$1" "$2" >/run/lab/saying && chmod 644 /run/lab/saying && mv /run/lab/saying /run/lab/say' - "$1" "$2"
  for waited in $(seq 300); do
    if inside test -e /run/lab/said; then inside cat /run/lab/said; return; fi
    sleep 0.1
  done
  echo "no answer after $((waited / 10)) s"
}
