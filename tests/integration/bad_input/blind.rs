//! Where the processes cannot be listed nobody knows which browsers are open, so that nothing is done.

use std::path::Path;

use crate::support::{Lab, RunOutput, snapshot};

/// Runs a command in namespaces of its own, after `before`.
fn run(lab: &Lab, namespaces: &[&str], before: &str, words: &[&str]) -> RunOutput {
    let mut unshare = lab.within(Path::new("unshare"));
    unshare.args(namespaces).args(["sh", "-ec", &format!("{before}; \"$@\""), "sh"]);
    unshare.arg(env!("CARGO_BIN_EXE_signoff")).args(words);
    RunOutput::of(unshare.output().unwrap())
}

#[test]
#[ignore = "needs root"]
fn without_a_list_of_processes_nothing_is_done() {
    // Without any, and with that of the computer around a container.
    let hidden = (["--mount", "--"].as_slice(), "mount -t tmpfs none /proc");
    let another = (["--pid", "--fork", "--"].as_slice(), "true");
    for (namespaces, before) in [hidden, another] {
        let (lab, _chromium, _firefox) = Lab::with_both();
        let home = snapshot(&lab.home().join(".config"));
        for words in [&["end-session", "--yes", "--json"][..], &["fix-sign-in", "--yes", "--json"]] {
            let ran = run(&lab, namespaces, before, words).exits(3);
            assert_eq!(ran.json["reason"], "no-processes", "{words:?}");
        }
        assert_eq!(snapshot(&lab.home().join(".config")), home);
        let seen = run(&lab, &["--mount", "--"], "true", &["end-session", "--yes", "--json"]).exits(0);
        assert_eq!(seen.json["verified"], true, "the namespace is not what stops it");
    }
}
