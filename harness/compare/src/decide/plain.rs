//! Values of other tools that kept only a mean or median: the plain change against the gate.
//!
//! Nothing is known about noise, so there is neither a test nor an interval, and the reason says so.

use paceline_model::{Direction, Estimate, Evidence, Verdict};
use paceline_stats as stats;

use super::paired::without_ratio;
use super::{Answer, Question};
use crate::steady::steady;

pub(super) fn decide(question: Question<'_>) -> Answer {
    let sample = question.sample;
    let evidence = Evidence {
        method: "plain gate on means".to_owned(),
        count: u32::try_from(sample.count()).unwrap_or(u32::MAX),
        ..Evidence::default()
    };
    let medians = (stats::median(&sample.base), stats::median(&sample.head));
    let (Some(base), Some(head)) = medians else {
        return Answer::undecided(Verdict::Inconclusive, evidence, "a side has no values");
    };
    if base <= 0.0 || head <= 0.0 {
        return without_ratio(question, evidence);
    }
    let worse = match question.metric.direction {
        Direction::LowerIsBetter => head / base - 1.0,
        Direction::HigherIsBetter => base / head - 1.0,
    };
    let better = match question.metric.direction {
        Direction::LowerIsBetter => base / head - 1.0,
        Direction::HigherIsBetter => head / base - 1.0,
    };
    let limit = question.gate.change.max(question.gate.floor / base);
    let verdict = if question.gate.must_improve.is_some() {
        Verdict::Inconclusive
    } else if worse > limit {
        Verdict::Regressed
    } else if better > limit {
        Verdict::Improved
    } else {
        Verdict::Unchanged
    };
    let estimate = Some(Estimate { change: steady(head / base - 1.0), interval: None });
    let reason = "only means are known, so the plain change was held against the gate".to_owned();
    Answer { verdict, estimate, evidence, reason }
}
