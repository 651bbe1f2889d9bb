//! Benchmarks with Tango, as its documentation has them.

use std::hint::black_box;

use sums::{product, sum};
use tango_bench::{IntoBenchmarks, benchmark_fn, tango_benchmarks, tango_main};

fn all() -> impl IntoBenchmarks {
    [
        benchmark_fn("digits", |bencher| bencher.iter(|| sum(black_box(400)))),
        benchmark_fn("odd", |bencher| bencher.iter(|| product(black_box(10_000)))),
    ]
}

tango_benchmarks!(all());
tango_main!();
