//! The values of one metric of one case on both sides, paired where they were measured in pairs.

use std::collections::BTreeMap;

use paceline_model::{CaseRecord, Design, Interval, Series, Summary};
use paceline_stats as stats;

use crate::steady::steady;

/// Coverage of the interval of the mean.
const CONFIDENCE: f64 = 0.95;

/// Values of base and head, one number per invocation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample {
    /// Base's values.
    pub(crate) base: Vec<f64>,
    /// Head's values. When paired, `head[i]` was measured beside `base[i]`.
    pub(crate) head: Vec<f64>,
    /// Whether the two run in step.
    pub(crate) is_paired: bool,
    /// Whether some values are means of others that were not kept.
    pub(crate) is_condensed: bool,
}

impl Sample {
    /// The sample of `metric`. Pairs need a side-by-side design and a value of every invocation, be
    /// it a timed one or one of the series' own; otherwise the two sides stand for themselves.
    pub(crate) fn new(
        metric: &str,
        base: &CaseRecord,
        head: &CaseRecord,
        design: Design,
    ) -> Option<Self> {
        let (base_series, head_series) = (base.series(metric)?, head.series(metric)?);
        let paired = match design {
            Design::SideBySide => pair_up(base, base_series, head, head_series),
            Design::Stored => None,
        };
        let is_condensed = [base_series, head_series].iter().any(|one| !one.spreads.is_empty());
        Some(paired.unwrap_or_else(|| Self {
            base: base_series.per_invocation(),
            head: head_series.per_invocation(),
            is_paired: false,
            is_condensed,
        }))
    }

    /// Size of the smaller side.
    pub(crate) fn count(&self) -> usize {
        self.base.len().min(self.head.len())
    }
}

fn pair_up(
    base: &CaseRecord,
    base_series: &Series,
    head: &CaseRecord,
    head_series: &Series,
) -> Option<Sample> {
    // Invocations of a series' own count pairs of their own.
    if base_series.invocations.is_empty() != head_series.invocations.is_empty() {
        return None;
    }
    let base_values = by_pair(base, base_series)?;
    let head_values = by_pair(head, head_series)?;
    let mut sample =
        Sample { base: Vec::new(), head: Vec::new(), is_paired: true, is_condensed: false };
    for (pair, value) in base_values {
        if let Some(other) = head_values.get(&pair) {
            sample.base.push(value);
            sample.head.push(*other);
        }
    }
    Some(sample)
}

fn by_pair(case: &CaseRecord, series: &Series) -> Option<BTreeMap<u32, f64>> {
    let values = series.per_invocation();
    let own = &series.invocations;
    let invocations = if own.is_empty() { &case.invocations } else { own };
    let pairs = invocations.iter().map(|invocation| invocation.pair);
    (values.len() == invocations.len()).then(|| pairs.zip(values).collect())
}

/// What one side's values look like; `None` when there are none.
pub(crate) fn summary_of(series: &Series) -> Option<Summary> {
    let summary = stats::Summary::of(&series.per_invocation())?;
    let mean_interval = summary.mean_interval(CONFIDENCE).map(|interval| Interval {
        low: steady(interval.low),
        high: steady(interval.high),
        confidence: CONFIDENCE,
    });
    Some(Summary {
        count: u32::try_from(summary.count).unwrap_or(u32::MAX),
        mean: summary.mean,
        median: summary.median,
        minimum: summary.minimum,
        maximum: summary.maximum,
        standard_deviation: summary.standard_deviation,
        mean_interval,
    })
}
