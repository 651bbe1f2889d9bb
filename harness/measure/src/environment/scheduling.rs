//! Which scheduling a process of this user may ask for here: tried, not guessed.
//!
//! The trial is a process of its own in a session of its own, so nothing has to be undone: a
//! session's autogroup belongs to the shell and everything else in it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use nix::errno::Errno;
use paceline_model::{Scheduling, Trial};

use super::autogroup;
use super::source::Source;
use crate::launcher::{raise_priority, run_in_real_time};

/// The argument that makes paceline's executable try scheduling, see [`serve_trial`].
pub const TRIAL_ARGUMENT: &str = "__try-scheduling";

/// Tries what this user may ask for, in a process of its own.
///
/// - `executable`: paceline itself, which must call [`serve_trial`] when its first argument is
///   [`TRIAL_ARGUMENT`].
/// - Never fails: where the process can't be started nothing is allowed, and the detail says why.
pub fn try_scheduling(executable: &Path) -> Scheduling {
    let mut command = Command::new(executable);
    command.arg(TRIAL_ARGUMENT).env_clear().stdin(Stdio::null()).stderr(Stdio::null());
    let tried = match command.output() {
        Ok(output) => serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("the trial gave no answer: {error}")),
        Err(error) => Err(format!("the trial could not be started: {error}")),
    };
    tried.unwrap_or_else(|problem| {
        let no = Trial { allowed: false, detail: problem };
        Scheduling { real_time: no.clone(), autogroup: no.clone(), nice: no }
    })
}

/// The body of `paceline __try-scheduling`: tries everything on this very process, prints what came
/// of it as JSON, and ends.
pub fn serve_trial() -> ExitCode {
    let has_autogroups = autogroup::is_on(&Source::here());
    let scheduling = Scheduling {
        autogroup: match nix::unistd::setsid() {
            Ok(_session) => autogroup_trial(has_autogroups),
            // The session is somebody else's, who must not notice.
            Err(_) => no("not tried, for want of a session of its own"),
        },
        nice: nice_trial(raise_priority(), has_autogroups),
        real_time: real_time_trial(run_in_real_time()),
    };
    let written = serde_json::to_vec(&scheduling)
        .map_err(std::io::Error::from)
        .and_then(|json| std::io::stdout().write_all(&json));
    if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn autogroup_trial(has_autogroups: Option<bool>) -> Trial {
    match has_autogroups {
        None => no("this system has no autogroups"),
        Some(false) => no("autogroups are off, so `nice` alone decides"),
        Some(true) => match std::fs::write("/proc/self/autogroup", "-5") {
            Ok(()) => yes(),
            Err(error) => match error.raw_os_error().map(Errno::from_raw) {
                Some(Errno::EPERM | Errno::EACCES) => {
                    no("not permitted: it needs root, `CAP_SYS_NICE`, or a limit (`ulimit -e`)")
                }
                Some(_) | None => no(&format!("`/proc/self/autogroup` can't be written: {error}")),
            },
        },
    }
}

fn nice_trial(tried: nix::Result<()>, has_autogroups: Option<bool>) -> Trial {
    match (tried, has_autogroups) {
        (Ok(()), Some(true)) => Trial {
            allowed: true,
            detail: "but it counts within one session only while autogroups are on".to_owned(),
        },
        (Ok(()), Some(false) | None) => yes(),
        (Err(Errno::EPERM | Errno::EACCES), _) => {
            no("not permitted: it needs root, `CAP_SYS_NICE`, or a limit (`ulimit -e`)")
        }
        (Err(error), _) => no(error.desc()),
    }
}

fn real_time_trial(tried: nix::Result<()>) -> Trial {
    match tried {
        Ok(()) => yes(),
        Err(Errno::EPERM | Errno::EACCES) => {
            no("not permitted: it needs root, `CAP_SYS_NICE`, or a limit (`ulimit -r`)")
        }
        Err(Errno::ENOSYS) => no("this system has no such scheduling"),
        Err(error) => no(error.desc()),
    }
}

fn yes() -> Trial {
    Trial { allowed: true, detail: String::new() }
}

fn no(detail: &str) -> Trial {
    Trial { allowed: false, detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_is_missing() {
        let trial = real_time_trial(Err(Errno::EPERM));
        assert!(!trial.allowed && trial.detail.contains("`CAP_SYS_NICE`"), "{trial:?}");
        let trial = nice_trial(Err(Errno::EACCES), Some(true));
        assert!(!trial.allowed && trial.detail.contains("`ulimit -e`"), "{trial:?}");
        assert_eq!(
            real_time_trial(Err(Errno::ENOSYS)).detail,
            "this system has no such scheduling"
        );
    }

    #[test]
    fn nice_says_that_it_counts_within_a_session_only_where_that_is_so() {
        assert!(nice_trial(Ok(()), Some(true)).detail.contains("within one session only"));
        assert_eq!(nice_trial(Ok(()), Some(false)), yes());
        assert_eq!(nice_trial(Ok(()), None), yes());
    }

    #[test]
    fn without_autogroups_nothing_is_written() {
        assert_eq!(autogroup_trial(None), no("this system has no autogroups"));
        assert!(!autogroup_trial(Some(false)).allowed);
    }

    #[test]
    fn an_executable_that_does_not_answer_allows_nothing() {
        for (executable, expected) in [
            ("/nonexistent/paceline", "the trial could not be started"),
            ("/bin/true", "the trial gave no answer"),
        ] {
            let scheduling = try_scheduling(Path::new(executable));
            assert!(!scheduling.real_time.allowed);
            assert!(scheduling.nice.detail.starts_with(expected), "{scheduling:?}");
        }
    }
}
