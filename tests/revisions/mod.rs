//! Two revisions of one repository on one machine: which they are, that each runs its own code, and
//! that nothing of the user's changes for it.

mod checkouts;
mod environments;
mod imports;
mod kept_builds;
mod secrets;
mod submodules;
mod untouched;

use std::fs;
use std::path::Path;
use std::process::Command;

use paceline_model::{CaseRecord, Record};

use crate::sandbox::{Run, Sandbox};

/// What tells of a pull request: the machine that runs these tests may build one.
const TOLD_BY_CI: [&str; 8] = [
    "GITHUB_BASE_REF",
    "GITHUB_REF",
    "GITHUB_SHA",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "CI_MERGE_REQUEST_EVENT_TYPE",
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
    "BUILDKITE_PULL_REQUEST_USING_MERGE_REFSPEC",
    "BUILDKITE_COMMIT",
];

/// The binary in a folder of the sandbox, built by nobody.
fn command(sandbox: &Sandbox, folder: &str, arguments: &[&str]) -> Command {
    let mut command = sandbox.command(arguments);
    command.current_dir(sandbox.path(folder));
    for name in TOLD_BY_CI {
        command.env_remove(name);
    }
    command
}

fn run(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn record(file: &Path) -> Record {
    Record::from_json(&fs::read_to_string(file).unwrap()).unwrap()
}

/// The numbers that the cases of a record gave as `side`.
fn sides(record: &Record) -> Vec<f64> {
    let side = |case: &CaseRecord| case.series("side").map(|series| series.values[0][0]);
    record.cases.iter().filter_map(side).collect()
}
