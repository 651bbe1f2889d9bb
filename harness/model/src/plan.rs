//! The plan: every case of a suite with everything needed to run and judge it. Suite in, plan out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Body, CaseId, Check, CustomMetric, CustomProfiler, Growth, Hook, MetricName, MissingBaseline,
    Policy, ProfilerChoice, PythonChoice, SuiteName, Tool, WorkloadName,
};

/// A checked suite, expanded to cases.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Name of the suite.
    pub suite: SuiteName,
    /// The suite file, as the user named it.
    pub file: PathBuf,
    /// Its folder, absolute. Relative paths of the suite start here.
    pub directory: PathBuf,
    /// The cases in the order of the file, parameters expanded.
    pub cases: Vec<Case>,
    /// What verdicts do to the build in cases of workloads that the suite no longer has.
    pub policy: Policy,
    /// Files and folders of the benchmark itself, absolute: base runs head's.
    pub harness: Vec<PathBuf>,
    /// What happens where a saved baseline is asked for and there is none.
    pub missing_baseline: MissingBaseline,
}

/// One case: what to run, how long, and how it is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its identity.
    pub id: CaseId,
    /// What one invocation runs.
    pub body: Body,
    /// The tool that measures it, where paceline does not: then the body is how that is run.
    pub tool: Option<Tool>,
    /// Untimed, before each invocation.
    pub setup: Option<Hook>,
    /// Untimed, after each invocation.
    pub teardown: Option<Hook>,
    /// Untimed, once per revision before anything else.
    pub build: Option<Vec<String>>,
    /// Whether compilers that the build runs are asked to align code.
    pub align_code: bool,
    /// Run once before measuring; a case that fails it is not measured.
    pub check: Option<Check>,
    /// Interpreter and module path of Python parts.
    pub python: PythonChoice,
    /// Variables set for every process of the case. `None`: passed on from the caller's
    /// environment.
    pub environment: BTreeMap<String, Option<String>>,
    /// Folder in which everything runs, absolute.
    pub working_directory: PathBuf,
    /// Longest time of one invocation, in seconds.
    pub timeout_seconds: f64,
    /// Time to spend on the case, both sides together, in seconds.
    pub budget_seconds: f64,
    /// Fewest and most invocations of each side.
    pub invocations: Invocations,
    /// Built-in metrics to record, in order.
    pub metrics: Vec<MetricName>,
    /// Metrics from the workload's own output.
    pub custom_metrics: Vec<CustomMetric>,
    /// What is put around it beside the timed invocations.
    pub profilers: ProfilerChoice,
    /// Those of [`Self::profilers`] that the suite defines itself.
    pub custom_profilers: Vec<CustomProfiler>,
    /// Folder under which the project's own code lies, absolute: the suite's, or the top of its repository.
    pub root: PathBuf,
    /// Top folder of the other side's checkout, absolute, where two are compared: no code may come
    /// from there.
    pub other_root: Option<PathBuf>,
    /// Gates by metric; a metric without an entry has the default of its kind.
    pub gates: BTreeMap<MetricName, GateSetting>,
    /// What to do with the workload's result.
    pub result: ResultPolicy,
    /// What its verdicts do to the build.
    pub policy: Policy,
    /// How its cost may grow with one of its parameters.
    pub growth: Option<Growth>,
    /// Operations of one iteration, for throughput.
    pub work: Option<f64>,
    /// Labels for selection.
    pub tags: Vec<String>,
    /// Globs, relative to the suite's folder, of the files that the case depends on.
    pub paths: Vec<String>,
    /// Former name of the workload: a base without the new name is looked up by it.
    pub renamed_from: Option<WorkloadName>,
}

impl Case {
    /// A case that runs a program and has nothing else: no hooks, no parameters, no metrics, no
    /// gates, the default policy, in the top folder of the system. 60 s for an invocation, 30 s in all, 15 to 1000
    /// invocations.
    pub fn of_command(id: CaseId, arguments: Vec<String>) -> Self {
        Self {
            id,
            body: Body::Command(arguments),
            tool: None,
            setup: None,
            teardown: None,
            build: None,
            align_code: false,
            check: None,
            python: PythonChoice::default(),
            environment: BTreeMap::new(),
            working_directory: PathBuf::from("/"),
            timeout_seconds: 60.0,
            budget_seconds: 30.0,
            invocations: Invocations { least: 15, most: 1000 },
            metrics: Vec::new(),
            custom_metrics: Vec::new(),
            profilers: ProfilerChoice::None,
            custom_profilers: Vec::new(),
            root: PathBuf::from("/"),
            other_root: None,
            gates: BTreeMap::new(),
            result: ResultPolicy::default(),
            policy: Policy::default(),
            growth: None,
            work: None,
            tags: Vec::new(),
            paths: Vec::new(),
            renamed_from: None,
        }
    }
}

/// Fewest and most invocations of each side of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invocations {
    /// At least so many, whatever the budget.
    pub least: u32,
    /// At most so many.
    pub most: u32,
}

/// What happens to the value that a workload returns or prints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResultPolicy {
    /// Base and head must give the same result, else the case is `failed`.
    #[default]
    Compare,
    /// The result may differ.
    Ignore,
}

/// Whether a metric can fail the build, and from which change on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GateSetting {
    /// Shown, never judged.
    Off,
    /// Judged by this limit.
    On(Gate),
}

/// The limit a team sets for a metric: both parts must be exceeded before a change is a
/// regression.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Gate {
    /// Smallest relative change that matters, as a fraction: 0.05 is 5 %.
    pub change: f64,
    /// Smallest absolute change that matters, in the metric's unit.
    #[serde(default)]
    pub floor: f64,
    /// How much head must be better, as a fraction: a smaller improvement counts as a regression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must_improve: Option<f64>,
}

impl Gate {
    /// A limit on relative change alone.
    pub fn on_change(change: f64) -> Self {
        Self { change, floor: 0.0, must_improve: None }
    }
}
