//! How often the sequential test errs and how fast it is when one looks after every pair, with
//! fixed seeds.

#![expect(clippy::unwrap_used, reason = "the rules and distributions are valid by construction")]

use paceline_stats::{Decision, PairScore, SequentialRule, SequentialTest};
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};
use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, Normal};

/// A symmetric distribution around zero by its quantile function.
struct Noise {
    name: &'static str,
    quantile: fn(f64) -> f64,
}

const NOISES: [Noise; 4] = [
    Noise { name: "normal", quantile: |share| Normal::standard().inverse_cdf(share) },
    Noise {
        name: "Laplace",
        quantile: |share| if share < 0.5 { (2.0 * share).ln() } else { -(2.0 - 2.0 * share).ln() },
    },
    // Student's t with 2 degrees of freedom: its variance is infinite.
    Noise {
        name: "t2",
        quantile: |share| (2.0 * share - 1.0) / (2.0 * share * (1.0 - share)).sqrt(),
    },
    Noise {
        name: "bimodal",
        quantile: |share| {
            let within = Normal::standard().inverse_cdf((2.0 * share).fract());
            0.2 * within + if share < 0.5 { -1.0 } else { 1.0 }
        },
    },
];

/// Sessions of pairs whose noise is `spread` wide around `effect`, looked at after every pair.
struct Sessions<'a> {
    noise: &'a Noise,
    spread: f64,
    effect: f64,
    pairs: usize,
    count: u64,
}

/// How the sessions ended.
#[derive(Debug, Default)]
struct Ends {
    regressed: u64,
    improved: u64,
    unchanged: u64,
    pairs: usize,
}

impl Sessions<'_> {
    fn run(&self, rule: SequentialRule) -> Ends {
        let mut generator = Pcg64Mcg::seed_from_u64(20_261_122);
        let mut ends = Ends::default();
        for _ in 0..self.count {
            let test = self.session(rule, &mut generator);
            match test.decision() {
                Decision::Regressed => ends.regressed += 1,
                Decision::Improved => ends.improved += 1,
                Decision::Unchanged => ends.unchanged += 1,
                Decision::Undecided => {}
            }
            ends.pairs += test.evidence().count;
        }
        ends
    }

    fn session(&self, rule: SequentialRule, generator: &mut Pcg64Mcg) -> SequentialTest {
        let mut test = SequentialTest::new(rule).unwrap();
        // Noise whose size swings, and slow pairs that are noisier: what a busy machine does.
        for pair in 0..self.pairs {
            let uniform = (f64::from(generator.next_u32()) + 0.5) / 4_294_967_296.0;
            let slow = if pair % 7 == 3 { 3.0 } else { 1.0 };
            let score = self.effect + slow * self.spread * (self.noise.quantile)(uniform);
            test.push_pair(PairScore { score, level: slow });
            if test.decision() != Decision::Undecided {
                break;
            }
        }
        test
    }
}

/// Fails when as many errors as `found` in `count` are too many to believe in a chance of `limit`.
#[track_caller]
fn assert_at_most(limit: f64, found: u64, count: u64, what: &str) {
    let binomial = Binomial::new(limit, count).unwrap();
    let chance = if found == 0 { 1.0 } else { binomial.sf(found - 1) };
    assert!(chance > 1e-6, "{what}: {found} of {count}, limit {limit}");
}

#[test]
fn an_effect_as_large_as_the_tolerance_is_rarely_called_a_change() {
    let rule = SequentialRule::for_gate(0.02, 0.01).unwrap();
    // Without the other verdict nothing ends a session but a false alarm.
    let rule = SequentialRule { beta: 1e-290, ..rule };
    for noise in &NOISES {
        for spread in [0.002, 0.03] {
            let sessions =
                Sessions { noise, spread, effect: rule.tolerance, pairs: 150, count: 2_000 };
            let ends = sessions.run(rule);
            assert_at_most(rule.alpha, ends.regressed, sessions.count, noise.name);
            let ends = Sessions { effect: -rule.tolerance, ..sessions }.run(rule);
            assert_at_most(rule.alpha, ends.improved, 2_000, noise.name);
        }
    }
}

#[test]
fn an_effect_as_large_as_the_gate_is_rarely_called_none() {
    let rule = SequentialRule { beta: 0.02, ..SequentialRule::for_gate(0.02, 1e-290).unwrap() };
    for noise in &NOISES {
        let sessions =
            Sessions { noise, spread: 0.03, effect: rule.smallest, pairs: 150, count: 2_000 };
        let ends = sessions.run(rule);
        assert_at_most(rule.beta, ends.unchanged, sessions.count, noise.name);
    }
}

#[test]
fn equal_programs_are_found_unchanged_and_hardly_ever_changed() {
    let rule = SequentialRule::for_gate(0.02, 0.001).unwrap();
    for noise in &NOISES {
        let sessions = Sessions { noise, spread: 0.02, effect: 0.0, pairs: 300, count: 5_000 };
        let ends = sessions.run(rule);
        assert_at_most(0.002, ends.regressed + ends.improved, 5_000, noise.name);
        assert!(ends.unchanged >= 4_990, "{}: {ends:?}", noise.name);
    }
}

#[test]
fn a_slowdown_as_large_as_the_gate_is_found() {
    let rule = SequentialRule::for_gate(0.02, 0.001).unwrap();
    // Found of 1,000, and pairs on average. Of two modes that lie further apart than the gate only
    // the inside of each could tell, so they are the hardest.
    let expected = [(985, 80), (985, 110), (985, 130), (950, 230)];
    for (noise, (found, pairs)) in NOISES.iter().zip(expected) {
        let sessions =
            Sessions { noise, spread: 0.02, effect: rule.smallest, pairs: 600, count: 1_000 };
        let ends = sessions.run(rule);
        assert!(ends.regressed >= found, "{}: {ends:?}", noise.name);
        assert_at_most(rule.beta, ends.unchanged, 1_000, noise.name);
        assert!(ends.pairs <= pairs * 1_000, "{}: {ends:?}", noise.name);
        let ends = Sessions { spread: 0.000_1, ..sessions }.run(rule);
        assert_eq!((ends.regressed, ends.pairs), (1_000, 14_000), "{}", noise.name);
    }
}

#[test]
fn confidence_sequences_hold_the_effect_in_every_look() {
    let rule = SequentialRule::for_gate(0.02, 1e-290).unwrap();
    let rule = SequentialRule { beta: 1e-290, ..rule };
    for noise in &NOISES {
        let sessions = Sessions { noise, spread: 0.03, effect: 0.01, pairs: 80, count: 600 };
        let mut generator = Pcg64Mcg::seed_from_u64(7);
        let missed = (0..sessions.count).filter(|_| {
            // It never widens, so the last look is the strictest.
            let interval = sessions.session(rule, &mut generator).confidence_sequence(0.05);
            interval.is_none_or(|interval| interval.low > 0.01 || interval.high < 0.01)
        });
        assert_at_most(0.05, missed.count() as u64, sessions.count, noise.name);
    }
}
