//! Profilers for machine code: of programs, and of interpreters that run Python functions.

mod callgrind;
pub(crate) mod counted;
mod counters;
mod dhat;
pub(crate) mod gathered;
mod log;
mod memory;
mod perf;
pub(crate) mod place;
mod registry;
mod symbol;
mod valgrind;

#[cfg(test)]
mod tests;

pub(crate) use callgrind::read_dump;
pub(crate) use registry::{defaults, optional};
pub(crate) use symbol::generic_free;
