//! Noisy values that were measured in pairs: an anytime-valid test on the coins of the pairs.
//!
//! Works on r = ln(head/base), turned so that a positive r is worse. The gate δ has a tolerance
//! t = δ/4 below which a change does not matter even when it is real.
//!
//! - `regressed`: the evidence against "slower by at most t" reached 1/α.
//! - `improved`: the mirror image.
//! - `unchanged`: the evidence against "slower by δ or more" reached 1/β first.
//! - `inconclusive`: none of these; the evidence tells which slowdown was excluded.

use paceline_model::{Direction, Estimate, Evidence, Interval, Verdict, Wealth};
use paceline_stats::{self as stats, PairScore, SequentialTest};

use super::sequence::{BETA, Sequence};
use super::{Answer, Question, normal};
use crate::steady::steady;

/// Coverage of the interval that reports show.
const CONFIDENCE: f64 = 0.95;

pub(super) fn decide(question: Question<'_>) -> Answer {
    let Question { metric, gate, sample, alpha } = question;
    let mut sequence = Sequence::new(metric, gate, alpha);
    let pairs = || sample.base.iter().zip(&sample.head);
    pairs().for_each(|(base, head)| sequence.push(*base, *head));
    let scores: Option<Vec<_>> =
        pairs().map(|(base, head)| Some(PairScore::of(*base, *head)?.score)).collect();
    let mut evidence = Evidence {
        method: "sign-flip betting on pairs".to_owned(),
        count: u32::try_from(sample.count()).unwrap_or(u32::MAX),
        alpha: Some(alpha),
        ..Evidence::default()
    };
    let Some(scores) = scores else { return without_ratio(question, evidence) };
    let Some(test) = sequence.test() else {
        return Answer::undecided(Verdict::Inconclusive, evidence, "no pair was measured");
    };
    fill(&mut evidence, &sequence, test, &scores);
    let estimate = estimate(&scores);
    let verdict = sequence.verdict().unwrap_or(Verdict::Inconclusive);
    if verdict == Verdict::Inconclusive {
        evidence.fallback = normal::fallback(question);
    }
    if gate.must_improve.is_none() {
        evidence.wealth = Some(wealth(test));
    }
    let (verdict, reason) = above_floor(question, verdict, estimate)
        .unwrap_or_else(|| (verdict, reason(question, verdict, test, estimate)));
    Answer { verdict, estimate, evidence, reason }
}

/// Hodges-Lehmann estimate of the change with its signed-rank interval, as relative changes.
fn estimate(scores: &[f64]) -> Option<Estimate> {
    let change = steady(stats::hodges_lehmann(scores)?.exp_m1());
    let interval = stats::hodges_lehmann_interval(scores, CONFIDENCE);
    let interval = interval.map(|interval| relative(interval, CONFIDENCE));
    Some(Estimate { change, interval })
}

fn relative(interval: stats::Interval, confidence: f64) -> Interval {
    Interval {
        low: steady(interval.low.exp_m1()),
        high: steady(interval.high.exp_m1()),
        confidence,
    }
}

fn fill(evidence: &mut Evidence, sequence: &Sequence, test: &SequentialTest, scores: &[f64]) {
    let found = test.evidence();
    let strongest = found.slower.most.max(found.faster.most);
    evidence.p_value = Some(steady(1.0 / strongest));
    evidence.noise = stats::Summary::of(scores).map(|summary| summary.robust_deviation());
    let due = sequence.due();
    evidence.detectable_change =
        test.smallest_excluded(BETA).map(|excluded| steady((excluded + due).max(0.0).exp_m1()));
    let alpha = test.rule().alpha;
    // Either end errs with a probability of at most alpha, as the verdict does.
    evidence.bound = test.confidence_sequence(2.0 * alpha).map(|bound| {
        let [low, high] = [bound.low + due, bound.high + due];
        let bound = match sequence.direction() {
            Direction::LowerIsBetter => stats::Interval { low, high },
            Direction::HigherIsBetter => stats::Interval { low: -high, high: -low },
        };
        relative(bound, 1.0 - 2.0 * alpha)
    });
}

/// What the bets came to in the end.
fn wealth(test: &SequentialTest) -> Wealth {
    let found = test.evidence();
    Wealth { worse: steady(found.slower.now), better: steady(found.faster.now) }
}

/// A change that is real but below the gate's absolute floor is none.
fn above_floor(
    question: Question<'_>,
    verdict: Verdict,
    estimate: Option<Estimate>,
) -> Option<(Verdict, String)> {
    let floor = question.gate.floor;
    let is_change = matches!(verdict, Verdict::Regressed | Verdict::Improved);
    let difference = stats::median(&question.sample.base)? * estimate?.change;
    let is_below = floor > 0.0 && difference.abs() <= floor;
    (is_change && is_below)
        .then(|| (Verdict::Unchanged, "a real change, but below the gate's floor".to_owned()))
}

fn reason(
    question: Question<'_>,
    verdict: Verdict,
    test: &SequentialTest,
    estimate: Option<Estimate>,
) -> String {
    let count = test.evidence().count;
    let better = match question.metric.direction {
        Direction::LowerIsBetter => -1.0,
        Direction::HigherIsBetter => 1.0,
    };
    let looks_better =
        estimate.is_some_and(|one| better * one.change >= test.rule().smallest.exp_m1());
    if let (Verdict::Regressed, Some(_)) = (verdict, question.gate.must_improve) {
        return "not the improvement that is due".to_owned();
    }
    if verdict == Verdict::Unchanged && looks_better {
        return "not slower; whether it is faster is open".to_owned();
    }
    let fewest = test.rule().fewest_pairs().filter(|fewest| count < *fewest);
    match fewest {
        Some(fewest) if verdict == Verdict::Inconclusive => format!(
            "{count} pairs can't reach the error limit, which takes {fewest}; raise `budget` or \
             `invocations`"
        ),
        Some(_) | None => String::new(),
    }
}

/// Values of 0 have no ratio: all of them alike is no change, anything else can't be judged.
pub(super) fn without_ratio(question: Question<'_>, evidence: Evidence) -> Answer {
    let all_zero = |values: &[f64]| values.iter().all(|value| *value == 0.0);
    if all_zero(&question.sample.base) && all_zero(&question.sample.head) {
        let estimate = Some(Estimate { change: 0.0, interval: None });
        let (verdict, reason) = (Verdict::Unchanged, "always 0".to_owned());
        return Answer { verdict, estimate, evidence, reason };
    }
    let reason = "some values are 0 or less, so the change has no ratio";
    Answer::undecided(Verdict::NotComparable, evidence, reason)
}
