//! What is built of base is kept: built once for many checks, and never taken for what it is not.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::{command, record, run, sides};
use crate::sandbox::{Run, Sandbox};

/// The build tells outside of the repository where it ran, and the workload leaves a file.
const SUITE: &str = r#"
suite: s
defaults: { budget: 10ms, invocations: 5..5, metrics: [wall_time], profilers: none, result: ignore }
workloads:
  w:
    build: [sh, -c, "pwd >> ../../builds.txt; cp ../number built"]
    shell: "cat built; touch left"
    custom-metrics: { side: { unit: "1", direction: lower-is-better, json: /side } }
    env: { COUNTER: }
"#;

struct Twice(Sandbox);

impl Twice {
    /// A repository with one commit for each of sides 1 and 2, and a list of builds outside of it.
    fn new() -> Self {
        let sandbox = Sandbox::new();
        let suite =
            SUITE.replace("../../builds.txt", &sandbox.path("builds.txt").to_string_lossy());
        sandbox.write("repository/bench/suite.yaml", suite);
        sandbox.write("repository/.gitignore", "built\nleft\nrecords\n");
        sandbox.git(&["init", "--quiet", "--initial-branch=main", "repository"]);
        for side in [1, 2] {
            sandbox.write("repository/number", format!("{{\"side\": {side}}}"));
            sandbox.git(&["-C", "repository", "add", "--all"]);
            sandbox.git(&["-C", "repository", "commit", "--quiet", "-m", &format!("{side}")]);
        }
        Self(sandbox)
    }

    fn edit(&self, from: &str, to: &str) {
        let path = self.0.path("repository/bench/suite.yaml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from));
        fs::write(path, text.replace(from, to)).unwrap();
    }

    /// How often base and head were built so far.
    fn builds(&self) -> [usize; 2] {
        let text = fs::read_to_string(self.0.path("builds.txt")).unwrap_or_default();
        let head = self.0.path("repository").canonicalize().unwrap();
        let (heads, bases): (Vec<_>, Vec<_>) =
            text.lines().partition(|line| PathBuf::from(line).starts_with(&head));
        [bases.len(), heads.len()]
    }

    /// Checks, each side must have run its own build, and git must list nothing new.
    #[track_caller]
    fn check(&self, more: &[&str]) -> Run {
        let list = || self.0.git(&["-C", "repository", "worktree", "list", "--porcelain"]);
        let before = list();
        let check = ["check", "bench", "--base", "HEAD~1", "--records", "records"];
        let done = run(&mut command(&self.0, "repository", &[&check[..], more].concat()));
        assert!([0, 1].contains(&done.status), "{}", done.stderr);
        let side = |name| sides(&record(&self.0.path("repository/records").join(name)));
        assert_eq!([side("base.json"), side("head.json")], [[1.0], [2.0]]);
        assert_eq!(list(), before);
        let names = fs::read_dir(self.0.path("repository/.git/worktrees")).map(Iterator::count);
        assert_eq!(names.unwrap_or(0), 0);
        done
    }

    /// The folders with kept builds.
    fn kept(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.0.cache().join("builds"));
        entries.into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    }
}

#[test]
fn base_is_built_once_for_two_checks_and_head_for_each() {
    let twice = Twice::new();
    let first = twice.check(&[]);
    assert!(first.stderr.contains("building base"), "{}", first.stderr);
    assert_eq!(twice.builds(), [1, 1]);
    let second = twice.check(&[]);
    assert!(second.stderr.contains("as an earlier command built it"), "{}", second.stderr);
    assert_eq!(twice.builds(), [1, 2]);
    twice.check(&["--no-build-cache"]);
    assert_eq!(twice.builds(), [2, 3]);
    // Another command, and other variables, are another build; the first one is still there.
    twice.edit("cp ../number", "cp  ../number");
    twice.check(&[]);
    assert_eq!(twice.builds(), [3, 4]);
    twice.edit("COUNTER:", "COUNTER: '1'");
    twice.check(&[]);
    assert_eq!(twice.builds(), [4, 5]);
    twice.edit("COUNTER: '1'", "COUNTER:");
    twice.edit("cp  ../number", "cp ../number");
    twice.check(&[]);
    assert_eq!(twice.builds(), [4, 6]);
    assert_eq!(twice.kept().len(), 3);
}

#[test]
fn what_was_changed_since_is_built_again() {
    let twice = Twice::new();
    twice.check(&[]);
    let root = || {
        let entries = fs::read_dir(&twice.kept()[0]).unwrap().flatten();
        entries.map(|entry| entry.path()).find(|path| path.is_dir()).unwrap()
    };
    let damages: [&dyn Fn(); 5] = [
        &|| fs::write(root().join("number"), "{\"side\": 7}").unwrap(),
        &|| fs::write(root().join("bench/built"), "{\"side\": 7}").unwrap(),
        &|| fs::remove_file(root().join("bench/built")).unwrap(),
        &|| fs::write(twice.kept()[0].join("build.json"), "{").unwrap(),
        &|| fs::remove_file(twice.kept()[0].join("index")).unwrap(),
    ];
    for (place, damage) in damages.into_iter().enumerate() {
        damage();
        twice.check(&[]);
        assert_eq!(twice.builds()[0], place + 2);
        twice.check(&[]);
        assert_eq!(twice.builds()[0], place + 2);
    }
}

#[test]
fn a_build_that_fails_or_is_killed_is_not_kept() {
    let twice = Twice::new();
    twice.edit("; cp", "; exit 1; cp");
    let check = ["check", "bench", "--base", "HEAD~1", "--quiet"];
    assert_eq!(run(&mut command(&twice.0, "repository", &check)).status, 3);
    assert_eq!((twice.builds(), twice.kept().len()), ([1, 1], 0));
    twice.edit("; exit 1; cp", "; cp");

    let hold = twice.0.path("hold");
    let wait = format!("; test ! -e {0} || sleep 4720; cp", hold.display());
    twice.edit("; cp", &wait);
    for (signal, left) in [(Signal::SIGKILL, 1), (Signal::SIGINT, 0)] {
        fs::write(&hold, "").unwrap();
        let before = twice.builds()[0];
        let mut child = command(&twice.0, "repository", &check).spawn().unwrap();
        let start = Instant::now();
        while twice.builds()[0] == before {
            assert!(start.elapsed() < Duration::from_secs(30), "no build");
            std::thread::sleep(Duration::from_millis(10));
        }
        kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), signal).unwrap();
        child.wait().unwrap();
        assert_eq!(twice.kept().len(), left, "{signal}");
        fs::remove_file(&hold).unwrap();
        // The list as git has it may have the rest of the kill until the next command.
        twice.0.run(&["calibrate", "repository/bench", "--case", "none"]).expect(2);
        twice.check(&["--quiet"]);
        assert_eq!(twice.builds()[0], before + 2, "{signal}");
        fs::remove_dir_all(twice.0.cache()).unwrap();
    }
}

#[test]
fn one_that_is_in_use_is_built_beside_and_no_more_than_five_stay() {
    let twice = Twice::new();
    twice.check(&[]);
    let lock = File::open(twice.kept()[0].join("lock")).unwrap();
    lock.lock().unwrap();
    twice.check(&[]);
    assert_eq!(twice.builds(), [2, 2]);
    drop(lock);
    for number in 0..6 {
        twice.edit("; cp", &format!("; : {number}; cp"));
        twice.check(&[]);
    }
    assert_eq!((twice.builds()[0], twice.kept().len()), (8, 5));
}
