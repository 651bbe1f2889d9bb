//! Names the functions to blame, the likeliest cause first.

use paceline_model::{Blame, MetricName, Origin};

use super::amounts::{Amount, Amounts};
use super::callers::Callers;
use super::flow::Flow;
use super::hottest::{Search, calling, hottest};
use super::names;
use super::profiles::{Movement, Profiles, Wanted};
use super::timing::slowed;
use super::weight::{Scale, scales};

/// Causes that are named at most.
const MOST: usize = 5;
/// Weight below which a change explains nothing: a twentieth of a percent of the whole.
const LEAST: f64 = 0.0005;
/// Part of the heaviest weight below which a change is not worth a word beside it.
const BESIDE: f64 = 0.01;
/// Part of its weight that a function keeps though others answer for it: it follows its cause.
const SYMPTOM: f64 = 0.1;
/// Part of a change that must come from more or fewer calls for the calls to be what is told.
const CALLED: f64 = 0.75;

/// The functions that explain best what moved between two profiles: at most five, first the one whose
/// deterministic counts explain most; empty when nothing moved.
///
/// A function weighs its share of the change of a metric, times how far that metric moved in all (`weight`),
/// taking the metric that sees it best. Costs of other people's code, and costs of merely being called more
/// often, count for those who call (`flow`). Each entry shows the function's own counts in the metric that
/// tells most; only where none of them moved, those of the foreign functions that it calls. What moved against
/// [`Wanted::movement`] comes last. Times are told after all counts, and only where they moved a lot.
pub fn blame(profiles: &Profiles<'_>, wanted: Wanted) -> Vec<Blame> {
    let amounts = Amounts::of(profiles);
    let scales = scales(&amounts, wanted.topic);
    let flow = Flow::of(&amounts, &scales, &Callers::of(&amounts));
    let ranking = Ranking { amounts: &amounts, scales: &scales, flow: &flow, wanted };
    let mut rows = ranking.rows();
    rows.truncate(MOST);
    let mut all: Vec<_> = rows.iter().filter_map(|ranked| ranking.entry(ranked)).collect();
    let told: Vec<_> = rows.iter().map(|ranked| ranked.row).collect();
    let timed = slowed(&amounts, wanted.movement).into_iter().filter(|row| !told.contains(row));
    all.extend(timed.take(MOST - all.len()).filter_map(|row| ranking.timed_entry(row)));
    all
}

struct Ranking<'a> {
    amounts: &'a Amounts<'a>,
    scales: &'a [Scale],
    flow: &'a Flow,
    wanted: Wanted,
}

/// A function that moved.
struct Ranked {
    row: usize,
    weight: f64,
    /// Which way it went: above or below 0.
    change: f64,
    is_against: bool,
}

impl Ranking<'_> {
    fn rows(&self) -> Vec<Ranked> {
        let is_interpreted = self.is_interpreted();
        let rows = 0..self.amounts.matches.len();
        let mut ranked: Vec<_> = rows.filter_map(|row| self.ranked(row, is_interpreted)).collect();
        // The order of the rows, by file and name, decides between equals.
        ranked.sort_by(|one, other| {
            one.is_against.cmp(&other.is_against).then(other.weight.total_cmp(&one.weight))
        });
        let first = ranked.first().map_or(0.0, |ranked| ranked.weight);
        ranked.retain(|ranked| ranked.weight >= LEAST.max(BESIDE * first));
        if is_interpreted && ranked.first().is_some_and(|first| !self.is_native(first)) {
            // The loop that runs all bytecodes says nothing beside the functions that it ran.
            ranked.retain(|ranked| !self.is_native(ranked));
        }
        ranked
    }

    fn is_native(&self, ranked: &Ranked) -> bool {
        let function = self.amounts.matches[ranked.row].function();
        function.is_some_and(|function| function.origin == Origin::Native)
    }

    /// Whether instructions are those of an interpreter, and tell no functions of the project.
    fn is_interpreted(&self) -> bool {
        let Some(column) = self.amounts.column("instructions") else { return true };
        self.amounts.matches.iter().zip(&self.amounts.rows).all(|(found, row)| {
            !found.is_project() || (row[column].base == 0.0 && row[column].head == 0.0)
        })
    }

    fn ranked(&self, row: usize, is_interpreted: bool) -> Option<Ranked> {
        let found = &self.amounts.matches[row];
        let is_symptom = !self.flow.responsible[row].is_empty();
        let part = match found.function()?.origin {
            Origin::Project => self.flow.part_kept(row).max(SYMPTOM),
            Origin::Library | Origin::Builtin | Origin::Native if is_symptom => return None,
            Origin::Native if is_interpreted => 0.2,
            Origin::Library | Origin::Builtin | Origin::Native => 0.5,
        };
        let heaviest = |is_against: bool| {
            self.scales
                .iter()
                .zip(&self.flow.changes[row])
                .filter(|(_, change)| **change != 0.0 && self.is_against(**change) == is_against)
                .map(|(scale, change)| (scale.weight(*change), *change))
                .max_by(|one, other| one.0.total_cmp(&other.0))
        };
        let (largest, is_against) = match (heaviest(false), heaviest(true)) {
            (Some(largest), _) => (largest, false),
            (None, Some(largest)) => (largest, true),
            (None, None) => return None,
        };
        Some(Ranked { row, weight: largest.0 * part, change: largest.1, is_against })
    }

    fn is_against(&self, change: f64) -> bool {
        match self.wanted.movement {
            Movement::Rise => change < 0.0,
            Movement::Fall => change > 0.0,
            Movement::Any => false,
        }
    }

    fn entry(&self, ranked: &Ranked) -> Option<Blame> {
        let row = ranked.row;
        let giver = self.giver(row);
        let spoken = giver.and_then(|giver| self.amounts.matches[giver].function());
        let culprit = spoken.and_then(names::spoken);
        if let Some(metric) = self.called(row) {
            return self.blame(row, metric, None);
        }
        let own = self.telling(row, Some(ranked.change));
        if let (None, Some(giver)) = (own, giver) {
            let column = self.telling(giver, Some(ranked.change))?;
            let search = self.search(column, ranked.change, culprit.as_deref());
            let found = &self.amounts.matches[row];
            let line = calling(found.base, found.head, &search);
            let values = self.given(row, column);
            return self.blame(row, column, line).map(|entry| with_values(entry, values));
        }
        let column = own.or_else(|| self.telling(row, None))?;
        let change = self.amounts.rows[row][column].change();
        let search = self.search(column, change, culprit.as_deref());
        let found = &self.amounts.matches[row];
        self.blame(row, column, hottest(found.base, found.head, &search))
    }

    fn timed_entry(&self, row: usize) -> Option<Blame> {
        let column = self.amounts.column("time")?;
        let search = self.search(column, self.amounts.rows[row][column].change(), None);
        let found = &self.amounts.matches[row];
        self.blame(row, column, hottest(found.base, found.head, &search))
    }

    fn search<'a>(&'a self, column: usize, change: f64, culprit: Option<&'a str>) -> Search<'a> {
        let metrics = &self.amounts.metrics;
        Search { metric: &metrics[column], change, culprit, metrics }
    }

    /// The column of the calls where nearly all of the change comes from them.
    fn called(&self, row: usize) -> Option<usize> {
        let is_called = self.amounts.matches[row].is_project() && self.flow.driven[row] >= CALLED;
        self.amounts.column("calls").filter(|_| is_called)
    }

    /// The column that tells most of the function's own change: of those that weigh at least half of the
    /// heaviest, the most trusted. With `change`, only of those that moved the same way.
    fn telling(&self, row: usize, change: Option<f64>) -> Option<usize> {
        let own: Vec<_> = self
            .scales
            .iter()
            .map(|scale| (scale, self.amounts.rows[row][scale.column]))
            .filter(|(_, amount)| amount.has_moved())
            .filter(|(_, amount)| change.is_none_or(|change| amount.change() * change > 0.0))
            .map(|(scale, amount)| (scale.column, scale.weight(amount.change())))
            .collect();
        let heaviest = own.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
        own.into_iter().find(|(_, weight)| *weight >= 0.5 * heaviest).map(|(column, _)| column)
    }

    /// The row of the function that passed most on to `row`, by name.
    fn giver(&self, row: usize) -> Option<usize> {
        let passed = |giver: usize| {
            let shares = &self.flow.responsible[giver];
            let share: f64 = shares
                .iter()
                .filter(|(receiver, _)| *receiver == row)
                .map(|(_, share)| share)
                .sum();
            let weights = self.scales.iter().zip(&self.flow.changes[giver]);
            let largest = weights.map(|(scale, change)| scale.weight(*change)).fold(0.0, f64::max);
            largest * share * self.flow.driven[giver]
        };
        (0..self.amounts.matches.len())
            .map(|giver| (giver, passed(giver)))
            .filter(|(_, passed)| *passed > 0.0)
            .max_by(|one, other| one.1.total_cmp(&other.1))
            .map(|(giver, _)| giver)
    }

    /// What all functions that passed their change on to `row` cost, each by its share.
    fn given(&self, row: usize, column: usize) -> Amount {
        let mut sum = Amount::default();
        for (giver, shares) in self.flow.responsible.iter().enumerate() {
            for (_, share) in shares.iter().filter(|(receiver, _)| *receiver == row) {
                let Amount { base, head } = self.amounts.rows[giver][column];
                sum.base += share * base;
                sum.head += share * head;
            }
        }
        sum
    }

    fn blame(
        &self,
        row: usize,
        column: usize,
        line: Option<paceline_model::LineBlame>,
    ) -> Option<Blame> {
        let found = &self.amounts.matches[row];
        let Amount { base, head } = self.amounts.rows[row][column];
        let metric: &MetricName = &self.amounts.metrics[column];
        Some(Blame {
            function: found.function()?.clone(),
            former: found.former().cloned(),
            matched: found.matched,
            metric: metric.clone(),
            base,
            head,
            line,
        })
    }
}

fn with_values(entry: Blame, values: Amount) -> Blame {
    Blame { base: values.base, head: values.head, ..entry }
}
