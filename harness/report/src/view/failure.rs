//! Failures and failed checks as text.

use paceline_model::{CheckOutcome, Failure, FailureKind};

use crate::text;

/// Lines of a failed program's output that a report shows.
const DETAIL_LINES: usize = 12;

/// One failure, ready to show.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FailureView {
    /// Side, kind and message in one line.
    pub(crate) summary: String,
    /// The end of the output; may be empty.
    pub(crate) detail: Vec<String>,
}

impl FailureView {
    /// `side`: `base`, `head`, or empty when there is only one.
    pub(crate) fn new(side: &str, failure: &Failure) -> Self {
        let what = described(side, kind(failure.kind));
        let message = text::visible(&failure.message);
        let summary = if message.is_empty() { what } else { format!("{what}: {message}") };
        Self { summary, detail: text::last_lines(&failure.detail, DETAIL_LINES) }
    }

    /// A check that did not pass; `None` for one that did.
    pub(crate) fn of_check(side: &str, check: &CheckOutcome) -> Option<Self> {
        if check.passed {
            return None;
        }
        let runs = if check.runs == 1 { "run" } else { "runs" };
        let what = described(side, kind(FailureKind::Check));
        let summary = format!("{what} in {} {runs}", check.runs);
        Some(Self { summary, detail: text::last_lines(&check.detail, DETAIL_LINES) })
    }
}

fn described(side: &str, kind: &str) -> String {
    if side.is_empty() { kind.to_owned() } else { format!("{side}: {kind}") }
}

fn kind(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Build => "the build failed",
        FailureKind::Hook => "set-up or tear-down failed",
        FailureKind::Check => "the check did not pass",
        FailureKind::Crash => "crashed",
        FailureKind::Timeout => "timed out",
        FailureKind::Output => "the output could not be read",
        FailureKind::Start => "could not be started",
        FailureKind::OtherSide => "ran code of the other side",
    }
}
