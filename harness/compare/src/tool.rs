//! Which tool counted a metric: counts of unlike tools are not of the same thing.

use paceline_model::{CaseRecord, Profile, ProfilerOutcome, ProfilerRun, Side};

/// Why the counts of the two sides mean different things; `None` when they don't.
pub(crate) fn unlike_tools(metric: &str, base: &CaseRecord, head: &CaseRecord) -> Option<String> {
    let [base, head] = [base, head].map(|case| tool(metric, case.profile.as_ref()));
    let name = |tool: Option<&str>| tool.unwrap_or("an unknown tool").to_owned();
    (base != head).then(|| format!("base was counted by {}, head by {}", name(base), name(head)))
}

/// The tool of the profiler that counted the metric.
pub(crate) fn tool<'a>(metric: &str, profile: Option<&'a Profile>) -> Option<&'a str> {
    counter(metric, profile).map(|run| run.tool.as_str())
}

/// Why `side` has no values of a metric that the `other` one has: the profiler that counted it there
/// did not run here. `None` when it did, or when the metric needs no profiler.
pub(crate) fn not_profiled(
    metric: &str,
    other: &CaseRecord,
    (side, case): (Side, &CaseRecord),
) -> Option<String> {
    let name = &counter(metric, other.profile.as_ref())?.profiler;
    let is_run = |run: &ProfilerRun| match run.outcome {
        ProfilerOutcome::Ran { .. } => run.profiler == *name,
        ProfilerOutcome::LeftOut(_) | ProfilerOutcome::Failed(_) => false,
    };
    let has_run = case.profile.iter().flat_map(|profile| &profile.profilers).any(is_run);
    (!has_run).then(|| format!("`{name}` did not run on {}", side.word()))
}

fn counter<'a>(metric: &str, profile: Option<&'a Profile>) -> Option<&'a ProfilerRun> {
    profile?.profilers.iter().find(|run| run.counts.iter().any(|name| name.as_str() == metric))
}
