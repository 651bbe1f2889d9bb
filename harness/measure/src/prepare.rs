//! What happens before timing, beside builds: interpreters are found, checks run.

use paceline_model::{Body, Case, Check, CheckOutcome, FailureKind, Hook};

use crate::lane::Lane;
use crate::python::{Checking, Job, Task};
use crate::step::{Runner, Step, Stop, check_parameters, reference};

/// Whether any part of the case runs under a Python interpreter.
pub(crate) fn needs_python(case: &Case) -> bool {
    let is_python = |hook: &Option<Hook>| matches!(hook, Some(Hook::Python { .. }));
    matches!(case.body, Body::Python(_))
        || case.python.environment.is_some()
        || is_python(&case.setup)
        || is_python(&case.teardown)
        || case.check.as_ref().is_some_and(|check| matches!(check.hook, Hook::Python { .. }))
}

/// Runs the lane's check. A check that does not pass is a failure of the case.
pub(crate) fn check(lane: &mut Lane<'_>, run: &mut Runner<'_>) -> Result<(), Stop> {
    let case = lane.setting.case;
    let Some(check) = &case.check else { return Ok(()) };
    match &check.hook {
        Hook::Python { module, function } => {
            let task = Task::Check(Checking {
                repeat: check.repeat,
                yield_lines: check.yield_lines.clone(),
            });
            let job = Job {
                parameters: check_parameters(case, &check.parameters),
                ..lane.setting.job(reference(module, function), task)
            };
            let (report, _exit) = lane.setting.run_job(&job, 0, run)?;
            lane.check.clone_from(&report.check);
            let failure = report.failed_check();
            report.notes.into_iter().for_each(|note| lane.note(note));
            failure.map_or(Ok(()), |failure| Err(Stop::Failed(failure)))
        }
        Hook::Command(arguments) => check_command(lane, check, arguments, run),
    }
}

fn check_command(
    lane: &mut Lane<'_>,
    check: &Check,
    arguments: &[String],
    run: &mut Runner<'_>,
) -> Result<(), Stop> {
    for runs in 1..=check.repeat {
        let step = Step {
            what: "the check",
            kind: FailureKind::Check,
            arguments,
            timeout_seconds: lane.setting.case.timeout_seconds,
        };
        let outcome = lane.setting.run_command(step, run);
        let detail = match &outcome {
            Ok(()) => String::new(),
            Err(Stop::Failed(failure)) => failure.message.clone(),
            Err(Stop::Aborted(_)) => return outcome,
        };
        lane.check = Some(CheckOutcome { passed: outcome.is_ok(), runs, detail });
        outcome?;
    }
    Ok(())
}
