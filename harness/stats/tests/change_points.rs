//! Change points and trends: beside published implementations, and how often they are wrong.

#![expect(clippy::unwrap_used, reason = "a fixture that can't be read is a failed test")]

use paceline_stats::{Divisive, best_split, course, places, trend};
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};
use serde::Deserialize;
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

#[derive(Deserialize)]
struct Series {
    name: String,
    values: Vec<f64>,
    splits: Vec<ExpectedSplit>,
    change_points: Vec<usize>,
    segmentation: Vec<usize>,
    trends: Vec<ExpectedTrend>,
}

#[derive(Deserialize)]
struct ExpectedSplit {
    least: usize,
    index: usize,
    end: usize,
    divergence: f64,
}

#[derive(Deserialize)]
struct ExpectedTrend {
    positions: Vec<f64>,
    slope: f64,
    low: f64,
    high: f64,
    p_value: f64,
}

const SETTINGS: Divisive = Divisive { least: 4, permutations: 1999, alpha: 0.001, seed: 11 };

fn published() -> Vec<Series> {
    serde_json::from_str(include_str!("fixtures/history.json")).unwrap()
}

fn found(values: &[f64]) -> Vec<usize> {
    let points = SETTINGS.change_points(values).unwrap();
    points.into_iter().map(|point| point.index).collect()
}

#[track_caller]
fn assert_agrees(found: f64, expected: f64, relative_error: f64, what: &str) {
    let is_close = (found - expected).abs() <= relative_error * expected.abs() + 1e-14;
    assert!(is_close, "{what}: {found}, expected {expected}");
}

#[test]
fn the_best_splits_are_those_of_otava() {
    for series in published() {
        for expected in &series.splits {
            let split = best_split(&series.values, expected.least).unwrap();
            assert_eq!((split.index, split.end), (expected.index, expected.end), "{}", series.name);
            assert_agrees(split.divergence, expected.divergence, 1e-10, &series.name);
        }
    }
}

#[test]
fn the_change_points_are_those_of_otava_with_permutations_and_of_ruptures() {
    for series in published() {
        let found = found(&series.values);
        assert_eq!(found, series.change_points, "{}", series.name);
        // It was told how many to find; in the drift there is none to find.
        if !series.segmentation.is_empty() {
            assert_eq!(found, series.segmentation, "{}", series.name);
        }
    }
}

#[test]
fn trends_are_those_of_scipy() {
    for series in published() {
        for expected in &series.trends {
            let trend = trend(&expected.positions, &series.values, 0.95).unwrap();
            assert_agrees(trend.slope, expected.slope, 1e-12, &series.name);
            assert_agrees(trend.interval.low, expected.low, 1e-12, &series.name);
            assert_agrees(trend.interval.high, expected.high, 1e-12, &series.name);
            assert_agrees(trend.p_value, expected.p_value, 1e-8, &series.name);
        }
    }
}

/// Noise by its quantile function.
struct Noise {
    name: &'static str,
    quantile: fn(f64) -> f64,
}

const NORMAL: Noise =
    Noise { name: "normal", quantile: |share| Normal::standard().inverse_cdf(share) };
/// Student's t with 2 degrees of freedom: its variance is infinite.
const HEAVY_TAILED: Noise = Noise {
    name: "heavy-tailed",
    quantile: |share| StudentsT::new(0.0, 1.0, 2.0).map_or(0.0, |t| t.inverse_cdf(share)),
};

impl Noise {
    fn draw(&self, count: usize, deviation: f64, generator: &mut Pcg64Mcg) -> Vec<f64> {
        let mut uniform = || (f64::from(generator.next_u32()) + 0.5) / 4_294_967_296.0;
        (0..count).map(|_| deviation * (self.quantile)(uniform())).collect()
    }
}

fn positions(count: u32) -> Vec<f64> {
    (0..count).map(f64::from).collect()
}

/// Rounds in which `event` happens.
fn times(rounds: u32, mut event: impl FnMut(u32) -> bool) -> u32 {
    (0..rounds).map(|round| u32::from(event(round))).sum()
}

#[test]
fn noise_alone_has_a_change_point_as_rarely_as_alpha_says() {
    let mut generator = Pcg64Mcg::seed_from_u64(1);
    for noise in [NORMAL, HEAVY_TAILED] {
        let settings = Divisive { permutations: 99, alpha: 0.05, ..SETTINGS };
        let alarms = times(1_000, |seed| {
            let settings = Divisive { seed: u64::from(seed), ..settings };
            let points = settings.change_points(&noise.draw(40, 1.0, &mut generator)).unwrap();
            !points.is_empty()
        });
        // Four standard errors around 50.
        assert!((22..=78).contains(&alarms), "{}: {alarms} of 1000", noise.name);
        let alarms = times(1_000, |_| !found(&noise.draw(60, 1.0, &mut generator)).is_empty());
        assert!(alarms <= 5, "{}: {alarms} of 1000 at 0.1 %", noise.name);
    }
}

#[test]
fn a_step_of_five_percent_is_found_in_three_percent_of_noise() {
    let mut generator = Pcg64Mcg::seed_from_u64(2);
    let (mut found_at_all, mut near, mut clear) = (0, 0, 0);
    for _ in 0..200 {
        let noise = NORMAL.draw(60, 0.03, &mut generator);
        let step = |scale: f64| -> Vec<f64> {
            let height = |index| if index >= 30 { 1.05_f64.ln() } else { 0.0 };
            noise.iter().enumerate().map(|(index, value)| scale * value + height(index)).collect()
        };
        let points = found(&step(1.0));
        found_at_all += u32::from(points.len() == 1);
        near += u32::from(points.len() == 1 && points[0].abs_diff(30) <= 3);
        let points = found(&step(0.5));
        clear += u32::from(points.len() == 1 && points[0].abs_diff(30) <= 2);
    }
    let what = format!("{found_at_all} found, {near} near, {clear} at half the noise");
    assert!(found_at_all >= 160 && near >= 145 && clear >= 195, "{what}");
}

#[test]
fn slow_hours_of_a_machine_look_like_changes() {
    // The limit of the method, as its page states it.
    let mut generator = Pcg64Mcg::seed_from_u64(8);
    let alarms = times(300, |_| {
        let mut values = NORMAL.draw(60, 1.0, &mut generator);
        for index in 1..values.len() {
            values[index] = 0.5 * values[index - 1] + 0.75_f64.sqrt() * values[index];
        }
        !found(&values).is_empty()
    });
    assert!((25..=65).contains(&alarms), "{alarms} of 300");
}

#[test]
fn the_places_of_a_step_hold_the_true_one() {
    let mut generator = Pcg64Mcg::seed_from_u64(3);
    for deviations in [1.0, 2.0, 3.0] {
        let held = times(400, |_| {
            let mut values = NORMAL.draw(50, 1.0, &mut generator);
            values[20..].iter_mut().for_each(|value| *value += deviations);
            let places = places(&values, 2, 0.95).unwrap();
            (places.first..=places.last).contains(&20)
        });
        assert!((372..=400).contains(&held), "{held} of 400 at {deviations} deviations");
    }
}

#[test]
fn a_drift_is_one_drift_and_no_staircase() {
    let mut generator = Pcg64Mcg::seed_from_u64(4);
    let found = times(100, |_| {
        let mut values = NORMAL.draw(60, 0.01, &mut generator);
        let climbing = values.iter_mut().zip(positions(60));
        climbing.for_each(|(value, position)| *value += 0.002 * position);
        let course = course(&positions(60), &values, &SETTINGS).unwrap();
        let holds = course.drift.is_some_and(|drift| (drift.slope - 0.002).abs() < 0.000_5);
        course.steps.is_empty() && holds
    });
    assert!(found >= 95, "{found} of 100");
}

#[test]
fn steps_are_steps_and_no_drift() {
    let mut generator = Pcg64Mcg::seed_from_u64(5);
    let found = times(100, |_| {
        let mut values = NORMAL.draw(60, 0.01, &mut generator);
        for start in [15, 30, 45] {
            values[start..].iter_mut().for_each(|value| *value += 0.05);
        }
        let course = course(&positions(60), &values, &SETTINGS).unwrap();
        let indices: Vec<_> = course.steps.iter().map(|step| step.index).collect();
        let is_near = |(index, place): (&usize, usize)| index.abs_diff(place) <= 1;
        course.drift.is_none()
            && indices.len() == 3
            && indices.iter().zip([15, 30, 45]).all(is_near)
    });
    assert!(found >= 95, "{found} of 100");
}

#[test]
fn a_step_in_a_drift_is_told_from_it() {
    let mut generator = Pcg64Mcg::seed_from_u64(6);
    let found = times(100, |_| {
        let mut values = NORMAL.draw(60, 0.01, &mut generator);
        for (index, value) in values.iter_mut().enumerate() {
            *value += 0.002 * positions(60)[index] + if index >= 30 { 0.08 } else { 0.0 };
        }
        let course = course(&positions(60), &values, &SETTINGS).unwrap();
        let near = |index: usize| index.abs_diff(30) <= 1;
        course.drift.is_some() && course.steps.len() == 1 && near(course.steps[0].index)
    });
    assert!(found >= 90, "{found} of 100");
}

#[test]
fn noise_alone_seldom_drifts() {
    let mut generator = Pcg64Mcg::seed_from_u64(7);
    let alarms = times(1_000, |_| {
        let values = NORMAL.draw(60, 1.0, &mut generator);
        let course = course(&positions(60), &values, &SETTINGS).unwrap();
        course.drift.is_some() || !course.steps.is_empty()
    });
    assert!(alarms <= 7, "{alarms} of 1000, of which 2 are expected");
}
