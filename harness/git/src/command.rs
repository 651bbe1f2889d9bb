//! The git program, for the network: it knows the user's credentials, proxies and protocols, which
//! libgit2 does not. It never asks anything and never runs for long.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::GitError;

/// Longest time that a command may take.
const PATIENCE: Duration = Duration::from_mins(5);
/// How often is looked whether it has ended.
const ATTENTION: Duration = Duration::from_millis(10);
/// Most bytes of its output that are read.
const OUTPUT_LIMIT: u64 = 64 << 10;
/// Lines of what it complains about that are told.
const TOLD_LINES: usize = 3;

/// Variables that would have git work elsewhere, as they are set within its hooks.
const ELSEWHERE: [&str; 8] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
];

/// Settings under which it changes nothing beside what it is asked for.
const QUIETLY: [&str; 7] = [
    "core.hooksPath=/dev/null",
    "gc.auto=0",
    "maintenance.auto=false",
    "fetch.writeCommitGraph=false",
    "fetch.prune=false",
    "fetch.pruneTags=false",
    "fetch.output=full",
];

/// Runs git in `root` and gives what it printed, at most 64 KiB.
///
/// - `is_cancelled` is asked a hundred times a second; once it says yes, git is killed.
/// - Fails when git is not there, takes more than five minutes, or does not end with status 0; the
///   error has its last words.
pub(crate) fn git(
    root: &Path,
    arguments: &[&str],
    is_cancelled: &dyn Fn() -> bool,
) -> Result<String, GitError> {
    git_with(root, arguments, &[], is_cancelled)
}

/// As [`git`], with variables of its environment.
pub(crate) fn git_with(
    root: &Path,
    arguments: &[&str],
    variables: &[(&str, &Path)],
    is_cancelled: &dyn Fn() -> bool,
) -> Result<String, GitError> {
    let fail = |message: String| GitError::Command {
        command: format!("git {}", without_passwords(&arguments.join(" "))),
        path: root.to_owned(),
        message,
    };
    let read = |error: std::io::Error| fail(error.to_string());
    let (mut output, mut complaints) =
        (tempfile::tempfile().map_err(read)?, tempfile::tempfile().map_err(read)?);
    let mut command = Command::new("git");
    command.arg("-C").arg(root);
    command.args(QUIETLY.iter().flat_map(|setting| ["-c", setting])).args(arguments);
    for name in ELSEWHERE {
        command.env_remove(name);
    }
    let mut child = command
        .envs(variables.iter().copied())
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(output.try_clone().map_err(read)?)
        .stderr(complaints.try_clone().map_err(read)?)
        // All that it starts can be ended with it.
        .process_group(0)
        .spawn()
        .map_err(|error| fail(format!("git can't be started ({error}); is it installed?")))?;
    let ended = wait(&mut child, is_cancelled).map_err(read)?;
    match ended {
        Ended::ByItself(status) if status.success() => text(&mut output).map_err(read),
        Ended::ByItself(_failure) => Err(fail(last_words(&text(&mut complaints).map_err(read)?))),
        Ended::TooLate => Err(fail(format!("no answer within {} s", PATIENCE.as_secs()))),
        Ended::Cancelled => Err(GitError::Cancelled),
    }
}

/// How the program came to its end.
enum Ended {
    ByItself(ExitStatus),
    TooLate,
    Cancelled,
}

fn wait(child: &mut Child, is_cancelled: &dyn Fn() -> bool) -> std::io::Result<Ended> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Ended::ByItself(status));
        }
        let is_late = Instant::now() > deadline;
        if is_late || is_cancelled() {
            end(child);
            return Ok(if is_late { Ended::TooLate } else { Ended::Cancelled });
        }
        thread::sleep(ATTENTION);
    }
}

fn end(child: &mut Child) {
    let group = i32::try_from(child.id()).map(Pid::from_raw);
    let is_ended = group.is_ok_and(|group| killpg(group, Signal::SIGKILL).is_ok());
    // Either fails only where it has just ended, which is as good.
    if !is_ended {
        drop(child.kill());
    }
    drop(child.wait());
}

fn text(file: &mut File) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(OUTPUT_LIMIT).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// `text` without the part of each URL that says who asks: it may be a token.
fn without_passwords(text: &str) -> String {
    let mut parts = text.split("://");
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let host = part.find(['/', ' ']).unwrap_or(part.len());
        let start = part[..host].rfind('@').map_or(0, |at| at + 1);
        clean.push_str("://");
        clean.push_str(&part[start..]);
    }
    clean
}

/// The end of what git complained about, in one line.
fn last_words(complaints: &str) -> String {
    let lines: Vec<_> = complaints.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let last = &lines[lines.len().saturating_sub(TOLD_LINES)..];
    if last.is_empty() {
        "git gave no reason".to_owned()
    } else {
        without_passwords(&last.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_has_what_a_url_says_of_who_asks() {
        let told =
            without_passwords("fetch -- https://x:token@host/a@b ssh://git@host:22 file:///a");
        assert_eq!(told, "fetch -- https://host/a@b ssh://host:22 file:///a");
    }
}
