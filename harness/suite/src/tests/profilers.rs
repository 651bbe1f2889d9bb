//! Which profilers a workload gets, and what is told about those that nobody knows.

use paceline_model::ProfilerChoice;

use super::{errors, plan};

#[test]
fn the_choice_is_default_none_or_by_name() {
    let chosen = |value: &str| {
        let text = format!("suite: s\nworkloads:\n  w: {{ shell: sort, profilers: {value} }}\n");
        plan(&text).cases[0].profilers.clone()
    };
    assert_eq!(
        plan("suite: s\nworkloads: {w: {shell: sort}}\n").cases[0].profilers,
        ProfilerChoice::Default
    );
    assert_eq!(chosen("default"), ProfilerChoice::Default);
    assert_eq!(chosen("none"), ProfilerChoice::None);
    assert_eq!(chosen("callgrind"), ProfilerChoice::Only(vec!["callgrind".to_owned()]));
    assert_eq!(
        chosen("[dhat, default, perf]"),
        ProfilerChoice::Also(vec!["dhat".to_owned(), "perf".to_owned()])
    );
}

#[test]
fn a_profiler_that_nobody_knows_is_told_with_what_was_meant() {
    insta::assert_snapshot!(errors(
        r"suite: s
defaults: { profilers: [calgrind, none] }
workloads:
  w: { shell: sort }
  x: { shell: sort, profilers: [dhat, dhat] }
  y: { shell: sort, profilers: [] }
",
    ), @r"
    error: `none` stands beside other profilers
     --> suite.yaml:2:24
      |
    2 | defaults: { profilers: [calgrind, none] }
      |                        ^^^^^^^^^^^^^^^^
      |
      = help: leave out `none`, or the others

    error: unknown profiler `calgrind`, did you mean `callgrind`?
     --> suite.yaml:2:25
      |
    2 | defaults: { profilers: [calgrind, none] }
      |                         ^^^^^^^^

    error: profiler `dhat` is listed twice
     --> suite.yaml:5:39
      |
    5 |   x: { shell: sort, profilers: [dhat, dhat] }
      |                                 ----  ^^^^
      |                                 |
      |                                 first listed here
      |
      = help: remove one of them

    error: the list of profilers is empty
     --> suite.yaml:6:32
      |
    6 |   y: { shell: sort, profilers: [] }
      |                                ^^
      |
      = help: write `none` for no profiler

    suite.yaml: 4 errors
    ");
}
