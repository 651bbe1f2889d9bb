//! Finds and kills what a workload left running.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::{Pid, getpid};

use super::child::{Children, reap};

/// How long to try. Only a process that hangs in the kernel, or belongs to another user, takes it.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long to wait for killed processes before looking for new ones.
const PAUSE: Duration = Duration::from_millis(5);

/// Kills every descendant of this process until none is left, and returns how many were killed.
///
/// On Linux the launcher is the subreaper, so that all of them are found however they detached
/// themselves. Elsewhere only `group`, the process group of the workload, is killed.
/// `pause` waits for at most a time, less when a child ends.
pub(super) fn clear(group: Pid, pause: impl Fn(Duration)) -> nix::Result<u32> {
    if !cfg!(target_os = "linux") {
        return Ok(u32::from(killpg(group, Signal::SIGKILL).is_ok()));
    }
    let start = Instant::now();
    let mut killed = BTreeSet::new();
    loop {
        match reap()? {
            Children::Ended(_) => {}
            Children::Living if start.elapsed() < PATIENCE => {
                // Those that ended meanwhile, or belong to someone else, refuse.
                let is_killed = |one: &Pid| kill(*one, Signal::SIGKILL).is_ok();
                killed.extend(descendants().into_iter().filter(is_killed));
                pause(PAUSE);
            }
            Children::Living | Children::None => {
                return Ok(u32::try_from(killed.len()).unwrap_or(u32::MAX));
            }
        }
    }
}

/// All living processes under this one.
pub(crate) fn descendants() -> Vec<Pid> {
    let mut others = processes();
    let mut found = vec![Process { number: getpid().as_raw(), parent: 0, is_dead: true }];
    let mut next = 0;
    while let Some(parent) = found.get(next).map(|process| process.number) {
        found.extend(others.extract_if(.., |process| process.parent == parent));
        next += 1;
    }
    let living = found.into_iter().filter(|process| !process.is_dead);
    living.map(|process| Pid::from_raw(process.number)).collect()
}

/// A process of the system.
#[derive(Debug, PartialEq, Eq)]
struct Process {
    number: i32,
    parent: i32,
    /// Whether it has ended and was not reaped yet.
    is_dead: bool,
}

fn processes() -> Vec<Process> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let entries = entries.filter_map(Result::ok);
    let is_number = |name: &OsStr| name.as_encoded_bytes().iter().all(u8::is_ascii_digit);
    let processes = entries.filter(|entry| is_number(&entry.file_name()));
    processes.filter_map(|entry| parse(&fs::read(entry.path().join("stat")).ok()?)).collect()
}

/// Reads `/proc/PID/stat`: `PID (name) state parent …`, where the name can hold anything.
///
/// Source: the manual page `proc_pid_stat(5)`.
fn parse(stat: &[u8]) -> Option<Process> {
    let number = stat.split(|byte| *byte == b' ').next()?;
    let name_end = stat.iter().rposition(|byte| *byte == b')')?;
    let mut rest = str::from_utf8(&stat[name_end + 1..]).ok()?.split_ascii_whitespace();
    let is_dead = matches!(rest.next()?, "Z" | "X");
    let number = str::from_utf8(number).ok()?.parse().ok()?;
    Some(Process { number, parent: rest.next()?.parse().ok()?, is_dead })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_behind_a_name_with_brackets_and_spaces() {
        let living = Process { number: 12, parent: 7, is_dead: false };
        assert_eq!(parse(b"12 (a) S 99 (b\xff) R 7 12 12 0"), Some(living));
        assert_eq!(parse(b"12 (sh"), None);
    }

    #[test]
    fn one_that_only_waits_to_be_reaped_is_dead() {
        assert!(parse(b"12 (sh) Z 7 12 12 0").unwrap().is_dead);
    }
}
