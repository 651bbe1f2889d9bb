//! Licences and banned crates, by deny.toml: the part of `cargo deny` that needs no network and no
//! hour of compiling. `cargo deny check` reads the same file where it is installed.

use std::collections::BTreeSet;
use std::fs;

use crate::sandbox::{full_metadata, top};

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
    let metadata = full_metadata();
    assert!(metadata.packages.len() > 50, "only {} packages", metadata.packages.len());
    let wrong: Vec<_> = metadata
        .packages
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
    let banned: BTreeSet<_> = texts(&deny, "bans", "deny")
        .iter()
        .map(|ban| ban["crate"].as_str().unwrap().to_owned())
        .collect();
    assert!(banned.contains("serde_yml"));
    let metadata = full_metadata();
    let found: Vec<_> = metadata
        .packages
        .iter()
        .filter(|package| banned.contains(package.name.as_str()))
        .map(|package| package.name.to_string())
        .collect();
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
