//! Criterion really runs with the measurements, and what it wrote is read.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use criterion::measurement::Measurement;
use criterion::{Criterion, Throughput};
use paceline_criterion::{AllocatedBytes, Allocations, Instructions};

paceline_criterion::count_allocations!();

/// A list of a thousand numbers: a block of 8,000 bytes.
fn list() -> Vec<u64> {
    (0..1000).map(black_box).collect()
}

/// Runs benches with a measurement, criterion's files in `folder`.
fn run<M: Measurement + 'static>(measurement: M, folder: &Path) {
    let mut criterion = Criterion::default()
        .with_measurement(measurement)
        .output_directory(folder)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(1))
        .measurement_time(Duration::from_millis(10));
    let mut group = criterion.benchmark_group("list");
    group.throughput(Throughput::Elements(1000));
    group.bench_function("new", |bencher| bencher.iter(list));
    group.bench_function("batched", |bencher| {
        let copy = |list: Vec<u64>| list.clone();
        bencher.iter_batched(list, copy, criterion::BatchSize::SmallInput);
    });
    group.bench_function("sum", |bencher| {
        let list = list();
        bencher.iter(|| black_box(&list).iter().sum::<u64>());
    });
    group.finish();
}

/// The values of one iteration in each sample, and the unit.
fn values(folder: &Path, bench: &str) -> (Vec<f64>, String) {
    let text = fs::read_to_string(folder.join("list").join(bench).join("new/raw.csv")).unwrap();
    let rows: Vec<Vec<&str>> =
        text.lines().skip(1).map(|line| line.rsplit(',').collect()).collect();
    assert_eq!(rows.len(), 10, "{text}");
    let value = |row: &Vec<&str>| row[2].parse::<f64>().unwrap() / row[0].parse::<f64>().unwrap();
    (rows.iter().map(value).collect(), rows[0][1].to_owned())
}

fn assert_all(folder: &Path, bench: &str, expected: f64) {
    let (values, _) = values(folder, bench);
    assert!(values.iter().all(|value| (value - expected).abs() < 1e-6), "{bench}: {values:?}");
}

// One test, since tests in other threads would allocate meanwhile.
#[test]
fn allocations_are_exact_and_the_same_in_every_run() {
    let folder = tempfile::tempdir().unwrap();
    for _run in 0..2 {
        run(AllocatedBytes, folder.path());
        assert_all(folder.path(), "new", 8000.0);
        assert_all(folder.path(), "batched", 8000.0);
        assert_all(folder.path(), "sum", 0.0);
        assert_eq!(values(folder.path(), "new").1, "allocated_bytes");
    }
    run(Allocations, folder.path());
    assert_all(folder.path(), "new", 1.0);
    assert_all(folder.path(), "sum", 0.0);
    assert_eq!(values(folder.path(), "new").1, "allocations");
}

/// What runs under callgrind: see below.
#[test]
#[ignore = "is started under callgrind by another test"]
fn counted_by_callgrind() {
    run(Instructions::open().unwrap(), Path::new("criterion"));
}

#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn instructions_under_callgrind_are_the_same_in_every_run() {
    let of_run = || {
        let folder = tempfile::tempdir().unwrap();
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--quiet"])
            .arg(std::env::current_exe().unwrap())
            .args(["counted_by_callgrind", "--exact", "--ignored", "--nocapture"])
            .current_dir(folder.path())
            .output()
            .expect("valgrind is installed");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
        let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let is_sample = |name: &String| name.matches('.').count() > 2;
        let left = names.map(|name| name.into_string().unwrap()).filter(is_sample).count();
        assert_eq!(left, 0, "files of samples are removed");
        let (values, unit) = values(&folder.path().join("criterion"), "sum");
        assert_eq!(unit, "instructions");
        values
    };
    let (first, second) = (of_run(), of_run());
    let expected = first[0];
    assert!(expected > 1000.0, "a thousand numbers take more than {expected} instructions");
    let same = |value: &f64| (value - expected).abs() < 0.5;
    assert!(first.iter().chain(&second).all(same), "{first:?} {second:?}");
}

#[test]
fn a_machine_without_counters_says_what_helps() {
    match Instructions::open() {
        Ok(counter) => run(counter, tempfile::tempdir().unwrap().path()),
        Err(error) => {
            let text = format!("{error:?}");
            assert!(text.contains("valgrind --tool=callgrind"), "{text}");
        }
    }
}
