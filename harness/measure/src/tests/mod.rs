//! Tests of whole runs.

mod run;
