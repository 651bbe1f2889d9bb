//! Workloads whose benchmarks another tool knows.

use paceline_model::{Body, Framework, IMPORT_FORMATS, Invocations, Member, ToolKind};

use super::{plan, workload_errors};

#[test]
fn benchmarks_of_a_framework_are_built_by_cargo_in_words_that_are_no_options() {
    let plan = plan(
        "suite: s\nworkloads:\n  hot:\n    criterion: { package: p, bench: --version, filter: -x, \
         features: [a, b] }\n",
    );
    let case = &plan.cases[0];
    let tool = case.tool.as_ref().unwrap();
    assert_eq!(
        tool.kind,
        ToolKind::Executable { framework: Framework::Criterion, filter: Some("-x".to_owned()) }
    );
    assert_eq!((tool.format.as_str(), &tool.member), ("criterion", &Member::Unasked));
    assert_eq!((&tool.family, &case.metrics), (&case.id, &Vec::new()));
    assert_eq!(
        case.build.as_ref().unwrap()[2..],
        [
            "--no-run",
            "--message-format=json-render-diagnostics",
            "--package=p",
            "--bench=--version",
            "--features=a",
            "--features=b"
        ]
    );
}

#[test]
fn counts_of_gungraun_are_taken_twice_unless_the_suite_says_otherwise() {
    let plan = plan(
        "suite: s\nworkloads:\n  a: { gungraun: { bench: b } }\n  b: { gungraun: { bench: b }, \
         invocations: 5..6 }\n",
    );
    let invocations: Vec<_> = plan.cases.iter().map(|case| case.invocations).collect();
    assert_eq!(
        invocations,
        [Invocations { least: 2, most: 10 }, Invocations { least: 5, most: 6 }]
    );
}

#[test]
fn a_gate_may_be_of_any_metric_that_the_tool_could_have() {
    let plan = plan(
        "suite: s\ndefaults: { gate: { dw: 1% } }\nworkloads:\n  a: { gungraun: { bench: b }, gate: { \
         dr: 2%, wall_time: off } }\n",
    );
    let gates = &plan.cases[0].gates;
    let names: Vec<_> = gates.keys().map(paceline_model::MetricName::as_str).collect();
    assert_eq!(names, ["dr", "dw", "estimated_cycles", "wall_time"]);
    assert_eq!(gates[&"estimated_cycles".parse().unwrap()], paceline_model::GateSetting::Off);
    let errors = workload_errors("command: [x]\ngate: { dr: 2% }\n");
    assert!(errors.contains("the gate is of an unknown metric `dr`"), "{errors}");
}

#[test]
fn the_place_of_the_output_stays_beside_parameters() {
    let plan = plan(
        "suite: s\nworkloads:\n  a:\n    command: [x, '{output}', '{n}']\n    params: { n: [1] }\n\
         \x20   parse: hyperfine\n  b:\n    command: [x, '{output}']\n    parse: go\n",
    );
    let words = |case: &paceline_model::Case| match &case.body {
        Body::Command(words) => words.join(" "),
        other @ (Body::Python(_) | Body::Shell(_)) => panic!("{other:?}"),
    };
    let bodies: Vec<_> = plan.cases.iter().map(words).collect();
    assert_eq!(bodies, ["x {output} 1", "x {output}"]);
    assert_eq!(plan.cases[0].tool.as_ref().unwrap().family, plan.cases[0].id);
    assert_eq!(plan.cases[1].tool.as_ref().unwrap().kind, ToolKind::Body);
    assert!(IMPORT_FORMATS.contains(&"hyperfine"));
}

#[test]
fn what_another_tool_leaves_no_room_for_is_told() {
    insta::assert_snapshot!(workload_errors(
        r"
criterion: { filter: x }
parse: go
build: [make]
work: 3
metrics: [instructions, peak_rss]
",
    ), @r"
    error: `bench` is missing, the name of the bench target
     --> suite.yaml:5:16
      |
    5 |     criterion: { filter: x }
      |                ^^^^^^^^^^^^^
      |
      = help: write it as in `{ bench: hot }` for `benches/hot.rs`

    error: `parse` is for commands, this workload has `criterion`
     --> suite.yaml:6:12
      |
    6 |     parse: go
      |            ^^
      |
      = help: leave it out

    error: `criterion` is built by Cargo
     --> suite.yaml:7:12
      |
    7 |     build: [make]
      |            ^^^^^^
      |
      = help: leave `build` out; what it needs beforehand can be done by Cargo's build script

    error: `work` can't stand beside `criterion`: the tool measures by itself
     --> suite.yaml:8:11
      |
    8 |     work: 3
      |           ^
      |
      = help: leave `work` out

    error: the metric `peak_rss` can't stand beside `criterion`
     --> suite.yaml:9:29
      |
    9 |     metrics: [instructions, peak_rss]
      |                             ^^^^^^^^
      |
      = help: the tool's own are always recorded; add `instructions`, `allocations` at most

    suite.yaml: 5 errors
    ");
}

#[test]
fn a_function_writes_nothing_and_tango_filters_nothing() {
    insta::assert_snapshot!(workload_errors("python: pkg.work:run\nparse: go\n"), @r"
    error: `parse` reads what a program writes, and this is a Python function
     --> suite.yaml:5:12
      |
    5 |     parse: go
      |            ^^
      |
      = help: use `command:`, or a Python module

    suite.yaml: 1 error
    ");
    insta::assert_snapshot!(workload_errors("tango: { bench: b, filter: x }\n"), @r"
    error: Tango lists all of its benchmarks, there is no `filter`
     --> suite.yaml:4:32
      |
    4 |     tango: { bench: b, filter: x }
      |                                ^
      |
      = help: choose some with `--case` on the command line

    suite.yaml: 1 error
    ");
    let unknown = workload_errors("command: [pytest]\nparse: pytest\n");
    assert!(unknown.contains("error: unknown format `pytest`"), "{unknown}");
    assert!(unknown.contains("help: the formats are `criterion`, `pytest-benchmark`"), "{unknown}");
}
