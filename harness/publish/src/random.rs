//! Numbers that nobody can foretell: for pauses, and for delimiters that no content contains.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// A number of 64 random bits, seeded by the operating system.
pub(crate) fn bits() -> u64 {
    // Each `RandomState` has keys of its own, so even the hash of nothing is random.
    RandomState::new().build_hasher().finish()
}

/// A fraction from 0 to below 1.
pub(crate) fn fraction() -> f64 {
    let thousandths = u16::try_from(bits() % 1000).unwrap_or_default();
    f64::from(thousandths) / 1000.0
}
