//! Everything that decides over what a build makes, as far as it can be told at little cost.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use paceline_git::Repository;
use paceline_measure::{Build, interpreter_of};
use paceline_model::{Case, sha256};

use crate::checkout::real;
use crate::session::Session;

/// Compilers and interpreters that builds start by themselves.
const TOOLS: [&str; 14] = [
    "c++", "cargo", "cc", "clang", "clang++", "cmake", "g++", "gcc", "go", "javac", "make", "node",
    "python3", "rustc",
];
/// Largest file of the benchmark itself that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// What is built, by digest.
pub(super) struct Identity {
    /// Of all that follows.
    pub(super) whole: String,
    /// Of the repository alone.
    pub(super) repository: String,
}

/// The identity of the builds of `cases` at a commit; `None` where there are none, or one that can't
/// be kept: it runs outside of the repository.
pub(super) fn identity(
    session: &Session<'_>,
    repository: &Repository,
    commit: &str,
    cases: &[Case],
) -> Option<Identity> {
    // A build may take the environment's path with it, and the environment may go.
    if cases.iter().any(|case| case.build.is_some() && case.python.environment.is_some()) {
        return None;
    }
    let root = real(repository.root());
    let builds: BTreeSet<_> = cases
        .iter()
        .filter_map(|case| Some((case, Build::of(case, &session.world.variables)?)))
        .map(|(case, build)| describe(session, case, (&build, &root)))
        .collect::<Option<_>>()?;
    if builds.is_empty() {
        return None;
    }
    let place = real(repository.common_folder());
    let length = root.as_os_str().len();
    let harness: Option<Vec<_>> =
        session.plan.harness.iter().map(|place| content(place, &root)).collect();
    let whole = format!("{} {commit} {length} {:?} {builds:?}", place.display(), harness?);
    let repository = sha256(place.as_os_str().as_encoded_bytes());
    Some(Identity { whole: sha256(whole.as_bytes()), repository })
}

/// A build with its surroundings and the programs that it may start.
fn describe(session: &Session<'_>, case: &Case, (build, root): (&Build, &Path)) -> Option<String> {
    let inside = |path: &Path| real(path).strip_prefix(root).map(Path::to_owned).ok();
    let folder = inside(&build.folder)?;
    let mut variables = build.variables.clone();
    // Where something lies for a moment is another place each time, in some CI systems.
    variables.remove("TMPDIR");
    let modules: Vec<_> = case
        .python
        .path
        .iter()
        .map(|folder| inside(folder).unwrap_or_else(|| folder.clone()))
        .collect();
    let interpreter = interpreter_of(case, &session.environment.interpreters);
    let interpreter = interpreter.map(|found| (&found.path, &found.version));
    let arguments = &build.arguments;
    let tools = tools(build);
    Some(format!(
        "{arguments:?} {} {variables:?} {modules:?} {interpreter:?} {tools:?}",
        folder.display()
    ))
}

/// The programs that the build may start, with sizes and times, which change with their versions.
fn tools(build: &Build) -> Vec<(PathBuf, u64, i64)> {
    let path = build.variables.get("PATH").map(String::as_str).unwrap_or_default();
    let find = |name: &str| {
        std::env::split_paths(path).map(|one| one.join(name)).find(|one| one.is_file())
    };
    let own = build.arguments.first().map(String::as_str);
    let mut found: Vec<_> = own
        .into_iter()
        .chain(TOOLS)
        .filter_map(find)
        .filter_map(|program| stamp(&program))
        .collect();
    // Rustup's `cargo` and `rustc` stand for those of a toolchain.
    let home = |name: &str| build.variables.get(name).map(PathBuf::from);
    let rustup = home("RUSTUP_HOME").or_else(|| Some(home("HOME")?.join(".rustup")));
    let toolchains = rustup.and_then(|rustup| fs::read_dir(rustup.join("toolchains")).ok());
    let toolchains = toolchains.into_iter().flatten().flatten();
    let mut compilers: Vec<_> =
        toolchains.filter_map(|one| stamp(&one.path().join("bin/rustc"))).collect();
    compilers.sort();
    found.extend(compilers);
    found
}

fn stamp(program: &Path) -> Option<(PathBuf, u64, i64)> {
    let program = program.canonicalize().ok()?;
    let metadata = program.metadata().ok()?;
    Some((program, metadata.len(), metadata.mtime()))
}

/// The content of a file or folder of the benchmark; `None` where it is too large or can't be read.
fn content(place: &Path, root: &Path) -> Option<String> {
    let metadata = place.symlink_metadata().ok()?;
    let name = place.strip_prefix(root).unwrap_or(place).to_string_lossy().into_owned();
    let digest = if metadata.is_symlink() {
        sha256(fs::read_link(place).ok()?.as_os_str().as_encoded_bytes())
    } else if metadata.is_dir() {
        let entries: Vec<_> = fs::read_dir(place).ok()?.flatten().map(|one| one.path()).collect();
        let parts: Option<BTreeSet<_>> = entries.iter().map(|one| content(one, root)).collect();
        sha256(format!("{:?}", parts?).as_bytes())
    } else if metadata.len() <= LARGEST {
        sha256(&fs::read(place).ok()?)
    } else {
        return None;
    };
    Some(format!("{name} {:o} {digest}", metadata.mode()))
}
