//! What profilers found on one side of a case: counts by function and line.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::MetricName;

/// What all profilers together found on one side of a case.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Profile {
    /// The profilers, in the order of their runs; also those that could not run, with the reason.
    pub profilers: Vec<ProfilerRun>,
    /// The functions that ran, of the project first. Those of others are cut to the heaviest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<FunctionProfile>,
}

/// What came of one profiler.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfilerRun {
    /// Its name in the suite, as in `callgrind`.
    pub profiler: String,
    /// The tool behind it with its version, as in `valgrind-3.19.0`. Values of unlike tools are not
    /// compared.
    pub tool: String,
    /// How it came out.
    pub outcome: ProfilerOutcome,
    /// The metrics of the record that it counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<MetricName>,
}

/// How a profiler came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProfilerOutcome {
    /// It ran.
    Ran {
        /// Number of its processes.
        runs: u32,
        /// What they took together, in seconds.
        seconds: f64,
        /// How many times longer a process took than without it; `None` where there is none to
        /// compare with.
        slowdown: Option<f64>,
        /// Whether all of its runs gave the same counts; `None` for one that samples.
        repeats: Option<bool>,
    },
    /// It did not run, for this reason: not installed, too slow for the time there was.
    LeftOut(String),
    /// It ran and gave nothing usable.
    Failed(String),
}

/// One function that ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FunctionProfile {
    /// Which function.
    pub function: Function,
    /// What it cost, by metric: `calls`, `instructions`, `bytecodes`, `allocations`, `time`, ….
    pub counts: BTreeMap<MetricName, Count>,
    /// Its lines that ran, in order; only of the project's own functions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineProfile>,
}

/// A function of one revision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Function {
    /// File with `/` between folders: relative to the top of the project for its own files, else as
    /// the tool names it; empty where there is none.
    pub file: String,
    /// Qualified name, as in `Cache.put` or `cache::Lru<K, V>::put`.
    pub name: String,
    /// First line; 0 where that is unknown.
    pub line: u32,
    /// Whose it is.
    pub origin: Origin,
    /// Identity of its code wherever it stands: a hash without file, lines and name. `None` where the
    /// tool does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// Whose a function is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The project's own.
    Project,
    /// An installed package's or the standard library's.
    Library,
    /// Part of the interpreter, or written by a tool while running.
    Builtin,
    /// Machine code that is not the project's.
    Native,
}

/// What a function cost in one metric.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// In the function itself.
    pub own: f64,
    /// With everything it called; `None` where that is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<f64>,
}

/// One line of a function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LineProfile {
    /// Its number in the file, from 1.
    pub line: u32,
    /// Its text without the space around it, at most 200 characters.
    pub text: String,
    /// What it cost, by metric: `hits`, `allocated`, `time`, `instructions`, ….
    pub counts: BTreeMap<MetricName, f64>,
}

/// One reason for a change: a function, and the line of it that moved most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Blame {
    /// The function in head; in base where head has it no more.
    pub function: Function,
    /// The function in base where its place or name differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<Function>,
    /// How the two were found to be one.
    pub matched: Matching,
    /// What moved.
    pub metric: MetricName,
    /// How much of it base had, in the metric's unit.
    pub base: f64,
    /// How much of it head has.
    pub head: f64,
    /// The line that moved most; `None` where none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineBlame>,
}

/// The line of a function that moved most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LineBlame {
    /// Its number in the file of [`Blame::function`].
    pub line: u32,
    /// Its text.
    pub text: String,
    /// What moved.
    pub metric: MetricName,
    /// How much of it base had; 0 for a new line.
    pub base: f64,
    /// How much of it head has; 0 for a line that is gone.
    pub head: f64,
}

/// How a function of head was found in base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Matching {
    /// Same file, same name.
    Same,
    /// Same name, elsewhere.
    Moved,
    /// Same code, other name.
    Renamed,
    /// Alike, though name or file and code differ.
    Similar,
    /// Only head has it.
    New,
    /// Only base has it.
    Gone,
}
