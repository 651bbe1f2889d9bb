//! What profilers saw of each case, as the report page shows it: kept by `--profiles`, or taken directly
//! from the run.

use std::path::Path;

use paceline_baseline::read_document;
use paceline_measure::Sides;
use paceline_model::{CaseCalls, CaseId, Comparison, Record, Side};
use paceline_profile::{Gathered, call_trees, memory_curves};
use paceline_report::html::CaseProfile;

use crate::artefacts::{self, case_of};
use crate::exit::Problem;
use crate::profiling::Found;

/// Name of the file of a case below the folder of `--profiles`.
pub(crate) const FILE: &str = "calls.json";

/// Call trees and memory curves of the case at that place of a run.
pub(crate) fn calls(
    place: usize,
    id: &CaseId,
    found: &[Found],
    records: &[Record; 2],
) -> Option<CaseCalls> {
    let gathered = [Side::Base, Side::Head].map(|side| {
        let found = found.iter().find(|found| found.case == place && found.side == side);
        found.map(|found| &found.gathered)
    });
    gathered.iter().any(Option::is_some).then(|| together(id, gathered, records))
}

fn together(id: &CaseId, gathered: [Option<&Gathered>; 2], records: &[Record; 2]) -> CaseCalls {
    let runs = records.iter().rev().find_map(|record| case_of(record, id)?.profile.as_ref());
    let runs = runs.map_or(&[][..], |profile| &profile.profilers);
    CaseCalls {
        schema: CaseCalls::SCHEMA.to_owned(),
        suite: records[1].suite.clone(),
        case: id.clone(),
        trees: call_trees(gathered, &artefacts::identities(id, records), runs),
        memory: memory_curves(gathered),
    }
}

/// What the profilers of a run saw of its cases.
pub(crate) fn of_run(
    sides: &[Sides<'_>],
    found: &[Found],
    records: &[Record; 2],
) -> Vec<CaseProfile> {
    let of = |(place, sides): (usize, &Sides<'_>)| {
        let calls = calls(place, sides.id, found, records)?;
        Some(profile(sides.id, Some(calls), Some(records.each_ref())))
    };
    sides.iter().enumerate().filter_map(of).collect()
}

/// What is known of the profiles of a comparison's cases: from the records that it rests on, and from
/// `folder`, which `--profiles` wrote. Cases of which nothing is known are left out.
pub(crate) fn kept(
    comparison: &Comparison,
    records: Option<[&Record; 2]>,
    folder: Option<&Path>,
) -> Result<Vec<CaseProfile>, Problem> {
    let mut profiles = Vec::new();
    for case in &comparison.cases {
        let calls = match folder {
            Some(folder) => read(folder, &case.id)?,
            None => None,
        };
        let profile = profile(&case.id, calls, records);
        if !profile.trees.is_empty() || !profile.memory.is_empty() || profile.difference.is_some() {
            profiles.push(profile);
        }
    }
    Ok(profiles)
}

fn read(folder: &Path, id: &CaseId) -> Result<Option<CaseCalls>, Problem> {
    let path = folder.join(artefacts::file_name(id)).join(FILE);
    if !path.exists() {
        return Ok(None);
    }
    let json = read_document(&path)?;
    let unusable = |error| Problem::Input(format!("`{}`: {error}", path.display()));
    CaseCalls::from_json(&json).map(Some).map_err(unusable)
}

fn profile(id: &CaseId, calls: Option<CaseCalls>, records: Option<[&Record; 2]>) -> CaseProfile {
    let (trees, memory) = calls.map(|calls| (calls.trees, calls.memory)).unwrap_or_default();
    CaseProfile {
        case: id.clone(),
        trees,
        memory,
        difference: records.and_then(|records| artefacts::difference(id, records)),
    }
}
