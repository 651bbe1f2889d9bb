//! Puts an instrument around a workload and runs it once.

use std::io;
use std::path::Path;

use paceline_model::{Attachment, Body, FOLDER, Failure, FailureKind, Instrument, Nature, Traces};

use super::traces;
use crate::extract::tail;
use crate::lane::Lane;
use crate::python::{Profiling, Report, Task};
use crate::step::{Runner, Stop, run_one};
use crate::{Exit, Process, failure};

/// Most that the case's timeout is stretched for a profiler.
const MOST_STRETCH: f64 = 200.0;
/// Time that a profiled process may always take, in seconds.
const LEAST_TIMEOUT: f64 = 120.0;

/// Runs the lane's workload once under `instrument`, between its hooks; gives what that left, and how
/// it failed if it did.
pub(super) fn run_under(
    lane: &mut Lane<'_>,
    instrument: &Instrument,
    run: &mut Runner<'_>,
) -> Result<(Traces, Option<Failure>), Stop> {
    let folder = tempfile::Builder::new()
        .prefix("paceline-profile-")
        .tempdir()
        .map_err(|error| lost(&error))?;
    let hash_seed = hash_seed(instrument.nature);
    let (exit, failure) = lane.between_hooks(hash_seed, run, |lane, run| {
        let process = process(lane, instrument, folder.path())?;
        let exit = run_one(&process, run)?;
        let failure = verify(instrument, &exit, seconds(&process)).err();
        Ok((exit, failure))
    })?;
    let traces = traces::read(folder.path()).map_err(|error| lost(&error))?;
    let error = tail(&exit.error.text());
    Ok((Traces { error, wall_seconds: exit.wall_seconds, ..traces }, failure))
}

/// Whether `instrument` can be put around what the lane runs.
pub(super) fn fits(lane: &Lane<'_>, instrument: &Instrument) -> bool {
    let is_function = lane.function_job(Task::Hook).is_some();
    if lane.setting.case.tool.as_ref().is_some_and(|tool| !tool.fits(instrument.nature)) {
        return false;
    }
    match &instrument.attachment {
        Attachment::Function { .. } => is_function,
        Attachment::Process(_) => !is_function,
        Attachment::Script { .. } => {
            !is_function && matches!(lane.setting.case.body, Body::Python(_))
        }
    }
}

/// 0 is for counts: nothing random, fixed addresses.
fn hash_seed(nature: Nature) -> u32 {
    match nature {
        Nature::Counts => 0,
        Nature::Samples => 1,
    }
}

fn process(lane: &Lane<'_>, instrument: &Instrument, folder: &Path) -> Result<Process, Failure> {
    let hash_seed = hash_seed(instrument.nature);
    let folder = folder.to_string_lossy();
    let fill = |word: &String| word.replace(FOLDER, &folder);
    let mut process = match &instrument.attachment {
        Attachment::Process(words) => {
            let mut process = lane.setting.whole_process(hash_seed).ok_or_else(misfit)?;
            if let (Nature::Samples, Some(sampled)) =
                (instrument.nature, lane.benchmark().and_then(|one| one.sampled.as_ref()))
            {
                process.arguments.clone_from(sampled);
            }
            process.arguments.splice(0..0, words.iter().map(fill));
            process
        }
        Attachment::Function { prefix, source, options } => {
            let profiling = Profiling {
                source: source.clone(),
                options: options.clone(),
                folder: folder.clone().into_owned(),
            };
            let job = lane.function_job(Task::Profile(profiling)).ok_or_else(misfit)?;
            let mut process = lane.setting.job_process(&job, hash_seed).ok_or_else(misfit)?;
            process.arguments.splice(0..0, prefix.iter().map(fill));
            process
        }
        Attachment::Script { source, options } => {
            let mut process = lane.setting.whole_process(hash_seed).ok_or_else(misfit)?;
            let own =
                ["-c".to_owned(), source.clone(), folder.clone().into_owned(), options.to_string()];
            // After the interpreter's own word.
            process.arguments.splice(1..1, own);
            process
        }
    };
    let variables = instrument.variables.iter();
    process.environment.extend(variables.map(|(name, value)| (name.clone(), fill(value))));
    let stretch = instrument.slowdown.clamp(1.0, MOST_STRETCH);
    let timeout = (lane.setting.case.timeout_seconds * stretch).max(LEAST_TIMEOUT);
    process.timeout_nanoseconds = crate::step::nanoseconds(timeout);
    Ok(process)
}

fn verify(instrument: &Instrument, exit: &Exit, timeout_seconds: f64) -> Result<(), Failure> {
    match &instrument.attachment {
        Attachment::Function { .. } => Report::parse(exit).map(|_no_values| ()),
        Attachment::Process(_) | Attachment::Script { .. } => {
            let what = format!("the workload under `{}`", instrument.profiler);
            failure::of_exit(&what, FailureKind::Crash, exit, timeout_seconds).map_or(Ok(()), Err)
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "for a message only")]
fn seconds(process: &Process) -> f64 {
    process.timeout_nanoseconds as f64 / 1e9
}

fn misfit() -> Failure {
    Failure {
        kind: FailureKind::Start,
        message: "the profiler does not fit this kind of workload".to_owned(),
        detail: String::new(),
    }
}

fn lost(error: &io::Error) -> Failure {
    Failure {
        kind: FailureKind::Output,
        message: format!("the folder for the profiler's files: {error}"),
        detail: String::new(),
    }
}
