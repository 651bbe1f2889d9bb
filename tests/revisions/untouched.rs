//! What is the user's stays byte for byte: checkout, index, HEAD, references, stash, settings, list
//! of working trees. After every command, and after every way to stop one.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::{command, run};
use crate::sandbox::Sandbox;

const SUITE: &str = r#"
suite: s
defaults: { budget: 10ms, invocations: 8..8, metrics: [wall_time], profilers: none }
workloads:
  quick: { command: [cat, a.txt], build: [cp, a.txt, built], result: ignore }
  python: { python: "bench:work", result: ignore }
"#;
/// Never ends by itself.
const ENDLESS: &str =
    "suite: s\nworkloads: { w: { build: [cp, a.txt, built], command: [sleep, '4716'] } }\n";

/// A repository that somebody works in: an edit, a staged file, an untracked one, a stash, a branch.
fn lived_in() -> Sandbox {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("temporary")).unwrap();
    sandbox.write("repository/suite.yaml", SUITE);
    sandbox.write("repository/endless.yaml", ENDLESS);
    sandbox.write("repository/.gitignore", "built\n");
    sandbox.write("repository/bench.py", "def work():\n    return sum(range(1000))\n");
    sandbox.write("repository/a.txt", "1\n");
    let git = |arguments: &[&str]| sandbox.git(&[&["-C", "repository"], arguments].concat());
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "-m", "one"]);
    git(&["switch", "--quiet", "-c", "feature"]);
    sandbox.write("repository/a.txt", "2\n");
    git(&["commit", "--quiet", "--all", "-m", "two"]);
    sandbox.write("repository/a.txt", "stashed\n");
    git(&["stash", "--quiet"]);
    sandbox.write("repository/staged.txt", "s\n");
    git(&["add", "staged.txt"]);
    sandbox.write("repository/a.txt", "edited\n");
    sandbox.write("repository/untracked/u.txt", "u\n");
    sandbox
}

/// Everything that must stay. The index comes first: git may write it when it is asked things.
fn state(sandbox: &Sandbox) -> Vec<(&'static str, Vec<u8>)> {
    let file = |name: &'static str| {
        (name, fs::read(sandbox.path(&format!("repository/{name}"))).unwrap_or_default())
    };
    let mut state: Vec<_> =
        [".git/index", ".git/HEAD", ".git/config", ".git/packed-refs", "a.txt", "untracked/u.txt"]
            .map(file)
            .into();
    let questions: [(&str, &[&str]); 5] = [
        ("status", &["status", "--porcelain=v2", "--branch", "--untracked-files=all"]),
        ("references", &["for-each-ref"]),
        ("working trees", &["worktree", "list", "--porcelain"]),
        ("stash", &["stash", "list"]),
        ("difference", &["diff", "HEAD"]),
    ];
    for (name, question) in questions {
        let ask = [&["--no-optional-locks", "-C", "repository"], question].concat();
        state.push((name, sandbox.git(&ask).into_bytes()));
    }
    state
}

#[test]
fn every_command_leaves_everything_as_it_was() {
    let sandbox = lived_in();
    let before = state(&sandbox);
    let commands: [&[&str]; 13] = [
        &["run", "suite.yaml", "--output", "../head.json"],
        &["check", "suite.yaml", "--records", "../records", "--output", "../comparison.json"],
        &["check", "suite.yaml", "--base", "main", "--evidence", "../evidence"],
        &["check", "suite.yaml", "--base", "main", "--stored"],
        &["check", "suite.yaml", "--base", "../records/base.json"],
        &[
            "profile",
            "suite.yaml",
            "--case",
            "python",
            "--base",
            "main",
            "--profiles",
            "../profiles",
        ],
        &["compare", "../records/base.json", "../records/head.json", "--suite", "suite.yaml"],
        &["report", "../comparison.json"],
        &["calibrate", "suite.yaml", "--case", "quick", "--quiet"],
        &["bisect", "suite.yaml", "--good", "main", "--case", "quick"],
        &["history"],
        &["baseline", "list"],
        &["doctor"],
    ];
    for arguments in commands {
        let run = run(&mut command(&sandbox, "repository", arguments));
        assert!([0, 1, 5].contains(&run.status), "{arguments:?}: {}", run.stderr);
        assert_eq!(state(&sandbox), before, "{arguments:?}");
        // The build of head is the user's own file, which git ignores.
        fs::remove_file(sandbox.path("repository/built")).unwrap_or_default();
    }
}

/// Until the process catches the signal of Ctrl-C: who starts tests in the background may have had it
/// ignored, and then an earlier one is lost.
fn wait_until_it_listens(process: u32) {
    let listens = || {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let mask = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        // It is number 2, so the second bit.
        mask.is_some_and(|mask| mask & 2 != 0)
    };
    for _ in 0..5_000 {
        if listens() {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_command_that_is_stopped_at_any_moment_leaves_everything_as_it_was() {
    let sandbox = lived_in();
    let before = state(&sandbox);
    let temporary = sandbox.path("temporary");
    let left = || {
        let entries = fs::read_dir(&temporary).unwrap().flatten();
        let names = entries.map(|entry| entry.file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("paceline-base-")).count()
    };
    let paceline = |arguments: &[&str]| {
        let mut command = command(&sandbox, "repository", arguments);
        command.env("TMPDIR", &temporary);
        command
    };
    let commands: [&[&str]; 3] = [
        &["check", "endless.yaml", "--base", "main", "--quiet"],
        &["profile", "endless.yaml", "--base", "main", "--quiet"],
        &["bisect", "endless.yaml", "--good", "main", "--quiet"],
    ];
    let signals = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGKILL];
    for (signal, arguments) in signals.iter().flat_map(|one| commands.map(|two| (*one, two))) {
        for milliseconds in [1, 30, 120, 500] {
            let mut child = paceline(arguments).spawn().unwrap();
            wait_until_it_listens(child.id());
            std::thread::sleep(Duration::from_millis(milliseconds));
            kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), signal).unwrap();
            let ended = child.wait().unwrap();
            let moment = format!("{arguments:?}, {signal} after {milliseconds} ms: {ended}");
            if signal == Signal::SIGKILL {
                // Whatever is started next with a suite of the repository cleans up.
                let records = paceline(&["calibrate", "suite.yaml", "--case", "none"]).output();
                assert_eq!(records.unwrap().status.code(), Some(2), "{moment}");
            } else {
                // Before it listens, the signal itself ends it.
                let is_expected = ended.code() == Some(130) || ended.signal().is_some();
                assert!(is_expected, "{moment}");
                assert_eq!(left(), 0, "{moment}");
            }
            fs::remove_file(sandbox.path("repository/built")).unwrap_or_default();
            assert_eq!(state(&sandbox), before, "{moment}");
        }
    }
    assert_eq!(left(), 0);
}
