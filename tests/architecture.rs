//! ARCHITECTURE.md is true: import edges, crates, sizes of files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::sandbox::{metadata, top};

/// Longest source file, in lines.
const LONGEST: usize = 400;

/// The crates of the map with what each may import, by name without `paceline-`.
fn map() -> BTreeMap<String, BTreeSet<String>> {
    let page = fs::read_to_string(top().join("ARCHITECTURE.md")).unwrap();
    let rows = page.lines().skip_while(|line| !line.starts_with("| crate |")).skip(2);
    rows.take_while(|line| line.starts_with('|'))
        .map(|row| {
            let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
            (quoted(cells[0]).pop_first().unwrap(), quoted(cells[2]))
        })
        .collect()
}

fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn short(name: &str) -> String {
    name.strip_prefix("paceline-").unwrap_or(name).to_owned()
}

#[test]
fn the_map_lists_every_crate_and_every_import_between_them() {
    let (map, metadata) = (map(), metadata());
    assert!(map.len() >= 10, "the table of ARCHITECTURE.md was not found");
    let members: BTreeMap<_, _> = metadata
        .workspace_packages()
        .into_iter()
        .map(|package| {
            let is_ours = |name: &str| name.starts_with("paceline-");
            // Development dependencies of the root are the tests', which the page mentions apart.
            let imports = package.dependencies.iter().filter(|dependency| {
                is_ours(&dependency.name)
                    && dependency.kind == cargo_metadata::DependencyKind::Normal
            });
            (short(&package.name), imports.map(|import| short(&import.name)).collect())
        })
        .collect();
    assert_eq!(map, members, "left: ARCHITECTURE.md; right: the manifests");
}

#[test]
fn only_the_root_has_development_imports_and_only_those_that_the_page_tells() {
    for package in metadata().workspace_packages() {
        let imports: BTreeSet<_> = package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind != cargo_metadata::DependencyKind::Normal)
            .filter(|dependency| dependency.name.starts_with("paceline-"))
            .map(|dependency| short(&dependency.name))
            .collect();
        let allowed: &[&str] =
            if package.name.as_str() == "paceline" { &["measure", "model"] } else { &[] };
        let allowed: BTreeSet<_> = allowed.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(imports, allowed, "of {}", package.name);
    }
}

#[test]
fn no_source_file_is_longer_than_400_lines() {
    let mut files = Vec::new();
    for folder in ["harness", "tests", "bench-suites"] {
        sources(&top().join(folder), &mut files);
    }
    assert!(files.len() > 50, "only {} source files were found", files.len());
    let long: Vec<_> = files
        .iter()
        .map(|file| (file, fs::read_to_string(file).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn every_source_file_starts_with_what_it_is_for() {
    let mut files = Vec::new();
    sources(&top().join("harness"), &mut files);
    let silent: Vec<_> = files
        .iter()
        .filter(|file| {
            let start = match file.extension().and_then(|ending| ending.to_str()) {
                Some("rs") => "//! ",
                Some("ts" | "mjs") => "// ",
                _other => return false,
            };
            !fs::read_to_string(file).unwrap().starts_with(start)
        })
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn unsafe_code_is_in_the_launcher_and_in_what_counts_for_criterion_only() {
    let mut files = Vec::new();
    sources(&top().join("harness"), &mut files);
    let exempt: BTreeSet<_> = files
        .iter()
        .filter(|file| fs::read_to_string(file).unwrap().contains("expect(unsafe_code"))
        .map(|file| file.strip_prefix(top()).unwrap().to_owned())
        .collect();
    let is_inside = |file: &PathBuf| {
        file.starts_with("harness/measure/src/launcher")
            || file.starts_with("harness/criterion/src")
    };
    assert!(exempt.iter().all(is_inside), "{exempt:#?}");
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if path.is_dir() && !path.ends_with("node_modules") {
            sources(&path, files);
        } else if matches!(ending, Some("rs" | "py" | "ts" | "mjs")) {
            files.push(path);
        }
    }
}
