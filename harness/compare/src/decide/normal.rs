//! What few pairs would say if their noise were normal: shown beside `inconclusive`, never counted.

use paceline_model::{Direction, NormalFallback, Verdict};
use paceline_stats::{PairScore, student_test};

use super::Question;
use super::sequence::{BETA, Sequence};
use crate::steady::steady;

/// Fewer pairs have a spread that says nothing.
const FEWEST: usize = 3;

/// The answer of the paired t test, by the same limits as the coins' test: `regressed` when a change
/// of at most the tolerance is refuted, `improved` likewise, `unchanged` when one of the gate is.
///
/// `None` where the coins could decide or nothing was paired, for an improvement that is due, and where
/// the test does not decide either. A repeatable oddity, such as a burst in one of four pairs, can make
/// it err without limit: that is what the assumption hides.
pub(super) fn fallback(question: Question<'_>) -> Option<NormalFallback> {
    let Question { metric, gate, sample, alpha } = question;
    if !sample.is_paired || gate.must_improve.is_some() {
        return None;
    }
    let mut sequence = Sequence::new(metric, gate, alpha);
    let mut scores = Vec::new();
    for (base, head) in sample.base.iter().zip(&sample.head) {
        sequence.push(*base, *head);
        let score = PairScore::of(*base, *head)?.score;
        scores.push(match metric.direction {
            Direction::LowerIsBetter => score,
            Direction::HigherIsBetter => -score,
        });
    }
    let rule = sequence.test()?.rule();
    let is_open = rule.fewest_pairs().is_none_or(|fewest| scores.len() < fewest);
    if scores.len() < FEWEST || !is_open {
        return None;
    }
    let p_values = [
        (Verdict::Regressed, student_test(&scores, rule.tolerance)?.p_above, alpha),
        (Verdict::Improved, student_test(&scores, -rule.tolerance)?.p_below, alpha),
        (Verdict::Unchanged, student_test(&scores, rule.smallest)?.p_below, BETA),
    ];
    p_values
        .into_iter()
        .map(|(verdict, p_value, limit)| (verdict, steady(p_value), limit))
        .find(|(_, p_value, limit)| p_value <= limit)
        .map(|(verdict, p_value, _)| NormalFallback {
            verdict,
            p_value,
            method: "paired t-test on ln(head/base), assumes normal".to_owned(),
        })
}
