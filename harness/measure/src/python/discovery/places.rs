//! Where interpreters are, in the order in which they are preferred. Starts none of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::request::Request;

/// Most folders that are looked at on the way up from the suite.
const MOST_ANCESTORS: usize = 32;
/// Minor versions of Python 3 whose executables are looked for by name, newest first.
const MINOR_VERSIONS: std::ops::RangeInclusive<u32> = 10..=30;

/// A place and the executables in it, existing ones only.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// For people.
    pub(super) name: String,
    /// Paths in order of preference.
    pub(super) executables: Vec<PathBuf>,
    /// Whether it belongs to the suite, so that passing it over needs telling.
    pub(super) is_suites_own: bool,
}

/// All places for `request`, seen from the suite's folder. No executable is listed twice.
pub(super) fn places(
    request: &Request,
    directory: &Path,
    variables: &BTreeMap<String, String>,
) -> Vec<Place> {
    let mut places = Vec::new();
    let names = executable_names(request);
    if !matches!(request, Request::Name(_)) {
        let beside = place("virtual environments beside the suite", beside_suite(directory));
        places.push(Place { is_suites_own: true, ..beside });
        for variable in ["VIRTUAL_ENV", "CONDA_PREFIX"] {
            let environment = variables.get(variable).filter(|value| !value.is_empty());
            let executables = environment.map(|folder| in_environment(Path::new(folder)));
            places.push(place(&format!("`{variable}`"), executables.into_iter().collect()));
        }
    }
    let on_path = on_path(&names, variables);
    places.push(place("`PATH`", behind_shims(on_path, request, variables)));
    if !matches!(request, Request::Name(_)) {
        places.extend(managed(&names, variables));
    }
    keep_first(&mut places);
    places
}

/// What tools for managing interpreters keep.
fn managed(names: &[String], variables: &BTreeMap<String, String>) -> Vec<Place> {
    let variable = |name: &str| variables.get(name).filter(|value| !value.is_empty());
    let home = variable("HOME").map(PathBuf::from);
    let in_home = |folder: &str| home.as_ref().map(|home| home.join(folder));
    let pyenv = pyenv_root(variables);
    let uv = variable("UV_PYTHON_INSTALL_DIR")
        .map(PathBuf::from)
        .or_else(|| variable("XDG_DATA_HOME").map(|data| Path::new(data).join("uv/python")))
        .or_else(|| in_home(".local/share/uv/python"));
    let mut places = Vec::new();
    for (tool, folder) in [("pyenv", pyenv.map(|root| root.join("versions"))), ("uv", uv)] {
        if let Some(folder) = folder {
            places.push(place(&format!("{tool} (`{}`)", folder.display()), versions_in(&folder)));
        }
    }
    let conda = ["miniconda3", "anaconda3", "miniforge3", "mambaforge"];
    places.push(place(
        "conda",
        conda.iter().filter_map(|name| in_home(name)).flat_map(conda_in).collect(),
    ));
    if cfg!(target_os = "macos") {
        places.push(place("Homebrew and python.org", on_macos(names)));
    }
    places
}

fn place(name: &str, executables: Vec<PathBuf>) -> Place {
    Place { name: name.to_owned(), executables, is_suites_own: false }
}

/// Where the interpreter of a virtual environment or an installation is.
pub(super) fn in_environment(folder: &Path) -> PathBuf {
    let python = folder.join("bin/python");
    let python3 = folder.join("bin/python3");
    if !is_there(&python) && is_there(&python3) { python3 } else { python }
}

/// `.venv` and `venv` in the suite's folder and above, up to the root of the repository.
fn beside_suite(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in directory.ancestors().take(MOST_ANCESTORS) {
        found.extend([".venv", "venv"].map(|name| in_environment(&folder.join(name))));
        if folder.join(".git").exists() {
            break;
        }
    }
    found
}

fn executable_names(request: &Request) -> Vec<String> {
    let plain = ["python3".to_owned(), "python".to_owned()];
    let numbered = MINOR_VERSIONS.rev().map(|minor| format!("python3.{minor}"));
    match request {
        Request::Version(numbers) => match numbers[..] {
            [major, minor, ..] => {
                let mut names = vec![format!("python{major}.{minor}"), format!("python{major}")];
                names.push("python".to_owned());
                names
            }
            _ => plain.into_iter().chain(numbered).collect(),
        },
        Request::Name(name) => vec![name.clone()],
        Request::Any | Request::Path(_) => plain.into_iter().chain(numbered).collect(),
    }
}

fn on_path(names: &[String], variables: &BTreeMap<String, String>) -> Vec<PathBuf> {
    let path = variables.get("PATH").map_or("", String::as_str);
    // An empty entry would mean the current folder, which is nobody's intention.
    let folders = path.split(':').filter(|folder| Path::new(folder).is_absolute());
    folders.flat_map(|folder| names.iter().map(move |name| Path::new(folder).join(name))).collect()
}

fn pyenv_root(variables: &BTreeMap<String, String>) -> Option<PathBuf> {
    let variable = |name: &str| variables.get(name).filter(|value| !value.is_empty());
    let root = variable("PYENV_ROOT").map(PathBuf::from);
    root.or_else(|| variable("HOME").map(|home| Path::new(home).join(".pyenv")))
}

/// `found` with pyenv's shims for a version replaced by the one installation that they can lead to. A shim
/// starts some fifty processes before it answers. Where there is a choice it is asked: only pyenv knows.
fn behind_shims(
    found: Vec<PathBuf>,
    request: &Request,
    variables: &BTreeMap<String, String>,
) -> Vec<PathBuf> {
    let Request::Version(numbers) = request else { return found };
    let (Some(root), [major, minor, ..]) = (pyenv_root(variables), &numbers[..]) else {
        return found;
    };
    let shims = root.join("shims");
    let is_shim = |path: &Path| path.parent() == Some(&shims);
    let name = format!("python{major}.{minor}");
    let installed = folders_in(&root.join("versions"));
    let installed = installed.into_iter().map(|folder| folder.join("bin").join(&name));
    let mut behind: Vec<_> = installed.filter(|path| is_there(path)).collect();
    // With `system` as its version, pyenv looks further along the path.
    let is_elsewhere = |path: &PathBuf| !is_shim(path) && path.ends_with(&name) && is_there(path);
    if behind.len() != 1 || found.iter().any(is_elsewhere) {
        return found;
    }
    let shown = |path: PathBuf| match (is_shim(&path), path.ends_with(&name)) {
        (true, true) => behind.pop(),
        (true, false) => None,
        (false, _) => Some(path),
    };
    found.into_iter().filter_map(shown).collect()
}

/// One installation per folder, the highest version first.
fn versions_in(folder: &Path) -> Vec<PathBuf> {
    let mut folders = folders_in(folder);
    folders.sort_by_cached_key(|folder| Reverse(version_key(folder)));
    folders.iter().map(|folder| in_environment(folder)).collect()
}

/// The numbers in `3.12.1` or `cpython-3.12.1-linux-x86_64-gnu`, other implementations last.
fn version_key(folder: &Path) -> (bool, Vec<u32>) {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_plain = name.starts_with("cpython-") || name.starts_with(|c: char| c.is_ascii_digit());
    let version = name.split('-').find(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    let numbers = version.unwrap_or_default().split('.').map_while(|part| part.parse().ok());
    (is_plain, numbers.collect())
}

fn conda_in(root: PathBuf) -> Vec<PathBuf> {
    let environments = folders_in(&root.join("envs"));
    std::iter::once(root).chain(environments).map(|folder| in_environment(&folder)).collect()
}

fn on_macos(names: &[String]) -> Vec<PathBuf> {
    let homebrew = ["/opt/homebrew/bin", "/usr/local/bin"].into_iter().flat_map(|folder| {
        names.iter().map(move |name| Path::new(folder).join(name)).collect::<Vec<_>>()
    });
    let framework = Path::new("/Library/Frameworks/Python.framework/Versions");
    homebrew.chain(versions_in(framework)).collect()
}

/// The folders in `folder`, by name; none when it can't be read.
fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut folders: Vec<_> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Whether there is something of that name, be it a link that leads nowhere.
fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Leaves what exists, each path only where it comes first.
fn keep_first(places: &mut [Place]) {
    let mut seen = BTreeSet::new();
    for place in places {
        place.executables.retain(|path| is_there(path) && seen.insert(path.clone()));
    }
}
