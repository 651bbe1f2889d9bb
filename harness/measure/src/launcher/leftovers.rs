//! Finds and kills what a workload left running.

use std::fs;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, getpid};

use super::child::{Children, Reaped, reap};

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
        return Ok(u32::from(nix::sys::signal::killpg(group, Signal::SIGKILL).is_ok()));
    }
    let start = Instant::now();
    let mut killed = 0;
    loop {
        match reap()? {
            Children::None => return Ok(killed),
            Children::Ended(ended) => killed += u32::from(was_killed(&ended)),
            Children::Living if start.elapsed() > PATIENCE => return Ok(killed),
            Children::Living => {
                // Those that ended meanwhile, or belong to someone else, refuse: the next round
                // sees who is left.
                let found = descendants().into_iter();
                drop(found.map(|one| kill(one, Signal::SIGKILL)).collect::<Vec<_>>());
                pause(PAUSE);
            }
        }
    }
}

fn was_killed(ended: &Reaped) -> bool {
    ended.status == Err(libc::SIGKILL)
}

/// All living processes under this one.
fn descendants() -> Vec<Pid> {
    let mut pairs = parents();
    let mut found = vec![getpid().as_raw()];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(pairs.extract_if(.., |pair| pair.1 == parent).map(|pair| pair.0));
        next += 1;
    }
    found.into_iter().skip(1).map(Pid::from_raw).collect()
}

/// Every process of the system with its parent.
fn parents() -> Vec<(i32, i32)> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let pair = |entry: fs::DirEntry| {
        let process = entry.file_name().to_str()?.parse().ok()?;
        Some((process, parent(&fs::read(entry.path().join("stat")).ok()?)?))
    };
    entries.filter_map(Result::ok).filter_map(pair).collect()
}

/// The parent in a line of `/proc/PID/stat`: `PID (name) state parent …`, where the name can
/// hold anything.
fn parent(stat: &[u8]) -> Option<i32> {
    let name_end = stat.iter().rposition(|byte| *byte == b')')?;
    let rest = str::from_utf8(&stat[name_end + 1..]).ok()?;
    rest.split_ascii_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parent;

    #[test]
    fn the_parent_is_read_behind_a_name_with_brackets_and_spaces() {
        assert_eq!(parent(b"12 (a) S 99 (b\xff) R 7 12 12 0"), Some(7));
        assert_eq!(parent(b"12 (sh"), None);
    }
}
