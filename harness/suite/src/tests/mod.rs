//! Behaviour of the whole crate: good suites, faulty suites, the schema, mutated suites.

mod accepted;
mod broken_files;
mod custom_profilers;
mod edits;
mod expansion;
mod faulty_keys;
mod faulty_matrix;
mod faulty_metrics;
mod faulty_policies;
mod faulty_values;
mod growth;
mod mutated;
mod profilers;
mod schema;
mod semantics;
mod tools;

use std::fs;
use std::path::{Path, PathBuf};

use paceline_model::Plan;
use tempfile::TempDir;

use crate::{SuiteErrors, load};

/// A suite that uses every key.
fn every_key() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/every-key/suite.yaml")
}

/// Loads a suite that stands in a folder with a Python package `pkg` and a folder `data`.
fn load_bytes(bytes: impl AsRef<[u8]>) -> (TempDir, Result<Plan, SuiteErrors>) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("pkg/inner")).unwrap();
    fs::create_dir_all(folder.path().join("data")).unwrap();
    for file in [
        "pkg/__init__.py",
        "pkg/work.py",
        "pkg/inner/__init__.py",
        "pkg/inner/deep.py",
        "data/a.txt",
    ] {
        fs::write(folder.path().join(file), "").unwrap();
    }
    let file = folder.path().join("suite.yaml");
    fs::write(&file, bytes).unwrap();
    let result = load(&file);
    (folder, result)
}

/// The plan of a good suite.
fn plan(yaml: &str) -> Plan {
    let (_folder, result) = load_bytes(yaml);
    result.unwrap_or_else(|errors| panic!("{errors}"))
}

/// What a user reads about a faulty suite; the folder's name is replaced.
fn errors(bytes: impl AsRef<[u8]>) -> String {
    let (folder, result) = load_bytes(bytes);
    let text = result.expect_err("the suite is faulty").to_string();
    let canonical = folder.path().canonicalize().unwrap();
    let text = text.replace(&format!("{}/suite.yaml", folder.path().display()), "suite.yaml");
    text.replace(&canonical.display().to_string(), "$DIR")
}

/// [`errors`] of a suite with one workload of these lines.
fn workload_errors(lines: &str) -> String {
    errors(format!(
        "suite: s\nworkloads:\n  w:\n    {}\n",
        lines.trim_end().replace('\n', "\n    ")
    ))
}
