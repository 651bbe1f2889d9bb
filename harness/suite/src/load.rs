//! A suite file to a plan.

use std::path::{Path, PathBuf};

use paceline_model::Plan;

use crate::fault::{Fault, Faults};
use crate::file::{SuiteFile, WORKLOAD_ONLY};
use crate::source::Source;
use crate::yaml::{self, Content, Node};
use crate::{SuiteErrors, plan};

/// Reads and checks a suite, and expands it to its plan.
///
/// - `path`: a suite file, or a folder that holds `suite.yaml`.
/// - Fails with every mistake of the suite at once. What only a run can tell (an installed module,
///   a program on the path) is not checked.
///
/// Reads files, runs nothing. Time and memory are bounded whatever the file holds.
pub fn load(path: &Path) -> Result<Plan, SuiteErrors> {
    plan_of(Source::read(path)?)
}

/// Checks the text of a suite, and expands it to its plan. The text need not be that of the file.
pub(crate) fn plan_of(source: Source) -> Result<Plan, SuiteErrors> {
    let directory = folder_of(&source.file)?;
    let faults = Faults::default();
    let plan = check(&source, &directory, &faults);
    match plan {
        Some(plan) if faults.is_empty() => Ok(plan),
        Some(_) | None => Err(SuiteErrors::new(source, faults)),
    }
}

fn check(source: &Source, directory: &Path, faults: &Faults) -> Option<Plan> {
    let root = yaml::parse(&source.text, faults)?;
    check_number_of_workloads(&root, faults)?;
    check_defaults(&root, faults);
    let suite = yaml::read::<SuiteFile>(&root, faults);
    plan::plan(suite.given()?, source.file.clone(), directory, faults)
}

fn folder_of(file: &Path) -> Result<PathBuf, SuiteErrors> {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = parent.unwrap_or_else(|| Path::new("."));
    folder.canonicalize().map_err(|error| {
        SuiteErrors::of_file(file, &format!("the suite's folder can't be found: {error}"))
    })
}

/// Each workload has at least one case. Checked before they are read: a typed workload is large.
fn check_number_of_workloads(root: &Node, faults: &Faults) -> Option<()> {
    let workloads = root.child("workloads");
    let Some(Content::Mapping(entries)) = workloads.map(|node| &*node.content) else {
        return Some(());
    };
    let Some(first_too_many) = entries.get(plan::MOST_CASES) else {
        return Some(());
    };
    let message = format!("up to here the suite has more than {} workloads", plan::MOST_CASES);
    faults.add(Fault::new(&first_too_many.key.span, message).help("split the suite"));
    None
}

/// The defaults have the type of a workload; here its own keys are refused.
fn check_defaults(root: &Node, faults: &Faults) {
    let Some(Content::Mapping(entries)) = root.child("defaults").map(|node| &*node.content) else {
        return;
    };
    for entry in entries.iter().filter(|entry| WORKLOAD_ONLY.contains(&entry.name())) {
        let message = format!("`{}` belongs to a workload, not to `defaults`", entry.name());
        faults.add(Fault::new(&entry.key.span, message).help("move it below the workload's name"));
    }
}
