//! End session is killed on a used profile: after `finish` the profile is as clean as after an undisturbed run, and the
//! kept files are sound.
//!
//! An undisturbed run is traced. Other runs are killed at its system calls: in each phase, and for each category of
//! what is removed, at the first call, the last one, and random ones. Each killed run's own trace says where it really
//! was. While a browser is being closed, a run is killed at a random moment, with the browser open.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use ::signoff::catalog::{Catalog, Class};
use ::signoff::model::FolderKind;
use anyhow::{Context as _, Result, bail, ensure};
use rusqlite::{Connection, OpenFlags};
use rustix::process::Signal;

use super::{Case, kept, must_stay};
use crate::browser::{self, Ended, Kind};
use crate::lab::wait_until;
use crate::programs;
use crate::search::Find;

const END: [&str; 6] = ["end-session", "--yes", "--close", "never", "--time-budget", "3600"];
const MARKER: &str = ".local/state/signoff/unfinished.json";

/// System calls that change or read the disk.
const CALLS: &str =
    "openat,getdents64,unlink,unlinkat,mkdirat,renameat,renameat2,rename,fsync,fdatasync,ftruncate,pwrite64";

/// The progress messages with which each phase begins.
const PHASES: [(&str, &str); 4] = [
    ("Looking for browsers", "looking"),
    ("Closing browsers", "closing"),
    ("Removing cookies", "removing"),
    ("Checking the result", "verifying"),
];

/// A system call of the run: its name, and how many of that name came before it and with it.
#[derive(Clone, Debug)]
struct Call {
    name: String,
    number: usize,
    phase: String,
}

/// How many calls of each name there were when a phase began, by the phase's place in the run.
type Begun = Vec<BTreeMap<String, usize>>;

/// What a trace says.
struct Traced {
    status: ExitStatus,
    calls: Vec<Call>,
    begun: Begun,
}

impl Case {
    /// Kills `times` runs in each phase, and finishes each.
    #[expect(clippy::print_stderr, reason = "how many kills in which phase is for whoever reads the test's output")]
    pub(crate) fn killed_in_each_phase_it_is_finished(mut self, times: usize) -> Result<()> {
        copy(&self.lab.home(), &self.used())?;
        let undisturbed = self.traced(&[])?;
        self.is_finished("a run that nobody disturbed")?;
        let mut points: BTreeMap<String, Vec<Call>> = BTreeMap::new();
        for call in &undisturbed.calls {
            points.entry(call.phase.clone()).or_default().push(call.clone());
        }
        let mut killed: BTreeMap<String, usize> = BTreeMap::new();
        for (phase, calls) in &points {
            for turn in 0..times {
                let hit = self.kill_at(phase, calls, turn, &undisturbed.begun)?;
                *killed.entry(hit).or_default() += 1;
            }
        }
        for _ in 0..times {
            // A quick browser may close before the kill; one that is stopped cannot.
            let waited = self.kill_while_it_closes(false)? || self.kill_while_it_closes(true)?;
            ensure!(waited, "it went on while the browser was held");
            *killed.entry("closing, with the browser open".to_owned()).or_default() += 1;
        }
        eprintln!("{}: killed {} runs: {killed:?}", self.kind.name(), killed.values().sum::<usize>());
        let expected = ["looking", "closing", "verifying", "editing", "removing Cookies", "removing Cache"];
        let lacking: Vec<_> =
            expected.iter().filter(|phase| killed.get(**phase).is_none_or(|hit| *hit < times)).collect();
        ensure!(lacking.is_empty(), "too few kills in {lacking:?}: {killed:?}");
        self.starts_clean()
    }

    fn used(&self) -> PathBuf {
        self.lab.home().with_file_name("used")
    }

    /// Kills a run at a point of a phase, and finishes it. Returns the phase in which it was.
    fn kill_at(
        &self,
        phase: &str,
        calls: &[Call],
        turn: usize,
        undisturbed: &[BTreeMap<String, usize>],
    ) -> Result<String> {
        // By how much each call's number is off: a run reads every process of this computer, and their number changes.
        let mut moved = BTreeMap::new();
        for attempt in 0..60 {
            let at = match (turn, attempt) {
                (0, 0) => 0,
                (1, 0) => calls.len() - 1,
                _ => usize::try_from(random()?)? % calls.len(),
            };
            let call = calls.get(at).context("no such call")?;
            copy(&self.used(), &self.lab.home())?;
            let number = call.number.saturating_add_signed(moved.get(&call.name).copied().unwrap_or(0)).max(1);
            let inject = format!("inject={}:signal=KILL:when={number}", call.name);
            let Traced { status, calls: traced, begun } = self.traced(&["-e", &inject])?;
            if let Some((now, then)) = begun.iter().zip(undisturbed).next_back() {
                let shift = |(name, count): (&String, &usize)| {
                    let count = i64::try_from(*count).ok()? - i64::try_from(*then.get(name)?).ok()?;
                    Some((name.clone(), isize::try_from(count).ok()?))
                };
                moved = now.iter().filter_map(shift).collect();
            }
            let was_killed = status.signal() == Some(9) || status.code() == Some(137);
            let hit = traced.last().map(|call| call.phase.clone()).unwrap_or_default();
            let owes = self.lab.home().join(MARKER).try_exists()?;
            // Before the marker nothing was begun, so there is nothing to finish.
            if was_killed && hit == phase && owes != (phase == "looking") {
                let what = format!("killed at {} {number} while {hit}", call.name);
                self.is_finished(&what).context(what)?;
                return Ok(hit);
            }
        }
        bail!("no run could be killed while {phase}")
    }

    /// Opens the browser, starts a run, and kills it when it waits for the browser to close. Says whether it still
    /// waited.
    ///
    /// A browser that is held is stopped before the run starts, and goes on once the run has been killed.
    fn kill_while_it_closes(&mut self, held: bool) -> Result<bool> {
        copy(&self.used(), &self.lab.home())?;
        self.browser = browser::start(self.kind, &self.lab, &self.server)?;
        if held {
            self.browser.process().signal(Signal::STOP)?;
        }
        let mut command = self.lab.command([programs::signoff()])?;
        command.args(["end-session", "--yes"]);
        let mut run = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(run.stderr.take().context("no stderr")?).lines();
        let closing = lines.find(|line| line.as_ref().is_ok_and(|line| line.starts_with("Closing browsers")));
        ensure!(closing.is_some(), "it did not come to closing");
        std::thread::park_timeout(Duration::from_millis(random()? % 400));
        run.kill()?;
        let status = run.wait()?;
        if held {
            self.browser.process().signal(Signal::CONT)?;
        }
        let later: Vec<_> = lines.map_while(Result::ok).collect();
        let waited = status.signal() == Some(9) && !later.iter().any(|line| line.starts_with("Removing"));
        // The session's end closes it, if it has not been asked yet.
        if !self.browser.process().has_ended()? {
            let closed = wait_until("the browser to end", 3, || self.browser.process().has_ended());
            if closed.is_err() {
                browser::end(self.browser.as_mut(), self.kind, &self.lab, Ended::ByWindow)?;
            }
        }
        wait_until("the browser's other processes to end", 20, || crate::process::are_gone(&self.lab))?;
        self.is_finished("killed while the browser closed")?;
        Ok(waited)
    }

    /// Runs End session under strace, and returns its calls, each with its phase.
    fn traced(&self, more: &[&str]) -> Result<Traced> {
        let trace = self.lab.log("trace");
        let mut command = self.lab.command(["strace", "-f", "-y", "-qq", "-s", "300", "-o"])?;
        command.arg(&trace).args(["-e", &format!("trace=write,{CALLS}")]).args(more);
        command.arg(programs::signoff()).args(END);
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().context("cannot start strace")?;
        let text = String::from_utf8_lossy(&fs::read(trace)?).into_owned();
        let (calls, begun) = self.calls(&text);
        Ok(Traced { status, calls, begun })
    }

    /// Divides a trace into phases. Strace counts for each thread apart, and the one that says what it does works.
    fn calls(&self, trace: &str) -> (Vec<Call>, Begun) {
        let (mut counts, mut phase, mut calls) = (BTreeMap::<String, usize>::new(), "", Vec::new());
        let (mut marked, mut begun) = (false, Vec::new());
        let is_start = |line: &&str| line.contains(" write(") && line.contains("\"Looking for browsers");
        let worker = trace.lines().find(is_start).and_then(|line| line.split_whitespace().next());
        for line in trace.lines() {
            let Some((thread, rest)) = line.split_once(' ') else { continue };
            let Some((name, arguments)) = rest.trim_start().split_once('(').filter(|_| Some(thread) == worker) else {
                continue;
            };
            *counts.entry(name.to_owned()).or_default() += 1;
            let number = counts.get(name).copied().unwrap_or_default();
            if name == "write" {
                let said = PHASES.iter().find(|(text, _)| arguments.contains(&format!("\"{text}")));
                if let Some((_, next)) = said {
                    phase = next;
                    begun.push(counts.clone());
                }
                continue;
            }
            // The marker is removed once the run is verified; later calls do not count.
            marked |= name.starts_with("rename") && arguments.contains("unfinished.json");
            if phase == "verifying" && name == "unlinkat" && arguments.contains("unfinished.json") {
                break;
            }
            let (is_owed, at_work) = (marked, phase == "removing");
            let phase = match (phase, name) {
                // Not a point to kill at: writing the marker between looking and closing, and reading while removing.
                ("looking", _) if is_owed => continue,
                ("", _) | ("removing", "openat" | "getdents64") => continue,
                ("removing", "unlinkat" | "unlink" | "mkdirat") => match self.category(arguments) {
                    Some(category) => format!("removing {category}"),
                    None => continue,
                },
                _ if at_work => "editing".to_owned(),
                (phase, _) => phase.to_owned(),
            };
            calls.push(Call { name: name.to_owned(), number, phase });
        }
        (calls, begun)
    }

    /// Returns the category of what a call removes.
    fn category(&self, arguments: &str) -> Option<String> {
        let catalog = Catalog::builtin().ok()?;
        let used = self.kind.used();
        let (folder, rest) = arguments.split_once('<')?.1.split_once('>')?;
        let at = Path::new(folder).join(rest.split('"').nth(1)?);
        let below = |root: &str| at.strip_prefix(self.lab.home().join(root)).ok().map(Path::to_path_buf);
        if let Some(_cache) = below(used.cache) {
            return Some("Cache".to_owned());
        }
        let mut names: Vec<_> = below(used.root)?.iter().map(ToOwned::to_owned).collect();
        // What was put out of reach first has its path below the folder where it was put.
        names.retain(|name| !name.as_encoded_bytes().starts_with(b".signoff-going-"));
        // The profile is one folder below the root; files beside it have no category.
        names.drain(..1.min(names.len()));
        let classes = catalog.family(used.family)?.classes(FolderKind::Profile);
        match classes.at(names.iter().map(std::ffi::OsString::as_os_str))? {
            Class::Of(categories) => categories.first().map(|category| format!("{category:?}")),
            Class::Kept => None,
        }
    }

    /// Runs `finish`, and fails if a planted value is left or a kept file is damaged.
    fn is_finished(&self, what: &str) -> Result<()> {
        let home = self.lab.home();
        let was_owed = home.join(MARKER).try_exists()?;
        let before = if was_owed { None } else { Some(crate::snapshot::Snapshot::of(&home)?) };
        let finish = self.lab.command([programs::signoff()])?.arg("finish").output()?;
        let said = format!("{}{}", String::from_utf8_lossy(&finish.stdout), String::from_utf8_lossy(&finish.stderr));
        ensure!(finish.status.code() == Some(0), "{what}: {said}");
        ensure!(was_owed == said.contains("Clean and verified"), "{what}: {said}");
        if let Some(before) = before {
            let touched = before.difference(&crate::snapshot::Snapshot::of(&home)?).without_own_files();
            ensure!(touched.is_empty(), "{what}: nothing was owed, and yet it touched {touched:?}");
            // The killed run had ended, or had not begun to remove.
            let ran = crate::signoff::run(&self.lab, &["end-session", "--yes", "--close", "never"])?;
            ensure!(ran.code == Some(0) && ran.json["verified"] == true, "{what}: {}", ran.said);
        }
        ensure!(!home.join(MARKER).try_exists()?, "{what}: it still owes something");
        let found = self.search()?;
        let download = self.sites.download()?.1;
        let third: Vec<&Find> = found.finds.iter().filter(|find| !kept(self.kind, find, &download)).collect();
        ensure!(third.is_empty() && found.unread.is_empty(), "{what}: found {third:#?} {:?}", found.unread);
        for file in must_stay(self.kind, &download) {
            ensure!(found.finds.iter().any(|find| find.file.contains(&file)), "{what}: {file} lost its value");
        }
        self.is_sound().with_context(|| what.to_owned())
    }

    /// Fails unless every kept file can be read in its format.
    fn is_sound(&self) -> Result<()> {
        let (mut databases, mut settings) = (0, String::new());
        for folder in self.kind.folders() {
            for entry in walkdir::WalkDir::new(self.lab.home().join(folder)).into_iter().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                ensure!(!name.starts_with(".signoff-"), "{} is left", entry.path().display());
                if !entry.file_type().is_file() {
                    continue;
                }
                let bytes = fs::read(entry.path())?;
                if bytes.starts_with(b"SQLite format 3\0") {
                    let database = Connection::open_with_flags(entry.path(), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
                    let said: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
                    ensure!(said == "ok", "{}: {said}", entry.path().display());
                    databases += 1;
                }
                let is_json = entry.path().extension().is_some_and(|extension| extension == "json");
                if is_json || ["Preferences", "Bookmarks", "Local State"].contains(&name.as_str()) {
                    serde_json::from_slice::<serde_json::Value>(&bytes).with_context(|| name.clone())?;
                }
                if ["Preferences", "prefs.js"].contains(&name.as_str()) {
                    settings.push_str(&String::from_utf8_lossy(&bytes));
                }
            }
        }
        let expected = match self.kind {
            Kind::Chromium => "\"default_font_size\":22",
            Kind::Firefox => "user_pref(\"font.size.variable.x-western\", 22);",
        };
        ensure!(settings.contains(expected), "the setting is lost");
        ensure!(databases > 0 || self.kind == Kind::Chromium, "no database is left");
        Ok(())
    }
}

fn random() -> Result<u64> {
    let mut bytes = [0; 8];
    std::io::Read::read_exact(&mut fs::File::open("/dev/urandom")?, &mut bytes)?;
    Ok(u64::from_ne_bytes(bytes))
}

/// Replaces a folder with a copy of another one.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    if to.try_exists()? {
        fs::remove_dir_all(to)?;
    }
    let copied = std::process::Command::new("cp").arg("-a").arg(from).arg(to).status()?;
    ensure!(copied.success(), "cannot copy {}", from.display());
    Ok(())
}
