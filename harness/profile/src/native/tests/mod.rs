//! Tests of the profilers for machine code: on recorded files, and with the real tools.

mod allocations;
mod fixture;
mod hostile;
mod programs;
mod recorded;
mod samples;
mod symbols;
mod windows;
