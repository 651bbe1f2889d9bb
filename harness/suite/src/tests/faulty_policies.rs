//! Policies that say nothing: what the user reads.

use super::errors;

#[test]
fn a_policy_names_verdicts_and_what_they_do() {
    insta::assert_snapshot!(errors(
        r"suite: s
missing-baseline: measure
defaults: { policy: { inconclusve: warn, new: wran, missing-baseline: fail } }
workloads:
  w: { shell: sort, policy: strict }
  x: { shell: sort, policy: { regressed: pass, removed: [fail] } }
",
    ), @r"
    error: unknown value `measure`
     --> suite.yaml:2:19
      |
    2 | missing-baseline: measure
      |                   ^^^^^^^
      |
      = help: one of `measure-base`, `warn`, `fail`

    error: unknown key `inconclusve`, did you mean `inconclusive`?
     --> suite.yaml:3:23
      |
    3 | defaults: { policy: { inconclusve: warn, new: wran, missing-baseline: fail } }
      |                       ^^^^^^^^^^^

    error: unknown value `wran`, did you mean `warn`?
     --> suite.yaml:3:47
      |
    3 | defaults: { policy: { inconclusve: warn, new: wran, missing-baseline: fail } }
      |                                               ^^^^
      |
      = help: one of `pass`, `warn`, `fail`

    error: unknown key `missing-baseline`
     --> suite.yaml:3:53
      |
    3 | defaults: { policy: { inconclusve: warn, new: wran, missing-baseline: fail } }
      |                                                     ^^^^^^^^^^^^^^^^
      |
      = help: the keys here are `inconclusive`, `new`, `removed`, `suspect`, `not-comparable`

    error: expected a mapping, found the text `strict`
     --> suite.yaml:5:29
      |
    5 |   w: { shell: sort, policy: strict }
      |                             ^^^^^^

    error: unknown key `regressed`
     --> suite.yaml:6:31
      |
    6 |   x: { shell: sort, policy: { regressed: pass, removed: [fail] } }
      |                               ^^^^^^^^^
      |
      = help: the keys here are `inconclusive`, `new`, `removed`, `suspect`, `not-comparable`

    error: expected a word, found a list
     --> suite.yaml:6:57
      |
    6 |   x: { shell: sort, policy: { regressed: pass, removed: [fail] } }
      |                                                         ^^^^^^

    suite.yaml: 7 errors
    ");
}
