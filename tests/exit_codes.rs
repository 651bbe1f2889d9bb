//! Exit codes are API: each with a test. 1 is tested in `regression`, 130 in `failures`.

use crate::sandbox::Sandbox;

const GOOD: &str = "
suite: good
defaults: { budget: 50ms, invocations: 6..6, gate: { cpu_time: off } }
workloads: { good: { command: ['true'] } }
";

fn good() -> Sandbox {
    let sandbox = Sandbox::new().init();
    sandbox.write("suite.yaml", GOOD);
    sandbox.commit("one");
    sandbox
}

#[test]
fn passing_is_0() {
    good().run(&["run", "suite.yaml"]).expect(0);
    let help = good().run(&["--help"]).expect(0);
    assert!(help.stdout.contains("Exit status: 0 passed, 1 regressed"), "{}", help.stdout);
    good().run(&["--version"]).expect(0);
}

#[test]
fn wrong_flags_suites_and_records_are_2() {
    let sandbox = good();
    sandbox.run(&["frobnicate"]).expect(2);
    sandbox.run(&["run"]).expect(2);
    let missing = sandbox.run(&["run", "nowhere.yaml"]).expect(2);
    assert!(missing.stderr.contains("nowhere.yaml"), "{}", missing.stderr);

    sandbox.write("typo.yaml", "suite: s\nworkloads:\n  w:\n    comand: [x]\n    timout: 5\n");
    let typo = sandbox.run(&["run", "typo.yaml"]).expect(2);
    for part in ["did you mean `command`", "did you mean `timeout`", "typo.yaml:4:5"] {
        assert!(typo.stderr.contains(part), "{part} is missing in\n{}", typo.stderr);
    }

    sandbox.write("record.json", "{\"schema\": \"paceline.record/1\", \"suite\": 4}");
    let broken = sandbox.run(&["check", "suite.yaml", "--base", "record.json"]).expect(2);
    assert!(broken.stderr.contains("`record.json` is not usable"), "{}", broken.stderr);
    sandbox.run(&["compare", "record.json", "record.json"]).expect(2);
    sandbox.run(&["report", "record.json"]).expect(2);
    sandbox.run(&["compare", "nowhere.json", "nowhere.json"]).expect(2);
    sandbox.write("binary.json", [0xff, 0xfe]);
    sandbox.run(&["check", "suite.yaml", "--base", "binary.json"]).expect(2);

    let unknown = sandbox.run(&["check", "suite.yaml", "--base", "no-such-branch"]).expect(2);
    assert!(unknown.stderr.contains("`no-such-branch` names no commit"), "{}", unknown.stderr);
    let form = sandbox.run(&["check", "suite.yaml", "--base", "main", "-o", "x.pdf"]).expect(2);
    assert!(form.stderr.contains(".json, .md or .txt"), "{}", form.stderr);
}

#[test]
fn a_failed_workload_is_3() {
    let sandbox = good();
    sandbox.write("bad.yaml", "suite: bad\nworkloads: { bad: { command: ['false'] } }\n");
    let run = sandbox.run(&["run", "bad.yaml"]).expect(3);
    assert!(run.stdout.contains("exit status 1"), "{}", run.stdout);
    sandbox.commit("bad");
    let run = sandbox.run(&["run", "bad.yaml", "--save"]).expect(3);
    assert!(run.stderr.contains("not saved as a baseline"), "{}", run.stderr);
    // It outranks the missing baseline of another suite, which is measured all the same.
    let variants = "suite: v\nworkloads: { v: { command: ['false'], params: { n: [1, 2] } } }\n";
    sandbox.write("variants.yaml", variants);
    let both = ["check", "variants.yaml", "suite.yaml", "--base", "n=1", "--head", "n=2"];
    sandbox.run(&both).expect(2);
}

#[test]
fn a_missing_interpreter_is_4_and_names_what_was_searched() {
    let sandbox = good();
    sandbox.write("work.py", "def work(): pass\n");
    sandbox.write(
        "python.yaml",
        "suite: p\nworkloads: { w: { python: 'work:work', python-version: '3.99' } }\n",
    );
    let run = sandbox.run(&["run", "python.yaml"]).expect(4);
    for part in ["3.99", "PATH", "pyenv", "python-version"] {
        assert!(run.stderr.contains(part), "{part} is missing in\n{}", run.stderr);
    }
}

#[test]
fn a_missing_baseline_is_5_where_the_suite_says_so_and_tells_how_to_make_one() {
    let sandbox = good();
    sandbox.write("suite.yaml", format!("{GOOD}missing-baseline: fail\n"));
    let run = sandbox.run(&["check", "suite.yaml", "--base", "HEAD", "--stored"]).expect(5);
    assert!(run.stderr.contains("no baseline of suite `good`"), "{}", run.stderr);
    assert!(run.stderr.contains("paceline run --save"), "{}", run.stderr);
}

#[test]
fn a_verdict_that_the_policy_demands_is_5_when_it_is_missing() {
    let sandbox = good();
    // Six invocations can't reach the error limit, and the gate is tiny: never decided.
    sandbox.write(
        "open.yaml",
        "
suite: open
defaults: { budget: 50ms, invocations: 6..6, gate: { wall_time: 0.001%, cpu_time: off, peak_rss: off } }
workloads: { w: { command: ['true'], params: { side: [a, b] } } }
",
    );
    let check = ["check", "open.yaml", "--base", "side=a", "--head", "side=b"];
    let silent = sandbox.run(&check).expect(0);
    assert!(!silent.stderr.contains("inconclusive"), "{}", silent.stderr);
    let strict = [&check[..], &["--fail-on", "inconclusive"]].concat();
    sandbox.run(&strict).expect(5);
}

/// Two workloads that are never decided, with these policies for all and for the second one.
fn undecided(sandbox: &Sandbox, defaults: &str, own: &str) {
    sandbox.write(
        "open.yaml",
        format!(
            "
suite: open
defaults:
  budget: 50ms
  invocations: 6..6
  metrics: [wall_time]
  gate: {{ wall_time: 0.001% }}
  policy: {{ {defaults} }}
workloads:
  a: {{ command: ['true'], params: {{ side: [x, y] }} }}
  b: {{ command: ['true'], params: {{ side: [x, y] }}, policy: {{ {own} }} }}
"
        ),
    );
}

#[test]
fn the_suite_says_which_verdicts_warn_and_which_are_5() {
    let sandbox = good();
    let sides = ["check", "open.yaml", "--base", "side=x", "--head", "side=y", "--quiet"];
    let check = |more: &[&str]| sandbox.run(&[&sides, more].concat());
    undecided(&sandbox, "inconclusive: warn", "");
    let warned = check(&[]).expect(0);
    assert_eq!(warned.stderr, "warning: 2 cases are inconclusive: a, b\n");

    undecided(&sandbox, "inconclusive: fail", "inconclusive: warn");
    let mixed = check(&["--records", "records"]).expect(5);
    assert_eq!(mixed.stderr, "warning: 1 case is inconclusive: b\n");
    check(&["--case", "b"]).expect(0);
    // The flag is for all cases.
    assert_eq!(check(&["--fail-on", "regressed,new"]).expect(0).stderr, "");

    // Whoever judges the records again decides alike, whatever the suite has become.
    undecided(&sandbox, "", "");
    let records = ["compare", "records/base.json", "records/head.json"];
    let compare = |more: &[&str]| sandbox.run(&[&records, more].concat());
    let again = compare(&["--replay"]).expect(5);
    assert_eq!(again.stderr, mixed.stderr);
    assert_eq!(compare(&["--suite", "open.yaml"]).expect(0).stderr, "");
    compare(&["--replay", "--fail-on", "regressed"]).expect(0);
    undecided(&sandbox, "inconclusive: fail", "");
    compare(&["--suite", "open.yaml"]).expect(5);
}

#[test]
fn a_removed_case_is_judged_by_the_suite_that_no_longer_has_it() {
    let sandbox = good();
    let all = "
suite: s
defaults: { budget: 10ms, invocations: 6..6, metrics: [wall_time], result: ignore }
workloads: { kept: { command: ['true'] }, gone: { command: ['true'] } }
";
    sandbox.write("suite.yaml", all);
    sandbox.commit("two");
    sandbox.run(&["run", "suite.yaml", "--output", "base.json"]).expect(0);
    let check = ["check", "suite.yaml", "--base", "base.json", "--quiet", "--records", "records"];
    let fewer = all.replace(", gone: { command: ['true'] }", "");
    sandbox.write("suite.yaml", &fewer);
    sandbox.run(&check).expect(5);
    let replay = ["compare", "records/base.json", "records/head.json", "--replay"];
    sandbox.run(&replay).expect(5);
    sandbox.write(
        "suite.yaml",
        fewer.replace("defaults: {", "defaults: { policy: { removed: warn },"),
    );
    let run = sandbox.run(&check).expect(0);
    assert_eq!(run.stderr, "warning: 1 case is removed: gone\n");
    assert_eq!(sandbox.run(&replay).expect(0).stderr, run.stderr);
}

#[test]
fn a_second_save_of_one_key_never_overwrites_silently() {
    let sandbox = good();
    sandbox.run(&["run", "suite.yaml", "--save"]).expect(0);
    let second = sandbox.run(&["run", "suite.yaml", "--save"]).expect(2);
    assert!(second.stderr.contains("--replace"), "{}", second.stderr);
    sandbox.run(&["run", "suite.yaml", "--save", "--replace"]).expect(0);
    sandbox.write("suite.yaml", format!("{GOOD}# edited\n"));
    let dirty = sandbox.run(&["run", "suite.yaml", "--save", "--replace"]).expect(2);
    assert!(dirty.stderr.contains("uncommitted changes"), "{}", dirty.stderr);
}

#[test]
fn records_in_the_working_tree_do_not_keep_another_suite_from_being_saved() {
    let sandbox = good();
    sandbox.write("other.yaml", GOOD.replace("suite: good", "suite: other"));
    sandbox.commit("two suites");
    let save = ["--save", "--store=folder"];
    sandbox.run(&[&["run", "suite.yaml"], &save[..]].concat()).expect(0);
    sandbox.run(&[&["run", "other.yaml"], &save[..]].concat()).expect(0);
    sandbox.write("baselines/notes.md", "no record");
    let third = sandbox.run(&[&["run", "other.yaml", "--replace"], &save[..]].concat()).expect(2);
    assert!(third.stderr.contains("uncommitted changes"), "{}", third.stderr);
}
