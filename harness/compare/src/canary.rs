//! The canary of a run: base measured against itself, by the test that judges head.

use paceline_model::{CanaryPair, CanarySummary, Record, metrics};
use paceline_stats::{self as stats, Decision, PairScore, SequentialRule, SequentialTest};

use crate::noise::value;

/// Metrics that the canary watches: those by which noise turns builds red.
const WATCHED: [&str; 2] = [metrics::CPU_TIME, metrics::WALL_TIME];

/// What the canary says.
pub(crate) struct Canary {
    /// `None` where the run had none.
    pub(crate) summary: Option<CanarySummary>,
    /// Why nothing noisy can be judged; `None` when all is well.
    pub(crate) tripped: Option<String>,
}

/// Tests the pairs of base with itself for any difference, over all cases together.
///
/// `alpha`: how often it may trip in a sound run, split over its metrics and directions.
pub(crate) fn judge(base: &Record, alpha: f64) -> Canary {
    let mut canary = Canary { summary: None, tripped: None };
    for metric in WATCHED {
        let scores = scores(base, metric);
        let Some(test) = test(&scores, alpha) else { continue };
        let log_ratios: Vec<_> = scores.iter().map(|pair| pair.score).collect();
        let noise = stats::Summary::of(&log_ratios).map(|summary| summary.robust_deviation());
        let count = u32::try_from(scores.len()).unwrap_or(u32::MAX);
        let summary = canary.summary.get_or_insert_with(CanarySummary::default);
        summary.pairs = summary.pairs.max(count);
        match metric {
            metrics::CPU_TIME => summary.cpu_noise = noise,
            _other => summary.wall_noise = noise,
        }
        if matches!(test.decision(), Decision::Regressed | Decision::Improved) {
            summary.has_tripped = true;
            canary.tripped = Some(format!(
                "this run says that base differs from itself in {metric}, so it says nothing; run \
                 it again"
            ));
        }
    }
    canary
}

fn scores(base: &Record, metric: &str) -> Vec<PairScore> {
    let pairs = base.cases.iter().flat_map(|case| &case.canary);
    let score =
        |pair: &CanaryPair| PairScore::of(value(&pair.base, metric)?, value(&pair.copy, metric)?);
    pairs.filter_map(score).collect()
}

/// A test with no tolerance: base does not differ from itself at all.
fn test(scores: &[PairScore], alpha: f64) -> Option<SequentialTest> {
    /// The bets aim at a difference of 2 %.
    const TARGET: f64 = 0.02;
    let directions = 2.0 * 2.0;
    let rule = SequentialRule {
        tolerance: 0.0,
        smallest: TARGET,
        alpha: alpha / directions,
        beta: crate::decide::sequence::BETA,
        floor: 1,
    };
    let mut test = SequentialTest::new(rule).filter(|_| !scores.is_empty())?;
    for pair in scores {
        test.push_pair(*pair);
    }
    Some(test)
}
