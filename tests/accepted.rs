//! Accepted regressions: the entry that a change brings along lets it pass, and never hides it.

use std::fs;

use paceline_model::{Comparison, Verdict};

use crate::sandbox::{Run, Sandbox};

const SUITE: &str = r#"
suite: counted
workloads:
  count:
    command: [sh, work.sh]
    result: ignore
    budget: 50ms
    invocations: 2..2
    metrics: [wall_time]
    gate: { wall_time: off }
    custom-metrics: { work: { unit: "1", direction: lower-is-better, kind: exact, json: /work } }
"#;

/// A repository whose last commit does 8 % more than the one before.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new().init();
    sandbox.write("suite.yaml", SUITE);
    set(&sandbox, 100);
    sandbox.commit("fast");
    set(&sandbox, 108);
    sandbox.commit("slow");
    sandbox
}

fn set(sandbox: &Sandbox, work: u32) {
    sandbox.write("work.sh", format!("echo '{{\"work\": {work}}}'\n"));
}

fn accept(sandbox: &Sandbox, change: &str, expires: &str) {
    let text = format!(
        "accepted:\n  - case: count*\n    metric: work\n    change: {change}\n    \
         reason: the new check\n    expires: {expires}\n"
    );
    sandbox.write("paceline-accepted.yaml", text);
}

fn check(sandbox: &Sandbox, base: &str) -> (Run, Comparison) {
    let run = sandbox.run(&["check", "suite.yaml", "--base", base, "--output", "c.json"]);
    let json = fs::read_to_string(sandbox.path("c.json")).unwrap();
    (run, Comparison::from_json(&json).unwrap())
}

fn verdict(comparison: &Comparison) -> (Verdict, String) {
    let metrics = &comparison.cases[0].metrics;
    let work = metrics.iter().find(|metric| metric.metric.name.as_str() == "work").unwrap();
    (work.verdict, work.reason.clone())
}

#[test]
fn a_regression_within_an_entry_passes_and_is_shown_with_reason_and_last_day() {
    let sandbox = repository();
    check(&sandbox, "HEAD~1").0.expect(1);
    accept(&sandbox, "+8%", "2999-12-31");
    let (run, comparison) = check(&sandbox, "HEAD~1");
    let run = run.expect(0);
    assert_eq!(comparison.cases[0].verdict, Verdict::Accepted);
    let (verdict, reason) = verdict(&comparison);
    assert_eq!(verdict, Verdict::Accepted);
    assert_eq!(
        reason,
        "accepted up to 8 % until 2999-12-31 by `paceline-accepted.yaml:2`: the new check"
    );
    assert!(run.stdout.starts_with("No regression\n1 accepted"), "{}", run.stdout);
    for text in ["▲ accepted", "the new\n", "until 2999-12-31", "came with this\n"] {
        assert!(run.stdout.contains(text), "{text}: {}", run.stdout);
    }
    let check = ["check", "suite.yaml", "--base", "HEAD~1", "--format", "markdown"];
    let markdown = sandbox.run(&check).expect(0).stdout;
    assert!(markdown.contains("the new check") && markdown.contains("accepted"), "{markdown}");
}

#[test]
fn what_exceeds_an_entry_or_comes_after_its_last_day_stays_regressed_and_says_why() {
    let sandbox = repository();
    accept(&sandbox, "+7.9%", "2999-12-31");
    let (run, comparison) = check(&sandbox, "HEAD~1");
    run.expect(1);
    let (exceeded, reason) = verdict(&comparison);
    assert_eq!(exceeded, Verdict::Regressed);
    assert!(reason.ends_with(": it is exceeded"), "{reason}");
    accept(&sandbox, "+8%", "2020-12-31");
    let (run, comparison) = check(&sandbox, "HEAD~1");
    let run = run.expect(1);
    assert!(verdict(&comparison).1.ends_with(": its last day is over"), "{comparison:?}");
    assert!(run.stdout.contains("which is over; remove it"), "{}", run.stdout);
}

#[test]
fn an_entry_counts_once_for_the_change_that_brought_it() {
    let sandbox = repository();
    accept(&sandbox, "+8%", "2999-12-31");
    sandbox.commit("accept it");
    check(&sandbox, "HEAD~2").0.expect(0);
    // The next change of the same size is another one.
    set(&sandbox, 116);
    sandbox.commit("slower still");
    let (run, comparison) = check(&sandbox, "HEAD~1");
    run.expect(1);
    let (_, reason) = verdict(&comparison);
    assert!(reason.ends_with(": base has it as well, so it was for an earlier change"), "{reason}");
    // Where nothing regressed, an entry of an earlier change is nobody's concern.
    let (run, comparison) = check(&sandbox, "HEAD");
    run.expect(0);
    assert!(comparison.notes.is_empty(), "{:?}", comparison.notes);
}

#[test]
fn a_trailer_accepts_what_its_commit_does_and_one_with_a_mistake_is_told() {
    let sandbox = repository();
    let trailer = "Paceline-Accept: count work +10% because it is safer";
    sandbox.git(&["commit", "--quiet", "--amend", "--message", &format!("slow\n\n{trailer}")]);
    let (run, comparison) = check(&sandbox, "HEAD~1");
    run.expect(0);
    let (verdict, reason) = verdict(&comparison);
    assert_eq!(verdict, Verdict::Accepted);
    let commit = sandbox.git(&["rev-parse", "--short=10", "HEAD"]);
    let expected = format!("accepted up to 10 % by `commit {}`: it is safer", commit.trim());
    assert_eq!(reason, expected);
    let mistaken = "slow\n\nPaceline-Accept: count work +10%";
    sandbox.git(&["commit", "--quiet", "--amend", "--message", mistaken]);
    let (run, _) = check(&sandbox, "HEAD~1");
    let run = run.expect(1);
    assert!(run.stderr.contains("accepts nothing: it gives no reason"), "{}", run.stderr);
}

#[test]
fn an_entry_that_nothing_needs_is_told_and_a_faulty_file_is_refused_at_every_place() {
    let sandbox = repository();
    accept(&sandbox, "+8%", "2999-12-31");
    let (run, comparison) = check(&sandbox, "HEAD");
    run.expect(0);
    assert!(comparison.notes[0].contains("no regression of this suite needs"), "{comparison:?}");
    let faulty =
        "accepted:\n  - cases: count\n    metric: cpu_time\n    change: 8\n    expires: soon\n";
    sandbox.write("paceline-accepted.yaml", faulty);
    let run = sandbox.run(&["check", "suite.yaml", "--base", "HEAD"]).expect(2);
    for text in ["did you mean `case`?", "lacks `reason`", "`soon` is not a day", "4 errors"] {
        assert!(run.stderr.contains(text), "{text}: {}", run.stderr);
    }
}
