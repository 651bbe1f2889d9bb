//! The clock that paceline and its launcher share.

use nix::time::{ClockId, clock_gettime};

/// Seconds on the monotonic clock of the system: the same in every process until it restarts.
pub(crate) fn monotonic_seconds() -> f64 {
    clock_gettime(ClockId::CLOCK_MONOTONIC)
        .map_or(0.0, |time| std::time::Duration::from(time).as_secs_f64())
}
