//! Puts profilers around a case, reads what they wrote, and says what moved between two profiles.
//!
//! Runs nothing itself: a [`Profiler`] gives an instrument as plain data, whoever runs processes puts it
//! around the workload, and what the processes leave comes back to be read.

mod blame;
mod calls;
mod custom;
mod gathering;
mod native;
mod profiler;
mod python;
mod registry;
mod scope;
mod stacks;
mod survey;

pub use blame::{
    Identities, Movement, Profiles, Topic, Wanted, blame, comparable_metrics, is_explained, matched,
};
pub use calls::{call_trees, memory_curves};
pub use gathering::{Counted, Gathered, Gathering};
pub use profiler::{Availability, Profiler, ReadError, Reading, Target, Tools};
pub use registry::{Selection, UnusableProfiler, select};
pub use scope::Scope;
pub use stacks::{FoldedError, Frame, Stacks, speedscope};
pub use survey::survey;
