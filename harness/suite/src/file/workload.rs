//! The keys of a workload.

use paceline_model::{ResultPolicy, WorkloadName};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::yaml::{Entries, Field};

use super::{
    Argument, CheckForm, Command, CustomMetricFile, Duration, EnvironmentFile, EnvironmentValue,
    FormatName, GateForm, GrowthFile, HookForm, InvocationRange, OneOrMore, Parameter, PolicyFile,
    PythonText, RustBenchmarksFile, Values, Work,
};

/// One workload: exactly one of `python`, `command`, `shell`, `criterion`, `divan`, `libtest`,
/// `gungraun` and `tango`, and how to measure and judge it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default, expecting = "a mapping")]
#[schemars(extend("oneOf" = [
    { "required": ["python"] }, { "required": ["command"] }, { "required": ["shell"] },
    { "required": ["criterion"] }, { "required": ["divan"] }, { "required": ["libtest"] },
    { "required": ["gungraun"] }, { "required": ["tango"] }
]))]
pub(crate) struct Workload {
    /// What it does, for people.
    pub(crate) description: Field<String>,
    /// A Python workload: a function `package.module:function`, a module `-m package.module`, or a
    /// script `tools/script.py` relative to the suite's folder.
    pub(crate) python: Field<PythonText>,
    /// Arguments of a Python module or script. With `params`, `{name}` stands for a parameter.
    pub(crate) args: Field<Vec<Field<Argument>>>,
    /// A program and its arguments; no shell is involved. With `params`, `{name}` stands for a
    /// parameter and `{{` for a brace.
    pub(crate) command: Field<Command>,
    /// A line for `/bin/sh`. With `params`, `{name}` stands for a parameter, quoted for the shell.
    pub(crate) shell: Field<Argument>,
    /// What the program of `command`, `shell` or `python` writes: a format of `paceline import`. Each
    /// benchmark in it is a case. `{output}` in the arguments is the file to write; without it standard
    /// output is read.
    pub(crate) parse: Field<FormatName>,
    /// Benchmarks that are written with Criterion.rs.
    pub(crate) criterion: Field<RustBenchmarksFile>,
    /// Benchmarks that are written with Divan.
    pub(crate) divan: Field<RustBenchmarksFile>,
    /// Benchmarks with `#[bench]` of the standard library.
    pub(crate) libtest: Field<RustBenchmarksFile>,
    /// Benchmarks that are written with Gungraun, once called iai-callgrind.
    pub(crate) gungraun: Field<RustBenchmarksFile>,
    /// Benchmarks that are written with Tango.
    pub(crate) tango: Field<RustBenchmarksFile>,
    /// Folders put first on `sys.path`, relative to the suite's folder. Default: that folder.
    pub(crate) path: Field<OneOrMore<Argument>>,
    /// Which Python: a version such as `3.12`, an interpreter, or a virtual environment.
    pub(crate) python_version: Field<Argument>,
    /// A fresh Python environment for each side, with what `requirements` lists and the project that
    /// `install` names.
    pub(crate) environment: Field<EnvironmentFile>,
    /// Parameters by name. Each combination of their values is a case of its own.
    pub(crate) params: Field<Entries<Values>>,
    /// More combinations of parameters; each gives every parameter.
    pub(crate) include: Field<Vec<Field<Entries<Parameter>>>>,
    /// Combinations to leave out; a parameter that is not given matches every value.
    pub(crate) exclude: Field<Vec<Field<Entries<Parameter>>>>,
    /// Untimed, before each invocation: `module:function` or a list of arguments. The function
    /// returns the keyword arguments of the workload, or nothing.
    pub(crate) setup: Field<HookForm>,
    /// Untimed, after each invocation: `module:function` or a list of arguments.
    pub(crate) teardown: Field<HookForm>,
    /// Untimed, once per revision before anything else: a program and its arguments.
    pub(crate) build: Field<Command>,
    /// Whether compilers are asked to align functions and jump targets, by `RUSTFLAGS`, `CFLAGS`
    /// and `CXXFLAGS` of `build`: a loop is then not faster or slower for where it happens to lie.
    /// Default: `false`.
    pub(crate) align_code: Field<bool>,
    /// Environment variables by name. Without a value, the caller's variable is passed on.
    pub(crate) env: Field<Entries<EnvironmentValue>>,
    /// Folder in which everything runs, relative to the suite's folder. Default: that folder.
    pub(crate) working_directory: Field<Argument>,
    /// Longest time of one invocation, as in `60s`. Default: `60s`.
    pub(crate) timeout: Field<Duration>,
    /// Time to spend on each case, both sides together, as in `1m 30s`. Default: `5s`.
    pub(crate) budget: Field<Duration>,
    /// Fewest and most invocations of each side, as in `10..40`, or exactly how many. Default:
    /// `15..100`.
    pub(crate) invocations: Field<InvocationRange>,
    /// Proof that the workload is correct, run before it is measured: `module:function`, a list
    /// of arguments, or a mapping.
    pub(crate) check: Field<CheckForm>,
    /// Whether base and head must give the same result. Default: `compare`.
    pub(crate) result: Field<ResultPolicy>,
    /// Built-in metrics to record. Default: `wall_time`, `cpu_time`, `peak_rss`, for a Python
    /// function also `peak_allocated`, and with `work` also `throughput`.
    #[schemars(with = "Option<Vec<super::BuiltInMetric>>", required)]
    pub(crate) metrics: Field<Vec<Field<String>>>,
    /// Profilers that run beside the timed invocations: `default` (those that are there and fit into
    /// the time that timing takes), `none`, or a list of names; a list may have `default` in it. What
    /// is named has to be there, and runs whatever it takes. Default: `default`.
    pub(crate) profilers: Field<OneOrMore<Argument>>,
    /// Metrics by name that are read from the workload's own output.
    pub(crate) custom_metrics: Field<Entries<CustomMetricFile>>,
    /// Limits by metric: `5%`, a mapping with `change` and `floor`, or `off`.
    pub(crate) gate: Field<Entries<GateForm>>,
    /// What verdicts do to the build: `pass`, `warn` or `fail`, by verdict.
    pub(crate) policy: Field<PolicyFile>,
    /// Up to which order its cost may grow with one of its parameters, which is the size.
    pub(crate) growth: Field<GrowthFile>,
    /// Operations of one iteration, for throughput: a number, or the name of a parameter.
    pub(crate) work: Field<Work>,
    /// Labels for selection.
    pub(crate) tags: Field<Vec<Field<Argument>>>,
    /// Globs of the files that the workload depends on, relative to the suite's folder.
    pub(crate) paths: Field<Vec<Field<String>>>,
    /// Former name of the workload, so that its history goes on.
    pub(crate) renamed_from: Field<WorkloadName>,
}
