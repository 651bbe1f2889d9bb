//! Records with nothing to compare with.

use paceline_model::{
    CaseRecord, CaseStatus, Failure, FailureKind, InvocationRecord, Parameters, Position, Record,
    Series, metrics,
};

use super::sample;
use crate::{Format, Style, record};

const PLAIN: Style = Style { color: false, width: 80 };

fn measured(name: &str, metric: &str, values: &[f64]) -> CaseRecord {
    let invocations = (0..values.len()).map(|index| InvocationRecord {
        pair: u32::try_from(index).unwrap(),
        position: Position::First,
        started_seconds: 0.0,
        stolen_seconds: None,
    });
    CaseRecord {
        iterations: 1000,
        invocations: invocations.collect(),
        series: vec![Series {
            metric: sample::built_in(metric),
            values: values.iter().map(|value| vec![*value]).collect(),
            invocations: vec![],
            spreads: vec![],
        }],
        ..CaseRecord::unmeasured(sample::id(name, &[("capacity", "128")]))
    }
}

pub(super) fn document() -> Record {
    let side = sample::side('8', "Evict entries in batches");
    let mut both = measured("put-get", metrics::WALL_TIME, &[0.001_42, 0.001_40, 0.001_47]);
    both.series.extend(measured("x", metrics::PEAK_RSS, &[12_902_400.0; 3]).series);
    let mut failed = measured("evict", metrics::WALL_TIME, &[]);
    failed.status = CaseStatus::Failed(Failure {
        kind: FailureKind::Timeout,
        message: "ran longer than 60 s".into(),
        detail: "waiting for lock\n".into(),
    });
    let mut once = measured("load", metrics::THROUGHPUT, &[1_950_000.0]);
    once.notes.push("Python `3.10` can't freeze its start-up objects".into());
    Record {
        schema: Record::SCHEMA.into(),
        suite: "lru-cache".parse().unwrap(),
        revision: side.revision,
        variant: Parameters::new(),
        shard: None,
        run: "1".into(),
        started: side.started,
        duration_seconds: 61.2,
        seed: 42,
        environment: side.environment,
        rules: None,
        cases: vec![both, once, failed],
    }
}

#[test]
fn a_record_shows_each_metric_with_its_spread() {
    insta::assert_snapshot!(record(&document(), Format::Terminal, PLAIN).unwrap(), @r#"
    1 of 3 cases failed

    8888880a1b  Evict entries in batches
    suite lru-cache · 2026-11-22 10:04 UTC · 1 min 1 s · seed 42

                     median      mean             deviation        min … max  n
    evict[capacity=128]
      ✗ failed
      timed out: ran longer than 60 s
      │ waiting for lock

    put-get[capacity=128]
      wall time     1.42 ms   1.43 ms ± 0.090 ms   0.036 ms   1.40 … 1.47 ms  3
      peak memory  12.3 MiB  12.3 MiB ± 0 MiB         0 MiB  12.3 … 12.3 MiB  3

    load[capacity=128]
      note: Python `3.10` can't freeze its start-up objects
      throughput   1.95 M/s  1.95 M/s                        1.95 … 1.95 M/s  1

    AMD EPYC 7B13, 4 cores · linux 6.18.0 x86_64 (kvm) · CPython 3.12.1 · load 0.4
    steal 0.3 %
    "#);
}

#[test]
fn a_narrow_terminal_gets_the_same_numbers_in_two_lines() {
    let narrow = Style { color: false, width: 50 };
    insta::assert_snapshot!(record(&document(), Format::Terminal, narrow).unwrap(), @r#"
    1 of 3 cases failed

    8888880a1b  Evict entries in batches
    suite lru-cache · 2026-11-22 10:04 UTC · 1 min 1 s
    seed 42

    evict[capacity=128]
      ✗ failed
      timed out: ran longer than 60 s
      │ waiting for lock

    put-get[capacity=128]
      wall time: 1.42 ms
          mean 1.43 ms ± 0.090 ms · deviation 0.036 ms
          1.40 … 1.47 ms · n = 3
      peak memory: 12.3 MiB
          mean 12.3 MiB ± 0 MiB · deviation 0 MiB
          12.3 … 12.3 MiB · n = 3

    load[capacity=128]
      note: Python `3.10` can't freeze its start-up
            objects
      throughput: 1.95 M/s
          mean 1.95 M/s · 1.95 … 1.95 M/s · n = 1

    AMD EPYC 7B13, 4 cores · linux 6.18.0 x86_64 (kvm)
    CPython 3.12.1 · load 0.4 · steal 0.3 %
    "#);
}

#[test]
fn a_record_in_markdown_has_the_same_numbers() {
    insta::assert_snapshot!(record(&document(), Format::Markdown, PLAIN).unwrap(), @r#"
    ### 1 of 3 cases failed

    `8888880a1b` Evict entries in batches

    `evict[capacity=128]` **✗ failed**

    timed out: ran longer than 60 s

    ```text
    waiting for lock
    ```

    | Case | Metric | Median | Mean (± 95 % CI) | SD | Min … max | n |
    | :-- | :-- | --: | --: | --: | --: | --: |
    | `put-get`<br>`capacity=128` | wall time | 1.42 ms | 1.43 ms ± 0.090 ms | 0.036 ms | 1.40 … 1.47 ms | 3 |
    |  | peak memory | 12.3 MiB | 12.3 MiB ± 0 MiB | 0 MiB | 12.3 … 12.3 MiB | 3 |
    | `load`<br>`capacity=128` | throughput | 1.95 M/s | 1.95 M/s |  | 1.95 … 1.95 M/s | 1 |

    > `load[capacity=128]` Python `3.10` can't freeze its start-up objects

    <details><summary>How this was measured</summary>

    - suite lru-cache
    - 2026-11-22 10:04 UTC
    - 1 min 1 s
    - seed 42
    - AMD EPYC 7B13, 4 cores · linux 6.18.0 x86\_64 (kvm) · CPython 3.12.1 · load 0.4 · steal 0.3 %

    </details>
    "#);
}

#[test]
fn a_record_in_json_is_the_record() {
    let json = record(&document(), Format::Json, PLAIN).unwrap();
    assert_eq!(Record::from_json(&json).unwrap(), document());
}
