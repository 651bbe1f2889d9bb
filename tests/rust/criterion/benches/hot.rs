//! Benchmarks with Criterion.rs, as its book has them.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sums::{product, sum};

fn hot(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("digits");
    for end in [100_u64, 400] {
        group.throughput(Throughput::Elements(end));
        group.bench_with_input(BenchmarkId::new("sum", end), &end, |bencher, end| {
            bencher.iter(|| sum(*end));
        });
    }
    group.finish();
    criterion.bench_function("odd (product)", |bencher| bencher.iter(|| product(10_000)));
    criterion.bench_function("only_old", |bencher| bencher.iter(|| product(100)));
}

criterion_group!(benches, hot);
criterion_main!(benches);
