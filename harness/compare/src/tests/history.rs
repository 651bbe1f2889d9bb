//! Records in the order of their commits -> changes and drifts.

use paceline_model::{
    CaseRecord, CaseRules, CaseStatus, CommitId, Environment, Failure, FailureKind, History,
    HistoryMethod, MetricHistory, MetricName, Record, Revision, Rules, Turn, Verdict, metrics,
};

use super::{case, id, record, series};
use crate::{DriftLimit, HistoryGatherer, budget_rules, drift_budget};

fn commit(index: usize) -> CommitId {
    format!("{index:040x}").parse().unwrap()
}

fn counted(name: &str, value: f64) -> CaseRecord {
    case(name, vec![series(metrics::INSTRUCTIONS, &[value, value])])
}

fn at(index: usize, cases: Vec<CaseRecord>) -> Record {
    let revision = Revision { commit: Some(commit(index)), ..Revision::default() };
    Record { revision, ..record(&format!("run {index}"), cases) }
}

fn gathered(records: &[Option<Record>], rules: &Rules, metrics: &[MetricName]) -> History {
    let mut gatherer = HistoryGatherer::new(rules, metrics);
    for (index, record) in records.iter().enumerate() {
        gatherer.add(commit(index), format!("number {index}"), record.as_ref());
    }
    gatherer.finish("s".parse().unwrap(), Environment::default().machine_class())
}

/// The history of one metric with these values, a record of each commit.
fn of(metric: &str, values: &[f64]) -> MetricHistory {
    let one = |(index, value): (usize, &f64)| {
        Some(at(index, vec![case("w", vec![series(metric, &[*value, *value])])]))
    };
    let records: Vec<_> = values.iter().enumerate().map(one).collect();
    let asked = [metric.parse().unwrap()];
    let mut history = gathered(&records, &Rules::default(), &asked);
    history.cases.remove(0).metrics.remove(0)
}

/// Numbers around 1 that look like noise of about one percent.
fn noisy(count: u32) -> Vec<f64> {
    (0..count).map(|i| 1.0 + 0.03 * (f64::from(i * i * 7919 % 1009) / 1009.0 - 0.5)).collect()
}

#[test]
fn every_change_of_a_count_is_found_even_for_one_record() {
    let mut values = [1000.0; 9];
    values[4] = 1100.0;
    let found = of(metrics::INSTRUCTIONS, &values);
    assert_eq!(found.method, HistoryMethod::Exact);
    let changes: Vec<_> = found
        .changes
        .iter()
        .map(|one| (one.last_before, one.first_after, one.turn, one.estimate.unwrap().change))
        .collect();
    let back = -1.0 / 11.0;
    assert_eq!(changes[0], (3, 4, Turn::Regression, 0.1));
    assert_eq!((changes[1].1, changes[1].2), (5, Turn::Improvement));
    assert!((changes[1].3 - back).abs() < 1e-9);
}

#[test]
fn a_count_that_leaves_zero_is_a_change_without_a_ratio() {
    let found = of(metrics::KEPT, &[0.0, 0.0, 64.0, 64.0]);
    assert_eq!(found.changes.len(), 1);
    assert_eq!((found.changes[0].first_after, found.changes[0].estimate), (2, None));
    assert_eq!(found.changes[0].turn, Turn::Regression);
}

#[test]
fn a_slow_climb_of_counts_is_a_drift_beside_a_step() {
    let climb = |i: i32| 1e6 * 1.002_f64.powi(i) * if i >= 20 { 1.05 } else { 1.0 };
    let found = of(metrics::INSTRUCTIONS, &(0..40).map(climb).collect::<Vec<_>>());
    assert_eq!(found.changes.len(), 1);
    assert_eq!(found.changes[0].first_after, 20);
    let drift = found.drift.unwrap();
    assert!((drift.total.change - (1.002_f64.powi(39) - 1.0)).abs() < 0.003, "{drift:?}");
    assert!((drift.per_commit - 0.002).abs() < 0.000_1);
}

#[test]
fn more_throughput_is_an_improvement() {
    let values: Vec<_> =
        noisy(40).iter().enumerate().map(|(i, v)| if i >= 20 { 1.2 * v } else { *v }).collect();
    let turn = |metric: &str| {
        let found = of(metric, &values);
        assert_eq!(found.changes.len(), 1, "{found:#?}");
        assert_eq!(found.changes[0].first_after, 20);
        found.changes[0].turn
    };
    assert_eq!(turn(metrics::THROUGHPUT), Turn::Improvement);
    assert_eq!(turn(metrics::CPU_TIME), Turn::Regression);
}

#[test]
fn too_few_times_say_so() {
    assert_eq!(of(metrics::CPU_TIME, &[1.0, 2.0, 3.0]).method, HistoryMethod::TooFew);
}

#[test]
fn huge_values_are_no_panic() {
    let found = of(metrics::CPU_TIME, &[f64::MAX, 1e-300].repeat(10));
    assert_eq!(found.points.len(), 20);
    of(metrics::MINOR_FAULTS, &[f64::MAX, -f64::MAX, 0.0].repeat(10));
}

#[test]
fn gaps_failed_cases_and_former_names_keep_their_places() {
    let renamed = CaseRules {
        renamed_from: Some("old".parse().unwrap()),
        ..CaseRules::default_for(id("new"))
    };
    let rules = Rules { cases: vec![renamed], ..Rules::default() };
    let failure = Failure { kind: FailureKind::Crash, message: "x".into(), detail: String::new() };
    let failed = CaseRecord { status: CaseStatus::Failed(failure), ..counted("new", 1.0) };
    let records = [
        None,
        Some(at(1, vec![counted("gone", 1.0), counted("old", 100.0)])),
        None,
        Some(at(3, vec![counted("other", 5.0), failed])),
        Some(at(4, vec![counted("other", 5.0), counted("new", 120.0)])),
    ];
    let history = gathered(&records, &rules, &[]);
    assert_eq!((history.commits.len(), history.recorded()), (4, 3));
    let names: Vec<_> = history.cases.iter().map(|case| case.id.to_string()).collect();
    assert_eq!(names, ["other", "new", "gone"]);
    let change = &history.cases[1].metrics[0].changes[0];
    // From the second commit on, which is the first with a record.
    assert_eq!((change.last_before, change.first_after), (0, 3));
}

#[test]
fn another_interpreter_is_named_as_a_possible_cause() {
    let ran = |index: usize, value: f64, interpreter: &str| {
        let interpreter = Some(interpreter.into());
        Some(at(index, vec![CaseRecord { interpreter, ..counted("w", value) }]))
    };
    let records = [ran(0, 100.0, "cpython 3.11.7"), ran(1, 110.0, "cpython 3.12.1")];
    let history = gathered(&records, &Rules::default(), &[]);
    let remark = &history.cases[0].metrics[0].changes[0].remark;
    assert_eq!(remark, "ran by `cpython 3.11.7` before and by `cpython 3.12.1` after");
}

#[test]
fn a_budget_is_the_gate_of_every_metric() {
    let side = |index, count: f64| at(index, vec![counted("w", count)]);
    let (base, head) = (side(0, 1000.0), side(1, 1060.0));
    let verdict = |change| {
        let limit = DriftLimit { change, against: "v1", metrics: &[] };
        let rules = budget_rules([&base, &head], &Rules::default(), limit);
        drift_budget([&base, &head], &rules, limit).comparison.cases[0].verdict
    };
    assert_eq!(verdict(0.05), Verdict::Regressed);
    assert_ne!(verdict(0.07), Verdict::Regressed);
}
