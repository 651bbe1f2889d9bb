//! One record from two runs of the same thing: what the first has, then what the second has.

use std::collections::BTreeMap;

use crate::{CaseRecord, CaseStatus, InvocationRecord, MetricName, Record, Series};

impl Record {
    /// This record with the invocations of `later`, a run of the same revision on the same class of
    /// machine, behind its own. Pairs keep their order, those of `later` get the next numbers.
    ///
    /// A case that only one of them has stays as it is. A case that failed, or that another
    /// interpreter ran, starts anew with `later`.
    #[must_use]
    pub fn continued(mut self, later: Record) -> Self {
        self.duration_seconds += later.duration_seconds;
        self.rules = later.rules;
        for case in later.cases {
            match self.cases.iter().position(|own| own.id == case.id) {
                Some(place) => {
                    let own = self.cases.remove(place);
                    self.cases.insert(place, own.continued(case));
                }
                None => self.cases.push(case),
            }
        }
        self
    }
}

impl CaseRecord {
    fn continued(mut self, later: Self) -> Self {
        let is_whole = [&self, &later].map(|one| one.status == CaseStatus::Measured);
        if is_whole != [true; 2] || self.interpreter != later.interpreter {
            return later;
        }
        let next = self.invocations.iter().map(|invocation| invocation.pair + 1).max();
        let offset = next.unwrap_or_default();
        let (own, added) = (self.invocations.len(), later.invocations.len());
        // A metric that only one of them has can't be put in line with the invocations.
        self.series.retain_mut(|series| {
            let other = later.series(series.metric.name.as_str());
            if !series.invocations.is_empty() {
                if let Some(other) = other {
                    series.continue_separately(other);
                }
                return true;
            }
            let Some(other) = other else { return false };
            let is_timed = series.values.len() == own && other.values.len() == added;
            let is_separate = series.values.len() != own && other.values.len() != added;
            series.values.extend(other.values.iter().cloned());
            is_timed || is_separate
        });
        let renumbered = later
            .invocations
            .iter()
            .map(|invocation| InvocationRecord { pair: invocation.pair + offset, ..*invocation });
        self.invocations.extend(renumbered);
        let is_new = |series: &&Series| {
            !series.invocations.is_empty() && self.series(series.metric.name.as_str()).is_none()
        };
        let new: Vec<_> = later.series.iter().filter(is_new).cloned().collect();
        self.series.extend(new);
        self.profile = later.profile.or(self.profile);
        self.spent_seconds += later.spent_seconds;
        self.canary.extend(later.canary);
        self.notes.extend(
            later.notes.into_iter().filter(|note| !self.notes.contains(note)).collect::<Vec<_>>(),
        );
        let is_repeated = self.result.as_ref().map(|result| &result.digest)
            == later.result.as_ref().map(|result| &result.digest);
        self.result = later.result.filter(|_| is_repeated);
        self.check = later.check;
        self
    }

    /// The values of every pair by metric, in the order of the pairs; without metrics that were
    /// measured in invocations of their own.
    pub fn by_pair(&self) -> BTreeMap<u32, BTreeMap<MetricName, Vec<f64>>> {
        let is_timed = |series: &&Series| {
            series.invocations.is_empty() && series.values.len() == self.invocations.len()
        };
        let series: Vec<_> = self.series.iter().filter(is_timed).collect();
        let values = |place: usize| {
            let value = |one: &&Series| (one.metric.name.clone(), one.values[place].clone());
            series.iter().map(value).collect()
        };
        let invocations = self.invocations.iter().enumerate();
        invocations.map(|(place, invocation)| (invocation.pair, values(place))).collect()
    }
}

impl Series {
    /// Adds the values of `other`, both from invocations of their own, whose pairs get the next
    /// numbers.
    fn continue_separately(&mut self, other: &Self) {
        let next = self.invocations.iter().map(|invocation| invocation.pair + 1).max();
        let offset = next.unwrap_or_default();
        let renumbered = other
            .invocations
            .iter()
            .map(|invocation| InvocationRecord { pair: invocation.pair + offset, ..*invocation });
        self.invocations.extend(renumbered);
        self.values.extend(other.values.iter().cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CaseId, Environment, Position, ResultDigest, Revision, metrics};

    fn record(values: &[f64], digest: &str) -> Record {
        let series = |name: &str, values: Vec<f64>| Series {
            metric: metrics::find(name).unwrap(),
            values: values.into_iter().map(|value| vec![value]).collect(),
            invocations: Vec::new(),
            spreads: Vec::new(),
        };
        let invocation = |pair: usize| InvocationRecord {
            pair: u32::try_from(pair).unwrap(),
            position: Position::First,
            started_seconds: 0.0,
            stolen_seconds: None,
        };
        let case = CaseRecord {
            id: CaseId { workload: "w".parse().unwrap(), parameters: BTreeMap::new() },
            status: CaseStatus::Measured,
            interpreter: None,
            iterations: 1,
            invocations: (0..values.len()).map(invocation).collect(),
            series: vec![
                series(metrics::CPU_TIME, values.to_vec()),
                series(metrics::PEAK_ALLOCATED, vec![7.0; 2]),
            ],
            result: Some(ResultDigest { digest: digest.to_owned(), excerpt: String::new() }),
            check: None,
            spent_seconds: 2.0,
            canary: Vec::new(),
            profile: None,
            notes: vec!["same".to_owned()],
        };
        Record {
            schema: Record::SCHEMA.to_owned(),
            suite: "s".parse().unwrap(),
            revision: Revision::default(),
            variant: BTreeMap::new(),
            shard: None,
            run: "run".to_owned(),
            started: String::new(),
            duration_seconds: 3.0,
            seed: 1,
            environment: Environment::default(),
            rules: None,
            cases: vec![case],
        }
    }

    #[test]
    fn pairs_go_on_where_the_first_run_ended() {
        let whole = record(&[1.0, 2.0, 3.0], "a").continued(record(&[4.0, 5.0, 6.0], "a"));
        let case = &whole.cases[0];
        let pairs: Vec<_> = case.by_pair().into_iter().collect();
        let name = metrics::CPU_TIME.parse().unwrap();
        let found: Vec<_> = pairs.iter().map(|(pair, values)| (*pair, values[&name][0])).collect();
        assert_eq!(found, [(0, 1.0), (1, 2.0), (2, 3.0), (3, 4.0), (4, 5.0), (5, 6.0)]);
        assert_eq!(case.series(metrics::PEAK_ALLOCATED).unwrap().values.len(), 4);
        assert_eq!((case.spent_seconds, whole.duration_seconds), (4.0, 6.0));
        assert_eq!(case.notes, ["same"]);
        assert!(case.result.is_some());
    }

    #[test]
    fn another_result_is_none_and_a_failure_stays() {
        let changed = record(&[1.0; 3], "a").continued(record(&[1.0; 3], "b"));
        assert_eq!(changed.cases[0].result, None);
        let mut failed = record(&[1.0; 3], "a");
        failed.cases[0].status = CaseStatus::Failed(crate::Failure {
            kind: crate::FailureKind::Crash,
            message: "boom".to_owned(),
            detail: String::new(),
        });
        let whole = record(&[1.0; 3], "a").continued(failed);
        assert!(whole.has_failure());
    }

    #[test]
    fn another_interpreter_starts_anew() {
        let mut newer = record(&[1.0; 3], "a");
        newer.cases[0].interpreter = Some("cpython 3.13.0".to_owned());
        let whole = record(&[1.0; 5], "a").continued(newer);
        assert_eq!(whole.cases[0].invocations.len(), 3);
    }

    #[test]
    fn counts_from_invocations_of_their_own_go_on_too() {
        let with_counts = |counts: &[f64]| {
            let mut record = record(&[1.0, 2.0], "a");
            let invocation = |pair: usize| InvocationRecord {
                pair: u32::try_from(pair).unwrap(),
                position: Position::First,
                started_seconds: 0.0,
                stolen_seconds: None,
            };
            record.cases[0].series.push(Series {
                metric: metrics::find(metrics::INSTRUCTIONS).unwrap(),
                values: counts.iter().map(|count| vec![*count]).collect(),
                invocations: (0..counts.len()).map(invocation).collect(),
                spreads: Vec::new(),
            });
            record
        };
        let pairs = |record: &Record| -> Vec<u32> {
            let series = record.cases[0].series(metrics::INSTRUCTIONS).unwrap();
            assert_eq!(series.values.len(), series.invocations.len());
            series.invocations.iter().map(|one| one.pair).collect()
        };
        let both = with_counts(&[5.0, 6.0]).continued(with_counts(&[7.0, 8.0]));
        assert_eq!(pairs(&both), [0, 1, 2, 3]);
        // As many counts as timed pairs are still no timed pairs.
        assert!(both.cases[0].by_pair()[&0].keys().all(|name| name.as_str() != "instructions"));
        assert_eq!(pairs(&record(&[1.0], "a").continued(with_counts(&[5.0, 6.0]))), [0, 1]);
        assert_eq!(pairs(&with_counts(&[5.0, 6.0]).continued(record(&[1.0], "a"))), [0, 1]);
    }
}
