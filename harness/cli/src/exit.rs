//! Exit codes: part of the interface, each with one meaning.

use std::process::ExitCode;

use paceline_baseline::StoreError;
use paceline_git::GitError;
use paceline_import::ImportError;
use paceline_measure::{InterpreterError, LauncherError};
use paceline_report::ParquetProblem;
use paceline_report::html::PageError;

/// How a command that did its work ended. Ordered: of several suites the last one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// Nothing that fails the build: exit status 0.
    Passed,
    /// A verdict that the policy demands is missing: exit status 5.
    NoVerdict,
    /// Something regressed: exit status 1.
    Regressed,
    /// A workload failed: exit status 3.
    Failed,
}

impl Outcome {
    /// The exit status.
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Passed => 0,
            Self::Regressed => 1,
            Self::Failed => 3,
            Self::NoVerdict => 5,
        })
    }
}

/// Why a command could not do its work. The message says what, where and how to mend it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// Flags, suite or record are wrong: exit status 2.
    #[error("{0}")]
    Input(String),
    /// Git, a tool, the file system or the machine failed: exit status 4.
    #[error("{0}")]
    Environment(String),
    /// There is nothing to compare with: exit status 5.
    #[error("{0}")]
    NoVerdict(String),
    /// Mistakes in a suite, rendered with headings of their own: exit status 2.
    #[error("{0}")]
    Suite(String),
    /// Stopped by Ctrl-C or a polite kill: exit status 130, as shells have it.
    #[error("interrupted")]
    Interrupted,
}

impl Problem {
    /// Wrong input.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::Input(message.into())
    }

    /// The exit status.
    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Input(_) | Self::Suite(_) => 2,
            Self::Environment(_) => 4,
            Self::NoVerdict(_) => 5,
            Self::Interrupted => 130,
        })
    }
}

impl From<GitError> for Problem {
    fn from(error: GitError) -> Self {
        match error {
            GitError::UnknownRevision { .. }
            | GitError::NoAncestor { .. }
            | GitError::NoBase { .. } => Self::Input(error.to_string()),
            GitError::Cancelled => Self::Interrupted,
            GitError::Owner { .. }
            | GitError::Unborn { .. }
            | GitError::Unsupported { .. }
            | GitError::Command { .. }
            | GitError::Contended { .. }
            | GitError::Folder { .. }
            | GitError::Other { .. } => Self::Environment(error.to_string()),
        }
    }
}

impl From<PageError> for Problem {
    fn from(error: PageError) -> Self {
        Self::Environment(error.to_string())
    }
}

impl From<ParquetProblem> for Problem {
    fn from(error: ParquetProblem) -> Self {
        Self::Environment(error.to_string())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Git(error) => error.into(),
            StoreError::Missing { .. } => Self::NoVerdict(error.to_string()),
            // A file that can't be read is one that the user named; one that can't be written is not.
            StoreError::Io { action: "write", .. } => Self::Environment(error.to_string()),
            StoreError::Io { .. }
            | StoreError::Document { .. }
            | StoreError::TooLarge { .. }
            | StoreError::Exists { .. }
            | StoreError::Refused { .. }
            | StoreError::Json(_) => Self::Input(error.to_string()),
        }
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<LauncherError> for Problem {
    fn from(error: LauncherError) -> Self {
        match error {
            LauncherError::Cancelled => Self::Interrupted,
            LauncherError::Start { .. }
            | LauncherError::Ended(_)
            | LauncherError::Lost(_)
            | LauncherError::Refused(_) => Self::Environment(error.to_string()),
        }
    }
}

impl From<InterpreterError> for Problem {
    fn from(error: InterpreterError) -> Self {
        Self::Environment(error.to_string())
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        Self::Input(format!("the document can't be written as JSON: {error}"))
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::Environment(error.to_string())
    }
}
