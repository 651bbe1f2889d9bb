//! Makes an environment: by uv where it is on the path, else by venv and pip.

use std::fs;
use std::path::{Path, PathBuf};

use paceline_git::Commit;
use paceline_measure::{Ending, Exit, Launcher, Process};
use paceline_model::Revision;

use super::equip::Scene;
use super::recipe::Recipe;
use crate::checkout::{copy_over, real};
use crate::exit::Problem;
use crate::profiling::tells_tools;

/// Longest run of an installer, in nanoseconds: packages may have to be compiled.
const PATIENCE: u64 = 3600 * 1_000_000_000;
/// Bytes of what an installer complains about that are kept, and lines that are told.
const COMPLAINTS: usize = 64 << 10;
const TOLD_LINES: usize = 12;

/// Makes the environment of `recipe` in the folder `place`, which is not there yet.
pub(super) fn make(recipe: &Recipe<'_>, place: &Path, scene: Scene<'_>) -> Result<(), Problem> {
    let path = scene.world.variables.get("PATH").map(String::as_str).unwrap_or_default();
    let has_uv = std::env::split_paths(path).any(|folder| folder.join("uv").is_file());
    let place = place.display().to_string();
    let python = format!("{place}/bin/python");
    let own = recipe.interpreter.path.as_str();
    let mut launcher = Launcher::start(&scene.world.executable)?;
    let mut run = |words: &[&str]| run(words, &mut launcher, scene);
    let install: &[&str] = if has_uv {
        run(&["uv", "venv", "--no-project", "--python", own, &place])?;
        &["uv", "pip", "install", "--no-progress", "--python", &python]
    } else {
        run(&[own, "-m", "venv", &place])?;
        &[&python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet"]
    };
    if let Some(file) = recipe.requirements {
        run(&[install, &["--requirement", &file.display().to_string()]].concat())?;
    }
    if let Some((folder, revision)) = recipe.install {
        let project = Project::copy(folder, revision, scene)?;
        run(&[install, &[&project.folder.display().to_string()]].concat())?;
    }
    Ok(())
}

/// A copy of a project, since building one leaves files in it.
struct Project {
    folder: PathBuf,
    _worktree: paceline_git::Worktree,
}

impl Project {
    /// The project as `revision` has it, and what is not committed of it.
    fn copy(folder: &Path, revision: &Revision, scene: Scene<'_>) -> Result<Self, Problem> {
        let (Some(repository), Some(commit)) = (scene.repository, &revision.commit) else {
            let message = "`install` needs a git repository with a commit; leave it out and put the \
                           project on `path`";
            return Err(Problem::input(message));
        };
        let commit = Commit { id: commit.to_string(), subject: String::new() };
        let worktree = repository.check_out(&commit)?;
        let root = real(repository.root());
        if revision.dirty {
            for changed in repository.changed_files("HEAD")? {
                copy_over(&root.join(&changed), &worktree.root().join(&changed))?;
            }
        }
        // Base's project lies in a working tree of its own.
        let folder = worktree.root().join(inside(folder, &root)?);
        Ok(Self { folder, _worktree: worktree })
    }
}

/// The path of the project within a checkout.
fn inside(folder: &Path, root: &Path) -> Result<PathBuf, Problem> {
    let tops = fs::canonicalize(folder)?;
    let top = tops.ancestors().find(|top| top.join(".git").exists()).unwrap_or(root);
    let inside = tops.strip_prefix(top).map(Path::to_owned);
    inside.map_err(|_outside| {
        Problem::Input(format!("`{}`, which `install` names, is in no checkout", folder.display()))
    })
}

fn run(words: &[&str], launcher: &mut Launcher, scene: Scene<'_>) -> Result<(), Problem> {
    let variables = scene.world.variables.iter().filter(|(name, _)| tells_tools(name));
    let process = Process {
        arguments: words.iter().map(|word| (*word).to_owned()).collect(),
        environment: variables.map(|(name, value)| (name.clone(), value.clone())).collect(),
        // Python looks for modules where it runs: anybody may put some into the temporary folder.
        directory: "/".into(),
        timeout_nanoseconds: PATIENCE,
        output_limit: 0,
        error_limit: COMPLAINTS,
        fixed_addresses: false,
        cleans_up: false,
    };
    let exit = launcher.run(&process, &|| scene.world.is_interrupted())?;
    if exit.is_success() { Ok(()) } else { Err(failed(words, &exit)) }
}

fn failed(words: &[&str], exit: &Exit) -> Problem {
    let how = match &exit.ending {
        Ending::Exited(status) => format!("exit status {status}"),
        Ending::Signaled(signal) => format!("signal {signal}"),
        Ending::TimedOut => "no end within an hour".to_owned(),
        Ending::NotStarted(reason) => reason.clone(),
    };
    let text = exit.error.text();
    let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = lines[lines.len().saturating_sub(TOLD_LINES)..].join("\n  ");
    let command = words.join(" ");
    Problem::Environment(format!(
        "can't make the Python environment: `{command}` ended badly ({how})\n  {last}"
    ))
}
