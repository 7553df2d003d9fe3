# shellcheck shell=bash disable=SC2016,SC2034,SC2154
# What the trials do and look at: the person's used browsers, what of the mark is left, receipts and the journal.
# Every trial begins on a fresh copy of what `prepare` made. Read by `.ci/lab-pc` with the other parts, which share their
# variables; only defines functions.

page=http://lab-mark.example/

# prepare FOLDER: makes the used home, then installs the two programs, the lab's policy and the hook.
prepare() {
  programs=$1
  rm -rf --one-file-system "${lab_folder:?}"/{changes,work,home,prepared,prepared-home}
  mkdir "$lab_folder/prepared"
  lab_files "$lab_folder/image"
  cp -a "$lab_folder/image/home" "$lab_folder/home"
  autologin student
  power_on
  start_browsers student
  until_inside 60 sh -c 'grep -qas lab-mark /home/student/.config/chromium/Default/History* \
    && grep -rqas "--include=places.sqlite*" lab-mark /home/student'
  # A Firefox that is ended in its first seconds leaves a list of profiles without a table.
  until_inside 60 sh -c 'find /home/student -path "*/Profile Groups/*.sqlite*" -size +64k | grep -q .' || true
  # A cache and a crash report of before, and an odd file where only a keep list finds it.
  as student sh -c 'cd ~/.config/chromium/Default && mkdir -p "Lab odd folder" && echo lab-mark >"Lab odd folder/odd file"'
  end_browsers student
  as student openbox --exit
  until_inside 60 sh -c "$greeter_there"
  power_cut
  mv "$lab_folder/home" "$lab_folder/prepared-home"
  # The hook marks sessions that begin after it is installed: nobody has one now.
  cp -a "$lab_folder/prepared-home" "$lab_folder/home"
  autologin nobody
  power_on
  install_signoff
  power_cut
  rmdir "$lab_folder/prepared"
  mv "$lab_folder/changes" "$lab_folder/prepared"
}

# Installs the two programs, the lab's policy and the hook.
install_signoff() {
  install -m 755 "$programs/signoff" "$programs/signoff-app" "$(computer)/usr/local/bin/"
  inside install -d /etc/signoff
  install -m 644 installer/policy/lab.toml "$(computer)/etc/signoff/policy.toml"
  inside signoff hook install --system >"$lab_folder/hook-install.log" 2>&1 || true
}

# The running computer's files, as seen from here.
computer() { echo "/proc/$(lab_init)/root"; }

# run_trial NAME: prints its line. A trial adds to `figure` and calls `must`.
run_trial() {
  local began=$SECONDS
  figure='' wrong='' lab_layers=(prepared image) lab_disk='' lab_disk_options=loop
  power_cut
  rm -rf --one-file-system "${lab_folder:?}"/{changes,work,home,home-disk}
  cp -a "$lab_folder/prepared-home" "$lab_folder/home"
  if ! "trial_$1"; then wrong+="; the trial itself broke off"; fi
  if [ -z "$wrong" ]; then
    printf 'ok    %s: %s (%s s)\n' "$1" "${figure#, }" "$((SECONDS - began))"
  else
    printf 'FAIL  %s: %s: %s (%s s)\n' "$1" "${wrong#; }" "${figure#, }" "$((SECONDS - began))"
    keep_logs "$lab_folder/failed/$1"
  fi
  power_cut
  rm -f "$lab_folder/home-disk"
  [ -z "$wrong" ]
}

keep_logs() {
  rm -rf "$1"
  mkdir -p "$1"
  cp "$lab_folder/console.log" "$1/" || true
  if [ -z "$(lab_init)" ]; then return; fi
  inside journalctl -q --no-pager >"$1/journal" 2>&1 || true
  receipts student >"$1/receipts" 2>&1 || true
  inside signoff hook status --system >"$1/hook-status" 2>&1 || true
  inside ps -e f -o user,pid,lstart,args >"$1/processes" 2>&1 || true
  inside loginctl list-sessions >"$1/sessions" 2>&1 || true
  left_files student >"$1/left" 2>&1 || true
  cp -r "$(computer)/var/log/lightdm" "$1/" 2>/dev/null || true
}

# must WORDS COMMAND...: the command must succeed; else the trial has failed, and goes on.
must() { if ! "${@:2}" >/dev/null 2>&1; then wrong+="; not: $1"; fi; }
must_not() { if "${@:2}" >/dev/null 2>&1; then wrong+="; not: $1"; fi; }
figures() { figure+=", $1"; }

# The files of somebody that have the mark in them. Root looks, so nothing is hidden from it.
left_files() { inside grep -rals --devices=skip lab-mark "/home/$1" 2>/dev/null || true; }
left_count() { left_files "${1:-student}" | wc -l; }
# What the same account can still read.
readable_count() { inside runuser -u "$1" -- sh -c 'grep -rals --devices=skip lab-mark "$HOME" 2>/dev/null | wc -l'; }
# What the session's very first program could read.
first_saw() { inside cat "/run/lab/first-program-of-$1" 2>/dev/null | sed -n 's/^seen //p'; }
nothing_left() { [ "$(left_count "${1:-student}")" = 0 ]; }
eventually_nothing_left() {
  local ends=$((SECONDS + $2))
  until nothing_left "$1"; do
    if [ "$SECONDS" -ge "$ends" ]; then return 1; fi
    sleep 0.5
  done
}

# The main processes of somebody's browsers.
browsers_of() { inside pgrep -u "$1" -d ' ' -f '^(/usr/lib/firefox-esr/firefox-esr|firefox-esr|/usr/lib/chromium/chromium)( (http|--?(no|pass|head|profile|MOZ)[^ ]*|about:)|$)' 2>/dev/null || true; }
# One that was ended a moment ago is still listed until its parent has noticed.
until_no_browser() { until_inside 5 sh -c '! pgrep -u "$1" -x "firefox-esr|chromium|firefox"' - "$1"; }

start_firefox() { as "$1" firefox-esr "$page" >/dev/null 2>&1 & }
start_chromium() { as "$1" chromium --no-first-run --no-default-browser-check --password-store=basic "$page" >/dev/null 2>&1 & }
windows_of() { as "$1" xprop -root _NET_CLIENT_LIST 2>/dev/null | grep -o 0x | wc -l; }

# start_browsers PERSON: Firefox and Chromium, each with the marked page, until both show a window and hold their profile.
start_browsers() {
  local ends=$((SECONDS + 150))
  start_firefox "$1"
  start_chromium "$1"
  until [ "$(windows_of "$1")" -ge 2 ] && inside test -L "/home/$1/.config/chromium/SingletonLock" \
    && inside sh -c "ls -d /home/$1/.mozilla/firefox/*/lock /home/$1/.config/mozilla/firefox/*/lock 2>/dev/null | grep -q ."; do
    if [ "$SECONDS" -ge "$ends" ]; then wrong+="; not: both browsers open after 150 s"; return 1; fi
    sleep 0.3
  done
}

end_browsers() {
  inside pkill -TERM -u "$1" -x 'firefox-esr|chromium' || true
  until_inside 60 sh -c "! pgrep -u $1 -x 'firefox-esr|chromium'"
}

receipts() { inside timeout 20 runuser -u "$1" -- env HOME="/home/$1" signoff log --json; }
# outcome_count PERSON OUTCOME: how many receipts have it.
outcome_count() { receipts "$1" 2>/dev/null | grep -o "\"outcome\":\"$2\"" | wc -l; }
# journal_count WORDS: how many lines of ours in the computer's journal have them.
journal_count() { inside journalctl -q --no-pager -o export -t signoff 2>/dev/null | grep -c "^MESSAGE=.*$1" || true; }
has_outcome() { [ "$(outcome_count "$1" "$2")" -gt 0 ]; }
has_journal() { [ "$(journal_count "$1")" -gt 0 ]; }
# until_journal PROGRAM WORDS [COUNT]: waits until the computer's journal has so many lines of a program with them.
until_journal() {
  until_inside 40 sh -c '[ "$(journalctl -q --no-pager -o export -t "$1" | grep -c "^MESSAGE=.*$2")" -ge "$3" ]' - "$1" "$2" "${3:-1}"
}
# What the person is told of everybody's hooks, with the own folder looked at.
hook_status_says() { { as student signoff hook status --system 2>&1 || true; } | grep -e "$1"; }
# until_quiet [SECONDS]: no run of ours is under way. One that has a budget ends within half a minute.
until_quiet() { until_inside "${1:-120}" sh -c '! pgrep -x signoff'; }

seconds_since() { echo "$(($(date +%s%N) / 100000000 - $1))" | sed 's/^\(.*\)\(.\)$/\1.\2/; s/^\./0./'; }
now_in_tenths() { echo "$(($(date +%s%N) / 100000000))"; }

# The student is logged in by the boot itself.
logged_in() {
  autologin student
  power_on || return 1
  # What a run at logon does is done with what was there before: what comes now is this session's own.
  until_quiet
}

# The student is logged in with both browsers open and used.
session_with_browsers() {
  logged_in || return 1
  start_browsers student || return 1
  before=$(left_count)
  ours=$(browsers_of student)
}

desktop_comes() { must "$1 has a desktop" until_inside 90 pgrep -u "$1" -x openbox; }
until_user_manager_ends() { until_inside "${1:-60}" sh -c '[ "$(systemctl show -P ActiveState user@1000.service)" = inactive ]'; }

greeter_comes() { # SINCE SECONDS
  if until_inside "$2" sh -c "$greeter_there"; then
    figures "greeter after $(seconds_since "$1") s"
  else
    must "a greeter within $2 s" false
  fi
}

# log_out PERSON [SECONDS]: the desktop's own way, until the greeter is there.
log_out() {
  local began
  began=$(now_in_tenths)
  as "$1" openbox --exit >/dev/null 2>&1 || true
  greeter_comes "$began" "${2:-60}"
}

# The student's session goes on: the browsers are the same processes and nothing was removed.
goes_on() { # WORDS
  until_quiet
  must "the same browsers go on after $1" test "$(browsers_of student)" = "$ours"
  must "nothing is removed after $1" test "$(left_count)" -ge "$before"
  must_not "no clean run after $1" has_outcome student clean
}

# The same, once the hook has said so for the time COUNT.
hook_says_goes_on() { # WORDS COUNT
  must "the journal says that the session goes on after $1" until_journal signoff session-goes-on "$2"
  goes_on "$1"
}

# Nobody's traces are left after an end of the session.
all_clean() { # PERSON
  until_quiet
  must "no browser is open" until_no_browser "$1"
  left=$(left_count "$1")
  must "nothing of the mark is left" test "$left" = 0
  must "a receipt says clean" has_outcome "$1" clean
  must "the journal has a line" has_journal .
  figures "$before files with the mark before, $left after"
}
