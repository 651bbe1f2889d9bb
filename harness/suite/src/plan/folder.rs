//! Folders and files that a suite names: they must be there.

use std::path::{Path, PathBuf};

use paceline_model::PythonEnvironment;

use crate::fault::Fault;
use crate::file::{Argument, EnvironmentFile, OneOrMore};
use crate::wording::{closest, quote};
use crate::yaml::Field;

use super::site::Site;

/// Entries of a folder that are looked at for a suggestion.
const MOST_ENTRIES: usize = 1000;

/// Folder in which the workload runs, absolute.
pub(super) fn working_directory(site: &Site<'_>) -> PathBuf {
    let Some(given) = site.pick(|workload| &workload.working_directory).given() else {
        return site.directory.to_owned();
    };
    let text = &given.value.0;
    let folder = site.existing(text, &given.span, "the folder");
    if folder.as_ref().is_some_and(|folder| !folder.is_dir()) {
        site.add(Fault::new(&given.span, format!("{} is not a folder", quote(text))));
    }
    folder.unwrap_or_else(|| site.directory.to_owned())
}

/// Folders to put first on `sys.path`, absolute; `None` after a mistake in them.
pub(super) fn python_path(site: &Site<'_>) -> Option<Vec<PathBuf>> {
    let field = site.pick(|workload| &workload.path);
    if field.is_broken() {
        return None;
    }
    let Some(given) = field.given() else {
        return Some(vec![site.directory.to_owned()]);
    };
    let folder = |item: &Field<Argument>| {
        let item = item.given()?;
        site.existing(&item.value.0, &item.span, "the folder")
    };
    // All of them, so that each missing folder is reported.
    let folders: Vec<_> = given.value.items().iter().map(folder).collect();
    folders.into_iter().collect()
}

/// Files and folders of the benchmark itself, absolute.
pub(super) fn harness(site: &Site<'_>, field: &Field<OneOrMore<Argument>>) -> Vec<PathBuf> {
    let Some(given) = field.given() else { return Vec::new() };
    let place = |item: &Field<Argument>| {
        let item = item.given()?;
        let place = site.existing(&item.value.0, &item.span, "the file or folder")?;
        if site.directory.starts_with(&place) {
            let message = format!("{} has the suite's own folder in it", quote(&item.value.0));
            let help = "name what belongs to the benchmark and is not what it measures";
            site.add(Fault::new(&item.span, message).help(help));
            return None;
        }
        Some(place)
    };
    given.value.items().iter().filter_map(place).collect()
}

/// The interpreter asked for: a path of something in the suite's folder becomes absolute.
pub(super) fn python_version(site: &Site<'_>) -> Option<String> {
    let given = site.pick(|workload| &workload.python_version).given()?;
    let text = &given.value.0;
    if text.trim().is_empty() {
        let fault = Fault::new(&given.span, "the Python version is empty");
        site.add(fault.help("write a version as in `\"3.12\"`, or a path"));
        return None;
    }
    let is_version = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    let path = site.directory.join(text);
    if is_version || !path.exists() {
        return Some(text.clone());
    }
    // Not canonical: a virtual environment's interpreter is a link that must not be followed.
    Some(path.to_string_lossy().into_owned())
}

/// The environment that each side gets, its paths absolute.
pub(super) fn environment(site: &Site<'_>) -> Option<PythonEnvironment> {
    let given = site.pick(|workload| &workload.environment).given()?;
    let EnvironmentFile { requirements, install } = &given.value;
    if requirements.is_absent() && install.is_absent() {
        let fault =
            Fault::new(&given.span, "`environment` has neither `requirements` nor `install`");
        site.add(fault.help("write it as in `environment: { requirements: requirements.txt }`"));
    }
    let place = |field: &Field<Argument>, what: &str, is_right: fn(&Path) -> bool| {
        let given = field.given()?;
        let text = &given.value.0;
        let place = site.existing(text, &given.span, &format!("the {what}"))?;
        if !is_right(&place) {
            site.add(Fault::new(&given.span, format!("{} is not a {what}", quote(text))));
        }
        Some(place)
    };
    Some(PythonEnvironment {
        requirements: place(requirements, "file", Path::is_file),
        install: place(install, "folder", Path::is_dir),
    })
}

/// What to do about a path that does not exist.
pub(super) fn nearby(path: &Path) -> String {
    let general = "paths are relative to the suite's folder".to_owned();
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return general;
    };
    let Ok(entries) = parent.read_dir() else {
        return general;
    };
    let names: Vec<String> = entries
        .take(MOST_ENTRIES)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    match closest(&name.to_string_lossy(), names.iter().map(String::as_str)) {
        Some(near) => format!("there is {}", quote(near)),
        None => general,
    }
}
