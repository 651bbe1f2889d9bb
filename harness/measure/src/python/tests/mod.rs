//! Runs the embedded runner for real, on every interpreter that this machine has.

mod checking;
mod failing;
mod finding;
mod fixture;
mod isolation;
mod memory;
mod parsing;
mod results;
mod timing;
