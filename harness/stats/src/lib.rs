//! Pure statistics on slices of numbers.
