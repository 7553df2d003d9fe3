# shellcheck shell=bash disable=SC2016,SC2034,SC2154
# Trials of other display managers than LightDM. Their own login screens need a graphics card, or more than Xvfb, so the
# student is logged in by the display manager itself. Read by `.ci/lab-pc`.

# session_of_manager NAME [COMMAND]: a used session that SDDM or GDM began, with the hook installed before it and the
# command done after that.
session_of_manager() {
  lab_build_others
  display_manager "$1"
  power_on || return
  install_signoff
  "${2:-true}"
  power_cut
  rm -rf --one-file-system "${lab_folder:?}/home"
  cp -a "$lab_folder/prepared-home" "$lab_folder/home"
  power_on || return
  until_quiet
  start_browsers student || return
  before=$(left_count)
  ours=$(browsers_of student)
}

# Ends the desktop, and waits until that session is over and nothing of it is left.
end_of_manager() {
  local began session
  session=$(session_of student)
  began=$(now_in_tenths)
  as student openbox --exit >/dev/null 2>&1 || true
  # GDM begins the next session of the student at once.
  must "the session ends" until_inside 60 sh -c '! loginctl show-session "$1"' - "$session"
  # SDDM's is cleaned when the user manager has ended.
  must "all is gone within three minutes" eventually_nothing_left student 180
  figures "clean $(seconds_since "$began") s after the logout"
  all_clean student
}

trial_sddm_logout() {
  session_of_manager sddm || return
  end_of_manager
}

# The recipe of installer/hooks.md, word for word.
pam_recipe() {
  local script
  script=$(sed -n '/^## SDDM/,/^## /p' installer/hooks.md | sed -n '/^#!\/bin\/sh$/,/^```$/p' | sed '$d')
  printf '%s\n' "$script" >"$(computer)/usr/local/sbin/signoff-close-session"
  inside sh -c 'chmod 755 /usr/local/sbin/signoff-close-session
    sed -i s,/usr/bin/signoff,/usr/local/bin/signoff, /usr/local/sbin/signoff-close-session
    for service in sddm sddm-autologin; do
      echo "session optional pam_exec.so quiet type=close_session /usr/local/sbin/signoff-close-session" >>/etc/pam.d/$service
    done'
}

trial_sddm_with_the_line_for_pam() {
  session_of_manager sddm pam_recipe || return
  # Somebody is authenticated by the same service, and that closes again.
  must "PAM's session opens and closes" inside pamtester sddm-autologin student open_session close_session
  hook_says_goes_on "another session of PAM" 1
  must "a receipt says that the session goes on" has_outcome student session-goes-on
  end_of_manager
}

trial_gdm_logout() {
  session_of_manager gdm || return
  end_of_manager
}

trial_gdm_power_cut_in_a_session() {
  session_of_manager gdm || return
  power_cut
  power_on || return
  paid_after_boot student
}
