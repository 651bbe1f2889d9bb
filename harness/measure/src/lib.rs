//! Plan to record: schedule, processes, clocks and meters. Knows nothing about baselines or
//! verdicts.

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
mod prepare;
mod process;
mod python;
mod run;
mod schedule;
mod step;
mod surroundings;

pub use environment::{StealMeter, inspect};
pub use event::Event;
pub use judge::{Judge, PairValues, Standing, Values};
pub use launcher::{LAUNCH_ARGUMENT, Launcher, LauncherError, serve};
pub use process::{Captured, Ending, Exit, Process};
pub use python::{InterpreterError, InterpreterSearch, SearchedPlace};
pub use run::{Outcome, Request, Sides, find_interpreters, measure};
