//! Metrics and gates: what the user reads.

use super::{errors, workload_errors};

#[test]
fn a_gate_is_a_percentage_or_off() {
    insta::assert_snapshot!(workload_errors(
        r"shell: sort
gate:
  cpu_time: 5
  wall_time: false
  user_time: 0.05
  cpu_tme: 5%
",
    ), @r"
    error: `5` is not a percentage
     --> suite.yaml:6:17
      |
    6 |       cpu_time: 5
      |                 ^
      |
      = help: write `5%`

    error: a gate is not `false`
     --> suite.yaml:7:18
      |
    7 |       wall_time: false
      |                  ^^^^^
      |
      = help: write `off`

    error: `0.05` is not a percentage
     --> suite.yaml:8:18
      |
    8 |       user_time: 0.05
      |                  ^^^^
      |
      = help: write `5%`, or `0.05%` if that is meant

    error: the gate is of an unknown metric `cpu_tme`, did you mean `cpu_time`?
     --> suite.yaml:9:7
      |
    9 |       cpu_tme: 5%
      |       ^^^^^^^

    suite.yaml: 4 errors
    ");
}

#[test]
fn a_floor_is_in_the_metric_s_unit() {
    insta::assert_snapshot!(workload_errors(
        r"shell: sort
gate:
  peak_rss: { change: 5%, floor: 512 }
  user_time: { floor: 3kB }
  minor_faults: { change: 1%, floor: 5 pages }
",
    ), @r"
    error: the amount `512` has no unit
     --> suite.yaml:6:38
      |
    6 |       peak_rss: { change: 5%, floor: 512 }
      |                                      ^^^
      |
      = help: give one of `B`, `KiB`, `MiB`, `GiB`, as in `512KiB`

    error: the gate lacks `change`
     --> suite.yaml:7:18
      |
    7 |       user_time: { floor: 3kB }
      |                  ^^^^^^^^^^^^^^
      |
      = help: write it as in `change: 5%`, or `must-improve: 10%`

    error: `3kB` is not a duration
     --> suite.yaml:7:27
      |
    7 |       user_time: { floor: 3kB }
      |                           ^^^
      |
      = help: write it as in `500ms`, `60s` or `1m 30s`

    error: `5 pages` is not a number
     --> suite.yaml:8:42
      |
    8 |       minor_faults: { change: 1%, floor: 5 pages }
      |                                          ^^^^^^^
      |
      = help: the metric's unit is `1`, write the number alone

    suite.yaml: 4 errors
    ");
}

#[test]
fn globs_and_expressions_must_compile() {
    insta::assert_snapshot!(workload_errors(
        r#"shell: sort
paths: ["src/[a", "src/**"]
custom-metrics:
  a: { unit: ms, direction: lower-is-better, regex: "p99=(" }
  b: { unit: ms, direction: lower-is-better, regex: "p99" }
  c: { unit: ms, direction: lower-is-better, json: latency.p99 }
"#,
    ), @r#"
    error: `src/[a` is not a glob: unclosed character class; missing ']'
     --> suite.yaml:5:13
      |
    5 |     paths: ["src/[a", "src/**"]
      |             ^^^^^^^^
      |
      = help: write it as in `src/**/*.py`

    error: this is not a regular expression: unclosed group
     --> suite.yaml:7:57
      |
    7 |       a: { unit: ms, direction: lower-is-better, regex: "p99=(" }
      |                                                         ^^^^^^^

    error: the regular expression has no group
     --> suite.yaml:8:57
      |
    8 |       b: { unit: ms, direction: lower-is-better, regex: "p99" }
      |                                                         ^^^^^
      |
      = help: put parentheses around the number, as in `p99=([0-9.]+)`

    error: the JSON Pointer `latency.p99` does not start with `/`
     --> suite.yaml:9:56
      |
    9 |       c: { unit: ms, direction: lower-is-better, json: latency.p99 }
      |                                                        ^^^^^^^^^^^
      |
      = help: write `/latency/p99`

    suite.yaml: 4 errors
    "#);
}

#[test]
fn a_custom_metric_is_complete_and_has_a_new_name() {
    insta::assert_snapshot!(workload_errors(
        r#"shell: sort
custom-metrics:
  d: { unit: ms, regex: "(x)", json: /x }
  e: { direction: up, json: "" }
  wall_time: { unit: s, direction: lower-is-better, json: /t }
  Bad: { unit: s, direction: lower-is-better, json: /t }
"#,
    ), @r#"
    error: metric `d` lacks `direction`
     --> suite.yaml:6:10
      |
    6 |       d: { unit: ms, regex: "(x)", json: /x }
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write `direction: lower-is-better` or `direction: higher-is-better`

    error: metric `d` needs exactly one of `json` and `regex`
     --> suite.yaml:6:10
      |
    6 |       d: { unit: ms, regex: "(x)", json: /x }
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    error: metric `e` lacks `unit`
     --> suite.yaml:7:10
      |
    7 |       e: { direction: up, json: "" }
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write it as in `unit: ms`

    error: unknown value `up`
     --> suite.yaml:7:23
      |
    7 |       e: { direction: up, json: "" }
      |                       ^^
      |
      = help: one of `lower-is-better`, `higher-is-better`

    error: `wall_time` is a built-in metric
     --> suite.yaml:8:7
      |
    8 |       wall_time: { unit: s, direction: lower-is-better, json: /t }
      |       ^^^^^^^^^
      |
      = help: choose another name

    error: metric name `Bad` is not a lower-case letter followed by up to 59 of `a`-`z`, `0`-`9`, `_`
     --> suite.yaml:9:7
      |
    9 |       Bad: { unit: s, direction: lower-is-better, json: /t }
      |       ^^^

    suite.yaml: 6 errors
    "#);
}

#[test]
fn metrics_are_known_possible_and_given_once() {
    insta::assert_snapshot!(errors(
        r#"suite: s
defaults: { metrics: [cpu_time, peak_allocated] }
workloads:
  a: { shell: sort }
  b: { shell: sort, metrics: [wal_time, wall_time, wall_time, throughput, import_time] }
  c: { python: "pkg.work:run" }
"#,
    ), @r"
    error: workload `a` can't have the metric `peak_allocated`: it traces the memory of a Python function, and this workload is none
     --> suite.yaml:2:33
      |
    2 | defaults: { metrics: [cpu_time, peak_allocated] }
      |                                 ^^^^^^^^^^^^^^
    3 | workloads:
    4 |   a: { shell: sort }
      |   - needed by this workload
      |
      = help: give this workload `metrics:` of its own

    error: unknown metric `wal_time`, did you mean `wall_time`?
     --> suite.yaml:5:31
      |
    5 |   b: { shell: sort, metrics: [wal_time, wall_time, wall_time, throughput, import_time] }
      |                               ^^^^^^^^

    error: metric `wall_time` is listed twice
     --> suite.yaml:5:52
      |
    5 |   b: { shell: sort, metrics: [wal_time, wall_time, wall_time, throughput, import_time] }
      |                                         ---------  ^^^^^^^^^
      |                                         |
      |                                         first listed here
      |
      = help: remove one of them

    error: workload `b` can't have the metric `throughput`: it needs `work`, the operations of one iteration
     --> suite.yaml:5:63
      |
    5 |   b: { shell: sort, metrics: [wal_time, wall_time, wall_time, throughput, import_time] }
      |                                                               ^^^^^^^^^^

    error: workload `b` can't have the metric `import_time`: it times the import of a Python function's module, and this workload has none
     --> suite.yaml:5:75
      |
    5 |   b: { shell: sort, metrics: [wal_time, wall_time, wall_time, throughput, import_time] }
      |                                                                           ^^^^^^^^^^^

    suite.yaml: 5 errors
    ");
}

#[test]
fn a_function_has_no_standard_output() {
    insta::assert_snapshot!(workload_errors(
        r#"python: pkg.work:run
custom-metrics:
  a: { unit: ms, direction: lower-is-better, regex: "(x)" }
"#,
    ), @r#"
    error: a regular expression reads standard output, which a Python function does not have
     --> suite.yaml:6:57
      |
    6 |       a: { unit: ms, direction: lower-is-better, regex: "(x)" }
      |                                                         ^^^^^
      |
      = help: return a dict and use `json:`

    suite.yaml: 1 error
    "#);
}

#[test]
fn work_is_a_numeric_parameter() {
    insta::assert_snapshot!(errors(
        r"suite: s
workloads:
  a: { shell: sort, params: { n: [1, many] }, work: n }
  b: { shell: sort, params: { n: 1 }, work: m }
  c: { shell: sort, work: n }
",
    ), @r"
    error: the parameter `n` is not always a positive number
     --> suite.yaml:3:53
      |
    3 |   a: { shell: sort, params: { n: [1, many] }, work: n }
      |                                                     ^ it can be `many`

    error: `m` is no parameter of this workload
     --> suite.yaml:4:45
      |
    4 |   b: { shell: sort, params: { n: 1 }, work: m }
      |                                             ^
      |
      = help: `work` is a positive number, or the name of a parameter

    error: `n` is no parameter of this workload
     --> suite.yaml:5:27
      |
    5 |   c: { shell: sort, work: n }
      |                           ^
      |
      = help: `work` is a positive number, or the name of a parameter

    suite.yaml: 3 errors
    ");
}

#[test]
fn a_gate_of_the_defaults_may_be_for_one_workload_only() {
    insta::assert_snapshot!(errors(
        r"suite: s
defaults: { gate: { p99: 5%, p98: 5% } }
workloads:
  a:
    shell: sort
    custom-metrics: { p99: { unit: ms, direction: lower-is-better, json: /p } }
  b: { shell: sort }
",
    ), @r"
    error: the gate is of an unknown metric `p98`, did you mean `p99`?
     --> suite.yaml:2:30
      |
    2 | defaults: { gate: { p99: 5%, p98: 5% } }
      |                              ^^^

    suite.yaml: 1 error
    ");
}
