//! Two samples whose roles must not be swapped.

/// The values of both sides of a two-sample question: finite, in one unit, in any order. The two
/// may differ in number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sides<'a> {
    /// What is compared with.
    pub base: &'a [f64],
    /// What is judged.
    pub head: &'a [f64],
}
