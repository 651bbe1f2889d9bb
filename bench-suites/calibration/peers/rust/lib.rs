//! The calibrated loop, for benchmarks that run inside of one process.

#[path = "../../native/src/cache.rs"]
mod cache;

/// Does the nominal work and `extra` percent more of it.
#[must_use]
pub fn work(extra: u64) -> u64 {
    cache::work(cache::OPERATIONS / 100 * (100 + extra))
}
