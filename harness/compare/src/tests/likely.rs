//! What has likely changed, beside the verdicts.

use paceline_model::{Comparison, GateSetting, LikelyChange, Record, Rules, Verdict, metrics};
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

use super::{case, id, record, series};
use crate::compare;

/// A suite whose cases have these changes of CPU time, `pairs` pairs each with a noise of 2 %.
fn suite(seed: u64, effects: &[f64], pairs: usize) -> [Record; 2] {
    let mut generator = Pcg64Mcg::seed_from_u64(seed);
    let mut side = |effects: &[f64]| {
        let cases = effects.iter().enumerate().map(|(place, effect)| {
            let mut time = || 0.01 * (1.0 + effect) * (1.0 + 0.05 * generator.random::<f64>());
            let values: Vec<_> = (0..pairs).map(|_| time()).collect();
            case(&format!("case{place}"), vec![series(metrics::CPU_TIME, &values)])
        });
        record("one", cases.collect())
    };
    [side(&vec![0.0; effects.len()]), side(effects)]
}

fn verdict(comparison: &Comparison, name: &str) -> Verdict {
    comparison.cases.iter().find(|case| case.id == id(name)).unwrap().verdict
}

/// Six cases slower by 5 %, four faster, ten without a change.
fn changed() -> Vec<f64> {
    let effect = |place| match place {
        0..6 => 0.05,
        6..10 => -0.05,
        _another => 0.0,
    };
    (0..20).map(effect).collect()
}

#[test]
fn what_falls_short_of_a_verdict_is_listed_with_its_evidence() {
    let (mut slower, mut faster) = (0, 0);
    for seed in 31..61 {
        let [base, head] = suite(seed, &changed(), 19);
        let comparison = compare(&base, &head, &Rules::default());
        for likely in &comparison.likely {
            check_likely(&comparison, likely);
            if likely.is_worse { slower += 1 } else { faster += 1 }
        }
        let evidence: Vec<_> = comparison.likely.iter().map(|one| one.e_value).collect();
        assert!(evidence.is_sorted_by(|a, b| a >= b), "{evidence:?}");
        let json = comparison.to_json().unwrap();
        assert_eq!(Comparison::from_json(&json).unwrap().likely, comparison.likely);
    }
    assert!(slower >= 15 && faster >= 5, "{slower} slower, {faster} faster");
}

/// That an entry is what it says, of a suite of [`changed`].
fn check_likely(comparison: &Comparison, likely: &LikelyChange) {
    let name = likely.case.workload.as_str();
    let expected = if likely.is_worse { Verdict::Inconclusive } else { Verdict::Unchanged };
    assert_eq!(verdict(comparison, name), expected, "{likely:?}");
    let case = comparison.cases.iter().find(|case| case.id == likely.case).unwrap();
    let wealth = case.metrics[0].evidence.wealth.unwrap();
    let evidence = if likely.is_worse { wealth.worse } else { wealth.better };
    assert_eq!(likely.e_value.to_bits(), evidence.to_bits());
    // Forty claims at 5 %: even all of them together would need 20 each.
    assert!(likely.e_value >= 20.0, "{likely:?}");
    assert_eq!(likely.change.unwrap() > 0.0, likely.is_worse);
    let place: usize = name.trim_start_matches("case").parse().unwrap();
    let truth = if likely.is_worse { 0..6 } else { 6..10 };
    assert!(truth.contains(&place), "{likely:?}");
}

#[test]
fn what_has_a_verdict_is_not_listed() {
    let [base, head] = suite(32, &changed(), 80);
    let comparison = compare(&base, &head, &Rules::default());
    assert_eq!(verdict(&comparison, "case3"), Verdict::Regressed);
    assert_eq!(verdict(&comparison, "case9"), Verdict::Improved);
    let has_changed =
        |name: &str| matches!(verdict(&comparison, name), Verdict::Regressed | Verdict::Improved);
    assert!(comparison.likely.iter().all(|one| !has_changed(one.case.workload.as_str())));
}

#[test]
fn clean_suites_list_a_change_in_at_most_one_of_twenty() {
    let listed = (0..200).filter(|round| {
        let [base, head] = suite(1_000 + round, &[0.0; 10], 18);
        !compare(&base, &head, &Rules::default()).likely.is_empty()
    });
    let listed = listed.count();
    // 5 % of 200 and four standard deviations of the binomial.
    assert!(listed <= 10 + 12, "{listed} of 200");
}

#[test]
fn metrics_without_a_gate_and_other_sessions_are_not_listed() {
    let [base, head] = suite(46, &changed(), 19);
    let mut rules = Rules::default();
    for case in &head.cases {
        let mut own = rules.of_case(&case.id);
        own.gates.insert(metrics::CPU_TIME.parse().unwrap(), GateSetting::Off);
        rules.cases.push(own);
    }
    assert_eq!(compare(&base, &head, &rules).likely, []);
    let stored = Record { run: "another".to_owned(), ..base };
    assert_eq!(compare(&stored, &head, &Rules::default()).likely, []);
}
