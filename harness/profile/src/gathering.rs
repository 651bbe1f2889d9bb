//! Everything that the profilers of a run found, side by side and case by case.

use std::collections::BTreeMap;

use paceline_model::{
    Count, Function, FunctionProfile, Instrument, LineProfile, MetricName, Origin, Side, Traces,
};

use crate::custom;
use crate::profiler::{ReadError, Reading};
use crate::registry::find;
use crate::scope::Scope;
use crate::stacks::Stacks;

/// Counts that are times, and so never the same twice.
const TIMES: [&str; 3] = ["time", "samples", "memory"];
/// Most functions of a project that are kept of one side of a case.
const MOST_OWN: usize = 2000;
/// Most functions of others.
const MOST_FOREIGN: usize = 200;

/// Everything that the profilers of a run found.
#[derive(Debug, Default)]
pub struct Gathering {
    sides: BTreeMap<(usize, Side), Gathered>,
}

/// What the profilers found on one side of one case.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Gathered {
    functions: BTreeMap<Key, FunctionProfile>,
    stacks: BTreeMap<String, Vec<Stacks>>,
    artefacts: BTreeMap<String, Vec<u8>>,
    notes: Vec<String>,
    first: BTreeMap<String, Digest>,
}

/// What a function goes by within one side.
type Key = (String, String, u32);
/// Everything of a reading that has to be the same in the next run.
type Digest = (BTreeMap<MetricName, f64>, BTreeMap<Key, Counts>);
/// Counts of a function, then of its lines.
type Counts = (BTreeMap<MetricName, Count>, Vec<(u32, BTreeMap<MetricName, f64>)>);

/// What one run counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// Counts of the whole iteration or process.
    pub totals: BTreeMap<MetricName, f64>,
    /// Whether all counts, also those of functions and lines, are those of the side's first run.
    pub repeats: bool,
}

impl Gathering {
    /// Reads what one process under `instrument` left, and keeps it where it is the side's first.
    ///
    /// - `case`: any number that stands for the case.
    /// - Fails on files that can't be read, and on a profiler that nobody knows.
    pub fn read(
        &mut self,
        (case, side): (usize, Side),
        instrument: &Instrument,
        traces: &Traces,
        scope: &Scope,
    ) -> Result<Counted, ReadError> {
        let profiler = instrument.profiler.as_str();
        let reading = match (&instrument.custom, find(profiler)) {
            (Some(custom), _) => custom::read(custom, traces, scope)?,
            (None, Some(known)) => known.read(traces, scope)?,
            (None, None) => {
                let problem = format!("`{profiler}` is no profiler");
                return Err(ReadError { profiler: "paceline".into(), problem });
            }
        };
        let totals = reading.totals.clone();
        let gathered = self.sides.entry((case, side)).or_default();
        let digest = digest(&reading);
        let Some(first) = gathered.first.get(profiler) else {
            gathered.first.insert(profiler.to_owned(), digest);
            gathered.keep(profiler, reading);
            return Ok(Counted { totals, repeats: true });
        };
        let repeats = *first == digest;
        Ok(Counted { totals, repeats })
    }

    /// What was found on that side of that case, if anything; it is gone here then.
    pub fn take(&mut self, case: usize, side: Side) -> Option<Gathered> {
        self.sides.remove(&(case, side))
    }
}

impl Gathered {
    /// The functions: those of the project first, then those of others, each by file, name and line.
    /// Where there are too many, the ones with the smallest counts are left out.
    pub fn functions(&self) -> Vec<FunctionProfile> {
        let (own, foreign): (Vec<_>, Vec<_>) = self
            .functions
            .values()
            .cloned()
            .partition(|profile| profile.function.origin == Origin::Project);
        [heaviest(own, MOST_OWN), heaviest(foreign, MOST_FOREIGN)].concat()
    }

    /// Call stacks by profiler: one or more, each time by another metric, the main one first.
    pub fn stacks(&self) -> &BTreeMap<String, Vec<Stacks>> {
        &self.stacks
    }

    /// The stacks of that profiler by that metric.
    pub fn stacks_of(&self, profiler: &str, metric: &MetricName) -> Option<&Stacks> {
        self.stacks.get(profiler)?.iter().find(|stacks| stacks.metric == *metric)
    }

    /// Files for other tools, by name.
    pub fn artefacts(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.artefacts
    }

    /// What a reader should know.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    fn keep(&mut self, profiler: &str, reading: Reading) {
        for profile in reading.functions {
            match self.functions.entry(key(&profile.function)) {
                std::collections::btree_map::Entry::Vacant(place) => {
                    place.insert(profile);
                }
                std::collections::btree_map::Entry::Occupied(mut place) => {
                    merge(place.get_mut(), profile);
                }
            }
        }
        if !reading.stacks.is_empty() {
            self.stacks.insert(profiler.to_owned(), reading.stacks);
        }
        self.artefacts.extend(reading.artefacts);
        for note in reading.notes {
            let note = format!("{profiler}: {note}");
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }
}

fn key(function: &Function) -> Key {
    (function.file.clone(), function.name.clone(), function.line)
}

/// Adds what another profiler knows of the same function. What both know stays as it is.
fn merge(known: &mut FunctionProfile, other: FunctionProfile) {
    if known.function.body.is_none() {
        known.function.body = other.function.body;
    }
    for (metric, count) in other.counts {
        known.counts.entry(metric).or_insert(count);
    }
    for line in other.lines {
        match known.lines.binary_search_by_key(&line.line, |known| known.line) {
            Ok(place) => {
                let same = &mut known.lines[place];
                for (metric, count) in line.counts {
                    same.counts.entry(metric).or_insert(count);
                }
            }
            Err(place) => known.lines.insert(place, line),
        }
    }
}

/// The first `most` by their share of each metric, in their old order.
fn heaviest(functions: Vec<FunctionProfile>, most: usize) -> Vec<FunctionProfile> {
    if functions.len() <= most {
        return functions;
    }
    let mut totals: BTreeMap<MetricName, f64> = BTreeMap::new();
    for (metric, count) in functions.iter().flat_map(|profile| &profile.counts) {
        *totals.entry(metric.clone()).or_default() += count.own.abs();
    }
    let weight = |profile: &FunctionProfile| -> f64 {
        let shares = profile.counts.iter().map(|(metric, count)| {
            let total = totals.get(metric).copied().unwrap_or_default();
            if total > 0.0 { count.own.abs() / total } else { 0.0 }
        });
        shares.fold(0.0, f64::max)
    };
    let mut ranked: Vec<_> = functions.into_iter().enumerate().collect();
    ranked.sort_by(|(_, one), (_, other)| weight(other).total_cmp(&weight(one)));
    ranked.truncate(most);
    ranked.sort_by_key(|(place, _)| *place);
    ranked.into_iter().map(|(_, profile)| profile).collect()
}

fn digest(reading: &Reading) -> Digest {
    let is_count = |name: &MetricName| !TIMES.contains(&name.as_str());
    let of_lines = |lines: &[LineProfile]| {
        let line = |line: &LineProfile| {
            let counts = line.counts.iter().filter(|(name, _)| is_count(name));
            (line.line, counts.map(|(name, count)| (name.clone(), *count)).collect())
        };
        lines.iter().map(line).collect()
    };
    let functions = reading.functions.iter().map(|profile| {
        let counts = profile.counts.iter().filter(|(name, _)| is_count(name));
        let counts = counts.map(|(name, count)| (name.clone(), *count)).collect();
        (key(&profile.function), (counts, of_lines(&profile.lines)))
    });
    (reading.totals.clone(), functions.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(name: &str, metric: &str, own: f64, lines: &[u32]) -> FunctionProfile {
        let metric: MetricName = metric.parse().unwrap();
        let function = Function {
            file: "a.py".to_owned(),
            name: name.to_owned(),
            line: 1,
            origin: Origin::Project,
            body: None,
        };
        let line = |line: &u32| LineProfile {
            line: *line,
            text: "x".to_owned(),
            counts: BTreeMap::from([(metric.clone(), own)]),
        };
        let lines = lines.iter().map(line).collect();
        let counts = BTreeMap::from([(metric.clone(), Count { own, total: None })]);
        FunctionProfile { function, counts, lines }
    }

    fn reading(functions: Vec<FunctionProfile>) -> Reading {
        Reading { functions, ..Reading::default() }
    }

    #[test]
    fn what_two_profilers_know_of_a_function_stands_together() {
        let mut gathered = Gathered::default();
        gathered.keep("calls", reading(vec![profile("f", "calls", 3.0, &[])]));
        gathered.keep("lines", reading(vec![profile("f", "hits", 9.0, &[4, 2])]));
        gathered.keep("tracemalloc", reading(vec![profile("f", "kept", 1.0, &[3, 4])]));
        let [function] = &gathered.functions()[..] else { panic!("one function") };
        let names: Vec<_> = function.counts.keys().map(MetricName::as_str).collect();
        assert_eq!(names, ["calls", "hits", "kept"]);
        let of_four = function.lines.iter().find(|line| line.line == 4).unwrap();
        assert_eq!(of_four.counts.len(), 2);
    }

    #[test]
    fn times_may_differ_and_counts_may_not() {
        let timed = |seconds| digest(&reading(vec![profile("f", "time", seconds, &[])]));
        assert_eq!(timed(1.0), timed(2.0));
        let counted = |calls| digest(&reading(vec![profile("f", "calls", calls, &[])]));
        assert_ne!(counted(1.0), counted(2.0));
        let line = |hits| digest(&reading(vec![profile("f", "hits", hits, &[7])]));
        assert_ne!(line(1.0), line(2.0));
    }

    #[test]
    fn of_too_many_functions_the_heaviest_stay_in_their_order() {
        let of = |(name, own): (&str, f64)| profile(name, "calls", own, &[]);
        let functions = [("a", 1.0), ("b", 9.0), ("c", 2.0), ("d", 5.0)].map(of).to_vec();
        let kept = heaviest(functions, 2);
        let names: Vec<_> = kept.iter().map(|profile| profile.function.name.as_str()).collect();
        assert_eq!(names, ["b", "d"]);
    }
}
