use super::*;

const USER: u32 = 1000;
const LOGGED_IN: u32 = 100;
const DESKTOP: u32 = 101;
const US: u32 = 900;

/// A computer with a display manager (90), the leader of a session (100) and its desktop (101), and this program (900)
/// below the display manager. Changed as the case says.
fn computer(change: impl FnOnce(&mut Processes)) -> Processes {
    let process = |parent, uid, start, name: &str| Process { parent, uid, start, name: name.to_owned() };
    let running = [
        (1, process(0, 0, 0, "systemd")),
        (90, process(1, 0, 10, "lightdm")),
        (95, process(90, 0, 11, "Xorg")),
        (LOGGED_IN, process(90, 0, 20, "lightdm")),
        (DESKTOP, process(LOGGED_IN, USER, 21, "openbox")),
        (120, process(1, USER, 22, "systemd")),
        (130, process(DESKTOP, USER, 23, "xterm")),
        (131, process(130, USER, 24, "bash")),
        (899, process(90, 0, 80, "sh")),
        (US, process(899, USER, 81, "signoff")),
    ];
    let mut processes =
        Processes { us: US, uid: USER, running: BTreeMap::from(running), signoff: BTreeSet::from([US]) };
    change(&mut processes);
    processes
}

fn under(processes: &mut Processes, pid: u32, parent: u32) {
    processes.running.get_mut(&pid).unwrap().parent = parent;
}

fn add(processes: &mut Processes, pid: u32, parent: u32, uid: u32) {
    processes.running.insert(pid, Process { parent, uid, start: 70, name: "x".to_owned() });
}

#[track_caller]
fn lives(expected: bool, change: impl FnOnce(&mut Processes)) {
    let processes = computer(change);
    assert_eq!(processes.lives(Leader { pid: LOGGED_IN, began: Some(25) }), expected, "{processes:#?}");
}

#[test]
fn a_locked_screen_a_wrong_password_and_an_unlock_end_nothing() {
    // The display manager's script runs beside the session, whoever's name it gets.
    lives(true, |_| {});
    // A switch of users: another leader and its desktop.
    lives(true, |all| {
        add(all, 200, 90, 0);
        add(all, 201, 200, 1001);
    });
}

#[test]
fn after_a_logout_the_leader_has_no_program_of_the_users() {
    lives(false, |all| drop(all.running.remove(&DESKTOP)));
    // Killed from outside, or the display manager with all that it led.
    lives(false, |all| drop(all.running.remove(&LOGGED_IN).and(all.running.remove(&DESKTOP))));
    // A program that is left over belongs to process 1, or to the user's systemd.
    lives(false, |all| {
        all.running.remove(&DESKTOP);
        under(all, 130, 1);
        add(all, 140, 120, USER);
    });
}

#[test]
fn su_ssh_and_cron_end_nothing() {
    // `su` in a terminal of the session, with a PAM line that runs us as root.
    lives(true, |all| {
        add(all, 300, 131, 0);
        add(all, 301, 300, 0);
        under(all, US, 301);
    });
    // sshd's and cron's own leaders.
    lives(true, |all| {
        add(all, 310, 1, 0);
        add(all, 311, 310, 0);
        under(all, US, 311);
    });
    // A person's own call in a terminal.
    lives(true, |all| under(all, US, 131));
}

#[test]
fn a_leader_that_runs_us_ends_its_session() {
    // GDM's `PostSession` and a PAM module: the leader itself runs a script, and that runs us.
    lives(false, |all| {
        all.running.remove(&DESKTOP);
        under(all, 899, LOGGED_IN);
    });
    // A program that PAM started for the session is still the leader's.
    lives(false, |all| {
        under(all, 899, LOGGED_IN);
        add(all, 150, LOGGED_IN, USER);
    });
    // Without a script, and with a process of ours between.
    lives(false, |all| {
        all.running.remove(&DESKTOP);
        under(all, US, LOGGED_IN);
    });
    lives(false, |all| {
        all.running.remove(&DESKTOP);
        add(all, 898, LOGGED_IN, USER);
        all.signoff.insert(898);
        under(all, US, 898);
    });
}

#[test]
fn our_own_process_is_nobodys_desktop() {
    assert!(!computer(|_| {}).lives(Leader { pid: US, began: None }));
}

/// Two desktops log out at once, and each leader runs us: neither counts for the other.
#[test]
fn of_two_that_end_at_once_none_takes_the_other_for_living() {
    let processes = computer(|all| {
        all.running.remove(&DESKTOP);
        under(all, US, LOGGED_IN);
        add(all, 400, 90, 0);
        add(all, 401, 400, USER);
        all.signoff.insert(401);
    });
    for pid in [LOGGED_IN, 400] {
        assert!(!processes.lives(Leader { pid, began: None }), "{pid}");
    }
}

#[test]
fn a_leader_that_is_the_users_own_program_is_its_session() {
    let kiosk = |pid| computer(|all| add(all, 500, 1, USER)).lives(Leader { pid, began: Some(70) });
    assert!(kiosk(500), "a service with a PAM session leads itself");
    assert!(!kiosk(501), "it has ended");
}

#[test]
fn a_process_that_has_the_leaders_id_now_is_not_the_leader() {
    let later = computer(|all| all.running.get_mut(&LOGGED_IN).unwrap().start = 26);
    assert!(!later.lives(Leader { pid: LOGGED_IN, began: Some(25) }));
    assert!(later.lives(Leader { pid: LOGGED_IN, began: None }), "logind does not say when it began");
}

#[test]
fn processes_of_others_that_are_hidden_hide_no_session() {
    let hidden = |all: &mut Processes| all.running.retain(|_, process| process.uid == USER);
    lives(true, hidden);
    lives(false, |all| {
        hidden(all);
        all.running.remove(&DESKTOP);
    });
}

#[test]
fn without_logind_a_display_server_counts_while_its_login_waits_for_it() {
    let displays = |parent: u32| {
        let processes = computer(|all| {
            add(all, 600, 1, 0);
            add(all, 601, 600, USER);
            all.running.insert(602, Process { parent, uid: USER, start: 1, name: "Xorg".to_owned() });
        });
        assert!(processes.show_a_display());
        processes.led_displays()
    };
    assert_eq!(displays(601), 1, "a login's shell started it");
    assert_eq!(displays(1), 0, "it is left over");
    assert_eq!(displays(120), 0, "the user's systemd was given it");
}

#[test]
fn a_circle_of_parents_ends() {
    lives(true, |all| {
        add(all, 700, 701, 0);
        add(all, 701, 700, 0);
        under(all, US, 700);
    });
}

#[test]
fn what_decides_in_each_situation() {
    let check = |situation: &str, living, is_whole, shuts_down, stop, expected| {
        assert_eq!(decide(living, is_whole, || Circumstances { shuts_down, stop }), expected, "{situation}");
    };
    let (no, yes) = (Some(false), Some(true));
    check("lock, wrong password, greeter, su, ssh, cron", 1, true, no, UnitStop::No, Sessions::GoOn);
    check("no systemd to ask", 1, true, None, UnitStop::No, Sessions::GoOn);
    check("a session that could not be read, beside one that lives", 1, false, no, UnitStop::No, Sessions::GoOn);
    check("a second session lives", 2, true, no, UnitStop::No, Sessions::GoOn);
    check("shutdown and reboot, sessions still listed", 2, true, yes, UnitStop::No, Sessions::Over);
    check("shutdown, seen by the user's systemd", 1, true, yes, UnitStop::Manager, Sessions::Over);
    check("a desktop logs out", 1, true, no, UnitStop::Desktop, Sessions::Over);
    check("a desktop logs out, another lives", 2, true, no, UnitStop::Desktop, Sessions::GoOn);
    check("somebody stops the unit", 1, true, no, UnitStop::Alone, Sessions::GoOn);
    check("somebody stops the user's systemd", 1, true, no, UnitStop::Manager, Sessions::GoOn);
    check("the same, or a shutdown", 1, true, None, UnitStop::Manager, Sessions::Unknown);
    check("the user's systemd does not answer", 1, true, no, UnitStop::Unknown, Sessions::Unknown);
    let unasked = |living, is_whole| decide(living, is_whole, || panic!("asked"));
    assert_eq!(unasked(0, true), Sessions::Over, "logout, ended from outside, display manager or X server killed");
    assert_eq!(unasked(0, false), Sessions::Unknown, "a session's file could not be read");
}
