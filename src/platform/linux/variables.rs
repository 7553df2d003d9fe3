//! What variables and the files that set them say of a session's folders: our own environment, that of this user's
//! programs, and texts that the engine has read.
//!
//! Reads only `/proc`, never a file of the user's, and runs no shell: of a text only plain assignments count.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read as _;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use super::processes;
use crate::platform::environment::variable;
use crate::platform::session_folders::{BaseFolder, SessionFolders};

/// The variables that move base folders. Chromium asks the last one first (`chrome_paths_linux.cc`).
const VARIABLES: [(&str, BaseFolder); 4] = [
    ("XDG_CONFIG_HOME", BaseFolder::Config),
    ("XDG_DATA_HOME", BaseFolder::Data),
    ("XDG_CACHE_HOME", BaseFolder::Cache),
    ("CHROME_CONFIG_HOME", BaseFolder::Config),
];
/// The most programs whose environment is read.
const MOST_PROGRAMS: usize = 4096;
/// The most that is read of one environment, in bytes.
const ENOUGH: u64 = 256 * 1024;

/// Files that may set variables for a whole session, relative to HOME: read by login shells, display managers and
/// `pam_env`.
pub const VARIABLE_FILES: [&str; 8] = [
    ".profile",
    ".bash_profile",
    ".bash_login",
    ".zprofile",
    ".zshenv",
    ".xsessionrc",
    ".xprofile",
    ".pam_environment",
];
/// A folder with such files for the user manager (`environment.d(5)`), below the folder for settings.
pub const VARIABLE_FOLDER: &str = "environment.d";
/// The file that names the folders for the user's own files, below the folder for settings (`user-dirs.dirs(5)`).
pub const USER_DIRS: &str = "user-dirs.dirs";

/// Returns what our own environment names.
pub fn own_session_folders() -> SessionFolders {
    folders_of(variable)
}

/// Returns what the environments of this user's programs name, each once. The environment of the user manager and of
/// the session's first programs lasts longer than the browsers.
pub(super) fn session_folders() -> Vec<SessionFolders> {
    let pids = processes::our_pids().into_iter().take(MOST_PROGRAMS);
    let environments = pids.filter_map(|pid| {
        let mut environment = Vec::new();
        File::open(format!("/proc/{pid}/environ")).ok()?.take(ENOUGH).read_to_end(&mut environment).ok()?;
        Some(folders_of(|name| variable_in(&environment, name)))
    });
    let found: BTreeSet<_> = environments.filter(|session| *session != SessionFolders::default()).collect();
    found.into_iter().collect()
}

fn folders_of(value: impl Fn(&str) -> Option<OsString>) -> SessionFolders {
    let folders = VARIABLES.into_iter().filter_map(|(name, base)| Some((base, PathBuf::from(value(name)?))));
    SessionFolders { home: value("HOME").map(PathBuf::from), folders: folders.collect() }
}

fn variable_in(environment: &[u8], name: &str) -> Option<OsString> {
    let entries = environment.split(|byte| *byte == 0);
    let mut values = entries.filter_map(|entry| entry.strip_prefix(name.as_bytes())?.strip_prefix(b"="));
    values.next().filter(|value| !value.is_empty()).map(|value| OsString::from_vec(value.to_vec()))
}

/// Returns the folders that a text assigns: a shell's script, a file of `environment.d` or of `pam_env`. Of a value with
/// anything to expand but HOME at its start nothing is known.
pub fn assigned_folders(text: &str, home: &Path) -> Vec<(BaseFolder, PathBuf)> {
    let commands =
        text.lines().filter(|line| !line.trim_start().starts_with('#')).flat_map(|line| line.split([';', '&']));
    commands.flat_map(|command| assigned(command, home)).collect()
}

/// Returns what the assignments at the start of a command name: `export` takes any number.
fn assigned(command: &str, home: &Path) -> Vec<(BaseFolder, PathBuf)> {
    let before = ["then", "else", "do", "export", "declare", "typeset", "-x"];
    let words = words(command).skip_while(|word| before.contains(word));
    let mut found = Vec::new();
    // `pam_env` has a form of its own: `NAME DEFAULT=value OVERRIDE=value` (pam_env.conf(5)).
    let mut of_pam = "";
    for word in words {
        let (name, value) = match word.split_once('=') {
            Some(("DEFAULT" | "OVERRIDE", value)) if !of_pam.is_empty() => (of_pam, value),
            Some(assignment) if of_pam.is_empty() => assignment,
            None if of_pam.is_empty() && found.is_empty() => {
                of_pam = word;
                continue;
            }
            _ => break,
        };
        let base = VARIABLES.into_iter().find(|(known, _)| *known == name).map(|(_, base)| base);
        found.extend(base.and_then(|base| Some((base, expanded(value, home)?))));
    }
    found
}

/// Returns the words of a command; a space in quotes ends none.
fn words(command: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    let ends_word = move |letter: char| {
        match quote {
            Some(begun) if begun == letter => quote = None,
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            _ => {}
        }
        quote.is_none() && letter.is_whitespace()
    };
    command.split(ends_word).filter(|word| !word.is_empty())
}

/// Returns the path of a value in quotes or without.
fn expanded(value: &str, home: &Path) -> Option<PathBuf> {
    let value = value.trim();
    let quoted = |quote: char| value.strip_prefix(quote)?.split(quote).next();
    let value = quoted('"').or_else(|| quoted('\'')).or_else(|| value.split_whitespace().next())?;
    let below = ["$HOME", "${HOME}", "@{HOME}", "~"].into_iter().find_map(|start| value.strip_prefix(start));
    let path = match below {
        Some("") => home.to_owned(),
        Some(rest) => home.join(rest.strip_prefix('/')?),
        None => PathBuf::from(value),
    };
    (path.is_absolute() && !value_is_computed(path.as_os_str())).then_some(path)
}

fn value_is_computed(path: &OsStr) -> bool {
    path.as_encoded_bytes().iter().any(|byte| b"$`*".contains(byte))
}

/// The folders for the user's own files, as `user-dirs.dirs` names them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserDirs {
    /// The folder for downloads.
    pub downloads: Option<PathBuf>,
    /// Every folder that is named.
    pub all: Vec<PathBuf>,
    /// Those that are for other files than downloads.
    pub others: Vec<PathBuf>,
}

/// Returns the folders that a text in the form of `user-dirs.dirs` names. One that is HOME itself is switched off.
pub fn user_dirs_in(text: &str, home: &Path) -> UserDirs {
    let mut dirs = UserDirs::default();
    for line in text.lines() {
        let Some((name, value)) = line.trim().split_once('=') else { continue };
        let is_folder = name.strip_prefix("XDG_").is_some_and(|name| name.ends_with("_DIR"));
        let Some(at) = expanded(value, home).filter(|at| is_folder && at != home) else { continue };
        if name == "XDG_DOWNLOAD_DIR" {
            dirs.downloads = Some(at.clone());
        } else {
            dirs.others.push(at.clone());
        }
        dirs.all.push(at);
    }
    dirs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(found: &[(BaseFolder, PathBuf)]) -> Vec<(BaseFolder, &str)> {
        found.iter().map(|(base, at)| (*base, at.to_str().unwrap())).collect()
    }

    #[test]
    fn plain_assignments_of_any_file_count() {
        let check = |text: &str, expected: &[(BaseFolder, &str)]| {
            assert_eq!(paths(&assigned_folders(text, Path::new("/h"))), expected, "{text:?}");
        };
        let config = |at| [(BaseFolder::Config, at)];
        check("XDG_CONFIG_HOME=$HOME/.xdg", &config("/h/.xdg"));
        check("  export XDG_CONFIG_HOME=\"${HOME}/a b\" # why", &config("/h/a b"));
        check("XDG_CONFIG_HOME='/srv/x'; export XDG_CONFIG_HOME", &config("/srv/x"));
        check("XDG_CONFIG_HOME DEFAULT=@{HOME}/.pam", &config("/h/.pam"));
        check("CHROME_CONFIG_HOME=~/c\nXDG_CACHE_HOME=~", &[(BaseFolder::Config, "/h/c"), (BaseFolder::Cache, "/h")]);
        check("if true; then export XDG_DATA_HOME=/d; fi", &[(BaseFolder::Data, "/d")]);
        let both = [(BaseFolder::Config, "/h/a b"), (BaseFolder::Cache, "/h/c")];
        check("export A=1 XDG_CONFIG_HOME=\"$HOME/a b\" XDG_CACHE_HOME=~/c", &both);
        check("XDG_CONFIG_HOME=/c chromium XDG_DATA_HOME=/d", &config("/c"));
        for none in [
            "# XDG_CONFIG_HOME=/x",
            "XDG_CONFIG_HOME=",
            "XDG_CONFIG_HOME=relative",
            "XDG_CONFIG_HOME=$(mktemp -d)",
            "XDG_CONFIG_HOME=/tmp/$USER",
            "XDG_CONFIG_HOME=$HOMES/x",
            "XDG_CONFIG_HOMES=/x",
            "MY_XDG_CONFIG_HOME=/x",
            "echo XDG_CONFIG_HOME=/x",
            "",
        ] {
            check(none, &[]);
        }
    }

    #[test]
    fn a_folder_of_the_users_that_is_home_is_switched_off() {
        let text = "# x\nXDG_DOWNLOAD_DIR=\"$HOME/Lataukset\"\nXDG_MUSIC_DIR=\"$HOME/\"\nXDG_DESKTOP_DIR=\"/d\"\n\
                    DOWNLOAD_DIR=/x\nXDG_VIDEOS_DIR=videos\n";
        let dirs = user_dirs_in(text, Path::new("/h"));
        assert_eq!(dirs.downloads, Some("/h/Lataukset".into()));
        assert_eq!(dirs.all, [PathBuf::from("/h/Lataukset"), PathBuf::from("/d")]);
        assert_eq!(user_dirs_in("XDG_DOWNLOAD_DIR=\"$HOME\"", Path::new("/h")), UserDirs::default());
    }

    #[test]
    fn an_environment_names_its_folders() {
        let environment = b"HOME=/h\0XDG_CONFIG_HOME=/h/\xff\0XDG_CACHE_HOME=\0XDG_DATA_HOMES=/x\0";
        let found = folders_of(|name| variable_in(environment, name));
        let config = PathBuf::from(OsString::from_vec(b"/h/\xff".to_vec()));
        assert_eq!(found, SessionFolders { home: Some("/h".into()), folders: vec![(BaseFolder::Config, config)] });
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_fail(text in "(\\PC|[\n\"'=;$~]|XDG_CONFIG_HOME|XDG_DOWNLOAD_DIR|DEFAULT=){0,40}") {
            for (_, at) in assigned_folders(&text, Path::new("/h")) {
                assert!(at.is_absolute());
            }
            user_dirs_in(&text, Path::new("/h"));
        }
    }
}
