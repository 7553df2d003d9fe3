//! Fix sign-in killed before and after each step of an edit: the store is the old one or the new one, nothing else is
//! lost, and a second run ends clean.
//!
//! The steps are found in a trace of a run that nobody disturbs. `strace` then kills another run at the same call, which
//! does not happen any more. What a store reads as is said by `SQLite` and by a LevelDB that is not ours.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rusqlite::Connection;
use rusty_leveldb::{DB, LdbIterator as _, Options};

use super::there;
use crate::support::Lab;

const FIX: [&str; 10] =
    ["fix-sign-in", "--yes", "--close", "never", "--sites", "microsoft", "--sites", "tuni", "--sites", "microsoft-365"];

/// Names of which nothing may be left where an undisturbed run leaves nothing.
const CHOSEN: [&str; 4] = ["login.microsoftonline.com", "login.live.com", "moodle.tuni.fi", "outlook.office.com"];

const CALLS: &str = "renameat,renameat2,rename,fsync,fdatasync,unlink,unlinkat,ftruncate,pwrite64";

/// Kills at each point where time is no matter.
const MANY: usize = 10;

/// A store, and what an edit does with its files, in order.
struct Store {
    /// Where it lies.
    at: &'static str,
    steps: &'static [Step],
    /// From which point on it is the new one.
    new_from: (usize, Side),
}

/// A system call.
struct Step {
    what: &'static str,
    call: &'static str,
    /// What the traced line has.
    on: &'static [&'static str],
    which: Which,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    First,
    Last,
}

const fn step(what: &'static str, call: &'static str, on: &'static [&'static str], which: Which) -> Step {
    Step { what, call, on, which }
}

const LOCAL_STORAGE: Store = Store {
    at: ".config/chromium/Default/Local Storage/leveldb",
    steps: &[
        step("the new log gets its name", "renameat2", &["/Local Storage/leveldb>", ".log\""], Which::First),
        step("the new list gets its name", "renameat2", &["/Local Storage/leveldb>", "\"MANIFEST-"], Which::First),
        step("CURRENT is swapped", "renameat", &["/Local Storage/leveldb>", "\"CURRENT\""], Which::First),
        step("the first old file goes", "unlinkat", &["/Local Storage/leveldb>"], Which::First),
        step("the last old file goes", "unlinkat", &["/Local Storage/leveldb>"], Which::Last),
    ],
    new_from: (2, Side::After),
};

/// With a journal of what was there before.
const CHROMIUM_COOKIES: Store = Store {
    at: ".config/chromium/Default/Cookies",
    steps: &[
        step("the journal is begun", "pwrite64", &["/Default/Cookies-journal>"], Which::First),
        step("the journal is on the disk", "fsync", &["/Default/Cookies-journal>"], Which::First),
        step("the first page is written", "pwrite64", &["/Default/Cookies>"], Which::First),
        step("the last page is written", "pwrite64", &["/Default/Cookies>"], Which::Last),
        step("the pages are on the disk", "fsync", &["/Default/Cookies>"], Which::Last),
        step("the transaction is committed", "pwrite64", &["/Default/Cookies-journal>"], Which::Last),
        step("the journal goes", "unlink", &["/Default/Cookies-journal\""], Which::Last),
    ],
    new_from: (5, Side::After),
};

/// With a log of what is new.
const FIREFOX_COOKIES: Store = Store {
    at: ".config/mozilla/firefox/sample01.default-release/cookies.sqlite",
    steps: &[
        step("the log is begun", "pwrite64", &["/cookies.sqlite-wal>"], Which::First),
        step("the transaction is committed", "pwrite64", &["/cookies.sqlite-wal>"], Which::Last),
        step("the first page is written back", "pwrite64", &["/cookies.sqlite>"], Which::First),
        step("the last page is written back", "pwrite64", &["/cookies.sqlite>"], Which::Last),
        step("the log is emptied", "ftruncate", &["/cookies.sqlite-wal>"], Which::First),
        step("the log goes", "unlink", &["/cookies.sqlite-wal\""], Which::Last),
    ],
    new_from: (1, Side::After),
};

/// With a journal, and built anew in a file of its own, because names of chosen sites are left in its slack.
const REBUILT: Store = Store {
    at: ".config/chromium/Default/WebStorage/QuotaManager",
    steps: &[
        step("the journal is begun", "pwrite64", &["/QuotaManager-journal>"], Which::First),
        step("the first page is written", "pwrite64", &["/QuotaManager>"], Which::First),
        step("the journal goes", "unlink", &["/QuotaManager-journal\""], Which::First),
        step("the first page of the rebuilt file is written", "pwrite64", &["/WebStorage/.signoff-"], Which::First),
        step("the last page of the rebuilt file is written", "pwrite64", &["/WebStorage/.signoff-"], Which::Last),
        step("the rebuilt file is on the disk", "fsync", &["/WebStorage/.signoff-"], Which::Last),
        step("the rebuilt file is swapped in", "renameat", &["/WebStorage>", "\"QuotaManager\""], Which::First),
    ],
    new_from: (2, Side::Before),
};

const SWAPPED: [Store; 3] = [
    Store {
        at: ".config/chromium/Default/Preferences",
        steps: &[step("the file is swapped", "renameat", &["/Default>", "\"Preferences\""], Which::First)],
        new_from: (0, Side::After),
    },
    Store {
        at: ".config/mozilla/firefox/sample01.default-release/serviceworker.txt",
        steps: &[step("the file is swapped", "renameat", &["\"serviceworker.txt\""], Which::First)],
        new_from: (0, Side::After),
    },
    Store {
        at: ".config/mozilla/firefox/sample01.default-release/sessionstore.jsonlz4",
        steps: &[step("the file is swapped", "renameat", &["\"sessionstore.jsonlz4\""], Which::First)],
        new_from: (0, Side::After),
    },
];

/// Whether a run is killed just before a step or just after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Before,
    After,
}

/// A call of a run: its name, and how many of that name came up to it.
#[derive(Debug, Clone)]
struct Call {
    line: String,
    name: String,
    number: usize,
}

/// A home as it was, what an undisturbed run makes of it, and the calls of that run.
struct Trial {
    lab: Lab,
    old: Home,
    new: Home,
    calls: Vec<Call>,
    /// How many files that run left in each folder.
    files: BTreeMap<PathBuf, usize>,
}

/// What is in a home, as its readers see it.
type Home = BTreeMap<PathBuf, Vec<u8>>;

impl Trial {
    fn new() -> Self {
        let (lab, chromium, _firefox) = Lab::with_both();
        leave_slack(&chromium.at("WebStorage/QuotaManager"));
        copy(&lab.home(), &lab.bench().join("old"));
        let old = read(&lab);
        let trace = lab.bench().join("trace");
        let status = strace(&lab, &["-o", trace.to_str().unwrap(), "-e", &format!("trace={CALLS}")]);
        assert_eq!(status.code(), Some(0));
        let new = read(&lab);
        let text = String::from_utf8_lossy(&fs::read(trace).unwrap()).into_owned();
        copy(&lab.home(), &lab.bench().join("new"));
        Self { old, new, calls: calls(&text), files: files(&lab.home()), lab }
    }

    /// Finds the call to be killed at, for one side of a step.
    fn point(&self, step: &Step, side: Side) -> &Call {
        let is = |call: &Call| call.name == step.call && step.on.iter().all(|text| call.line.contains(text));
        let at = match step.which {
            Which::First => self.calls.iter().position(is),
            Which::Last => self.calls.iter().rposition(is),
        };
        let at = at.unwrap_or_else(|| panic!("nothing does that: {}", step.what));
        &self.calls[if side == Side::Before { at } else { at + 1 }]
    }

    /// Kills a run on one side of a step, and finishes with another one.
    fn kill(&self, store: &Store, index: usize, side: Side) {
        let (lab, step) = (&self.lab, &store.steps[index]);
        let what = format!("{}, {side:?} {}", store.at, step.what);
        fs::remove_dir_all(lab.home()).unwrap();
        copy(&lab.bench().join("old"), &lab.home());
        let call = self.point(step, side);
        let kill = format!("inject={}:signal=KILL:when={}", call.name, call.number);
        let status = strace(lab, &["-o", "/dev/null", "-e", &format!("trace={}", call.name), "-e", &kill]);
        assert!(status.signal() == Some(9) || status.code() == Some(137), "{what}: not killed, {status}");

        let now = read(lab);
        let at = Path::new(store.at);
        let is_new = (index, side) >= store.new_from;
        let (expected, other) = if is_new { (&self.new, &self.old) } else { (&self.old, &self.new) };
        assert!(expected[at] != other[at], "{what}: nothing was to be done");
        assert!(now.get(at) == Some(&expected[at]), "{what}: it is not as it should be");
        for path in self.old.keys().chain(self.new.keys()).chain(now.keys()) {
            let is = now.get(path);
            assert!(is == self.old.get(path) || is == self.new.get(path), "{what}: {} is broken", path.display());
        }

        lab.run(&FIX).exits(0);
        let after = read(lab);
        for path in self.new.keys().chain(after.keys()) {
            assert!(after.get(path) == self.new.get(path), "{what}: then {} is not clean", path.display());
        }
        let files = files(&lab.home());
        let others: Vec<_> = files.iter().filter(|(folder, count)| self.files.get(*folder) != Some(count)).collect();
        assert!(others.is_empty(), "{what}: then there are other files in {others:?}");
        for name in CHOSEN {
            let is_left = holds(&lab.home().join(store.at), name);
            assert!(!is_left || holds(&lab.bench().join("new").join(store.at), name), "{what}: {name} is left in it");
        }
        assert!(!there(&lab.home().join(".local/state/signoff/unfinished.json")), "{what}: it still owes something");
    }

    /// Kills so many runs on each side of each step.
    fn kill_everywhere(&self, store: &Store, times: usize) {
        for index in 0..store.steps.len() {
            for side in [Side::Before, Side::After] {
                for _ in 0..times {
                    self.kill(store, index, side);
                }
            }
        }
    }
}

fn strace(lab: &Lab, options: &[&str]) -> std::process::ExitStatus {
    let mut strace = lab.within(Path::new("strace"));
    strace.args(["-f", "-y", "-qq", "-s", "300"]).args(options);
    strace.arg(env!("CARGO_BIN_EXE_signoff")).args(FIX);
    strace.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap()
}

/// Reads a trace. All of it is one thread's: strace counts for each thread apart.
fn calls(trace: &str) -> Vec<Call> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut threads = std::collections::BTreeSet::new();
    let mut all = Vec::new();
    for line in trace.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((name, _)) = rest.trim_start().split_once('(') else { continue };
        threads.insert(thread);
        let number = counts.entry(name.to_owned()).or_default();
        *number += 1;
        all.push(Call { line: line.to_owned(), name: name.to_owned(), number: *number });
    }
    assert_eq!(threads.len(), 1, "more than one thread writes");
    all
}

/// Leaves a chosen site's name in pages of a database that nothing uses any more, as a browser does.
fn leave_slack(file: &Path) {
    let slack = format!(
        "PRAGMA secure_delete = OFF; CREATE TABLE old(name); INSERT INTO old VALUES('https://{}/'); DROP TABLE old;",
        CHOSEN[0]
    );
    Connection::open(file).unwrap().execute_batch(&slack).unwrap();
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}

/// Reads everything in a home but Signoff's own folder. A database is what is in its tables, a LevelDB its records; both
/// are opened as copies. What a swap or a transaction has lying about belongs to nothing.
fn read(lab: &Lab) -> Home {
    let (home, scratch) = (lab.home(), tempfile::tempdir_in(lab.bench()).unwrap());
    let mut all = Home::new();
    for (number, entry) in walkdir::WalkDir::new(&home).sort_by_file_name().into_iter().enumerate() {
        let entry = entry.unwrap();
        let (path, at) = (entry.path(), entry.path().strip_prefix(&home).unwrap().to_owned());
        let is_of_leveldb = path.parent().is_some_and(is_leveldb);
        if !entry.file_type().is_file() || at.starts_with(".local") || is_of_leveldb || is_aside(path) {
            if entry.file_type().is_dir() && is_leveldb(path) {
                let copied = scratch.path().join(number.to_string());
                copy(path, &copied);
                all.insert(at, records(&copied));
            }
            continue;
        }
        let bytes = fs::read(path).unwrap();
        let read = if bytes.starts_with(b"SQLite format 3\0") {
            let copied = scratch.path().join(number.to_string());
            for side in ["", "-journal", "-wal"] {
                let beside = |path: &Path| PathBuf::from(format!("{}{side}", path.display()));
                if beside(path).is_file() {
                    fs::copy(beside(path), beside(&copied)).unwrap();
                }
            }
            rows(&copied)
        } else {
            bytes
        };
        all.insert(at, read);
    }
    all
}

/// Databases of `IndexedDB` go whole, and the sample's are only named like them.
fn is_leveldb(folder: &Path) -> bool {
    folder.join("CURRENT").is_file() && !folder.components().any(|part| part.as_os_str() == "IndexedDB")
}

/// Whether a file is a version that is being written, or a database's side file.
fn is_aside(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(".signoff-") || ["-journal", "-wal", "-shm"].iter().any(|end| name.ends_with(end))
}

/// How many files each folder has, but for Signoff's own. A LevelDB's `LOG` is only its engine's diary, and an empty
/// side file of a database holds nothing.
fn files(home: &Path) -> BTreeMap<PathBuf, usize> {
    let mut counts = BTreeMap::new();
    for entry in walkdir::WalkDir::new(home).into_iter().map(Result::unwrap) {
        let at = entry.path().strip_prefix(home).unwrap();
        let is_nothing = entry.file_name() == "LOG" || is_aside(at) && entry.metadata().unwrap().len() == 0;
        if entry.file_type().is_file() && !at.starts_with(".local") && !is_nothing {
            *counts.entry(at.parent().unwrap().to_owned()).or_default() += 1;
        }
    }
    counts
}

/// Whether a file, or any file of a folder, holds a name.
fn holds(path: &Path, name: &str) -> bool {
    let files = walkdir::WalkDir::new(path).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files.map(|file| fs::read(file.path()).unwrap()).any(|bytes| {
        let mut windows = bytes.windows(name.len());
        windows.any(|window| window == name.as_bytes())
    })
}

/// Every row of every table. Fails where the database is not sound.
fn rows(file: &Path) -> Vec<u8> {
    let database = Connection::open(file).unwrap();
    let sound: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok", "{}", file.display());
    let mut listing = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let tables = listing.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    let mut all = Vec::new();
    for table in tables {
        let mut every = database.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let width = every.column_count();
        let cells = |row: &rusqlite::Row<'_>| {
            Ok((0..width).map(|cell| format!("{:?}", row.get_ref(cell).unwrap())).collect::<Vec<_>>().join("|"))
        };
        all.extend(every.query_map([], cells).unwrap().map(|row| format!("{table}: {}", row.unwrap())));
    }
    all.sort();
    all.join("\n").into_bytes()
}

/// Every record.
fn records(folder: &Path) -> Vec<u8> {
    let mut database = DB::open(folder, Options { create_if_missing: false, ..Options::default() }).unwrap();
    let mut records = database.new_iter().unwrap();
    let mut all = Vec::new();
    while let Some((key, value)) = records.next() {
        all.push(format!("{key:?} = {value:?}"));
    }
    all.join("\n").into_bytes()
}

#[test]
#[ignore = "needs strace"]
fn fix_sign_in_killed_at_any_step_leaves_the_old_store_or_the_new_one() {
    let trial = Trial::new();
    for store in SWAPPED.iter().chain([&LOCAL_STORAGE, &CHROMIUM_COOKIES, &REBUILT, &FIREFOX_COOKIES]) {
        trial.kill_everywhere(store, 1);
    }
}

#[test]
#[ignore = "slow"]
fn ten_kills_at_each_step_of_files_that_are_swapped() {
    let trial = Trial::new();
    for store in &SWAPPED {
        trial.kill_everywhere(store, MANY);
    }
}

#[test]
#[ignore = "slow"]
fn ten_kills_at_each_step_of_a_leveldb() {
    Trial::new().kill_everywhere(&LOCAL_STORAGE, MANY);
}

#[test]
#[ignore = "slow"]
fn ten_kills_at_each_step_of_a_database_with_a_journal() {
    Trial::new().kill_everywhere(&CHROMIUM_COOKIES, MANY);
}

#[test]
#[ignore = "slow"]
fn ten_kills_at_each_step_of_a_database_that_is_rebuilt() {
    Trial::new().kill_everywhere(&REBUILT, MANY);
}

#[test]
#[ignore = "slow"]
fn ten_kills_at_each_step_of_a_database_with_a_log() {
    Trial::new().kill_everywhere(&FIREFOX_COOKIES, MANY);
}
