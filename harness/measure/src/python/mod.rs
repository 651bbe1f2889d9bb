//! Python functions: the runner inside the interpreter, its jobs and reports, and the search for
//! an interpreter.

mod discovery;
mod ending;
mod job;
mod program;
mod record;
mod report;
#[cfg(test)]
mod tests;

pub use discovery::{InterpreterError, InterpreterSearch, SearchedPlace, editable_folders};
pub(crate) use job::{
    Checking, Checkouts, FunctionReference, Job, Profiling, Surroundings, Task, Timing,
};
pub(crate) use program::{PLAIN_MODE, PRIME};
pub(crate) use report::Report;
