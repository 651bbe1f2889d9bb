//! Benchmarks with Gungraun, as its documentation has them.

use std::hint::black_box;

use gungraun::{library_benchmark, library_benchmark_group, main};
use sums::{product, sum};

#[library_benchmark]
#[bench::short(100)]
#[bench::long(400)]
fn digits(end: u64) -> u64 {
    black_box(sum(black_box(end)))
}

#[library_benchmark]
fn odd() -> u64 {
    black_box(product(black_box(10_000)))
}

library_benchmark_group!(name = hot, benchmarks = [digits, odd]);
main!(library_benchmark_groups = hot);
