//! What a hook does while a session of the same user goes on, with logind's files of the test's own.

use std::fs;
use std::process::{Child, Command};

use serde_json::Value;
use signoff::cli::{CliOutput, run_with_places};
use signoff::platform::Places;

use crate::bad_input::{chromium_is_clean, firefox_is_clean};
use crate::support::{Lab, MARKER};

const HOOK: [&str; 5] = ["end-session", "--yes", "--unattended", "--time-budget", "30"];

/// A desktop of this user's, which logind calls active. It ends with the test.
struct Desktop(Child);

impl Desktop {
    fn of(places: &Places) -> Self {
        let program = Command::new("sleep").arg("600").spawn().unwrap();
        let sessions = places.os.runtime.join("systemd/sessions");
        fs::create_dir_all(&sessions).unwrap();
        let (user, leader) = (rustix::process::getuid().as_raw(), program.id());
        let text = format!("UID={user}\nACTIVE=1\nSTATE=active\nTYPE=x11\nCLASS=user\nLEADER={leader}\n");
        fs::write(sessions.join("c1"), text).unwrap();
        Self(program)
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        drop(self.0.kill().and_then(|()| self.0.wait()));
    }
}

fn hook(places: &Places, more: &[&str]) -> CliOutput {
    run_with_places(places, &[&HOOK[..], more].concat())
}

#[track_caller]
fn is_valid(form: &str, json: &str) -> Value {
    let form = jsonschema::validator_for(&serde_json::from_str(form).unwrap()).unwrap();
    let json = serde_json::from_str(json).unwrap();
    let mistakes: Vec<_> = form.iter_errors(&json).map(|mistake| mistake.to_string()).collect();
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    json
}

#[test]
fn nothing_is_done_while_the_session_goes_on_and_the_same_line_cleans_when_it_is_over() {
    let (lab, chromium, firefox) = Lab::with_both();
    let places = Places::below(&lab.home());
    let desktop = Desktop::of(&places);
    let before = [chromium.at("."), firefox.at(".")].map(|folder| crate::support::snapshot(&folder));
    let said = hook(&places, &[]);
    assert_eq!((said.code, said.result.lines().next()), (0, Some("Nothing was done: the session goes on")), "{said:?}");
    let report = hook(&places, &["--json"]);
    let report = is_valid(include_str!("../../assets/schema/report.schema.json"), &report.result);
    assert_eq!((&report["outcome"], &report["verified"]), (&"session-goes-on".into(), &false.into()), "{report:#}");
    assert_eq!([chromium.at("."), firefox.at(".")].map(|folder| crate::support::snapshot(&folder)), before);
    assert!(!lab.home().join(MARKER).exists(), "something is owed");
    let log = run_with_places(&places, &["log", "--json"]);
    let log = is_valid(include_str!("../../assets/schema/log.schema.json"), &log.result);
    for run in log["runs"].as_array().unwrap() {
        assert_eq!(
            (&run["outcome"], &run["verified"], &run["origin"]),
            (&"session-goes-on".into(), &false.into(), &"hook".into())
        );
    }
    assert_eq!(log["runs"].as_array().unwrap().len(), 2, "{log:#}");
    assert!(run_with_places(&places, &["log"]).result.contains("the session went on, nothing was done"));
    drop(desktop);
    let said = hook(&places, &[]);
    assert!(said.code == 0 && said.result.starts_with("Clean and verified"), "{said:?}");
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
}

#[test]
fn a_kiosk_cleans_though_its_session_stays() {
    let (lab, chromium, firefox) = Lab::with_both();
    let places = Places::below(&lab.home());
    let _desktop = Desktop::of(&places);
    let said = hook(&places, &["--session-stays"]);
    assert!(said.code == 0 && said.result.starts_with("Clean and verified"), "{said:?}");
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
    let alone = run_with_places(&places, &["end-session", "--yes", "--session-stays"]);
    assert_eq!(alone.code, 2, "{alone:?}");
}

#[test]
fn a_person_who_ends_the_session_by_hand_is_not_asked_for_one() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let places = Places::below(&lab.home());
    let _desktop = Desktop::of(&places);
    let said = run_with_places(&places, &["end-session", "--yes"]);
    assert!(said.code == 0 && said.result.starts_with("Clean and verified"), "{said:?}");
    chromium_is_clean(&chromium);
}
