//! Changes of a noisy metric: change points of its medians, told apart from a drift.

use paceline_model::{Drift, Estimate, Interval, LevelChange, Within};
use paceline_stats::{
    Bootstrap, Divisive, Sides, Summary, Trend, course, hodges_lehmann, in_place, median, places,
    seed_from,
};

use super::changes::{ALPHA, CONFIDENCE, drift};
use super::track::{Scale, Track};
use crate::steady::steady;

/// Fewest records of one level: three slow sessions in a row are still bad luck.
const LEAST: usize = 4;
/// With fewer records there are no two levels.
pub(super) const FEWEST_RECORDS: usize = 2 * LEAST;
/// Random orders for each test: the smallest p value is half of [`ALPHA`].
const PERMUTATIONS: usize = 1_999;
/// Resamples for each interval.
const RESAMPLES: usize = 2_000;
/// Values further away from their level than this many robust deviations count as that far, when the place
/// of a change is looked for.
const FARTHEST: f64 = 3.0;

/// Changes and drift of a track with at least [`FEWEST_RECORDS`] entries.
pub(super) fn look(track: &Track) -> (Vec<LevelChange>, Option<Drift>) {
    let scale = track.scale();
    let (values, positions) = (scale.values(), track.positions());
    let seed = seed_from(&[&positions, values]);
    let settings = Divisive { least: LEAST, permutations: PERMUTATIONS, alpha: ALPHA, seed };
    let Some(found) = course(&positions, values, &settings) else { return (Vec::new(), None) };
    let slope = found.drift.as_ref().map_or(0.0, |trend: &Trend| trend.slope);
    let level: Vec<_> =
        values.iter().zip(&positions).map(|(value, position)| value - slope * position).collect();
    let indices: Vec<_> = found.steps.iter().map(|step| step.index).collect();
    let bounds: Vec<_> =
        std::iter::once(0).chain(indices).chain(std::iter::once(values.len())).collect();
    let changes = bounds.windows(3).zip(&found.steps).map(|(bounds, step)| {
        let levels = Levels { track, scale: &scale, level: &level, bounds, seed };
        LevelChange { p_value: Some(steady(step.p_value)), ..levels.change() }
    });
    let changes = changes.collect();
    (changes, found.drift.and_then(|trend| drift(track, &scale, &trend)))
}

/// Two neighbouring levels.
struct Levels<'a> {
    track: &'a Track,
    scale: &'a Scale,
    /// The values without their drift.
    level: &'a [f64],
    /// Start of the first level, of the second, and its end.
    bounds: &'a [usize],
    seed: u64,
}

impl Levels<'_> {
    fn change(&self) -> LevelChange {
        let (start, step, end) = (self.bounds[0], self.bounds[1], self.bounds[2]);
        let middle = |from: usize, to: usize| {
            let values: Vec<_> =
                self.track.entries[from..to].iter().map(|entry| entry.point.value).collect();
            median(&values).unwrap_or_default()
        };
        let levels = [middle(start, step), middle(step, end)];
        let plain = self.track.change(step, levels);
        let estimate = self.estimate(levels);
        let turn = estimate.map_or(plain.turn, |estimate| self.track.turn(estimate.change));
        LevelChange { estimate, turn, within: self.within(), ..plain }
    }

    fn estimate(&self, [before, after]: [f64; 2]) -> Option<Estimate> {
        let Scale::Logarithms(_) = self.scale else {
            let change = steady((after - before) / before.abs());
            return change.is_finite().then_some(Estimate { change, interval: None });
        };
        let (start, step, end) = (self.bounds[0], self.bounds[1], self.bounds[2]);
        let (base, head) = (&self.level[start..step], &self.level[step..end]);
        let bootstrap = Bootstrap { resamples: RESAMPLES, confidence: CONFIDENCE, seed: self.seed };
        let interval = bootstrap.shift_interval(Sides { base, head }, in_place::hodges_lehmann);
        Some(Estimate {
            change: steady((hodges_lehmann(head)? - hodges_lehmann(base)?).exp_m1()),
            interval: interval.map(|interval| Interval {
                low: steady(interval.low.exp_m1()),
                high: steady(interval.high.exp_m1()),
                confidence: CONFIDENCE,
            }),
        })
    }

    /// The commits between which the change may be.
    fn within(&self) -> Within {
        let (start, step, end) = (self.bounds[0], self.bounds[1], self.bounds[2]);
        let mut clipped = clip(&self.level[start..step]);
        clipped.extend(clip(&self.level[step..end]));
        let found = places(&clipped, 2, CONFIDENCE);
        let first = found.map_or(step, |places| (start + places.first).min(step));
        let last = found.map_or(step, |places| (start + places.last).max(step));
        let commit = |index: usize| self.track.entries[index].point.commit;
        Within { after: commit(first - 1), until: commit(last) }
    }
}

/// `values` with the outliers of their level drawn in.
fn clip(values: &[f64]) -> Vec<f64> {
    let Some(summary) = Summary::of(values) else { return values.to_vec() };
    let reach = FARTHEST * summary.robust_deviation();
    let draw_in = |value: &f64| value.clamp(summary.median - reach, summary.median + reach);
    values.iter().map(draw_in).collect()
}
