//! Profilers for machine code: of programs, and of interpreters that run Python functions.

mod callgrind;
mod counted;
mod counters;
mod dhat;
mod gathered;
mod log;
mod perf;
mod place;
mod registry;
mod symbol;
mod valgrind;

#[cfg(test)]
mod tests;

pub(crate) use registry::{defaults, optional};
pub(crate) use symbol::generic_free;
