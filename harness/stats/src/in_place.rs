//! Statistics that reorder their slice instead of copying it, to be resampled thousands of times.
//!
//! They take finite values; only [`crate::Bootstrap`] and code that has checked its values should
//! call them.

use crate::hodges_lehmann::walsh_middle;
use crate::number::finite;

/// [`crate::median`] without a copy: O(n) time, no memory. `None` when `values` is empty.
pub fn median(values: &mut [f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let count = values.len();
    let (below, upper, _) = values.select_nth_unstable_by(count / 2, f64::total_cmp);
    let upper = *upper;
    if count % 2 == 1 {
        return finite(upper);
    }
    let lower = below.iter().copied().max_by(f64::total_cmp)?;
    finite(f64::midpoint(lower, upper))
}

/// [`crate::hodges_lehmann()`] without a copy: O(n log n) time, no memory. `None` when `values` is
/// empty.
pub fn hodges_lehmann(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    walsh_middle(values)
}
