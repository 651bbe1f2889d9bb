//! How a workload may grow, and what is told about growth that can't be fitted.

use paceline_model::{Growth, Order};

use super::{errors, plan, workload_errors};

#[test]
fn a_growth_reaches_every_case_of_its_workload() {
    let plan = plan(
        "suite: s
workloads:
  sort:
    shell: sort {n} {kind}
    params: { n: [1, 2.5, 4, 8, 16], kind: [a, b] }
    growth: { parameter: n, expect: O(n log n) }
  other: { shell: sort }
",
    );
    let growth = Growth { parameter: "n".to_owned(), expect: Order::Linearithmic };
    assert_eq!(plan.cases.len(), 11);
    assert!(plan.cases[..10].iter().all(|case| case.growth.as_ref() == Some(&growth)));
    assert_eq!(plan.cases[10].growth, None);
}

#[test]
fn every_order_is_known() {
    for order in Order::ALL {
        let growth = format!("growth: {{ parameter: n, expect: {order} }}");
        let text = format!(
            "suite: s\nworkloads:\n  w: {{ shell: a, params: {{ n: [1, 2, 3, 4, 5] }}, {growth} }}\n"
        );
        assert_eq!(plan(&text).cases[0].growth.as_ref().unwrap().expect, order);
    }
}

#[test]
fn a_size_is_a_parameter_of_five_positive_numbers() {
    insta::assert_snapshot!(errors(
        "suite: s
workloads:
  typo: { shell: a, params: { size: [1, 2, 3, 4, 5] }, growth: { parameter: sise, expect: O(n) } }
  none: { shell: a, growth: { parameter: n, expect: O(n) } }
  text: { shell: a, params: { n: [1, 2, 3, 4, five] }, growth: { parameter: n, expect: O(n) } }
  zero: { shell: a, params: { n: [0, 1, 2, 3, 4] }, growth: { parameter: n, expect: O(n) } }
  four: { shell: a, params: { n: [1, 2, 3, 4] }, growth: { parameter: n, expect: O(n) } }
",
    ), @r"
    error: `sise` is no parameter of this workload, did you mean `size`?
     --> suite.yaml:3:77
      |
    3 |   typo: { shell: a, params: { size: [1, 2, 3, 4, 5] }, growth: { parameter: sise, expect: O(n...
      |                                                                             ^^^^
      |
      = help: the parameters are `size`

    error: `n` is no parameter of this workload
     --> suite.yaml:4:42
      |
    4 |   none: { shell: a, growth: { parameter: n, expect: O(n) } }
      |                                          ^
      |
      = help: give the sizes under `params:`

    error: the size `n` is not always a positive number
     --> suite.yaml:5:77
      |
    5 |   text: { shell: a, params: { n: [1, 2, 3, 4, five] }, growth: { parameter: n, expect: O(n) } }
      |                                                                             ^ it can be `five`

    error: the size `n` is not always a positive number
     --> suite.yaml:6:74
      |
    6 |   zero: { shell: a, params: { n: [0, 1, 2, 3, 4] }, growth: { parameter: n, expect: O(n) } }
      |                                                                          ^ it can be `0`

    error: growth needs at least 5 sizes, `n` has 4 sizes
     --> suite.yaml:7:58
      |
    7 |   four: { shell: a, params: { n: [1, 2, 3, 4] }, growth: { parameter: n, expect: O(n) } }
      |                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: give more, each twice the one before as a rule

    suite.yaml: 5 errors
    ");
}

#[test]
fn each_combination_of_the_others_needs_its_sizes() {
    insta::assert_snapshot!(workload_errors(
        "shell: a
params: { n: [1, 2, 3, 4, 5], kind: [a, b] }
exclude: [{ n: 5, kind: b }]
growth: { parameter: n, expect: O(n) }
",
    ), @r"
    error: growth needs at least 5 sizes, `n` has 4 sizes with `kind=b`
     --> suite.yaml:7:13
      |
    7 |     growth: { parameter: n, expect: O(n) }
      |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: give more, each twice the one before as a rule

    suite.yaml: 1 error
    ");
}

#[test]
fn an_order_is_one_of_six() {
    insta::assert_snapshot!(errors(
        "suite: s
defaults: { growth: { parameter: n, expect: O(n) } }
workloads:
  near: { shell: a, params: { n: [1, 2, 3, 4, 5] }, growth: { parameter: n, expect: o(n*log n) } }
  far: { shell: a, params: { n: [1, 2, 3, 4, 5] }, growth: { parameter: n, expect: quadratic } }
  lacks: { shell: a, params: { n: [1, 2, 3, 4, 5] }, growth: {} }
  form: { shell: a, params: { n: [1, 2, 3, 4, 5] }, growth: O(n) }
  more: { shell: a, params: { n: [1, 2, 3, 4, 5] }, growth: { parameter: n, expect: O(n), by: calls } }
",
    ), @r"
    error: `growth` belongs to a workload, not to `defaults`
     --> suite.yaml:2:13
      |
    2 | defaults: { growth: { parameter: n, expect: O(n) } }
      |             ^^^^^^
      |
      = help: move it below the workload's name

    error: unknown order `o(n*log n)`, did you mean `O(n log n)`?
     --> suite.yaml:4:85
      |
    4 | ..., 5] }, growth: { parameter: n, expect: o(n*log n) } }
      |                                            ^^^^^^^^^^
      |
      = help: the orders are `O(1)`, `O(log n)`, `O(n)`, `O(n log n)`, `O(n^2)`, `O(n^3)`

    error: unknown order `quadratic`
     --> suite.yaml:5:84
      |
    5 |   far: { shell: a, params: { n: [1, 2, 3, 4, 5] }, growth: { parameter: n, expect: quadratic } }
      |                                                                                    ^^^^^^^^^
      |
      = help: the orders are `O(1)`, `O(log n)`, `O(n)`, `O(n log n)`, `O(n^2)`, `O(n^3)`

    error: `growth` lacks `parameter`
     --> suite.yaml:6:62
      |
    6 |   lacks: { shell: a, params: { n: [1, 2, 3, 4, 5] }, growth: {} }
      |                                                              ^^
      |
      = help: write it as in `growth: { parameter: n, expect: O(n) }`

    error: `growth` lacks `expect`
     --> suite.yaml:6:62
      |
    6 |   lacks: { shell: a, params: { n: [1, 2, 3, 4, 5] }, growth: {} }
      |                                                              ^^
      |
      = help: write it as in `growth: { parameter: n, expect: O(n) }`

    error: expected a mapping, found the text `O(n)`
     --> suite.yaml:7:61
      |
    7 |   form: { shell: a, params: { n: [1, 2, 3, 4, 5] }, growth: O(n) }
      |                                                             ^^^^

    error: unknown key `by`
     --> suite.yaml:8:91
      |
    8 | ...5] }, growth: { parameter: n, expect: O(n), by: calls } }
      |                                                ^^
      |
      = help: the keys here are `parameter`, `expect`

    suite.yaml: 7 errors
    ");
}
