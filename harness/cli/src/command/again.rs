//! The second measurement of what looks slower than a stored record.

use paceline_compare::{Rules, compare};
use paceline_model::{CaseId, Comparison, GateSetting, MetricKind, MetricName, Record, Verdict};

/// What a reader of a case is told that was measured twice and is judged by the second.
const NOTE: &str = "a first measurement looked slower; this is a second one";

/// A time of a case that looks slower than it was.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Suspect {
    pub(super) id: CaseId,
    pub(super) metric: MetricName,
}

/// The regressions that other work on the machine can fake: gated times.
pub(super) fn suspects(comparison: &Comparison) -> Vec<Suspect> {
    let regressed = comparison.cases.iter().filter(|case| case.verdict == Verdict::Regressed);
    let rows = regressed.flat_map(|case| case.metrics.iter().map(move |row| (&case.id, row)));
    rows.filter(|(_, row)| row.verdict == Verdict::Regressed && row.gate != GateSetting::Off)
        .filter(|(_, row)| row.metric.kind == MetricKind::Timed)
        .map(|(id, row)| Suspect { id: id.clone(), metric: row.metric.name.clone() })
        .collect()
}

/// Head with the second measurement of every case in which no suspected time was confirmed: a
/// regression needs one metric that is slower both times.
///
/// `second` holds the suspected cases only. Both measurements are judged by the same limits.
pub(super) fn settle(base: &Record, first: Record, second: Record, rules: &Rules) -> Record {
    let suspected = suspects(&compare(base, &first, rules));
    let mut whole_second = first.clone();
    whole_second.duration_seconds += second.duration_seconds;
    for mut case in second.cases {
        case.notes.push(NOTE.to_owned());
        if let Some(place) = whole_second.cases.iter_mut().find(|place| place.id == case.id) {
            *place = case;
        }
    }
    let confirmed = suspects(&compare(base, &whole_second, rules));
    for (place, first) in whole_second.cases.iter_mut().zip(first.cases) {
        let is_confirmed =
            confirmed.iter().any(|one| one.id == place.id && suspected.contains(one));
        if is_confirmed {
            *place = first;
        }
    }
    whole_second
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use paceline_model::{CaseRecord, CaseStatus, Environment, Revision, Series, metrics};

    use super::*;

    /// A record of one case whose CPU and wall times are about so many seconds.
    fn record(run: &str, cpu: f64, wall: f64) -> Record {
        let times = |metric, center: f64| Series {
            metric: metrics::find(metric).unwrap(),
            values: (0..30).map(|i| vec![center * (1.0 + f64::from(i * 37 % 11) * 1e-3)]).collect(),
        };
        let case = CaseRecord {
            id: CaseId { workload: "work".parse().unwrap(), parameters: BTreeMap::new() },
            status: CaseStatus::Measured,
            interpreter: None,
            iterations: 1,
            invocations: Vec::new(),
            series: vec![times(metrics::CPU_TIME, cpu), times(metrics::WALL_TIME, wall)],
            result: None,
            check: None,
            notes: Vec::new(),
        };
        Record {
            schema: Record::SCHEMA.to_owned(),
            suite: "s".parse().unwrap(),
            revision: Revision::default(),
            variant: BTreeMap::new(),
            run: run.to_owned(),
            started: String::new(),
            duration_seconds: 1.0,
            seed: 1,
            environment: Environment::default(),
            cases: vec![case],
        }
    }

    /// The verdict after a first and a second measurement with these CPU and wall times; base's
    /// are 1 s.
    fn verdict(first: (f64, f64), second: (f64, f64)) -> (Verdict, bool) {
        let (base, rules) = (record("base", 1.0, 1.0), Rules::default());
        let head = record("head", first.0, first.1);
        assert!(!suspects(&compare(&base, &head, &rules)).is_empty());
        let settled = settle(&base, head, record("head", second.0, second.1), &rules);
        let has_note = settled.cases[0].notes.iter().any(|note| note == NOTE);
        (compare(&base, &settled, &rules).cases[0].verdict, has_note)
    }

    #[test]
    fn only_what_is_slower_both_times_is_a_regression() {
        assert_eq!(verdict((1.3, 1.3), (1.3, 1.3)), (Verdict::Regressed, false));
        assert_eq!(verdict((1.3, 1.3), (1.0, 1.0)), (Verdict::Unchanged, true));
        // Confirmed in one of the two.
        assert_eq!(verdict((1.3, 1.3), (1.3, 1.0)), (Verdict::Regressed, false));
    }
}
