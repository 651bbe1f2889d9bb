//! Call stacks with a weight each.

use std::collections::BTreeMap;

use paceline_model::{MetricName, Origin};

/// Call stacks of one profiler.
#[derive(Debug, Clone, PartialEq)]
pub struct Stacks {
    /// What the weights count, as in `calls` or `time`.
    pub metric: MetricName,
    /// Every function that is in a stack, once.
    pub frames: Vec<Frame>,
    /// Weights by stack: places in [`Self::frames`], outermost first. The weight is that of the innermost
    /// function itself.
    pub weights: BTreeMap<Vec<u32>, f64>,
}

/// A function in a stack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Frame {
    /// File, as in [`paceline_model::Function::file`].
    pub file: String,
    /// Qualified name.
    pub name: String,
    /// First line; 0 where that is unknown.
    pub line: u32,
    /// Whose it is.
    pub origin: Origin,
}
