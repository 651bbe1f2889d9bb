//! Verdicts on simulated records whose truth is known.

mod accepted;
mod bisect;
mod calibration;
mod counts;
mod few_pairs;
mod growth;
mod history;
mod layout;
mod likely;
mod plain;
mod sequential;

use std::collections::BTreeMap;

use paceline_model::{
    CaseId, CaseRecord, CaseStatus, Comparison, Environment, Failure, FailureKind, Gate,
    GateSetting, InvocationRecord, Position, Record, ResultDigest, Revision, Series, Verdict,
    metrics,
};
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

use paceline_model::{CaseRules, Rules};

use crate::compare;

/// A noisy machine: a drift that both sides of a pair share, and heavy tails that they don't.
struct Machine {
    generator: Pcg64Mcg,
    drift: f64,
}

impl Machine {
    fn new(seed: u64) -> Self {
        Self { generator: Pcg64Mcg::seed_from_u64(seed), drift: 0.0 }
    }

    /// Times of one pair in seconds, head slower by `effect`.
    fn pair(&mut self, effect: f64) -> (f64, f64) {
        self.drift = 0.9 * self.drift + 0.1 * (self.generator.random::<f64>() - 0.5);
        let mut noise = || {
            let burst = if self.generator.random::<f64>() < 0.1 { 0.3 } else { 0.0 };
            1.0 + 0.04 * (self.generator.random::<f64>() - 0.5) + burst
        };
        let common = 0.01 * (1.0 + self.drift);
        (common * noise(), common * noise() * (1.0 + effect))
    }
}

fn id(name: &str) -> CaseId {
    CaseId { workload: name.parse().unwrap(), parameters: BTreeMap::new() }
}

fn series(metric: &str, values: &[f64]) -> Series {
    let metric = metrics::find(metric).unwrap();
    let values = values.iter().map(|value| vec![*value]).collect();
    Series { metric, values, invocations: Vec::new(), spreads: Vec::new() }
}

fn case(name: &str, series: Vec<Series>) -> CaseRecord {
    let count = series.first().map_or(0, |series| series.values.len());
    let invocation = |pair| InvocationRecord {
        pair: u32::try_from(pair).unwrap(),
        position: Position::First,
        started_seconds: 0.0,
        stolen_seconds: None,
    };
    CaseRecord {
        invocations: (0..count).map(invocation).collect(),
        series,
        ..CaseRecord::unmeasured(id(name))
    }
}

fn record(run: &str, cases: Vec<CaseRecord>) -> Record {
    Record {
        schema: Record::SCHEMA.to_owned(),
        suite: "simulated".parse().unwrap(),
        revision: Revision::default(),
        variant: BTreeMap::new(),
        shard: None,
        run: run.to_owned(),
        started: "2026-11-22T00:00:00Z".to_owned(),
        duration_seconds: 1.0,
        seed: 1,
        environment: Environment::default(),
        rules: None,
        cases,
    }
}

/// Base and head, `pairs` pairs, measured side by side.
fn side_by_side(machine: &mut Machine, effect: f64, pairs: usize) -> [Record; 2] {
    let values: Vec<_> = (0..pairs).map(|_| machine.pair(effect)).collect();
    let side = |pick: fn(&(f64, f64)) -> f64| {
        let values: Vec<_> = values.iter().map(pick).collect();
        record("one", vec![case("work", vec![series(metrics::CPU_TIME, &values)])])
    };
    [side(|pair| pair.0), side(|pair| pair.1)]
}

fn verdict_of([base, head]: &[Record; 2]) -> Verdict {
    compare(base, head, &Rules::default()).cases[0].verdict
}

fn only(comparison: Comparison) -> paceline_model::CaseComparison {
    let [case] = <[_; 1]>::try_from(comparison.cases).unwrap();
    case
}

#[test]
fn a_clean_comparison_is_called_regressed_in_at_most_one_of_a_hundred() {
    let mut machine = Machine::new(1);
    let verdicts: Vec<_> =
        (0..1_000).map(|_| verdict_of(&side_by_side(&mut machine, 0.0, 30))).collect();
    let share = |verdict| verdicts.iter().filter(|other| **other == verdict).count();
    // 1 % of 1,000 and four standard deviations of the binomial.
    assert!(share(Verdict::Regressed) <= 10 + 12, "{} false alarms", share(Verdict::Regressed));
    assert!(share(Verdict::Unchanged) >= 600, "{} unchanged", share(Verdict::Unchanged));
}

#[test]
fn a_five_percent_slowdown_is_regressed_and_a_speedup_improved() {
    let mut machine = Machine::new(2);
    let mut found = |effect, verdict| {
        (0..100).filter(|_| verdict_of(&side_by_side(&mut machine, effect, 60)) == verdict).count()
    };
    assert!(found(0.05, Verdict::Regressed) >= 97);
    assert!(found(-0.05, Verdict::Improved) >= 97);
    assert_eq!(found(0.05, Verdict::Improved) + found(-0.05, Verdict::Regressed), 0);
}

#[test]
fn a_change_below_the_gate_is_no_regression() {
    let mut machine = Machine::new(3);
    let regressed = (0..200)
        .filter(|_| verdict_of(&side_by_side(&mut machine, 0.005, 60)) == Verdict::Regressed)
        .count();
    assert!(regressed <= 2, "{regressed} of 200");
}

#[test]
fn few_pairs_are_inconclusive_and_say_so() {
    let [base, head] = side_by_side(&mut Machine::new(4), 0.5, 6);
    let case = only(compare(&base, &head, &Rules::default()));
    assert_eq!(case.verdict, Verdict::Inconclusive);
    assert!(
        case.metrics[0].reason.contains("which takes 10; raise `budget`"),
        "{}",
        case.metrics[0].reason
    );
    // So few exclude nothing at all.
    assert_eq!(case.metrics[0].evidence.detectable_change, None);
}

#[test]
fn the_same_records_give_the_same_comparison() {
    let [base, head] = side_by_side(&mut Machine::new(5), 0.02, 30);
    let json = || compare(&base, &head, &Rules::default()).to_json().unwrap();
    assert_eq!(json(), json());
}

#[test]
fn swapping_the_sides_mirrors_the_verdict() {
    let [base, head] = side_by_side(&mut Machine::new(6), 0.2, 30);
    assert_eq!(verdict_of(&[base.clone(), head.clone()]), Verdict::Regressed);
    assert_eq!(verdict_of(&[head, base]), Verdict::Improved);
}

#[test]
fn more_throughput_is_better() {
    let rate = |factor: f64| -> Vec<f64> {
        (0..30).map(|i| factor * (1e6 + f64::from(i * 37 % 11) * 1e3)).collect()
    };
    let side = |factor| {
        record("one", vec![case("work", vec![series(metrics::THROUGHPUT, &rate(factor))])])
    };
    let mut rules = CaseRules::default_for(id("work"));
    let gate = GateSetting::On(Gate::on_change(0.05));
    rules.gates.insert(metrics::THROUGHPUT.parse().unwrap(), gate);
    let rules = Rules { cases: vec![rules], ..Rules::default() };
    let case = only(compare(&side(1.0), &side(0.8), &rules));
    assert_eq!(case.verdict, Verdict::Regressed);
    let estimate = case.metrics[0].estimate.unwrap();
    assert!((estimate.change + 0.2).abs() < 1e-9, "{estimate:?}");
    let interval = estimate.interval.unwrap();
    assert!(interval.low <= estimate.change && estimate.change <= interval.high);
}

#[test]
fn a_stored_base_needs_a_ten_percent_change() {
    let values = |factor: f64| -> Vec<f64> {
        (0..30).map(|i| factor * (1.0 + f64::from(i * 37 % 11) * 1e-3)).collect()
    };
    let side = |run, factor| {
        record(run, vec![case("work", vec![series(metrics::CPU_TIME, &values(factor))])])
    };
    assert_eq!(verdict_of(&[side("one", 1.0), side("two", 1.06)]), Verdict::Unchanged);
    assert_eq!(verdict_of(&[side("one", 1.0), side("one", 1.06)]), Verdict::Regressed);
    assert_eq!(verdict_of(&[side("one", 1.0), side("two", 1.2)]), Verdict::Suspect);
}

/// Times of one session on a machine that is slow for a while now and then: half as fast again in
/// about a third of the runs, in stretches.
fn session(generator: &mut Pcg64Mcg, factor: f64) -> Record {
    let mut is_slow = false;
    let values: Vec<_> = (0..40)
        .map(|_| {
            is_slow ^= generator.random::<f64>() < if is_slow { 0.2 } else { 0.1 };
            let state = if is_slow { 1.5 } else { 1.0 };
            factor * state * (1.0 + 0.05 * generator.random::<f64>())
        })
        .collect();
    let run = format!("{:x}", generator.random::<u64>());
    record(&run, vec![case("work", vec![series(metrics::CPU_TIME, &values)])])
}

#[test]
fn slow_stretches_of_the_machine_hide_no_20_percent_and_invent_none() {
    let mut generator = Pcg64Mcg::seed_from_u64(7);
    let mut regressed = |factor| {
        let verdicts = (0..200)
            .map(|_| verdict_of(&[session(&mut generator, 1.0), session(&mut generator, factor)]));
        verdicts.filter(|verdict| *verdict == Verdict::Suspect).count()
    };
    let (clean, slower) = (regressed(1.0), regressed(1.2));
    assert!(clean <= 16, "{clean} of 200 clean sessions");
    assert!(slower >= 170, "{slower} of 200 slower sessions");
}

#[test]
fn times_of_another_machine_are_not_compared_and_counts_are() {
    let make = |run, kernel: &str, bytes: f64| {
        let times = series(metrics::CPU_TIME, &[1.0; 20]);
        let counts = series(metrics::PEAK_ALLOCATED, &[bytes; 2]);
        let mut record = record(run, vec![case("work", vec![times, counts])]);
        record.environment.kernel = Some(kernel.to_owned());
        record
    };
    let comparison =
        compare(&make("one", "6.1", 100.0), &make("two", "6.2", 100.0), &Rules::default());
    let case = only(comparison);
    assert_eq!(case.verdict, Verdict::NotComparable);
    assert_eq!(case.metrics[1].verdict, Verdict::Unchanged);
    assert!(case.metrics[0].reason.contains("kernel (`6.1` and `6.2`)"));
    let worse = compare(&make("one", "6.1", 100.0), &make("two", "6.2", 101.0), &Rules::default());
    assert_eq!(only(worse).verdict, Verdict::Regressed);
}

#[test]
fn a_memory_change_below_the_floor_is_no_regression() {
    let verdict = |base: f64, head: f64| {
        let side = |bytes: f64| {
            let values: Vec<_> = (0..30).map(|i| bytes + f64::from(i * 37 % 11) * 4096.0).collect();
            record("one", vec![case("work", vec![series(metrics::PEAK_RSS, &values)])])
        };
        verdict_of(&[side(base), side(head)])
    };
    // 20 % of a small program, below 512 KiB; 20 % of a large one.
    assert_eq!(verdict(2.0 * 1024.0 * 1024.0, 2.4 * 1024.0 * 1024.0), Verdict::Unchanged);
    assert_eq!(verdict(2e8, 2.4e8), Verdict::Regressed);
}

#[test]
fn correctness_comes_before_speed() {
    let fast = |digest: &str| {
        let mut case = case("work", vec![series(metrics::CPU_TIME, &[1.0; 20])]);
        case.result = Some(ResultDigest { digest: digest.into(), excerpt: digest.into() });
        case
    };
    let compared = |base, head| {
        only(compare(&record("one", vec![base]), &record("one", vec![head]), &Rules::default()))
    };
    let differing = compared(fast("41"), fast("42"));
    assert_eq!(differing.verdict, Verdict::Failed);
    assert_eq!(differing.reason, "the result differs: base gave `41`, head gave `42`");

    let mut crashed = fast("41");
    let (kind, message) = (FailureKind::Crash, "boom".to_owned());
    crashed.status = CaseStatus::Failed(Failure { kind, message, detail: String::new() });
    let failed = compared(fast("41"), crashed);
    assert_eq!((failed.verdict, failed.reason.as_str()), (Verdict::Failed, "head failed"));
    assert_eq!(failed.head_failure.unwrap().message, "boom");
}

#[test]
fn new_removed_renamed_and_left_out_cases_are_told_apart() {
    let times = || vec![series(metrics::CPU_TIME, &[1.0; 20])];
    let names = ["old", "gone", "skipped", "tool/a", "tool/b"];
    let base = record("one", names.map(|name| case(name, times())).into());
    let head = record("one", vec![case("renamed", times()), case("fresh", times())]);
    let renamed = CaseRules {
        renamed_from: Some("old".parse().unwrap()),
        ..CaseRules::default_for(id("renamed"))
    };
    let rules = Rules {
        cases: vec![renamed],
        left_out: vec![id("skipped")],
        left_out_families: vec![id("tool")],
        ..Rules::default()
    };
    let comparison = compare(&base, &head, &rules);
    let verdicts: Vec<_> =
        comparison.cases.iter().map(|case| (case.id.to_string(), case.verdict)).collect();
    let expected = [
        ("renamed".to_owned(), Verdict::Unchanged),
        ("fresh".to_owned(), Verdict::New),
        ("gone".to_owned(), Verdict::Removed),
    ];
    assert_eq!(verdicts, expected);
}

#[test]
fn zeros_and_missing_gates_are_never_a_silent_pass() {
    let side =
        |values: &[f64]| record("one", vec![case("work", vec![series(metrics::CPU_TIME, values)])]);
    assert_eq!(verdict_of(&[side(&[0.0; 20]), side(&[1.0; 20])]), Verdict::NotComparable);
    let ungated =
        |_| record("one", vec![case("work", vec![series(metrics::MAJOR_FAULTS, &[0.0; 20])])]);
    let case = only(compare(&ungated(0), &ungated(1), &Rules::default()));
    assert_eq!(case.verdict, Verdict::Inconclusive);
    assert_eq!(case.reason, "no metric of this case has a gate");
}

#[test]
fn the_error_limit_is_split_over_all_noisy_gated_metrics() {
    let times =
        || vec![series(metrics::CPU_TIME, &[1.0; 20]), series(metrics::WALL_TIME, &[1.0; 20])];
    let unstable = series(metrics::PEAK_ALLOCATED, &[1.0, 2.0]);
    let stable = series(metrics::PEAK_ALLOCATED, &[1.0, 1.0]);
    let side = || {
        let mut cases: Vec<_> = (0..4).map(|index| case(&format!("c{index}"), times())).collect();
        cases[0].series.push(unstable.clone());
        cases[1].series.push(stable.clone());
        record("one", cases)
    };
    let comparison = compare(&side(), &side(), &Rules::default());
    // Eight times and the count that does not repeat; the one that does is exact.
    let alpha = comparison.cases[0].metrics[0].evidence.alpha.unwrap();
    assert!((alpha - 0.01 / 9.0).abs() < 1e-15, "{alpha}");
}

#[test]
fn a_change_within_the_tolerance_is_no_evidence() {
    // Nine pairs slower by 2.5 %, six by 0.3 %, which is less than a quarter of the gate of 2 %.
    let head: Vec<_> = (0..15).map(|i| if i % 5 < 3 { 1.025 } else { 1.003 }).collect();
    let side =
        |values: &[f64]| record("one", vec![case("work", vec![series(metrics::CPU_TIME, values)])]);
    let verdict = verdict_of(&[side(&[1.0; 15]), side(&head)]);
    assert_eq!(verdict, Verdict::Inconclusive);
}

#[test]
fn a_result_that_only_head_can_not_repeat_is_failed() {
    let with = |result: Option<&str>| {
        let mut case = case("work", vec![series(metrics::CPU_TIME, &[1.0; 20])]);
        case.result = result.map(|text| ResultDigest { digest: text.into(), excerpt: text.into() });
        record("one", vec![case])
    };
    let verdict = |base, head| verdict_of(&[with(base), with(head)]);
    assert_eq!(verdict(Some("41"), None), Verdict::Failed);
    assert_eq!(verdict(None, Some("41")), Verdict::Unchanged);
    assert_eq!(verdict(None, None), Verdict::Unchanged);
}

#[test]
fn a_gated_metric_that_head_lost_is_removed() {
    let both =
        vec![series(metrics::CPU_TIME, &[1.0; 20]), series(metrics::PEAK_ALLOCATED, &[8.0; 2])];
    let base = record("one", vec![case("work", both.clone())]);
    let head = record("one", vec![case("work", both[..1].to_vec())]);
    let case = only(compare(&base, &head, &Rules::default()));
    assert_eq!(case.verdict, Verdict::Removed);
    assert_eq!(case.metrics[1].reason, "head has no values of it");
}
