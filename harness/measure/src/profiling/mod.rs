//! Runs of the workload under profilers: never timed, in processes of their own.

mod attach;
mod profiled;
mod station;
mod suite;
mod traces;

pub(crate) use profiled::Profiled;
pub(crate) use suite::profile_all;
pub use suite::{Reader, Tally, Traced};
