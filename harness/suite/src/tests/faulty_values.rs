//! Values of the wrong type, unit or form: what the user reads.

use super::{errors, workload_errors};

#[test]
fn a_duration_has_a_unit() {
    insta::assert_snapshot!(workload_errors(
        r"shell: sort
timeout: 60
budget: 5 parsecs
",
    ), @r"
    error: the duration `60` has no unit
     --> suite.yaml:5:14
      |
    5 |     timeout: 60
      |              ^^
      |
      = help: give a unit, as in `60s` or `60ms`

    error: `5 parsecs` is not a duration
     --> suite.yaml:6:13
      |
    6 |     budget: 5 parsecs
      |             ^^^^^^^^^
      |
      = help: write it as in `500ms`, `60s` or `1m 30s`

    suite.yaml: 2 errors
    ");
}

#[test]
fn durations_are_positive_and_not_endless() {
    insta::assert_snapshot!(workload_errors(
        r"shell: sort
timeout: 0s
budget: 300h
",
    ), @r"
    error: the duration `0s` is not positive
     --> suite.yaml:5:14
      |
    5 |     timeout: 0s
      |              ^^
      |
      = help: write it as in `500ms`, `60s` or `1m 30s`

    error: the duration `300h` is longer than 7 days
     --> suite.yaml:6:13
      |
    6 |     budget: 300h
      |             ^^^^

    suite.yaml: 2 errors
    ");
}

#[test]
fn a_command_is_a_list() {
    insta::assert_snapshot!(errors(
        r"suite: s
workloads:
  a: { command: sort 'two words' data.txt }
  b: { command: [] }
  c: { command: { sort: data } }
",
    ), @r#"
    error: expected a list: the program and its arguments, found the text `sort 'two words' data.txt`
     --> suite.yaml:3:17
      |
    3 |   a: { command: sort 'two words' data.txt }
      |                 ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write `[sort, "two words", data.txt]`, or use `shell:` if it needs a shell

    error: the list is empty, it needs at least a program
     --> suite.yaml:4:17
      |
    4 |   b: { command: [] }
      |                 ^^

    error: expected a list: the program and its arguments, found a mapping
     --> suite.yaml:5:17
      |
    5 |   c: { command: { sort: data } }
      |                 ^^^^^^^^^^^^^^

    suite.yaml: 3 errors
    "#);
}

#[test]
fn variables_are_text() {
    insta::assert_snapshot!(workload_errors(
        r"shell: sort
env: { PORT: 8080, DEBUG: true, RATIO: 0.5, LIST: [a], PASSED_ON: , NO: no }
",
    ), @r#"
    error: the value of an environment variable is text, found `8080` without quotes
     --> suite.yaml:5:18
      |
    5 |     env: { PORT: 8080, DEBUG: true, RATIO: 0.5, LIST: [a], PASSED_ON: , NO: no }
      |                  ^^^^
      |
      = help: write `"8080"`

    error: the value of an environment variable is text, found `true` without quotes
     --> suite.yaml:5:31
      |
    5 |     env: { PORT: 8080, DEBUG: true, RATIO: 0.5, LIST: [a], PASSED_ON: , NO: no }
      |                               ^^^^
      |
      = help: write `"true"`

    error: the value of an environment variable is text, found `0.5` without quotes
     --> suite.yaml:5:44
      |
    5 |     env: { PORT: 8080, DEBUG: true, RATIO: 0.5, LIST: [a], PASSED_ON: , NO: no }
      |                                            ^^^
      |
      = help: write `"0.5"`

    error: expected text, found a list
     --> suite.yaml:5:55
      |
    5 |     env: { PORT: 8080, DEBUG: true, RATIO: 0.5, LIST: [a], PASSED_ON: , NO: no }
      |                                                       ^^^

    suite.yaml: 4 errors
    "#);
}

#[test]
fn invocations_are_a_range() {
    insta::assert_snapshot!(workload_errors(
        r"shell: sort
invocations: 40..10
",
    ), @r"
    error: the range `40..10` ends before it starts
     --> suite.yaml:5:18
      |
    5 |     invocations: 40..10
      |                  ^^^^^^
      |
      = help: write `10..40`

    suite.yaml: 1 error
    ");
}

#[test]
fn invocations_are_whole_numbers() {
    insta::assert_snapshot!(errors(
        r"suite: s
workloads:
  a: { shell: sort, invocations: 1.5 }
  b: { shell: sort, invocations: ten }
  c: { shell: sort, invocations: 0 }
",
    ), @r"
    error: expected a range as in `10..40`, or a whole number, found the number `1.5`
     --> suite.yaml:3:34
      |
    3 |   a: { shell: sort, invocations: 1.5 }
      |                                  ^^^

    error: `ten` is not a range of invocations
     --> suite.yaml:4:34
      |
    4 |   b: { shell: sort, invocations: ten }
      |                                  ^^^
      |
      = help: write the fewest and the most, as in `10..40`, or one number

    error: `0` is not between 1 and 10000
     --> suite.yaml:5:34
      |
    5 |   c: { shell: sort, invocations: 0 }
      |                                  ^

    suite.yaml: 3 errors
    ");
}

#[test]
fn a_value_of_another_type_says_what_was_found() {
    insta::assert_snapshot!(workload_errors(
        r"shell: [sort]
tags: yes
env: []
description: { a: b }
result: sometimes
params: { a: { b: c }, d: ~ }
work: -3
",
    ), @r"
    error: expected text, found a list
     --> suite.yaml:4:12
      |
    4 |     shell: [sort]
      |            ^^^^^^

    error: expected a list, found the text `yes`
     --> suite.yaml:5:11
      |
    5 |     tags: yes
      |           ^^^

    error: expected a mapping, found a list
     --> suite.yaml:6:10
      |
    6 |     env: []
      |          ^^

    error: expected text, found a mapping
     --> suite.yaml:7:18
      |
    7 |     description: { a: b }
      |                  ^^^^^^^^

    error: unknown value `sometimes`
     --> suite.yaml:8:13
      |
    8 |     result: sometimes
      |             ^^^^^^^^^
      |
      = help: one of `compare`, `ignore`

    error: expected a single value or a list, found a mapping
     --> suite.yaml:9:18
      |
    9 |     params: { a: { b: c }, d: ~ }
      |                  ^^^^^^^^

    error: expected text, a number or a truth value, found nothing
     --> suite.yaml:9:31
      |
    9 |     params: { a: { b: c }, d: ~ }
      |                               ^

    error: the number of operations `-3` is not positive
      --> suite.yaml:10:11
       |
    10 |     work: -3
       |           ^^

    suite.yaml: 8 errors
    ");
}

#[test]
fn python_is_a_function_a_module_or_a_script() {
    insta::assert_snapshot!(errors(
        r#"suite: s
workloads:
  a: { python: pkg.work.run }
  b: { python: "-m pkg work" }
  c: { python: "work it" }
  d: { python: tools/missing.py }
  e: { python: "pkg.work:" }
"#,
    ), @r#"
    error: `pkg.work.run` is not of the form `module:function`
     --> suite.yaml:3:16
      |
    3 |   a: { python: pkg.work.run }
      |                ^^^^^^^^^^^^
      |
      = help: write `pkg.work:run`

    error: `pkg work` is not the name of a module
     --> suite.yaml:4:16
      |
    4 |   b: { python: "-m pkg work" }
      |                ^^^^^^^^^^^^^
      |
      = help: write it as in `-m package.module`

    error: `work it` names neither a function, nor a module, nor a script
     --> suite.yaml:5:16
      |
    5 |   c: { python: "work it" }
      |                ^^^^^^^^^
      |
      = help: write `package.module:function`, `-m package.module` or `tools/script.py`

    error: the script `tools/missing.py` does not exist
     --> suite.yaml:6:16
      |
    6 |   d: { python: tools/missing.py }
      |                ^^^^^^^^^^^^^^^^
      |
      = note: looked for `$DIR/tools/missing.py`
      = help: paths are relative to the suite's folder

    error: `pkg.work:` names neither a function, nor a module, nor a script
     --> suite.yaml:7:16
      |
    7 |   e: { python: "pkg.work:" }
      |                ^^^^^^^^^^^
      |
      = help: write `package.module:function`, `-m package.module` or `tools/script.py`

    suite.yaml: 5 errors
    "#);
}

#[test]
fn octal_and_underscored_numbers_are_not_guessed() {
    insta::assert_snapshot!(workload_errors(
        r"shell: sort
invocations: 010
check: { command: [test], repeat: 1_000 }
",
    ), @r"
    error: `010` is not a range of invocations
     --> suite.yaml:5:18
      |
    5 |     invocations: 010
      |                  ^^^
      |
      = help: write the fewest and the most, as in `10..40`, or one number

    error: expected a whole number from 1 to 10000, found the text `1_000`
     --> suite.yaml:6:39
      |
    6 |     check: { command: [test], repeat: 1_000 }
      |                                       ^^^^^

    suite.yaml: 2 errors
    ");
}

#[test]
fn a_suite_name_is_a_safe_folder_name() {
    insta::assert_snapshot!(errors(
        r#"suite: lru cache
workloads: { " a ": { shell: sort } }
"#,
    ), @r#"
    error: suite name `lru cache` has a character other than letters, digits, `.`, `_` and `-`
     --> suite.yaml:1:8
      |
    1 | suite: lru cache
      |        ^^^^^^^^^

    error: workload name ` a ` starts or ends with white space
     --> suite.yaml:2:14
      |
    2 | workloads: { " a ": { shell: sort } }
      |              ^^^^^

    suite.yaml: 2 errors
    "#);
}
