//! How a profiler is put around a workload: words, variables, source. Plain data, so that what knows
//! the profilers and what runs processes need not know each other.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::CustomProfiler;

/// Stands for the empty folder that each profiled process gets for its files, in words and variables.
pub const FOLDER: &str = "{folder}";

/// Which profilers a case gets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProfilerChoice {
    /// Those that can be used and fit into the time that timing takes.
    #[default]
    Default,
    /// None.
    None,
    /// Just these, whatever they take; each has to be usable.
    Only(Vec<String>),
    /// These, whatever they take, beside the default ones.
    Also(Vec<String>),
}

/// All profilers by name, the default ones first.
pub const PROFILERS: [&str; 15] = [
    "calls",
    "lines",
    "bytecodes",
    "tracemalloc",
    "stacks",
    "memory",
    "callgrind",
    "line-memory",
    "line-profiler",
    "memray",
    "memory-profiler",
    "py-spy",
    "dhat",
    "perf",
    "counters",
];

/// A profiler, ready to be put around a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Instrument {
    /// Its name in the suite, as in `callgrind`.
    pub profiler: String,
    /// The tool behind it with its version.
    pub tool: String,
    /// How it is put around the workload.
    pub attachment: Attachment,
    /// Variables on top of the case's own; values may have [`FOLDER`] in them.
    pub variables: BTreeMap<String, String>,
    /// How it behaves from run to run.
    pub nature: Nature,
    /// How many times longer than a plain process one is expected to take, roughly.
    pub slowdown: f64,
    /// What it takes on top of that, in seconds.
    pub start_seconds: f64,
    /// Whether the suite asks for it by name: then it runs whatever it takes.
    pub is_demanded: bool,
    /// Its definition, where it is the suite's own.
    pub custom: Option<CustomProfiler>,
}

/// How a profiler is put around a workload.
#[derive(Debug, Clone, PartialEq)]
pub enum Attachment {
    /// These words stand before those of the whole process; with [`FOLDER`] in them. Python functions
    /// can't be profiled so.
    Process(Vec<String>),
    /// For Python functions.
    Function {
        /// These words stand before those of the interpreter; with [`FOLDER`] in them.
        prefix: Vec<String>,
        /// Source of the runner's mode: defines `before_import()` and
        /// `run_mode(config, function, arguments)`. `config["folder"]` is the folder for its files,
        /// `config["options"]` is the value beside.
        source: String,
        /// What the source reads in `config["options"]`.
        options: Value,
    },
    /// For Python modules and scripts: this program is started by `-c` with the folder, the options as
    /// JSON, and then what would have followed the interpreter: `-m`, the module or the script, and its
    /// arguments.
    Script {
        /// The program.
        source: String,
        /// Its second argument, as JSON.
        options: Value,
    },
}

/// How a profiler behaves from run to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// It counts, and must count the same each time: it runs twice at least, with a fixed hash seed and
    /// fixed addresses.
    Counts,
    /// It takes samples or times: it runs once.
    Samples,
}

/// What one profiled process left.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Traces {
    /// The files in its folder, by name; the largest are left out and listed in [`Self::too_large`].
    pub files: BTreeMap<String, Vec<u8>>,
    /// Names of files that were too large to read.
    pub too_large: Vec<String>,
    /// What it printed on standard error, its end.
    pub error: String,
    /// How long it took, in seconds.
    pub wall_seconds: f64,
}
