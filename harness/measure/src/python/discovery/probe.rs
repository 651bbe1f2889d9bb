//! Asks an executable which Python it is, by running it; never waits for long.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::surroundings;

/// Longest time that an executable may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Most bytes of an answer.
const ANSWER_LIMIT: u64 = 8192;
/// Works on every Python from 2.7 on, so that an old one is told by its version.
const QUESTION: &str = "import sys; v = sys.version_info
sys.stdout.write('paceline\\n%d %d %d\\n%s\\n%s\\n%s\\n' % (v[0], v[1], v[2], \
sys.version.split()[0], getattr(sys, 'implementation', sys).__dict__.get('name', 'cpython'), \
sys.executable))";

/// What an interpreter says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// Major, minor and patch version.
    pub(super) numbers: [u32; 3],
    /// Full version, as in `3.13.0rc1`.
    pub(super) version: String,
    /// As in `cpython`.
    pub(super) implementation: String,
    /// The executable behind a shim; within a virtual environment the environment's own, since a
    /// link is not followed.
    pub(super) executable: PathBuf,
}

/// Runs `executable` in `directory` with the harmless ones of these variables. Fails with the reason, for
/// people, when it can't be started, does not answer within five seconds, or is not Python.
pub(super) fn ask(
    executable: &Path,
    directory: &Path,
    variables: &BTreeMap<String, String>,
) -> Result<Answer, String> {
    // Without the packages of the environment, whose start-up files may print.
    let arguments = ["-E", "-S", "-c", QUESTION];
    let mut child = start(executable, &arguments, directory, variables)
        .map_err(|error| format!("can't be started: {error}"))?;
    let deadline = Instant::now() + PATIENCE;
    let output = child.stdout.take().and_then(|output| read_until(output, deadline));
    let answer = output.as_deref().and_then(|text| parse(text, executable));
    let status = if answer.is_some() { None } else { wait_until(&mut child, deadline) };
    let error = child.stderr.take();
    // The number of a child that was reaped may be another process's by now.
    if status.is_none() {
        end(&mut child);
    }
    let error = error.and_then(|error| read_until(error, Instant::now() + PATIENCE));
    answer.ok_or_else(|| refusal(status, error.as_deref().unwrap_or_default()))
}

/// What `executable` prints when it is started so; `None` when it can't be, or takes more than
/// five seconds.
pub(super) fn answer_to(
    executable: &Path,
    arguments: &[&str],
    directory: &Path,
    variables: &BTreeMap<String, String>,
) -> Option<String> {
    let mut child = start(executable, arguments, directory, variables).ok()?;
    let answer =
        child.stdout.take().and_then(|output| read_until(output, Instant::now() + PATIENCE));
    end(&mut child);
    answer
}

/// Starts it without tokens: what a suite's folder has as its interpreter may be anything.
fn start(
    executable: &Path,
    arguments: &[&str],
    directory: &Path,
    variables: &BTreeMap<String, String>,
) -> std::io::Result<Child> {
    Command::new(executable)
        .args(arguments)
        .env_clear()
        .envs(surroundings::of_probes(variables))
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
}

/// All that arrives, up to the limit; `None` when it has not ended by `deadline`.
fn read_until(stream: impl std::io::Read + Send + 'static, deadline: Instant) -> Option<String> {
    let (sender, receiver) = mpsc::channel();
    // Ends with the process group at the latest.
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let is_read = stream.take(ANSWER_LIMIT).read_to_end(&mut bytes).is_ok();
        // Nobody listens any more once the deadline is over.
        drop(sender.send(is_read.then_some(bytes)));
    });
    let wait = deadline.saturating_duration_since(Instant::now());
    let bytes = receiver.recv_timeout(wait).ok().flatten()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// How the child ended, if it did by `deadline`.
fn wait_until(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(2)),
            Ok(None) | Err(_) => return None,
        }
    }
}

/// Ends a child that was not reaped yet, and all that it started; and reaps it.
fn end(child: &mut Child) {
    let group = i32::try_from(child.id()).map(Pid::from_raw);
    let is_ended = group.is_ok_and(|group| killpg(group, Signal::SIGKILL).is_ok());
    // Either fails only when the child has ended by itself, which is as good.
    if !is_ended {
        drop(child.kill());
    }
    drop(child.wait());
}

fn parse(output: &str, asked: &Path) -> Option<Answer> {
    // A shim may print lines of its own before.
    let mut lines = output.lines().skip_while(|line| *line != "paceline").skip(1);
    let numbers: Vec<u32> =
        lines.next()?.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
    let version = lines.next()?.to_owned();
    let implementation = lines.next()?.to_owned();
    let own = Path::new(lines.next()?);
    let executable = if own.is_absolute() { own } else { asked };
    let numbers = numbers.try_into().ok()?;
    Some(Answer { numbers, version, implementation, executable: executable.to_owned() })
}

fn refusal(status: Option<ExitStatus>, error: &str) -> String {
    let last = error.lines().rev().find(|line| !line.trim().is_empty());
    let said = last.map_or_else(String::new, |line| format!(": {}", excerpt(line)));
    match status {
        None => format!("gave no answer within {} s{said}", PATIENCE.as_secs()),
        Some(status) if status.success() => format!("is not Python{said}"),
        Some(status) => format!("failed ({status}){said}"),
    }
}

fn excerpt(line: &str) -> String {
    line.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}
