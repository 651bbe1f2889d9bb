//! Stored records over the commits of a branch.

use paceline_model::{
    CaseHistory, Drift, Estimate, History, HistoryCommit, HistoryMethod, HistoryPoint, Interval,
    LevelChange, MetricHistory, Turn, Within, metrics,
};

use super::sample;
use crate::{Format, Style, history};

const PLAIN: Style = Style { color: false, width: 80 };

fn commit(index: u32) -> HistoryCommit {
    HistoryCommit {
        id: format!("{index:040x}")
            .replacen('0', "c", 1)
            .chars()
            .rev()
            .collect::<String>()
            .parse()
            .unwrap(),
        subject: format!("Change number {index}"),
        measured: (index != 4).then(|| "2026-11-22T10:00:00Z".to_owned()),
        release: None,
    }
}

fn points(value: impl Fn(u32) -> f64) -> Vec<HistoryPoint> {
    let point = |commit| HistoryPoint { commit, value: value(commit), spread: 0.0, count: 5 };
    (0..24).filter(|index| *index != 4).map(point).collect()
}

fn interval(low: f64, high: f64) -> Interval {
    Interval { low, high, confidence: 0.95 }
}

fn change(first_after: u32, change: f64) -> LevelChange {
    LevelChange {
        last_before: first_after - 1,
        first_after,
        within: Within { after: first_after - 2, until: first_after + 1 },
        turn: if change > 0.0 { Turn::Regression } else { Turn::Improvement },
        before: 0.001,
        after: 0.001 * (1.0 + change),
        estimate: Some(Estimate { change, interval: Some(interval(change - 0.01, change + 0.01)) }),
        p_value: Some(0.000_5),
        remark: String::new(),
    }
}

pub(super) fn document() -> History {
    let level = |index| if (8..16).contains(&index) { 0.001_1 } else { 0.001 };
    let stepped = MetricHistory {
        metric: sample::built_in(metrics::CPU_TIME),
        method: HistoryMethod::ChangePoints,
        points: points(level),
        changes: vec![
            change(8, 0.1),
            LevelChange {
                remark: "ran by `cpython 3.11.7` before and by `cpython 3.12.1` after".into(),
                ..change(16, -0.09)
            },
        ],
        drift: None,
    };
    let drifting = MetricHistory {
        metric: sample::built_in(metrics::INSTRUCTIONS),
        method: HistoryMethod::Exact,
        points: points(|index| 2_000_000.0 + 4_000.0 * f64::from(index)),
        changes: vec![],
        drift: Some(Drift {
            turn: Turn::Regression,
            from: 0,
            to: 23,
            total: Estimate { change: 0.046, interval: None },
            per_commit: 0.002,
            p_value: 1e-9,
        }),
    };
    let calm = MetricHistory {
        metric: sample::built_in(metrics::PEAK_RSS),
        method: HistoryMethod::TooFew,
        points: points(|index| 12e6 + f64::from(index % 3) * 4096.0)[..5].to_vec(),
        changes: vec![],
        drift: None,
    };
    History {
        schema: History::SCHEMA.into(),
        suite: "lru-cache".parse().unwrap(),
        class: "0123456789ab".parse().unwrap(),
        commits: (0..24).map(commit).collect(),
        cases: vec![
            CaseHistory {
                id: sample::id("put-get", &[("capacity", "128")]),
                metrics: vec![stepped, drifting],
            },
            CaseHistory { id: sample::id("it's <b>", &[]), metrics: vec![calm; 2] },
        ],
        budget: None,
        notes: vec!["one record can't be read".into()],
    }
}

#[test]
fn a_history_is_drawn_with_its_changes() {
    let text = history(&document(), Format::Terminal, PLAIN).unwrap();
    insta::assert_snapshot!(text, @r"
    1 regression, 1 drift for the worse, 1 improvement found

    suite lru-cache · machine class 0123456789ab
    24 commits, 0000000000 to 7100000000 · 23 with a record
    Indications, not verdicts: the records are of different sessions, whose times
    differ without any cause in the code. Confirm a change with `paceline bisect`,
    or by `paceline check` with the commit before it as `--base`.

    put-get[capacity=128]
      CPU time, 1.00 ms now · 23 records
        1.10 ms ┤        ⠁⠁⠁⠁⠁⠁⠁⠁
                ┤
                ┤
        1.00 ms ┤⡀⡀⡀⡀ ⡀⡀⡀        ⡀⡀⡀⡀⡀⡀⡀⢀
                         a       b
        a ✗ regression +10.0 % [+9.0, +11.0] · 1.00 ms → 1.10 ms · p = 0.0005
          8000000000 Change number 8
          or another of the 3 commits after 6000000000 up to 9000000000
        b ✓ improvement −9.0 % [−10.0, −8.0] · 1.00 ms → 0.91 ms · p = 0.0005
          0100000000 Change number 16
          or another of the 3 commits after e000000000 up to 1100000000
          ran by `cpython 3.11.7` before and by `cpython 3.12.1` after
      instructions, 2.09 M now · 23 records
        2.09 M ┤                  ⡀⡀⠄⠂⠂⠈
               ┤            ⡀⡀⠄⠂⠂⠁
               ┤      ⡀⠄⠄⠂⠁⠁
        2.00 M ┤⡀⠄⠄⠂ ⠁
        ~ ✗ drift for the worse +4.6 % · +0.2 % a commit · p < 0.0001
          slowly, over 23 commits from 0000000000 to 7100000000

    it's <b>
      peak memory 11.5 MiB  ▃█▁ █                 5 records, too few to find changes
      peak memory 11.5 MiB  ▃█▁ █                 5 records, too few to find changes

    To confirm the newest regression:
      paceline bisect --good 6000000000 --bad 9000000000 --case 'put-
      get[capacity=128]'

    note: one record can't be read
    ");
}

#[test]
fn a_history_is_a_table_in_markdown() {
    let text = history(&document(), Format::Markdown, PLAIN).unwrap();
    insta::assert_snapshot!(text, @r"
    ### 1 regression, 1 drift for the worse, 1 improvement found

    Indications, not verdicts: the records are of different sessions, whose times differ without any cause in the code. Confirm a change with `paceline bisect`, or by `paceline check` with the commit before it as `--base`.

    | Case | Metric | Change | Level | p | Commit |
    | :-- | :-- | --: | --: | --: | :-- |
    | `put-get[capacity=128]` | CPU time | ✗ +10.0 % \[+9.0, +11.0\] | 1.00 ms → 1.10 ms | 0.0005 | `8000000000` Change number 8<br>or another of the 3 commits after 6000000000 up to 9000000000 |
    |  | CPU time | ✓ −9.0 % \[−10.0, −8.0\] | 1.00 ms → 0.91 ms | 0.0005 | `0100000000` Change number 16<br>or another of the 3 commits after e000000000 up to 1100000000<br>ran by `cpython 3.11.7` before and by `cpython 3.12.1` after |
    |  | instructions | ✗ +4.6 % | +0.2 % a commit | &lt; 0.0001 | slowly, over 23 commits from 0000000000 to 7100000000 |

    To confirm the newest regression: `paceline bisect --good 6000000000 --bad 9000000000 --case 'put-get[capacity=128]'`

    > one record can't be read

    <details><summary>What was looked at</summary>

    - suite lru-cache
    - machine class 0123456789ab
    - 24 commits, 0000000000 to 7100000000
    - 23 with a record
    - `put-get[capacity=128]` CPU time: 1.00 ms, 23 records
    - `put-get[capacity=128]` instructions: 2.09 M, 23 records
    - `it's <b>` peak memory: 11.5 MiB, 5 records, too few to find changes
    - `it's <b>` peak memory: 11.5 MiB, 5 records, too few to find changes

    </details>
    ");
}

#[test]
fn no_line_is_wider_than_the_terminal_whatever_was_recorded() {
    let mut wide = document();
    wide.cases[0].metrics[0].points[3].value = 1e300;
    wide.cases[0].metrics[0].points[5].value = 0.0;
    wide.commits[8].subject = "x".repeat(300);
    wide.notes.push("y ".repeat(300));
    for width in [1, 40, 63, 80, 100] {
        let text = history(&wide, Format::Terminal, Style { color: false, width }).unwrap();
        for line in text.lines() {
            assert!(crate::text::columns(line) <= width.max(40), "{width}: {line}");
        }
    }
}

#[test]
fn a_document_that_points_nowhere_is_shown_without_a_panic() {
    let mut broken = document();
    broken.commits.truncate(1);
    broken.cases[0].metrics[0].points[0].commit = u32::MAX;
    broken.cases[0].metrics[0].changes[0].first_after = u32::MAX;
    broken.cases[0].metrics[1].points.clear();
    for format in [Format::Terminal, Format::Markdown, Format::Json] {
        assert!(history(&broken, format, PLAIN).unwrap().contains("put-get"));
    }
}

#[test]
fn a_hostile_name_ends_no_quotes_of_the_command() {
    let mut hostile = document();
    hostile.cases[0].id = sample::id("a'; rm -rf b", &[]);
    let text = history(&hostile, Format::Terminal, PLAIN).unwrap();
    assert!(text.contains(r"--case 'a'\''; rm -rf b'"), "{text}");
}

#[test]
fn colors_add_no_words() {
    let colored = history(&document(), Format::Terminal, Style { color: true, width: 80 }).unwrap();
    let plain = history(&document(), Format::Terminal, PLAIN).unwrap();
    assert!(colored.contains("\u{1b}["));
    let mut pieces = colored.split("\u{1b}[");
    let first = pieces.next().unwrap().to_owned();
    let rest = pieces.map(|piece| piece.split_once('m').unwrap().1);
    assert_eq!(first + &rest.collect::<String>(), plain);
}
