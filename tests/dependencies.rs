//! Licences and banned crates, by deny.toml: the part of `cargo deny` that needs no network and no
//! hour of compiling. `cargo deny check` reads the same file where it is installed.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use cargo_metadata::Package;

use crate::sandbox::{full_metadata, top};

/// The packages that are compiled on any system. The lock file has more: it also locks what features
/// that nobody asks for would need.
fn compiled() -> Vec<&'static Package> {
    let arguments = "tree --workspace --offline --locked --target all --edges all --prefix none";
    let output = Command::new(env!("CARGO"))
        .args(arguments.split(' '))
        .args(["--format", "{p}"])
        .current_dir(top())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let compiled: BTreeSet<_> = tree
        .lines()
        .filter_map(|line| line.split_once(" v"))
        .filter_map(|(name, rest)| Some((name, rest.split(' ').next()?)))
        .collect();
    let is_compiled = |package: &&Package| {
        compiled.contains(&(package.name.as_str(), package.version.to_string().as_str()))
    };
    full_metadata().packages.iter().filter(is_compiled).collect()
}

/// The names of the packages that import `package`.
fn importers(package: &Package) -> BTreeSet<&'static str> {
    let metadata = full_metadata();
    let resolve = metadata.resolve.as_ref().unwrap();
    let imports = |node: &&cargo_metadata::Node| node.deps.iter().any(|it| it.pkg == package.id);
    resolve.nodes.iter().filter(imports).map(|node| metadata[&node.id].name.as_str()).collect()
}

fn deny() -> toml::Table {
    fs::read_to_string(top().join("deny.toml")).unwrap().parse().unwrap()
}

fn texts<'a>(table: &'a toml::Table, section: &str, key: &str) -> Vec<&'a toml::Value> {
    table[section][key].as_array().unwrap().iter().collect()
}

/// Whether an SPDX expression can be met with the allowed licences.
///
/// Our dependencies use `OR`, `AND`, parentheses, `WITH` and the old `/`; nothing nests deeper than
/// one level of parentheses.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let expression = expression.replace(['(', ')'], " ").replace('/', " OR ");
    // Read as a conjunction of disjunctions, which is how all of them are written.
    expression.split(" AND ").all(|part| part.split(" OR ").any(|one| allowed.contains(one.trim())))
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    let deny = deny();
    let allowed: BTreeSet<_> =
        texts(&deny, "licenses", "allow").iter().map(|name| name.as_str().unwrap()).collect();
    let compiled = compiled();
    assert!(compiled.len() > 50, "only {} packages", compiled.len());
    let wrong: Vec<_> = compiled
        .iter()
        .filter(|package| {
            let licence = package.license.as_deref().unwrap_or("none");
            !is_allowed(licence, &allowed)
        })
        .map(|package| format!("{} {:?}", package.name, package.license))
        .collect();
    assert!(wrong.is_empty(), "not allowed by deny.toml: {wrong:#?}");
}

#[test]
fn no_banned_crate_is_in_the_tree() {
    let deny = deny();
    let bans = texts(&deny, "bans", "deny");
    assert!(bans.iter().any(|ban| ban["crate"].as_str() == Some("serde_yml")));
    // Whoever a ban names as a wrapper may go on importing the crate.
    let is_banned = |package: &&&Package| {
        let ban = bans.iter().find(|ban| ban["crate"].as_str() == Some(package.name.as_str()));
        ban.is_some_and(|ban| {
            let wrappers = ban.get("wrappers").and_then(|names| names.as_array());
            let wrappers: BTreeSet<_> =
                wrappers.into_iter().flatten().filter_map(|name| name.as_str()).collect();
            wrappers.is_empty() || !importers(package).is_subset(&wrappers)
        })
    };
    let compiled = compiled();
    let found: Vec<_> =
        compiled.iter().filter(is_banned).map(|package| package.name.to_string()).collect();
    assert!(found.is_empty(), "banned by deny.toml: {found:?}");
}

#[test]
fn every_dependency_comes_from_the_crate_registry() {
    let metadata = full_metadata();
    let foreign: Vec<_> = metadata
        .packages
        .iter()
        .filter(|package| !metadata.workspace_members.contains(&package.id))
        .filter(|package| package.source.as_ref().is_none_or(|source| !source.is_crates_io()))
        .map(|package| package.name.to_string())
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

#[test]
fn the_given_crates_are_used() {
    let metadata = full_metadata();
    let members = metadata.workspace_packages();
    for given in ["clap", "criterion", "git2", "yaml_serde", "statrs"] {
        let is_used = members
            .iter()
            .any(|member| member.dependencies.iter().any(|dependency| dependency.name == given));
        assert!(is_used, "{given} is no dependency of any crate");
    }
}
