//! What has likely changed though no verdict tells, in a sentence or two.

use paceline_model::{Comparison, Estimate, LikelyChange};

use super::row::human_name;
use crate::{number, text};

/// Most changes that a sentence names.
const MOST_NAMED: usize = 8;

/// One sentence for what is worse and one for what is better, each only where there is something.
pub(super) fn sentences(comparison: &Comparison) -> Vec<String> {
    let of = |is_worse| {
        let changes = comparison.likely.iter().filter(move |change| change.is_worse == is_worse);
        changes.map(named).collect::<Vec<_>>()
    };
    [("also likely worse, not enough to fail", of(true)), ("also likely better", of(false))]
        .into_iter()
        .filter(|(_, changes)| !changes.is_empty())
        .map(|(what, changes)| format!("{what}: {}", listed(&changes)))
        .collect()
}

/// As in `put-get[capacity=16] CPU time +1.2 %`.
fn named(likely: &LikelyChange) -> String {
    let change = likely.change.map_or_else(String::new, |change| {
        let text = number::change(&Estimate { change, interval: None });
        format!(" {}", text.change)
    });
    format!("{} {}{change}", text::visible(&likely.case.to_string()), human_name(&likely.metric))
}

fn listed(changes: &[String]) -> String {
    let named = &changes[..changes.len().min(MOST_NAMED)];
    let others = changes.len() - named.len();
    let more = if others == 0 { String::new() } else { format!(", and {others} more") };
    format!("{}{more}", named.join(", "))
}
