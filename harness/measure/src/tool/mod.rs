//! Workloads that another tool measures: which benchmarks it has, and what a run of it wrote.

mod ask;
mod cargo;
mod framework;
mod lane;
mod run;
mod shared;
mod values;

pub use ask::{Asking, Found, ask};
pub use run::{Import, Written};
pub(crate) use shared::{SharedRuns, Slot};
