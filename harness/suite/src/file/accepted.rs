//! The file of accepted regressions as typed data.

use paceline_model::{MetricName, SuiteName};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::wording::quote;
use crate::yaml::Field;

/// Regressions that this repository accepts; each counts for the change that it comes with.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default, expecting = "a mapping")]
#[schemars(rename = "AcceptedRegressions", extend("required" = ["accepted"]))]
pub(crate) struct AcceptedFile {
    /// The entries.
    pub(crate) accepted: Field<Vec<Field<AcceptedFileEntry>>>,
}

/// One accepted regression.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default, expecting = "a mapping")]
#[schemars(
    rename = "AcceptedRegression",
    extend("required" = ["case", "metric", "change", "reason", "expires"])
)]
pub(crate) struct AcceptedFileEntry {
    /// A case's id or workload, or a glob of them.
    pub(crate) case: Field<String>,
    /// The metric, as in `cpu_time`.
    pub(crate) metric: Field<MetricName>,
    /// How much worse it may be, as in `+8%`; `-8%` where more is better.
    pub(crate) change: Field<SignedPercent>,
    /// Why the repository lives with it, for reviewers and reports.
    pub(crate) reason: Field<String>,
    /// The last day on which it counts, in UTC, as in `2027-01-31`.
    #[schemars(extend("format" = "date"))]
    pub(crate) expires: Field<Day>,
    /// The suite, where the entry is for one only.
    pub(crate) suite: Field<SuiteName>,
}

/// A change with a sign, as a fraction: 0.05 is 5 % more.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline, extend("pattern" = r"^[+-]?\d+(\.\d+)?%$"))]
pub(crate) struct SignedPercent {
    /// Its size.
    pub(crate) size: f64,
    /// Whether it is written as a rise; `None` without a sign.
    pub(crate) rises: Option<bool>,
}

impl TryFrom<String> for SignedPercent {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (rises, size) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(size), _) => (Some(true), size),
            (None, Some(size)) => (Some(false), size),
            (None, None) => (None, text.as_str()),
        };
        let size = size.parse::<super::gate::Percent>()?.0;
        if size > 0.0 {
            Ok(Self { size, rises })
        } else {
            Err(format!(
                "{} is no change that could be accepted\nwrite it as in `+8%`",
                quote(&text)
            ))
        }
    }
}

/// A day, as in `2027-01-31`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline)]
pub(crate) struct Day(pub(crate) String);

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.parse::<jiff::civil::Date>() {
            Ok(day) if text.len() == 10 => Ok(Self(day.to_string())),
            Ok(_) | Err(_) => Err(format!(
                "{} is not a day\nwrite year, month and day, as in `2027-01-31`",
                quote(&text)
            )),
        }
    }
}
