//! Benchmarks with divan, as its documentation has them.

use divan::black_box;
use sums::{product, sum};

fn main() {
    divan::main();
}

#[divan::bench(args = [100, 400])]
fn digits(end: u64) -> u64 {
    sum(black_box(end))
}

#[divan::bench]
fn odd() -> u64 {
    product(black_box(10_000))
}
