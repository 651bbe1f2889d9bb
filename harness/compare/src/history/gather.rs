//! Takes in record by record, so that only one has to be in memory, and gives the history.

use paceline_model::{
    CaseHistory, CaseId, CaseRecord, CaseStatus, Design, GateSetting, History, HistoryCommit,
    MachineClass, Metric, MetricName, Record, Rules, SuiteName,
};

use super::changes::judge;
use super::track::{Entry, Track};
use crate::gate::gate_of;
use crate::tool::tool;

/// What is known of one case so far.
struct CaseTrack {
    id: CaseId,
    /// The commit of the newest record that has it, and its place in there.
    seen: (u32, usize),
    tracks: Vec<SeenTrack>,
}

struct SeenTrack {
    track: Track,
    seen: (u32, usize),
}

/// Gathers a history, commit by commit, oldest first.
pub struct HistoryGatherer<'a> {
    rules: &'a Rules,
    metrics: &'a [MetricName],
    commits: Vec<HistoryCommit>,
    cases: Vec<CaseTrack>,
}

impl<'a> HistoryGatherer<'a> {
    /// An empty history. `rules`: gates, and former names of workloads, whose values are taken as
    /// those of the present ones. `metrics`: the ones to follow; with none, all that have a gate.
    pub fn new(rules: &'a Rules, metrics: &'a [MetricName]) -> Self {
        Self { rules, metrics, commits: Vec::new(), cases: Vec::new() }
    }

    /// Takes in the next commit and its record, if it has one. Commits before the first record are
    /// left out; failed cases count as not measured.
    pub fn add(&mut self, id: paceline_model::CommitId, subject: String, record: Option<&Record>) {
        if record.is_none() && self.commits.is_empty() {
            return;
        }
        let commit = u32::try_from(self.commits.len()).unwrap_or(u32::MAX);
        let measured = record.map(|record| record.started.clone());
        self.commits.push(HistoryCommit { id, subject, measured, release: None });
        for (place, case) in record.iter().flat_map(|record| &record.cases).enumerate() {
            match case.status {
                CaseStatus::Measured => self.add_case(commit, place, case),
                CaseStatus::Failed(_) => {}
            }
        }
    }

    fn add_case(&mut self, commit: u32, place: usize, case: &CaseRecord) {
        let id = self.present_name(&case.id);
        let rules = self.rules.of_case(&id);
        let is_wanted = |metric: &Metric| {
            let is_gated = || gate_of(metric, &rules, Design::SideBySide) != GateSetting::Off;
            if self.metrics.is_empty() { is_gated() } else { self.metrics.contains(&metric.name) }
        };
        let wanted: Vec<_> =
            case.series.iter().filter(|series| is_wanted(&series.metric)).collect();
        let known = self.cases.iter().position(|known| known.id == id).unwrap_or_else(|| {
            self.cases.push(CaseTrack { id, seen: (commit, place), tracks: Vec::new() });
            self.cases.len() - 1
        });
        let known = &mut self.cases[known];
        known.seen = (commit, place);
        for (place, series) in wanted.into_iter().enumerate() {
            let Some(entry) = Entry::new(commit, series) else { continue };
            let name = series.metric.name.as_str();
            let counted_by = tool(name, case.profile.as_ref()).map(str::to_owned);
            let entry = Entry { interpreter: case.interpreter.clone(), tool: counted_by, ..entry };
            known.add(&series.metric, (commit, place), entry);
        }
    }

    /// The id by which the suite knows the case now.
    fn present_name(&self, id: &CaseId) -> CaseId {
        let is_former = |workload: &Option<_>| workload.as_ref() == Some(&id.workload);
        let renamed = self
            .rules
            .cases
            .iter()
            .find(|case| is_former(&case.renamed_from) && case.id.parameters == id.parameters);
        renamed.map_or_else(|| id.clone(), |case| case.id.clone())
    }

    /// The history of what was taken in, with changes and drifts found. The same records give the same
    /// history, byte for byte.
    pub fn finish(mut self, suite: SuiteName, class: MachineClass) -> History {
        // Newest record first, in its order: present cases in the order of the suite, then former.
        let order = |seen: (u32, usize)| (std::cmp::Reverse(seen.0), seen.1);
        self.cases.sort_by_key(|case| order(case.seen));
        let cases = self.cases.into_iter().map(|mut case| {
            case.tracks.sort_by_key(|track| order(track.seen));
            let metrics = case.tracks.into_iter().map(|seen| judge(&seen.track));
            CaseHistory { id: case.id, metrics: metrics.collect() }
        });
        History {
            schema: History::SCHEMA.to_owned(),
            suite,
            class,
            cases: cases.filter(|case| !case.metrics.is_empty()).collect(),
            commits: self.commits,
            budget: None,
            notes: Vec::new(),
        }
    }
}

impl CaseTrack {
    fn add(&mut self, metric: &Metric, seen: (u32, usize), entry: Entry) {
        // A metric that changed its meaning under the same name is another one.
        let known = self.tracks.iter_mut().find(|known| known.track.metric == *metric);
        if let Some(known) = known {
            known.seen = seen;
            known.track.entries.push(entry);
        } else {
            let track = Track { metric: metric.clone(), entries: vec![entry] };
            self.tracks.push(SeenTrack { track, seen });
        }
    }
}
