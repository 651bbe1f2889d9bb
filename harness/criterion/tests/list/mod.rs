//! Benches of a list, and what criterion wrote about them.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::measurement::Measurement;
use criterion::{BatchSize, Criterion, Throughput};

/// A list of a thousand numbers: a block of 8,000 bytes.
fn list() -> Vec<u64> {
    (0..1000).map(black_box).collect()
}

/// Runs benches with a measurement, criterion's files in `folder`.
pub(crate) fn run<M: Measurement + 'static>(measurement: M, folder: &Path) {
    let mut criterion = Criterion::default()
        .with_measurement(measurement)
        .output_directory(folder)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(1))
        .measurement_time(Duration::from_millis(10));
    let mut group = criterion.benchmark_group("list");
    group.throughput(Throughput::Elements(1000));
    group.bench_function("new", |bencher| bencher.iter(list));
    group.bench_function("grown", |bencher| {
        let add = |mut list: Vec<u64>, number| {
            list.push(black_box(number));
            list
        };
        bencher.iter(|| (0..1000).fold(Vec::new(), add));
    });
    group.bench_function("batched", |bencher| {
        let copy = |list: Vec<u64>| list.clone();
        bencher.iter_batched(list, copy, BatchSize::SmallInput);
    });
    group.bench_function("sum", |bencher| {
        let list = list();
        bencher.iter(|| black_box(&list).iter().sum::<u64>());
    });
    group.finish();
}

/// The values of one iteration in each sample, and the unit.
pub(crate) fn values(folder: &Path, bench: &str) -> (Vec<f64>, String) {
    let text = fs::read_to_string(folder.join("list").join(bench).join("new/raw.csv")).unwrap();
    let rows: Vec<Vec<&str>> =
        text.lines().skip(1).map(|line| line.rsplit(',').collect()).collect();
    assert_eq!(rows.len(), 10, "{text}");
    let value = |row: &Vec<&str>| row[2].parse::<f64>().unwrap() / row[0].parse::<f64>().unwrap();
    (rows.iter().map(value).collect(), rows[0][1].to_owned())
}
