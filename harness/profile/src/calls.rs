//! Call trees and memory curves of a case: what its profilers saw beside counts, of both sides.

use std::collections::{BTreeMap, BTreeSet};

use paceline_model::{
    CallTree, MemoryCourse, MemoryCurve, MetricName, ProfilerOutcome, ProfilerRun, Sides,
};
use serde::Deserialize;

use crate::blame::Identities;
use crate::gathering::Gathered;
use crate::stacks::{Frame, Stacks, call_tree};

/// Nodes of a tree at most.
const MOST_NODES: usize = 100_000;
/// Points of a curve at most.
const MOST_POINTS: usize = 2_000;
/// Largest file of a curve that is read, in bytes.
const LARGEST: usize = 16 << 20;
/// Files that hold memory over time, and the profilers that leave them.
const CURVES: [(&str, &str); 3] = [
    ("memory", "memory-over-time.json"),
    ("line-memory", "memory.json"),
    ("memray", "memray.json"),
];
/// Stacks that a profiler leaves beside its counts in a file, in nanoseconds.
const TIMES: [(&str, &str); 1] = [("stacks", "time.folded")];
const NANOSECOND: f64 = 1e-9;

/// One call tree for each profiler that saw stacks and each metric of these, and one of times where there
/// are such beside counts.
///
/// - `sides`: what was found on base and head, either of which may be missing.
/// - `identities`: which functions of base are which in head.
/// - `runs`: the profilers, which say whether their counts repeat.
pub fn call_trees(
    sides: [Option<&Gathered>; 2],
    identities: &Identities,
    runs: &[ProfilerRun],
) -> Vec<CallTree> {
    let found = sides.iter().flatten();
    let profilers: BTreeSet<&String> = found.flat_map(|side| side.stacks().keys()).collect();
    let mut trees = Vec::new();
    for profiler in profilers {
        for metric in metrics_of(profiler, sides) {
            let stacks = sides.map(|side| side?.stacks_of(profiler, metric));
            let tree = call_tree(profiler, stacks, identities, MOST_NODES);
            let repeats = repeats(profiler, runs);
            // What costs nothing on either side is only its root.
            let tree = tree.filter(|tree| tree.nodes.len() > 1);
            trees.extend(tree.map(|tree| CallTree { repeats, ..tree }));
        }
        let times = TIMES.iter().filter(|(name, _)| name == profiler);
        trees.extend(times.filter_map(|(name, file)| {
            let beside = sides.map(|side| times_beside(side?, name, file));
            let mut tree =
                call_tree(name, beside.each_ref().map(Option::as_ref), identities, MOST_NODES)?;
            tree.repeats = Some(false);
            Some(tree)
        }));
    }
    trees
}

/// What either side has stacks of, in the order of the profiler.
fn metrics_of<'a>(profiler: &str, sides: [Option<&'a Gathered>; 2]) -> Vec<&'a MetricName> {
    let mut metrics = Vec::new();
    let all = sides.into_iter().flatten().filter_map(|side| side.stacks().get(profiler)).flatten();
    for stacks in all {
        if !metrics.contains(&&stacks.metric) {
            metrics.push(&stacks.metric);
        }
    }
    metrics
}

fn repeats(profiler: &str, runs: &[ProfilerRun]) -> Option<bool> {
    let run = runs.iter().find(|run| run.profiler == profiler)?;
    match &run.outcome {
        ProfilerOutcome::Ran { repeats, .. } => *repeats,
        ProfilerOutcome::LeftOut(_) | ProfilerOutcome::Failed(_) => None,
    }
}

/// Seconds by stack from a file of folded ones; whose the functions are, other stacks of the same profiler say.
fn times_beside(side: &Gathered, profiler: &str, file: &str) -> Option<Stacks> {
    let text = std::str::from_utf8(side.artefacts().get(file)?).ok()?;
    let mut stacks = Stacks::from_folded(text, "time".parse().ok()?).ok()?;
    stacks.weights.values_mut().for_each(|weight| *weight *= NANOSECOND);
    let known: BTreeMap<(&str, &str, u32), &Frame> = side
        .stacks()
        .get(profiler)
        .into_iter()
        .flatten()
        .flat_map(|stacks| &stacks.frames)
        .map(|frame| ((frame.file.as_str(), frame.name.as_str(), frame.line), frame))
        .collect();
    for frame in &mut stacks.frames {
        if let Some(known) = known.get(&(frame.file.as_str(), frame.name.as_str(), frame.line)) {
            frame.origin = known.origin;
        }
    }
    Some(stacks)
}

/// One curve for each profiler that saw memory over time. Peaks stay, however few points are kept.
pub fn memory_curves(sides: [Option<&Gathered>; 2]) -> Vec<MemoryCurve> {
    let curve = |(profiler, file): &(&str, &str)| {
        let [base, head] = sides.map(|side| course(side?.artefacts().get(*file)?));
        let is_seen = base.is_some() || head.is_some();
        is_seen
            .then(|| MemoryCurve { profiler: (*profiler).to_owned(), sides: Sides { base, head } })
    };
    CURVES.iter().filter_map(curve).collect()
}

#[derive(Deserialize)]
struct Document {
    peak: (f64, f64),
    samples: Vec<(f64, f64)>,
}

fn course(bytes: &[u8]) -> Option<MemoryCourse> {
    let document: Document =
        Some(bytes).filter(|bytes| bytes.len() <= LARGEST).map(serde_json::from_slice)?.ok()?;
    let is_sound = |(seconds, bytes): &(f64, f64)| {
        seconds.is_finite() && bytes.is_finite() && *seconds >= 0.0 && *bytes >= 0.0
    };
    let samples = document.samples.into_iter().filter(is_sound);
    let mut points: Vec<_> = samples.chain(Some(document.peak).filter(is_sound)).collect();
    points.sort_by(|one, other| one.0.total_cmp(&other.0));
    let width = points.len().div_ceil(MOST_POINTS).max(1);
    let larger = |one: (f64, f64), other: (f64, f64)| if other.1 > one.1 { other } else { one };
    let points: Vec<_> =
        points.chunks(width).filter_map(|few| few.iter().copied().reduce(larger)).collect();
    is_sound(&document.peak).then_some(MemoryCourse { peak: document.peak, points })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_of_any_length_keeps_its_peak() {
        let samples: Vec<(f64, f64)> =
            (0..50_000).map(|place| (f64::from(place), f64::from(place % 7))).collect();
        let json =
            serde_json::json!({ "unit": ["s", "B"], "peak": [123.5, 99.0], "samples": samples });
        let found = course(json.to_string().as_bytes()).unwrap();
        assert!(found.points.len() <= MOST_POINTS);
        assert!(found.points.contains(&(123.5, 99.0)));
        assert!(found.points.is_sorted_by(|one, next| one.0 < next.0));
    }

    #[test]
    fn what_is_no_curve_is_none() {
        assert_eq!(course(b"{"), None);
        assert_eq!(course(br#"{"peak":[0,-1],"samples":[[0,1]]}"#), None);
    }
}
