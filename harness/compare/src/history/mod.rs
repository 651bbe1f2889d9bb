//! Stored records in the order of their commits -> what changed, and where. Indications for people
//! and for bisection, never verdicts.

mod budget;
mod changes;
mod exact;
mod gather;
mod noisy;
mod track;

pub use budget::{DriftLimit, budget_rules, drift_budget};
pub use gather::HistoryGatherer;
