//! gungraun's (before: iai-callgrind's) `summary.json`, one per benchmark, with `--save-summary=json`:
//! counts of callgrind, cachegrind and DHAT. Version 7 of the file is read (gungraun 0.20).

use std::collections::BTreeMap;

use paceline_model::{Direction, Metric, MetricKind, Parameters, Unit, metrics};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft};
use crate::environment::moment;
use crate::error::Mistake;
use crate::json::{self, Keys};
use crate::measure::{allocated_bytes, built_in, custom};
use crate::source::Piece;

#[derive(Deserialize)]
struct Summary {
    module_path: String,
    id: Option<String>,
    started_at: Option<String>,
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
struct Profile {
    tool: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    total: Total,
}

#[derive(Deserialize)]
struct Total {
    metrics: BTreeMap<String, Counted>,
}

#[derive(Deserialize)]
struct Counted {
    values: Values,
}

#[derive(Deserialize)]
struct Values {
    /// What is compared with an `old` one; not there where only that is.
    new: Option<f64>,
}

/// Whether it is a summary.
pub(crate) fn shows(keys: &Keys) -> bool {
    keys.have(&["benchmark_exe", "module_path", "profiles"])
}

/// Whether there are summaries.
pub(crate) fn shows_folder(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| is_summary(&piece.path))
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let mut draft = Draft::default();
    add(&mut draft, text)?;
    Ok(draft)
}

/// Reads the summaries of `target/gungraun`.
pub(crate) fn read_folder(pieces: &[Piece]) -> Result<Draft, Mistake> {
    let mut draft = Draft::default();
    for piece in pieces.iter().filter(|piece| is_summary(&piece.path)) {
        let text = std::str::from_utf8(&piece.bytes)
            .map_err(|error| Mistake::new(&piece.path, "UTF-8 text", error.to_string()))?;
        add(&mut draft, text).map_err(|mistake| mistake.within(&piece.path))?;
    }
    Ok(draft)
}

fn is_summary(path: &str) -> bool {
    path == "summary.json" || path.ends_with("/summary.json")
}

fn add(draft: &mut Draft, text: &str) -> Result<(), Mistake> {
    let summary: Summary = json::parse(text)?;
    draft.started = draft.started.take().or(summary.started_at.as_deref().and_then(moment));
    let name = match &summary.id {
        Some(id) => format!("{}::{id}", summary.module_path),
        None => summary.module_path,
    };
    let mut case = CaseDraft::new(&name, Parameters::new());
    for profile in &summary.profiles {
        let counts = &profile.data.total.metrics;
        let counts = counts.iter().filter_map(|(name, count)| Some((name, count.values.new?)));
        for (name, count) in counts {
            let Some(metric) = metric(&profile.tool, name) else { continue };
            // Cachegrind and callgrind may count the same.
            if case.series.iter().all(|series| series.metric.name != metric.name) {
                case.raw(metric, vec![vec![count]]);
            }
        }
    }
    if case.series.is_empty() {
        let expected = "new counts of callgrind, cachegrind or DHAT";
        return Err(Mistake::missing("$.profiles", expected));
    }
    draft.add(case, Again::SameProcess)
}

/// What a count is. `None` for what follows from others, and for hits and misses of caches: few of
/// them, and some more or less in every run. The cycles hold them all.
fn metric(tool: &str, name: &str) -> Option<Metric> {
    let count = |name, kind| custom(name, Unit::COUNT, Direction::LowerIsBetter, kind);
    let bytes = |name| custom(name, Unit::BYTES, Direction::LowerIsBetter, MetricKind::Exact);
    Some(match (tool, name) {
        ("Callgrind" | "Cachegrind", "Ir") => built_in(metrics::INSTRUCTIONS),
        ("Callgrind" | "Cachegrind", "Dr" | "Dw" | "Bc" | "Bi") => count(name, MetricKind::Exact),
        ("Callgrind" | "Cachegrind", "EstimatedCycles") => {
            count("estimated_cycles", MetricKind::Bounded)
        }
        ("DHAT", "TotalBytes") => allocated_bytes(),
        ("DHAT", "TotalBlocks") => built_in(metrics::ALLOCATIONS),
        ("DHAT", "AtTGmaxBytes") => built_in(metrics::PEAK_ALLOCATED),
        ("DHAT", "AtTEndBytes") => bytes("bytes_at_end"),
        ("DHAT", "ReadsBytes") => bytes("bytes_read"),
        ("DHAT", "WritesBytes") => bytes("bytes_written"),
        _ => return None,
    })
}
