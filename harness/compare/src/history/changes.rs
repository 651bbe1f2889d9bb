//! How a metric went: by which method its changes are looked for, and what is worth telling.

use paceline_model::{Drift, Estimate, HistoryMethod, Interval, MetricHistory};
use paceline_stats::Trend;

use super::track::{Scale, Track};
use super::{exact, noisy};
use crate::steady::steady;

/// Most that order alone may look like a change or a drift, for each series.
pub(super) const ALPHA: f64 = 0.001;
/// Coverage of intervals.
pub(super) const CONFIDENCE: f64 = 0.95;
/// A smaller drift over the whole history is not worth anybody's time.
const LEAST_DRIFT: f64 = 0.01;

/// The metric's history, changes and drift found.
pub(super) fn judge(track: &Track) -> MetricHistory {
    let (method, (changes, drift)) = if track.is_exact() {
        (HistoryMethod::Exact, exact::look(track))
    } else if track.entries.len() < noisy::FEWEST_RECORDS {
        (HistoryMethod::TooFew, (Vec::new(), None))
    } else {
        (HistoryMethod::ChangePoints, noisy::look(track))
    };
    MetricHistory {
        metric: track.metric.clone(),
        method,
        points: track.entries.iter().map(|entry| entry.point.clone()).collect(),
        changes,
        drift,
    }
}

/// A trend of the track as a drift over all of it; `None` when it is not certain, or too small to be
/// told, or when values have no ratio.
pub(super) fn drift(track: &Track, scale: &Scale, trend: &Trend) -> Option<Drift> {
    let (first, last) = (track.entries.first()?, track.entries.last()?);
    let Scale::Logarithms(_) = scale else { return None };
    let commits = last.position() - first.position();
    let total = |slope: f64| steady((slope * commits).exp_m1());
    let change = total(trend.slope);
    let is_worth_telling = trend.p_value <= ALPHA && change.abs() >= LEAST_DRIFT;
    is_worth_telling.then(|| Drift {
        turn: track.turn(change),
        from: first.point.commit,
        to: last.point.commit,
        total: Estimate {
            change,
            interval: Some(Interval {
                low: total(trend.interval.low),
                high: total(trend.interval.high),
                confidence: CONFIDENCE,
            }),
        },
        per_commit: steady(trend.slope.exp_m1()),
        p_value: steady(trend.p_value),
    })
}
