//! `check --base COMMIT`: base's own code runs beside what is here, and nothing of the user's changes.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use paceline_model::{CaseRecord, Comparison, Record, Verdict};

use crate::sandbox::Sandbox;

/// Three ways to run code of a commit; each gives the number of its side.
const SUITE: &str = r#"
suite: two
defaults:
  budget: 100ms
  invocations: 5..5
  result: ignore
  metrics: [wall_time]
workloads:
  script:
    command: [./work.sh]
    working-directory: tools
    custom-metrics: &side { side: { unit: "1", direction: lower-is-better, json: /side } }
  package:
    python-version: "3.12"
    path: ../src
    python: package:work
    custom-metrics: *side
  built:
    build: [cp, tools/number, built]
    command: [cat, built]
    custom-metrics: *side
"#;

/// A repository with one commit for each of sides 1 and 2.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new().init();
    sandbox.write("bench/suite.yaml", SUITE);
    sandbox.write(".gitignore", "built\n");
    for side in [1, 2] {
        set_side(&sandbox, side);
        sandbox.commit(&format!("side {side}"));
    }
    sandbox
}

fn set_side(sandbox: &Sandbox, side: u32) {
    let json = format!("{{\"side\": {side}}}");
    sandbox.write("bench/tools/work.sh", format!("#!/bin/sh\necho '{json}'\n"));
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(sandbox.path("bench/tools/work.sh"), mode).unwrap();
    sandbox.write("bench/tools/number", &json);
    sandbox.write("src/package/__init__.py", format!("def work():\n    return {json}\n"));
}

/// The numbers that the cases of a written record gave.
fn sides(sandbox: &Sandbox, record: &str) -> Vec<f64> {
    let json = fs::read_to_string(sandbox.path(record)).unwrap();
    let side = |case: &CaseRecord| case.series("side").map(|series| series.values[0][0]);
    Record::from_json(&json).unwrap().cases.iter().filter_map(side).collect()
}

/// What git says of the files, the references and the working trees.
fn state(sandbox: &Sandbox) -> [String; 3] {
    [
        sandbox.git(&["status", "--porcelain=v2", "--branch", "--untracked-files=all"]),
        sandbox.git(&["for-each-ref"]),
        sandbox.git(&["worktree", "list"]),
    ]
}

const CHECK: [&str; 7] =
    ["check", "bench", "--base", "HEAD~1", "--fail-on", "inconclusive", "--quiet"];

#[test]
fn each_side_runs_its_own_scripts_packages_and_builds() {
    let sandbox = sandbox();
    set_side(&sandbox, 3);
    sandbox.write("untracked", "mine");
    let before = state(&sandbox);
    let check = ["check", "bench", "--base", "HEAD~1", "--records", ".git/records"];
    let run = sandbox.run(&check);
    assert!([0, 1].contains(&run.status), "{}", run.stderr);
    assert_eq!(sides(&sandbox, ".git/records/base.json"), [1.0; 3]);
    assert_eq!(sides(&sandbox, ".git/records/head.json"), [3.0; 3]);
    assert_eq!(state(&sandbox), before);
    let base = sandbox.git(&["rev-parse", "--short=10", "HEAD~1"]);
    assert!(run.stdout.contains(&format!("base  {}  side 1", base.trim())), "{}", run.stdout);
}

#[test]
fn a_workload_that_base_can_not_run_is_new_and_head_is_measured_all_the_same() {
    let sandbox = sandbox();
    sandbox.write("bench/tools/later.sh", "#!/bin/sh\n");
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(sandbox.path("bench/tools/later.sh"), mode).unwrap();
    let suite = "suite: two\nworkloads: { later: { command: [tools/later.sh], budget: 10ms } }\n";
    sandbox.write("bench/suite.yaml", suite);
    let check = ["check", "bench", "--base", "HEAD", "--output", "c.json"];
    let run = sandbox.run(&check).expect(0);
    let json = fs::read_to_string(sandbox.path("c.json")).unwrap();
    let case = &Comparison::from_json(&json).unwrap().cases[0];
    assert_eq!(case.verdict, Verdict::New);
    assert!(case.reason.starts_with("base can't run it: "), "{}", case.reason);
    assert!(case.metrics[0].head.as_ref().is_some_and(|summary| summary.count >= 15), "{case:?}");
    assert!(run.stdout.contains("base can't run it"), "{}", run.stdout);
}

#[test]
fn nothing_is_left_behind_by_ctrl_c_and_the_rest_of_a_kill_goes_at_the_next_start() {
    let sandbox = sandbox();
    sandbox.write("bench/suite.yaml", "suite: s\nworkloads: { w: { command: [sleep, '4715'] } }\n");
    let before = state(&sandbox);
    let worktrees = || sandbox.git(&["worktree", "list"]).lines().count();
    for signal in [Signal::SIGINT, Signal::SIGKILL] {
        let mut child = sandbox.command(&CHECK).spawn().unwrap();
        let start = Instant::now();
        while worktrees() < 2 {
            assert!(start.elapsed() < Duration::from_secs(30), "no working tree");
            std::thread::sleep(Duration::from_millis(10));
        }
        kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), signal).unwrap();
        child.wait().unwrap();
        let left = if signal == Signal::SIGINT { 1 } else { 2 };
        assert_eq!(worktrees(), left, "{signal}");
    }
    sandbox.write("bench/suite.yaml", SUITE);
    sandbox.run(&["check", "bench", "--base", "HEAD~1", "--case", "built"]);
    sandbox.write("bench/suite.yaml", "suite: s\nworkloads: { w: { command: [sleep, '4715'] } }\n");
    assert_eq!(state(&sandbox), before);
}

#[test]
fn running_a_job_again_goes_on_from_the_pairs_of_the_runs_before() {
    let sandbox = Sandbox::new().init();
    let suite = "
suite: s
defaults: { metrics: [wall_time], invocations: 5..5 }
workloads:
  slower: { shell: sh work.sh, invocations: 20..20 }
  open: { command: ['true'] }
";
    sandbox.write("work.sh", "sleep 0.001\n");
    sandbox.write("suite.yaml", suite);
    sandbox.commit("fast");
    sandbox.write("work.sh", "sleep 0.03\n");
    sandbox.commit("slow");
    let check = |base: &'static str| {
        let evidence = ["--evidence", ".git/evidence", "--records", ".git/records"];
        let run = sandbox.run(&[&["check", "suite.yaml", "--base", base][..], &evidence].concat());
        let json = fs::read_to_string(sandbox.path(".git/records/head.json")).unwrap();
        let record = Record::from_json(&json).unwrap();
        let counts: Vec<_> = record.cases.iter().map(|case| case.invocations.len()).collect();
        (run, counts)
    };
    assert_eq!(check("HEAD~1").0.expect(1).status, 1);
    let (second, counts) = check("HEAD~1");
    // The case that was decided is not measured again, the other one has twice the pairs.
    assert_eq!(counts, [20, 10], "{}", second.stderr);
    let (third, counts) = check("HEAD~1");
    assert_eq!(counts, [20, 15], "{}", third.stderr);
    third.expect(1);
    // A choice of cases is judged alone, and the other ones keep their pairs.
    let chosen = ["check", "suite.yaml", "--base", "HEAD~1", "--evidence", ".git/evidence"];
    let run = sandbox.run(&[&chosen[..], &["--case", "slower"]].concat()).expect(1);
    assert!(run.stdout.starts_with("1 of 1 case regressed"), "{}", run.stdout);
    assert!(run.stderr.contains("nothing is measured"), "{}", run.stderr);
    assert_eq!(check("HEAD~1").1, [20, 20]);
    // Another comparison starts from nothing.
    assert_eq!(check("HEAD").1, [20, 5]);
    // And what is not a commit has nothing to go on from.
    sandbox.write("work.sh", "sleep 0.02\n");
    let (dirty, counts) = check("HEAD~1");
    assert_eq!(counts, [20, 5]);
    assert!(dirty.stderr.contains("no evidence is kept"), "{}", dirty.stderr);
}

#[test]
fn without_a_baseline_base_is_measured_beside_head_unless_the_suite_says_otherwise() {
    let sandbox = Sandbox::new().init();
    let suite = "
suite: s
defaults: { metrics: [wall_time], invocations: 20..20 }
workloads: { w: { shell: sh work.sh } }
";
    sandbox.write("suite.yaml", suite);
    sandbox.write("work.sh", "sleep 0.001\n");
    sandbox.commit("fast");
    sandbox.write("work.sh", "sleep 0.03\n");
    let check = |more: &[&str]| {
        let stored = ["check", "suite.yaml", "--base", "HEAD", "--stored", "--quiet"];
        sandbox.run(&[&stored, more].concat())
    };
    for said in ["", "missing-baseline: measure-base\n"] {
        sandbox.write("suite.yaml", format!("{suite}{said}"));
        // A regression is found, and it is known that it is one.
        let run = check(&["--records", "records"]).expect(1);
        assert!(run.stdout.starts_with("1 of 1 case regressed"), "{}", run.stdout);
        assert!(run.stderr.starts_with("no baseline of suite `s` for commit "), "{}", run.stderr);
        assert!(run.stderr.ends_with("\nso base is measured beside head\n"), "{}", run.stderr);
        assert!(sandbox.path("records/base.json").exists());
    }
    sandbox.write("suite.yaml", format!("{suite}missing-baseline: warn\n"));
    let warned = check(&["--output", "report.md"]).expect(0);
    assert_eq!(warned.stdout, "");
    assert!(warned.stderr.starts_with("warning: no baseline of suite `s`"), "{}", warned.stderr);
    assert!(
        warned.stderr.ends_with("\nso nothing was measured and nothing was compared\n"),
        "{}",
        warned.stderr
    );
    assert!(!sandbox.path("report.md").exists());
    sandbox.write("suite.yaml", format!("{suite}missing-baseline: fail\n"));
    let failed = check(&[]).expect(5);
    assert!(failed.stderr.contains("no baseline of suite `s`"), "{}", failed.stderr);
    // A record file that is not there is wrong input, whatever the suite says.
    sandbox.write("suite.yaml", format!("{suite}missing-baseline: warn\n"));
    sandbox.run(&["check", "suite.yaml", "--base", "nowhere.json", "--stored"]).expect(2);

    // A baseline that is there is used.
    sandbox.write("suite.yaml", suite);
    sandbox.commit("slow");
    sandbox.run(&["run", "suite.yaml", "--save"]).expect(0);
    let stored = check(&[]).expect(0);
    assert!(!stored.stderr.contains("no baseline"), "{}", stored.stderr);
}

#[test]
fn a_function_that_got_a_thousand_times_slower_is_looped_as_often_as_it_can_bear() {
    let sandbox = Sandbox::new().init();
    sandbox.write(
        "suite.yaml",
        "suite: s\nworkloads:\n  w: { python: 'work:run', budget: 500ms, invocations: 2..4, \
         profilers: none, path: ., result: ignore }\n",
    );
    sandbox.write("work.py", "def run():\n    return 1\n");
    sandbox.commit("fast");
    sandbox.write("work.py", "import time\ndef run():\n    time.sleep(0.002)\n");
    sandbox.run(&["check", "suite.yaml", "--base", "HEAD", "--records", "records"]);
    let iterations = ["base", "head"].map(|side| {
        let json = fs::read_to_string(sandbox.path(&format!("records/{side}.json"))).unwrap();
        Record::from_json(&json).unwrap().cases[0].iterations
    });
    // A loop takes 25 ms; that of base alone would have hundreds of thousands.
    assert_eq!(iterations[0], iterations[1]);
    assert!((5..=20).contains(&iterations[0]), "{iterations:?}");
}
