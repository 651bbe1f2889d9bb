//! How much the pairs of a case with itself scatter.

use std::collections::BTreeMap;

use paceline_model::{CaseRecord, MetricName, Series};
use paceline_stats::{PairScore, Summary};

/// Robust standard deviation of ln(head/base) over the pairs of one case with itself, those of its
/// canary included. `metric`: a name, as in `cpu_time`.
///
/// `None` without pairs, and when a value is 0 or less, which has no ratio.
pub fn pair_noise(base: &CaseRecord, head: &CaseRecord, metric: &str) -> Option<f64> {
    let mut ratios = Vec::new();
    for (base, head) in pairs(base, head, metric) {
        ratios.push(PairScore::of(base, head)?.score);
    }
    Summary::of(&ratios).map(|summary| summary.robust_deviation())
}

/// The values of a metric, pair by pair in the order of measuring; those of the canary come last.
pub(crate) fn pairs(base: &CaseRecord, head: &CaseRecord, metric: &str) -> Vec<(f64, f64)> {
    let side =
        |record: &CaseRecord| record.series(metric).map(Series::per_invocation).unwrap_or_default();
    let canary = base
        .canary
        .iter()
        .filter_map(|pair| Some((value(&pair.base, metric)?, value(&pair.copy, metric)?)));
    side(base).into_iter().zip(side(head)).chain(canary).collect()
}

/// The number that stands for one invocation of `metric`, of its values by metric.
pub(crate) fn value(values: &BTreeMap<MetricName, Vec<f64>>, metric: &str) -> Option<f64> {
    let mut of_metric = values.iter().filter(|(name, _)| name.as_str() == metric);
    of_metric.next().and_then(|(_, values)| Series::of_invocation(values))
}
