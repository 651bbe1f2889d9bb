//! What happens before timing: interpreters are found, sides built, checks run.

use std::collections::BTreeMap;
use std::path::PathBuf;

use paceline_model::{Body, Case, Check, CheckOutcome, Failure, FailureKind, Hook};

use crate::alignment::with_alignment;
use crate::lane::Lane;
use crate::python::{Checking, Job, Task};
use crate::step::{Runner, Setting, Step, Stop, check_parameters, reference};

/// Longest build: compilers take their time, and `timeout` is about invocations.
const BUILD_SECONDS: f64 = 3600.0;

/// Whether any part of the case runs under a Python interpreter.
pub(crate) fn needs_python(case: &Case) -> bool {
    let is_python = |hook: &Option<Hook>| matches!(hook, Some(Hook::Python { .. }));
    matches!(case.body, Body::Python(_))
        || is_python(&case.setup)
        || is_python(&case.teardown)
        || case.check.as_ref().is_some_and(|check| matches!(check.hook, Hook::Python { .. }))
}

/// Builds that ran already, by what they ran and where, with what came of them.
#[derive(Default)]
pub(crate) struct Builds(Vec<Built>);

/// One build that ran: what, where, with which variables, and what came of it.
struct Built {
    arguments: Vec<String>,
    folder: PathBuf,
    variables: BTreeMap<String, String>,
    outcome: Option<Failure>,
}

impl Builds {
    /// Runs the case's build unless the same one ran in the same folder already.
    pub(crate) fn build(
        &mut self,
        setting: &Setting<'_>,
        run: &mut Runner<'_>,
    ) -> Result<(), Stop> {
        let case = setting.case;
        let Some(arguments) = &case.build else { return Ok(()) };
        let variables = if case.align_code {
            with_alignment(&setting.variables)
        } else {
            setting.variables.clone()
        };
        let setting = &Setting { variables, ..setting.clone() };
        let known = self.find(arguments, setting).map(|built| built.outcome.clone());
        let outcome = if let Some(outcome) = known {
            outcome
        } else {
            let built = setting.run_command(
                Step {
                    what: "the build",
                    kind: FailureKind::Build,
                    arguments,
                    timeout_seconds: BUILD_SECONDS,
                },
                run,
            );
            let outcome = match built {
                Ok(()) => None,
                Err(Stop::Failed(failure)) => Some(failure),
                Err(aborted) => return Err(aborted),
            };
            self.0.push(Built {
                arguments: arguments.clone(),
                folder: case.working_directory.clone(),
                variables: setting.variables.clone(),
                outcome: outcome.clone(),
            });
            outcome
        };
        outcome.map_or(Ok(()), |failure| Err(Stop::Failed(failure)))
    }

    fn find(&self, arguments: &[String], setting: &Setting<'_>) -> Option<&Built> {
        self.0.iter().find(|built| {
            built.arguments == arguments
                && built.folder == setting.case.working_directory
                && built.variables == setting.variables
        })
    }
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
