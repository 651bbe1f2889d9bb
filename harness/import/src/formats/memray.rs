//! `memray stats --json`: allocations, bytes and peak of one run.

use paceline_model::{Parameters, metrics};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft};
use crate::environment::moment;
use crate::error::Mistake;
use crate::json;
use crate::measure::{allocated_bytes, built_in};

#[derive(Deserialize)]
struct Document {
    total_num_allocations: f64,
    total_bytes_allocated: f64,
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    command_line: Option<String>,
    start_time: Option<String>,
    peak_memory: f64,
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let document: Document = json::parse(text)?;
    let metadata = document.metadata;
    let started = metadata.start_time.as_deref().and_then(moment);
    let mut draft = Draft { started, ..Draft::default() };
    let name = metadata.command_line.unwrap_or_default();
    let mut case = CaseDraft::new(&name, Parameters::new());
    case.raw(built_in(metrics::ALLOCATIONS), vec![vec![document.total_num_allocations]]);
    case.raw(allocated_bytes(), vec![vec![document.total_bytes_allocated]]);
    case.raw(built_in(metrics::PEAK_ALLOCATED), vec![vec![metadata.peak_memory]]);
    draft.add(case, Again::OtherProcess)?;
    Ok(draft)
}
