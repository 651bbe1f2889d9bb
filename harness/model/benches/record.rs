//! Reading and writing a large record: `cargo bench -p paceline-model`.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use paceline_model::{
    CaseId, CaseRecord, Environment, InvocationRecord, Position, Record, Revision, Series, metrics,
};

const CASES: u32 = 500;
const INVOCATIONS: u32 = 30;
const METRICS: [&str; 3] = [metrics::WALL_TIME, metrics::CPU_TIME, metrics::PEAK_RSS];

fn case(number: u32) -> CaseRecord {
    let name = format!("workload {number}").parse().unwrap();
    // Seventeen digits each, as measured times have.
    let value = |place| vec![f64::from(number + 1) / f64::from(place + 7)];
    let series = METRICS.map(|metric| Series {
        metric: metrics::find(metric).unwrap(),
        values: (0..INVOCATIONS).map(value).collect(),
        invocations: vec![],
        spreads: vec![],
    });
    let invocation = |pair| InvocationRecord {
        pair,
        position: Position::First,
        started_seconds: f64::from(pair) / 3.0,
        stolen_seconds: None,
    };
    CaseRecord {
        invocations: (0..INVOCATIONS).map(invocation).collect(),
        series: series.into(),
        ..CaseRecord::unmeasured(CaseId { workload: name, parameters: [].into() })
    }
}

fn record() -> Record {
    Record {
        schema: Record::SCHEMA.to_owned(),
        suite: "large".parse().unwrap(),
        revision: Revision::default(),
        variant: [].into(),
        shard: None,
        run: "r".to_owned(),
        started: "2026-11-22T00:00:00Z".to_owned(),
        duration_seconds: 1.0,
        seed: 1,
        environment: Environment::default(),
        rules: None,
        cases: (0..CASES).map(case).collect(),
    }
}

fn documents(criterion: &mut Criterion) {
    let record = record();
    let json = record.to_json().unwrap();
    let mut group = criterion.benchmark_group("record");
    group.throughput(Throughput::Bytes(json.len() as u64));
    group.bench_function("read 500 cases", |bencher| {
        bencher.iter(|| Record::from_json(&json).unwrap());
    });
    group.bench_function("write 500 cases", |bencher| {
        bencher.iter(|| record.to_json().unwrap());
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = documents
}
criterion_main!(benches);
