//! One benchmark for tango. It compares two executables, so the extra work is known when they are
//! built: `CALIBRATION_EXTRA`.

use std::hint::black_box;

use calibration_peers::work;
use tango_bench::{IntoBenchmarks, benchmark_fn, tango_benchmarks};

const EXTRA: &str = env!("CALIBRATION_EXTRA");

fn calibrated() -> impl IntoBenchmarks {
    let extra: u64 = EXTRA.parse().expect("`CALIBRATION_EXTRA` is a number of percent");
    [benchmark_fn("calibrated", move |bencher| bencher.iter(move || work(black_box(extra))))]
}

tango_benchmarks!(calibrated());
