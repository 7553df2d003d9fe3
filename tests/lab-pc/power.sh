# shellcheck shell=bash disable=SC2016,SC2034,SC2154
# Trials of the computer going off and on. Read by `.ci/lab-pc`.

# After a boot: what the next person can see, and that the rest is gone once no run is at work. It is removed at the
# lowest priority, which takes its time on a busy machine.
paid_after_boot() { # PERSON
  local saw
  saw=$(first_saw "$1")
  must "the session's first program finds nothing" test "${saw:-unknown}" = 0
  must "the run beside the session ends" until_quiet 1200
  must "all is gone then" nothing_left "$1"
  must "a receipt says clean" has_outcome "$1" clean
  figures "$before files with the mark before, ${saw:-unknown} seen by the first program"
}

# While the computer is off: the student's files with the mark.
on_disk_count() {
  unshare --mount sh -c '[ -z "$2" ] || mount -o loop "$2" "$1"; grep -rals lab-mark "$1/student" | wc -l' - "$lab_folder/home" "$lab_disk"
  until_disk_is_free
}
nothing_on_disk() {
  left=$(on_disk_count)
  must "nothing of the mark is left on the disk" test "$left" = 0
}

# How long the login waited for what was owed.
boot_waited() {
  inside systemctl show -P ExecMainStartTimestampMonotonic -P ExecMainExitTimestampMonotonic signoff-finish-all.service \
    | paste -s -d ' ' | { read -r began ended; echo "$(((ended - began) / 100000))" | sed 's/^\(.*\)\(.\)$/\1.\2/; s/^\./0./'; }
}

# The same person is logged in again by the boot itself.
trial_power_cut_in_a_session() {
  session_with_browsers || return
  power_cut
  power_on || return
  paid_after_boot student
}

# Somebody else is the next: the account of the first is not logged in at all.
trial_power_cut_and_another_person() {
  local left
  session_with_browsers || return
  power_cut
  autologin nobody
  power_on || return
  left=$(readable_count student)
  must "nothing is readable when the greeter is there" test "$left" = 0
  must "another person logs in" test "$(greeter other other)" = started
  must "the run beside the session ends" until_quiet 1200
  must "all is gone then" nothing_left student
  figures "$before files with the mark before, $left at the greeter"
}

# A person who masked our units for the own account.
trial_power_cut_with_masked_units() {
  session_with_browsers || return
  as student systemctl --user --quiet mask signoff-end-session.service signoff-finish.service
  power_cut
  power_on || return
  paid_after_boot student
}

# cut_in_a_clean_up FILES: the power goes while a cache of so many files is removed at a logout.
cut_in_a_clean_up() {
  local cache=/home/student/.cache/chromium/Default/Cache/Cache_Data total now
  logged_in || return
  start_browsers student || return
  as student python3 -c '
import os, sys
for number in range(int(sys.argv[2])):
    with open(f"{sys.argv[1]}/f_{number:06x}", "w") as file:
        file.write("lab-mark")' "$cache" "$1"
  before=$(left_count)
  if [ -n "$lab_disk" ]; then inside mount -o remount,sync /home; fi
  total=$(find "$(computer)$cache" -type f | wc -l)
  as student openbox --exit
  for _ in $(seq 600); do
    now=$(find "$(computer)$cache" -type f 2>/dev/null | wc -l)
    if [ "$now" -lt "$total" ]; then break; fi
  done
  power_cut
  now=$(on_disk_count)
  must "the power went in the middle" test "$now" -gt 0
  figures "$now files left by the cut"
}

trial_power_cut_in_a_clean_up() {
  cut_in_a_clean_up 60000 || return
  power_on || return
  paid_after_boot student
}

# Every name that is removed is on the disk before the next one is: some tens to hundreds of files a second.
trial_power_cut_on_a_slow_disk() {
  local began gone
  slow_disk
  cut_in_a_clean_up 3000 || return
  lab_disk_options=loop,sync
  began=$(now_in_tenths)
  power_on || return
  figures "desktop $(seconds_since "$began") s after switching on, $(boot_waited) s of it for what was owed"
  gone=$(left_count)
  began=$(now_in_tenths)
  paid_after_boot student
  figures "$gone files gone in $(seconds_since "$began") s beside the session"
}

trial_finish_at_boot_switched_off() {
  session_with_browsers || return
  inside sed -i 's/^finish_at_boot.*/finish_at_boot = false/' /etc/signoff/policy.toml
  must "hook status tells of it" hook_status_says finish_at_boot
  power_cut
  autologin nobody
  power_on || return
  must "what is owed waits for the logon" test "$(left_count)" -gt 0
  must "the student logs in" test "$(greeter student student)" = started
  must "a desktop is there" until_inside 90 sh -c 'pgrep -u student -x openbox'
  paid_after_boot student
}

trial_reboot() {
  session_with_browsers || return
  inside systemctl reboot || true
  must "it goes off" until_off 150
  nothing_on_disk
  power_on || return
  paid_after_boot student
}

trial_poweroff() {
  local left
  session_with_browsers || return
  inside systemctl poweroff || true
  must "it goes off" until_off 150
  nothing_on_disk
  figures "$before files with the mark before, $left on the disk"
}
