//! Tests of whole runs.

mod profiling;
mod run;
mod scripted;
