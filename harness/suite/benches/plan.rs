//! From the text of a suite to its plan: `cargo bench -p paceline-suite`.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use paceline_suite::load;

/// A suite of so many workloads, each with four cases.
fn suite(workloads: u64) -> String {
    let mut text = "suite: large\ndefaults: { budget: 5s, tags: [all] }\nworkloads:\n".to_owned();
    for number in 0..workloads {
        write!(
            text,
            "  workload-{number}:\n    description: The workload of number {number}.\n    \
             command: [\"true\", \"{{size}}\", \"{{mode}}\"]\n    \
             params: {{ size: [10, 1000], mode: [fast, safe] }}\n    \
             gate: {{ wall_time: 5%, peak_rss: {{ change: 10%, floor: 1MiB }} }}\n"
        )
        .unwrap();
    }
    text
}

fn plan(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut group = criterion.benchmark_group("load");
    for workloads in [1, 100] {
        let path = folder.path().join(format!("{workloads}.yaml"));
        fs::write(&path, suite(workloads)).unwrap();
        assert_eq!(load(&path).unwrap().cases.len() as u64, 4 * workloads);
        group.throughput(Throughput::Elements(workloads));
        group.bench_function(BenchmarkId::new("workloads", workloads), |bencher| {
            bencher.iter(|| load(&path).unwrap());
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = plan
}
criterion_main!(benches);
