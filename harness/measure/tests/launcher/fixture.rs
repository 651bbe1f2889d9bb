//! A launcher to test with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use nix::sys::signal::kill;
use nix::unistd::Pid;
use paceline_measure::{Exit, Launcher, Process};

/// The example that serves as launcher, as the sources have it now.
pub(crate) fn executable() -> PathBuf {
    static BUILT: LazyLock<PathBuf> = LazyLock::new(build);
    BUILT.clone()
}

/// Builds the example: Cargo itself leaves it as it was when tests are asked for by name, so that a
/// broken launcher would pass.
fn build() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let arguments = ["build", "--quiet", "--offline", "--locked", "--example=launch"];
    let is_release = profile.ends_with("release");
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .args(is_release.then_some("--release"))
        .arg("--target-dir")
        .arg(profile.parent().unwrap())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(status.success(), "the example `launch` does not build");
    profile.join("examples/launch")
}

pub(crate) fn launcher() -> Launcher {
    Launcher::start(&executable()).unwrap()
}

/// A process with room and time enough.
pub(crate) fn process(arguments: &[&str]) -> Process {
    Process {
        arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
        environment: BTreeMap::from([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]),
        directory: PathBuf::from("/"),
        timeout_nanoseconds: 60_000_000_000,
        output_limit: 1 << 20,
        error_limit: 1 << 16,
        fixed_addresses: false,
        cleans_up: false,
    }
}

pub(crate) fn shell(script: &str) -> Process {
    process(&["sh", "-c", script])
}

/// Runs it with a launcher of its own.
pub(crate) fn run(process: &Process) -> Exit {
    launcher().run(process, &|| false).unwrap()
}

/// Waits until `is_true`, and fails after a time that no healthy machine needs.
pub(crate) fn eventually(what: &str, is_true: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_true() {
        assert!(start.elapsed() < Duration::from_secs(30), "waited too long until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The process numbers in `text`, which has to hold `count` of them.
pub(crate) fn numbers(text: &str, count: usize) -> Vec<Pid> {
    let numbers: Vec<_> =
        text.split_whitespace().map(|word| Pid::from_raw(word.parse().unwrap())).collect();
    assert_eq!(numbers.len(), count, "{text}");
    numbers
}

/// Whether a process is there, dead but not reaped included.
pub(crate) fn exists(process: Pid) -> bool {
    kill(process, None).is_ok()
}

/// The content of a file, empty while there is none.
pub(crate) fn content(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_default()
}
