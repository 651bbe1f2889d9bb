//! Reports of a hundred cases: `cargo bench -p paceline-report`.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use paceline_model::Comparison;
use paceline_report::html::{Page, page};
use paceline_report::{Format, Style, comparison};

/// Of `bench-suites/lru-cache`, as paceline wrote it.
const REAL: &str = include_str!("comparison.json");
const CASES: usize = 100;

/// The real cases over and over, each with a name of its own.
fn large() -> Comparison {
    let mut large = Comparison::from_json(REAL).unwrap();
    let mut cases = Vec::new();
    for (number, case) in large.cases.iter().cycle().take(CASES).enumerate() {
        let mut case = case.clone();
        case.id.workload = format!("{} {number}", case.id.workload.as_str()).parse().unwrap();
        cases.push(case);
    }
    large.cases = cases;
    large
}

fn reports(criterion: &mut Criterion) {
    let large = large();
    let mut group = criterion.benchmark_group("report of 100 cases");
    group.throughput(Throughput::Elements(CASES as u64));
    group.bench_function("page", |bencher| {
        let content = Page { comparison: &large, records: None, profiles: &[], history: &[] };
        bencher.iter(|| page(&content).unwrap());
    });
    let style = Style { color: true, width: 120 };
    for (name, format) in [("terminal", Format::Terminal), ("markdown", Format::Markdown)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| comparison(&large, format, style).unwrap());
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
    targets = reports
}
criterion_main!(benches);
