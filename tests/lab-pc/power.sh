# shellcheck shell=bash disable=SC2016,SC2034,SC2154
# Trials of the computer going off and on. Read by `.ci/lab-pc`.

# After a boot: what the next person can see, and that the rest is gone soon after.
paid_after_boot() { # PERSON
  local saw
  saw=$(first_saw "$1")
  must "the session's first program finds nothing" test "${saw:-unknown}" = 0
  must "all is gone within a minute" eventually_nothing_left student 60
  must "a receipt says clean" has_outcome student clean
  figures "$before files with the mark before, ${saw:-unknown} seen by the first program"
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
  must "all is gone within a minute" eventually_nothing_left student 60
  figures "$before files with the mark before, $left at the greeter"
}

# A person who masked our units for the own account.
trial_power_cut_with_masked_units() {
  session_with_browsers || return
  as student systemctl --user mask signoff-end-session.service signoff-finish.service
  power_cut
  power_on || return
  paid_after_boot student
}

trial_power_cut_in_a_clean_up() {
  local cache=/home/student/.cache/chromium/Default/Cache/Cache_Data total now
  autologin student
  power_on || return
  until_quiet
  start_browsers student || return
  as student python3 -c '
import os, sys
for number in range(60000):
    with open(f"{sys.argv[1]}/f_{number:06x}", "w") as file:
        file.write("lab-mark")' "$cache"
  before=$(left_count)
  total=$(find "$(computer)$cache" -type f | wc -l)
  as student openbox --exit
  for _ in $(seq 600); do
    now=$(find "$(computer)$cache" -type f 2>/dev/null | wc -l)
    if [ "$now" -lt "$total" ]; then break; fi
  done
  power_cut
  now=$(grep -rals lab-mark "$lab_folder/home/student" | wc -l)
  must "the power went in the middle" test "$now" -gt 0
  figures "$now files left by the cut"
  power_on || return
  paid_after_boot student
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
  left=$(grep -rals lab-mark "$lab_folder/home/student" | wc -l)
  must "nothing of the mark is left on the disk" test "$left" = 0
  power_on || return
  paid_after_boot student
}

trial_poweroff() {
  local left
  session_with_browsers || return
  inside systemctl poweroff || true
  must "it goes off" until_off 150
  left=$(grep -rals lab-mark "$lab_folder/home/student" | wc -l)
  must "nothing of the mark is left on the disk" test "$left" = 0
  figures "$before files with the mark before, $left on the disk"
}
