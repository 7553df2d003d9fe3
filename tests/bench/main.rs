//! Signoff beside `du` and `rm` on a home folder with 100,000 cached files, and its edit of cookies beside `sqlite3`.
//!
//! Run by `cargo bench --no-default-features --bench trees`; behind `--`, `--trees`, `--home` (a preview of a
//! researcher's home, most of which is no browser's), `--cookies` and `--growth` (how the cost grows with the number of
//! profiles) choose one of the four. Both programs of a pair get an equal tree and take
//! turns; CPU time, wall time and peak memory are the kernel's own numbers for the finished process. Wall ratios mean
//! something on an idle machine only. The trees lie in the system's temporary folder: `TMPDIR` chooses another file
//! system.

#![expect(clippy::print_stdout, reason = "the numbers are the result")]
#![expect(clippy::disallowed_methods, reason = "it makes its own homes, and starts the programs that it measures")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has nothing to tell")]

mod cookies;
mod growth;
mod home;
mod search;
mod usage;

use std::path::Path;
use std::process::Command;

use cookies::Slack;
use usage::Usage;

/// Enough for a steady picture, few enough to be run.
const ROUNDS: usize = 3;

const SIGNOFF: &str = env!("CARGO_BIN_EXE_signoff");

fn main() {
    if usage::is_asked() {
        return usage::measure_and_tell();
    }
    if let Some(home) = cookies::is_asked() {
        return cookies::edit(Path::new(&home));
    }
    let words: Vec<_> = std::env::args().collect();
    let names = ["--trees", "--home", "--cookies", "--growth"];
    let is_asked = |name: &str| words.iter().any(|word| word == name);
    let is_wanted = |name: &str| is_asked(name) || !names.into_iter().any(is_asked);
    if is_wanted("--trees") {
        trees();
    }
    if is_wanted("--home") {
        search::tell_cost();
    }
    if is_wanted("--cookies") {
        edits("DELETE ... LIKE", Slack::Clean);
        edits("DELETE ... LIKE, VACUUM", Slack::Names);
    }
    if is_wanted("--growth") {
        growth::tell();
    }
}

/// Previews and removes equal trees.
fn trees() {
    println!("{} files below {}", home::FILES, std::env::temp_dir().display());
    let mut previews = Vec::new();
    let mut removals = Vec::new();
    for round in 0..ROUNDS {
        let ours = home::make(home::FILES);
        let theirs = home::make(home::FILES);
        rustix::fs::sync();
        // Who goes first finds a cold cache, so both look once before it counts, and the order turns.
        preview(ours.path());
        du(theirs.path());
        previews.push(in_turn(round, || preview(ours.path()), || du(theirs.path())));
        removals.push(in_turn(round, || end_session(ours.path()), || rm(theirs.path())));
        assert_eq!(home::cached(ours.path()), 0, "end-session left cached files");
    }
    tell("preview", "du -s", &previews);
    tell("end-session", "rm -rf", &removals);
}

/// Edits equal files of cookies.
fn edits(theirs: &str, slack: Slack) {
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        let (us, them) = (cookies::make(slack), cookies::make(slack));
        rustix::fs::sync();
        rounds.push(in_turn(round, || cookies::ours(us.path()), || cookies::theirs(them.path(), slack)));
        assert_eq!(cookies::left(us.path()), cookies::left(them.path()), "the edits differ");
    }
    println!("\n{} cookies", cookies::ROWS);
    tell("edit of ten sites", theirs, &rounds);
}

fn in_turn<T>(round: usize, ours: impl Fn() -> T, theirs: impl Fn() -> T) -> (T, T) {
    if round.is_multiple_of(2) {
        let first = ours();
        (first, theirs())
    } else {
        let first = theirs();
        (ours(), first)
    }
}

fn signoff(home: &Path) -> Command {
    let mut command = usage::measured(SIGNOFF);
    command.env_clear().env("HOME", home).env("PATH", "/usr/bin:/bin");
    command
}

fn preview(home: &Path) -> Usage {
    usage::of(signoff(home).args(["preview", "--json"]))
}

fn end_session(home: &Path) -> Usage {
    usage::of(signoff(home).args(["end-session", "--yes", "--json", "--close", "never"]))
}

fn du(home: &Path) -> Usage {
    usage::of(usage::measured("du").args(["-s", "--apparent-size"]).arg(home))
}

fn rm(home: &Path) -> Usage {
    usage::of(usage::measured("rm").arg("-rf").args([home.join(".config/chromium"), home.join(".cache/chromium")]))
}

fn tell(ours: &str, theirs: &str, rounds: &[(Usage, Usage)]) {
    println!("\n{ours} : {theirs}   CPU ratio   wall ratio   peak MB   (seconds CPU/wall)");
    for (us, them) in rounds {
        println!(
            "{:>30.2} {:>12.2} {:>6.1} : {:.1}   {:.2}/{:.2} : {:.2}/{:.2}",
            us.cpu / them.cpu,
            us.wall / them.wall,
            us.peak_mb,
            them.peak_mb,
            us.cpu,
            us.wall,
            them.cpu,
            them.wall
        );
    }
    let middle = |ratio: fn(&(Usage, Usage)) -> f64| {
        let mut ratios = rounds.iter().map(ratio).collect::<Vec<_>>();
        ratios.sort_by(f64::total_cmp);
        ratios.get(ratios.len() / 2).copied().unwrap_or(f64::NAN)
    };
    let (cpu, wall) = (middle(|(us, them)| us.cpu / them.cpu), middle(|(us, them)| us.wall / them.wall));
    println!("median: CPU {cpu:.2}, wall {wall:.2}");
}
