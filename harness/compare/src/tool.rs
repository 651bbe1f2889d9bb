//! Which tool counted a metric: counts of unlike tools are not of the same thing.

use paceline_model::{CaseRecord, Profile, ProfilerOutcome, metrics};

/// The profilers that may have counted a metric; none for one that needs no profiler.
fn profilers_of(metric: &str) -> &'static [&'static str] {
    match metric {
        metrics::INSTRUCTIONS => &["callgrind", "counters"],
        metrics::BYTECODES => &["bytecodes"],
        metrics::CALLS => &["calls"],
        metrics::ALLOCATIONS => &["memray", "dhat", "callgrind"],
        metrics::KEPT => &["tracemalloc"],
        _another => &[],
    }
}

/// Why the counts of the two sides mean different things; `None` when they don't.
pub(crate) fn unlike_tools(metric: &str, base: &CaseRecord, head: &CaseRecord) -> Option<String> {
    let [base, head] = [base, head].map(|case| tool(metric, case.profile.as_ref()));
    let name = |tool: Option<&str>| tool.unwrap_or("an unknown tool").to_owned();
    (base != head).then(|| format!("base was counted by {}, head by {}", name(base), name(head)))
}

/// The tool of the first profiler that ran and counts the metric.
pub(crate) fn tool<'a>(metric: &str, profile: Option<&'a Profile>) -> Option<&'a str> {
    let counts = profilers_of(metric);
    let mut ran = profile?.profilers.iter().filter(|run| match run.outcome {
        ProfilerOutcome::Ran { .. } => counts.contains(&run.profiler.as_str()),
        ProfilerOutcome::LeftOut(_) | ProfilerOutcome::Failed(_) => false,
    });
    ran.next().map(|run| run.tool.as_str())
}
