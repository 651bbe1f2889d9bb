//! The rule of decision, behind one function: values and a gate in, a verdict with evidence out.

pub(crate) mod exact;
mod normal;
mod paired;
mod plain;
mod scores;
pub(crate) mod sequence;
mod stored;

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
/// everything else, and pairs of exact metrics that did not repeat, by statistics.
pub(crate) fn decide(question: Question<'_>) -> Answer {
    match question.metric.kind {
        MetricKind::Exact => exact::decide(question),
        MetricKind::Bounded | MetricKind::Timed => noisy(question),
    }
}

/// Fewest values of each side from which anything noisy is decided.
pub(crate) const FEWEST: usize = 5;

/// Decides by statistics: with the coins of pairs, or by ranks where nothing was paired.
fn noisy(question: Question<'_>) -> Answer {
    if question.sample.count() < FEWEST && question.sample.is_condensed {
        return plain::decide(question);
    }
    if question.sample.count() < FEWEST {
        let count = question.sample.count();
        let count_of_side = u32::try_from(count).unwrap_or(u32::MAX);
        let fallback = normal::fallback(question);
        let evidence = Evidence { count: count_of_side, fallback, ..Evidence::default() };
        let values = if count == 1 { "value of each side is" } else { "values of each side are" };
        let reason = format!("{count} {values} too few; {FEWEST} are needed");
        return Answer::undecided(Verdict::Inconclusive, evidence, reason);
    }
    if question.sample.is_paired { paired::decide(question) } else { stored::decide(question) }
}
