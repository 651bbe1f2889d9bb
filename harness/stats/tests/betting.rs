//! What the sequential test promises: fair bets, whatever the noise, and the numbers of an
//! independent implementation.

#![expect(clippy::unwrap_used, reason = "a fixture that can't be read is a failed test")]

use paceline_stats::{Decision, EValue, Evidence, PairScore, SequentialRule, SequentialTest};
use serde::Deserialize;

/// Heavy-tailed: from a hundredth to a hundred times the gate.
const MAGNITUDES: [f64; 12] =
    [0.011, 0.0007, 0.3, 0.024, 0.0031, 0.0502, 1.9, 0.0149, 0.0002, 0.021, 0.0088, 0.13];
const LEVELS: [f64; 12] = [0.1, 0.0, 2.0, 0.3, 0.1, 0.5, 3.0, 0.2, 0.1, 0.3, 0.0, 1.0];

/// One of the four E-values.
type Shown = fn(&Evidence) -> EValue;

fn rule() -> SequentialRule {
    SequentialRule::for_gate(0.02, 0.001).unwrap()
}

fn run(rule: SequentialRule, pairs: impl IntoIterator<Item = PairScore>) -> SequentialTest {
    let mut test = SequentialTest::new(rule).unwrap();
    pairs.into_iter().for_each(|pair| test.push_pair(pair));
    test
}

fn pairs(scores: &[f64]) -> Vec<PairScore> {
    let levels = LEVELS.into_iter().cycle();
    scores.iter().zip(levels).map(|(&score, level)| PairScore { score, level }).collect()
}

/// The mean of an E-value over all coins, when the true effect is `effect`.
fn mean_over_coins(effect: f64, claim: Shown) -> f64 {
    let values = (0..1_u32 << MAGNITUDES.len()).map(|coins| {
        let flip = |place: usize| if coins >> place & 1 == 1 { 1.0 } else { -1.0 };
        let score = |(place, magnitude): (usize, &f64)| effect + flip(place) * magnitude;
        let scores: Vec<f64> = MAGNITUDES.iter().enumerate().map(score).collect();
        claim(&run(rule(), pairs(&scores)).evidence()).now
    });
    values.sum::<f64>() / f64::from(1_u32 << MAGNITUDES.len())
}

#[test]
fn no_bet_wins_on_average_over_all_coins() {
    let SequentialRule { tolerance, smallest, .. } = rule();
    let means = [
        mean_over_coins(tolerance, |evidence| evidence.slower),
        mean_over_coins(-tolerance, |evidence| evidence.faster),
        mean_over_coins(smallest, |evidence| evidence.not_slower),
        mean_over_coins(-smallest, |evidence| evidence.not_faster),
    ];
    assert!(means.iter().all(|mean| (mean - 1.0).abs() < 1e-12), "{means:?}");
}

#[test]
fn bets_lose_on_average_within_the_hypothesis() {
    let slower = |effect| mean_over_coins(effect, |evidence| evidence.slower);
    let means = [rule().tolerance, 0.002, 0.0, -0.01, -0.5].map(slower);
    assert!(means[1..].iter().all(|mean| *mean < 0.95), "{means:?}");
    assert!(slower(0.02) > 1.05);
}

#[test]
fn the_first_bets_are_those_that_the_doc_tells() {
    // Four bets of a half on the sign: 1.5^3 * 0.5 for three pairs above and one below.
    let evidence = run(rule(), pairs(&[0.02, 0.03, 0.001, 0.3])).evidence();
    assert_eq!(evidence.slower, EValue { now: 1.6875, most: 2.25 });
    assert_eq!((evidence.count, evidence.scale), (4, None));
}

/// Scores with a drift, a burst and an effect.
fn recorded_like(count: u32, effect: f64) -> Vec<PairScore> {
    let one = |place: u32| {
        let wave = f64::from(place * 7919 % 113) / 113.0 - 0.5;
        let burst = if place % 17 == 5 { 8.0 } else { 1.0 };
        PairScore { score: effect + 0.06 * wave * burst, level: burst.sqrt() + 0.01 * wave }
    };
    (0..count).map(one).collect()
}

fn negated(pairs: &[PairScore]) -> Vec<PairScore> {
    pairs.iter().map(|pair| PairScore { score: -pair.score, ..*pair }).collect()
}

#[test]
fn swapping_the_sides_swaps_the_verdicts() {
    for (effect, expected, mirrored) in [
        (0.05, Decision::Regressed, Decision::Improved),
        (-0.05, Decision::Improved, Decision::Regressed),
        (0.0, Decision::Unchanged, Decision::Unchanged),
    ] {
        let pairs = recorded_like(120, effect);
        let (test, mirror) = (run(rule(), pairs.clone()), run(rule(), negated(&pairs)));
        assert_eq!((test.decision(), mirror.decision()), (expected, mirrored), "{effect}");
        let (evidence, reflected) = (test.evidence(), mirror.evidence());
        assert_eq!(evidence.slower, reflected.faster);
        assert_eq!(evidence.faster, reflected.slower);
        assert_eq!(evidence.not_slower, reflected.not_faster);
        assert_eq!(evidence.not_faster, reflected.not_slower);
    }
}

#[test]
fn the_unit_does_not_matter() {
    let seconds: Vec<(f64, f64)> = recorded_like(90, 0.03)
        .iter()
        .map(|pair| (0.03 * pair.level, 0.03 * pair.level * pair.score.exp()))
        .collect();
    let in_unit = |unit: f64| {
        let scored = seconds.iter().map(|(base, head)| PairScore::of(unit * base, unit * head));
        run(rule(), scored.map(Option::unwrap)).evidence()
    };
    assert_eq!(in_unit(1.0).slower, in_unit(1024.0).slower);
    let (seconds, nanoseconds) = (in_unit(1.0).slower.now, in_unit(1e9).slower.now);
    assert!((seconds / nanoseconds - 1.0).abs() < 1e-9, "{seconds} {nanoseconds}");
}

#[test]
fn twice_the_noise_and_twice_the_gate_is_the_same_question() {
    let twice = SequentialRule {
        tolerance: 2.0 * rule().tolerance,
        smallest: 2.0 * rule().smallest,
        ..rule()
    };
    let pairs = recorded_like(90, 0.02);
    let doubled = pairs.iter().map(|pair| PairScore { score: 2.0 * pair.score, ..*pair });
    let (once, twice) = (run(rule(), pairs.clone()).evidence(), run(twice, doubled).evidence());
    assert_eq!(once.slower, twice.slower);
    assert_eq!(once.not_slower, twice.not_slower);
    assert_eq!(once.scale.map(|scale| 2.0 * scale), twice.scale);
}

#[test]
fn more_slowdown_is_more_evidence_for_it() {
    let evidence = |effect| run(rule(), recorded_like(60, effect)).evidence();
    let all: Vec<_> = (-20..=20).map(|step| evidence(f64::from(step) * 0.002)).collect();
    let shown: [(Shown, bool); 4] = [
        (|evidence| evidence.slower, true),
        (|evidence| evidence.not_faster, true),
        (|evidence| evidence.faster, false),
        (|evidence| evidence.not_slower, false),
    ];
    for (claim, rises) in shown {
        let values: Vec<f64> = all.iter().map(|evidence| claim(evidence).now).collect();
        for neighbours in values.windows(2) {
            let (less, more) =
                if rises { (neighbours[0], neighbours[1]) } else { (neighbours[1], neighbours[0]) };
            // Where all bets are won the values are equal, but for the rounding of the scales.
            assert!(less <= more * (1.0 + 1e-12), "{less} {more}");
        }
    }
    assert!(all[0].slower.now < 0.01 && all[40].slower.now > 1e6);
}

#[test]
fn a_pair_without_a_finite_score_is_no_evidence() {
    let mut test = run(rule(), recorded_like(40, 0.01));
    let before = test.evidence();
    for score in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
        test.push(score);
    }
    test.push_pair(PairScore { score: 0.0, level: f64::NAN });
    assert_eq!(test.evidence(), Evidence { left_out: 5, ..before });
    test.push(0.01);
    assert_eq!(test.evidence().count, 41);
}

#[test]
fn nothing_is_decided_before_the_floor() {
    let decided_after = |floor| {
        let mut test = SequentialTest::new(SequentialRule { floor, ..rule() }).unwrap();
        let slower = std::iter::repeat_with(|| {
            test.push(0.5);
            test.decision()
        });
        slower.take_while(|decision| *decision == Decision::Undecided).count() + 1
    };
    assert_eq!(rule().fewest_pairs(), Some(14));
    assert_eq!([0, 14, 15, 40].map(decided_after), [14, 14, 15, 40]);
}

#[test]
fn the_first_change_that_is_certain_stays() {
    let there = recorded_like(120, 0.08);
    let back = negated(&there);
    for (first, then, expected) in
        [(&there, &back, Decision::Regressed), (&back, &there, Decision::Improved)]
    {
        let test = run(rule(), first.iter().chain(then).chain(then).copied());
        let evidence = test.evidence();
        assert!(evidence.faster.most >= 1_000.0 && evidence.slower.most >= 1_000.0);
        assert_eq!(test.decision(), expected);
        assert_eq!(test.confidence_sequence(0.001), None, "no one effect explains both halves");
    }
}

#[test]
fn equivalence_needs_both_directions() {
    let faster = run(rule(), recorded_like(40, -0.01));
    assert!(faster.decision() == Decision::Unchanged && !faster.is_equivalent());
    let equal = run(rule(), recorded_like(120, 0.0));
    assert!(equal.decision() == Decision::Unchanged && equal.is_equivalent());
}

#[test]
fn bounds_say_the_same_as_decisions() {
    for effect in [-0.06, -0.02, 0.0, 0.008, 0.02, 0.06] {
        for count in 12..90 {
            let test = run(rule(), recorded_like(count, effect));
            let evidence = test.evidence();
            let excluded =
                test.smallest_excluded(0.01).is_some_and(|bound| bound <= rule().smallest);
            assert_eq!(excluded, evidence.not_slower.most >= 100.0, "{effect} {count}");
            let Some(interval) = test.confidence_sequence(0.002) else { continue };
            assert_eq!(interval.low >= rule().tolerance, evidence.slower.most >= 1_000.0);
            assert_eq!(interval.high <= -rule().tolerance, evidence.faster.most >= 1_000.0);
            assert!(interval.low < effect && effect < interval.high, "{interval:?}");
        }
    }
}

#[test]
fn more_pairs_never_widen_what_is_possible() {
    let pairs = recorded_like(150, 0.01);
    let mut test = SequentialTest::new(rule()).unwrap();
    let mut width = f64::INFINITY;
    for pair in pairs {
        test.push_pair(pair);
        let Some(interval) = test.confidence_sequence(0.05) else {
            assert!(width.is_infinite());
            continue;
        };
        assert!(interval.high - interval.low <= width + 1e-12);
        width = interval.high - interval.low;
    }
    assert!(width < 0.03, "{width}");
}

#[test]
fn the_fewest_pairs_that_bound_anything_bound_it_beyond_all_scores() {
    let equal = |count| run(rule(), vec![PairScore { score: 0.0, level: 0.0 }; count]);
    assert_eq!(equal(9).smallest_excluded(0.01), None);
    // Every bet must win its whole stake: 0.6 scales away, the least scale being a sixteenth of
    // the distance from tolerance to gate.
    let span = 0.6 * (rule().smallest - rule().tolerance) / 16.0;
    let bound = equal(10).smallest_excluded(0.01).unwrap();
    assert!(bound <= span && bound > 0.9 * span, "{bound} {span}");
}

#[test]
fn too_few_pairs_bound_nothing() {
    let test = run(rule(), recorded_like(6, 0.0));
    assert_eq!(test.confidence_sequence(0.001), None);
    assert_eq!(test.smallest_excluded(0.01), None);
    let test = run(rule(), recorded_like(60, 0.0));
    for bad in [0.0, 1.0, -1.0, f64::NAN] {
        assert_eq!(test.confidence_sequence(bad), None);
        assert_eq!(test.smallest_excluded(bad), None);
    }
}

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    tolerance: f64,
    smallest: f64,
    scores: Vec<f64>,
    levels: Vec<f64>,
    last_scale: f64,
    slower: Expected,
    faster: Expected,
    not_slower: Expected,
    not_faster: Expected,
}

#[derive(Deserialize)]
struct Expected {
    now: f64,
    most: f64,
}

#[test]
fn the_evidence_is_that_of_an_independent_implementation() {
    let reference: Reference = serde_json::from_str(include_str!("fixtures/betting.json")).unwrap();
    assert_eq!(reference.cases.len(), 8);
    for case in reference.cases {
        let rule = SequentialRule { tolerance: case.tolerance, smallest: case.smallest, ..rule() };
        let pairs = case.scores.iter().zip(&case.levels);
        let pairs = pairs.map(|(&score, &level)| PairScore { score, level });
        let evidence = run(rule, pairs).evidence();
        for (found, expected) in [
            (evidence.slower, &case.slower),
            (evidence.faster, &case.faster),
            (evidence.not_slower, &case.not_slower),
            (evidence.not_faster, &case.not_faster),
        ] {
            let is_close = |a: f64, b: f64| (a - b).abs() <= 1e-12 * b;
            let agrees = is_close(found.now, expected.now) && is_close(found.most, expected.most);
            assert!(agrees, "{}: {found:?}, expected {}", case.name, expected.now);
        }
        let scale = evidence.scale.unwrap();
        assert!((scale - case.last_scale).abs() <= 1e-12, "{}", case.name);
    }
}
