//! What each function cost by itself on either side, in every metric that may be compared.

use paceline_model::{FunctionProfile, MetricName};

use super::comparable::comparable_metrics;
use super::matching::{Match, matches};
use super::profiles::Profiles;

/// What base and head had of something.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Amount {
    pub(super) base: f64,
    pub(super) head: f64,
}

impl Amount {
    pub(super) fn change(self) -> f64 {
        self.head - self.base
    }

    /// Whether the two differ by more than the rounding of a mean.
    pub(super) fn has_moved(self) -> bool {
        self.change().abs() > 1e-9 * self.base.abs().max(self.head.abs())
    }
}

/// Functions by metrics.
#[derive(Debug)]
pub(super) struct Amounts<'a> {
    /// The rows.
    pub(super) matches: Vec<Match<'a>>,
    /// The columns.
    pub(super) metrics: Vec<MetricName>,
    /// Own amounts, row by row.
    pub(super) rows: Vec<Vec<Amount>>,
}

impl<'a> Amounts<'a> {
    pub(super) fn of(profiles: &'a Profiles<'a>) -> Self {
        let matches = matches(profiles);
        let metrics: Vec<_> = comparable_metrics(profiles).into_iter().collect();
        let row = |found: &Match<'_>| {
            let amount = |metric: &MetricName| Amount {
                base: found.base.map_or(0.0, |profile| own(profile, metric)),
                head: found.head.map_or(0.0, |profile| own(profile, metric)),
            };
            metrics.iter().map(amount).collect()
        };
        let rows = matches.iter().map(row).collect();
        Self { matches, metrics, rows }
    }

    /// The column of `metric`.
    pub(super) fn column(&self, metric: &str) -> Option<usize> {
        self.metrics.iter().position(|name| name.as_str() == metric)
    }

    /// What the function in `row` has of `metric`; `None` where the metric can't be compared.
    pub(super) fn amount(&self, row: usize, metric: &str) -> Option<Amount> {
        self.column(metric).map(|column| self.rows[row][column])
    }

    /// The sum over all functions.
    pub(super) fn total(&self, column: usize) -> Amount {
        self.rows.iter().fold(Amount::default(), |sum, row| Amount {
            base: sum.base + row[column].base,
            head: sum.head + row[column].head,
        })
    }
}

/// What the function itself cost; the sum of its lines where only those are known.
fn own(profile: &FunctionProfile, metric: &MetricName) -> f64 {
    let amount = match profile.counts.get(metric) {
        Some(count) => count.own,
        None => profile.lines.iter().filter_map(|line| line.counts.get(metric)).sum(),
    };
    // A document can say anything; what is no number costs nothing.
    if amount.is_finite() { amount } else { 0.0 }
}
