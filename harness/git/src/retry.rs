//! How long whoever lost a race waits before trying again.

use std::hash::{BuildHasher as _, RandomState};
use std::thread::sleep;
use std::time::Duration;

/// Doublings of the longest pause.
const DOUBLINGS: u32 = 6;

/// Waits for a random time: up to `unit` milliseconds after the first attempt, numbered 0, and
/// twice as long after each, up to 64 times that. Writers that met once don't meet again.
pub(crate) fn pause(attempt: u32, unit: u64) {
    let longest = unit << attempt.min(DOUBLINGS);
    sleep(Duration::from_micros(random() % (longest * 1000)));
}

/// Another number each time, also in processes that start at the same moment: the system seeds it.
fn random() -> u64 {
    RandomState::new().hash_one(())
}
