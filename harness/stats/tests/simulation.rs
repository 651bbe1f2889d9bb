//! Promises that only repetition shows, with fixed seeds: how often the tests raise a false alarm
//! and how often the bootstrap's interval holds the truth.

use paceline_stats::{Bootstrap, Interval, Sides, in_place, rank_sum, signed_rank};
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};
use statrs::distribution::{ContinuousCDF, Normal};

/// A distribution by its quantile function.
struct Noise {
    name: &'static str,
    quantile: fn(f64) -> f64,
}

const NORMAL: Noise =
    Noise { name: "normal", quantile: |share| Normal::standard().inverse_cdf(share) };
/// Student's t with 2 degrees of freedom: its variance is infinite.
const HEAVY_TAILED: Noise = Noise {
    name: "heavy-tailed",
    quantile: |share| (2.0 * share - 1.0) / (2.0 * share * (1.0 - share)).sqrt(),
};
const EXPONENTIAL: Noise = Noise { name: "exponential", quantile: |share| -(-share).ln_1p() };

impl Noise {
    fn draw(&self, count: usize, generator: &mut Pcg64Mcg) -> Vec<f64> {
        let mut uniform = || (f64::from(generator.next_u32()) + 0.5) / 4_294_967_296.0;
        (0..count).map(|_| (self.quantile)(uniform())).collect()
    }

    fn median(&self) -> f64 {
        (self.quantile)(0.5)
    }
}

/// Share of `rounds` in which `event` happens.
fn share(rounds: u32, mut event: impl FnMut(u32) -> bool) -> f64 {
    let happened: u32 = (0..rounds).map(|round| u32::from(event(round))).sum();
    f64::from(happened) / f64::from(rounds)
}

/// Fails unless `found`, a share of `rounds`, is within four standard errors of `expected`.
#[track_caller]
fn assert_share(found: f64, expected: f64, rounds: u32, what: &str) {
    let error = (expected * (1.0 - expected) / f64::from(rounds)).sqrt();
    assert!((found - expected).abs() < 4.0 * error, "{what}: {found}, expected {expected}");
}

fn coverage(rounds: u32, truth: f64, mut interval: impl FnMut(u64) -> Option<Interval>) -> f64 {
    share(rounds, |round| {
        interval(u64::from(round)).is_some_and(|i| i.low <= truth && truth <= i.high)
    })
}

fn settings(seed: u64) -> Bootstrap {
    Bootstrap { resamples: 500, confidence: 0.95, seed }
}

#[test]
fn the_signed_rank_test_raises_as_many_false_alarms_as_it_says() {
    let mut generator = Pcg64Mcg::seed_from_u64(1);
    for noise in [NORMAL, HEAVY_TAILED] {
        // Attainable levels: 2 P(T <= 25) = 4.79 % of 15 pairs; the approximation for 60 has 5 %.
        for (pairs, level) in [(15, 0.0479), (60, 0.05)] {
            let alarms = share(4_000, |_| {
                let outcome = signed_rank(&noise.draw(pairs, &mut generator));
                outcome.is_some_and(|outcome| outcome.p_value <= 0.05)
            });
            assert_share(alarms, level, 4_000, noise.name);
        }
    }
}

#[test]
fn the_rank_sum_test_raises_as_many_false_alarms_as_it_says() {
    let mut generator = Pcg64Mcg::seed_from_u64(2);
    for noise in [NORMAL, HEAVY_TAILED, EXPONENTIAL] {
        // Attainable levels: 2 P(U <= 23) = 4.33 % of 10 and 10; 5 % by the approximation.
        for (count, level) in [(10, 0.0433), (55, 0.05)] {
            let alarms = share(3_000, |_| {
                let (base, head) =
                    (noise.draw(count, &mut generator), noise.draw(count, &mut generator));
                let outcome = rank_sum(Sides { base: &base, head: &head });
                outcome.is_some_and(|outcome| outcome.p_value <= 0.05)
            });
            assert_share(alarms, level, 3_000, noise.name);
        }
    }
}

#[test]
fn a_shift_of_one_deviation_is_found_in_thirty_pairs() {
    let mut generator = Pcg64Mcg::seed_from_u64(3);
    let found = share(500, |_| {
        let pairs: Vec<f64> = NORMAL.draw(30, &mut generator).iter().map(|r| r + 1.0).collect();
        signed_rank(&pairs).is_some_and(|outcome| outcome.p_value <= 0.001)
    });
    assert!(found > 0.9, "found {found}");
}

#[test]
fn intervals_of_a_median_hold_the_truth_about_as_often_as_they_say() {
    let mut generator = Pcg64Mcg::seed_from_u64(4);
    for noise in [NORMAL, HEAVY_TAILED, EXPONENTIAL] {
        for pairs in [15, 40] {
            let held = coverage(400, noise.median(), |seed| {
                settings(seed).interval(&noise.draw(pairs, &mut generator), in_place::median)
            });
            assert!((0.91..0.98).contains(&held), "{}, {pairs} pairs: {held}", noise.name);
        }
    }
}

#[test]
fn intervals_of_a_shift_hold_the_truth_about_as_often_as_they_say() {
    let mut generator = Pcg64Mcg::seed_from_u64(5);
    for noise in [NORMAL, HEAVY_TAILED] {
        let held = coverage(400, 3.0, |seed| {
            let base = noise.draw(30, &mut generator);
            let head: Vec<f64> = noise.draw(40, &mut generator).iter().map(|v| v + 3.0).collect();
            let sides = Sides { base: &base, head: &head };
            settings(seed).shift_interval(sides, in_place::median)
        });
        assert!((0.91..0.99).contains(&held), "{}: {held}", noise.name);
    }
}
