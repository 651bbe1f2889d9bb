//! Plan to record: schedule, processes, clocks and meters. Knows nothing about baselines or
//! verdicts.

mod alignment;
mod build;
mod clock;
mod entry;
mod environment;
mod event;
mod extract;
mod failure;
#[cfg(test)]
mod fixture;
mod judge;
mod lane;
mod launcher;
mod measured;
mod memory;
mod prepare;
mod process;
mod profiling;
mod python;
mod run;
mod schedule;
mod step;
mod surroundings;
#[cfg(test)]
mod tests;
mod tool;
mod work;

pub use build::{Build, BuildSurroundings, Builds};
pub use environment::{StealMeter, TRIAL_ARGUMENT, inspect, serve_trial, state, try_scheduling};
pub use event::Event;
pub use judge::{Judge, PairValues, Standing, Values};
pub use launcher::{LAUNCH_ARGUMENT, Launcher, LauncherError, serve};
pub use memory::{SAMPLE_ARGUMENT, sample, sampler};
pub use process::{Captured, Ending, Exit, Process};
pub use profiling::{Reader, Tally, Traced};
pub use python::{InterpreterError, InterpreterSearch, SearchedPlace, editable_folders};
pub use run::{Outcome, Request, Sides, find_interpreters, interpreter_of, measure};
pub use tool::{Asking, Found, Import, Written, ask};
pub use work::{WORK_ARGUMENT, work};
