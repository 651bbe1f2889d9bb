//! A temporary folder or git repository, and the binary run in it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use cargo_metadata::{Metadata, MetadataCommand};

/// Top folder of this repository.
pub(crate) fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The workspace's own packages.
pub(crate) fn metadata() -> Metadata {
    MetadataCommand::new().current_dir(top()).no_deps().other_options(offline()).exec().unwrap()
}

/// Every package of the lock file.
pub(crate) fn full_metadata() -> &'static Metadata {
    static METADATA: LazyLock<Metadata> = LazyLock::new(|| {
        MetadataCommand::new().current_dir(top()).other_options(offline()).exec().unwrap()
    });
    &METADATA
}

fn offline() -> Vec<String> {
    vec!["--offline".to_owned(), "--locked".to_owned()]
}

/// Who else may run beside a test: everyone, or nobody where times are judged.
///
/// A lock on a file, so that it holds between threads of one test process and between processes.
#[derive(Clone, Copy)]
enum Neighbours {
    Welcome,
    Unwanted,
}

fn lock(neighbours: Neighbours) -> File {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("quiet.lock");
    let file = File::create(path).unwrap();
    match neighbours {
        Neighbours::Welcome => file.lock_shared().unwrap(),
        Neighbours::Unwanted => file.lock().unwrap(),
    }
    file
}

/// A temporary folder in which the binary is run.
pub(crate) struct Sandbox {
    folder: tempfile::TempDir,
    /// Instead of the user's cache.
    cache: tempfile::TempDir,
    // Held until the sandbox is dropped.
    _lock: File,
}

/// What a run of the binary gave.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The run, if it ended with `status`; otherwise the test fails and shows everything.
    #[track_caller]
    pub(crate) fn expect(self, status: i32) -> Self {
        assert_eq!(self.status, status, "\n-- stdout\n{}\n-- stderr\n{}", self.stdout, self.stderr);
        self
    }
}

impl Sandbox {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self::beside(Neighbours::Welcome)
    }

    /// An empty folder, and no other test runs beside this one.
    pub(crate) fn quiet() -> Self {
        Self::beside(Neighbours::Unwanted)
    }

    fn beside(neighbours: Neighbours) -> Self {
        let [folder, cache] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        Self { folder, cache, _lock: lock(neighbours) }
    }

    /// The folder that the binary has for its cache.
    pub(crate) fn cache(&self) -> PathBuf {
        self.cache.path().join("paceline")
    }

    /// Makes the folder a git repository.
    pub(crate) fn init(self) -> Self {
        self.git(&["init", "--quiet", "--initial-branch=main"]);
        self
    }

    /// Copies a folder of this repository here.
    pub(crate) fn copy(&self, from: &str, to: &str) {
        copy_folder(&top().join(from), &self.path(to));
    }

    /// A path within the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, making its folders.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs git, which must succeed.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Commits everything.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    /// The binary with `arguments`, to be run in the folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paceline"));
        command.args(arguments).current_dir(self.folder.path()).env_remove("CLICOLOR_FORCE");
        command.env("XDG_CACHE_HOME", self.cache.path());
        command
    }

    /// Runs the binary to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let Output { status, stdout, stderr } = self.command(arguments).output().unwrap();
        Run {
            status: status.code().unwrap_or(-1),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        }
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
