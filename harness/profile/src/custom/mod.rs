//! Profilers that a suite defines itself: a program with a file that is read, or a Python object.

mod document;
mod profiler;
mod reading;

#[cfg(test)]
mod tests;

pub(crate) use profiler::{availability, read};
