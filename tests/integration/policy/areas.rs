//! Areas outside browsers that a policy sets: they go unasked, and no other may be asked for.

use std::fs;
use std::os::unix::fs::symlink;

use signoff::cli::run_with_places;

use super::{END, places, run, set, set_own};
use crate::support::Lab;

const THUMBNAIL: &str = ".cache/thumbnails/normal/0123.png";
const REMOVED: &str = ".local/share/Trash/files/letter.txt";

/// A home with something in two areas.
fn lab() -> Lab {
    let (lab, ..) = Lab::with_both();
    for file in [THUMBNAIL, REMOVED] {
        let file = lab.home().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "of the person").unwrap();
    }
    lab
}

fn holds(lab: &Lab) -> (bool, bool) {
    (lab.home().join(THUMBNAIL).exists(), lab.home().join(REMOVED).exists())
}

#[test]
fn an_area_that_is_set_goes_unasked_and_others_stay() {
    for (machine, own, expected) in [
        ("", "", (true, true)),
        ("areas = [\"thumbnails\"]", "", (false, true)),
        ("level = \"traces\"", "areas = [\"thumbnails\"]", (false, true)),
        ("areas = [\"thumbnails\"]", "areas = [\"trash\"]", (false, true)),
        ("switches = [\"cache\", \"trash\"]", "areas = [\"thumbnails\", \"trash\"]", (true, false)),
    ] {
        let lab = lab();
        let places = if machine.is_empty() { places(&lab) } else { set(&lab, machine) };
        if !own.is_empty() {
            set_own(&places, own);
        }
        run(&places, &END, 0);
        assert_eq!(holds(&lab), expected, "{machine} {own}");
    }
}

#[test]
fn a_narrower_request_takes_along_only_what_is_held() {
    for (policy, expected) in [
        ("areas = [\"thumbnails\"]\nswitches = [\"cookies\", \"thumbnails\"]", (true, true)),
        ("areas = [\"thumbnails\"]", (false, true)),
    ] {
        let lab = lab();
        run(&set(&lab, policy), &[&END[..], &["--browser", "firefox"]].concat(), 0);
        assert_eq!(holds(&lab), expected, "{policy}");
    }
}

#[test]
fn an_area_that_is_left_alone_cannot_be_asked_for() {
    let lab = lab();
    let places = set(&lab, "areas = [\"thumbnails\"]\nswitches = [\"downloads\"]");
    let before = lab.snapshot();
    let said = run_with_places(&places, &["end-session", "--yes", "--also", "trash"]);
    assert_eq!((said.code, said.result.as_str()), (2, ""));
    assert!(said.error.contains("\"trash\""), "{}", said.error);
    assert!(lab.snapshot() == before, "a refused run changed the home");
    run(&places, &[&END[..], &["--also", "downloads"]].concat(), 0);
    assert_eq!(holds(&lab), (false, true));
}

#[test]
fn an_area_below_a_folder_that_was_moved_goes_where_the_policy_names_it() {
    for (policy, code, expected) in
        [("areas = [\"thumbnails\"]", 1, true), ("areas = [\"thumbnails\"]\nmoved = [\"~/.cache\"]", 0, false)]
    {
        let lab = lab();
        let to = lab.bench().join("cache");
        fs::rename(lab.home().join(".cache"), &to).unwrap();
        symlink(&to, lab.home().join(".cache")).unwrap();
        run(&set(&lab, policy), &END, code);
        assert_eq!(holds(&lab).0, expected, "{policy}");
    }
}
