//! Who calls a function more or less often than before, told by the texts and hits of the project's lines.

use std::collections::BTreeMap;

use paceline_model::FunctionProfile;

use super::amounts::{Amount, Amounts};
use super::matching::Match;
use super::names;

/// How far the hits of lines may be from the calls they are to explain: a `with` line counts twice, a
/// comprehension may count once for many.
const CREDIBLE: std::ops::RangeInclusive<f64> = 0.4..=2.5;

/// Hits of the lines that use a name, function by function.
#[derive(Debug, Default)]
pub(super) struct Callers {
    uses: BTreeMap<String, Vec<Use>>,
}

#[derive(Debug)]
struct Use {
    row: usize,
    hits: Amount,
}

impl Callers {
    /// Knows nobody where the hits of the two sides can't be compared.
    pub(super) fn of(amounts: &Amounts<'_>) -> Self {
        let mut callers = Self::default();
        if amounts.column("hits").is_none() {
            return callers;
        }
        for (row, found) in amounts.matches.iter().enumerate().filter(|(_, one)| one.is_project()) {
            let mut uses: BTreeMap<&str, Amount> = BTreeMap::new();
            for (name, hits) in found.base.into_iter().flat_map(hits_by_name) {
                uses.entry(name).or_default().base += hits;
            }
            for (name, hits) in found.head.into_iter().flat_map(hits_by_name) {
                uses.entry(name).or_default().head += hits;
            }
            for (name, hits) in uses {
                callers.uses.entry(name.to_owned()).or_default().push(Use { row, hits });
            }
        }
        callers
    }

    /// Who uses the function in `row`, other than itself: in base by its name there, in head by its name
    /// there.
    fn uses(&self, found: &Match<'_>, row: usize) -> Vec<Use> {
        let of = |side: Option<&FunctionProfile>| {
            let name =
                side.or(found.base).or(found.head).and_then(|one| names::spoken(&one.function));
            name.and_then(|name| self.uses.get(&name)).map_or(&[][..], Vec::as_slice)
        };
        let mut hits: BTreeMap<usize, Amount> = BTreeMap::new();
        for one in of(found.base) {
            hits.entry(one.row).or_default().base = one.hits.base;
        }
        for one in of(found.head) {
            hits.entry(one.row).or_default().head = one.hits.head;
        }
        hits.remove(&row);
        hits.into_iter().map(|(row, hits)| Use { row, hits }).collect()
    }

    /// The rows of the functions that made the function in `row` cost more or less, with their shares;
    /// empty where that can't be told.
    pub(super) fn responsible(&self, amounts: &Amounts<'_>, row: usize) -> Vec<(usize, f64)> {
        let found = &amounts.matches[row];
        let others = self.uses(found, row);
        let calls = amounts.amount(row, "calls").unwrap_or_default();
        if calls.has_moved() {
            let shares = by_hits(&others, calls.change());
            let explained: f64 = shares.iter().map(|(_, hits)| hits).sum();
            if found.is_project() && !CREDIBLE.contains(&(explained / calls.change().abs())) {
                return Vec::new();
            }
            return shares.into_iter().map(|(row, hits)| (row, hits / explained)).collect();
        }
        match others[..] {
            // Each call costs more, so what it is called with has changed: by its only caller.
            [ref only] if !found.is_project() && has_changed(amounts, only.row) => {
                vec![(only.row, 1.0)]
            }
            _ => Vec::new(),
        }
    }
}

/// Functions whose lines that use the name were hit more often, or less often for a negative `change`;
/// with the number of those hits.
fn by_hits(uses: &[Use], change: f64) -> Vec<(usize, f64)> {
    let moved = uses.iter().filter(|one| one.hits.has_moved());
    moved
        .map(|one| (one.row, one.hits.change() * change.signum()))
        .filter(|(_, hits)| *hits > 0.0)
        .collect()
}

/// Whether the code of the function or any of its counts differs.
pub(super) fn has_changed(amounts: &Amounts<'_>, row: usize) -> bool {
    let found = &amounts.matches[row];
    let (Some(base), Some(head)) = (found.base, found.head) else { return true };
    has_other_code(base, head)
        || amounts.metrics.iter().zip(&amounts.rows[row]).any(|(metric, amount)| {
            !super::comparable::is_timed(metric.as_str()) && amount.has_moved()
        })
}

/// Whether the code is known to differ: by its identity, or else by the texts of its lines.
pub(super) fn has_other_code(base: &FunctionProfile, head: &FunctionProfile) -> bool {
    if let (Some(base), Some(head)) = (&base.function.body, &head.function.body) {
        return base != head;
    }
    !texts(base).eq(texts(head))
}

fn texts(profile: &FunctionProfile) -> impl Iterator<Item = &String> {
    profile.lines.iter().map(|line| &line.text)
}

fn hits_by_name(profile: &FunctionProfile) -> impl Iterator<Item = (&str, f64)> {
    profile.lines.iter().flat_map(|line| {
        let hits = line.counts.iter().find(|(metric, _)| metric.as_str() == "hits");
        let hits = hits.map_or(0.0, |(_, hits)| *hits);
        names::used(&line.text).into_iter().map(move |name| (name, hits))
    })
}
