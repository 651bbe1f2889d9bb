//! The door: values come in here, checked and in ascending order.

/// A copy of `values` in ascending order, negative zero turned to zero; `None` when empty or when
/// any is not finite. O(n log n) time, O(n) memory.
pub(crate) fn ascending(values: &[f64]) -> Option<Vec<f64>> {
    let mut sorted = finite_copy(values)?;
    sorted.sort_unstable_by(f64::total_cmp);
    Some(sorted)
}

/// A copy of `values` in their own order, negative zero turned to zero; `None` when empty or when
/// any is not finite. O(n) time and memory.
pub(crate) fn finite_copy(values: &[f64]) -> Option<Vec<f64>> {
    if values.is_empty() || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    // Adding zero changes -0.0 alone: the total order, and so ties, must not tell it from 0.0.
    Some(values.iter().map(|value| value + 0.0).collect())
}
