//! Conversions between counts and floating-point numbers, each with the bound that makes it safe.

/// `count` as a number; exact up to 2^53, more values than fit in any memory we run on.
#[expect(clippy::cast_precision_loss, reason = "counts of values in memory stay far below 2^53")]
pub(crate) fn from_count(count: usize) -> f64 {
    count as f64
}

/// `count` as a number, rounded to the nearest: for ratios of numbers of arrangements.
#[expect(clippy::cast_precision_loss, reason = "a relative error of 2^-53 is what a ratio has")]
pub(crate) fn from_large_count(count: u128) -> f64 {
    count as f64
}

/// `number` without its fraction; 0 when it is negative or NaN.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, and dropping the fraction is the purpose"
)]
pub(crate) fn to_count(number: f64) -> usize {
    number as usize
}

/// `number`, unless the arithmetic that led to it left the range of finite numbers.
pub(crate) fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}
