//! A small process beside paceline that starts each workload process, waits for it and meters it.
//!
//! Not paceline itself: the kernel counts the memory of whoever starts a process towards that
//! process's peak, and starting processes gets slower the more memory the starter holds. The
//! launcher is this same executable, started again before it has allocated anything.

mod capture;
mod child;
mod client;
mod error;
mod footprint;
mod invocation;
mod leftovers;
mod priority;
mod program;
mod program_start;
mod serve;
mod wire;

pub(crate) use child::{Children, reap};
pub use client::{LAUNCH_ARGUMENT, Launcher};
pub use error::LauncherError;
pub(crate) use leftovers::descendants;
pub(crate) use priority::{raise_priority, run_in_real_time};
pub use serve::serve;
