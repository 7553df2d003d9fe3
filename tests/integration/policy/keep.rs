//! Categories that a policy keeps: they stay in every run, and nobody can ask for them unless it says so.

use signoff::cli::run_with_places;

use super::{END, run, set};
use crate::code_and_keys::{keys_left, store_keys};
use crate::support::Lab;

#[test]
fn what_a_policy_keeps_stays_at_both_levels_in_a_run_that_nobody_watches() {
    for (policy, left) in [
        ("keep = [\"certificates\"]", 3),
        ("keep = [\"certificates\"]\nlevel = \"everything\"\nswitches = []", 3),
        ("keep = []", 0),
    ] {
        let (lab, ..) = Lab::with_both();
        store_keys(&lab);
        let places = set(&lab, policy);
        run(&places, &["end-session", "--yes", "--json", "--unattended", "--session-stays"], 0);
        assert_eq!(keys_left(&lab), (left, if policy == "keep = []" { 3 } else { left }), "{policy}");
    }
}

#[test]
fn what_a_policy_keeps_goes_only_where_it_may_be_asked_for() {
    let only = [&END[..], &["--only", "certificates"]].concat();
    for (policy, code, left) in [
        ("keep = [\"certificates\"]", 2, 3),
        ("keep = [\"certificates\"]\nswitches = [\"cache\"]", 2, 3),
        (
            "keep = [\"certificates\"]\nswitches = [\"certificates\", \"cookies\", \"site-data\", \"history\", \"cache\", \
          \"tabs\", \"passwords\", \"form-data\", \"account\", \"permissions\", \"other\"]",
            0,
            0,
        ),
    ] {
        let (lab, ..) = Lab::with_both();
        store_keys(&lab);
        let said = run_with_places(&set(&lab, policy), &only);
        assert_eq!(said.code, code, "{policy}: {}{}", said.result, said.error);
        assert_eq!(keys_left(&lab).0, left, "{policy}");
    }
}
