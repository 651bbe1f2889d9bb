//! Edits of budgets and gates: the text keeps everything else, and what can't be done cleanly is
//! left to a person.

use std::fs;

use paceline_model::{GateSetting, Plan};

use super::{load_bytes, plan};
use crate::{Edited, WorkloadEdit, edit};

fn change(workload: &str, budget_seconds: Option<f64>, gates: &[(&str, f64)]) -> WorkloadEdit {
    let gates = gates.iter().map(|(metric, change)| (metric.parse().unwrap(), *change)).collect();
    WorkloadEdit { workload: workload.parse().unwrap(), budget_seconds, gates }
}

fn edited(text: &str, edits: &[WorkloadEdit]) -> Edited {
    let (folder, loaded) = load_bytes(text);
    loaded.unwrap();
    let mut edited = edit(folder.path(), edits).unwrap();
    let path = folder.path().join("suite.yaml").display().to_string();
    edited.diff = edited.diff.replace(&path, "suite.yaml");
    edited
}

/// The workloads and reasons of what is left to a person.
fn left(edited: &Edited) -> Vec<String> {
    edited.by_hand.iter().map(|one| format!("{}: {}", one.workload, one.reason)).collect()
}

fn gate(plan: &Plan, workload: &str, metric: &str) -> GateSetting {
    let case = plan.cases.iter().find(|case| case.id.workload.as_str() == workload).unwrap();
    case.gates[&metric.parse().unwrap()]
}

const COMMENTED: &str = "\
# yaml-language-server: $schema=suite.schema.json
suite: s
defaults: { budget: 9s, gate: { wall_time: 5% } }   # shared

workloads:
  # sorts
  sort:
    command: [sort]   # the program
    budget: 5s        # measured in May

    gate:
      cpu_time: 2%    # it matters
      # wall time is for `parse`
  # parses
  parse:
    shell: |
      one # no comment
      two
    params: { n: [1, 2] }
    # nothing below

  last: { command: [x] }
";

#[test]
fn values_are_replaced_and_lines_are_added_where_they_belong() {
    let edits = [
        change("sort", Some(10.0), &[("cpu_time", 0.03), ("wall_time", 0.07)]),
        change("parse", Some(20.0), &[("cpu_time", 0.05)]),
    ];
    let edited = edited(COMMENTED, &edits);
    insta::assert_snapshot!(edited.diff, @r"
    --- suite.yaml
    +++ suite.yaml
    @@ -6,10 +6,11 @@
       # sorts
       sort:
         command: [sort]   # the program
    -    budget: 5s        # measured in May
    +    budget: 10s        # measured in May
     
         gate:
    -      cpu_time: 2%    # it matters
    +      cpu_time: 3%    # it matters
    +      wall_time: 7%
           # wall time is for `parse`
       # parses
       parse:
    @@ -17,6 +18,9 @@
           one # no comment
           two
         params: { n: [1, 2] }
    +    budget: 20s
    +    gate:
    +      cpu_time: 5%
         # nothing below
     
       last: { command: [x] }
    ");
    assert!(edited.by_hand.is_empty());
    let plan = plan(&edited.text);
    let budgets = plan.cases.iter().map(|case| case.budget_seconds);
    assert!(budgets.eq([10.0, 20.0, 20.0, 9.0]));
    assert_eq!(
        gate(&plan, "sort", "wall_time"),
        GateSetting::On(paceline_model::Gate::on_change(0.07))
    );
}

#[test]
fn nothing_to_change_is_no_diff() {
    let edited = edited(COMMENTED, &[]);
    assert_eq!((edited.text.as_str(), edited.diff.as_str()), (COMMENTED, ""));
}

#[test]
fn a_gate_in_braces_and_one_with_a_floor_are_changed_in_their_line() {
    let text = "\
suite: s
workloads:
  a:
    command: [x]
    gate: { cpu_time: { change: 1%, floor: 2ms }, peak_rss: off }  # braces
  b:
    command: [x]
    gate: {}
";
    let edits = [
        change("a", None, &[("cpu_time", 0.15), ("wall_time", 0.1)]),
        change("b", None, &[("cpu_time", 0.03)]),
    ];
    insta::assert_snapshot!(edited(text, &edits).diff, @r"
    --- suite.yaml
    +++ suite.yaml
    @@ -2,7 +2,7 @@
     workloads:
       a:
         command: [x]
    -    gate: { cpu_time: { change: 1%, floor: 2ms }, peak_rss: off }  # braces
    +    gate: { cpu_time: { change: 15%, floor: 2ms }, peak_rss: off, wall_time: 10% }  # braces
       b:
         command: [x]
    -    gate: {}
    +    gate: { cpu_time: 3% }
    ");
}

#[test]
fn line_breaks_stay_long_and_a_missing_last_one_stays_missing() {
    let text =
        "suite: s\r\nworkloads:\r\n  a:\r\n    command: [x] # one\r\n  b:\r\n    command: [x]";
    let edits = [change("a", Some(10.0), &[]), change("b", Some(20.0), &[])];
    let edited = edited(text, &edits);
    assert_eq!(
        edited.text,
        "suite: s\r\nworkloads:\r\n  a:\r\n    command: [x] # one\r\n    budget: 10s\r\n  b:\r\n    \
         command: [x]\r\n    budget: 20s"
    );
    let expected = "-    command: [x]\n\\ No newline at end of file\n+    command: [x]\r\n+    budget: \
                    20s\n\\ No newline at end of file\n";
    assert!(edited.diff.ends_with(expected), "{:?}", edited.diff);
}

#[test]
fn a_byte_order_mark_and_letters_of_many_bytes_stay() {
    let text = "\u{feff}suite: s\nworkloads:\n  a:\n    description: größe 🎉\n    command: [é]\n";
    let edited = edited(text, &[change("a", Some(10.0), &[])]);
    assert_eq!(edited.text, format!("{text}    budget: 10s\n"));
    assert!(edited.diff.contains(" \u{feff}suite: s\n") || edited.diff.contains("@@ -3,3"));
}

#[test]
fn a_workload_that_ends_with_a_block_of_text_keeps_its_text() {
    for block in ["|\n      one\n      two\n", ">-\n      one\n\n      two\n", "|+\n      one\n"] {
        let text =
            format!("suite: s\nworkloads:\n  a:\n    shell: {block}  b:\n    command: [x]\n");
        let edited = edited(&text, &[change("a", Some(10.0), &[("cpu_time", 0.1)])]);
        assert!(left(&edited).is_empty(), "{block:?}: {:?}", left(&edited));
        assert!(edited.text.contains("    budget: 10s\n    gate:\n      cpu_time: 10%\n  b:"));
        let (before, after) = (plan(&text), plan(&edited.text));
        assert_eq!(before.cases[0].body, after.cases[0].body);
    }
}

#[test]
fn a_text_that_would_lose_its_last_lines_is_left_to_a_person() {
    let text = "suite: s\nworkloads:\n  a:\n    shell: |+\n      one\n\n\n  b:\n    command: [x]\n";
    let edited = edited(text, &[change("a", Some(10.0), &[])]);
    assert_eq!((edited.text.as_str(), left(&edited).len()), (text, 1));
}

#[test]
fn what_is_in_flow_style_or_an_alias_is_left_to_a_person() {
    let text = "\
suite: s
workloads:
  flow: { command: [x] }
  original: &original
    command: [x]
    gate: &gate { cpu_time: 2% }
  copy: *original
  shared:
    command: [x]
    gate: *gate
  several:
    command: [x]
    gate: {
      cpu_time: 2%
    }
  fine:
    command: [x]
";
    let names = ["flow", "original", "copy", "shared", "several", "fine"];
    let edits = names.map(|name| change(name, Some(10.0), &[("wall_time", 0.1)]));
    let edited = edited(text, &edits);
    assert_eq!(
        left(&edited),
        [
            "flow: it is in flow style",
            "original: its lines are shared with others, or can't be changed alone",
            "copy: it is an alias",
            "shared: its gate is an alias",
            "several: its gate spans several lines",
        ]
    );
    assert_eq!(edited.by_hand[0].lines, ["budget: 10s", "gate:", "  wall_time: 10%"]);
    insta::assert_snapshot!(edited.diff, @r"
    --- suite.yaml
    +++ suite.yaml
    @@ -15,3 +15,6 @@
         }
       fine:
         command: [x]
    +    budget: 10s
    +    gate:
    +      wall_time: 10%
    ");
}

#[test]
fn a_shared_value_is_changed_for_the_one_workload_only() {
    let text = "\
suite: s
workloads:
  a:
    command: [x]
    budget: &long 5s
  b:
    command: [x]
    budget: *long
";
    let edited_b = edited(text, &[change("b", Some(10.0), &[])]);
    assert!(edited_b.text.ends_with("    budget: 10s\n") && left(&edited_b).is_empty());
    let edited_a = edited(text, &[change("a", Some(10.0), &[])]);
    assert_eq!(edited_a.text, text);
    assert_eq!(left(&edited_a).len(), 1);
}

#[test]
fn quotes_and_odd_indentation_are_no_obstacle() {
    let text = "suite: s\nworkloads:\n    'a b-c':\n";
    let (_folder, loaded) = load_bytes(text);
    assert!(loaded.is_err());
    let text = "suite: s\nworkloads:\n      \"a\":\n         command: [x]\n         budget: '5s'\n";
    let edited = edited(text, &[change("a", Some(10.0), &[("cpu_time", 0.07)])]);
    let expected = "         budget: 10s\n         gate:\n            cpu_time: 7%\n";
    assert!(edited.text.ends_with(expected), "{}", edited.text);
}

#[test]
fn a_workload_that_is_gone_is_left_to_a_person_and_a_broken_suite_fails() {
    let edited = edited(COMMENTED, &[change("gone", Some(10.0), &[])]);
    assert_eq!(left(&edited), ["gone: it is not there"]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("suite.yaml"), "suite: s\n").unwrap();
    assert!(edit(folder.path(), &[]).is_err());
}

#[test]
fn every_edit_of_every_workload_of_a_large_suite_is_clean_or_left() {
    let text = fs::read_to_string(super::every_key()).unwrap();
    let folder = super::every_key().parent().unwrap().to_owned();
    let plan = crate::load(&super::every_key()).unwrap();
    let mut names: Vec<_> = plan.cases.iter().map(|case| case.id.workload.to_string()).collect();
    names.dedup();
    let edits: Vec<_> =
        names.iter().map(|name| change(name, Some(17.0), &[("cpu_time", 0.2)])).collect();
    let edited = edit(&folder, &edits).unwrap();
    assert_ne!(edited.text, text);
    let is_kept = |line: &str| edited.text.lines().any(|other| other == line);
    let lost = text.lines().filter(|line| !is_kept(line)).count();
    let changed = edited.diff.lines().filter(|line| line.starts_with('-')).count();
    assert!(lost < changed, "{}", edited.diff);
}
