//! Functions with their counts, gathered from several files and cut to those that matter.

use std::collections::BTreeMap;

use paceline_model::{Count, Function, FunctionProfile, LineProfile, MetricName, Origin};

use super::place::Sources;

/// Most functions of the project that are told.
const MOST_OWN: usize = 2000;
/// Most functions of others that are told.
const MOST_FOREIGN: usize = 60;
/// Most lines of a function that are told.
const MOST_LINES: usize = 500;

/// What identifies a function of machine code: the file as its debug information names it, empty where
/// there is none, and its readable name.
pub(crate) type Identity = (String, String);

/// What a function was counted for.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    /// First line; 0 where that is unknown.
    pub(crate) line: u32,
    /// In the function itself, and with what it called.
    pub(crate) counts: BTreeMap<MetricName, Count>,
    /// By line of the function's own file.
    pub(crate) lines: BTreeMap<u32, BTreeMap<MetricName, f64>>,
}

impl Counted {
    /// Adds to a count; `total` is kept only where all parts have it.
    pub(crate) fn add(&mut self, metric: &MetricName, own: f64, total: Option<f64>) {
        let Some(count) = self.counts.get_mut(metric) else {
            self.counts.insert(metric.clone(), Count { own, total });
            return;
        };
        count.own += own;
        count.total = count.total.zip(total).map(|(known, more)| known + more);
    }

    /// Adds to the count of a line.
    pub(crate) fn add_line(&mut self, line: u32, metric: &MetricName, count: f64) {
        *self.lines.entry(line).or_default().entry(metric.clone()).or_default() += count;
    }

    fn merge(&mut self, other: Self) {
        if self.line == 0 {
            self.line = other.line;
        }
        for (metric, count) in other.counts {
            self.add(&metric, count.own, count.total);
        }
        for (line, counts) in other.lines {
            for (metric, count) in counts {
                self.add_line(line, &metric, count);
            }
        }
    }

    fn own(&self, metric: &MetricName) -> f64 {
        self.counts.get(metric).map_or(0.0, |count| count.own)
    }
}

/// The functions of the project, and of others the 60 with the most of `metric`; heaviest first.
pub(crate) fn profiles(
    functions: BTreeMap<Identity, Counted>,
    metric: &MetricName,
    sources: &mut Sources<'_>,
) -> Vec<FunctionProfile> {
    // One file may have had several names.
    let mut placed: BTreeMap<_, Counted> = BTreeMap::new();
    for ((file, name), counted) in functions {
        let place = sources.place(&file);
        placed.entry((place.file, name, place.origin)).or_default().merge(counted);
    }
    let mut ordered: Vec<_> = placed.into_iter().collect();
    ordered.sort_by(|(_, one), (_, other)| other.own(metric).total_cmp(&one.own(metric)));
    let (mut own, mut foreign) = (Vec::new(), Vec::new());
    for ((file, name, origin), counted) in ordered {
        let function = Function { file, name, line: counted.line, origin, body: None };
        match function.origin {
            Origin::Project if own.len() < MOST_OWN => {
                let lines = line_profiles(counted.lines, metric, &function.file, sources);
                own.push(FunctionProfile { function, counts: counted.counts, lines });
            }
            Origin::Library | Origin::Builtin | Origin::Native if foreign.len() < MOST_FOREIGN => {
                foreign.push(FunctionProfile {
                    function,
                    counts: counted.counts,
                    lines: Vec::new(),
                });
            }
            Origin::Project | Origin::Library | Origin::Builtin | Origin::Native => {}
        }
    }
    own.append(&mut foreign);
    own
}

/// The heaviest lines, in order of their numbers.
fn line_profiles(
    lines: BTreeMap<u32, BTreeMap<MetricName, f64>>,
    metric: &MetricName,
    file: &str,
    sources: &mut Sources<'_>,
) -> Vec<LineProfile> {
    let mut lines: Vec<_> = lines.into_iter().collect();
    let weight = |counts: &BTreeMap<MetricName, f64>| counts.get(metric).copied().unwrap_or(0.0);
    lines.sort_by(|(_, one), (_, other)| weight(other).total_cmp(&weight(one)));
    lines.truncate(MOST_LINES);
    lines.sort_by_key(|(line, _)| *line);
    lines
        .into_iter()
        .map(|(line, counts)| LineProfile { line, text: sources.text(file, line), counts })
        .collect()
}

/// A metric name that this crate wrote itself.
pub(crate) fn metric(name: &'static str) -> MetricName {
    name.parse().expect("the names in this crate are valid")
}
