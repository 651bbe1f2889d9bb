//! One side of a case: runs its timed invocations and keeps what they gave.

use std::collections::BTreeMap;

use paceline_model::{
    Body, CaseId, CaseRecord, CaseStatus, CheckOutcome, Failure, FailureKind, Hook,
    InvocationRecord, Metric, MetricName, PythonTarget, ResultDigest, Series, Side, metrics,
};

use crate::judge::Values;
use crate::measured::{Measured, Turn};
use crate::profiling::Profiled;
use crate::python::{Job, Report, Task, Timing};
use crate::step::{Runner, Setting, Stop, reference, run_one};
use crate::tool::Slot;
use crate::{Exit, Process, extract, failure};

/// Shortest timed loop of a Python function, in seconds: long against the clock's resolution,
/// short against the start of the interpreter.
const LOOP_SECONDS: f64 = 0.025;

/// Invocations that trace memory. Two, so that a peak counts as exact only when it repeats.
const MEMORY_INVOCATIONS: usize = 2;

/// One side of a case.
pub(crate) struct Lane<'a> {
    /// The case as both sides call it.
    pub(crate) id: &'a CaseId,
    pub(crate) side: Side,
    pub(crate) setting: Setting<'a>,
    /// Iterations per value; the first invocation of a Python function finds them.
    pub(crate) iterations: Option<u64>,
    pub(crate) failure: Option<Failure>,
    pub(crate) check: Option<CheckOutcome>,
    /// Its timed invocations.
    pub(crate) invocations: Vec<InvocationRecord>,
    values: BTreeMap<MetricName, Vec<Vec<f64>>>,
    results: Vec<Option<ResultDigest>>,
    notes: Vec<String>,
    /// Whose of the runs that several cases share are its own.
    pub(crate) slot: Slot,
    /// What it pays for runs that it shares less what those took while it ran them, in seconds.
    pub(crate) owed_seconds: f64,
    /// What profilers gave.
    pub(crate) profiled: Profiled,
}

impl<'a> Lane<'a> {
    pub(crate) fn new(id: &'a CaseId, side: Side, setting: Setting<'a>) -> Self {
        Self {
            id,
            side,
            setting,
            iterations: None,
            failure: None,
            check: None,
            invocations: Vec::new(),
            values: BTreeMap::new(),
            results: Vec::new(),
            notes: Vec::new(),
            slot: if side == Side::Base { Slot::Base } else { Slot::Head },
            owed_seconds: 0.0,
            profiled: Profiled::default(),
        }
    }

    /// One invocation that is thrown away: it fills caches, finds the iterations of a Python
    /// function, and shows early whether the workload runs at all. A tool that measures many cases at
    /// once has run already when it was asked for them.
    pub(crate) fn warm_up(&mut self, run: &mut Runner<'_>) -> Result<(), Stop> {
        if self.is_shared() {
            return Ok(());
        }
        self.invoke(1, run).map(|_thrown_away| ())
    }

    /// One timed invocation whose values are kept.
    pub(crate) fn measure(&mut self, turn: Turn, run: &mut Runner<'_>) -> Result<(), Stop> {
        if let Some(benchmark) = self.benchmark().filter(|benchmark| benchmark.is_shared) {
            return self.measure_shared(benchmark, turn, run);
        }
        let measured = self.invoke(turn.hash_seed, run)?;
        self.keep(turn, measured);
        Ok(())
    }

    /// The process of an invocation that nothing else belongs to, so that it may run back to back
    /// with others; `None` where there are hooks, the body is a function, or another tool measures.
    pub(crate) fn lone_process(&self, hash_seed: u32) -> Option<Process> {
        let case = self.setting.case;
        let is_alone = case.setup.is_none() && case.teardown.is_none() && case.tool.is_none();
        is_alone.then(|| self.setting.whole_process(hash_seed)).flatten()
    }

    /// Keeps the values of an invocation that was a [lone process](Self::lone_process).
    pub(crate) fn measured(&mut self, turn: Turn, exit: &Exit) -> Result<(), Stop> {
        let measured = self.after_process(exit)?;
        self.keep(turn, measured);
        Ok(())
    }

    /// The values of the invocation that `back` others followed.
    pub(crate) fn values_before(&self, back: usize) -> Option<Values> {
        let place = self.invocations.len().checked_sub(back + 1)?;
        let value = |(name, values): (&MetricName, &Vec<Vec<f64>>)| {
            Some((name.clone(), values.get(place)?.clone()))
        };
        Some(self.values.iter().filter_map(value).collect())
    }

    pub(crate) fn keep(&mut self, turn: Turn, measured: Measured) {
        self.invocations.push(InvocationRecord {
            pair: turn.pair,
            position: turn.position,
            started_seconds: measured.moment.started_seconds - turn.run_start,
            stolen_seconds: measured.moment.stolen_seconds,
        });
        self.results.push(measured.result);
        for (name, values) in measured.values {
            self.values.entry(name).or_default().push(values);
        }
        for note in measured.notes {
            self.note(note);
        }
    }

    /// The invocations that trace memory, where the case asks for it. Never timed.
    pub(crate) fn trace_memory(&mut self, run: &mut Runner<'_>) -> Result<(), Stop> {
        let case = self.setting.case;
        let Some(name) = case.metrics.iter().find(|name| name.as_str() == metrics::PEAK_ALLOCATED)
        else {
            return Ok(());
        };
        let Some(job) = self.function_job(Task::Memory) else { return Ok(()) };
        for _ in 0..MEMORY_INVOCATIONS {
            let report = self.between_hooks(0, run, |lane, run| {
                let (report, _exit) = lane.setting.run_job(&job, 0, run)?;
                Ok(report)
            })?;
            report.notes.into_iter().for_each(|note| self.note(note));
            if let Some(bytes) = report.peak_allocated_bytes {
                self.values.entry(name.clone()).or_default().push(vec![as_number(bytes)]);
            }
        }
        Ok(())
    }

    fn invoke(&mut self, hash_seed: u32, run: &mut Runner<'_>) -> Result<Measured, Stop> {
        if let Some(benchmark) = self.benchmark() {
            return self.invoke_tool(benchmark, hash_seed, run);
        }
        self.between_hooks(hash_seed, run, |lane, run| {
            match lane.setting.whole_process(hash_seed) {
                Some(process) => lane.after_process(&run_one(&process, run)?),
                None => lane.time_function(hash_seed, run),
            }
        })
    }

    /// Runs `body` after the set-up and before the tear-down. The tear-down also follows a failure,
    /// of the set-up too, and the user's wish to stop: what was made must not stay. Only the end of
    /// the launcher skips it.
    pub(crate) fn between_hooks<T>(
        &mut self,
        hash_seed: u32,
        run: &mut Runner<'_>,
        body: impl FnOnce(&mut Self, &mut Runner<'_>) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let case = self.setting.case;
        // A Python hook of a Python function runs inside of the function's own interpreter.
        let is_function = self.function_job(Task::Hook).is_some();
        let beside = |hook: &'a Option<Hook>| {
            hook.as_ref().filter(|hook| !(is_function && matches!(hook, Hook::Python { .. })))
        };
        let set_up = beside(&case.setup)
            .map_or(Ok(()), |hook| self.setting.run_hook("the set-up", hook, hash_seed, run));
        let done = set_up.and_then(|()| body(self, run));
        match beside(&case.teardown) {
            None => done,
            Some(hook) => {
                let torn_down = self.setting.tear_down(hook, hash_seed, run);
                done.and_then(|done| torn_down.map(|()| done))
            }
        }
    }

    fn time_function(&mut self, hash_seed: u32, run: &mut Runner<'_>) -> Result<Measured, Stop> {
        let timing = Timing {
            iterations: self.iterations,
            minimum_seconds: LOOP_SECONDS,
            ..Timing::default()
        };
        let Some(job) = self.function_job(Task::Time(timing)) else {
            return Err(Stop::Failed(Failure {
                kind: FailureKind::Start,
                message: "the case has nothing to run".to_owned(),
                detail: String::new(),
            }));
        };
        let (report, exit) = self.setting.run_job(&job, hash_seed, run)?;
        self.iterations = Some(report.iterations);
        self.after_function(report, &exit).map_err(Stop::Failed)
    }

    /// The job for the case's Python function with its own set-up and tear-down; `None` when the
    /// case is a whole process.
    pub(crate) fn function_job(&self, task: Task) -> Option<Job> {
        let case = self.setting.case;
        let Body::Python(body) = &case.body else { return None };
        let PythonTarget::Function { module, function } = &body.target else { return None };
        let inside = |hook: &Option<Hook>| match hook {
            Some(Hook::Python { module, function }) => Some(reference(module, function)),
            Some(Hook::Command(_)) | None => None,
        };
        Some(Job {
            setup: inside(&case.setup),
            teardown: inside(&case.teardown),
            ..self.setting.job(reference(module, function), task)
        })
    }

    fn after_function(&self, report: Report, exit: &Exit) -> Result<Measured, Failure> {
        let mut values = self.process_values(exit);
        let mut put = |name: &str, numbers: Vec<f64>| {
            let listed = self.setting.case.metrics.iter().find(|metric| metric.as_str() == name);
            if let Some(name) = listed {
                values.insert(name.clone(), numbers);
            }
        };
        let wall: Vec<_> = report.values.iter().map(|value| value.wall_seconds).collect();
        if let Some(work) = self.setting.case.work {
            put(metrics::THROUGHPUT, wall.iter().map(|seconds| work / seconds).collect());
        }
        put(metrics::WALL_TIME, wall);
        put(metrics::CPU_TIME, report.values.iter().map(|value| value.cpu_seconds).collect());
        put(metrics::IMPORT_TIME, vec![report.import_seconds]);
        // What the function printed went to standard error.
        let printed = exit.error.text();
        for custom in &self.setting.case.custom_metrics {
            let name = &custom.metric.name;
            let returned = report.result_json.as_ref();
            let number = extract::number(name.as_str(), &custom.extract, &printed, returned)?;
            values.insert(name.clone(), vec![number]);
        }
        Ok(Measured::new(exit, values, report.result, report.notes))
    }

    fn after_process(&self, exit: &Exit) -> Result<Measured, Stop> {
        let case = self.setting.case;
        let timeout = case.timeout_seconds;
        if let Some(failure) = failure::of_exit("the workload", FailureKind::Crash, exit, timeout) {
            return Err(Stop::Failed(failure));
        }
        let mut values = self.process_values(exit);
        let text = extract::whole_text(case, &exit.output)?;
        for custom in &case.custom_metrics {
            let name = &custom.metric.name;
            let number = extract::number(name.as_str(), &custom.extract, &text, None)?;
            values.insert(name.clone(), vec![number]);
        }
        let mut notes = Vec::new();
        if exit.output.is_cut() {
            notes.push(format!(
                "it prints more than {} bytes; results are compared by these and by the length",
                exit.output.bytes.len()
            ));
        }
        if exit.left_behind > 0 {
            notes.push("it leaves processes behind, which were killed".to_owned());
        }
        let result = Some(extract::digest(&exit.output));
        Ok(Measured::new(exit, values, result, notes))
    }

    /// The figures of the process as a whole, as far as the case asks for them.
    fn process_values(&self, exit: &Exit) -> BTreeMap<MetricName, Vec<f64>> {
        let case = self.setting.case;
        let figure = |name: &MetricName| match name.as_str() {
            metrics::WALL_TIME => Some(exit.wall_seconds),
            metrics::CPU_TIME => Some(exit.user_seconds + exit.system_seconds),
            metrics::USER_TIME => Some(exit.user_seconds),
            metrics::SYSTEM_TIME => Some(exit.system_seconds),
            metrics::PEAK_RSS => Some(as_number(exit.peak_rss_bytes)),
            metrics::MINOR_FAULTS => Some(as_number(exit.minor_faults)),
            metrics::MAJOR_FAULTS => Some(as_number(exit.major_faults)),
            metrics::VOLUNTARY_SWITCHES => Some(as_number(exit.voluntary_switches)),
            metrics::INVOLUNTARY_SWITCHES => Some(as_number(exit.involuntary_switches)),
            metrics::THROUGHPUT => case.work.map(|work| work / exit.wall_seconds),
            _other => None,
        };
        case.metrics.iter().filter_map(|name| Some((name.clone(), vec![figure(name)?]))).collect()
    }

    /// Median time of its timed processes, in seconds; `None` for a Python function, whose loops are
    /// timed instead, and where no wall time was taken.
    pub(crate) fn median_wall_seconds(&self) -> Option<f64> {
        let is_process = self.function_job(Task::Hook).is_none() && self.benchmark().is_none();
        self.median_wall_value().filter(|_| is_process)
    }

    /// Median time of an iteration of a Python function, in seconds; `None` for whole processes, and
    /// where no wall time was taken.
    pub(crate) fn iteration_seconds(&self) -> Option<f64> {
        let is_function = self.function_job(Task::Hook).is_some();
        self.median_wall_value().filter(|_| is_function)
    }

    fn median_wall_value(&self) -> Option<f64> {
        let name = self.values.keys().find(|name| name.as_str() == metrics::WALL_TIME)?;
        let walls: Vec<_> = self.values[name].iter().flatten().copied().collect();
        Series::of_invocation(&walls)
    }

    /// Keeps a note for the reader, once.
    pub(crate) fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Everything the lane measured, as the record keeps it.
    pub(crate) fn into_record(mut self) -> CaseRecord {
        let case = self.setting.case;
        let result = self.common_result();
        let (counted, profile) = self.profiled.into_parts();
        let series = all_metrics(case)
            .filter_map(|metric| {
                let values = self.values.remove(&metric.name)?;
                Some(Series { metric, values, invocations: Vec::new(), spreads: Vec::new() })
            })
            .chain(counted)
            .collect();
        CaseRecord {
            id: case.id.clone(),
            status: self.failure.map_or(CaseStatus::Measured, CaseStatus::Failed),
            interpreter: self
                .setting
                .interpreter
                .as_ref()
                .map(|python| format!("{} {}", python.implementation, python.version)),
            iterations: self.iterations.unwrap_or(1),
            invocations: self.invocations,
            series,
            result,
            check: self.check,
            spent_seconds: 0.0,
            canary: Vec::new(),
            profile,
            notes: self.notes,
        }
    }

    /// The result that all invocations gave; `None` when they differ, with a note.
    fn common_result(&mut self) -> Option<ResultDigest> {
        let first = self.results.first()?.clone()?;
        if self.results.iter().flatten().any(|result| result.digest != first.digest) {
            let ignored = paceline_model::ResultPolicy::Ignore;
            if self.setting.case.result != ignored {
                self.note(
                    "its result differs from run to run, so the results of the two sides were \
                     not compared; `result: ignore` says that this is meant"
                        .to_owned(),
                );
            }
            return None;
        }
        Some(first)
    }
}

/// The metrics of a case in the order of the record: built-in ones as listed, then its own.
fn all_metrics(case: &paceline_model::Case) -> impl Iterator<Item = Metric> {
    let built_in = case.metrics.iter().filter_map(|name| metrics::find(name.as_str()));
    built_in.chain(case.custom_metrics.iter().map(|custom| custom.metric.clone()))
}

#[expect(clippy::cast_precision_loss, reason = "no count or size here reaches 2^52")]
fn as_number(count: u64) -> f64 {
    count as f64
}
