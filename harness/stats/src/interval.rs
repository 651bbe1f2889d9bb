//! An interval of numbers.

/// Both ends belong to it, and `low <= high`. In the unit of the values it was made from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}
