//! What it costs to decide a whole record: `cargo bench -p paceline-compare`.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use paceline_compare::compare;
use paceline_model::{
    CaseId, CaseRecord, InvocationRecord, Position, Record, Revision, Rules, Series, metrics,
};
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

const PAIRS: u32 = 30;

/// Times around 10 ms with heavy tails, as a busy machine gives them.
fn case(name: &str, generator: &mut Pcg64Mcg) -> CaseRecord {
    let mut time = || {
        let burst = if generator.random::<f64>() < 0.1 { 0.3 } else { 0.0 };
        vec![0.01 * (1.0 + 0.04 * generator.random::<f64>() + burst)]
    };
    let metric = metrics::find(metrics::WALL_TIME).unwrap();
    let values = (0..PAIRS).map(|_| time()).collect();
    let invocation = |pair| InvocationRecord {
        pair,
        position: Position::First,
        started_seconds: f64::from(pair),
        stolen_seconds: None,
    };
    let id = CaseId { workload: name.parse().unwrap(), parameters: [].into() };
    CaseRecord {
        invocations: (0..PAIRS).map(invocation).collect(),
        series: vec![Series { metric, values, invocations: vec![], spreads: vec![] }],
        ..CaseRecord::unmeasured(id)
    }
}

fn record(run: &str, cases: u64, seed: u64) -> Record {
    let mut generator = Pcg64Mcg::seed_from_u64(seed);
    let named = |number| case(&format!("workload {number}"), &mut generator);
    Record {
        schema: Record::SCHEMA.to_owned(),
        suite: "simulated".parse().unwrap(),
        revision: Revision::default(),
        variant: [].into(),
        shard: None,
        run: run.to_owned(),
        started: "2026-11-22T00:00:00Z".to_owned(),
        duration_seconds: 1.0,
        seed,
        environment: paceline_model::Environment::default(),
        rules: None,
        cases: (0..cases).map(named).collect(),
    }
}

fn decide(criterion: &mut Criterion) {
    let rules = Rules::default();
    let mut group = criterion.benchmark_group("compare");
    for (name, run) in [("pairs", "one"), ("stored", "other")] {
        for cases in [1, 20] {
            let (base, head) = (record("one", cases, 1), record(run, cases, 2));
            group.bench_function(BenchmarkId::new(name, cases), |bencher| {
                bencher.iter(|| compare(&base, &head, &rules));
            });
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = decide
}
criterion_main!(benches);
