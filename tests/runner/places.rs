//! Which contexts GitHub offers where, by its pages "Contexts reference" and "Metadata syntax".

use super::expression::Place;

const fn place(contexts: &'static [&'static str]) -> Place {
    Place { contexts, has_status: false }
}

const fn condition(contexts: &'static [&'static str]) -> Place {
    Place { contexts, has_status: true }
}

/// Default of an action's input.
pub(super) const DEFAULT: Place = place(&["github", "strategy", "matrix", "job", "runner"]);
/// Step of an action: secrets are not for actions.
pub(super) const ACTION_STEP: Place = place(OF_ACTION);
pub(super) const ACTION_STEP_IF: Place = condition(OF_ACTION);
/// Output of an action.
pub(super) const ACTION_OUTPUT: Place = place(OF_ACTION);
/// The whole of a workflow: its concurrency, its name.
pub(super) const WORKFLOW: Place = place(&["github", "inputs", "vars"]);
pub(super) const WORKFLOW_ENV: Place = place(&["github", "secrets", "inputs", "vars"]);
pub(super) const JOB: Place = place(&["github", "needs", "strategy", "matrix", "vars", "inputs"]);
pub(super) const JOB_IF: Place = condition(&["github", "needs", "vars", "inputs"]);
pub(super) const JOB_ENV: Place =
    place(&["github", "needs", "strategy", "matrix", "vars", "secrets", "inputs"]);
pub(super) const STEP: Place = place(&[
    "github", "needs", "strategy", "matrix", "job", "runner", "env", "vars", "secrets", "steps",
    "inputs",
]);
/// Secrets are not for conditions.
pub(super) const STEP_IF: Place = condition(&[
    "github", "needs", "strategy", "matrix", "job", "runner", "env", "vars", "steps", "inputs",
]);

const OF_ACTION: &[&str] =
    &["github", "inputs", "strategy", "matrix", "steps", "job", "runner", "env"];
