//! Which metrics of two profiles may be compared: like tools, and counts that repeated.

use std::collections::BTreeSet;

use paceline_model::{MetricName, Profile, ProfilerOutcome};

use super::profiles::Profiles;

/// Which profiler gives which counts of functions and lines.
const GIVEN: [(&str, &[&str]); 12] = [
    ("callgrind", &["instructions", "calls"]),
    ("calls", &["calls", "primitive_calls", "time"]),
    ("lines", &["hits"]),
    ("bytecodes", &["bytecodes"]),
    ("tracemalloc", &["allocated", "kept"]),
    ("line-memory", &["hits", "allocated", "memory"]),
    ("line-profiler", &["hits", "time"]),
    ("memray", &["allocations", "allocated"]),
    ("dhat", &["allocations", "allocated"]),
    ("py-spy", &["samples", "time"]),
    ("perf", &["time", "samples"]),
    ("counters", &[]),
];

/// Metrics that never repeat to the digit, whoever measures them.
const TIMED: [&str; 2] = ["time", "samples"];

/// Whether the metric is a time or a number of samples, and no count.
pub(super) fn is_timed(metric: &str) -> bool {
    TIMED.contains(&metric)
}

/// The metrics of functions and lines that may be compared between the two sides.
///
/// A metric may when every profiler that gives it and ran on either side ran on both, by the same tool,
/// and, unless the metric is a time, counted the same in all of its runs. A metric that none of the known
/// profilers gives is taken to come from the unknown ones.
pub fn comparable_metrics(profiles: &Profiles<'_>) -> BTreeSet<MetricName> {
    let mut metrics = BTreeSet::new();
    for profile in [profiles.base, profiles.head] {
        for function in &profile.functions {
            let of_lines = function.lines.iter().flat_map(|line| line.counts.keys());
            for metric in function.counts.keys().chain(of_lines) {
                if !metrics.contains(metric) {
                    metrics.insert(metric.clone());
                }
            }
        }
    }
    metrics.retain(|metric| is_comparable(profiles, metric.as_str()));
    metrics
}

fn is_comparable(profiles: &Profiles<'_>, metric: &str) -> bool {
    let givers = givers(profiles, metric);
    !givers.is_empty()
        && givers.iter().all(|profiler| {
            let base = tool(profiles.base, profiler, metric);
            base.is_some() && base == tool(profiles.head, profiler, metric)
        })
}

/// Names of the profilers that ran on either side and give `metric`.
fn givers<'a>(profiles: &Profiles<'a>, metric: &str) -> BTreeSet<&'a str> {
    let ran: BTreeSet<&str> = [profiles.base, profiles.head]
        .into_iter()
        .flat_map(|profile| &profile.profilers)
        .filter(|run| matches!(run.outcome, ProfilerOutcome::Ran { .. }))
        .map(|run| run.profiler.as_str())
        .collect();
    let given = |profiler: &str| GIVEN.iter().find(|(name, _)| *name == profiler);
    let is_known = GIVEN.iter().any(|(_, metrics)| metrics.contains(&metric));
    let known: BTreeSet<_> = ran
        .iter()
        .copied()
        .filter(|profiler| given(profiler).is_some_and(|(_, metrics)| metrics.contains(&metric)))
        .collect();
    if is_known && !known.is_empty() {
        return known;
    }
    ran.into_iter().filter(|profiler| given(profiler).is_none()).collect()
}

/// The tool behind `profiler` where its values of `metric` can be used.
fn tool<'a>(profile: &'a Profile, profiler: &str, metric: &str) -> Option<&'a str> {
    profile.profilers.iter().filter(|run| run.profiler == profiler).find_map(|run| {
        match &run.outcome {
            ProfilerOutcome::Ran { repeats, .. } => {
                let is_usable = *repeats == Some(true) || (repeats.is_none() && is_timed(metric));
                is_usable.then_some(run.tool.as_str())
            }
            ProfilerOutcome::LeftOut(_) | ProfilerOutcome::Failed(_) => None,
        }
    })
}
