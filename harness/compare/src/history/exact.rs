//! Changes of an exact count: every one is real, so records are compared with their neighbours.

use paceline_model::{Drift, Estimate, LevelChange};
use paceline_stats::{median, trend};

use super::changes::{CONFIDENCE, drift};
use super::track::{Scale, Track};
use crate::steady::steady;

/// Smallest relative change that is told.
const LEAST_CHANGE: f64 = 0.001;
/// Where most neighbours differ a little, as in a drift, a change is what exceeds their median
/// difference that many times.
const ABOVE_USUAL: f64 = 4.0;
/// Of fewer neighbours nobody can say what is usual among them.
const FEWEST_NEIGHBOURS: usize = 8;

/// Changes and drift of a track of exact counts.
pub(super) fn look(track: &Track) -> (Vec<LevelChange>, Option<Drift>) {
    let scale = track.scale();
    let values = scale.values();
    let differences: Vec<_> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let sizes: Vec<_> = differences.iter().map(|difference| difference.abs()).collect();
    let is_known = sizes.len() >= FEWEST_NEIGHBOURS;
    let usual = if is_known { median(&sizes).unwrap_or_default() } else { 0.0 };
    let least = match &scale {
        Scale::Logarithms(_) => LEAST_CHANGE.ln_1p(),
        Scale::Plain(values) => {
            LEAST_CHANGE * values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()))
        }
    };
    let limit = least.max(ABOVE_USUAL * usual);
    let is_step = |index: &usize| {
        let size = sizes[index - 1];
        size >= limit && size > 0.0
    };
    let steps: Vec<_> = (1..values.len()).filter(is_step).collect();
    let changes = steps.iter().map(|&step| change(track, step)).collect();
    // What is left when the steps are taken out.
    let mut raised = 0.0;
    let level: Vec<_> = (0..values.len())
        .map(|index| {
            if steps.binary_search(&index).is_ok() {
                // The usual difference belongs to the drift.
                raised += differences[index - 1] - usual.copysign(differences[index - 1]);
            }
            values[index] - raised
        })
        .collect();
    let found = trend(&track.positions(), &level, CONFIDENCE);
    let found = found.and_then(|found| drift(track, &scale, &found));
    // Nothing is uncertain about counts.
    let certain = |total: Estimate| Estimate { interval: None, ..total };
    (changes, found.map(|found| Drift { total: certain(found.total), ..found }))
}

fn change(track: &Track, step: usize) -> LevelChange {
    let [before, after] = [step - 1, step].map(|index| track.entries[index].point.value);
    let change = (before != 0.0).then(|| steady((after - before) / before.abs()));
    LevelChange {
        estimate: change.map(|change| Estimate { change, interval: None }),
        ..track.change(step, [before, after])
    }
}
