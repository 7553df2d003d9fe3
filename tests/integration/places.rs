//! Where a run looks: at the account's own home whatever the environment says, and besides wherever a session's
//! variables and the user's files lead.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::{Lab, MARKER, Profile, RunOutput};

const HOOK: [&str; 5] = ["end-session", "--yes", "--json", "--time-budget", "60"];

/// Runs as a hook does, in an environment with these variables.
fn hook(lab: &Lab, variables: &[(&str, &Path)]) -> RunOutput {
    let mut signoff = lab.signoff();
    signoff.args(HOOK).args(["--unattended", "--session-stays"]).envs(variables.iter().copied());
    RunOutput::of(signoff.output().unwrap())
}

/// Makes a profile of Chromium's, with its cache, below other base folders than the usual ones.
fn moved(lab: &Lab, config: &str, cache: &str) -> Profile {
    lab.chromium_at(&lab.home().join(config).join("chromium"), &lab.home().join(cache).join("chromium"), &["Default"])
}

fn write(lab: &Lab, at: &str, text: &str) {
    let path = lab.home().join(at);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[track_caller]
fn is_gone(profile: &Profile) {
    assert!(!profile.at("Cookies").exists(), "{}", profile.root.display());
    assert!(!profile.cache.join("Cache").exists(), "{}", profile.cache.display());
}

#[test]
fn a_variable_that_leads_away_hides_no_home_from_a_hook() {
    for variable in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
        let (lab, chromium, firefox) = Lab::with_both();
        let decoy = lab.home().join("decoy");
        fs::create_dir_all(&decoy).unwrap();
        let ran = hook(&lab, &[(variable, &decoy)]).exits(0);
        assert_eq!(ran.json["outcome"], "clean", "{variable}");
        is_gone(&chromium);
        assert!(!firefox.at("cookies.sqlite").exists(), "{variable}");
        assert_eq!(fs::read_dir(&decoy).unwrap().count(), 0, "{variable}: something was written there");
    }
}

#[test]
fn what_the_environment_of_a_hook_names_is_cleaned_besides() {
    let lab = Lab::new();
    let (usual, named) = (lab.chromium(&["Default"]), moved(&lab, ".xdg", ".caches"));
    let below_other_home = moved(&lab, "other/.config", "other/.cache");
    let at = |name: &str| lab.home().join(name);
    let variables = [
        ("XDG_CONFIG_HOME", at(".xdg")),
        ("XDG_CACHE_HOME", at(".caches")),
        ("HOME", at("other")),
        // Chromium's own variable.
        ("CHROME_CONFIG_HOME", at(".chrome")),
    ];
    let own_variable = moved(&lab, ".chrome", ".caches/unused");
    let variables: Vec<(&str, &Path)> = variables.iter().map(|(name, at)| (*name, at.as_path())).collect();
    hook(&lab, &variables).exits(0);
    for profile in [&usual, &named, &below_other_home] {
        is_gone(profile);
    }
    assert!(!own_variable.at("Cookies").exists());
}

#[test]
fn a_cache_that_alone_was_moved_is_cleaned_and_so_is_the_usual_one() {
    let lab = Lab::new();
    let usual = lab.chromium(&["Default"]);
    let cache = lab.home().join(".caches/chromium/Default/Cache");
    fs::create_dir_all(&cache).unwrap();
    fs::write(cache.join("entry"), "a page").unwrap();
    hook(&lab, &[("XDG_CACHE_HOME", &lab.home().join(".caches"))]).exits(0);
    is_gone(&usual);
    assert!(!cache.exists());
}

#[test]
fn a_cache_outside_home_is_cleaned_where_owner_and_content_prove_it() {
    let lab = Lab::new();
    let usual = lab.chromium(&["Default"]);
    let scratch = lab.bench().join("scratch");
    let cache = scratch.join("chromium/Default/Cache");
    fs::create_dir_all(&cache).unwrap();
    fs::write(cache.join("entry"), "a page").unwrap();
    fs::create_dir_all(scratch.join("notes")).unwrap();
    hook(&lab, &[("XDG_CACHE_HOME", &scratch)]).exits(0);
    is_gone(&usual);
    assert!(!cache.exists() && scratch.join("notes").exists());
}

#[test]
fn a_folder_outside_home_with_a_browsers_name_is_no_cache() {
    let lab = Lab::new();
    let usual = lab.chromium(&["Default"]);
    let scratch = lab.bench().join("scratch");
    fs::create_dir_all(scratch.join("chromium/src")).unwrap();
    fs::write(scratch.join("chromium/src/BUILD.gn"), "a project").unwrap();
    let ran = hook(&lab, &[("XDG_CACHE_HOME", &scratch)]).exits(1);
    assert!(ran.skipped().iter().any(|skip| skip.ends_with(": outside")), "{:?}", ran.skipped());
    assert!(scratch.join("chromium/src/BUILD.gn").exists());
    is_gone(&usual);
}

#[test]
fn a_project_with_a_browsers_name_is_left_where_a_variable_names_the_folder_above_it() {
    let lab = Lab::new();
    let usual = lab.chromium(&["Default"]);
    write(&lab, "src/chromium/BUILD.gn", "a project");
    let ran = hook(&lab, &[("XDG_CACHE_HOME", &lab.home().join("src"))]).exits(1);
    assert!(ran.skipped().iter().any(|skip| skip.ends_with(": outside")), "{:?}", ran.skipped());
    assert!(lab.home().join("src/chromium/BUILD.gn").exists());
    is_gone(&usual);
}

#[test]
fn a_person_who_has_moved_their_folders_cleans_the_usual_ones_too() {
    let lab = Lab::new();
    let (usual, named) = (lab.chromium(&["Default"]), moved(&lab, ".xdg", ".cache/unused"));
    let mut signoff = lab.signoff();
    signoff.args(HOOK).args(["--close", "never"]).env("XDG_CONFIG_HOME", lab.home().join(".xdg"));
    RunOutput::of(signoff.output().unwrap()).exits(0);
    is_gone(&usual);
    assert!(!named.at("Cookies").exists());
}

#[test]
fn a_folder_outside_home_that_a_variable_names_is_named_and_not_touched() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let outside = lab.chromium_at(&lab.outside().join("chromium"), &lab.outside().join("cache"), &["Default"]);
    let ran = hook(&lab, &[("XDG_CONFIG_HOME", &lab.outside())]).exits(1);
    assert!(ran.skipped().iter().any(|skip| skip.ends_with(": outside")), "{:?}", ran.skipped());
    assert!(outside.at("Cookies").exists());
    is_gone(&chromium);
}

/// A program of the person's that has been started with some variables.
struct Started(Child);

impl Started {
    fn with(lab: &Lab, name: &str, value: &Path) -> Self {
        let mut cat: Command = lab.within(Path::new("cat"));
        Self(cat.env(name, value).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn what_the_programs_of_a_session_name_is_cleaned_besides() {
    let lab = Lab::new();
    let (usual, named) = (lab.chromium(&["Default"]), moved(&lab, ".xdg", ".cache/unused"));
    let _program = Started::with(&lab, "XDG_CONFIG_HOME", &lab.home().join(".xdg"));
    hook(&lab, &[]).exits(0);
    is_gone(&usual);
    assert!(!named.at("Cookies").exists());
}

#[test]
fn what_a_file_sets_for_every_session_is_cleaned_besides() {
    let files = [
        (".xsessionrc", "export XDG_CONFIG_HOME=\"$HOME/.xdg\"\n"),
        (".profile", "if true; then\n  XDG_CONFIG_HOME=~/.xdg; export XDG_CONFIG_HOME\nfi\n"),
        (".pam_environment", "XDG_CONFIG_HOME DEFAULT=@{HOME}/.xdg\n"),
        (".config/environment.d/50-x.conf", "XDG_CONFIG_HOME=${HOME}/.xdg\n"),
    ];
    for (file, text) in files {
        let lab = Lab::new();
        let (usual, named) = (lab.chromium(&["Default"]), moved(&lab, ".xdg", ".cache/unused"));
        write(&lab, file, text);
        hook(&lab, &[]).exits(0);
        is_gone(&usual);
        assert!(!named.at("Cookies").exists(), "{file}");
    }
}

#[test]
fn where_more_folders_are_named_than_are_looked_at_the_result_says_so() {
    let many = |line: fn(usize) -> String| (0..100).map(line).collect::<Vec<_>>();
    let in_one = |lab: &Lab| {
        let lines = many(|number| format!("export XDG_CONFIG_HOME=$HOME/.none{number}\n"));
        write(lab, ".profile", &lines.concat());
    };
    let in_many = |lab: &Lab| {
        for (number, line) in many(|_| "XDG_CONFIG_HOME=${HOME}/.none\n".to_owned()).iter().enumerate() {
            write(lab, &format!(".config/environment.d/{number}.conf"), line);
        }
    };
    for names in [&in_one as &dyn Fn(&Lab), &in_many] {
        let lab = Lab::new();
        let usual = lab.chromium(&["Default"]);
        names(&lab);
        let ran = hook(&lab, &[]).exits(1);
        assert_eq!(ran.skipped(), ["unknown:.config .config: search-ended".to_owned()].into());
        is_gone(&usual);
    }
}

#[test]
fn browsers_below_a_hidden_folder_that_nothing_names_are_named_in_the_result() {
    let lab = Lab::new();
    let (usual, hidden) = (lab.chromium(&["Default"]), moved(&lab, ".xdg", ".cache/unused"));
    let ran = hook(&lab, &[]).exits(1);
    assert_eq!(ran.skipped(), ["unknown:.xdg/chromium .xdg/chromium: elsewhere".to_owned()].into());
    is_gone(&usual);
    assert!(hidden.at("Cookies").exists(), "it may be a backup");
    // Whoever names it cleans it.
    let mut signoff = lab.signoff();
    signoff.args(HOOK).args(["--close", "never"]).env("XDG_CONFIG_HOME", lab.home().join(".xdg"));
    RunOutput::of(signoff.output().unwrap()).exits(0);
    assert!(!hidden.at("Cookies").exists());
}

/// Makes what somebody can leave in the place of a file.
type Make = fn(&Path);

const ODD_FILES: [(&str, Make); 5] = [
    ("a FIFO", |at| assert!(Command::new("mkfifo").arg(at).status().unwrap().success())),
    ("a folder", |at| fs::create_dir(at).unwrap()),
    ("a link to a file without end", |at| std::os::unix::fs::symlink("/dev/zero", at).unwrap()),
    ("not text", |at| fs::write(at, b"XDG_DOWNLOAD_DIR=\"\xff\xfe\0\n").unwrap()),
    ("very large", |at| fs::File::create(at).unwrap().set_len(1 << 40).unwrap()),
];

#[test]
fn no_file_that_names_folders_holds_up_a_run() {
    let files = [".config/user-dirs.dirs", ".xsessionrc", ".profile", ".config/environment.d/a.conf"];
    for file in files {
        let lab = Lab::new();
        let path: PathBuf = lab.home().join(file);
        for (name, make) in ODD_FILES {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let chromium = lab.chromium(&["Default"]);
            make(&path);
            let mut signoff = lab.signoff();
            signoff.args(HOOK).args(["--unattended", "--session-stays"]).timeout(Duration::from_secs(30));
            let ran = signoff.output().unwrap();
            assert_eq!(ran.status.code(), Some(0), "{file}: {name}: {}", String::from_utf8_lossy(&ran.stderr));
            is_gone(&chromium);
            fs::remove_file(&path).or_else(|_folder| fs::remove_dir(&path)).unwrap();
            fs::remove_dir_all(&chromium.root).unwrap();
            fs::remove_dir_all(lab.home().join(".cache/chromium")).unwrap();
        }
    }
}

#[test]
fn a_downloads_folder_that_a_file_names_is_cleaned_beside_the_usual_one() {
    let (lab, ..) = Lab::with_both();
    write(&lab, ".config/user-dirs.dirs", "XDG_DOWNLOAD_DIR=\"$HOME/Lataukset\"\n");
    write(&lab, "Lataukset/form.pdf", "x");
    write(&lab, "Downloads/form.pdf", "x");
    let mut signoff = lab.signoff();
    signoff.args(HOOK).args(["--unattended", "--session-stays", "--also", "downloads"]);
    let ran = RunOutput::of(signoff.output().unwrap());
    let left: Vec<_> =
        ["Lataukset", "Downloads"].iter().filter(|name| lab.home().join(name).join("form.pdf").exists()).collect();
    assert!(left.is_empty(), "{left:?}: {:#}", ran.json);
}

#[test]
fn programs_data_and_a_repository_are_no_downloads_whatever_a_file_says() {
    for named in [".ssh", ".local/share", "work", "work/papers"] {
        let (lab, ..) = Lab::with_both();
        write(&lab, ".config/user-dirs.dirs", &format!("XDG_DOWNLOAD_DIR=\"$HOME/{named}\"\n"));
        let stay = [".ssh/id_rsa", ".local/share/app/data", "work/.git/HEAD", "work/papers/a.tex"];
        for file in stay {
            write(&lab, file, "x");
        }
        write(&lab, "Downloads/form.pdf", "x");
        let mut signoff = lab.signoff();
        signoff.args(HOOK).args(["--unattended", "--session-stays", "--also", "downloads"]);
        let ran = RunOutput::of(signoff.output().unwrap()).exits(1);
        let gone: Vec<_> = stay.iter().filter(|file| !lab.home().join(file).exists()).collect();
        assert!(gone.is_empty() && !lab.home().join("Downloads/form.pdf").exists(), "{named}: {gone:?}");
        assert!(
            ran.skipped().iter().any(|skip| skip.ends_with(&format!("{named}: not-proven"))),
            "{:?}",
            ran.skipped()
        );
    }
}

#[test]
fn settings_of_the_person_before_do_not_weaken_a_hook() {
    for text in
        ["close = \"never\"\n", "keep_sites = [\"microsoftonline.com\"]\n", "time_budget = 1\n", "grace = 3600\n"]
    {
        let (lab, chromium, firefox) = Lab::with_both();
        write(&lab, ".config/signoff/settings.toml", text);
        hook(&lab, &[]).exits(0);
        assert!(!chromium.at("Cookies").exists() && !firefox.at("cookies.sqlite").exists(), "{text}");
    }
}

#[test]
fn broken_settings_are_said_on_stderr() {
    let (lab, chromium, _firefox) = Lab::with_both();
    write(&lab, ".config/signoff/settings.toml", "]garbage[");
    let ran = hook(&lab, &[]).exits(0);
    assert!(ran.stderr.contains("settings.toml:1:1: ") && ran.stderr.contains("don't count here"), "{}", ran.stderr);
    is_gone(&chromium);
}

#[test]
fn what_is_owed_is_found_and_completed_wherever_variables_lead_and_whatever_the_settings_are() {
    let (lab, chromium, firefox) = Lab::with_both();
    let request = r#"{"level":"traces","only":[],"keeping":[],"browsers":[],"profiles":[]}"#;
    let marker = format!(r#"{{"schema":1,"owed":[{{"request":{request},"since":4102444800}}]}}"#);
    lab.run(&["fix-sign-in", "--yes", "--close", "never"]).exits(0);
    write(&lab, MARKER, &marker);
    write(&lab, ".config/signoff/settings.toml", "]garbage[");
    let decoy = lab.home().join("decoy");
    fs::create_dir(&decoy).unwrap();
    let mut finish = lab.signoff();
    finish.arg("finish").env("HOME", &decoy).env("XDG_STATE_HOME", &decoy).assert().code(0);
    is_gone(&chromium);
    assert!(!firefox.at("cookies.sqlite").exists() && !lab.home().join(MARKER).exists());
}
