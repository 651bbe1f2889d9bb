//! One metric of one case, record by record.

use paceline_model::{
    Direction, HistoryPoint, LevelChange, Metric, MetricKind, Series, Turn, Within,
};
use paceline_stats::Summary;

use crate::steady::steady;

/// What one record says, and how it was measured.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) point: HistoryPoint,
    /// Whether all invocations gave the same number.
    pub(super) is_steady: bool,
    /// The Python that ran it.
    pub(super) interpreter: Option<String>,
    /// The tool that counted it.
    pub(super) tool: Option<String>,
}

impl Entry {
    /// What the series says of that commit; `None` when it has no values, or none that are finite.
    pub(super) fn new(commit: u32, series: &Series) -> Option<Self> {
        let summary = Summary::of(&series.per_invocation())?;
        let point = HistoryPoint {
            commit,
            value: summary.median,
            spread: steady(summary.robust_deviation()),
            count: u32::try_from(summary.count).unwrap_or(u32::MAX),
        };
        let is_steady = summary.minimum >= summary.maximum;
        Some(Self { point, is_steady, interpreter: None, tool: None })
    }

    /// Number of the commit.
    pub(super) fn position(&self) -> f64 {
        f64::from(self.point.commit)
    }
}

/// The entries of one metric, oldest first.
#[derive(Debug, Clone)]
pub(super) struct Track {
    pub(super) metric: Metric,
    pub(super) entries: Vec<Entry>,
}

/// What is compared: logarithms, whose differences are relative changes, where there are any.
pub(super) enum Scale {
    Logarithms(Vec<f64>),
    Plain(Vec<f64>),
}

impl Scale {
    pub(super) fn values(&self) -> &[f64] {
        match self {
            Self::Logarithms(values) | Self::Plain(values) => values,
        }
    }
}

impl Track {
    pub(super) fn scale(&self) -> Scale {
        let values: Vec<_> = self.entries.iter().map(|entry| entry.point.value).collect();
        if values.iter().all(|value| *value > 0.0) {
            Scale::Logarithms(values.iter().map(|value| value.ln()).collect())
        } else {
            Scale::Plain(values)
        }
    }

    pub(super) fn positions(&self) -> Vec<f64> {
        self.entries.iter().map(Entry::position).collect()
    }

    /// Whether every record counts, and counted the same each time.
    pub(super) fn is_exact(&self) -> bool {
        self.metric.kind == MetricKind::Exact && self.entries.iter().all(|entry| entry.is_steady)
    }

    /// Which way it is to have `difference` more.
    pub(super) fn turn(&self, difference: f64) -> Turn {
        let is_worse = match self.metric.direction {
            Direction::LowerIsBetter => difference > 0.0,
            Direction::HigherIsBetter => difference < 0.0,
        };
        if is_worse { Turn::Regression } else { Turn::Improvement }
    }

    /// A change of level before entry `step`, from `before` to `after`, of which nothing else is
    /// known yet.
    pub(super) fn change(&self, step: usize, [before, after]: [f64; 2]) -> LevelChange {
        let (old, new) = (&self.entries[step - 1], &self.entries[step]);
        let (last_before, first_after) = (old.point.commit, new.point.commit);
        LevelChange {
            last_before,
            first_after,
            within: Within { after: last_before, until: first_after },
            turn: self.turn(after - before),
            before,
            after,
            estimate: None,
            p_value: None,
            remark: remark(old, new),
        }
    }
}

/// What changed beside the code.
fn remark(old: &Entry, new: &Entry) -> String {
    let mut remarks = Vec::new();
    let changed =
        [("ran by", &old.interpreter, &new.interpreter), ("counted by", &old.tool, &new.tool)];
    for (what, old, new) in changed {
        if let (Some(old), Some(new)) = (old, new)
            && old != new
        {
            remarks.push(format!("{what} `{old}` before and by `{new}` after"));
        }
    }
    remarks.join("; ")
}
