//! Finds what records and profiles say of a case.

use std::collections::BTreeMap;

use paceline_model::{CaseId, CaseRecord, InvocationRecord, MetricName, Record, Series};

use super::chart::{Invocation, Run};
use super::page::{CaseProfile, Page};

/// Everything beside the comparison, by case.
pub(super) struct Sources<'a> {
    records: [BTreeMap<String, &'a CaseRecord>; 2],
    profiles: BTreeMap<String, &'a CaseProfile>,
    has_pairs: bool,
}

impl<'a> Sources<'a> {
    pub(super) fn new(page: &Page<'a>) -> Self {
        let by_id = |record: Option<&'a Record>| {
            let cases = record.into_iter().flat_map(|record| {
                let id = |case: &CaseRecord| case.id.without(&record.variant).to_string();
                record.cases.iter().map(move |case| (id(case), case))
            });
            cases.collect()
        };
        let [base, head] = page.records.map_or([None, None], |records| records.map(Some));
        let has_pairs =
            page.records.is_some_and(|[base, head]| base.run == head.run && !base.run.is_empty());
        let profiles = page.profiles.iter().map(|profile| (profile.case.to_string(), profile));
        Self { records: [by_id(base), by_id(head)], profiles: profiles.collect(), has_pairs }
    }

    /// What profilers saw of a case.
    pub(super) fn profile(&self, case: &CaseId) -> Option<&'a CaseProfile> {
        self.profiles.get(&case.to_string()).copied()
    }

    /// The values of a metric on both sides in the order of measuring.
    pub(super) fn run(&self, case: &CaseId, metric: &MetricName) -> Run {
        let id = case.to_string();
        let [base, head] = self.records.each_ref().map(|side| {
            let case = side.get(&id)?;
            let series = case.series(metric.as_str())?;
            Some(invocations(case, series))
        });
        Run {
            base: base.unwrap_or_default(),
            head: head.unwrap_or_default(),
            has_pairs: self.has_pairs,
        }
    }
}

fn invocations(case: &CaseRecord, series: &Series) -> Vec<Invocation> {
    let own = if series.invocations.is_empty() { &case.invocations } else { &series.invocations };
    let values = series.values.iter().zip(own);
    let one = |(values, invocation): (&Vec<f64>, &InvocationRecord)| {
        let value = Series::of_invocation(values).filter(|value| value.is_finite())?;
        let InvocationRecord { pair, stolen_seconds, .. } = *invocation;
        Some(Invocation { pair, value, stolen_seconds })
    };
    values.filter_map(one).collect()
}

/// The values alone.
pub(super) fn values(side: &[Invocation]) -> Vec<f64> {
    side.iter().map(|one| one.value).collect()
}
