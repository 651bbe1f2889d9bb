//! How cost may rise with the size of a problem.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{CaseId, Consequence, MetricName, Parameters, Policy, Verdict, WorkloadName};

/// Fewest sizes of a growth: fewer have room for several orders.
pub const LEAST_SIZES: usize = 5;

/// Up to which order the cost of a workload may grow with one of its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Growth {
    /// The parameter that is the size.
    pub parameter: String,
    /// The highest order that passes.
    pub expect: Order,
}

/// An order of growth, from slow to fast. Written as `O(n log n)`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Order {
    /// Cost does not depend on the size.
    #[serde(rename = "O(1)")]
    Constant,
    /// Twice the size costs a constant more.
    #[serde(rename = "O(log n)")]
    Logarithmic,
    /// Twice the size costs twice as much.
    #[serde(rename = "O(n)")]
    Linear,
    /// Twice the size costs somewhat more than twice as much, as in sorting.
    #[serde(rename = "O(n log n)")]
    Linearithmic,
    /// Twice the size costs four times as much.
    #[serde(rename = "O(n^2)")]
    Quadratic,
    /// Twice the size costs eight times as much.
    #[serde(rename = "O(n^3)")]
    Cubic,
}

impl Order {
    /// All orders, from slow to fast.
    pub const ALL: [Self; 6] = [
        Self::Constant,
        Self::Logarithmic,
        Self::Linear,
        Self::Linearithmic,
        Self::Quadratic,
        Self::Cubic,
    ];

    /// The order as text, as in documents.
    pub fn text(self) -> &'static str {
        match self {
            Self::Constant => "O(1)",
            Self::Logarithmic => "O(log n)",
            Self::Linear => "O(n)",
            Self::Linearithmic => "O(n log n)",
            Self::Quadratic => "O(n^2)",
            Self::Cubic => "O(n^3)",
        }
    }
}

impl fmt::Display for Order {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.text())
    }
}

/// How the cost of one workload grows, judged by what was expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GrowthComparison {
    /// The workload.
    pub workload: WorkloadName,
    /// What all sizes have in common: the parameters without the size, and without those of the variants.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub parameters: Parameters,
    /// The parameter that is the size.
    pub parameter: String,
    /// The metric that is the cost; `None` where no metric has values of enough sizes.
    pub metric: Option<MetricName>,
    /// The highest order that passes.
    pub expect: Order,
    /// How base grows; `None` where it has too few sizes.
    pub base: Option<GrowthSide>,
    /// How head grows; `None` where it has too few sizes.
    pub head: Option<GrowthSide>,
    /// `regressed` where head grows faster than expected, `inconclusive` where that can't be told, else
    /// `improved` where head grows slower than base, else `unchanged`.
    pub verdict: Verdict,
    /// What that does to the build, as of a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consequence: Option<Consequence>,
    /// One sentence for people; empty when the numbers say it all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl GrowthComparison {
    /// The workload and what all sizes have in common, in the form of a case.
    pub fn id(&self) -> CaseId {
        CaseId { workload: self.workload.clone(), parameters: self.parameters.clone() }
    }

    /// What it does to the build; by the default policy where the document does not say.
    pub fn effect(&self) -> Consequence {
        self.consequence.unwrap_or_else(|| Policy::default().of(self.verdict))
    }
}

/// How one side grows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GrowthSide {
    /// The slowest order that fits.
    pub order: Order,
    /// Faster orders that fit about as well, from slow to fast.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Order>,
    /// Slope of the logarithm of the cost over that of the size, the fitted constant taken off.
    pub exponent: f64,
    /// Root mean square of the relative errors of the fit of `order`, as a fraction.
    pub residual: f64,
    /// Number of sizes.
    pub sizes: u32,
}

/// A text that is no order of growth.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no order of growth such as `O(n log n)`")]
pub struct UnknownOrder(String);

impl FromStr for Order {
    type Err = UnknownOrder;

    fn from_str(text: &str) -> Result<Self, UnknownOrder> {
        let found = Self::ALL.into_iter().find(|order| order.text() == text);
        found.ok_or_else(|| UnknownOrder(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_reads_as_it_is_written() {
        for order in Order::ALL {
            assert_eq!(order.to_string().parse(), Ok(order));
            assert_eq!(serde_json::to_value(order).unwrap(), order.text());
        }
        assert!(Order::ALL.is_sorted());
        assert_eq!("O(n²)".parse::<Order>(), Err(UnknownOrder("O(n²)".to_owned())));
    }
}
