//! Measurements of what is allocated.

use criterion::measurement::{Measurement, ValueFormatter};

use crate::allocator;
use crate::formatter::{Formatter, to_f64};

const KIB: f64 = 1024.0;

/// Bytes that an iteration allocates, freed or not. Needs
/// [`count_allocations!`](crate::count_allocations) in the bench file, and panics without.
#[derive(Debug, Clone, Copy, Default)]
pub struct AllocatedBytes;

/// Blocks that an iteration allocates or resizes. Needs
/// [`count_allocations!`](crate::count_allocations) in the bench file, and panics without.
#[derive(Debug, Clone, Copy, Default)]
pub struct Allocations;

/// A program allocates before it comes to its benches.
fn demand_allocator() {
    assert!(
        allocator::count() > 0,
        "nobody counts allocations: put `paceline_criterion::count_allocations!();` into the bench \
         file, outside of functions"
    );
}

impl Measurement for AllocatedBytes {
    type Intermediate = u64;
    type Value = u64;

    fn start(&self) -> u64 {
        demand_allocator();
        allocator::bytes()
    }

    fn end(&self, before: u64) -> u64 {
        allocator::bytes() - before
    }

    fn add(&self, one: &u64, other: &u64) -> u64 {
        one + other
    }

    fn zero(&self) -> u64 {
        0
    }

    fn to_f64(&self, value: &u64) -> f64 {
        to_f64(*value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        &Formatter {
            machine: "allocated_bytes",
            scales: [(1.0, "B"), (KIB, "KiB"), (KIB * KIB, "MiB"), (KIB * KIB * KIB, "GiB")],
            rates: ["B/element", "B/byte", "B/bit"],
        }
    }
}

impl Measurement for Allocations {
    type Intermediate = u64;
    type Value = u64;

    fn start(&self) -> u64 {
        demand_allocator();
        allocator::count()
    }

    fn end(&self, before: u64) -> u64 {
        allocator::count() - before
    }

    fn add(&self, one: &u64, other: &u64) -> u64 {
        one + other
    }

    fn zero(&self) -> u64 {
        0
    }

    fn to_f64(&self, value: &u64) -> f64 {
        to_f64(*value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        &Formatter {
            machine: "allocations",
            scales: [
                (1.0, "allocations"),
                (1e3, "K allocations"),
                (1e6, "M allocations"),
                (1e9, "G allocations"),
            ],
            rates: ["allocations/element", "allocations/byte", "allocations/bit"],
        }
    }
}
