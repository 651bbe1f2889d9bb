//! Strict stand-ins for the actions of others that workflows here use: they do the real thing, on this
//! machine, and refuse inputs that are not known here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::job::Use;

/// Outputs of an action that is done, or why it failed.
pub(super) type Outputs = Result<BTreeMap<String, String>, String>;

const UPLOAD: [&str; 6] =
    ["name", "path", "if-no-files-found", "retention-days", "overwrite", "compression-level"];
const DOWNLOAD: [&str; 7] =
    ["name", "path", "pattern", "merge-multiple", "github-token", "repository", "run-id"];

/// Fails on inputs that the action does not have.
pub(super) fn refuse_unknown(asked: &Use<'_>, known: &[&str]) -> Result<(), String> {
    let unknown = asked.with.keys().find(|name| !known.contains(&name.as_str()));
    unknown.map_or(Ok(()), |name| Err(format!("`{}` has no input `{name}`", asked.action)))
}

/// An input, or its default.
pub(super) fn input<'a>(asked: &'a Use<'_>, name: &str, default: &'a str) -> &'a str {
    asked.with.get(name).map_or(default, String::as_str)
}

/// `actions/upload-artifact` into the artifacts of a run.
pub(super) fn upload(asked: &Use<'_>, of_run: &Path) -> Result<Outputs, String> {
    refuse_unknown(asked, &UPLOAD)?;
    let name = input(asked, "name", "artifact");
    if name.is_empty() || name.contains(['"', ':', '<', '>', '|', '*', '?', '\r', '\n', '\\', '/'])
    {
        return Ok(Err(format!("the artifact name is not valid: {name}")));
    }
    let target = of_run.join(name);
    if target.exists() && input(asked, "overwrite", "false") != "true" {
        return Ok(Err(format!("409: an artifact with the name `{name}` already exists")));
    }
    let paths = input(asked, "path", "").lines().map(str::trim).filter(|line| !line.is_empty());
    let paths: Vec<_> = paths.map(|path| asked.machine.workspace().join(path)).collect();
    let mut files = Vec::new();
    for path in &paths {
        if path.display().to_string().contains(['*', '!']) {
            return Err("globs are not known here".to_owned());
        }
        collect(path, &mut files);
    }
    if files.is_empty() {
        return match input(asked, "if-no-files-found", "warn") {
            "error" => Ok(Err("no files were found".to_owned())),
            "warn" | "ignore" => Ok(Ok(BTreeMap::new())),
            other => Err(format!("`if-no-files-found: {other}`")),
        };
    }
    // What all paths have in common is left out.
    let root = match &paths[..] {
        [one] if one.is_dir() => one.clone(),
        _several => common(&files),
    };
    for file in &files {
        let target = target.join(file.strip_prefix(&root).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(file, target).unwrap();
    }
    Ok(Ok(BTreeMap::from([("artifact-id".to_owned(), "1".to_owned())])))
}

/// The files of a folder, or the file itself; hidden ones are left out.
fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    if is_hidden {
        return;
    }
    if path.is_file() {
        files.push(path.to_owned());
    }
    for entry in fs::read_dir(path).into_iter().flatten() {
        collect(&entry.unwrap().path(), files);
    }
}

fn common(files: &[PathBuf]) -> PathBuf {
    let mut root = files[0].parent().unwrap();
    while !files.iter().all(|file| file.starts_with(root)) {
        root = root.parent().unwrap();
    }
    root.to_owned()
}

/// `actions/download-artifact`; `may_read` tells whether a token may read another run's artifacts.
pub(super) fn download(
    asked: &Use<'_>,
    runs: &Path,
    may_read: impl Fn(&str) -> bool,
) -> Result<Outputs, String> {
    refuse_unknown(asked, &DOWNLOAD)?;
    let own = asked.github["run_id"].as_str().unwrap_or_default();
    let run = input(asked, "run-id", own);
    if run != own && !may_read(input(asked, "github-token", "")) {
        return Ok(Err("Resource not accessible by integration".to_owned()));
    }
    let folder = asked.machine.workspace().join(input(asked, "path", "."));
    fs::create_dir_all(&folder).unwrap();
    let of_run = runs.join(run);
    let (name, pattern) = (input(asked, "name", ""), input(asked, "pattern", "*"));
    if !name.is_empty() {
        let artifact = of_run.join(name);
        if !artifact.is_dir() {
            return Ok(Err(format!("Unable to find an artifact with the name: {name}")));
        }
        copy(&artifact, &folder);
        return Ok(Ok(BTreeMap::new()));
    }
    let merges = input(asked, "merge-multiple", "false") == "true";
    let start = pattern.strip_suffix('*');
    let is_asked = |name: &str| start.map_or(name == pattern, |start| name.starts_with(start));
    for entry in fs::read_dir(&of_run).into_iter().flatten() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_asked(&name) {
            let target = if merges { folder.clone() } else { folder.join(&name) };
            copy(&entry.path(), &target);
        }
    }
    Ok(Ok(BTreeMap::new()))
}

/// Copies a folder over another one.
pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Whether a name is pinned to a commit, as one's own security asks for.
pub(super) fn is_pinned(action: &str) -> bool {
    let commit = action.split_once('@').map_or("", |(_, commit)| commit);
    commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The text of a member of a context.
pub(super) fn member(context: &Value, name: &str) -> String {
    context[name].as_str().unwrap_or_default().to_owned()
}
