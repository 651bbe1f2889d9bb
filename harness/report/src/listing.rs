//! What of a profile to show, and in which order.

use std::fmt;
use std::str::FromStr;

use paceline_model::MetricName;

/// How much of a profile to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The order of the functions; `None` for the one that tells most: the change of a count between
    /// two sides, total time on one.
    pub sort: Option<Sort>,
    /// Functions at most.
    pub functions: usize,
    /// How many of them with their lines.
    pub lines: usize,
}

impl Default for Listing {
    /// Ten functions, the first three with their lines.
    fn default() -> Self {
        Self { sort: None, functions: 10, lines: 3 }
    }
}

/// What the functions of a profile are sorted by, the largest first; names from `a` on.
///
/// As text: a metric, as in `instructions`; `total-` before it for what a function cost with everything
/// it called; `name`; `file`. The words of `pstats` are understood too: `ncalls`, `pcalls`, `tottime`,
/// `cumtime`, `cumulative`, `filename`, `module`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sort {
    /// What a function cost itself.
    Own(MetricName),
    /// What it cost with everything it called.
    Total(MetricName),
    /// The function's name.
    Name,
    /// File, then line.
    File,
}

/// A text that is no order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidSort(String);

impl fmt::Display for InvalidSort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.escape_debug();
        write!(formatter, "`{text}` is nothing to sort by: give a metric, `name` or `file`")
    }
}

impl std::error::Error for InvalidSort {}

impl FromStr for Sort {
    type Err = InvalidSort;

    fn from_str(text: &str) -> Result<Self, InvalidSort> {
        let metric = |name: &str| {
            name.parse::<MetricName>().ok().ok_or_else(|| InvalidSort(text.to_owned()))
        };
        Ok(match text {
            "name" => Self::Name,
            "file" | "filename" | "module" => Self::File,
            "ncalls" => Self::Own(metric("calls")?),
            "pcalls" => Self::Own(metric("primitive_calls")?),
            "tottime" => Self::Own(metric("time")?),
            "cumtime" | "cumulative" => Self::Total(metric("time")?),
            other => match other.strip_prefix("total-") {
                Some(name) => Self::Total(metric(name)?),
                None => Self::Own(metric(other)?),
            },
        })
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(metric) => write!(formatter, "{metric}"),
            Self::Total(metric) => write!(formatter, "total-{metric}"),
            Self::Name => formatter.write_str("name"),
            Self::File => formatter.write_str("file"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_pstats_are_understood() {
        let sort = |text: &str| text.parse::<Sort>().unwrap().to_string();
        assert_eq!(sort("cumtime"), "total-time");
        assert_eq!(sort("tottime"), "time");
        assert_eq!(sort("ncalls"), "calls");
        assert_eq!(sort("total-instructions"), "total-instructions");
        assert_eq!(sort("filename"), "file");
    }

    #[test]
    fn what_is_no_metric_is_refused() {
        let problem = "Total Time\u{1b}".parse::<Sort>().unwrap_err().to_string();
        assert_eq!(
            problem,
            r"`Total Time\u{1b}` is nothing to sort by: give a metric, `name` or `file`"
        );
    }
}
