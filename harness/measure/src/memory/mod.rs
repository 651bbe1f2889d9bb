//! Memory of a command over time, as a program that stands before the command.

mod curve;
mod sample;
mod tree;

pub use sample::{SAMPLE_ARGUMENT, sample, sampler};
