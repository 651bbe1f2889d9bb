//! The profilers of a run, ready to show.

use std::collections::BTreeMap;

use paceline_model::{CaseComparison, ProfilerOutcome, ProfilerRun};

use super::headline::cases;
use crate::number;
use crate::text;

/// A profiler that ran.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ProfilerView {
    /// Its name.
    pub(crate) profiler: String,
    /// The tool behind it with its version.
    pub(crate) tool: String,
    /// Number of its processes.
    pub(crate) runs: String,
    /// What they took together.
    pub(crate) time: String,
    /// How many times longer a process took, as in `×2.3`; empty where that is unknown.
    pub(crate) slowdown: String,
    /// Whether all runs gave the same counts: `yes`, `no`, or empty for one that samples.
    pub(crate) repeats: &'static str,
}

impl ProfilerView {
    /// `None` for a profiler that gave nothing.
    fn new(run: &ProfilerRun) -> Option<Self> {
        match &run.outcome {
            ProfilerOutcome::Ran { runs, seconds, slowdown, repeats } => Some(Self {
                profiler: text::visible(&run.profiler),
                tool: text::visible(&run.tool),
                runs: runs.to_string(),
                time: number::duration(*seconds),
                slowdown: slowdown.map(number::times).unwrap_or_default(),
                repeats: match repeats {
                    None => "",
                    Some(true) => "yes",
                    Some(false) => "no",
                },
            }),
            ProfilerOutcome::LeftOut(_) | ProfilerOutcome::Failed(_) => None,
        }
    }

    /// As in `callgrind 3.1 s (×45.2)`.
    pub(crate) fn in_short(&self) -> String {
        let Self { profiler, time, slowdown, .. } = self;
        let slowdown = if slowdown.is_empty() { String::new() } else { format!(" ({slowdown})") };
        let doubt = if self.repeats == "no" { ", its counts vary" } else { "" };
        format!("{profiler} {time}{slowdown}{doubt}")
    }
}

/// Those that ran, in their order.
pub(super) fn ran(runs: &[ProfilerRun]) -> Vec<ProfilerView> {
    runs.iter().filter_map(ProfilerView::new).collect()
}

/// Why profilers gave nothing, one sentence for each of them and each reason, over all cases.
pub(super) fn missing(all: &[CaseComparison]) -> Vec<String> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for reason in all.iter().flat_map(|case| &case.profilers).filter_map(absent) {
        *counts.entry(reason).or_default() += 1;
    }
    let told = counts.into_iter();
    told.map(|((start, reason), count)| format!("{start} in {}: {reason}", cases(count))).collect()
}

/// Why profilers of one case gave nothing.
pub(super) fn missing_of_one(runs: &[ProfilerRun]) -> Vec<String> {
    let told = runs.iter().filter_map(absent);
    told.map(|(start, reason)| format!("{start}: {reason}")).collect()
}

/// What became of a profiler that gave nothing, and why.
fn absent(run: &ProfilerRun) -> Option<(String, String)> {
    let profiler = text::elide(&text::visible(&run.profiler), 30);
    let (start, reason) = match &run.outcome {
        ProfilerOutcome::Ran { .. } => return None,
        ProfilerOutcome::LeftOut(reason) => (format!("without {profiler}"), reason),
        ProfilerOutcome::Failed(reason) => (format!("{profiler} failed"), reason),
    };
    Some((start, text::visible(reason)))
}
