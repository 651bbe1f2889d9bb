//! The JSON of profilers that a suite defines, as plain data.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Largest text that is read, in bytes.
const MOST_BYTES: usize = 64 << 20;
/// Most functions of one text, and most lines of all of them together.
const MOST_FUNCTIONS: usize = 200_000;
const MOST_LINES: usize = 1_000_000;
/// Most metrics of one function or line.
const MOST_METRICS: usize = 50;

/// What one process or call was counted for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Document {
    /// Of all of it, by metric.
    pub(super) totals: BTreeMap<String, f64>,
    pub(super) functions: Vec<FunctionRow>,
}

/// One function.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FunctionRow {
    /// Absolute, or from the folder in which the workload runs; empty where there is none.
    #[serde(default)]
    pub(super) file: String,
    pub(super) name: String,
    /// First line; 0 where that is unknown.
    #[serde(default)]
    pub(super) line: u32,
    #[serde(default)]
    pub(super) counts: BTreeMap<String, CountRow>,
    #[serde(default)]
    pub(super) lines: Vec<LineRow>,
}

/// A count of a function.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountRow {
    pub(super) own: f64,
    /// With everything it called.
    #[serde(default)]
    pub(super) total: Option<f64>,
}

/// One line of a function.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineRow {
    pub(super) line: u32,
    pub(super) counts: BTreeMap<String, f64>,
}

impl Document {
    /// Reads the text. The problem in words for anything of another shape, for numbers below 0, and for
    /// more than is read.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() > MOST_BYTES {
            return Err(format!("it is larger than {} MiB", MOST_BYTES >> 20));
        }
        // A list would be taken for the fields in their order.
        if bytes.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
            return Err("it is not a JSON object".to_owned());
        }
        let document: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        document.verify()?;
        Ok(document)
    }

    fn verify(&self) -> Result<(), String> {
        let lines = self.functions.iter().map(|row| row.lines.len()).sum::<usize>();
        if self.functions.len() > MOST_FUNCTIONS || lines > MOST_LINES {
            return Err(format!("more than {MOST_FUNCTIONS} functions or {MOST_LINES} lines"));
        }
        verify(&self.totals.iter().map(|(name, count)| (name, *count)).collect::<Vec<_>>(), "it")?;
        self.functions.iter().try_for_each(FunctionRow::verify)
    }
}

impl FunctionRow {
    fn verify(&self) -> Result<(), String> {
        let place = format!("function `{}`", self.name.chars().take(100).collect::<String>());
        if self.name.is_empty() {
            return Err("a function has an empty name".to_owned());
        }
        let own = self.counts.iter().map(|(name, count)| (name, count.own));
        verify(&own.collect::<Vec<_>>(), &place)?;
        let totals = self.counts.iter().filter_map(|(name, count)| Some((name, count.total?)));
        verify(&totals.collect::<Vec<_>>(), &place)?;
        self.lines.iter().try_for_each(|row| {
            if row.line == 0 {
                return Err(format!("{place} has a line 0; lines are counted from 1"));
            }
            let counts = row.counts.iter().map(|(name, count)| (name, *count));
            verify(&counts.collect::<Vec<_>>(), &format!("line {} of {place}", row.line))
        })
    }
}

/// Counts are finite and not below 0.
fn verify(counts: &[(&String, f64)], place: &str) -> Result<(), String> {
    if counts.len() > MOST_METRICS {
        return Err(format!("{place} has more than {MOST_METRICS} metrics"));
    }
    match counts.iter().find(|(_, count)| !count.is_finite() || *count < 0.0) {
        None => Ok(()),
        Some((name, count)) => {
            let name: String = name.chars().take(60).collect();
            Err(format!("{place} has {count} as its count of `{name}`; counts are 0 or more"))
        }
    }
}
