//! Profilers of a suite: what is read of their files, good and bad, and where they can run.

mod placing;
mod reading;

use paceline_model::{CustomParser, CustomProfiler, CustomTool, Nature};

/// A profiler that writes `out` for this parser and has one metric by this name.
fn command(parser: CustomParser, metrics: &[&str]) -> CustomProfiler {
    let words = ["tool", "-o", "{folder}/out"].map(str::to_owned).to_vec();
    CustomProfiler {
        name: "mine".to_owned(),
        tool: CustomTool::Command { words, file: "out".to_owned(), parser },
        nature: Nature::Counts,
        metrics: metrics.iter().map(|name| name.parse().unwrap()).collect(),
    }
}
