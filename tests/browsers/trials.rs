//! The list of trials, and the reasons for which one is ignored.

use std::process::{Command, Stdio};

use anyhow::Result;
use libtest_mimic::{Failed, Trial};

use crate::browser::{Ended, Kind};
use crate::case::{Case, CloseBehaviour};
use crate::chromium_ten;
use crate::desktop::{self, Desktop};
use crate::extensions;
use crate::firefox_ten;
use crate::fixed::By;
use crate::lab::Windows;
use crate::opened;
use crate::selfcheck;
use crate::stores::STORES;

/// Returns every trial. A `refusal` is the reason why no trial can run here: then all are ignored.
pub(crate) fn all(refusal: Option<&str>) -> Vec<Trial> {
    let trials = possible();
    let Some(reason) = refusal else { return trials };
    trials.iter().map(|trial| needing(trial.name().to_owned(), Some(reason.to_owned()), || Ok(()))).collect()
}

fn possible() -> Vec<Trial> {
    let own = |name: &str, run: fn() -> Result<()>| Trial::test(format!("tools::{name}"), move || failed(run()));
    let mut trials = vec![
        own("the_searcher_finds_a_value_in_every_shape", selfcheck::the_searcher_finds_a_value_in_every_shape),
        own("the_searcher_looks_at_names_links_and_cells", selfcheck::the_searcher_looks_at_names_links_and_cells),
        own("a_start_that_fails_is_tried_three_times", selfcheck::a_start_that_fails_is_tried_three_times),
        own("the_trials_have_no_rights_of_root", crate::user::has_no_rights_of_root),
    ];
    let name = "tools::a_lab_refuses_what_is_outside_its_folder".into();
    trials.push(needing(name, absent(&[]), selfcheck::a_lab_refuses_what_is_outside_its_folder));
    for kind in [Kind::Chromium, Kind::Firefox] {
        let mut add = |name: &str, run: fn(Kind) -> Result<()>| trials.push(trial(name, kind, run));
        add("a_searcher_finds_every_planted_value_before_the_run", |kind| {
            list_what_is_not_on_disk(kind);
            planted(kind, Ended::ByWindow, Windows::Managed).map(drop)
        });
        add("the_restart_check_sees_what_an_uncleaned_browser_brings_back", |kind| {
            planted(kind, Ended::ByKill, Windows::Bare)?.would_be_caught()
        });
        add("closed_by_its_window_is_clean", |kind| planted(kind, Ended::ByWindow, Windows::Managed)?.clean(&[]));
        add("ended_by_sigterm_is_clean", |kind| planted(kind, Ended::ByTerm, Windows::Bare)?.clean(&[]));
        add("ended_by_sigkill_is_clean", |kind| planted(kind, Ended::ByKill, Windows::Bare)?.clean(&[]));
        add("open_with_a_window_manager_is_closed_and_clean", |kind| {
            planted(kind, Ended::Not, Windows::Managed)?.clean(&[])
        });
        add("open_without_a_window_manager_is_closed_and_clean", |kind| {
            planted(kind, Ended::Not, Windows::Bare)?.clean(&[])
        });
        add("a_used_profile_in_every_place_of_the_catalog_is_clean", |kind| {
            planted(kind, Ended::ByWindow, Windows::Managed)?.in_every_layout()
        });
        add("nothing_unknown_is_written_into_a_folder_that_is_kept", |kind| {
            planted(kind, Ended::ByWindow, Windows::Managed)?.writes_nothing_unknown_where_it_stays()
        });
        add("of_a_later_version_it_is_clean", |kind| Case::of_a_later_version(kind)?.clean(&[]));
        add("with_every_area_a_download_and_its_traces_go_too", |kind| {
            planted(kind, Ended::ByWindow, Windows::Managed)?.clean_with_areas()
        });
        add("told_on_its_command_line_where_its_data_is_it_is_closed_and_clean", crate::moved::is_closed_and_clean);
        add("closed_by_its_window_fix_sign_in_takes_the_chosen_sites_and_nothing_else", |kind| {
            ten_sites(kind, Ended::ByWindow, By::Command)
        });
        add("open_it_is_closed_and_fix_sign_in_takes_the_chosen_sites_and_nothing_else", |kind| {
            ten_sites(kind, Ended::Not, By::Command)
        });
        add("end_session_keeps_the_site_that_it_is_told_to", crate::kept::one_site_is_kept);
        add("fix_sign_in_then_opens_the_login_page_in_the_same_profile", |kind| {
            opened::the_login_page_is_opened_in_the_same_profile(kind)
        });
        add("a_sign_out_page_opens_where_the_sign_in_is", crate::signed_in::its_page_opens_there);
        add("a_clean_window_starts_empty_and_leaves_nothing", crate::clean_window::leaves_nothing);
        add("a_clean_window_is_closed_and_the_persons_own_browser_is_not", crate::clean_window::leaves_others_alone);
        add("what_a_killed_clean_window_left_is_removed_once_nobody_uses_it", crate::clean_window::is_removed_later);
        add("killed_in_each_phase_it_is_finished", |kind| {
            Case::planted_alone(kind)?.killed_in_each_phase_it_is_finished(1)
        });
        add("after_everything_it_starts_with_the_administrators_template", |kind| {
            planted(kind, Ended::ByWindow, Windows::Managed)?.starts_with_a_template()
        });
        add("open_and_stubborn_is_left_when_asked_and_clean_when_forced", |kind| {
            let case = Case::planted(kind, Ended::Not, Windows::Managed, CloseBehaviour::Stubborn)?;
            case.refuses()?;
            case.clean(&["--close", "force", "--grace", "2"])
        });
    }
    trials.extend(of_desktops());
    let name = "tools::a_touch_of_keyboard_or_pointer_is_noticed".into();
    trials.push(needing(name, absent(&["xdotool"]), crate::idle::a_touch_is_noticed));
    trials.extend(in_the_window());
    trials.extend(of_extensions());
    for kind in [Kind::Chromium, Kind::Firefox] {
        let many = trial("killed_ten_times_in_each_phase_it_is_finished", kind, |kind| {
            Case::planted_alone(kind)?.killed_in_each_phase_it_is_finished(10)
        });
        trials.push(many.with_kind("slow: .ci/full").with_ignored_flag(true));
    }
    let both = missing(Kind::Chromium).or_else(|| missing(Kind::Firefox));
    let only = opened::only_what_holds_something_is_closed;
    trials.push(needing("both::fix_sign_in_closes_only_a_browser_that_holds_something".into(), both, only));
    let mut add = |name: &str, kind: Kind, run: fn(Kind) -> Result<()>| trials.push(trial(name, kind, run));
    add("chosen_sites_go_from_every_store_after_sigkill", Kind::Chromium, |kind| {
        ten_sites(kind, Ended::ByKill, By::Editors)
    });
    add("chosen_sites_go_from_every_store_after_sigterm", Kind::Firefox, |kind| {
        ten_sites(kind, Ended::ByTerm, By::Editors)
    });
    trials
}

/// Returns the trials of the browsers that desktops bring.
fn of_desktops() -> Vec<Trial> {
    let mut trials = Vec::new();
    for which in Desktop::ALL {
        let mut add = |name: &str, run: fn(Desktop) -> Result<()>| {
            let name = format!("{}::{name}", which.name());
            trials.push(needing(name, absent(which.programs()).or_else(|| which.lacks_sandbox()), move || run(which)));
        };
        add("closed_by_its_window_is_clean", |which| desktop::Case::closed(which)?.clean());
        add("open_is_closed_and_clean", |which| desktop::Case::open(which)?.clean());
        if which != Desktop::WebApp {
            add("one_of_two_sites_goes_and_the_other_stays", |which| {
                desktop::Case::of_two_sites(which)?.forgets_one_of_two_sites()
            });
        }
        add("a_used_profile_in_every_place_of_the_catalog_is_clean", |which| {
            desktop::Case::closed(which)?.in_every_layout()
        });
    }
    trials
}

/// Returns the trials of the real window.
fn in_the_window() -> Vec<Trial> {
    let reader = || absent(&["dbus-daemon", "at-spi2-registryd"]);
    let name = "window::a_second_start_brings_the_first_window_to_the_front".into();
    let mut trials = vec![needing(name, reader(), crate::window::the_window_is_there_once)];
    let name = "window::a_display_that_cannot_show_it_is_said_in_one_sentence".into();
    trials.push(needing(name, absent(&[]), crate::window::a_display_that_cannot_show_it_is_said_in_one_sentence));
    for (name, ended, windows) in [
        ("window::ends_the_session_of_a_closed_browser", Ended::ByWindow, Windows::Managed),
        ("window::without_opengl_ends_the_session_of_an_open_browser", Ended::Not, Windows::WithoutGlx),
    ] {
        let lacks = missing(Kind::Chromium).or_else(reader);
        trials.push(needing(name.into(), lacks, move || planted(Kind::Chromium, ended, windows)?.clean_by_window()));
    }
    trials
}

/// Returns the trials of extensions: of `managed-only`, and of what stays without it.
fn of_extensions() -> [Trial; 4] {
    let (only, all) = (
        "where_the_policy_says_so_only_a_policys_extensions_stay",
        "all_extensions_and_choices_stay_without_what_was_left_in_their_files",
    );
    let lacks = || missing(Kind::Chromium).or_else(|| absent(&["bwrap"]));
    [
        needing(format!("chromium::{only}"), lacks(), extensions::only_a_policys_stay::<extensions::Chromium>),
        trial(only, Kind::Firefox, |_firefox| extensions::only_a_policys_stay::<extensions::Firefox>()),
        needing(
            format!("chromium::{all}"),
            lacks(),
            extensions::all_stay_without_what_the_person_left::<extensions::Chromium>,
        ),
        trial(all, Kind::Firefox, |_firefox| {
            extensions::all_stay_without_what_the_person_left::<extensions::Firefox>()
        }),
    ]
}

fn ten_sites(kind: Kind, ended: Ended, by: By) -> Result<()> {
    match kind {
        Kind::Chromium => chromium_ten::run(ended, by),
        Kind::Firefox => firefox_ten::run(ended, by),
    }
}

/// Names the stores that this browser does not keep on disk, with the reason; all others must hold a value.
#[expect(clippy::print_stderr, reason = "the list explains the test's result")]
fn list_what_is_not_on_disk(kind: Kind) {
    for store in STORES {
        for (ended, reason) in store.missing(kind) {
            eprintln!("{}: nothing of {} on the disk {ended}: {reason}", kind.name(), store.name);
        }
    }
}

fn planted(kind: Kind, ended: Ended, windows: Windows) -> Result<Case> {
    Case::planted(kind, ended, windows, CloseBehaviour::Polite)
}

fn failed(result: Result<()>) -> Result<(), Failed> {
    result.map_err(|error| Failed::from(format!("{error:#}")))
}

fn trial(name: &str, kind: Kind, run: fn(Kind) -> Result<()>) -> Trial {
    needing(format!("{}::{name}", kind.name()), missing(kind), move || run(kind))
}

/// Returns a trial that is ignored, or fails with `CI=true`, where something that it needs is missing.
fn needing(name: String, missing: Option<String>, run: impl FnOnce() -> Result<()> + Send + 'static) -> Trial {
    let Some(reason) = missing else { return Trial::test(name, move || failed(run())) };
    let fails = std::env::var_os("CI").is_some_and(|value| value == "true");
    let kind = reason.clone();
    Trial::test(name, move || Err(Failed::from(reason))).with_kind(kind).with_ignored_flag(!fails)
}

/// Returns what a trial of `kind` needs and this computer lacks.
fn missing(kind: Kind) -> Option<String> {
    match kind {
        // certutil imports the server's authority, xdotool presses the zoom key.
        Kind::Chromium => absent(&["chromium", "certutil", "xdotool", "strace"]).or_else(without_namespaces),
        Kind::Firefox => absent(&["firefox-esr", "certutil", "strace"]),
    }
}

/// Names the first of these programs, and of those that every lab needs, that is not installed.
fn absent(programs: &[&str]) -> Option<String> {
    let folders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/libexec"].map(std::path::Path::new);
    let mut needed = programs.iter().chain(&["Xvfb", "openbox"]).copied();
    let absent = needed.find(|program| !folders.iter().any(|folder| folder.join(program).is_file()))?;
    Some(format!("{absent} is not installed"))
}

/// Returns the reason why a browser that puts its pages into user namespaces cannot run, as in most containers, where
/// the other sandbox of Debian's Chromium (a program with the rights of root) does not work either.
pub(crate) fn without_namespaces() -> Option<String> {
    let tried = Command::new("unshare").args(["--user", "true"]).stderr(Stdio::null()).status();
    (!tried.is_ok_and(|status| status.success())).then(|| "its sandbox needs user namespaces".to_owned())
}
