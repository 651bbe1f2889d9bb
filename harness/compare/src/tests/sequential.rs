//! What is decided while pairs come in, and what the canary of a run says.

use std::collections::BTreeMap;

use paceline_model::{
    CanaryPair, Case, Gate, GateSetting, MetricName, Record, Series, Verdict, metrics,
};
use paceline_stats::signed_rank;

use super::{Machine, case, id, only, record, series};
use paceline_model::{CaseRules, Rules};

use crate::{Watch, compare};

fn planned(metrics: &[&str]) -> Case {
    Case {
        metrics: metrics.iter().map(|name| name.parse().unwrap()).collect(),
        ..Case::of_command(id("work"), vec!["work".to_owned()])
    }
}

fn rules(case: &Case) -> Rules {
    Rules { cases: vec![CaseRules::of(case, &BTreeMap::new())], ..Rules::default() }
}

fn values(name: &str, value: f64) -> BTreeMap<MetricName, Vec<f64>> {
    BTreeMap::from([(name.parse().unwrap(), vec![value])])
}

/// Measures until the watch has enough, and compares: the pairs it took and the verdict.
fn session(machine: &mut Machine, effect: f64, most: usize) -> (usize, Verdict) {
    let case_plan = planned(&[metrics::CPU_TIME]);
    let rules = rules(&case_plan);
    let mut watch = Watch::new(&[&case_plan], &rules);
    let mut pairs = Vec::new();
    while pairs.len() < most {
        let (base, head) = machine.pair(effect);
        pairs.push((base, head));
        let [base, head] = [base, head].map(|value| values(metrics::CPU_TIME, value));
        if watch.hear(0, &base, &head).is_decided {
            break;
        }
    }
    let side = |pick: fn(&(f64, f64)) -> f64| {
        let values: Vec<_> = pairs.iter().map(pick).collect();
        record("one", vec![case("work", vec![series(metrics::CPU_TIME, &values)])])
    };
    let comparison = compare(&side(|pair| pair.0), &side(|pair| pair.1), &rules);
    (pairs.len(), only(comparison).verdict)
}

#[test]
fn a_case_ends_when_it_is_decided_and_the_comparison_says_the_same() {
    let mut machine = Machine::new(11);
    for (effect, verdict) in
        [(0.0, Verdict::Unchanged), (0.1, Verdict::Regressed), (-0.1, Verdict::Improved)]
    {
        let sessions: Vec<_> = (0..50).map(|_| session(&mut machine, effect, 1_000)).collect();
        let right = sessions.iter().filter(|(_, found)| *found == verdict).count();
        let most = sessions.iter().map(|(pairs, _)| *pairs).max().unwrap();
        assert!(right >= 49, "{right} of 50 {verdict:?} at {effect}");
        assert!(most < 300, "{most} pairs at {effect}");
    }
}

#[test]
fn looking_after_every_pair_makes_no_false_alarms() {
    let mut machine = Machine::new(12);
    let sessions: Vec<_> = (0..2_000).map(|_| session(&mut machine, 0.0, 400).1).collect();
    let regressed = sessions.iter().filter(|verdict| **verdict == Verdict::Regressed).count();
    // 1 % of 2,000 and three standard deviations of the binomial.
    assert!(regressed <= 20 + 13, "{regressed} of 2000");
}

#[test]
fn what_was_decided_first_stays_when_other_metrics_go_on() {
    // Between tolerance and gate: "not slower by the gate" is certain soon, and in the end "slower
    // than the tolerance" is as well.
    let mut machine = Machine::new(13);
    let pairs: Vec<_> = (0..4_000).map(|_| machine.pair(0.009)).collect();
    let verdict = |pairs: &[(f64, f64)]| {
        let side = |pick: fn(&(f64, f64)) -> f64| {
            let values: Vec<_> = pairs.iter().map(pick).collect();
            record("one", vec![case("work", vec![series(metrics::CPU_TIME, &values)])])
        };
        let comparison = compare(&side(|pair| pair.0), &side(|pair| pair.1), &Rules::default());
        let row = only(comparison).metrics.remove(0);
        (row.verdict, row.evidence.p_value.unwrap())
    };
    assert_eq!(verdict(&pairs[..300]).0, Verdict::Unchanged);
    let (last, p_value) = verdict(&pairs);
    assert!(p_value < 0.01, "the pairs never say that it is slower: {p_value}");
    assert_eq!(last, Verdict::Unchanged);
}

#[test]
fn the_watch_and_the_comparison_split_the_error_limit_alike() {
    let names = [metrics::CPU_TIME, metrics::WALL_TIME];
    let case_plan = planned(&names);
    let rules = rules(&case_plan);
    let mut machine = Machine::new(18);
    for _ in 0..50 {
        let mut watch = Watch::new(&[&case_plan], &rules);
        let mut pairs = Vec::new();
        loop {
            pairs.push(machine.pair(0.1));
            let of = |value: f64| names.into_iter().flat_map(|name| values(name, value)).collect();
            let (base, head) = *pairs.last().unwrap();
            if watch.hear(0, &of(base), &of(head)).is_decided {
                break;
            }
        }
        // One limit for both: neither ends a case that the other leaves open.
        for (count, is_decided) in [(pairs.len(), true), (pairs.len() - 1, false)] {
            let side = |pick: fn(&(f64, f64)) -> f64| {
                let values: Vec<_> = pairs[..count].iter().map(pick).collect();
                let series = names.map(|name| series(name, &values));
                record("one", vec![case("work", series.to_vec())])
            };
            let comparison = compare(&side(|pair| pair.0), &side(|pair| pair.1), &rules);
            let verdict = only(comparison).verdict;
            assert_eq!(verdict == Verdict::Regressed, is_decided, "{verdict:?}, {count} pairs");
        }
    }
}

#[test]
fn how_long_a_case_takes_is_told_once_its_noise_is_known() {
    let mut machine = Machine::new(14);
    let case_plan = planned(&[metrics::CPU_TIME, metrics::WALL_TIME]);
    let mut watch = Watch::new(&[&case_plan], &rules(&case_plan));
    for count in 1..=15 {
        let [base, head] = <[f64; 2]>::from(machine.pair(0.0));
        let [base, head] = [base, head].map(|value| values(metrics::CPU_TIME, value));
        let expected = watch.hear(0, &base, &head).expected_pairs;
        assert_eq!(expected.is_some(), count == 15, "after {count} pairs");
        assert!(expected.is_none_or(|pairs| (15..500).contains(&pairs)), "{expected:?}");
    }
}

#[test]
fn metrics_without_a_gate_keep_no_case_open() {
    let mut case_plan = planned(&[metrics::CPU_TIME]);
    case_plan.gates.insert(metrics::CPU_TIME.parse().unwrap(), GateSetting::Off);
    let mut watch = Watch::new(&[&case_plan], &rules(&case_plan));
    let value = values(metrics::CPU_TIME, 1.0);
    assert!(watch.hear(0, &value, &value).is_decided);
    assert!(watch.hear(7, &value, &value).is_decided);
}

#[test]
fn an_improvement_that_is_due_is_shown_or_missed() {
    let gate = Gate { must_improve: Some(0.1), ..Gate::on_change(0.02) };
    let verdict = |effect: f64, metric: &str| {
        let mut machine = Machine::new(17);
        let pairs: Vec<_> = (0..200).map(|_| machine.pair(effect)).collect();
        let side = |pick: fn(&(f64, f64)) -> f64| {
            let values: Vec<_> = pairs.iter().map(pick).collect();
            record("one", vec![case("work", vec![series(metric, &values)])])
        };
        let mut case_plan = planned(&[metric]);
        case_plan.gates.insert(metric.parse().unwrap(), GateSetting::On(gate));
        let comparison = compare(&side(|pair| pair.0), &side(|pair| pair.1), &rules(&case_plan));
        let row = only(comparison).metrics.remove(0);
        let bound = row.evidence.bound.unwrap();
        assert!(bound.low < effect && effect < bound.high, "{bound:?} at {effect}");
        (row.verdict, row.reason)
    };
    assert_eq!(verdict(-0.2, metrics::CPU_TIME).0, Verdict::Improved);
    let missed = (Verdict::Regressed, "not the improvement that is due".to_owned());
    assert_eq!(verdict(-0.02, metrics::CPU_TIME), missed);
    assert_eq!(verdict(0.2, metrics::THROUGHPUT).0, Verdict::Improved);
    assert_eq!(verdict(0.02, metrics::THROUGHPUT), missed);
}

/// A run whose base differs from itself by `effect`, with a real slowdown of 20 %.
fn with_canary(effect: f64) -> [Record; 2] {
    let mut machine = Machine::new(15);
    let pairs: Vec<_> = (0..60).map(|_| machine.pair(0.2)).collect();
    let canary: Vec<_> = (0..40)
        .map(|_| {
            let (base, copy) = machine.pair(effect);
            let [base, copy] = [base, copy].map(|value| values(metrics::CPU_TIME, value));
            CanaryPair { copy_first: false, base, copy }
        })
        .collect();
    let side = |pick: fn(&(f64, f64)) -> f64| -> Series {
        series(metrics::CPU_TIME, &pairs.iter().map(pick).collect::<Vec<_>>())
    };
    let bytes = || series(metrics::PEAK_ALLOCATED, &[100.0; 2]);
    let mut base = case("work", vec![side(|pair| pair.0), bytes()]);
    base.canary = canary;
    let head = case("work", vec![side(|pair| pair.1), bytes()]);
    [record("one", vec![base]), record("one", vec![head])]
}

#[test]
fn a_run_in_which_base_differs_from_itself_accuses_nobody() {
    let [base, head] = with_canary(0.0);
    let comparison = compare(&base, &head, &Rules::default());
    let canary = comparison.canary.clone().unwrap();
    assert!(!canary.has_tripped && canary.pairs == 40, "{canary:?}");
    assert!((0.005..0.1).contains(&canary.cpu_noise.unwrap()), "{canary:?}");
    assert_eq!(only(comparison).verdict, Verdict::Regressed);

    let [base, head] = with_canary(0.2);
    let comparison = compare(&base, &head, &Rules::default());
    assert!(comparison.canary.as_ref().unwrap().has_tripped);
    let case = only(comparison);
    assert_eq!(case.verdict, Verdict::NotComparable);
    assert!(case.metrics[0].reason.contains("base differs from itself in cpu_time"));
    // Counts need no quiet machine.
    assert_eq!(case.metrics[1].verdict, Verdict::Unchanged);
}

#[test]
fn the_interval_agrees_with_the_rank_test() {
    let mut machine = Machine::new(16);
    let pairs: Vec<_> = (0..40).map(|_| machine.pair(0.03)).collect();
    let side = |pick: fn(&(f64, f64)) -> f64| {
        let values: Vec<_> = pairs.iter().map(pick).collect();
        record("one", vec![case("work", vec![series(metrics::CPU_TIME, &values)])])
    };
    let comparison = compare(&side(|pair| pair.0), &side(|pair| pair.1), &Rules::default());
    let case = only(comparison);
    let interval = case.metrics[0].estimate.unwrap().interval.unwrap();
    let p_value = |change: f64| {
        let scores: Vec<_> =
            pairs.iter().map(|(base, head)| (head / base).ln() - change.ln_1p()).collect();
        signed_rank(&scores).unwrap().p_value
    };
    assert!(p_value(interval.low - 1e-4) < 0.05 && p_value(interval.low + 1e-4) > 0.05);
    assert!(p_value(interval.high + 1e-4) < 0.05 && p_value(interval.high - 1e-4) > 0.05);
    // The bound of the sequential test is the price of looking after every pair: wider.
    let bound = case.metrics[0].evidence.bound.unwrap();
    assert!(bound.low < interval.low && interval.high < bound.high, "{bound:?} {interval:?}");
}
