//! How long whoever lost a race waits before trying again.

use std::hash::{BuildHasher as _, RandomState};
use std::thread::sleep;
use std::time::Duration;

/// Times that something is tried before its racers are told to be too many. Of eight that never stop
/// one loses sixty times in a row now and then, and three hundred times never.
pub(crate) const ATTEMPTS: u32 = 300;

/// Doublings of the longest pause. Few, since whoever waits long for having lost loses again to
/// those who have just won and don't wait.
const DOUBLINGS: u32 = 4;

/// Waits for a random time: up to `unit` milliseconds after the first attempt, numbered 0, and
/// twice as long after each, up to 16 times that. Writers that met once don't meet again.
pub(crate) fn pause(attempt: u32, unit: u64) {
    let longest = unit << attempt.min(DOUBLINGS);
    sleep(Duration::from_micros(random() % (longest * 1000)));
}

/// Another number each time, also in processes that start at the same moment: the system seeds it.
fn random() -> u64 {
    RandomState::new().hash_one(())
}
