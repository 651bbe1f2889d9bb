//! How much a change of a count weighs.
//!
//! `weight = |change| / gross · movement · trust`, where for one metric over all functions
//!
//! - `gross` is the sum of the absolute changes, so that the first factor is the function's share;
//! - `movement` is how far the total moved: `|head − base| / max(base, head)`, between 0 and 1. Where
//!   changes cancel, a twentieth of `gross` stands in for the difference: work that merely moved from one
//!   function to another weighs little, and not nothing;
//! - `trust` is how well the metric tells what took the time, or the memory.
//!
//! Counts are blind in different places: bytecodes do not see work in C, instructions of an interpreter
//! tell no functions of Python, calls do not see loops. A function weighs what the metric says that sees
//! it best.

use super::amounts::Amounts;
use super::profiles::Topic;

/// A metric as evidence, in the order of preference.
struct Evidence {
    metric: &'static str,
    /// Trust when asked about work.
    work: f64,
    /// Trust when asked about memory.
    memory: f64,
    /// Total below which even a large relative movement is a small one.
    floor: f64,
}

const EVIDENCE: [Evidence; 8] = [
    Evidence { metric: "instructions", work: 1.0, memory: 0.2, floor: 1e4 },
    Evidence { metric: "bytecodes", work: 1.0, memory: 0.2, floor: 1e3 },
    Evidence { metric: "hits", work: 0.9, memory: 0.2, floor: 1e2 },
    Evidence { metric: "calls", work: 0.8, memory: 0.2, floor: 1e2 },
    Evidence { metric: "allocations", work: 0.5, memory: 1.0, floor: 1e2 },
    Evidence { metric: "allocated", work: 0.5, memory: 1.0, floor: 16_384.0 },
    Evidence { metric: "kept", work: 0.4, memory: 1.0, floor: 16_384.0 },
    Evidence { metric: "memory", work: 0.3, memory: 0.8, floor: 16_384.0 },
];

/// A metric that functions are weighed by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// Its column.
    pub(super) column: usize,
    /// Weight of a change by one.
    factor: f64,
}

impl Scale {
    pub(super) fn weight(self, change: f64) -> f64 {
        let weight = change.abs() * self.factor;
        if weight.is_finite() { weight } else { 0.0 }
    }
}

/// The deterministic metrics that moved, the most telling kind first.
pub(super) fn scales(amounts: &Amounts<'_>, topic: Topic) -> Vec<Scale> {
    EVIDENCE.iter().filter_map(|evidence| scale(amounts, evidence, topic)).collect()
}

fn scale(amounts: &Amounts<'_>, evidence: &Evidence, topic: Topic) -> Option<Scale> {
    let column = amounts.column(evidence.metric)?;
    let changes = amounts.rows.iter().map(|row| row[column]);
    let gross: f64 =
        changes.filter(|amount| amount.has_moved()).map(|amount| amount.change().abs()).sum();
    if gross <= 0.0 {
        return None;
    }
    let total = amounts.total(column);
    let whole = total.base.abs().max(total.head.abs()).max(evidence.floor);
    let movement = total.change().abs().max(gross / 20.0) / whole;
    let trust = match topic {
        Topic::Work => evidence.work,
        Topic::Memory => evidence.memory,
    };
    Some(Scale { column, factor: movement * trust / gross })
}
