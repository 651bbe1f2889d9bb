//! The program that starts a command, samples its memory, and ends as the command did.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, raise};

use super::curve::Curve;
use super::tree::peak_since_last;
use crate::launcher::{Children, descendants, reap};

/// The argument that makes paceline's executable the sampler, see [`sample`].
pub const SAMPLE_ARGUMENT: &str = "__sample-memory";

/// Time between two samples. One costs some 30 µs, on another core than the command's where there is
/// one.
const INTERVAL: Duration = Duration::from_millis(1);
/// Time between two searches for processes that the command started.
const SEARCH_INTERVAL: Duration = Duration::from_millis(10);
/// Exit status when the command can't be started, or its curve not be written.
const FAILED: u8 = 125;

/// The words before the file for the curve and the command's own; `None` where the system does not
/// tell what is needed.
pub fn sampler(executable: &Path) -> Option<Vec<String>> {
    let executable = executable.to_str()?.to_owned();
    cfg!(target_os = "linux").then(|| vec![executable, SAMPLE_ARGUMENT.to_owned()])
}

/// The body of `paceline __sample-memory FILE COMMAND…`: runs the command to its end, writes its
/// memory over time to the file, and ends as the command did.
///
/// The memory is that of all processes of the command together, what is resident: pages that two of
/// them share count twice.
pub fn sample() -> ExitCode {
    let mut words = std::env::args_os().skip(2);
    let (Some(file), Some(program)) = (words.next(), words.next()) else {
        return fail("there is no command to sample");
    };
    let arguments: Vec<_> = words.collect();
    match watch(&program, &arguments) {
        Ok((curve, status)) => {
            let text = serde_json::to_string(&curve.document()).unwrap_or_default();
            match fs::write(&file, text) {
                Ok(()) => end(status),
                Err(error) => fail(&format!("write `{}`: {error}", file.display())),
            }
        }
        Err(error) => fail(&format!("start `{}`: {error}", program.display())),
    }
}

/// The curve of a command, and its status or the signal that ended it.
fn watch(program: &OsString, arguments: &[OsString]) -> io::Result<(Curve, Result<i32, i32>)> {
    let child = Command::new(program).args(arguments).spawn()?;
    let start = Instant::now();
    let first = i32::try_from(child.id()).unwrap_or(i32::MAX);
    let mut curve = Curve::new();
    let mut processes = vec![first];
    let mut searched = start;
    // What the child had of this program before it became its own.
    let inherited = peak_since_last(std::process::id().try_into().unwrap_or(0)).unwrap_or(0);
    loop {
        let peaks = processes.iter().filter_map(|process| peak_since_last(*process));
        let bytes = peaks.fold(0_u64, u64::saturating_add);
        if bytes > 0 {
            curve.add(start.elapsed(), bytes);
        }
        match reap()? {
            Children::Ended(ended) if ended.pid.as_raw() == first => {
                // Of the moments since the last sample.
                if ended.usage.peak_rss_bytes > inherited {
                    curve.add(start.elapsed(), ended.usage.peak_rss_bytes);
                }
                return Ok((curve, ended.status));
            }
            Children::Ended(_) => {}
            Children::Living => sleep(INTERVAL),
            Children::None => return Ok((curve, Ok(FAILED.into()))),
        }
        if searched.elapsed() >= SEARCH_INTERVAL {
            searched = Instant::now();
            processes = descendants().into_iter().map(nix::unistd::Pid::as_raw).collect();
        }
    }
}

fn end(status: Result<i32, i32>) -> ExitCode {
    match status {
        Ok(status) => ExitCode::from(u8::try_from(status).unwrap_or(FAILED)),
        Err(number) => {
            let raised = Signal::try_from(number).and_then(raise);
            // One that this process is not ended by.
            fail(&format!("signal {number} ended the command: {raised:?}"))
        }
    }
}

fn fail(problem: &str) -> ExitCode {
    drop(writeln!(io::stderr(), "paceline: {problem}"));
    ExitCode::from(FAILED)
}
