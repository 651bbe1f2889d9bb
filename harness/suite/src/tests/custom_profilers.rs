//! Profilers that a suite defines: what becomes of them, and what is told about faulty ones.

use paceline_model::{
    CustomParser, CustomTool, GateSetting, MetricName, Nature, Plan, ProfilerChoice,
};

use super::{errors, plan};

const GOOD: &str = r#"suite: s
custom-profilers:
  syscalls:
    command: [strace-fold, -o, "{folder}/out", --]
    file: out
    parser: folded
    kind: counts
    metrics: [system_calls]
  tracer: { python: "pkg.work:Tracer", kind: samples }
defaults: { gate: { system_calls: 5% } }
workloads:
  named: { shell: sort, profilers: [syscalls, default] }
  gated: { shell: sort, profilers: syscalls, gate: { system_calls: { change: 1%, floor: 3 } } }
  function: { python: "pkg.work:run", profilers: [tracer, syscalls], gate: { system_calls: off } }
  without: { shell: sort }
"#;

fn gate(plan: &Plan, case: usize) -> Option<GateSetting> {
    let name: MetricName = "system_calls".parse().unwrap();
    plan.cases[case].gates.get(&name).copied()
}

#[test]
fn a_case_has_the_profilers_that_it_names() {
    let plan = plan(GOOD);
    let names = |case: usize| -> Vec<&str> {
        plan.cases[case].custom_profilers.iter().map(|one| one.name.as_str()).collect()
    };
    assert_eq!(names(0), ["syscalls"]);
    assert_eq!(plan.cases[0].profilers, ProfilerChoice::Also(vec!["syscalls".to_owned()]));
    assert_eq!(names(2), ["syscalls", "tracer"]);
    assert!(names(3).is_empty());
    let [syscalls, tracer] = &plan.cases[2].custom_profilers[..] else { panic!("two") };
    let CustomTool::Command { words, file, parser } = &syscalls.tool else {
        panic!("{syscalls:?}")
    };
    assert_eq!((words[2].as_str(), file.as_str()), ("{folder}/out", "out"));
    assert_eq!((*parser, syscalls.nature), (CustomParser::Folded, Nature::Counts));
    assert_eq!(
        syscalls.metrics.iter().map(MetricName::as_str).collect::<Vec<_>>(),
        ["system_calls"]
    );
    let (module, function) = ("pkg.work".to_owned(), "Tracer".to_owned());
    assert_eq!(tracer.tool, CustomTool::Python { module, function });
}

#[test]
fn what_they_count_is_shown_only_unless_the_suite_has_a_gate() {
    let ungated = plan(&GOOD.replace("defaults: { gate: { system_calls: 5% } }\n", ""));
    assert_eq!(gate(&ungated, 0), Some(GateSetting::Off));
    assert!(matches!(gate(&ungated, 1), Some(GateSetting::On(gate)) if gate.floor > 2.9));
    let gated = plan(GOOD);
    assert!(matches!(gate(&gated, 0), Some(GateSetting::On(gate)) if gate.change > 0.04));
    assert_eq!(gate(&gated, 2), Some(GateSetting::Off));
    assert_eq!(gate(&gated, 3), None);
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of it is what the user reads")]
fn what_a_definition_lacks_is_told() {
    insta::assert_snapshot!(errors(
        r#"suite: s
custom-profilers:
  neither: { kind: counts }
  both: { command: [a, "{folder}"], python: "pkg.work:T", kind: counts }
  folderless: { command: [a, -o, out], file: a/out, parser: foldd, kind: counts }
  half: { command: [a, "{folder}"] }
  object: { python: pkg.work.T, file: out, parser: json, kind: count }
  text: { command: "a {folder}", kind: counts }
workloads:
  w: { shell: sort, profilers: [neither, folderless, objects] }
"#,
    ), @r#"
    error: profiler `neither` needs exactly one of `command` and `python`
     --> suite.yaml:3:12
      |
    3 |   neither: { kind: counts }
      |            ^^^^^^^^^^^^^^^^

    error: profiler `both` needs exactly one of `command` and `python`
     --> suite.yaml:4:9
      |
    4 |   both: { command: [a, "{folder}"], python: "pkg.work:T", kind: counts }
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    error: the command has no `{folder}`
     --> suite.yaml:5:26
      |
    5 |   folderless: { command: [a, -o, out], file: a/out, parser: foldd, kind: counts }
      |                          ^^^^^^^^^^^^
      |
      = help: tell it to write its file there, as in `{folder}/out.json`

    error: `a/out` is not the name of a file
     --> suite.yaml:5:46
      |
    5 |   folderless: { command: [a, -o, out], file: a/out, parser: foldd, kind: counts }
      |                                              ^^^^^
      |
      = help: name the file alone, without the folder, as in `file: out.json`

    error: unknown value `foldd`, did you mean `folded`?
     --> suite.yaml:5:61
      |
    5 |   folderless: { command: [a, -o, out], file: a/out, parser: foldd, kind: counts }
      |                                                             ^^^^^
      |
      = help: one of `folded`, `callgrind`, `json`

    error: profiler `half` lacks `kind`
     --> suite.yaml:6:9
      |
    6 |   half: { command: [a, "{folder}"] }
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write `kind: counts`, or `kind: samples` for one that samples

    error: profiler `half` lacks `file`
     --> suite.yaml:6:9
      |
    6 |   half: { command: [a, "{folder}"] }
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: name the file in `{folder}` that it writes, as in `file: out.json`

    error: profiler `half` lacks `parser`
     --> suite.yaml:6:9
      |
    6 |   half: { command: [a, "{folder}"] }
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write one of `folded`, `callgrind`, `json`

    error: `pkg.work.T` is not of the form `module:function`
     --> suite.yaml:7:21
      |
    7 |   object: { python: pkg.work.T, file: out, parser: json, kind: count }
      |                     ^^^^^^^^^^
      |
      = help: write `pkg.work:T`

    error: `file` belongs to a `command`
     --> suite.yaml:7:39
      |
    7 |   object: { python: pkg.work.T, file: out, parser: json, kind: count }
      |                                       ^^^
      |
      = help: leave it out: the object's `stats` gives a dict

    error: `parser` belongs to a `command`
     --> suite.yaml:7:52
      |
    7 |   object: { python: pkg.work.T, file: out, parser: json, kind: count }
      |                                                    ^^^^
      |
      = help: leave it out: the object's `stats` gives a dict

    error: unknown value `count`, did you mean `counts`?
     --> suite.yaml:7:64
      |
    7 |   object: { python: pkg.work.T, file: out, parser: json, kind: count }
      |                                                                ^^^^^
      |
      = help: one of `counts`, `samples`

    error: profiler `text` lacks `file`
     --> suite.yaml:8:9
      |
    8 |   text: { command: "a {folder}", kind: counts }
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: name the file in `{folder}` that it writes, as in `file: out.json`

    error: profiler `text` lacks `parser`
     --> suite.yaml:8:9
      |
    8 |   text: { command: "a {folder}", kind: counts }
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write one of `folded`, `callgrind`, `json`

    error: expected a list: the program and its arguments, found the text `a {folder}`
     --> suite.yaml:8:20
      |
    8 |   text: { command: "a {folder}", kind: counts }
      |                    ^^^^^^^^^^^^
      |
      = help: write `[a, "{folder}"]`, or use `shell:` if it needs a shell

    error: unknown profiler `objects`, did you mean `object`?
      --> suite.yaml:10:54
       |
    10 |   w: { shell: sort, profilers: [neither, folderless, objects] }
       |                                                      ^^^^^^^

    suite.yaml: 16 errors
    "#);
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of it is what the user reads")]
fn names_that_mean_something_already_are_told() {
    insta::assert_snapshot!(errors(
        r#"suite: s
custom-profilers:
  callgrind: { python: "pkg.work:T", kind: counts }
  default: { python: "pkg.work:T", kind: counts }
  ../escape: { python: "pkg.work:T", kind: counts }
  good: { python: "pkg.wrk:T", kind: counts, metrics: [wall_time, Bad, p99, p99] }
  sampling: { python: "pkg.work:T", kind: samples, metrics: [hits] }
  folding: { command: [a, "{folder}"], file: a, parser: folded, kind: counts, metrics: [a, b] }
workloads:
  w:
    python: "pkg.work:f"
    profilers: good
    custom-metrics: { p99: { unit: s, direction: lower-is-better, json: /a } }
    gate: { hits: 5% }
"#,
    ), @r#"
    error: `callgrind` has a meaning in `profilers` already
     --> suite.yaml:3:3
      |
    3 |   callgrind: { python: "pkg.work:T", kind: counts }
      |   ^^^^^^^^^
      |
      = help: choose another name

    error: `default` has a meaning in `profilers` already
     --> suite.yaml:4:3
      |
    4 |   default: { python: "pkg.work:T", kind: counts }
      |   ^^^^^^^
      |
      = help: choose another name

    error: `../escape` can't name a profiler
     --> suite.yaml:5:3
      |
    5 |   ../escape: { python: "pkg.work:T", kind: counts }
      |   ^^^^^^^^^
      |
      = help: a name has 1 to 40 letters, digits, `-` and `_`

    error: there is no module `pkg.wrk`, did you mean `work`?
     --> suite.yaml:6:19
      |
    6 |   good: { python: "pkg.wrk:T", kind: counts, metrics: [wall_time, Bad, p99, p99] }
      |                   ^^^^^^^^^^^
      |
      = note: looked for `$DIR/pkg/wrk.py` and `$DIR/pkg/wrk/__init__.py`
      = help: module folders are listed under `path:`, relative to the suite's folder

    error: `wall_time` is a built-in metric
     --> suite.yaml:6:56
      |
    6 |   good: { python: "pkg.wrk:T", kind: counts, metrics: [wall_time, Bad, p99, p99] }
      |                                                        ^^^^^^^^^
      |
      = help: choose another name

    error: metric name `Bad` is not a lower-case letter followed by up to 59 of `a`-`z`, `0`-`9`, `_`
     --> suite.yaml:6:67
      |
    6 |   good: { python: "pkg.wrk:T", kind: counts, metrics: [wall_time, Bad, p99, p99] }
      |                                                                   ^^^

    error: `p99` is a custom metric of a workload too
      --> suite.yaml:6:72
       |
     6 |   good: { python: "pkg.wrk:T", kind: counts, metrics: [wall_time, Bad, p99, p99] }
       |                                                                        ^^^
    ...
    10 |   w:
       |   - this workload has both
       |
       = help: choose another name

    error: metric `p99` is listed twice
     --> suite.yaml:6:77
      |
    6 |   good: { python: "pkg.wrk:T", kind: counts, metrics: [wall_time, Bad, p99, p99] }
      |                                                                        ---  ^^^
      |                                                                        |
      |                                                                        first listed here

    error: samples are never the same twice, so they give no metric
     --> suite.yaml:7:61
      |
    7 |   sampling: { python: "pkg.work:T", kind: samples, metrics: [hits] }
      |                                                             ^^^^^^
      |
      = help: leave `metrics` out

    error: a file of this form counts one thing, which `metrics` names
     --> suite.yaml:8:88
      |
    8 |   folding: { command: [a, "{folder}"], file: a, parser: folded, kind: counts, metrics: [a, b] }
      |                                                                                        ^^^^^^
      |
      = help: leave out all but one

    error: the gate is of an unknown metric `hits`
      --> suite.yaml:14:13
       |
    14 |     gate: { hits: 5% }
       |             ^^^^
       |
       = help: name the profiler that counts it in this workload's `profilers`

    suite.yaml: 11 errors
    "#);
}
