//! The JSON lines of the runner. What is not one of its lines is counted, never trusted.

use serde::Deserialize;
use serde_json::Value;

/// Longest line that is looked at, in bytes: several times the runner's own limit for a result.
const LINE_LIMIT: usize = 512 << 10;

/// One line of the runner.
#[derive(Debug, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub(super) enum Record {
    /// The interpreter runs the runner.
    Start { python: String },
    /// The function's module is imported.
    Import { nanoseconds: u64 },
    /// Calls per value.
    Iterations { count: u64 },
    /// One timed loop, in nanoseconds.
    Value { wall: u64, cpu: u64 },
    /// What the function returned.
    Result { digest: String, excerpt: String },
    /// The same as JSON.
    ResultJson { value: Value },
    /// Traced memory of one call, in bytes.
    Memory { peak: u64, kept: i64 },
    /// How a check came out.
    Check { passed: bool, runs: u32, detail: String },
    /// Something a reader should know.
    Note { text: String },
    /// It went wrong; the interpreter ends with status 3.
    Error { stage: Stage, message: String, detail: String },
    /// The work is done.
    End {
        /// Number of all lines, this one too.
        records: u64,
        /// Threads that keep the interpreter from ending.
        threads: Vec<String>,
    },
}

/// Where the runner was when it went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Stage {
    /// Looking for the workload's function.
    Lookup,
    /// Running the workload, or its module's own statements.
    Workload,
    /// The check: looking for it, or calling it.
    Check,
    /// The function to run before.
    Setup,
    /// The function to run afterwards.
    Teardown,
    /// A hook that is the whole job.
    Hook,
    /// Looking at which checkout the modules came from.
    Checkout,
    /// Telling what the workload returned.
    Result,
}

/// All lines of one process.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The runner's, in order.
    pub(super) records: Vec<Record>,
    /// How many others there are.
    pub(super) foreign: u64,
}

impl Lines {
    /// Reads `output`; any bytes are fine.
    pub(super) fn parse(output: &[u8]) -> Self {
        let mut lines = Self::default();
        for line in output.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            // The parser bounds the depth itself.
            match serde_json::from_slice(line) {
                Ok(record) if line.len() <= LINE_LIMIT => lines.records.push(record),
                Ok(_) | Err(_) => lines.foreign += 1,
            }
        }
        lines
    }
}
