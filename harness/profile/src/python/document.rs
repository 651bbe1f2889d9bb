//! The file that the Python parts write, as plain data. Its shape is that of `collect/document.py`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Larger files than the Python parts ever write; reading one would take many times that.
const MOST_BYTES: usize = 64 << 20;

/// What one process found.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    /// Counts of the whole window, by metric.
    pub(super) totals: BTreeMap<String, f64>,
    pub(super) functions: Vec<FunctionRow>,
    pub(super) stacks: Option<StackTree>,
    pub(super) notes: Vec<String>,
}

/// One function.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FunctionRow {
    /// As its code object says; empty for a function of the interpreter.
    pub(super) file: String,
    pub(super) name: String,
    pub(super) line: u32,
    pub(super) body: Option<String>,
    /// Own count, and that with everything it called, by metric.
    pub(super) counts: BTreeMap<String, (f64, Option<f64>)>,
    pub(super) lines: Vec<LineRow>,
}

/// One line of a function.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineRow {
    pub(super) line: u32,
    pub(super) text: String,
    pub(super) counts: BTreeMap<String, f64>,
}

/// Call stacks as a tree: each node after the one that called it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StackTree {
    /// What each node has amounts of; `time` is in nanoseconds.
    pub(super) metrics: Vec<String>,
    pub(super) nodes: Vec<StackNode>,
}

/// Place of the node it was called from (−1: none), place of its function, and the amounts of the
/// function itself, in the order of the metrics.
#[derive(Debug, Deserialize)]
pub(super) struct StackNode(pub(super) i64, pub(super) usize, pub(super) Vec<f64>);

impl Document {
    /// Reads the file. The problem in words for anything that is not of this shape.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() > MOST_BYTES {
            return Err(format!("is larger than {} MiB", MOST_BYTES >> 20));
        }
        serde_json::from_slice(bytes).map_err(|problem| format!("can't be read: {problem}"))
    }
}
