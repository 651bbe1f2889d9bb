//! Comparisons as Markdown.

use paceline_model::{Comparison, Verdict};

use super::sample;
use crate::{Format, Style, comparison};

fn markdown(document: &Comparison) -> String {
    comparison(document, Format::Markdown, Style { color: false, width: 80 }).unwrap()
}

#[test]
fn the_verdict_comes_first_and_the_rest_is_folded() {
    // Units are kept with their numbers by spaces that do not break.
    let report = markdown(&sample::everything()).replace('\u{a0}', " ");
    let (open, folded) = report.split_at(report.find("<details>").unwrap());
    insta::assert_snapshot!(open, @r#"
    ### 1 of 8 cases failed, 1 regressed

    1 improved, 1 not comparable, 1 inconclusive, 1 removed, 1 new, 1 unchanged

    **head** `8888880a1b` Evict entries in batches<br>
    **base** `3333330a1b` Use a dict for lookups, the merge base of HEAD with `origin/main`<br>
    <sub>side by side in 24 pairs · 2026-11-22 10:04 UTC · 2 min 10 s · seed 42 · base agrees with itself in 3 pairs · suite lru-cache</sub><br>
    <sub>changes that could have gone unseen: wall time below 8.3 %</sub>

    `evict` **✗ failed**

    head: crashed: ended with exit status 1

    ```text
    Traceback (most recent call last):
      File "cache.py", line 12, in get
    KeyError: 'x'\u{1b}]0;owned\u{7}\u{1b}[2J
    ```

    |  | Before | After | Change (95 % CI) | Verdict |
    | :-- | --: | --: | --: | :-- |
    | `put-get`<br>`capacity=128` |  |  |  | **▲ regressed** |
    | ▲ wall time | 1.42 ms | 1.61 ms | **+13.4 %**<br><sub>\[+12.0, +14.7\]</sub> | **▲ regressed** |
    | CPU time | 1.40 ms | 1.42 ms | +1.4 %<br><sub>\[+0.3, +2.5\]</sub> | = unchanged |
    | peak memory | 12.50 MiB | 12.51 MiB | +0.1 %<br><sub>\[−0.3, +0.5\]</sub> | = unchanged |
    | `put-get`<br>`capacity=4096` |  |  |  | **▼ improved** |
    | ▼ wall time | 14.2 ms | 3.8 ms | **−73.2 %**<br><sub>\[−73.8, −72.5\]</sub> | **▼ improved** |
    | peak memory | 18.0 MiB | 18.0 MiB | +0.02 %<br><sub>\[−0.38, +0.42\]</sub> | = unchanged |
    | `load` |  |  |  | **≠ not comparable** |
    | `scan` |  |  |  | **? inconclusive** |
    | ? wall time | 21.3 ms | 22.1 ms | +3.8 %<br><sub>\[−2.2, +9.8\]</sub> | **? inconclusive** |
    | `dump` |  |  |  | **− removed** |
    | `peek` |  |  |  | **+ new** |

    - `put-get[capacity=128]` wall time: limit +5 %, certainly more than 10.7 %, p &lt; 0.0001 (significant below 0.0083), n = 24
    - `load` ≠ not comparable: base ran on Python `3.11.7`, head on `3.12.1`
    - `scan` wall time: limit +5 %; this run could have excluded 8.3 % or more
    "#);
    let folds: Vec<_> = folded.lines().filter(|line| line.starts_with("<details>")).collect();
    insta::assert_snapshot!(folds.join("\n"), @r#"
    <details><summary>Reproduce it, or accept it</summary>
    <details><summary>Other metrics of these cases</summary>
    <details><summary>1 unchanged case</summary>
    <details><summary>All numbers</summary>
    <details><summary>How this was measured</summary>
    "#);
}

#[test]
fn every_number_of_both_sides_is_in_the_fold() {
    let wall = sample::wall(Verdict::Unchanged, (0.001_42, 0.001_43), 0.008);
    let wall = sample::ungated(wall);
    let case = sample::case(sample::id("get", &[("n", "1")]), Verdict::Unchanged, vec![wall]);
    let report = markdown(&sample::comparison(vec![case])).replace('\u{a0}', " ");
    let (_, folded) = report.split_at(report.find("<details><summary>All").unwrap());
    insta::assert_snapshot!(folded, @r#"
    <details><summary>All numbers</summary>

    | Case | Metric | Side | Median | Mean, its CI | SD | Min … max | n |
    | :-- | :-- | :-- | --: | --: | --: | --: | --: |
    | `get`<br>`n=1` | wall time<br><sub>no gate</sub> | base | 1.42 ms | 1.43 ms<br><sub>\[1.41, 1.45\]</sub> | 0.043 ms | 1.38 … 1.62 ms | 24 |
    |  |  | head | 1.43 ms | 1.44 ms<br><sub>\[1.42, 1.46\]</sub> | 0.043 ms | 1.39 … 1.63 ms | 24 |

    </details>

    <details><summary>How this was measured</summary>

    - side by side in 24 pairs
    - 2026-11-22 10:04 UTC
    - 2 min 10 s
    - seed 42
    - base agrees with itself in 3 pairs
    - suite lru-cache
    - AMD EPYC 7B13, 4 cores · linux 6.18.0 x86\_64 (kvm) · CPython 3.12.1 · load 0.4 · steal 0.3 %
    - get\[n=1\]: 24 pairs in 8.3 s
    - before → after are medians, the change that of the pairs

    To see it again, at the top of the repository, with head checked out:

    ```text
    paceline check bench/suite.yaml --base 3333330a1b2c3d4e0a1b2c3d4e0a1b2c3d4e0a1b
    ```


    </details>
    "#);
}

#[test]
fn a_hostile_name_stays_in_its_cell_and_does_nothing() {
    let name = "@octocat #1 | <img src=x> `` **b** | https://a.b";
    let wall = sample::wall(Verdict::Regressed, (1.0, 1.2), 0.01);
    let id = sample::id(name, &[]);
    let mut document = sample::comparison(vec![sample::case(id, Verdict::Regressed, vec![wall])]);
    document.head.revision.subject = Some("Fix #12 for @octocat\n\n# heading <b>".into());
    document.notes.push("</details>\n\n| a | b |".into());
    let report = markdown(&document);
    let cell = r"| `@octocat #1 \| <img src=x> `` **b** \| https://a.b` | wall";
    assert!(report.contains(cell), "{report}");
    assert!(
        report.contains("Fix #\u{2060}12 for @\u{2060}octocat  # heading &lt;b&gt;"),
        "{report}"
    );
    assert!(report.contains("> &lt;/details&gt;  &#124; a &#124; b &#124;\n"), "{report}");
}

#[test]
fn all_formats_show_the_same_numbers() {
    let document = sample::everything();
    let report = markdown(&document).replace('\u{a0}', " ").replace('\\', "");
    let terminal =
        comparison(&document, Format::Terminal, Style { color: false, width: 80 }).unwrap();
    for text in ["1.42 ms", "1.61 ms", "+13.4 %", "[+12.0, +14.7]", "12.51 MiB", "−11.8 %"] {
        assert!(report.contains(text) && terminal.contains(text), "{text}");
    }
}

#[test]
fn the_document_itself_is_the_json_report() {
    let document = sample::everything();
    let style = Style { color: false, width: 80 };
    let json = comparison(&document, Format::Json, style).unwrap();
    assert_eq!(Comparison::from_json(&json).unwrap(), document);
}

#[test]
fn many_remarks_that_nobody_can_act_on_are_folded() {
    let many = |count: usize| {
        let mut document = sample::everything();
        let mut cases = document.cases.iter();
        let case = cases.find(|case| case.verdict == Verdict::Inconclusive).unwrap().clone();
        document.cases.extend(std::iter::repeat_n(case, count));
        markdown(&document).replace('\u{a0}', " ")
    };
    let is_open = |text: &str| {
        text.contains("this run could have excluded 8.3 %")
            && !text.contains("<summary>Why, row by row</summary>")
    };
    assert!(is_open(&many(1)));
    let text = many(8);
    assert!(text.contains("<summary>Why, row by row</summary>"), "{text}");
    // What regressed stays in the open.
    let fold = text.find("<summary>Why").unwrap();
    assert!(text.find("wall time: limit +5 %, certainly more than").unwrap() < fold);
}

#[test]
fn what_a_policy_makes_of_a_verdict_is_said_where_nobody_expects_it() {
    use paceline_model::Consequence::{Fail, Pass};
    let tally = |consequence: &dyn Fn(Verdict) -> paceline_model::Consequence| {
        let mut document = sample::everything();
        document.cases.push(document.cases.last().unwrap().clone());
        for case in &mut document.cases {
            case.consequence = Some(consequence(case.verdict));
        }
        document.cases.last_mut().unwrap().consequence = Some(Pass);
        markdown(&document).lines().nth(2).unwrap().to_owned()
    };
    assert_eq!(
        tally(&|verdict| paceline_model::Policy::default().of(verdict)),
        "1 improved, 1 not comparable (fails the build), 1 inconclusive, \
         2 removed (1 of them fails the build), 1 new, 1 unchanged"
    );
    assert_eq!(
        tally(&|verdict| if verdict == Verdict::New { Fail } else { Pass }),
        "1 improved, 1 not comparable, 1 inconclusive, 2 removed, 1 new (fails the build), \
         1 unchanged, what regressed does not fail the build"
    );
}

/// What the fold with the remedies says.
fn remedies(document: &Comparison) -> String {
    let report = markdown(document);
    let (_, fold) = report.split_once("<summary>Reproduce it").unwrap();
    fold.split_once("</details>").unwrap().0.trim().to_owned()
}

#[test]
fn what_got_worse_can_be_seen_again_or_accepted_by_copying() {
    insta::assert_snapshot!(remedies(&sample::everything()), @r"
    , or accept it</summary>

    To see it again, at the top of the repository, with head checked out:

    ```text
    paceline check bench/suite.yaml --base 3333330a1b2c3d4e0a1b2c3d4e0a1b2c3d4e0a1b '--case=put-get[capacity=128]' --case=evict
    ```

    To live with it, say why in the last lines of a commit message:

    ```text
    Paceline-Accept: put-get[capacity=128] wall_time +15% because …
    ```
    ");
}

#[test]
fn variants_are_seen_again_as_variants_and_a_document_without_a_commit_not_at_all() {
    let mut document = sample::everything();
    document.suite_file = None;
    let variant = |name| sample::parameters_of(&[("implementation", name)]);
    (document.base.variant, document.head.variant) = (variant("naive"), variant("linked list"));
    let text = remedies(&document);
    let command = text.lines().find(|line| line.starts_with("paceline")).unwrap();
    assert_eq!(
        command,
        "paceline check SUITE --base=implementation=naive '--head=implementation=linked list' \
         --case=put-get --case=evict"
    );
    document.base = sample::side('3', "no git");
    document.base.revision.commit = None;
    let text = markdown(&document);
    assert!(text.contains("<summary>Accept it</summary>") && !text.contains("paceline check"));
}

#[test]
fn changes_that_could_have_gone_unseen_are_told_by_metric() {
    let seen = |verdict, change| {
        let mut metric = sample::wall(verdict, (1.0, 1.0), 0.01);
        metric.evidence.detectable_change = Some(change);
        metric
    };
    let case = |metrics| sample::case(sample::id("a", &[]), Verdict::Unchanged, metrics);
    let mut memory = sample::memory(Verdict::Unchanged, (1e6, 1e6), 0.01);
    memory.evidence.detectable_change = Some(0.004);
    let document = sample::comparison(vec![
        case(vec![seen(Verdict::Unchanged, 0.009), memory]),
        case(vec![
            seen(Verdict::Inconclusive, 0.083),
            sample::ungated(seen(Verdict::Unchanged, 9.0)),
        ]),
        case(vec![seen(Verdict::Regressed, 0.5), seen(Verdict::Unchanged, f64::INFINITY)]),
    ]);
    let text = markdown(&document);
    assert!(
        text.contains(
            "<sub>changes that could have gone unseen: \
             wall time below 0.9 % to 8.3 %, peak memory below 0.4 %</sub>\n"
        ),
        "{text}"
    );
}
