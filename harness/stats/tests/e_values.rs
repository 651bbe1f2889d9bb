//! How often the e-BH procedure selects a comparison without a change, with fixed seeds.

#![expect(clippy::unwrap_used, reason = "e-values from exponentials are sound")]

use paceline_stats::multiplicity::e_benjamini_hochberg;
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};
use statrs::distribution::{ContinuousCDF, Normal};

const LEVEL: f64 = 0.05;
const COMPARISONS: usize = 20;
const ROUNDS: u32 = 4_000;
/// Size of a change in standard deviations of its score, and what the bets aim at.
const EFFECT: f64 = 3.0;

struct Draws(Pcg64Mcg);

impl Draws {
    fn uniform(&mut self) -> f64 {
        (f64::from(self.0.next_u32()) + 0.5) / 4_294_967_296.0
    }

    fn normal(&mut self) -> f64 {
        let share = self.uniform();
        Normal::standard().inverse_cdf(share)
    }

    /// E-values of comparisons of which the first `changed` have a change. What the scores share
    /// makes up `common` of their variance; every other score has it with the opposite sign where
    /// `is_opposed`.
    fn e_values(&mut self, changed: usize, common: f64, is_opposed: bool) -> Vec<f64> {
        let shared = self.normal();
        let value = |place: usize| {
            let sign = if is_opposed && place % 2 == 1 { -1.0 } else { 1.0 };
            let own = self.normal();
            let score = common.sqrt() * sign * shared + (1.0 - common).sqrt() * own;
            let effect = if place < changed { EFFECT } else { 0.0 };
            // The likelihood ratio of a change: 1 on average where there is none.
            (EFFECT * (score + effect) - EFFECT.powi(2) / 2.0).exp()
        };
        (0..COMPARISONS).map(value).collect()
    }
}

/// The mean share of false alarms among what is selected, and the mean share of changes found.
fn rates(changed: usize, mut e_values: impl FnMut() -> Vec<f64>) -> (f64, f64) {
    let (mut false_share, mut found_share) = (0.0, 0.0);
    for _ in 0..ROUNDS {
        let selected = e_benjamini_hochberg(&e_values(), LEVEL).unwrap();
        let found = selected.iter().filter(|place| **place < changed).count();
        let number = |count: usize| f64::from(u32::try_from(count).unwrap());
        false_share += number(selected.len() - found) / number(selected.len().max(1));
        found_share += number(found) / number(changed.max(1));
    }
    (false_share / f64::from(ROUNDS), found_share / f64::from(ROUNDS))
}

/// Four standard errors of a share that is as large as the level.
fn slack() -> f64 {
    4.0 * (LEVEL * (1.0 - LEVEL) / f64::from(ROUNDS)).sqrt()
}

#[test]
fn false_alarms_stay_below_the_level_however_the_comparisons_depend() {
    let mut draws = Draws(Pcg64Mcg::seed_from_u64(1));
    for (common, is_opposed) in
        [(0.0, false), (0.5, false), (0.95, false), (0.5, true), (0.95, true)]
    {
        for changed in [0, 2, 10] {
            let (wrong, found) = rates(changed, || draws.e_values(changed, common, is_opposed));
            let what = format!("{changed} changed, {common} in common, opposed {is_opposed}");
            assert!(wrong <= LEVEL + slack(), "{what}: {wrong}");
            assert!(changed < 10 || found > 0.3, "{what}: only {found} found");
        }
    }
}

#[test]
fn the_worst_dependence_uses_up_the_level_and_no_more() {
    // All e-values are 1 on average, and as large as the rule for k of them asks, for one k at a
    // time.
    let mut draws = Draws(Pcg64Mcg::seed_from_u64(2));
    let count = u32::try_from(COMPARISONS).unwrap();
    let mut draw = || {
        // k at random; then either k comparisons at K / (k level), or none at all.
        let k = 1 + draws.0.next_u32() % count;
        let is_hit = draws.uniform() < LEVEL;
        let first = draws.0.next_u32() % count;
        let size = f64::from(count) / (f64::from(k) * LEVEL);
        let is_chosen = |place: u32| is_hit && (place + count - first) % count < k;
        (0..count).map(|place| if is_chosen(place) { size } else { 0.0 }).collect()
    };
    let (wrong, _) = rates(0, &mut draw);
    assert!((wrong - LEVEL).abs() < slack(), "{wrong}");
}
