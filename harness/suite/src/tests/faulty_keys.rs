//! Keys that are misspelt, missing, doubled, or in the wrong place: what the user reads.

use super::{errors, workload_errors};

#[test]
fn a_misspelt_key_is_told_with_its_mistakes_inside() {
    insta::assert_snapshot!(errors(
        r"suite: s
workload:
  w: { comand: [sort], timout: 5, colour: red }
",
    ), @r"
    error: unknown key `workload`, did you mean `workloads`?
     --> suite.yaml:2:1
      |
    2 | workload:
      | ^^^^^^^^

    error: unknown key `comand`, did you mean `command`?
     --> suite.yaml:3:8
      |
    3 |   w: { comand: [sort], timout: 5, colour: red }
      |        ^^^^^^

    error: unknown key `timout`, did you mean `timeout`?
     --> suite.yaml:3:24
      |
    3 |   w: { comand: [sort], timout: 5, colour: red }
      |                        ^^^^^^

    error: the duration `5` has no unit
     --> suite.yaml:3:32
      |
    3 |   w: { comand: [sort], timout: 5, colour: red }
      |                                ^
      |
      = help: give a unit, as in `5s` or `5ms`

    error: unknown key `colour`
     --> suite.yaml:3:35
      |
    3 |   w: { comand: [sort], timout: 5, colour: red }
      |                                   ^^^^^^
      |
      = help: the keys here are `description`, `python`, `args`, `command`, `shell`, `parse`, `criterion`, `divan`, `libtest`, `gungraun`, `tango`, `path`, `python-version`, `environment`, `params`, `include`, `exclude`, `setup`, `teardown`, `build`, `align-code`, `env`, `working-directory`, `timeout`, `budget`, `invocations`, `check`, `result`, `metrics`, `profilers`, `custom-metrics`, `gate`, `policy`, `growth`, `work`, `tags`, `paths`, `renamed-from`

    suite.yaml: 5 errors
    ");
}

#[test]
fn a_key_given_twice_shows_both_places() {
    insta::assert_snapshot!(errors(
        r"suite: s
workloads:
  w:
    command: [sort]
  other:
    command: [sort]
  w:
    shell: sort
",
    ), @r"
    error: key `w` is given twice
     --> suite.yaml:7:3
      |
    3 |   w:
      |   - first given here
    ...
    7 |   w:
      |   ^ given again here
      |
      = help: remove one of them

    suite.yaml: 1 error
    ");
}

#[test]
fn a_merge_key_is_told_what_to_write_instead() {
    insta::assert_snapshot!(errors(
        r"base: &base { command: [sort] }
suite: s
workloads:
  w:
    <<: *base
",
    ), @r"
    error: unknown key `base`
     --> suite.yaml:1:1
      |
    1 | base: &base { command: [sort] }
      | ^^^^
      |
      = help: the keys here are `suite`, `description`, `missing-baseline`, `harness`, `custom-profilers`, `defaults`, `workloads`

    error: workload `w` has nothing to run
     --> suite.yaml:4:3
      |
    4 |   w:
      |   ^
      |
      = help: add one of `python:`, `command:` and `shell:`, or benchmarks as in `criterion:`

    error: merge keys (`<<`) are not supported
     --> suite.yaml:5:5
      |
    5 |     <<: *base
      |     ^^
      |
      = help: write what workloads share once, under `defaults:` at the top of the suite

    suite.yaml: 3 errors
    ");
}

#[test]
fn a_suite_needs_a_name_and_workloads() {
    insta::assert_snapshot!(errors(
        r"description: nothing else
",
    ), @r"
    error: the suite lacks `suite`
     --> suite.yaml:1:1
      |
    1 | description: nothing else
      | ^
      |
      = help: name it at the top, as in `suite: my-suite`

    error: the suite lacks `workloads`
     --> suite.yaml:1:1
      |
    1 | description: nothing else
      | ^
      |
      = help: add `workloads:` with a workload below it

    suite.yaml: 2 errors
    ");
}

#[test]
fn a_suite_needs_a_workload() {
    insta::assert_snapshot!(errors(
        r"suite: s
workloads: {}
",
    ), @r"
    error: the suite has no workloads
     --> suite.yaml:2:12
      |
    2 | workloads: {}
      |            ^^

    suite.yaml: 1 error
    ");
}

#[test]
fn a_workload_runs_exactly_one_thing() {
    insta::assert_snapshot!(errors(
        r"suite: s
workloads:
  nothing: { tags: [a] }
  both:
    python: pkg.work:run
    shell: sort
",
    ), @r"
    error: workload `nothing` has nothing to run
     --> suite.yaml:3:3
      |
    3 |   nothing: { tags: [a] }
      |   ^^^^^^^
      |
      = help: add one of `python:`, `command:` and `shell:`, or benchmarks as in `criterion:`

    error: workload `both` has `python` and `shell`, but it can run only one
     --> suite.yaml:4:3
      |
    4 |   both:
      |   ^^^^
    5 |     python: pkg.work:run
      |             ------------ `python`
    6 |     shell: sort
      |            ---- `shell`
      |
      = help: keep `python`, or make `shell` a workload of its own

    suite.yaml: 2 errors
    ");
}

#[test]
fn defaults_have_no_body() {
    insta::assert_snapshot!(errors(
        r"suite: s
defaults:
  command: [sort]
  tiemout: 3s
workloads:
  w: { shell: sort }
",
    ), @r"
    error: `command` belongs to a workload, not to `defaults`
     --> suite.yaml:3:3
      |
    3 |   command: [sort]
      |   ^^^^^^^
      |
      = help: move it below the workload's name

    error: unknown key `tiemout`, did you mean `timeout`?
     --> suite.yaml:4:3
      |
    4 |   tiemout: 3s
      |   ^^^^^^^

    suite.yaml: 2 errors
    ");
}

#[test]
fn a_check_has_keys_of_its_own() {
    insta::assert_snapshot!(workload_errors(
        r#"shell: sort
check: { command: [test], repeat: two, yield-lines: ["pkg.work:f"], tims: 3 }
"#,
    ), @r#"
    error: expected a whole number from 1 to 10000, found the text `two`
     --> suite.yaml:5:39
      |
    5 |     check: { command: [test], repeat: two, yield-lines: ["pkg.work:f"], tims: 3 }
      |                                       ^^^

    error: `yield-lines` works only with a Python check
     --> suite.yaml:5:57
      |
    5 |     check: { command: [test], repeat: two, yield-lines: ["pkg.work:f"], tims: 3 }
      |                                                         ^^^^^^^^^^^^^^
      |
      = help: use `python:` in this check

    error: unknown key `tims`
     --> suite.yaml:5:73
      |
    5 |     check: { command: [test], repeat: two, yield-lines: ["pkg.work:f"], tims: 3 }
      |                                                                         ^^^^
      |
      = help: the keys here are `python`, `command`, `params`, `repeat`, `yield-lines`

    suite.yaml: 3 errors
    "#);
}

#[test]
fn a_new_name_can_t_come_from_a_name_in_use() {
    insta::assert_snapshot!(errors(
        r"suite: s
workloads:
  a: { shell: sort, renamed-from: b }
  b: { shell: sort, renamed-from: old }
  c: { shell: sort, renamed-from: old }
",
    ), @r"
    error: `b` is the name of a workload of this suite
     --> suite.yaml:3:35
      |
    3 |   a: { shell: sort, renamed-from: b }
      |                                   ^
    4 |   b: { shell: sort, renamed-from: old }
      |   - this one
      |
      = help: `renamed-from` is a name that is no longer in use

    error: two workloads can't both be renamed from `old`
     --> suite.yaml:5:35
      |
    4 |   b: { shell: sort, renamed-from: old }
      |                                   --- the other one
    5 |   c: { shell: sort, renamed-from: old }
      |                                   ^^^

    suite.yaml: 2 errors
    ");
}

#[test]
fn arguments_belong_to_modules_and_scripts() {
    insta::assert_snapshot!(errors(
        r#"suite: s
workloads:
  a: { python: "pkg.work:run", args: [x] }
  b: { shell: sort, args: [x] }
"#,
    ), @r#"
    error: `args` are for modules and scripts, this is a function
     --> suite.yaml:3:38
      |
    3 |   a: { python: "pkg.work:run", args: [x] }
      |                                      ^^^
      |
      = help: pass values with `params:`

    error: `args` are for Python modules and scripts
     --> suite.yaml:4:27
      |
    4 |   b: { shell: sort, args: [x] }
      |                           ^^^
      |
      = help: write them into the command

    suite.yaml: 2 errors
    "#);
}
