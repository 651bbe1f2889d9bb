//! Noisy values of another session: a rank test and a bootstrap interval of the best quarters.
//!
//! Advisory: no coin decided which session was base's, so nothing vouches for the error limit, and
//! what is slower is at most suspect.
//!
//! Works on x = ln(head/base), turned so that a positive x is worse, and a tolerance t of a quarter
//! of the gate δ.
//!
//! - `regressed`: the rank test refutes "x ≤ ln(1+t)" at the corrected α, and the estimate is at
//!   least ln(1+δ).
//! - `improved`: the mirror image.
//! - `unchanged`: the 95 % interval of x ends below ln(1+δ), so a slowdown of δ is excluded. Whether
//!   it is faster may be open; the reason says so.
//! - `inconclusive`: anything else.

use paceline_model::{Direction, Estimate, Evidence, Interval, Verdict};
use paceline_stats as stats;

use super::paired::without_ratio;
use super::scores::{CONFIDENCE, Change, Scores};
use super::{Answer, Question};
use crate::steady::steady;

pub(super) fn decide(question: Question<'_>) -> Answer {
    let sample = question.sample;
    let mut evidence = Evidence {
        method: "rank-sum test and bootstrap of the best quarter of each side".to_owned(),
        count: u32::try_from(sample.count()).unwrap_or(u32::MAX),
        alpha: Some(question.alpha),
        ..Evidence::default()
    };
    if sample.base.iter().chain(&sample.head).any(|value| *value <= 0.0) {
        return without_ratio(question, evidence);
    }
    if question.gate.must_improve.is_some() {
        let reason = "an improvement is shown side by side only";
        return Answer::undecided(Verdict::Inconclusive, evidence, reason);
    }
    let scores = Scores::new(sample, question.metric.direction);
    let Some(change) = scores.change() else {
        return Answer::undecided(Verdict::Inconclusive, evidence, "the values allow no interval");
    };
    let smallest = smallest_change(question);
    let (tolerance, limit) = ((smallest / 4.0).ln_1p(), smallest.ln_1p());
    let (p_worse, p_better) = (scores.p_above(tolerance), scores.p_below(-tolerance));
    evidence.p_value = Some(steady(if change.point >= 0.0 { p_worse } else { p_better }));
    // What this run could have seen: any slowdown above the interval's upper end.
    evidence.detectable_change = Some(steady(change.high.max(0.0).exp_m1()));
    let verdict = if p_worse <= question.alpha && change.point >= limit {
        Verdict::Regressed
    } else if p_better <= question.alpha && change.point <= -limit {
        Verdict::Improved
    } else if change.high < limit {
        Verdict::Unchanged
    } else {
        Verdict::Inconclusive
    };
    let is_hopeless = scores.smallest_p() > question.alpha;
    let is_open = verdict == Verdict::Inconclusive || change.point <= -limit;
    let reason = if is_open && is_hopeless && verdict != Verdict::Improved {
        let count = sample.count();
        format!("{count} values of each side can't reach the error limit; raise `invocations`")
    } else if verdict == Verdict::Unchanged && change.point <= -limit {
        "not slower; whether it is faster is open".to_owned()
    } else {
        String::new()
    };
    let estimate = Some(to_estimate(&change, question.metric.direction));
    Answer { verdict, estimate, evidence, reason }
}

/// The gate as one relative change: an absolute floor counts by its share of base's median.
fn smallest_change(question: Question<'_>) -> f64 {
    let base = stats::median(&question.sample.base).unwrap_or(f64::INFINITY);
    question.gate.change.max(question.gate.floor / base)
}

fn to_estimate(change: &Change, direction: Direction) -> Estimate {
    let (point, low, high) = match direction {
        Direction::LowerIsBetter => (change.point, change.low, change.high),
        Direction::HigherIsBetter => (-change.point, -change.high, -change.low),
    };
    let interval =
        Interval { low: steady(low.exp_m1()), high: steady(high.exp_m1()), confidence: CONFIDENCE };
    Estimate { change: steady(point.exp_m1()), interval: Some(interval) }
}
