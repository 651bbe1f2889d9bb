//! What needs the file system or spans workloads: what the user reads.

use super::{errors, workload_errors};

#[test]
fn a_missing_module_is_told_with_the_one_that_is_there() {
    insta::assert_snapshot!(workload_errors(
        r#"python: pkg.wrok:run
setup: pkg.inner.dep:set_up
check: { python: "pkg.work.x:check", yield-lines: ["pkg.nothing:f"] }
"#,
    ), @r#"
    error: there is no module `pkg.wrok`, did you mean `work`?
     --> suite.yaml:4:13
      |
    4 |     python: pkg.wrok:run
      |             ^^^^^^^^^^^^
      |
      = note: looked for `$DIR/pkg/wrok.py` and `$DIR/pkg/wrok/__init__.py`
      = help: module folders are listed under `path:`, relative to the suite's folder

    error: there is no module `pkg.inner.dep`, did you mean `deep`?
     --> suite.yaml:5:12
      |
    5 |     setup: pkg.inner.dep:set_up
      |            ^^^^^^^^^^^^^^^^^^^^
      |
      = note: looked for `$DIR/pkg/inner/dep.py` and `$DIR/pkg/inner/dep/__init__.py`
      = help: module folders are listed under `path:`, relative to the suite's folder

    error: there is no module `pkg.work.x`
     --> suite.yaml:6:22
      |
    6 |     check: { python: "pkg.work.x:check", yield-lines: ["pkg.nothing:f"] }
      |                      ^^^^^^^^^^^^^^^^^^
      |
      = note: looked for `$DIR/pkg/work/x.py` and `$DIR/pkg/work/x/__init__.py`
      = help: module folders are listed under `path:`, relative to the suite's folder

    error: there is no module `pkg.nothing`
     --> suite.yaml:6:56
      |
    6 |     check: { python: "pkg.work.x:check", yield-lines: ["pkg.nothing:f"] }
      |                                                        ^^^^^^^^^^^^^^^
      |
      = note: looked for `$DIR/pkg/nothing.py` and `$DIR/pkg/nothing/__init__.py`
      = help: module folders are listed under `path:`, relative to the suite's folder

    suite.yaml: 4 errors
    "#);
}

#[test]
fn a_package_that_may_be_installed_is_left_to_the_run() {
    insta::assert_snapshot!(errors("suite: s\nworkloads: {a: {python: 'json.tool:main', timout: 1s}}\n"), @r"
    error: unknown key `timout`, did you mean `timeout`?
     --> suite.yaml:2:43
      |
    2 | workloads: {a: {python: 'json.tool:main', timout: 1s}}
      |                                           ^^^^^^

    suite.yaml: 1 error
    ");
}

#[test]
fn missing_files_and_folders_are_told() {
    insta::assert_snapshot!(workload_errors(
        r"shell: sort
path: [., scr]
working-directory: dat
",
    ), @r"
    error: the folder `scr` does not exist
     --> suite.yaml:5:15
      |
    5 |     path: [., scr]
      |               ^^^
      |
      = note: looked for `$DIR/scr`
      = help: paths are relative to the suite's folder

    error: the folder `dat` does not exist
     --> suite.yaml:6:24
      |
    6 |     working-directory: dat
      |                        ^^^
      |
      = note: looked for `$DIR/dat`
      = help: there is `data`

    suite.yaml: 2 errors
    ");
}

#[test]
fn a_file_is_not_a_folder() {
    insta::assert_snapshot!(workload_errors(
        r"shell: sort
working-directory: data/a.txt
",
    ), @r"
    error: `data/a.txt` is not a folder
     --> suite.yaml:5:24
      |
    5 |     working-directory: data/a.txt
      |                        ^^^^^^^^^^

    suite.yaml: 1 error
    ");
}

#[test]
fn a_mistake_in_the_defaults_is_told_once() {
    insta::assert_snapshot!(errors(
        r#"suite: s
defaults: { path: nowhere }
workloads:
  a: { python: "pkg.work:run" }
  b: { python: "pkg.work:run" }
"#,
    ), @r"
    error: the folder `nowhere` does not exist
     --> suite.yaml:2:19
      |
    2 | defaults: { path: nowhere }
      |                   ^^^^^^^
      |
      = note: looked for `$DIR/nowhere`
      = help: paths are relative to the suite's folder

    suite.yaml: 1 error
    ");
}

#[test]
fn aligned_code_needs_a_build_to_align() {
    insta::assert_snapshot!(workload_errors(
        r"shell: ./work
align-code: true
",
    ), @r"
    error: `align-code` needs a build, this workload has none
     --> suite.yaml:5:17
      |
    5 |     align-code: true
      |                 ^^^^
      |
      = help: give the command that compiles it, as in `build: [make]`

    suite.yaml: 1 error
    ");
}

#[test]
fn an_environment_names_what_is_there_and_something_at_all() {
    insta::assert_snapshot!(workload_errors(
        "shell: x\nenvironment: { requirements: data/b.txt, install: pkg/work.py }\n",
    ), @"
    error: the file `data/b.txt` does not exist
     --> suite.yaml:5:34
      |
    5 |     environment: { requirements: data/b.txt, install: pkg/work.py }
      |                                  ^^^^^^^^^^
      |
      = note: looked for `$DIR/data/b.txt`
      = help: there is `a.txt`

    error: `pkg/work.py` is not a folder
     --> suite.yaml:5:55
      |
    5 |     environment: { requirements: data/b.txt, install: pkg/work.py }
      |                                                       ^^^^^^^^^^^

    suite.yaml: 2 errors
    ");
    let unknown = workload_errors("shell: x\nenvironment: { requirement: data/a.txt }\n");
    assert!(unknown.contains("did you mean `requirements`?"), "{unknown}");
    let empty = workload_errors("shell: x\nenvironment: {}\n");
    assert!(empty.contains("`environment` has neither `requirements` nor `install`"), "{empty}");
}
