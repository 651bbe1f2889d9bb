//! What one timed invocation gave, where it stood in the run, and when it was.

use std::collections::BTreeMap;

use paceline_model::{MetricName, Position, ResultDigest};

use crate::Exit;

/// The place of one timed invocation in the run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) pair: u32,
    pub(crate) position: Position,
    pub(crate) hash_seed: u32,
    /// Start of the run, on the monotonic clock.
    pub(crate) run_start: f64,
}

/// What one timed invocation gave.
pub(crate) struct Measured {
    pub(crate) moment: Moment,
    pub(crate) values: BTreeMap<MetricName, Vec<f64>>,
    pub(crate) result: Option<ResultDigest>,
    pub(crate) notes: Vec<String>,
}

impl Measured {
    pub(crate) fn new(
        exit: &Exit,
        values: BTreeMap<MetricName, Vec<f64>>,
        result: Option<ResultDigest>,
        notes: Vec<String>,
    ) -> Self {
        Self { moment: Moment::of(exit), values, result, notes }
    }
}

/// When an invocation was, and what it lost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// On the system's monotonic clock.
    pub(crate) started_seconds: f64,
    /// As in [`Exit::stolen_seconds`].
    pub(crate) stolen_seconds: Option<f64>,
}

impl Moment {
    pub(crate) fn of(exit: &Exit) -> Self {
        let Exit { started_seconds, stolen_seconds, .. } = *exit;
        Self { started_seconds, stolen_seconds }
    }
}
