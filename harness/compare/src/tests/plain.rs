//! Means of other tools, whose raw values were not kept.

use paceline_model::{Record, Rules, Series, Spread, Verdict, metrics};

use super::{case, only, record, series};
use crate::compare;

/// A record of another tool with these means of one benchmark.
fn means(run: &str, metric: &str, values: &[f64]) -> Record {
    let spreads = vec![Spread::default(); values.len()];
    record(run, vec![case("work", vec![Series { spreads, ..series(metric, values) }])])
}

#[test]
fn a_mean_is_held_plainly_against_the_gate_and_the_reason_says_so() {
    let base = means("one", metrics::WALL_TIME, &[1.0]);
    for (head, verdict) in
        [(1.2, Verdict::Suspect), (1.05, Verdict::Unchanged), (0.8, Verdict::Improved)]
    {
        let head = means("other", metrics::WALL_TIME, &[head]);
        let case = only(compare(&base, &head, &Rules::default()));
        assert_eq!(case.verdict, verdict);
        let metric = &case.metrics[0];
        assert!(metric.reason.starts_with("only means are known"), "{}", metric.reason);
        assert_eq!(metric.evidence.p_value, None);
        assert_eq!(metric.estimate.unwrap().interval, None);
    }
}

#[test]
fn means_of_five_processes_are_tested_like_other_values() {
    let base = means("one", metrics::WALL_TIME, &[1.0, 1.01, 1.02, 1.03, 1.04]);
    let head = means("other", metrics::WALL_TIME, &[1.0, 1.01, 1.02, 1.03, 1.04]);
    let case = only(compare(&base, &head, &Rules::default()));
    assert!(case.metrics[0].estimate.unwrap().interval.is_some());
    assert!(!case.metrics[0].reason.contains("only means"), "{}", case.metrics[0].reason);
}

#[test]
fn raw_values_of_one_process_stay_undecided() {
    let [base, head] = [("one", 1.0), ("other", 2.0)].map(|(run, value)| {
        record(run, vec![case("work", vec![series(metrics::WALL_TIME, &[value])])])
    });
    assert_eq!(only(compare(&base, &head, &Rules::default())).verdict, Verdict::Inconclusive);
}
