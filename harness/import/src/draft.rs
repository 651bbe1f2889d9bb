//! What a format's function makes of a file: cases before they have validated names, and what the
//! file tells about where and when it was made.

use std::collections::HashMap;

use paceline_model::{
    CaseId, CommitId, Environment, Failure, FailureKind, Metric, Parameters, Profile, Revision,
    Series, Spread,
};

use crate::error::{Mistake, one_line};
use crate::measure::workload_name;

/// Most cases of one import. Comparing looks at all pairs.
const CASES: usize = 20_000;
/// Most parameters of a case.
pub(crate) const PARAMETERS: usize = 100;
/// Most metrics of a case.
const METRICS: usize = 100;
/// Most notes of a case.
const NOTES: usize = 20;
/// Most values of one import, so that its record can be read again.
const VALUES: usize = 4_000_000;
/// Most processes of all cases of one import.
pub(crate) const PROCESSES: usize = 500_000;

/// What one source holds.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// What was measured, where the file tells.
    pub(crate) revision: Revision,
    /// When, RFC 3339 in UTC, where the file tells.
    pub(crate) started: Option<String>,
    /// Where, as far as the file tells.
    pub(crate) environment: Environment,
    /// The cases, in the order of the file.
    pub(crate) cases: Vec<CaseDraft>,
    /// Places of the cases by their ids.
    pub(crate) places: HashMap<String, usize>,
    /// Values of all cases.
    pub(crate) values: usize,
    /// Lists of values of all cases.
    pub(crate) processes: usize,
}

/// One case.
#[derive(Debug)]
pub(crate) struct CaseDraft {
    /// Its identity.
    pub(crate) id: CaseId,
    /// Iterations per value; 1 where the file does not tell.
    pub(crate) iterations: u64,
    /// As in [`paceline_model::CaseRecord::interpreter`].
    pub(crate) interpreter: Option<String>,
    /// The values.
    pub(crate) series: Vec<Series>,
    /// Why it has no values.
    pub(crate) failure: Option<Failure>,
    /// Where its time or memory went, for formats that are profiles.
    pub(crate) profile: Option<Profile>,
    /// What a reader should know.
    pub(crate) notes: Vec<String>,
}

/// What values of a case that is already there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// More values of the same process.
    SameProcess,
    /// Values of another process.
    OtherProcess,
}

impl CaseDraft {
    /// A case without values. Names are made valid: see [`workload_name`].
    pub(crate) fn new(name: &str, parameters: Parameters) -> Self {
        let parameters = parameters
            .into_iter()
            .take(PARAMETERS)
            .map(|(name, value)| (one_line(&name, 100), value))
            .collect();
        Self {
            id: CaseId { workload: workload_name(name), parameters },
            iterations: 1,
            interpreter: None,
            series: Vec::new(),
            failure: None,
            profile: None,
            notes: Vec::new(),
        }
    }

    /// Adds raw values, one list for each process. Nothing is added where there are none.
    pub(crate) fn raw(&mut self, metric: Metric, values: Vec<Vec<f64>>) {
        if values.iter().any(|values| !values.is_empty()) {
            let series = Series { metric, values, invocations: vec![], spreads: vec![] };
            self.put(series, Again::SameProcess);
        }
    }

    /// Adds what is left of values that were not kept.
    pub(crate) fn condensed(&mut self, metric: Metric, value: f64, spread: Spread) {
        let deviation = spread.standard_deviation.filter(|deviation| deviation.is_finite());
        let spread = Spread { standard_deviation: deviation, ..spread };
        let (values, spreads) = (vec![vec![value]], vec![spread]);
        self.put(Series { metric, values, invocations: vec![], spreads }, Again::SameProcess);
    }

    /// Adds what a reader should know, once.
    pub(crate) fn note(&mut self, note: String) {
        if self.notes.len() < NOTES && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Adds a series, or its values to the series of its metric.
    fn put(&mut self, series: Series, again: Again) {
        let known = self.series.iter_mut().find(|one| one.metric.name == series.metric.name);
        let Some(known) = known else {
            if self.series.len() < METRICS {
                self.series.push(series);
            } else {
                self.note(format!("it has more than {METRICS} metrics; the rest was left out"));
            }
            return;
        };
        let (name, unit) = (&known.metric.name, &known.metric.unit);
        let is_spread = known.spreads.is_empty() == series.spreads.is_empty();
        if *unit != series.metric.unit || !is_spread {
            let note = format!("there is more than one `{name}`; those in `{}` are kept", unit.0);
            self.note(note);
            return;
        }
        known.spreads.extend(series.spreads);
        match (again, known.values.last_mut()) {
            (Again::SameProcess, Some(last)) if known.spreads.is_empty() => {
                last.extend(series.values.into_iter().flatten());
            }
            // A mean stands for its process alone.
            (Again::SameProcess | Again::OtherProcess, _) => known.values.extend(series.values),
        }
    }

    /// How many lists of values its series have.
    fn processes(&self) -> usize {
        self.series.iter().map(|series| series.values.len()).sum()
    }

    /// Marks it as failed.
    pub(crate) fn fail(&mut self, kind: FailureKind, message: &str) {
        let message = one_line(message, 200);
        self.failure = Some(Failure { kind, message, detail: String::new() });
    }
}

impl Draft {
    /// Adds a case, or its values to the case with its id. Fails for too many of either, and of processes.
    pub(crate) fn add(&mut self, case: CaseDraft, again: Again) -> Result<(), Mistake> {
        let lists = case.series.iter().flat_map(|series| &series.values);
        self.values += lists.map(Vec::len).sum::<usize>();
        let id = case.id.to_string();
        let place = self.places.get(&id).copied();
        if place.is_none() && self.cases.len() >= CASES {
            let place = format!("after {CASES} benchmarks");
            return Err(Mistake::new(place, "the end of the file", id));
        }
        if let Some(place) = place {
            let known = &mut self.cases[place];
            let before = known.processes();
            merge(known, case, again);
            self.processes += known.processes() - before;
        } else {
            self.processes += case.processes();
            self.places.insert(id.clone(), self.cases.len());
            self.cases.push(case);
        }
        let bounds = [(self.values, VALUES, "values"), (self.processes, PROCESSES, "processes")];
        match bounds.into_iter().find(|(count, most, _)| count > most) {
            Some((_, most, what)) => {
                Err(Mistake::new(format!("`{id}`"), format!("at most {most} {what}"), "more"))
            }
            None => Ok(()),
        }
    }

    /// Notes a commit, if that is one.
    pub(crate) fn commit(&mut self, text: &str) {
        self.revision.commit = text.parse::<CommitId>().ok();
    }
}

fn merge(case: &mut CaseDraft, more: CaseDraft, again: Again) {
    for series in more.series {
        case.put(series, again);
    }
    case.failure = case.failure.take().or(more.failure);
    more.notes.into_iter().for_each(|note| case.note(note));
}
