//! `--user`: root gives up its rights permanently before it opens anything of the user.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::{Lab, NAME, RunOutput, UID, with_account};

/// Returns a command that runs Signoff as root for the test account.
fn somebody(lab: &Lab, before: &str, words: &[&str]) -> std::process::Command {
    let mut unshare = with_account(lab, before);
    unshare.arg(env!("CARGO_BIN_EXE_signoff")).args(words);
    // Folders in root's environment must be ignored.
    unshare.env("HOME", "/root").env("XDG_CONFIG_HOME", lab.outside()).env("LANG", "C");
    unshare
}

const END: [&str; 7] = ["end-session", "--yes", "--json", "--close", "never", "--user", NAME];

#[test]
#[ignore = "needs root"]
fn the_rights_of_root_are_given_up_before_anything_of_the_user_is_opened() {
    let (lab, chromium, firefox) = Lab::with_both();
    let lab = lab.without_rights();
    let log = lab.bench().join("trace");
    let strace = format!(
        "strace -f -y -qq -o {} -e trace=%file,getdents64,setgroups,setgid,setresgid,setuid,setresuid \
         -e inject=unlinkat:delay_enter=30000",
        log.display()
    );
    let mut running = somebody(&lab, &strace, &END).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The user and group ids while it works.
    let home = lab.home().to_str().unwrap().to_owned();
    let began = Instant::now();
    let worker = loop {
        let trace = fs::read_to_string(&log).unwrap_or_default();
        let working = trace.lines().find(|line| line.contains("unlinkat(") && line.contains(&home));
        if let Some(pid) = working.and_then(|line| line.split_whitespace().next()) {
            break pid.to_owned();
        }
        assert!(began.elapsed() < Duration::from_mins(1) && running.try_wait().unwrap().is_none(), "it did not work");
        std::thread::yield_now();
    };
    let status = fs::read_to_string(Path::new("/proc").join(worker).join("status")).unwrap();
    let numbers = |name: &str| -> Vec<u32> {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().map(|number| number.parse().unwrap()).collect()
    };
    assert_eq!(numbers("Uid:"), [UID; 4]);
    assert_eq!(numbers("Gid:"), [UID; 4]);
    let mut groups = numbers("Groups:");
    groups.sort_unstable();
    assert_eq!(groups, [65_533, UID]);
    RunOutput::of(running.wait_with_output().unwrap()).exits(0);
    // What was opened before the rights were given up.
    let trace = fs::read_to_string(&log).unwrap();
    let at = |what: &dyn Fn(&str) -> bool| trace.lines().position(what);
    // The result of a system call follows `= `.
    let succeeded = |call: &str| {
        let call = format!("{call}({UID}, {UID}, {UID})");
        at(&|line| line.contains(&call) && line.ends_with("= 0"))
    };
    let given_up = succeeded("setresuid").unwrap();
    assert!(at(&|line| line.contains("setgroups(2, [")).unwrap() < given_up);
    assert!(succeeded("setresgid").unwrap() < given_up);
    let touched = at(&|line| line.contains(&home) || line.contains("\"home\"")).unwrap();
    // Each thread gives them up.
    let changes = trace.lines().enumerate().filter(|(_, line)| line.contains("setresuid(") && line.ends_with("= 0"));
    for (number, line) in changes {
        assert!(line.contains(&format!("({UID}, {UID}, {UID})")), "it came back: {line}");
        assert!(given_up <= number && number < touched, "line {touched} of the trace comes before {number}");
    }
    assert!(!chromium.at("Cookies").exists() && !firefox.at("cookies.sqlite").exists());
}

#[test]
#[ignore = "needs root"]
fn a_user_that_does_not_exist_is_refused() {
    let (lab, ..) = Lab::with_both();
    let before = lab.snapshot();
    let words = [&END[..6], &["signoff-nobody-at-all"]].concat();
    let ran = RunOutput::of(somebody(&lab, "", &words).output().unwrap()).exits(2);
    assert!(ran.stderr.contains("signoff-nobody-at-all"), "{}", ran.stderr);
    assert_eq!(lab.snapshot(), before);
}

#[test]
#[ignore = "needs root"]
fn nobody_but_root_works_for_another_user() {
    let (lab, ..) = Lab::with_both();
    let before = lab.snapshot();
    let lab = lab.without_rights();
    let ran = lab.run(&["end-session", "--yes", "--user", "root"]).exits(2);
    assert!(ran.stderr.contains("only root"), "{}", ran.stderr);
    assert_eq!(lab.snapshot(), before);
}
