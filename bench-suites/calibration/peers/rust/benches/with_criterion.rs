//! One benchmark for criterion. `CALIBRATION_EXTRA` says at run time how much extra work there is.

use std::hint::black_box;

use calibration_peers::work;
use criterion::{Criterion, criterion_group, criterion_main};

#[expect(clippy::disallowed_methods, reason = "arguments belong to criterion")]
fn calibrated(criterion: &mut Criterion) {
    let extra = std::env::var("CALIBRATION_EXTRA").ok().and_then(|text| text.parse().ok());
    let extra: u64 = extra.expect("`CALIBRATION_EXTRA` is a number of percent");
    criterion.bench_function("calibrated", |bencher| bencher.iter(|| work(black_box(extra))));
}

criterion_group!(benches, calibrated);
criterion_main!(benches);
