//! Exact measurements for [criterion](https://docs.rs/criterion) benches: bytes allocated, allocations,
//! instructions. Counts don't depend on how busy the machine is, so a change of one percent shows in one
//! run.
//!
//! ```no_run
//! use criterion::{Criterion, criterion_group, criterion_main};
//! use paceline_criterion::AllocatedBytes;
//!
//! paceline_criterion::count_allocations!();
//!
//! fn parse(criterion: &mut Criterion<AllocatedBytes>) {
//!     criterion.bench_function("parse", |bencher| {
//!         bencher.iter(|| "1 2 3".split(' ').map(str::to_owned).collect::<Vec<_>>())
//!     });
//! }
//!
//! criterion_group! {
//!     name = allocations;
//!     config = Criterion::default().with_measurement(AllocatedBytes).sample_size(10);
//!     targets = parse
//! }
//! criterion_main!(allocations);
//! ```
//!
//! - [`AllocatedBytes`] and [`Allocations`] work everywhere. All threads are counted.
//! - [`Instructions`] needs a processor whose counters the system shows (Linux), or callgrind, which counts
//!   on any x86-64 Linux: see there.
//!
//! # What a bench may see
//!
//! - Criterion refuses a measurement of zero. Nothing is therefore written as a billionth, shown as `0`,
//!   and read as zero by `paceline import criterion`. What criterion itself says of a change between two
//!   zeros means nothing.
//! - What is allocated once, such as a cache that is filled by the first iteration, counts in the first
//!   sample only.
//! - Criterion's `--output-format bencher` and its `raw.csv` name the measurement as unit.

mod allocations;
mod allocator;
mod callgrind;
mod formatter;
mod instructions;
mod perf;

pub use allocations::{AllocatedBytes, Allocations};
pub use allocator::CountingAllocator;
pub use instructions::{CounterError, Instructions};
