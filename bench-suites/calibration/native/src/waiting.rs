//! Waiting that costs no processor time.

use std::thread::sleep;
use std::time::Duration;

/// Nominal time of [`wait`], in nanoseconds.
pub(crate) const NANOSECONDS: u64 = 40_000_000;

/// How many naps there are. The same for any extra: a longer wait is a wait of longer naps, so the
/// processor time stays.
const NAPS: u32 = 4;

/// Sleeps as long as that in all and returns how many naps it took.
pub(crate) fn wait(nanoseconds: u64) -> u64 {
    for _ in 0..NAPS {
        sleep(Duration::from_nanos(nanoseconds) / NAPS);
    }
    u64::from(NAPS)
}
