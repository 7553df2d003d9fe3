//! What a program used, by the kernel's account of finished children.
//!
//! The kernel adds all children of a process together, so this program starts itself once for each measurement; that
//! copy has one child only, the program that is measured.

use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

/// The argument that asks for a measurement.
const ASKED: &str = "--measure-one";

/// What one run of a program used.
#[derive(Debug, Clone, Copy)]
pub(super) struct Usage {
    /// Seconds of CPU, in the program and in the kernel for it, on all threads.
    pub(super) cpu: f64,
    /// Seconds from start to end.
    pub(super) wall: f64,
    /// The most memory that was resident, in MB.
    pub(super) peak_mb: f64,
}

/// Returns a command that runs a program and tells what it used.
pub(super) fn measured(program: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg(ASKED).arg(program);
    command
}

/// Runs a command made by [`measured`].
pub(super) fn of(command: &mut Command) -> Usage {
    let output = command.stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", output.status);
    let text = String::from_utf8(output.stdout).unwrap();
    let numbers = text.split_whitespace().map(|word| word.parse().unwrap()).collect::<Vec<f64>>();
    let [cpu, wall, peak_mb] = numbers.as_slice() else { unreachable!("three numbers are told, not {text:?}") };
    Usage { cpu: *cpu, wall: *wall, peak_mb: *peak_mb }
}

/// Says whether this process is the copy that measures.
pub(super) fn is_asked() -> bool {
    std::env::args_os().nth(1).is_some_and(|first| first == ASKED)
}

/// Runs the program named on the command line and prints what it used.
pub(super) fn measure_and_tell() {
    let mut words = std::env::args_os().skip(2).collect::<Vec<OsString>>().into_iter();
    let mut command = Command::new(words.next().unwrap());
    command.args(words).stdin(Stdio::null()).stdout(Stdio::null());
    let began = Instant::now();
    let status = command.status().unwrap();
    let wall = began.elapsed().as_secs_f64();
    assert!(status.success(), "{command:?}: {status}");
    let used = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let cpu = used.user_time().num_microseconds() + used.system_time().num_microseconds();
    let cpu = std::time::Duration::from_micros(cpu.unsigned_abs()).as_secs_f64();
    let peak_kb = u32::try_from(used.max_rss()).unwrap();
    println!("{cpu} {wall} {}", f64::from(peak_kb) / 1024.0);
}
