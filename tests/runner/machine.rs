//! The machine of a job: its folders, and the processes that run on it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A fresh machine.
pub(crate) struct Machine {
    folder: TempDir,
}

/// A script with what is around it.
pub(super) struct Script<'a> {
    pub(super) text: &'a str,
    /// `bash`, `sh`, or what GitHub takes where nothing is said.
    pub(super) shell: Option<&'a str>,
    pub(super) directory: PathBuf,
    pub(super) environment: &'a BTreeMap<String, String>,
}

/// What a script left behind.
pub(super) struct Ran {
    pub(super) is_success: bool,
    /// Both outputs, in the order in which they came.
    pub(super) log: String,
    pub(super) files: BTreeMap<&'static str, String>,
}

/// What a script may write for the runner.
pub(super) const FILES: [&str; 4] =
    ["GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"];

impl Machine {
    pub(crate) fn new() -> Self {
        let machine = Self { folder: tempfile::tempdir().unwrap() };
        for folder in [machine.workspace(), machine.temp(), machine.home(), machine.actions()] {
            fs::create_dir_all(folder).unwrap();
        }
        machine
    }

    /// Where the repository is checked out.
    pub(crate) fn workspace(&self) -> PathBuf {
        self.folder.path().join("work/cat/cat")
    }

    /// `RUNNER_TEMP`.
    pub(crate) fn temp(&self) -> PathBuf {
        self.folder.path().join("work/_temp")
    }

    /// Where actions are downloaded to.
    pub(super) fn actions(&self) -> PathBuf {
        self.folder.path().join("work/_actions")
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// What every process has in its environment before anybody says anything.
    pub(super) fn environment(&self) -> BTreeMap<String, String> {
        let path = [("PATH", path()), ("HOME", self.home().display().to_string())];
        path.map(|(name, value)| (name.to_owned(), value)).into()
    }

    /// Runs a script to its end.
    pub(super) fn run(&self, script: &Script<'_>) -> Ran {
        let folder = tempfile::tempdir_in(self.temp()).unwrap();
        let file = |name: &str| folder.path().join(name.to_lowercase());
        let text = file("script.sh");
        fs::write(&text, script.text).unwrap();
        let log = File::create(file("log")).unwrap();
        let mut command = command(script.shell);
        command.arg(text).env_clear().envs(script.environment);
        for name in FILES {
            fs::write(file(name), "").unwrap();
            command.env(name, file(name));
        }
        command.current_dir(&script.directory).stdin(Stdio::null());
        let status = command.stdout(log.try_clone().unwrap()).stderr(log).status().unwrap();
        Ran {
            is_success: status.success(),
            log: read(&file("log")),
            files: FILES.map(|name| (name, read(&file(name)))).into(),
        }
    }
}

fn command(shell: Option<&str>) -> Command {
    let (program, arguments): (_, &[&str]) = match shell {
        Some("bash") => ("bash", &["--noprofile", "--norc", "-eo", "pipefail"]),
        Some("sh") => ("sh", &["-e"]),
        // So GitHub does it: pipes don't fail unless somebody asks for bash by name.
        _default => ("bash", &["-e"]),
    };
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}

#[expect(clippy::disallowed_methods, reason = "the tools of this machine are those of the test")]
fn path() -> String {
    std::env::var("PATH").unwrap()
}
