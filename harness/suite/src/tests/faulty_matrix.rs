//! Parameters, their combinations and placeholders: what the user reads.

use super::workload_errors;

#[test]
fn placeholders_are_parameters() {
    insta::assert_snapshot!(workload_errors(
        r#"command: [sort, "--size={capcity}", 'a { b', "}", "{{ok}}", '{"json": 1}']
params: { capacity: [1, 2] }
"#,
    ), @r#"
    error: unknown parameter `capcity`, did you mean `capacity`?
     --> suite.yaml:4:29
      |
    4 |     command: [sort, "--size={capcity}", 'a { b', "}", "{{ok}}", '{"json": 1}']
      |                             ^^^^^^^^^
      |
      = help: write `{{capcity}}` for the text itself

    error: `{` without `}` after it
     --> suite.yaml:4:44
      |
    4 |     command: [sort, "--size={capcity}", 'a { b', "}", "{{ok}}", '{"json": 1}']
      |                                            ^
      |
      = help: write `{{` for the text itself

    error: `}` without `{` before it
     --> suite.yaml:4:51
      |
    4 |     command: [sort, "--size={capcity}", 'a { b', "}", "{{ok}}", '{"json": 1}']
      |                                                   ^
      |
      = help: write `}}` for the text itself

    error: unknown parameter `"json": 1`; the parameters are `capacity`
     --> suite.yaml:4:66
      |
    4 |     command: [sort, "--size={capcity}", 'a { b', "}", "{{ok}}", '{"json": 1}']
      |                                                                  ^^^^^^^^^^^
      |
      = help: write `{{"json": 1}}` for the text itself

    suite.yaml: 4 errors
    "#);
}

#[test]
fn a_broken_parameter_does_not_break_its_placeholders() {
    insta::assert_snapshot!(workload_errors(
        r#"command: [sort, "{capacity}"]
params: { capacity: [{}] }
"#,
    ), @r"
    error: expected text, a number or a truth value, found a mapping
     --> suite.yaml:5:26
      |
    5 |     params: { capacity: [{}] }
      |                          ^^

    suite.yaml: 1 error
    ");
}

#[test]
fn the_matrix_is_checked() {
    insta::assert_snapshot!(workload_errors(
        r#"shell: sort
params: { size: [1, 2, "1"], kind: [a, b], 3d: x, none: [] }
"#,
    ), @r#"
    error: the value `1` is given twice
     --> suite.yaml:5:28
      |
    5 |     params: { size: [1, 2, "1"], kind: [a, b], 3d: x, none: [] }
      |                      -     ^^^
      |                      |
      |                      first given here
      |
      = help: remove one of them

    error: the parameter name `3d` is not a Python identifier
     --> suite.yaml:5:48
      |
    5 |     params: { size: [1, 2, "1"], kind: [a, b], 3d: x, none: [] }
      |                                                ^^
      |
      = help: use letters, digits and `_`, no digit first

    error: the parameter `none` has no values
     --> suite.yaml:5:55
      |
    5 |     params: { size: [1, 2, "1"], kind: [a, b], 3d: x, none: [] }
      |                                                       ^^^^
      |
      = help: give at least one, or remove the parameter

    suite.yaml: 3 errors
    "#);
}

#[test]
fn combinations_must_exist() {
    insta::assert_snapshot!(workload_errors(
        r"shell: sort
params: { size: [1, 2], kind: [a, b] }
exclude: [{ size: 3 }, { sise: 1 }, { size: 2 }]
include: [{ size: 1 }, { size: 1, kind: a }, { size: 2, kind: a }, { size: 9, kind: z, x: 1 }]
",
    ), @r"
    error: this matches no combination
     --> suite.yaml:6:15
      |
    6 |     exclude: [{ size: 3 }, { sise: 1 }, { size: 2 }]
      |               ^^^^^^^^^^^
      |
      = help: compare its values with those under `params:`

    error: unknown parameter `sise`, did you mean `size`?
     --> suite.yaml:6:30
      |
    6 |     exclude: [{ size: 3 }, { sise: 1 }, { size: 2 }]
      |                              ^^^^
      |
      = help: the parameters are `kind`, `size`

    error: this combination lacks `kind`
     --> suite.yaml:7:15
      |
    7 |     include: [{ size: 1 }, { size: 1, kind: a }, { size: 2, kind: a }, { size: 9, kind: z, x:...
      |               ^^^^^^^^^^^
      |
      = help: an included combination gives every parameter

    error: this combination is there already
     --> suite.yaml:7:28
      |
    7 |     include: [{ size: 1 }, { size: 1, kind: a }, { size: 2, kind: a }, { size: 9, kind: z, x:...
      |                            ^^^^^^^^^^^^^^^^^^^^
      |
      = help: remove it, or exclude the other one

    error: unknown parameter `x`
     --> suite.yaml:7:92
      |
    7 | ..., { size: 2, kind: a }, { size: 9, kind: z, x: 1 }]
      |                                                ^
      |
      = help: the parameters are `kind`, `size`

    suite.yaml: 5 errors
    ");
}

#[test]
fn excluding_everything_is_a_mistake() {
    insta::assert_snapshot!(workload_errors(
        r"shell: sort
params: { size: [1, 2] }
exclude: [{}]
",
    ), @r"
    error: no combination is left, `exclude` removes all of them
     --> suite.yaml:5:13
      |
    5 |     params: { size: [1, 2] }
      |             ^^^^^^^^^^^^^^^^

    suite.yaml: 1 error
    ");
}

#[test]
fn include_and_exclude_need_parameters() {
    insta::assert_snapshot!(workload_errors(
        r"shell: sort
include: [{ a: 1 }]
exclude: [{ a: 1 }]
",
    ), @r"
    error: `include` needs parameters, this workload has none
     --> suite.yaml:5:14
      |
    5 |     include: [{ a: 1 }]
      |              ^^^^^^^^^^
      |
      = help: add `params:`, or remove `include:`

    error: `exclude` needs parameters, this workload has none
     --> suite.yaml:6:14
      |
    6 |     exclude: [{ a: 1 }]
      |              ^^^^^^^^^^
      |
      = help: add `params:`, or remove `exclude:`

    suite.yaml: 2 errors
    ");
}

#[test]
fn a_matrix_has_a_limit() {
    insta::assert_snapshot!({
        let params = ["a", "b", "c", "d", "e", "f", "g"].join(": [1, 2, 3, 4, 5], ");
        workload_errors(&format!("shell: sort\nparams: {{ {params}: [1] }}"))
    }, @r"
    error: these parameters have 5 × 5 × 5 × 5 × 5 × 5 × 1 combinations, the limit is 10000
     --> suite.yaml:5:13
      |
    5 | ...s: { a: [1, 2, 3, 4, 5], b: [1, 2, 3, 4, 5], c: [1, 2, 3, 4, 5], d: [1, 2, 3, 4, 5], e: [1, 2, 3, 4, 5], f: [1, 2, 3, 4, 5], g: [1] }
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: use fewer values, or list combinations under `include:`

    suite.yaml: 1 error
    ");
}
