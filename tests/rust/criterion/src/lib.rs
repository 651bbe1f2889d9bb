//! What is measured.

/// How often everything is done, so that a side can be made slower.
pub const ROUNDS: u64 = 1;

/// The sum of the digits of all numbers below `end`.
pub fn sum(end: u64) -> u64 {
    let digits = |mut number: u64| {
        let mut sum = 0;
        while number > 0 {
            sum += number % 10;
            number /= 10;
        }
        sum
    };
    (0..ROUNDS).map(|_| (0..std::hint::black_box(end)).map(digits).sum::<u64>()).sum()
}

/// The product of all odd numbers below `end`, less what does not fit.
pub fn product(end: u64) -> u64 {
    (0..std::hint::black_box(end)).map(|number| number | 1).fold(1, u64::wrapping_mul)
}
