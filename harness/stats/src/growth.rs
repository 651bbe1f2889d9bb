//! Orders of growth: how cost rises with size, fitted to a few sizes.

use crate::number::{finite, from_count};

/// Relative change of all costs below which they are constant.
const FLAT: f64 = 0.01;

/// An order is plausible when its residual is at most so many times that of the best one.
const FACTOR: f64 = 3.0;

/// Slope between all neighbouring sizes from which on cost grows faster than by any order here. That
/// of a constant and a cube is at most 3.
const BEYOND_CUBIC: f64 = 3.2;

/// Least share of a cost that is more than rounding.
const LEAST_SHARE: f64 = 1e-9;

/// Fewest different sizes.
const LEAST_SIZES: usize = 3;

/// How cost rises with size, from slow to fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GrowthOrder {
    /// O(1).
    Constant,
    /// O(log n).
    Logarithmic,
    /// O(n).
    Linear,
    /// O(n log n).
    Linearithmic,
    /// O(n²).
    Quadratic,
    /// O(n³).
    Cubic,
}

impl GrowthOrder {
    /// All of them, from slow to fast.
    pub const ALL: [Self; 6] = [
        Self::Constant,
        Self::Logarithmic,
        Self::Linear,
        Self::Linearithmic,
        Self::Quadratic,
        Self::Cubic,
    ];

    /// The order's term at a size, in natural logarithms; those of sizes below 1 count as 0.
    fn term(self, size: f64) -> f64 {
        let logarithm = size.ln().max(0.0);
        match self {
            Self::Constant => 0.0,
            Self::Logarithmic => logarithm,
            Self::Linear => size,
            Self::Linearithmic => size * logarithm,
            Self::Quadratic => size.powi(2),
            Self::Cubic => size.powi(3),
        }
    }
}

/// How well one order fits: cost ≈ `constant` + `factor` · term(size).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrderFit {
    /// The order.
    pub order: GrowthOrder,
    /// Cost that does not grow, in the unit of the costs; not negative.
    pub constant: f64,
    /// Cost per unit of the term (natural logarithms); not negative, 0 for [`GrowthOrder::Constant`].
    pub factor: f64,
    /// Root mean square of the relative errors, as a fraction, with the freedom of the fit taken off.
    pub residual: f64,
    /// Empirical exponent: slope of ln(cost - `constant`) over ln(size). Where nothing grows, that of
    /// the costs themselves.
    pub exponent: f64,
}

/// How well each order of growth fits.
#[derive(Debug, Clone, PartialEq)]
pub struct GrowthFit {
    /// One entry per order, from slow to fast.
    pub candidates: Vec<OrderFit>,
    /// Whether the costs change by less than a percent.
    pub is_flat: bool,
    /// Whether cost grows faster than by any order, between all neighbouring sizes.
    pub is_beyond_cubic: bool,
}

impl GrowthFit {
    /// The orders that the costs can't tell apart, from slow to fast; never empty.
    ///
    /// They are those whose residual is within three times the least one, or at most `noise`. Costs
    /// that change by less than a percent are constant, and what grows faster than by any order is given
    /// the fastest.
    ///
    /// - `noise`: relative error of a cost that says nothing, as a fraction.
    pub fn plausible(&self, noise: f64) -> Vec<OrderFit> {
        let only =
            |order| self.candidates.iter().filter(|fit| fit.order == order).copied().collect();
        if self.is_flat {
            return only(GrowthOrder::Constant);
        }
        if self.is_beyond_cubic {
            return only(GrowthOrder::Cubic);
        }
        let least = self.candidates.iter().map(|fit| fit.residual).fold(f64::INFINITY, f64::min);
        let limit = (FACTOR * least).max(noise);
        self.candidates.iter().filter(|fit| fit.residual <= limit).copied().collect()
    }
}

/// Fits orders of growth to the costs of sizes.
///
/// For each order, cost = a + b·term(size) with a, b ≥ 0 by least squares of the relative errors:
/// weights 1/cost², since costs span decades and their errors grow with them.
///
/// - `sizes`, `costs`: as many of one as of the other, in step, all positive; any order.
/// - `None` for fewer than three different sizes, and for numbers that are not positive or that leave the
///   range of finite numbers (sizes beyond about 1e100).
/// - O(n log n) time, O(n) memory.
///
/// Source: Goldsmith, Aiken & Wilkerson (2007), "Measuring empirical computational complexity",
/// ESEC/FSE, who fit powers of the size to counts; the orders, and least squares for each, are those of
/// Google Benchmark's `Complexity()`, which has no constant, no weights and takes the best.
pub fn fit_growth(sizes: &[f64], costs: &[f64]) -> Option<GrowthFit> {
    let points = Points::new(sizes, costs)?;
    let candidates = GrowthOrder::ALL.iter().map(|order| points.fit(*order));
    let (least, most) = points.range();
    Some(GrowthFit {
        candidates: candidates.collect::<Option<_>>()?,
        is_flat: most - least < FLAT * most,
        is_beyond_cubic: points.slopes().all(|slope| slope > BEYOND_CUBIC),
    })
}

/// Sizes and costs in step, by size.
struct Points(Vec<(f64, f64)>);

impl Points {
    fn new(sizes: &[f64], costs: &[f64]) -> Option<Self> {
        let is_good = |number: &f64| number.is_finite() && *number > 0.0;
        if sizes.len() != costs.len() || !sizes.iter().chain(costs).all(is_good) {
            return None;
        }
        let mut points: Vec<_> = sizes.iter().copied().zip(costs.iter().copied()).collect();
        points.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let steps = points.windows(2).filter(|pair| pair[0].0 < pair[1].0).count();
        (steps + 1 >= LEAST_SIZES).then_some(Self(points))
    }

    fn range(&self) -> (f64, f64) {
        let costs = self.0.iter().map(|(_, cost)| *cost);
        costs.fold((f64::INFINITY, 0.0), |(least, most), cost| (least.min(cost), most.max(cost)))
    }

    /// Slopes of ln(cost) over ln(size) between neighbours of different size.
    fn slopes(&self) -> impl Iterator<Item = f64> {
        let different = self.0.windows(2).filter(|pair| pair[0].0 < pair[1].0);
        different.map(|pair| (pair[1].1 / pair[0].1).ln() / (pair[1].0 / pair[0].0).ln())
    }

    fn fit(&self, order: GrowthOrder) -> Option<OrderFit> {
        // Relative errors: each equation divided by its cost, so that the right side is 1. Terms count
        // by their largest, and costs by the least, to keep both columns near 1.
        let (unit, _) = self.range();
        let largest = order.term(self.0.last()?.0);
        let scale = if largest > 0.0 { finite(unit / largest)? } else { 0.0 };
        let constants: Vec<_> = self.0.iter().map(|(_, cost)| unit / cost).collect();
        let terms: Vec<_> =
            self.0.iter().map(|(size, cost)| order.term(*size) * scale / cost).collect();
        let (constant, factor) = not_negative(&constants, &terms);
        let errors = constants.iter().zip(&terms).map(|(c, t)| constant * c + factor * t - 1.0);
        let squares: f64 = errors.map(|error| error.powi(2)).sum();
        let fitted = if order == GrowthOrder::Constant { 1.0 } else { 2.0 };
        let grown_from = if factor > 0.0 { constant * unit } else { 0.0 };
        Some(OrderFit {
            order,
            constant: finite(constant * unit)?,
            factor: finite(factor * scale)?,
            residual: finite((squares / (from_count(self.0.len()) - fitted)).sqrt())?,
            exponent: self.exponent(grown_from).or_else(|| self.exponent(0.0))?,
        })
    }

    /// Slope of ln(cost - `constant`) over ln(size), each point weighted by the square of the share that
    /// is left of its cost: an error of the cost is by as much larger in the logarithm of the rest.
    fn exponent(&self, constant: f64) -> Option<f64> {
        let rest = |(size, cost): &(f64, f64)| {
            let share = (cost - constant) / cost;
            (share > LEAST_SHARE).then(|| (size.ln(), (cost - constant).ln(), share.powi(2)))
        };
        let points: Vec<_> = self.0.iter().filter_map(rest).collect();
        let weight: f64 = points.iter().map(|(_, _, weight)| weight).sum();
        let mean = |of: fn(&(f64, f64, f64)) -> f64| {
            points.iter().map(|point| of(point) * point.2).sum::<f64>() / weight
        };
        let (x_mean, y_mean) = (mean(|point| point.0), mean(|point| point.1));
        let (mut rise, mut run) = (0.0, 0.0);
        for (x, y, weight) in points {
            rise += weight * (x - x_mean) * (y - y_mean);
            run += weight * (x - x_mean).powi(2);
        }
        finite(rise / run)
    }
}

/// Factors of two columns of numbers that are not negative, such that their sum is nearest to 1 in each
/// row, neither factor negative.
fn not_negative(first: &[f64], second: &[f64]) -> (f64, f64) {
    let (length, shared, sum) = (dot(first, first), dot(first, second), total(first));
    // Gram-Schmidt: what of the second column the first does not have.
    let own: Vec<_> = second.iter().zip(first).map(|(s, f)| s - f * shared / length).collect();
    let own_length = dot(&own, &own);
    // A column that is a multiple of the first, or zero, has nothing of its own.
    let is_own = own_length > 1e-20 * dot(second, second);
    let b = if is_own { total(&own) / own_length } else { 0.0 };
    let a = (sum - shared * b) / length;
    // At the limit that the free answer oversteps lies the best one that is allowed (Karush-Kuhn-Tucker
    // conditions; never both, as all numbers are positive).
    if b <= 0.0 {
        (sum / length, 0.0)
    } else if a < 0.0 {
        (0.0, total(second) / dot(second, second))
    } else {
        (a, b)
    }
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(l, r)| l * r).sum()
}

fn total(numbers: &[f64]) -> f64 {
    numbers.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [f64; 5] = [1000.0, 2000.0, 4000.0, 8000.0, 16000.0];

    fn orders(costs: &[f64], noise: f64) -> Vec<GrowthOrder> {
        let fit = fit_growth(&SIZES, costs).unwrap();
        fit.plausible(noise).iter().map(|fit| fit.order).collect()
    }

    #[test]
    fn exact_counts_have_their_own_order_and_parameters() {
        for order in GrowthOrder::ALL.into_iter().skip(1) {
            let costs = SIZES.map(|size| 500.0 + 3.0 * order.term(size));
            assert_eq!(orders(&costs, 1e-3), [order]);
            let fit = fit_growth(&SIZES, &costs).unwrap().plausible(0.0)[0];
            assert!((fit.constant - 500.0).abs() < 1e-3, "{fit:?}");
            assert!((fit.factor - 3.0).abs() < 1e-9, "{fit:?}");
            assert!(fit.residual < 1e-9, "{fit:?}");
        }
    }

    #[test]
    fn the_exponent_is_that_of_what_grows() {
        let exponent =
            |costs: &[f64]| fit_growth(&SIZES, costs).unwrap().plausible(1e-3)[0].exponent;
        assert!((exponent(&SIZES.map(|n| 1e6 + n * n)) - 2.0).abs() < 1e-6);
        assert!((exponent(&SIZES.map(|n| 1e4 + 7.0 * n)) - 1.0).abs() < 1e-6);
        assert!(exponent(&[7.0; 5]).abs() < 1e-12);
    }

    #[test]
    fn what_changes_by_less_than_a_percent_is_constant() {
        let costs = [100.0, 100.2, 100.4, 100.6, 100.9];
        assert_eq!(orders(&costs, 0.0), [GrowthOrder::Constant]);
        let steps = [100.0, 100.3, 100.6, 100.9, 101.2];
        assert_eq!(orders(&steps, 0.0), [GrowthOrder::Logarithmic]);
    }

    #[test]
    fn what_grows_faster_than_all_orders_has_the_fastest() {
        let fit =
            fit_growth(&[10.0, 12.0, 14.0, 16.0, 18.0], &[1e3, 4e3, 16e3, 64e3, 256e3]).unwrap();
        assert!(fit.is_beyond_cubic);
        assert_eq!(fit.plausible(0.2).len(), 1);
        assert_eq!(fit.plausible(0.2)[0].order, GrowthOrder::Cubic);
        assert!(!fit_growth(&SIZES, &SIZES.map(|n| n.powi(3))).unwrap().is_beyond_cubic);
    }

    #[test]
    fn within_the_noise_neighbours_are_not_told_apart() {
        let costs = SIZES.map(|size| 40.0 * size);
        assert_eq!(orders(&costs, 1e-3), [GrowthOrder::Linear]);
        assert_eq!(orders(&costs, 0.2), [GrowthOrder::Linear, GrowthOrder::Linearithmic]);
    }

    #[test]
    fn the_order_and_the_unit_of_the_points_do_not_matter() {
        let costs = SIZES.map(|size| 90.0 + size * size.ln() * (1.0 + 0.01 * size.sin()));
        let fit = fit_growth(&SIZES, &costs).unwrap();
        let (mut sizes, mut mixed) = (SIZES, costs);
        sizes.swap(0, 3);
        mixed.swap(0, 3);
        assert_eq!(fit_growth(&sizes, &mixed), Some(fit.clone()));
        let scaled = fit_growth(&SIZES, &costs.map(|cost| cost * 1e-9)).unwrap();
        for (one, other) in fit.candidates.iter().zip(&scaled.candidates) {
            assert!((one.residual - other.residual).abs() < 1e-12, "{one:?} {other:?}");
            assert!((one.exponent - other.exponent).abs() < 1e-9, "{one:?} {other:?}");
        }
    }

    #[test]
    fn what_is_no_growth_has_no_fit() {
        assert_eq!(fit_growth(&[1.0, 2.0, 2.0], &[1.0, 2.0, 2.0]), None);
        assert_eq!(fit_growth(&SIZES, &SIZES[1..]), None);
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let mut costs = SIZES;
            costs[2] = bad;
            assert_eq!(fit_growth(&SIZES, &costs), None);
            assert_eq!(fit_growth(&costs, &SIZES), None);
        }
        assert_eq!(fit_growth(&[1e120, 2e120, 3e120], &[1.0, 2.0, 3.0]), None);
    }
}
