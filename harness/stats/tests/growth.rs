//! Orders of growth beside the fits of scipy, and how often the right one is found in noise.

#![expect(clippy::unwrap_used, reason = "a fixture that can't be read is a failed test")]

use std::collections::BTreeMap;

use paceline_stats::{GrowthOrder, fit_growth};
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};
use serde::Deserialize;
use statrs::distribution::{ContinuousCDF, Normal};

#[derive(Deserialize)]
struct Reference {
    samples: Vec<Sample>,
}

#[derive(Deserialize)]
struct Sample {
    name: String,
    sizes: Vec<f64>,
    costs: Vec<f64>,
    /// Constant, factor, residual and exponent by order.
    fits: BTreeMap<String, [f64; 4]>,
}

fn name(order: GrowthOrder) -> &'static str {
    match order {
        GrowthOrder::Constant => "O(1)",
        GrowthOrder::Logarithmic => "O(log n)",
        GrowthOrder::Linear => "O(n)",
        GrowthOrder::Linearithmic => "O(n log n)",
        GrowthOrder::Quadratic => "O(n^2)",
        GrowthOrder::Cubic => "O(n^3)",
    }
}

#[test]
fn every_fit_is_the_one_of_scipy() {
    let reference: Reference = serde_json::from_str(include_str!("fixtures/growth.json")).unwrap();
    assert_eq!(reference.samples.len(), 10);
    for sample in reference.samples {
        let fit = fit_growth(&sample.sizes, &sample.costs).unwrap();
        let most = sample.costs.iter().copied().fold(0.0, f64::max);
        let largest = sample.sizes.iter().copied().fold(0.0, f64::max);
        for found in fit.candidates {
            let [constant, factor, residual, exponent] = sample.fits[name(found.order)];
            let what = format!("{} {found:?}, expected {constant} {factor}", sample.name);
            // Digits that the constant, or what grows, loses beside the whole.
            assert!((found.constant - constant).abs() <= 1e-9 * most, "{what}");
            let grown = largest.powi(3).max(1.0) * (found.factor - factor).abs();
            let is_same = (found.factor - factor).abs() <= 1e-9 * factor;
            assert!(is_same || grown <= 1e-9 * most, "{what}");
            assert!(
                (found.residual - residual).abs() <= 1e-9 + 1e-9 * residual,
                "{what} {residual}"
            );
            assert!((found.exponent - exponent).abs() <= 1e-7, "{what} {exponent}");
        }
    }
}

const DOUBLED: [f64; 5] = [1000.0, 2000.0, 4000.0, 8000.0, 16000.0];
const HALF_DECADES: [f64; 8] = [10.0, 30.0, 100.0, 300.0, 1e3, 3e3, 1e4, 3e4];

/// Costs of an order with a constant, and for squares with a linear part.
fn costs(order: GrowthOrder, size: f64) -> f64 {
    match order {
        GrowthOrder::Constant => 1000.0,
        GrowthOrder::Logarithmic => 20.0 + 43.0 * size.ln(),
        GrowthOrder::Linear => 300.0 + 7.0 * size,
        GrowthOrder::Linearithmic => 50.0 + 4.0 * size * size.ln(),
        GrowthOrder::Quadratic => 500.0 + 5.0 * size + 0.5 * size.powi(2),
        GrowthOrder::Cubic => 100.0 + 0.1 * size.powi(3),
    }
}

/// What came out of the rounds of one order, as shares.
#[derive(Debug, Default)]
struct Shares {
    /// The right order is the only one that is plausible.
    alone: f64,
    /// It is the slowest that is.
    first: f64,
    /// It is among them.
    among: f64,
    /// All of them are faster: a false alarm for whoever expects the right one.
    worse: f64,
}

/// `rounds` fits of costs with normal relative errors of `noise`, judged at a noise of `limit`.
fn shares(order: GrowthOrder, sizes: &[f64], (noise, limit): (f64, f64), rounds: u32) -> Shares {
    let mut generator = Pcg64Mcg::seed_from_u64(7);
    let normal = Normal::standard();
    let mut shares = Shares::default();
    for _ in 0..rounds {
        let mut error = || {
            let share = (f64::from(generator.next_u32()) + 0.5) / 4_294_967_296.0;
            1.0 + noise * normal.inverse_cdf(share)
        };
        let costs: Vec<_> = sizes.iter().map(|size| costs(order, *size) * error()).collect();
        let fit = fit_growth(sizes, &costs).unwrap();
        let found: Vec<_> = fit.plausible(limit).iter().map(|fit| fit.order).collect();
        let one = 1.0 / f64::from(rounds);
        shares.alone += if found == [order] { one } else { 0.0 };
        shares.first += if found[0] == order { one } else { 0.0 };
        shares.among += if found.contains(&order) { one } else { 0.0 };
        shares.worse += if found[0] > order { one } else { 0.0 };
    }
    shares
}

#[test]
fn without_noise_the_right_order_stands_alone() {
    for sizes in [&DOUBLED[..], &HALF_DECADES] {
        for order in GrowthOrder::ALL {
            let shares = shares(order, sizes, (0.0, 0.001), 1);
            assert!((shares.alone - 1.0).abs() < 1e-9, "{order:?} {shares:?}");
        }
    }
}

#[test]
fn at_one_percent_of_noise_it_is_found_nearly_always() {
    for sizes in [&DOUBLED[..], &HALF_DECADES] {
        for order in GrowthOrder::ALL {
            let shares = shares(order, sizes, (0.01, 0.001), 1000);
            assert!(shares.first >= 0.98 && shares.among >= 0.98, "{order:?} {shares:?}");
            assert!(shares.worse <= 0.015, "{order:?} {shares:?}");
            let is_told = order == GrowthOrder::Constant || shares.alone >= 0.9;
            assert!(is_told, "{order:?} {shares:?}");
        }
    }
}

#[test]
fn at_ten_percent_of_noise_neighbours_are_open_and_alarms_are_not_false() {
    for sizes in [&DOUBLED[..], &HALF_DECADES] {
        for order in GrowthOrder::ALL {
            // As times are judged.
            let shares = shares(order, sizes, (0.1, 0.2), 1000);
            assert!(shares.among >= 0.995 && shares.worse <= 0.003, "{order:?} {shares:?}");
            let is_told = order <= GrowthOrder::Linearithmic || shares.alone >= 0.9;
            assert!(is_told, "{order:?} {shares:?}");
        }
    }
}
