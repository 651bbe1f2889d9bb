//! Exact limits of a chance, from how often something happened.

use statrs::function::beta::beta_reg;

/// The interval of Clopper & Pearson (1934), 95 %, of the chance of what happened `found` times in
/// `count`.
pub(crate) fn interval(found: u32, count: u32) -> (f64, f64) {
    let (found, count) = (f64::from(found), f64::from(count));
    let low = if found > 0.0 { beta_quantile(found, count - found + 1.0, 0.025) } else { 0.0 };
    let high = if found < count { beta_quantile(found + 1.0, count - found, 0.975) } else { 1.0 };
    (low, high)
}

fn beta_quantile(a: f64, b: f64, share: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if beta_reg(a, b, middle) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}
