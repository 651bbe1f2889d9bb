//! Steps or a drift: a slow climb looks like a staircase to whoever looks for steps only.

use super::divisive::{ChangePoint, Divisive};
use super::fit::{Fit, Points};
use crate::{Trend, trend};

/// How often the steps are looked for again, beside a better known drift.
const ROUNDS: usize = 3;
/// Coverage of the interval of a drift.
const CONFIDENCE: f64 = 0.95;

/// What happened to a series: steps, and what went on between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The steps, ascending by index.
    pub steps: Vec<ChangePoint>,
    /// The drift that the steps do not explain; `None` when there is none.
    pub drift: Option<Trend>,
}

/// Tells steps and drift of a series apart.
///
/// - `positions`: one per value, ascending, as in the number of the commit; a drift is per unit of it.
/// - `values`: in the order of time, one unit; take logarithms for relative changes.
/// - `settings`: how steps are found; its `alpha` is the limit for a drift as well.
/// - `None` when the lengths differ, when positions do not ascend, or when a number is not finite.
/// - A few times the time of [`Divisive::change_points`], and O(n²) memory.
///
/// The steps of E-divisive means alone are weighed against a line with steps, in which steps stay as
/// long as the Bayesian information criterion (Schwarz 1978, The Annals of Statistics 6(2)) allows. The
/// line wins where it has the better criterion and Mann and Kendall's test finds a trend in what the
/// steps leave. It runs through the whole series: a climb that begins or ends in its middle may show
/// as several steps.
pub fn course(positions: &[f64], values: &[f64], settings: &Divisive) -> Option<Course> {
    let points = Points { positions, values };
    // Too short for any test, but not wrong.
    if values.len() < 3 {
        let is_sound = positions.len() == values.len() && values.iter().all(|v| v.is_finite());
        return is_sound.then(|| Course { steps: Vec::new(), drift: None });
    }
    let whole = trend(positions, values, CONFIDENCE)?;
    let flat = settings.change_points(values)?;
    let steps_alone = points.fit(&indices(&flat), false)?;
    let mut sloped = backward(points, &indices(&flat));
    let mut steps = Vec::new();
    for _ in 0..ROUNDS {
        let Some(Sloped { fit, .. }) = &sloped else { break };
        let level: Vec<_> = positions
            .iter()
            .zip(values)
            .map(|(position, value)| value - fit.slope * position)
            .collect();
        let again = settings.change_points(&level)?;
        let is_settled = indices(&again) == indices(&steps);
        steps = again;
        sloped =
            points.fit(&indices(&steps), true).map(|fit| Sloped { fit, steps: indices(&steps) });
        if is_settled {
            break;
        }
    }
    let without_drift = Course { steps: flat, drift: None };
    let Some(Sloped { fit, .. }) = sloped.filter(|one| one.fit.criterion < steps_alone.criterion)
    else {
        return Some(without_drift);
    };
    let drift = if steps.is_empty() { Some(whole) } else { between(points, &fit, &steps) };
    Some(match drift.filter(|drift| drift.p_value <= settings.alpha) {
        Some(drift) => Course { steps, drift: Some(drift) },
        None => without_drift,
    })
}

fn indices(points: &[ChangePoint]) -> Vec<usize> {
    points.iter().map(|point| point.index).collect()
}

/// A line with the steps that it needs.
struct Sloped {
    fit: Fit,
    steps: Vec<usize>,
}

/// The best line with some of `candidates`, by leaving out one after the other.
fn backward(points: Points<'_>, candidates: &[usize]) -> Option<Sloped> {
    let fitted = |steps: Vec<usize>| Some(Sloped { fit: points.fit(&steps, true)?, steps });
    let mut present = fitted(candidates.to_vec());
    let mut best: Option<Sloped> = None;
    while let Some(now) = present {
        let without = |left_out: usize| {
            let mut steps = now.steps.clone();
            steps.remove(left_out);
            fitted(steps)
        };
        present = (0..now.steps.len())
            .filter_map(without)
            .min_by(|a, b| a.fit.criterion.total_cmp(&b.fit.criterion));
        if best.as_ref().is_none_or(|best| now.fit.criterion < best.fit.criterion) {
            best = Some(now);
        }
    }
    best
}

/// The trend of what the steps leave.
fn between(points: Points<'_>, fit: &Fit, steps: &[ChangePoint]) -> Option<Trend> {
    let raised = |index: usize| -> f64 {
        let passed = steps.iter().zip(&fit.heights).filter(|(step, _)| step.index <= index);
        passed.map(|(_, height)| height).sum()
    };
    let level: Vec<_> =
        points.values.iter().enumerate().map(|(index, value)| value - raised(index)).collect();
    trend(points.positions, &level, CONFIDENCE)
}
