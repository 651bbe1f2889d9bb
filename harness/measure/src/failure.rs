//! How an exit that is no success reads in a report.

use nix::sys::signal::Signal;
use paceline_model::{Failure, FailureKind};

use crate::extract::tail;
use crate::{Ending, Exit};

/// Why a process that should have ended with status 0 did not; `None` when it did.
///
/// - `what`: its part, as in "the workload" or "the set-up".
/// - `otherwise`: the kind of failure when it ran and ended badly.
/// - `timeout_seconds`: the limit it had.
pub(crate) fn of_exit(
    what: &str,
    otherwise: FailureKind,
    exit: &Exit,
    timeout_seconds: f64,
) -> Option<Failure> {
    let (kind, message) = match &exit.ending {
        Ending::Exited(0) => return None,
        Ending::Exited(status) => (otherwise, format!("{what} ended with exit status {status}")),
        Ending::Signaled(number) => (otherwise, format!("{what} was ended by {}", signal(*number))),
        Ending::TimedOut => {
            let message = format!(
                "{what} ran longer than its timeout of {timeout_seconds} s and was killed; \
                 raise `timeout` if it needs more"
            );
            (FailureKind::Timeout, message)
        }
        Ending::NotStarted(reason) => {
            (FailureKind::Start, format!("{what} could not be started: {reason}"))
        }
    };
    let printed = if exit.error.bytes.is_empty() { &exit.output } else { &exit.error };
    Some(Failure { kind, message, detail: tail(&printed.text()) })
}

/// A signal by number and name, with the usual cause where there is one.
pub(crate) fn signal(number: i32) -> String {
    match Signal::try_from(number) {
        Ok(Signal::SIGKILL) => {
            "signal 9 (SIGKILL); when nobody sent it, the machine was out of memory".to_owned()
        }
        Ok(signal) => format!("signal {number} ({})", signal.as_str()),
        Err(_unnamed) => format!("signal {number}"),
    }
}
