//! What is offered, and labelled, where there are too few pairs for the coins.

use paceline_model::{
    CaseRules, Gate, GateSetting, MetricComparison, NormalFallback, Rules, Verdict, metrics,
};

use super::{case, id, only, record, series};
use crate::compare;

/// Relative deviations of four quiet pairs.
const QUIET: [f64; 4] = [0.002, -0.001, 0.003, -0.002];

fn row(metric: &str, ratios: &[f64], rules: &Rules) -> MetricComparison {
    let base = vec![10.0; ratios.len()];
    let head: Vec<_> = ratios.iter().map(|ratio| 10.0 * ratio).collect();
    let side = |values: &[f64]| record("one", vec![case("work", vec![series(metric, values)])]);
    let row = only(compare(&side(&base), &side(&head), rules)).metrics.remove(0);
    assert_eq!(row.verdict, Verdict::Inconclusive, "it never counts");
    row
}

fn fallback(metric: &str, ratios: &[f64]) -> Option<NormalFallback> {
    row(metric, ratios, &Rules::default()).evidence.fallback
}

fn verdict(metric: &str, factor: f64) -> Option<Verdict> {
    let ratios = QUIET.map(|deviation| factor * (1.0 + deviation));
    fallback(metric, &ratios).map(|fallback| fallback.verdict)
}

#[test]
fn four_pairs_have_a_verdict_that_assumes_normal_noise() {
    assert_eq!(verdict(metrics::CPU_TIME, 1.1), Some(Verdict::Regressed));
    assert_eq!(verdict(metrics::CPU_TIME, 0.9), Some(Verdict::Improved));
    assert_eq!(verdict(metrics::CPU_TIME, 1.0), Some(Verdict::Unchanged));
}

#[test]
fn its_p_value_is_that_of_the_t_test_against_the_tolerance() {
    let found = fallback(metrics::CPU_TIME, &[1.11, 1.09, 1.105, 1.1]).unwrap();
    // scipy: ttest_1samp(log([1.11, 1.09, 1.105, 1.1]), log(1.005), alternative="greater").
    let expected = 8.389_070_191_210_802e-5;
    assert!((found.p_value / expected - 1.0).abs() < 1e-9, "{found:?}");
    assert_eq!(found.method, "paired t-test on ln(head/base), assumes normal");
}

#[test]
fn a_lower_throughput_regressed() {
    let mut rules = CaseRules::default_for(id("work"));
    let gate = GateSetting::On(Gate::on_change(0.02));
    rules.gates.insert(metrics::THROUGHPUT.parse().unwrap(), gate);
    let rules = Rules { cases: vec![rules], ..Rules::default() };
    let of = |factor: f64| {
        let ratios = QUIET.map(|deviation| factor * (1.0 + deviation));
        row(metrics::THROUGHPUT, &ratios, &rules).evidence.fallback.unwrap().verdict
    };
    assert_eq!((of(0.9), of(1.1)), (Verdict::Regressed, Verdict::Improved));
}

#[test]
fn seven_pairs_have_one_beside_the_words_that_they_are_too_few() {
    let ratios: Vec<_> = QUIET.iter().chain(&QUIET[..3]).map(|one| 1.1 * (1.0 + one)).collect();
    let row = row(metrics::CPU_TIME, &ratios, &Rules::default());
    assert_eq!(row.evidence.fallback.unwrap().verdict, Verdict::Regressed);
    assert!(row.reason.starts_with("7 pairs can't reach the error limit"), "{}", row.reason);
}

#[test]
fn where_nothing_can_be_assumed_nothing_is_offered() {
    assert_eq!(fallback(metrics::CPU_TIME, &[1.1, 1.1001]), None, "two pairs");
    assert_eq!(fallback(metrics::CPU_TIME, &[1.1; 4]), None, "no spread");
    let noisy = [1.5, 0.8, 1.4, 0.9];
    assert_eq!(fallback(metrics::CPU_TIME, &noisy), None, "noise");
    let enough: Vec<_> = (0..12).map(|pair| if pair % 4 == 0 { 1.0 } else { 1.05 }).collect();
    assert_eq!(fallback(metrics::CPU_TIME, &enough), None, "enough pairs for the coins");
    let gate = Gate { must_improve: Some(0.5), ..Gate::on_change(0.02) };
    let mut rules = CaseRules::default_for(id("work"));
    rules.gates.insert(metrics::CPU_TIME.parse().unwrap(), GateSetting::On(gate));
    let rules = Rules { cases: vec![rules], ..Rules::default() };
    assert_eq!(row(metrics::CPU_TIME, &[1.1, 1.11, 1.09, 1.1], &rules).evidence.fallback, None);
}
