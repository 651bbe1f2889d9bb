//! One side's values of one metric in full.

use paceline_model::{Interval, Summary, Unit};
use paceline_stats as stats;

use crate::number::{self, Scale};

/// Nominal coverage of the interval of the mean of a record's series.
const CONFIDENCE: f64 = 0.95;

/// A summary as text, all numbers in one unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SummaryView {
    /// A whole count with every digit.
    pub(crate) median: String,
    pub(crate) mean: String,
    /// Half the width of the mean's interval, as in `± 0.02 ms`; empty when there is none.
    pub(crate) half_width: String,
    /// The mean's interval as in `[1.41, 1.45]`, in the unit of the mean; empty when there is none.
    pub(crate) interval: String,
    /// Standard deviation; empty when there is none.
    pub(crate) deviation: String,
    /// As in `1.39 … 1.61 ms`.
    pub(crate) range: String,
    /// Number of invocations.
    pub(crate) count: String,
}

impl SummaryView {
    pub(crate) fn new(unit: &Unit, summary: &Summary) -> Self {
        let scale = Scale::new(unit, &[summary.median]);
        let space = if scale.unit().is_empty() { "" } else { " " };
        let (low, high) = (scale.number(summary.minimum), scale.text(summary.maximum));
        let interval = summary.mean_interval;
        let half = |interval: Interval| (interval.high - interval.low) / 2.0;
        let half_width = interval
            .map(|interval| format!("± {}{space}{}", scale.number(half(interval)), scale.unit()));
        let interval = interval.map(|interval| {
            format!("[{}, {}]", scale.number(interval.low), scale.number(interval.high))
        });
        let deviation = summary.standard_deviation.map(|deviation| scale.text(deviation));
        Self {
            median: number::exact(unit, summary.median),
            mean: scale.text(summary.mean),
            half_width: half_width.unwrap_or_default(),
            interval: interval.unwrap_or_default(),
            deviation: deviation.unwrap_or_default(),
            range: format!("{low} … {high}"),
            count: summary.count.to_string(),
        }
    }
}

/// Summary of one number per invocation; `None` when there are none, or one is not finite.
pub(crate) fn summarise(values: &[f64]) -> Option<Summary> {
    let summary = stats::Summary::of(values)?;
    let interval = summary.mean_interval(CONFIDENCE);
    Some(Summary {
        count: u32::try_from(summary.count).ok()?,
        mean: summary.mean,
        median: summary.median,
        minimum: summary.minimum,
        maximum: summary.maximum,
        standard_deviation: summary.standard_deviation,
        mean_interval: interval.map(|stats::Interval { low, high }| Interval {
            low,
            high,
            confidence: CONFIDENCE,
        }),
    })
}
