//! What profilers gave of one side of a case.

use std::collections::BTreeMap;

use paceline_model::{
    Attachment, Body, Direction, Instrument, InvocationRecord, Metric, MetricKind, MetricName,
    Nature, Profile, ProfilerRun, Series, Unit, metrics,
};
use serde_json::Value;

use super::attach::run_under;
use crate::LauncherError;
use crate::lane::Lane;
use crate::python::{PLAIN_MODE, PRIME};
use crate::step::{Runner, Stop};

/// What profilers gave of one side of a case.
#[derive(Debug, Default)]
pub(crate) struct Profiled {
    runs: Vec<ProfilerRun>,
    counts: BTreeMap<MetricName, Counts>,
    plain: Plain,
}

/// The counts of one metric, run by run.
#[derive(Debug)]
struct Counts {
    profiler: String,
    values: Vec<Vec<f64>>,
    invocations: Vec<InvocationRecord>,
}

impl Counts {
    fn into_series(self, metric: Metric) -> Series {
        Series { metric, values: self.values, invocations: self.invocations, spreads: Vec::new() }
    }
}

/// The metric of a count that only a profiler of the suite knows.
fn count_of(name: MetricName) -> Metric {
    let unit = Unit(Unit::COUNT.to_owned());
    Metric { name, unit, direction: Direction::LowerIsBetter, kind: MetricKind::Exact }
}

/// How long a process of the workload takes without a profiler.
#[derive(Debug, Default, Clone, Copy)]
enum Plain {
    #[default]
    NotAsked,
    Seconds(f64),
    Unknown,
}

impl Profiled {
    /// Keeps what one run counted. A metric that two profilers count is the first one's.
    pub(super) fn count(
        &mut self,
        profiler: &str,
        invocation: InvocationRecord,
        totals: BTreeMap<MetricName, f64>,
    ) {
        for (metric, total) in totals {
            let counts = self.counts.entry(metric).or_insert_with(|| Counts {
                profiler: profiler.to_owned(),
                values: Vec::new(),
                invocations: Vec::new(),
            });
            if counts.profiler == profiler {
                counts.values.push(vec![total]);
                counts.invocations.push(invocation);
            }
        }
    }

    /// The metrics that it counted.
    pub(super) fn counted_by(&self, profiler: &str) -> Vec<MetricName> {
        let own = self.counts.iter().filter(|(_, counts)| counts.profiler == profiler);
        own.map(|(metric, _)| metric.clone()).collect()
    }

    /// Keeps what came of a profiler.
    pub(super) fn add(&mut self, run: ProfilerRun) {
        self.runs.push(run);
    }

    /// The series in the order of the built-in metrics, then those that only the suite's own profilers
    /// count; and the profile without its functions, which whoever reads the traces knows.
    pub(crate) fn into_parts(mut self) -> (Vec<Series>, Option<Profile>) {
        let mut counts = std::mem::take(&mut self.counts);
        let mut series = Vec::new();
        for metric in metrics::built_in() {
            let known = counts.remove(&metric.name);
            series.extend(known.map(|counts| counts.into_series(metric)));
        }
        series.extend(counts.into_iter().map(|(name, counts)| counts.into_series(count_of(name))));
        let is_there = !self.runs.is_empty();
        let profile = Profile { profilers: self.runs, functions: Vec::new() };
        (series, is_there.then_some(profile))
    }

    /// Whether the counts of that profiler differ from run to run.
    pub(super) fn wavers(&self, profiler: &str) -> bool {
        let mut counts = self.counts.values().filter(|counts| counts.profiler == profiler);
        counts.any(|counts| counts.values.windows(2).any(|pair| pair[0] != pair[1]))
    }

    pub(super) fn plain_seconds(&self) -> Option<f64> {
        match self.plain {
            Plain::Seconds(seconds) => Some(seconds),
            Plain::NotAsked | Plain::Unknown => None,
        }
    }
}

/// How long a process of the lane's workload takes without a profiler, in seconds. For a Python
/// function that is one that calls it as often as the profilers do; it is run once.
pub(super) fn plain_seconds(
    lane: &mut Lane<'_>,
    run: &mut Runner<'_>,
) -> Result<Option<f64>, LauncherError> {
    if matches!(lane.profiled.plain, Plain::NotAsked) {
        prime(lane, run)?;
        let found = match lane.median_wall_seconds() {
            Some(seconds) => Some(seconds),
            None if lane.benchmark().is_some() => plain_tool(lane, run)?,
            None => match run_under(lane, &plain(), run) {
                Ok((traces, None)) => Some(traces.wall_seconds),
                Err(Stop::Aborted(error)) => return Err(error),
                // Then it will fail under the profilers too, and be told.
                Ok((_, Some(_))) | Err(Stop::Failed(_)) => None,
            },
        };
        lane.profiled.plain = found.map_or(Plain::Unknown, Plain::Seconds);
    }
    Ok(lane.profiled.plain_seconds())
}

/// How long a process takes that runs a benchmark of another tool, as profilers do.
fn plain_tool(lane: &Lane<'_>, run: &mut Runner<'_>) -> Result<Option<f64>, LauncherError> {
    let Some(process) = lane.setting.whole_process(0) else { return Ok(None) };
    let exits = run(&[process])?;
    Ok(exits.first().filter(|exit| exit.is_success()).map(|exit| exit.wall_seconds))
}

/// Has Python compile what profilers import, where the workload is a module or script.
fn prime(lane: &mut Lane<'_>, run: &mut Runner<'_>) -> Result<(), LauncherError> {
    let is_python = matches!(lane.setting.case.body, Body::Python(_));
    let Some(mut process) = lane.setting.whole_process(0).filter(|_| is_python) else {
        return Ok(());
    };
    process.arguments.truncate(1);
    process.arguments.extend(["-c".to_owned(), PRIME.to_owned()]);
    // Without it the first count may differ from the next, which is told then.
    run(&[process]).map(|_exit| ())
}

/// A profiler that finds out nothing.
fn plain() -> Instrument {
    Instrument {
        profiler: "none".to_owned(),
        tool: String::new(),
        attachment: Attachment::Function {
            prefix: Vec::new(),
            source: [PRIME, PLAIN_MODE].concat(),
            options: Value::Null,
        },
        variables: BTreeMap::new(),
        nature: Nature::Counts,
        slowdown: 1.0,
        start_seconds: 0.0,
        is_demanded: false,
        custom: None,
    }
}
