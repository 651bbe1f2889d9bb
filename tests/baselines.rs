//! Baselines that live in the repository: saved, shared, found, dropped.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use paceline_model::{Comparison, Record};

use crate::sandbox::Sandbox;

const SUITE: &str = "
suite: s
missing-baseline: fail
defaults: { metrics: [wall_time], invocations: 5..5, profilers: none }
workloads: { w: { shell: 'true' } }
";

/// A repository with one commit.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new().init();
    sandbox.write("suite.yaml", SUITE);
    sandbox.commit("first");
    sandbox
}

/// Everything of a repository that belongs to its user.
fn state(sandbox: &Sandbox) -> Vec<String> {
    let questions: [&[&str]; 5] = [
        &["status", "--porcelain=v2", "--branch", "--untracked-files=all"],
        &["for-each-ref", "--exclude=refs/paceline"],
        &["worktree", "list"],
        &["stash", "list"],
        &["config", "--local", "--list"],
    ];
    let mut state: Vec<_> = questions.into_iter().map(|question| sandbox.git(question)).collect();
    state.push(format!("{:?}", fs::read(sandbox.path(".git/index")).unwrap()));
    state.push(fs::read_to_string(sandbox.path(".git/HEAD")).unwrap());
    state
}

/// An empty repository to push to, and its address.
fn shared() -> (Sandbox, String) {
    let shared = Sandbox::new();
    shared.git(&["init", "--quiet", "--bare", "--initial-branch=main"]);
    let address = format!("file://{}", shared.path("").display());
    (shared, address)
}

#[test]
fn a_baseline_is_kept_in_the_repository_shared_with_a_remote_and_found_in_a_shallow_clone() {
    let (_shared, address) = shared();
    let sandbox = repository();
    sandbox.git(&["remote", "add", "origin", &address]);
    sandbox.git(&["push", "--quiet", "origin", "main"]);
    sandbox.write("suite.yaml", "stashed");
    sandbox.git(&["stash", "--quiet"]);
    let before = state(&sandbox);

    let saved = sandbox.run(&["run", "suite.yaml", "--save", "--quiet"]).expect(0).stderr;
    assert!(saved.starts_with("saved as baseline in refs/paceline/records:s/"), "{saved}");
    assert!(saved.contains("`paceline baseline push`"), "{saved}");
    assert!(!sandbox.path("baselines").exists());
    let push = || sandbox.run(&["baseline", "push"]).expect(0).stderr;
    assert_eq!(push(), "pushed 1 new record to origin\n");
    assert_eq!(push(), "pushed no new records to origin\n");

    let clone = Sandbox::new();
    clone.git(&["clone", "--quiet", "--depth=1", &address, "."]);
    let cloned = state(&clone);
    let missing = clone.run(&["check", "suite.yaml", "--base=HEAD", "--stored"]).expect(5);
    assert!(missing.stderr.contains("no baseline"), "{}", missing.stderr);
    let fetched = clone.run(&["baseline", "fetch"]).expect(0).stderr;
    assert_eq!(fetched, "fetched 1 new record from origin\n");
    clone.run(&["check", "suite.yaml", "--base=HEAD", "--stored"]).expect(0);
    let list = clone.run(&["baseline", "list"]).expect(0).stdout;
    assert!(list.starts_with("suite  commit") && list.contains("  first\n"), "{list}");
    let shown = clone.run(&["baseline", "show"]).expect(0).stdout;
    assert!(shown.contains("wall time"), "{shown}");
    assert_eq!((state(&sandbox), state(&clone)), (before, cloned));

    // The folder is asked for by its name, or by where it is.
    let folder = sandbox.run(&["run", "suite.yaml", "--save", "--baselines", "kept"]).expect(0);
    assert!(folder.stderr.contains("saved as baseline in kept/s/"), "{}", folder.stderr);
    sandbox.run(&["baseline", "push", "--baselines", "kept"]).expect(2);
}

#[test]
fn without_a_baseline_of_base_that_of_the_nearest_ancestor_is_taken_and_the_report_says_so() {
    let sandbox = repository();
    sandbox.run(&["run", "suite.yaml", "--save"]).expect(0);
    for number in 1..=3 {
        sandbox.write("code", number.to_string());
        sandbox.commit(&format!("change {number}"));
    }
    let check = ["check", "suite.yaml", "--stored", "--base=HEAD~1", "-o", "comparison.json"];
    let run = sandbox.run(&check).expect(0);
    assert!(run.stdout.contains("2 commits before it"), "{}", run.stdout);
    let comparison = fs::read_to_string(sandbox.path("comparison.json")).unwrap();
    let comparison = Comparison::from_json(&comparison).unwrap();
    assert_eq!(comparison.base.revision.subject.as_deref(), Some("first"));
    let missing = sandbox.run(&[&check[..], &["--within=1"]].concat()).expect(5);
    assert!(missing.stderr.contains("a baseline of one other commit"), "{}", missing.stderr);
}

/// A record of `commit`, written to a file.
fn write_record(sandbox: &Sandbox, file: &str, like: &Record, commit: &str) {
    let mut record = like.clone();
    record.revision.commit = Some(commit.parse().unwrap());
    sandbox.write(file, record.to_json().unwrap());
}

fn measured(sandbox: &Sandbox) -> Record {
    sandbox.run(&["run", "suite.yaml", "--output", "record.json"]).expect(0);
    let record = fs::read_to_string(sandbox.path("record.json")).unwrap();
    fs::remove_file(sandbox.path("record.json")).unwrap();
    Record::from_json(&record).unwrap()
}

#[test]
fn pruning_says_first_what_it_drops_and_keeps_what_is_tagged() {
    let sandbox = repository();
    sandbox.git(&["tag", "v1"]);
    let record = measured(&sandbox);
    let commits = ["a", "b", "c"].map(|digit| digit.repeat(40));
    let tagged = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    for commit in commits.iter().chain([&tagged]) {
        write_record(&sandbox, "kept.json", &record, commit);
        sandbox.run(&["baseline", "save", "kept.json"]).expect(0);
    }
    let count = || sandbox.run(&["baseline", "list"]).expect(0).stdout.lines().count() - 1;
    let prune = |more: &[&str]| sandbox.run(&[&["baseline", "prune", "--keep=1"], more].concat());
    let said = prune(&[]).expect(0);
    assert!(said.stderr.contains("would drop "), "{}", said.stderr);
    assert_eq!(count(), 4);
    let dropped = prune(&["--yes"]).expect(0);
    assert_eq!(dropped.stdout, said.stdout);
    assert!(!said.stdout.contains(&tagged[..10]), "{}", said.stdout);
    assert_eq!(count(), 4 - (said.stdout.lines().count() - 1));
    assert!(count() <= 2, "{}", said.stdout);
}

#[test]
fn a_record_that_regressed_beside_its_base_becomes_no_baseline() {
    let sandbox = Sandbox::new().init();
    let suite = "
suite: s
defaults: { metrics: [wall_time], invocations: 20..20, profilers: none }
workloads: { w: { shell: sh work.sh } }
";
    sandbox.write("suite.yaml", suite);
    sandbox.write("work.sh", "sleep 0.001\n");
    sandbox.commit("fast");
    sandbox.write("work.sh", "sleep 0.03\n");
    sandbox.commit("slow");
    let records = Sandbox::new();
    let folder = records.path("records");
    let folder = folder.to_str().unwrap();
    sandbox.run(&["check", "suite.yaml", "--base=HEAD~1", "--records", folder]).expect(1);
    let [base, head] = ["base", "head"].map(|side| format!("{folder}/{side}.json"));
    let unknown = sandbox.run(&["baseline", "save", &head]).expect(2);
    assert!(unknown.stderr.contains("`--base FILE`"), "{}", unknown.stderr);
    let refused = sandbox.run(&["baseline", "save", &head, "--base", &base]).expect(2);
    assert!(refused.stderr.contains("regressed or failed"), "{}", refused.stderr);
    sandbox.run(&["baseline", "save", &base]).expect(0);
}

/// A generator of numbers that look random, always the same ones (Marsaglia's xorshift).
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

#[test]
fn a_save_that_is_killed_at_any_moment_leaves_the_record_whole_or_not_at_all() {
    const KILLS: u64 = 100;
    let sandbox = repository();
    let record = measured(&sandbox);
    let save = |number: u64| {
        write_record(&sandbox, "killed.json", &record, &format!("{number:040x}"));
        let mut command = sandbox.command(&["baseline", "save", "killed.json"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let start = Instant::now();
    assert!(save(0).wait().unwrap().success());
    let whole = u64::try_from(start.elapsed().as_micros()).unwrap();
    let (mut seed, mut stored) = (0x9E37_79B9_7F4A_7C15, 1);
    for number in 1..=KILLS {
        let mut child = save(number);
        // The one way to hit any moment of another process.
        std::thread::sleep(Duration::from_micros(next(&mut seed) % (whole * 5 / 4)));
        child.kill().unwrap();
        child.wait().unwrap();
        let listed = sandbox.run(&["baseline", "list"]).expect(0).stdout.lines().count() as u64 - 1;
        let show = ["baseline", "show", &format!("{number:040x}"), "--format=json"];
        let shown = sandbox.run(&show);
        let is_there = shown.status == 0;
        assert_eq!(listed, stored + u64::from(is_there));
        if is_there {
            assert_eq!(Record::from_json(&shown.stdout).unwrap().cases, record.cases);
        }
        stored = listed;
        // What a killed writer may leave is told by the next one; see docs/baselines.md.
        drop(fs::remove_file(sandbox.path(".git/refs/paceline/records.lock")));
    }
    assert!((5..KILLS).contains(&stored), "{stored} of {KILLS}: not killed at different moments");
    assert!(save(KILLS + 1).wait().unwrap().success());
    sandbox.git(&["fsck", "--strict"]);
}
