//! A step or a job that is over.

use std::collections::BTreeMap;

use super::files::Command;

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Success,
    Failure,
    Skipped,
}

impl Outcome {
    pub(super) fn of(is_success: bool) -> Self {
        if is_success { Self::Success } else { Self::Failure }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Skipped => "skipped",
        }
    }
}

/// A step that is over.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    /// Its id, after those of the actions that it is in: `gate/publish`.
    pub(crate) id: String,
    pub(crate) outcome: Outcome,
    pub(crate) log: String,
    pub(crate) commands: Vec<Command>,
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) outputs: BTreeMap<String, String>,
    /// What the runner complains about.
    pub(crate) problems: Vec<String>,
}
