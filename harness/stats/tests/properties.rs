//! What must hold for all samples: shift, scale, order, and never a NaN or a panic.

use paceline_stats::{
    Bootstrap, Decision, PairScore, SequentialRule, SequentialTest, Sides, Summary, hodges_lehmann,
    hodges_lehmann_shift, in_place, median, multiplicity, quantile, rank_sum, seed_from,
    signed_rank,
};
use proptest::prelude::*;

const BOOTSTRAP: Bootstrap = Bootstrap { resamples: 200, confidence: 0.95, seed: 3 };

/// Multiples of 1/64 below 1,000, so that shifting and doubling are exact and ties happen.
fn sample() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((-64_000..64_000_i32).prop_map(|number| f64::from(number) / 64.0), 2..40)
}

fn shifted(values: &[f64], by: f64) -> Vec<f64> {
    values.iter().map(|value| value + by).collect()
}

fn scaled(values: &[f64], by: f64) -> Vec<f64> {
    values.iter().map(|value| value * by).collect()
}

/// All numbers that one sample gives, in its unit.
fn locations(values: &[f64]) -> Vec<f64> {
    let interval = BOOTSTRAP.interval(values, in_place::median);
    [median(values), quantile(values, 0.3), hodges_lehmann(values)]
        .into_iter()
        .chain([interval.map(|i| i.low), interval.map(|i| i.high)])
        .flatten()
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn locations_move_with_the_values(values in sample(), by in -100..100_i32) {
        let by = f64::from(by);
        let (before, after) = (locations(&values), locations(&shifted(&values, by)));
        prop_assert_eq!(before.len(), 5);
        for (before, after) in before.iter().zip(after) {
            prop_assert!((before + by - after).abs() < 1e-9);
        }
    }

    #[test]
    fn locations_have_the_unit_of_the_values(values in sample(), power in -8..8_i32) {
        let by = 2_f64.powi(power);
        let expected = scaled(&locations(&values), by);
        prop_assert_eq!(locations(&scaled(&values, by)), expected);
    }

    #[test]
    fn tests_do_not_depend_on_the_unit(values in sample(), others in sample(), power in -8..8_i32) {
        let by = 2_f64.powi(power);
        prop_assert_eq!(signed_rank(&values), signed_rank(&scaled(&values, by)));
        let (base, head) = (scaled(&values, by), scaled(&others, by));
        prop_assert_eq!(
            rank_sum(Sides { base: &values, head: &others }),
            rank_sum(Sides { base: &base, head: &head })
        );
    }

    #[test]
    fn nothing_depends_on_the_order(values in sample(), turn in 0..40_usize) {
        let mut turned = values.clone();
        turned.rotate_left(turn % values.len());
        turned.swap(0, values.len() - 1);
        prop_assert_eq!(locations(&values), locations(&turned));
        prop_assert_eq!(Summary::of(&values), Summary::of(&turned));
        prop_assert_eq!(signed_rank(&values), signed_rank(&turned));
        let (one, other) = (Sides { base: &values, head: &turned }, Sides { base: &turned, head: &values });
        prop_assert_eq!(rank_sum(one), rank_sum(other));
        prop_assert_eq!(
            BOOTSTRAP.shift_interval(one, in_place::median),
            BOOTSTRAP.shift_interval(other, in_place::median)
        );
    }

    #[test]
    fn a_shift_of_head_is_the_shift_that_is_estimated(values in sample(), by in -100..100_i32) {
        let by = f64::from(by);
        let head = shifted(&values, by);
        let estimate = hodges_lehmann_shift(Sides { base: &values, head: &head });
        prop_assert_eq!(estimate, Some(by));
    }

    #[test]
    fn any_floats_at_all_give_finite_answers_or_none(
        values in prop::collection::vec(any::<f64>(), 0..12),
        others in prop::collection::vec(any::<f64>(), 0..12),
    ) {
        let sides = Sides { base: &values, head: &others };
        let tests = [signed_rank(&values), rank_sum(sides)];
        for test in tests.into_iter().flatten() {
            prop_assert!((0.0..=1.0).contains(&test.p_value) && test.statistic.is_finite());
        }
        prop_assert!(locations(&values).iter().all(|number| number.is_finite()));
        prop_assert!(hodges_lehmann_shift(sides).is_none_or(f64::is_finite));
        if let Some(interval) = BOOTSTRAP.shift_interval(sides, in_place::hodges_lehmann) {
            prop_assert!(interval.low <= interval.high);
        }
        if let Some(summary) = Summary::of(&values) {
            prop_assert!(summary.mean.is_finite() && summary.robust_deviation().is_finite());
            let interval = summary.mean_interval(0.999);
            prop_assert!(interval.is_none_or(|i| i.low <= summary.mean && summary.mean <= i.high));
        }
        prop_assert_eq!(seed_from(&[&values]), seed_from(&[&values]));
    }

    #[test]
    fn adjusted_p_values_are_ordered_by_strictness(
        p_values in prop::collection::vec(0.0..=1.0_f64, 0..30),
    ) {
        let false_discovery = multiplicity::benjamini_hochberg(&p_values).unwrap();
        let (holm, bonferroni) =
            (multiplicity::holm(&p_values).unwrap(), multiplicity::bonferroni(&p_values).unwrap());
        for (place, p_value) in p_values.iter().enumerate() {
            prop_assert!(*p_value <= false_discovery[place] + 1e-15);
            prop_assert!(false_discovery[place] <= holm[place] + 1e-15);
            prop_assert!(holm[place] <= bonferroni[place] + 1e-15);
            prop_assert!(bonferroni[place] <= 1.0);
        }
    }

    #[test]
    fn the_sequential_test_takes_any_floats_at_all(
        pairs in prop::collection::vec((any::<f64>(), any::<f64>()), 0..40),
        gate in 1e-6..0.999_f64,
    ) {
        let mut test = SequentialTest::new(SequentialRule::for_gate(gate, 0.01).unwrap()).unwrap();
        for &(score, level) in &pairs {
            // Half of all floats are huge; their logarithms are what scores look like.
            test.push_pair(PairScore { score, level });
            test.push_pair(PairScore { score: score.abs().ln(), level: level.abs().ln() });
        }
        let evidence = test.evidence();
        prop_assert_eq!(evidence.count + evidence.left_out, 2 * pairs.len());
        for value in
            [evidence.slower, evidence.faster, evidence.not_slower, evidence.not_faster]
        {
            prop_assert!(value.now >= 0.0 && value.now <= value.most && value.most.is_finite());
            prop_assert!(value.most >= 1.0);
        }
        prop_assert!(evidence.scale.is_none_or(|scale| scale.is_finite() && scale >= 0.0));
        if let Some(interval) = test.confidence_sequence(0.05) {
            prop_assert!(interval.low <= interval.high && interval.low.is_finite());
        }
    }

    #[test]
    fn swapping_the_sides_mirrors_the_sequential_test(values in sample(), others in sample()) {
        let mut test = SequentialTest::new(SequentialRule::for_gate(0.02, 0.01).unwrap()).unwrap();
        let mut mirror = test.clone();
        for (value, other) in values.iter().zip(&others) {
            let (base, head) = (value.abs() + 1.0, other.abs() + 1.0);
            test.push_pair(PairScore::of(base, head).unwrap());
            mirror.push_pair(PairScore::of(head, base).unwrap());
            prop_assert_eq!(test.evidence().slower, mirror.evidence().faster);
            prop_assert_eq!(test.evidence().not_slower, mirror.evidence().not_faster);
            let is_regressed = test.decision() == Decision::Regressed;
            prop_assert_eq!(is_regressed, mirror.decision() == Decision::Improved);
        }
    }
}
