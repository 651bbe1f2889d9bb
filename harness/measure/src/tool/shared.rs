//! Runs of a tool whose values belong to several cases: each is made once, for all of them.

use std::collections::BTreeMap;

use paceline_model::{CaseId, CaseRecord, Failure, MetricName, Position};

use super::values::of_benchmark;
use crate::measured::Moment;

/// The runs of a measurement that several cases share, whoever needed them first.
#[derive(Debug, Default)]
pub(crate) struct SharedRuns {
    runs: BTreeMap<RunKey, SharedRun>,
    /// How many cases each workload has.
    members: BTreeMap<String, u32>,
}

/// Which run it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RunKey {
    /// The workload with its own parameters.
    pub(crate) family: String,
    pub(crate) slot: Slot,
    /// From 0.
    pub(crate) number: usize,
}

/// Whose runs they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot {
    Base,
    Head,
    /// Base, to be compared with its copy.
    Canary,
    /// The copy.
    Copy,
}

/// One run.
#[derive(Debug)]
pub(crate) struct SharedRun {
    /// Whether it ran first or second in its pair.
    pub(crate) position: Position,
    pub(crate) moment: Moment,
    /// The benchmarks as the tool names them.
    pub(crate) outcome: Result<Vec<CaseRecord>, Failure>,
    /// What it took, hooks included, in seconds.
    pub(crate) seconds: f64,
}

/// What one case gets of a run.
pub(crate) struct Taken {
    pub(crate) position: Position,
    pub(crate) moment: Moment,
    pub(crate) values: BTreeMap<MetricName, Vec<f64>>,
}

impl SharedRuns {
    /// Counts one more case of a workload.
    pub(crate) fn join(&mut self, family: String) {
        *self.members.entry(family).or_default() += 1;
    }

    /// Whether the run was made.
    pub(crate) fn has(&self, key: &RunKey) -> bool {
        self.runs.contains_key(key)
    }

    /// Keeps a run that was made just now.
    pub(crate) fn add(&mut self, key: RunKey, run: SharedRun) {
        self.runs.insert(key, run);
    }

    /// A case's even part of what the run took, in seconds.
    pub(crate) fn part_seconds(&self, key: &RunKey) -> f64 {
        let members = self.members.get(&key.family).copied().unwrap_or(1).max(1);
        self.runs.get(key).map_or(0.0, |run| run.seconds / f64::from(members))
    }

    /// The values of the benchmark `own` in a run; `None` where there is no such run. Fails where the
    /// run failed, or has no values of it.
    pub(crate) fn take(&self, key: &RunKey, own: &CaseId) -> Option<Result<Taken, Failure>> {
        let run = self.runs.get(key)?;
        let values = match &run.outcome {
            Ok(cases) => of_benchmark(cases, own),
            Err(failure) => Err(failure.clone()),
        };
        let (position, moment) = (run.position, run.moment);
        Some(values.map(|values| Taken { position, moment, values }))
    }
}
