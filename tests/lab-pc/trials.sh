# shellcheck shell=bash disable=SC2016,SC2034,SC2154
# Trials of what happens while the computer is on: who ends a session, and who only looks as if. Read by `.ci/lab-pc`.

trial_logout() {
  session_with_browsers || return
  log_out student
  all_clean student
  must "exactly one run cleaned" test "$(outcome_count student clean)" = 1
  must "the student can log in again" test "$(greeter student student)" = started
  desktop_comes student
}

trial_lock_and_wrong_password() {
  local said
  session_with_browsers || return
  as student dm-tool lock
  said=$(greeter student wrong)
  must "the wrong password is refused" test "$said" = refused
  hook_says_goes_on "a wrong password" 1
  must "a receipt says that the session goes on" has_outcome student session-goes-on
  figures "$before files with the mark, $(left_count) after; $(journal_count session-goes-on) lines in the journal"
}

trial_unlock() {
  local said
  session_with_browsers || return
  as student dm-tool lock
  said=$(greeter student student)
  must "the right password unlocks" test "$said" = started
  must "it is the same session" until_inside 20 grep -q 'Returning to existing user session' /var/log/lightdm/lightdm.log
  hook_says_goes_on "unlocking" 1
  # Then the logout cleans as ever.
  log_out student
  all_clean student
}

trial_greeter_shown_and_left() {
  session_with_browsers || return
  as student dm-tool switch-to-greeter
  must "the greeter is shown" until_inside 30 sh -c "$greeter_there"
  goes_on "the greeter was shown"
  must "its owner comes back" test "$(greeter student student)" = started
  hook_says_goes_on "the greeter was left" 1
  figures "$before files with the mark, $(left_count) after"
}

trial_switch_user() {
  session_with_browsers || return
  as student dm-tool switch-to-greeter
  must "another person logs in" test "$(greeter other other)" = started
  desktop_comes other
  must "the greeter's session is closed" until_journal lightdm "session closed for user lightdm"
  goes_on "another person's login"
  start_firefox other
  must "the other person's browser has the page" until_inside 90 grep -rqas "--include=places.sqlite*" lab-mark /home/other
  log_out other
  must "the journal tells of a clean run" until_journal signoff "end-session: clean"
  until_quiet
  must "nothing of the other person is left" nothing_left other
  must "the other person's receipt says clean" has_outcome other clean
  goes_on "another person's logout"
  figures "student's $before files with the mark, $(left_count) after; other's $(left_count other)"
}

trial_su_ssh_and_cron() {
  local name
  session_with_browsers || return
  inside sh -c 'echo "* * * * * root touch /run/lab/cron-ran" >/etc/cron.d/lab-root
    echo "* * * * * touch /tmp/cron-ran-for-student" | crontab -u student -
    mkdir -p /root/.ssh /run/sshd && ssh-keygen -q -t ed25519 -N "" -f /root/.ssh/id_ed25519
    install -d -o student -g student -m 700 /home/student/.ssh
    install -o student -g student -m 600 /root/.ssh/id_ed25519.pub /home/student/.ssh/authorized_keys
    systemctl start ssh cron 2>/dev/null || systemctl start ssh.service cron.service'
  must "su runs" inside su - student -c true
  must "ssh runs" inside ssh -o StrictHostKeyChecking=no student@localhost true
  must "a job of cron runs" until_inside 75 test -e /tmp/cron-ran-for-student
  for name in su sshd-session CRON; do
    must "the session of $name is closed" until_journal "$name" "session closed for user student"
  done
  goes_on "su, ssh and cron"
  # A session by ssh that stays open is no reason to leave the desktop's browsers as they are.
  inside ssh -o StrictHostKeyChecking=no student@localhost 'touch /tmp/ssh-is-open; sleep 300' >/dev/null 2>&1 &
  until_inside 20 test -e /tmp/ssh-is-open
  log_out student
  all_clean student
  must "the session by ssh is still open" inside pgrep -u student -x sleep
}

trial_second_session() {
  local count
  session_with_browsers || return
  second_session student
  must "logind has two graphical sessions" until_inside 30 sh -c '[ "$(for session in $(loginctl --no-legend list-sessions | sed "s/^ *//; s/ .*//"); do
    loginctl show-session -P Type -P Name "$session" | paste -s; done | grep -c "x11.*student\|student.*x11")" = 2 ]'
  log_out student
  until_quiet
  must "nothing is removed while the second session lives" test "$(left_count)" -ge "$before"
  must "a receipt says that the session goes on" has_outcome student session-goes-on
  inside loginctl terminate-session "$(inside loginctl --no-legend list-sessions | awk '$3 == "student" && $4 == "-" && $6 == "user" { print $1 }')"
  until_user_manager_ends
  all_clean student
  count=$(outcome_count student clean)
  must "exactly one run cleaned" test "$count" = 1
  figures "$count clean run"
}

# A second graphical session of somebody, as a kiosk's unit makes one (pam_systemd from a service).
second_session() {
  inside sh -c 'printf "%s\n" "auth required pam_permit.so" "account required pam_permit.so" "session required pam_unix.so" \
    "session required pam_systemd.so type=x11 class=user" >/etc/pam.d/lab-second'
  inside systemd-run -q --unit=lab-second -p User="$1" -p PAMName=lab-second -p WorkingDirectory="/home/$1" \
    /bin/sh -c 'Xvfb :7 -screen 0 800x600x24 -nolisten tcp & until DISPLAY=:7 xprop -root >/dev/null 2>&1; do sleep 0.1; done; DISPLAY=:7 exec openbox'
}

trial_x_server_killed() {
  session_with_browsers || return
  local began
  began=$(now_in_tenths)
  inside pkill -KILL -x Xvfb
  greeter_comes "$began" 60
  all_clean student
}

trial_display_manager_stopped() {
  session_with_browsers || return
  inside systemctl stop lightdm
  until_user_manager_ends || true
  all_clean student
}

trial_display_manager_killed() {
  session_with_browsers || return
  inside pkill -KILL -x lightdm
  # Its X server and session end, or it is started again and the student's session is over.
  until_inside 60 sh -c '! loginctl --no-legend list-sessions | grep -q " student .*user "' || inside loginctl terminate-user student
  # systemd gives programs of a session that stop for nobody 90 seconds.
  until_user_manager_ends 180 || true
  all_clean student
}

trial_session_ended_from_outside() {
  session_with_browsers || return
  inside loginctl terminate-session "$(session_of student)"
  must "a greeter comes" until_inside 60 sh -c "$greeter_there"
  all_clean student
}

trial_lingering_user_manager() {
  session_with_browsers || return
  inside loginctl enable-linger student
  log_out student
  all_clean student
  must "the user manager lives on" inside systemctl -q is-active user@1000.service
  must "hook status tells of it" hook_status_says linger
}

trial_left_over_programs() {
  logged_in || return
  # One holds a file of the profile, one starts a browser again each time that it ends, one starts a browser in a folder
  # that was not there before once the person's is ended, one stops for nobody.
  start_browsers student || return
  as student setsid sh -c 'exec 8<>"$HOME/.config/chromium/Default/History"; exec sleep 1000' >/dev/null 2>&1 &
  as student setsid sh -c 'sleep 2; for _ in 1 2 3 4 5; do firefox-esr --headless http://lab-mark.example/; sleep 0.3; done' >/dev/null 2>&1 &
  as student setsid sh -c 'while pgrep -u student -x chromium; do sleep 0.1; done; exec chromium --headless --no-first-run \
    --password-store=basic --user-data-dir="$HOME/.config/made-by-a-program" http://lab-mark.example/' >/dev/null 2>&1 &
  as student setsid bash -c 'trap "" TERM HUP INT; while :; do read -r -t 1 <>/dev/zero; done' >/dev/null 2>&1 &
  until_inside 20 pgrep -u student -x sleep
  before=$(left_count)
  log_out student
  all_clean student
  must "the program that held a file is still there" inside pgrep -u student -x sleep
  must "a browser made a folder of its own" inside test -d /home/student/.config/made-by-a-program
}

trial_fifo_as_user_dirs() {
  session_with_browsers || return
  as student sh -c 'rm -f ~/.config/user-dirs.dirs && mkfifo ~/.config/user-dirs.dirs'
  log_out student 40
  all_clean student
}

trial_masked_by_the_person() {
  session_with_browsers || return
  as student systemctl --user --quiet mask signoff-end-session.service signoff-finish.service
  must "hook status tells of the mask" hook_status_says 'signoff-end-session.service switches it off'
  log_out student
  all_clean student
}

trial_moved_by_the_session() {
  logged_in || return
  # The person's own login file moves the browsers' folders away.
  as student sh -c 'printf "export XDG_CONFIG_HOME=\$HOME/.elsewhere/config XDG_CACHE_HOME=\$HOME/.elsewhere/cache\n" >~/.xsessionrc'
  log_out student
  greeter student student >/dev/null
  desktop_comes student
  until_quiet
  as student env XDG_CONFIG_HOME=/home/student/.elsewhere/config XDG_CACHE_HOME=/home/student/.elsewhere/cache \
    chromium --no-first-run --no-default-browser-check --password-store=basic "$page" >/dev/null 2>&1 &
  until_inside 90 sh -c 'grep -qas lab-mark /home/student/.elsewhere/config/chromium/Default/History*' || true
  before=$(left_count)
  must "the mark is elsewhere" test "$before" -gt 0
  log_out student
  all_clean student
}

# end_with ACTION [COMMAND...]: the student ends the session with the program, which locks the screen, logs out or restarts.
end_with() {
  said=$(as student "${@:2}" signoff end-session --yes --close force --then "$1" 2>&1) || true
}

trial_then_lock() {
  local said session
  session_with_browsers || return
  session=$(session_of student)
  end_with lock
  must "the result is clean: $said" grep -q '^Clean and verified' <<<"$said"
  must "the greeter is in front" until_inside 30 sh -c "$greeter_there"
  must "the session is not the active one" test "$(inside loginctl show-session -P Active "$session")" = no
  must_not "a wrong password unlocks" test "$(greeter student wrong)" = started
  must "the right one does" test "$(greeter student student)" = started
  # Without virtual terminals LightDM may then show a greeter all the same, so "active" tells nothing.
  must "it is the same session" until_inside 20 grep -q 'Returning to existing user session' /var/log/lightdm/lightdm.log
  must "the session goes on" inside loginctl show-session "$session"
  all_clean student
}

# No greeter is told to lock and no desktop does: the policy's second choice follows.
trial_then_lock_that_nobody_does() {
  local said began session
  session_with_browsers || return
  session=$(session_of student)
  inside sh -c 'echo "afterwards_else = \"log-out\"" >>/etc/signoff/policy.toml'
  began=$(now_in_tenths)
  end_with lock env --unset=XDG_SEAT_PATH
  must "the result is clean: $said" grep -q '^Clean and verified' <<<"$said"
  greeter_comes "$began" 60
  must "the session is over" until_inside 30 sh -c '! loginctl show-session "$1"' - "$session"
  all_clean student
}

trial_then_log_out() {
  local said began
  session_with_browsers || return
  began=$(now_in_tenths)
  end_with log-out
  greeter_comes "$began" 60
  must "the session is over" until_inside 30 sh -c '! loginctl --no-legend list-sessions | grep " student .*seat0"'
  all_clean student
}

trial_then_restart() {
  local said
  session_with_browsers || return
  end_with restart
  must "it goes off" until_off 150
  nothing_on_disk
  power_on || return
  paid_after_boot student
}

# A mount whose program does not answer (a server that is gone), in the home and in a profile.
trial_mount_that_never_answers() {
  local began left place
  session_with_browsers || return
  for place in server .config/chromium/Default/server; do
    as student mkdir -p "/home/student/$place"
    inside systemd-run -q --collect python3 /srv/lab/lab-dead-mount.py "/home/student/$place"
    must "a mount is there" until_inside 20 grep -q " /home/student/$place fuse" /proc/mounts
  done
  began=$(now_in_tenths)
  as student openbox --exit >/dev/null 2>&1 || true
  greeter_comes "$began" 60
  must "a run says what it left" until_journal signoff 'end-session: '
  figures "$(inside journalctl -q --no-pager -o cat -t signoff | sed -n 's/^end-session: //p' | tail -n 1)"
  until_quiet
  # Now the mounts may go: what is left is looked at without them.
  inside pkill -f lab-dead-mount.py
  inside umount --lazy /home/student/server /home/student/.config/chromium/Default/server || true
  must "no browser is open" until_no_browser student
  left=$(left_count)
  must "nothing of the mark is left" test "$left" = 0
  figures "$before files with the mark before, $left after"
}

trial_kiosk_idle_end_and_log_out() {
  local began
  logged_in || return
  inside sh -c 'sed -e "s/^idle_minutes.*/idle_minutes = 1/" -e "s/^afterwards.*/afterwards = \"log-out\"/" /dev/stdin >/etc/signoff/policy.toml' <installer/policy/kiosk.toml
  inside signoff hook install --system >/dev/null 2>&1 || true
  start_browsers student || return
  before=$(left_count)
  as student signoff-app --kiosk --renderer cpu >/dev/null 2>&1 &
  must "the window opens" until_inside 60 sh -c 'pgrep -u student -x signoff-app'
  began=$(now_in_tenths)
  greeter_comes "$began" 200
  all_clean student
}

trial_remove() {
  session_with_browsers || return
  inside signoff hook remove --system >/dev/null
  must_not "no file of the hook is left" inside sh -c 'find /etc /usr/lib/systemd /run/systemd -name "*signoff*" | grep -v "^/etc/signoff$" | grep .'
  must_not "no file of others names it" inside sh -c 'grep -rls signoff /etc | grep -v "^/etc/signoff/"'
  # The session that runs has the units in memory; the next one has not.
  log_out student
  until_user_manager_ends
  must "the student logs in" test "$(greeter student student)" = started
  desktop_comes student
  start_browsers student || return
  before=$(left_count)
  log_out student
  inside systemctl stop user@1000.service
  until_quiet
  must "nothing is removed at a logout" test "$(left_count)" -ge "$before"
  figures "$before files with the mark before the logout, $(left_count) after it"
}
