//! What the interval promises, checked against scipy and on samples that define nothing.

use serde::Deserialize;

use super::Bootstrap;
use super::bca::{self, Levels};
use crate::{Interval, Sides, in_place};

const SETTINGS: Bootstrap = Bootstrap { resamples: 2_000, confidence: 0.95, seed: 7 };

#[derive(Deserialize)]
struct Reference {
    one_sample: Vec<Sample>,
    bootstrap: Vec<Case>,
}

#[derive(Deserialize)]
struct Sample {
    name: String,
    values: Vec<f64>,
}

#[derive(Deserialize)]
struct Case {
    statistic: String,
    samples: Vec<String>,
    interval: (f64, f64),
    standard_error: f64,
    acceleration: f64,
    levels_at_bias_of_70_percent: (f64, f64),
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("../../tests/fixtures/reference.json")).unwrap()
}

fn mean(values: &mut [f64]) -> Option<f64> {
    let count = u32::try_from(values.len()).ok()?;
    Some(values.iter().sum::<f64>() / f64::from(count))
}

impl Case {
    fn statistic(&self) -> fn(&mut [f64]) -> Option<f64> {
        if self.statistic == "mean" { mean } else { in_place::median }
    }

    /// The samples: one, or head and base.
    fn values<'a>(&self, reference: &'a Reference) -> Vec<&'a [f64]> {
        let find = |name: &String| {
            reference.one_sample.iter().find(|sample| sample.name == *name).unwrap()
        };
        self.samples.iter().map(|name| find(name).values.as_slice()).collect()
    }
}

/// Jackknife values, written down independently of the code.
fn jackknife(values: &[f64], statistic: fn(&mut [f64]) -> Option<f64>, sign: f64) -> Vec<f64> {
    let without = |left_out: usize| {
        let mut others = values.to_vec();
        others.remove(left_out);
        sign * statistic(&mut others).unwrap()
    };
    (0..values.len()).map(without).collect()
}

#[test]
fn both_corrections_are_those_of_scipy() {
    let reference = reference();
    for case in &reference.bootstrap {
        let values = case.values(&reference);
        let jackknives: Vec<_> = values
            .iter()
            .zip([1.0, -1.0])
            .map(|(values, sign)| jackknife(values, case.statistic(), sign))
            .collect();
        let acceleration = bca::acceleration(&jackknives);
        assert!((acceleration - case.acceleration).abs() < 1e-10, "{:?}", case.samples);

        let replicates: Vec<f64> = (0..100).map(f64::from).collect();
        let Levels { low, high } = bca::levels(bca::bias(&replicates, 69.5), acceleration, 0.95);
        assert!((low - case.levels_at_bias_of_70_percent.0).abs() < 1e-10, "{:?}", case.samples);
        assert!((high - case.levels_at_bias_of_70_percent.1).abs() < 1e-10, "{:?}", case.samples);
    }
}

#[test]
fn intervals_are_those_of_scipy_but_for_the_dice() {
    let reference = reference();
    let settings = Bootstrap { resamples: 50_000, ..SETTINGS };
    for case in &reference.bootstrap {
        let interval = match case.values(&reference)[..] {
            [head, base] => settings.shift_interval(Sides { base, head }, case.statistic()),
            [sample] => settings.interval(sample, case.statistic()),
            _ => None,
        };
        let interval = interval.unwrap();
        let tolerance = 0.06 * case.standard_error;
        assert!((interval.low - case.interval.0).abs() < tolerance, "{:?}", case.samples);
        assert!((interval.high - case.interval.1).abs() < tolerance, "{:?}", case.samples);
    }
}

#[test]
fn the_same_seed_gives_the_same_bits_in_every_version() {
    let values: Vec<f64> = (0..40).map(|i| f64::from(i * 17 % 41) * 0.125).collect();
    let interval = SETTINGS.interval(&values, in_place::median);
    assert_eq!(interval, Some(Interval { low: 1.6875, high: 3.375 }));
    let interval = SETTINGS.interval(&values, mean);
    assert_eq!(interval, Some(Interval { low: 2.006_25, high: 2.946_875 }));
}

#[test]
fn another_seed_draws_other_resamples() {
    let values: Vec<f64> = (0..40).map(|i| f64::from(i * 17 % 41).sqrt()).collect();
    let other = Bootstrap { seed: 8, ..SETTINGS };
    assert_ne!(SETTINGS.interval(&values, mean), other.interval(&values, mean));
}

#[test]
fn equal_values_give_an_interval_without_width() {
    let interval = SETTINGS.interval(&[3.5, 3.5, 3.5], in_place::median);
    assert_eq!(interval, Some(Interval { low: 3.5, high: 3.5 }));
    let sides = Sides { base: &[2.0, 2.0], head: &[3.0, 3.0, 3.0] };
    let shift = SETTINGS.shift_interval(sides, in_place::median);
    assert_eq!(shift, Some(Interval { low: 1.0, high: 1.0 }));
}

#[test]
fn the_interval_holds_the_estimate_even_where_no_replicate_exceeds_it() {
    let largest = |values: &mut [f64]| values.iter().copied().max_by(f64::total_cmp);
    let values = [1.0, 2.0, 4.0, 8.0, 16.0];
    for confidence in [0.5, 0.95, 0.999] {
        let settings = Bootstrap { confidence, ..SETTINGS };
        let interval = settings.interval(&values, largest).unwrap();
        assert!(interval.low <= 16.0 && interval.high.to_bits() == 16.0_f64.to_bits());
    }
}

#[test]
fn a_sample_that_defines_no_interval_gives_none() {
    let bad: [&[f64]; 4] = [&[], &[1.0], &[1.0, f64::NAN], &[f64::INFINITY, 1.0]];
    for values in bad {
        assert_eq!(SETTINGS.interval(values, in_place::median), None);
        let sides = Sides { base: values, head: &[1.0, 2.0] };
        assert_eq!(SETTINGS.shift_interval(sides, in_place::median), None);
        let sides = Sides { base: &[1.0, 2.0], head: values };
        assert_eq!(SETTINGS.shift_interval(sides, in_place::median), None);
    }
}

#[test]
fn a_statistic_that_is_not_defined_gives_none() {
    let values = [1.0, 2.0, 3.0];
    assert_eq!(SETTINGS.interval(&values, |_| None), None);
    assert_eq!(SETTINGS.interval(&values, |_| Some(f64::NAN)), None);
    let spread = |values: &mut [f64]| {
        let is_constant = values.iter().all(|value| value.total_cmp(&values[0]).is_eq());
        (!is_constant).then_some(1.0)
    };
    assert_eq!(SETTINGS.interval(&values, spread), None);
}

#[test]
fn too_few_resamples_for_the_confidence_give_none() {
    let values = [1.0, 2.0, 3.0];
    let interval = |resamples, confidence| {
        Bootstrap { resamples, confidence, seed: 1 }.interval(&values, in_place::median)
    };
    assert_eq!(interval(0, 0.95), None);
    assert_eq!(interval(39, 0.95), None);
    assert!(interval(40, 0.95).is_some());
    assert_eq!(interval(1_999, 0.999), None);
    assert!(interval(2_000, 0.999).is_some());
    for confidence in [0.0, 1.0, -0.5, 2.0, f64::NAN] {
        assert_eq!(interval(2_000, confidence), None);
    }
}

#[test]
fn an_acceleration_does_not_depend_on_the_unit() {
    let values: Vec<f64> = (0..12).map(|i| f64::from(i * i)).collect();
    let plain = bca::acceleration(std::slice::from_ref(&values));
    let tiny = bca::acceleration(&[values.iter().map(|value| value * 1e-200).collect()]);
    assert!(plain.abs() > 0.01 && (plain - tiny).abs() < 1e-12);
}

#[test]
fn a_large_sample_needs_no_jackknife() {
    let values: Vec<f64> = (0..1_001).map(f64::from).collect();
    let settings = Bootstrap { resamples: 100, confidence: 0.9, seed: 5 };
    let calls = std::cell::Cell::new(0);
    let counted = |values: &mut [f64]| {
        calls.set(calls.get() + 1);
        in_place::median(values)
    };
    let interval = settings.interval(&values, counted).unwrap();
    assert!(interval.low > 400.0 && interval.high < 600.0 && interval.low < interval.high);
    assert_eq!(calls.get(), 101);
}

#[test]
fn the_ends_are_replicates_rounded_outwards() {
    // Places 2.5 and 97.5 of 100.
    let replicates = (1..=99).map(f64::from).rev().collect();
    let interval = SETTINGS.read_off(replicates, 50.0, &[vec![1.0, 2.0]]);
    assert_eq!(interval, Interval { low: 2.0, high: 98.0 });
}
