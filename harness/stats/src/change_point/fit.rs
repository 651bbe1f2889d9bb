//! Least squares of a line with steps in it.

use crate::number::{finite, from_count};

/// A line with steps: level + slope × position + the steps up to there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fit {
    /// Change per unit of position; 0 for a fit without slope.
    pub(super) slope: f64,
    /// Height of each step, in the order of their indices.
    pub(super) heights: Vec<f64>,
    /// Bayesian information criterion: smaller is better.
    pub(super) criterion: f64,
}

/// What to fit to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Points<'a> {
    pub(super) positions: &'a [f64],
    pub(super) values: &'a [f64],
}

impl Points<'_> {
    /// The best line with steps at the indices `steps`, ascending; `None` when the values do not define
    /// one. O(n k² + k³) time for k steps.
    ///
    /// A step costs two parameters, since its place was chosen as well.
    pub(super) fn fit(self, steps: &[usize], has_slope: bool) -> Option<Fit> {
        let count = self.values.len();
        let centre = self.positions.iter().sum::<f64>() / from_count(count);
        let columns = 1 + usize::from(has_slope) + steps.len();
        let row = |index: usize| {
            let slope = has_slope.then(|| self.positions[index] - centre);
            let heights = steps.iter().map(|&step| f64::from(u8::from(index >= step)));
            std::iter::once(1.0).chain(slope).chain(heights).collect::<Vec<_>>()
        };
        let mut matrix = vec![vec![0.0; columns + 1]; columns];
        for index in 0..count {
            let row = row(index);
            for (line, factor) in matrix.iter_mut().zip(&row) {
                let terms = row.iter().chain([&self.values[index]]);
                line.iter_mut().zip(terms).for_each(|(sum, term)| *sum += factor * term);
            }
        }
        let solution = solve(matrix)?;
        let squares: f64 = (0..count)
            .map(|index| {
                let fitted: f64 = row(index).iter().zip(&solution).map(|(x, b)| x * b).sum();
                (self.values[index] - fitted).powi(2)
            })
            .sum();
        let parameters = from_count(columns + steps.len());
        // A perfect fit must not win by an infinite margin over one that is as good.
        let spread = (squares / from_count(count)).max(f64::MIN_POSITIVE);
        let criterion = from_count(count) * spread.ln() + parameters * from_count(count).ln();
        let slope = if has_slope { solution[1] } else { 0.0 };
        let heights = solution[1 + usize::from(has_slope)..].to_vec();
        Some(Fit { slope, heights, criterion: finite(criterion)? })
    }
}

/// Solves a system given with its right side as last column, by elimination with pivots.
fn solve(mut matrix: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let size = matrix.len();
    for column in 0..size {
        let pivot = (column..size)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        matrix.swap(column, pivot);
        let (above, below) = matrix.split_at_mut(column + 1);
        let line = &above[column];
        if line[column].abs() <= 1e-12 || !line[column].is_finite() {
            return None;
        }
        for other in below {
            let factor = other[column] / line[column];
            other.iter_mut().zip(line).for_each(|(value, term)| *value -= factor * term);
        }
    }
    let mut solution = vec![0.0; size];
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|k| matrix[row][k] * solution[k]).sum();
        solution[row] = finite((matrix[row][size] - known) / matrix[row][row])?;
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_a_step_is_recovered() {
        let positions: Vec<f64> = (0..20).map(f64::from).collect();
        let values: Vec<f64> =
            positions.iter().map(|p| 3.0 + 0.5 * p + if *p >= 8.0 { 2.0 } else { 0.0 }).collect();
        let points = Points { positions: &positions, values: &values };
        let fit = points.fit(&[8], true).unwrap();
        assert!((fit.slope - 0.5).abs() < 1e-9 && (fit.heights[0] - 2.0).abs() < 1e-9, "{fit:?}");
        assert!(fit.criterion < points.fit(&[8], false).unwrap().criterion);
    }

    #[test]
    fn a_step_without_values_before_it_has_no_fit() {
        let points = Points { positions: &[0.0, 1.0, 2.0], values: &[1.0, 2.0, 3.0] };
        assert_eq!(points.fit(&[0], false), None);
    }
}
