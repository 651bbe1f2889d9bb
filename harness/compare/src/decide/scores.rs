//! Logarithms of the values, turned so that more is worse: the scale on which a change is judged.

use paceline_model::Direction;
use paceline_stats::{self as stats, Bootstrap, Sides, in_place};

use crate::sample::Sample;

/// Coverage of the interval that reports show.
pub(super) const CONFIDENCE: f64 = 0.95;

const RESAMPLES: usize = 2_000;

/// Enough for a rank test to reach any error limit of a suite: 1 / C(16, 8) is 0.008 %.
const FEWEST_BEST: usize = 8;

/// The values of both sides as scores.
pub(super) enum Scores {
    /// One ln(head/base) per pair.
    Paired(Vec<f64>),
    /// ln(base) and ln(head), the best quarter of each.
    Unpaired {
        /// Of base.
        base: Vec<f64>,
        /// Of head.
        head: Vec<f64>,
    },
}

/// The change on the log scale; positive is worse.
pub(super) struct Change {
    pub(super) point: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Scores {
    /// The scores of positive values.
    pub(super) fn new(sample: &Sample, direction: Direction) -> Self {
        let sign = match direction {
            Direction::LowerIsBetter => 1.0,
            Direction::HigherIsBetter => -1.0,
        };
        let log = |values: &[f64]| values.iter().map(|value| sign * value.ln()).collect::<Vec<_>>();
        let (base, head) = (log(&sample.base), log(&sample.head));
        if sample.is_paired {
            Self::Paired(base.iter().zip(&head).map(|(base, head)| head - base).collect())
        } else {
            Self::Unpaired { base: best_quarter(base), head: best_quarter(head) }
        }
    }

    /// Median of the paired scores, or difference of the sides' medians, with a BCa interval that
    /// is seeded from the scores.
    pub(super) fn change(&self) -> Option<Change> {
        let bootstrap = |seed| Bootstrap { resamples: RESAMPLES, confidence: CONFIDENCE, seed };
        let (point, interval) = match self {
            Self::Paired(scores) => {
                let bootstrap = bootstrap(stats::seed_from(&[scores]));
                (stats::median(scores)?, bootstrap.interval(scores, in_place::median)?)
            }
            Self::Unpaired { base, head } => {
                let bootstrap = bootstrap(stats::seed_from(&[base, head]));
                let point = stats::median(head)? - stats::median(base)?;
                (point, bootstrap.shift_interval(Sides { base, head }, in_place::median)?)
            }
        };
        Some(Change { point, low: interval.low, high: interval.high })
    }

    /// Probability of scores this high if the change were `limit`; 1 where there is no test.
    pub(super) fn p_above(&self, limit: f64) -> f64 {
        self.p(|value| value - limit)
    }

    /// Probability of scores this low if the change were `limit`; 1 where there is no test.
    pub(super) fn p_below(&self, limit: f64) -> f64 {
        self.p(|value| limit - value)
    }

    /// One-sided p value against "not above 0" after `turn`, which shifts and may mirror.
    fn p(&self, turn: impl Fn(f64) -> f64) -> f64 {
        let (test, is_above) = match self {
            Self::Paired(scores) => {
                let turned: Vec<_> = scores.iter().map(|score| turn(*score)).collect();
                (stats::signed_rank(&turned), rank_balance(&turned) > 0.0)
            }
            Self::Unpaired { base, head } => {
                // Turning head by the limit and base by nothing keeps their distance.
                let origin = turn(0.0);
                let base: Vec<_> = base.iter().map(|score| turn(*score) - origin).collect();
                let head: Vec<_> = head.iter().map(|score| turn(*score)).collect();
                let test = stats::rank_sum(Sides { base: &base, head: &head });
                let pairs = stats::hodges_lehmann_shift(Sides { base: &base, head: &head });
                (test, pairs.unwrap_or(0.0) > 0.0)
            }
        };
        // Half of the two-sided value, on the side to which the ranks lean.
        test.map_or(
            1.0,
            |test| {
                if is_above { test.p_value / 2.0 } else { 1.0 - test.p_value / 2.0 }
            },
        )
    }

    /// The smallest p value that this number of pairs could give at all.
    pub(super) fn smallest_p(&self) -> f64 {
        match self {
            Self::Paired(scores) => power_of_half(scores.len()),
            Self::Unpaired { base, head } => {
                // 1 / C(n + m, n), by products that stay small.
                let mut p = 1.0;
                for (step, _) in base.iter().enumerate() {
                    let step = as_number(step + 1);
                    p *= step / (as_number(head.len()) + step);
                }
                p
            }
        }
    }
}

/// The best quarter of one side's scores, at least [`FEWEST_BEST`] where there are so many.
///
/// What else a shared machine does only ever adds time, often for seconds on end: recordings of one
/// program minutes apart differ by 12 % in their medians and by 3 % in their fastest runs. Where no
/// pair shares the noise, slow runs say more about the neighbours than about the code.
fn best_quarter(mut scores: Vec<f64>) -> Vec<f64> {
    scores.sort_by(f64::total_cmp);
    scores.truncate(scores.len().div_ceil(4).max(FEWEST_BEST));
    scores
}

fn power_of_half(exponent: usize) -> f64 {
    0.5_f64.powi(i32::try_from(exponent).unwrap_or(i32::MAX))
}

/// Which way the signed ranks lean: the sign of the centre of all pairwise means.
fn rank_balance(values: &[f64]) -> f64 {
    stats::hodges_lehmann(values).unwrap_or(0.0)
}

#[expect(clippy::cast_precision_loss, reason = "no sample has 2^52 values")]
fn as_number(count: usize) -> f64 {
    count as f64
}
