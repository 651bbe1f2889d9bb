//! Benchmarks of other tools as workloads.

mod criterion;
mod libtest;
mod parse;

use crate::sandbox::Run;

/// What it printed, without the breaks of long lines.
fn flat(run: &Run) -> String {
    run.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}
