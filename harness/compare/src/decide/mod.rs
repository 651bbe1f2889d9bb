//! The rule of decision, behind one function: values and a gate in, a verdict with evidence out.

pub(crate) mod exact;
mod scores;
mod timed;

use paceline_model::{Estimate, Evidence, Gate, Metric, MetricKind, Verdict};

use crate::sample::Sample;

/// One metric of one case, to be decided.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    /// The metric; its kind picks the rule.
    pub(crate) metric: &'a Metric,
    /// The limit.
    pub(crate) gate: Gate,
    /// The values.
    pub(crate) sample: &'a Sample,
    /// Probability of a false `regressed` that this one comparison may have.
    pub(crate) alpha: f64,
}

/// What came out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) verdict: Verdict,
    pub(crate) estimate: Option<Estimate>,
    pub(crate) evidence: Evidence,
    pub(crate) reason: String,
}

impl Answer {
    fn undecided(verdict: Verdict, evidence: Evidence, reason: impl Into<String>) -> Self {
        Self { verdict, estimate: None, evidence, reason: reason.into() }
    }
}

/// Decides one metric of one case. Exact metrics are compared exactly when repeated runs agreed;
/// everything else, and exact metrics that did not repeat, by statistics.
pub(crate) fn decide(question: Question<'_>) -> Answer {
    match question.metric.kind {
        MetricKind::Exact => exact::decide(question),
        MetricKind::Bounded | MetricKind::Timed => timed::decide(question),
    }
}
