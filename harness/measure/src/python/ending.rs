//! Whether a runner's process ended well, and the failure when it did not.

use paceline_model::{Failure, FailureKind};

use super::record::{Lines, Record, Stage};
use crate::extract::tail;
use crate::failure::signal;
use crate::{Ending, Exit};

/// Most characters of a message; the rest is for the detail.
const MESSAGE_LIMIT: usize = 500;

/// Passes a process that ended by itself with status 0 after all its lines arrived.
pub(super) fn verify(exit: &Exit, lines: &Lines) -> Result<(), Failure> {
    // What the runner itself tells says more than the way the process ended.
    if let Some(failure) = told(lines) {
        return Err(failure);
    }
    let end = lines.records.iter().rev().find_map(|record| {
        let Record::End { records, threads } = record else { return None };
        Some((*records, threads))
    });
    let (kind, message) = match (&exit.ending, end) {
        (Ending::NotStarted(reason), _) => {
            (FailureKind::Start, format!("the interpreter could not be started: {reason}"))
        }
        (Ending::TimedOut, end) => {
            (FailureKind::Timeout, timeout(exit.wall_seconds, end.map(|(_, threads)| threads)))
        }
        (Ending::Signaled(number), end) => {
            let when = if end.is_some() { "after its work was done" } else { "while it worked" };
            (FailureKind::Crash, format!("the interpreter was ended {when} by {}", signal(*number)))
        }
        (Ending::Exited(status), None) => left(*status, exit, lines),
        (Ending::Exited(0), Some((records, _))) => return complete(exit, lines, records),
        (Ending::Exited(status), Some(_)) => (
            FailureKind::Crash,
            format!("the interpreter ended with status {status} after its work was done"),
        ),
    };
    Err(Failure { kind, message: one_line(&message), detail: tail(&exit.error.text()) })
}

/// The failure that the runner told.
fn told(lines: &Lines) -> Option<Failure> {
    lines.records.iter().find_map(|record| {
        let Record::Error { stage, message, detail } = record else { return None };
        let kind = match stage {
            Stage::Lookup => FailureKind::Start,
            Stage::Checkout => FailureKind::OtherSide,
            Stage::Workload => FailureKind::Crash,
            Stage::Check => FailureKind::Check,
            Stage::Setup | Stage::Teardown | Stage::Hook => FailureKind::Hook,
            Stage::Result => FailureKind::Output,
        };
        Some(Failure { kind, message: one_line(message), detail: detail.clone() })
    })
}

/// A process that ended by itself but never said that it was done.
fn left(status: i32, exit: &Exit, lines: &Lines) -> (FailureKind, String) {
    if exit.output.is_cut() {
        let message = format!(
            "more than {} bytes arrived on the runner's own channel; the workload writes to a \
             descriptor that it did not open",
            exit.output.bytes.len()
        );
        return (FailureKind::Output, message);
    }
    if !lines.records.iter().any(|record| matches!(record, Record::Start { .. })) {
        let message = format!("the interpreter ended with status {status} before it ran anything");
        return (FailureKind::Start, message);
    }
    let message = format!(
        "the interpreter ended with status {status} in the middle of its work; did the workload \
         call `os._exit` or close a descriptor that it did not open?"
    );
    (FailureKind::Crash, message)
}

/// Every line that the runner counted must have arrived, and no other that looks like one.
fn complete(exit: &Exit, lines: &Lines, records: u64) -> Result<(), Failure> {
    let arrived = lines.records.len() as u64;
    if arrived == records {
        return Ok(());
    }
    let message = format!(
        "{records} lines were sent on the runner's own channel and {arrived} arrived; the \
         workload writes to a descriptor that it did not open"
    );
    Err(Failure { kind: FailureKind::Output, message, detail: tail(&exit.error.text()) })
}

fn timeout(wall_seconds: f64, threads: Option<&Vec<String>>) -> String {
    match threads {
        None => format!("it was killed after {wall_seconds:.1} s, its timeout"),
        Some(threads) if threads.is_empty() => format!(
            "its work was done but it did not end, and was killed after {wall_seconds:.1} s, its \
             timeout"
        ),
        Some(threads) => format!(
            "its work was done but it did not end, and was killed after {wall_seconds:.1} s, its \
             timeout: these threads still ran: {}; stop them in the tear-down",
            threads.join(", ")
        ),
    }
}

/// `text` on one line, cut at [`MESSAGE_LIMIT`], control characters as spaces.
fn one_line(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    let line = line.trim();
    if line.chars().count() <= MESSAGE_LIMIT {
        return line.to_owned();
    }
    line.chars().take(MESSAGE_LIMIT - 1).chain(['…']).collect()
}
