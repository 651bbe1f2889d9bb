//! Profilers that a suite defines itself: what runs, and how to read what it leaves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{MetricName, Nature};

/// A profiler that a suite defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomProfiler {
    /// Its name in the suite, unlike those in [`crate::PROFILERS`]: letters, digits, `-` and `_`.
    pub name: String,
    /// What is put around the workload.
    pub tool: CustomTool,
    /// How it behaves from run to run.
    pub nature: Nature,
    /// Which of its totals are recorded as metrics, in order; names that no built-in metric has. Empty
    /// for one that samples.
    pub metrics: Vec<MetricName>,
}

/// What a profiler of the suite puts around a workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomTool {
    /// A program in front of the words of a whole process.
    Command {
        /// The program and its arguments, with [`crate::FOLDER`] in one of them.
        words: Vec<String>,
        /// Name of the file in that folder which is read.
        file: String,
        /// The form of that file.
        parser: CustomParser,
    },
    /// An object around one call of a Python function. What `function` of `module` gives when it is
    /// called has the methods `start`, `stop` and `stats`.
    Python {
        /// Dotted name of the module.
        module: String,
        /// Dotted name within it.
        function: String,
    },
}

/// The form of a file that a profiler of the suite writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CustomParser {
    /// Lines `outer;inner weight`, as flame graph tools read them.
    Folded,
    /// A file of callgrind with the event `Ir`.
    Callgrind,
    /// JSON with `totals` and `functions`.
    Json,
}
