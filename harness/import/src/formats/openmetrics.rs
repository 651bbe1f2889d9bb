//! `OpenMetrics` text: a gauge or counter per metric, a label for the benchmark. Histograms and summaries
//! are left out.

use std::collections::BTreeMap;

use paceline_model::{Direction, Metric, MetricKind, Parameters, Spread, Unit, metrics};

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::{Mistake, one_line};
use crate::measure::{custom, parameter};

/// Labels that name the benchmark, the first that is there.
const NAMES: [&str; 4] = ["workload", "benchmark", "case", "name"];

/// How the names of paceline's own metrics start.
const OWN: &str = "paceline_";

/// Whether it is such a text.
pub(crate) fn shows(text: &str) -> bool {
    text.starts_with("# TYPE ") || text.starts_with("# HELP ")
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let (mut draft, mut families) = (Draft::default(), BTreeMap::new());
    let mut has_ended = false;
    for (index, line) in text.lines().enumerate() {
        if has_ended {
            return Err(Mistake::in_line(index, "nothing after `# EOF`", line));
        }
        if line == "# EOF" {
            has_ended = true;
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap_or((rest, "unknown"));
            families.insert(name, Family { kind, unit: "" });
        } else if let Some((name, unit)) =
            line.strip_prefix("# UNIT ").and_then(|rest| rest.split_once(' '))
        {
            if let Some(family) = families.get_mut(name) {
                family.unit = unit;
            }
        } else if !line.starts_with('#') && !line.trim().is_empty() {
            let sample = Sample::read(line, index)?;
            let total = sample.name.strip_suffix("_total").unwrap_or(sample.name);
            let mut names = [sample.name, total].into_iter();
            let known = names.find_map(|name| Some((name, families.get(name)?)));
            if let Some((name, family @ Family { kind: "gauge" | "counter" | "unknown", .. })) =
                known
            {
                let metric = metric(name, family.unit);
                draft.add(sample.case(name, metric), Again::OtherProcess)?;
            }
        }
    }
    if has_ended { Ok(draft) } else { Err(Mistake::missing("the last line", "`# EOF`")) }
}

/// What a text tells about a name before its samples.
struct Family<'a> {
    kind: &'a str,
    /// Empty where it tells none.
    unit: &'a str,
}

struct Sample<'a> {
    name: &'a str,
    labels: BTreeMap<String, String>,
    value: f64,
}

impl<'a> Sample<'a> {
    fn read(line: &'a str, index: usize) -> Result<Self, Mistake> {
        let end = line.find(['{', ' ']).unwrap_or(line.len());
        let (name, rest) = line.split_at(end);
        let (labels, rest) = match rest.strip_prefix('{') {
            Some(rest) => labels(rest)
                .ok_or_else(|| Mistake::in_line(index, "labels as in `{name=\"value\"}`", line))?,
            None => (BTreeMap::new(), rest),
        };
        let number = rest.split_whitespace().next().unwrap_or_default();
        let value = number.parse().ok().filter(|value: &f64| value.is_finite());
        let value =
            value.ok_or_else(|| Mistake::in_line(index, "a finite number after the name", line))?;
        Ok(Self { name, labels, value })
    }

    fn case(mut self, family: &str, mut metric: Metric) -> CaseDraft {
        // As paceline writes it where the name of the metric can't tell.
        let is_own = family.starts_with(OWN);
        let unit = is_own.then(|| self.labels.remove("unit")).flatten();
        let own = NAMES.into_iter().find_map(|name| self.labels.remove(name));
        let parameters: Parameters =
            self.labels.into_iter().map(|(name, value)| (name, parameter(&value))).collect();
        let mut case = CaseDraft::new(own.as_deref().unwrap_or(family), parameters);
        if let Some(unit) = unit {
            metric.unit = Unit(one_line(&unit, 20));
        }
        case.condensed(metric, self.value, Spread::default());
        case
    }
}

/// By what the text tells of the unit, else by the name's ending. Of paceline's own metrics the ending is
/// not part of the name.
fn metric(family: &str, unit: &str) -> Metric {
    let own = family.strip_prefix(OWN);
    let name = own.unwrap_or(family);
    let is_in = |word: &str| match own {
        Some(_) => unit == word,
        None => family.strip_suffix(word).is_some_and(|name| name.ends_with('_')),
    };
    let (ending, unit) = if is_in("seconds") {
        ("_seconds", Unit::SECONDS)
    } else if is_in("bytes") {
        ("_bytes", Unit::BYTES)
    } else {
        ("", Unit::COUNT)
    };
    let short = name.strip_suffix(ending).unwrap_or(name);
    let has_unit = |metric: &Metric| unit == Unit::COUNT || metric.unit.0 == unit;
    if let Some(known) = metrics::find(short).filter(has_unit) {
        return known;
    }
    let is_rate = name.ends_with("_per_second");
    let direction = if is_rate { Direction::HigherIsBetter } else { Direction::LowerIsBetter };
    let named = if own.is_some() { short } else { name };
    custom(named, unit, direction, MetricKind::Timed)
}

/// The labels up to `}`, and what follows it.
fn labels(text: &str) -> Option<(BTreeMap<String, String>, &str)> {
    let (mut labels, mut rest) = (BTreeMap::new(), text);
    loop {
        rest = rest.trim_start_matches([',', ' ']);
        if let Some(rest) = rest.strip_prefix('}') {
            return Some((labels, rest));
        }
        let (name, tail) = rest.split_once("=\"")?;
        let (value, tail) = quoted(tail)?;
        labels.insert(name.trim().to_owned(), value);
        rest = tail;
    }
}

/// What stands before the closing quote, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let (mut value, mut letters) = (String::new(), text.char_indices());
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, &text[place + 1..])),
            '\\' => value.push(match letters.next()?.1 {
                'n' => '\n',
                other => other,
            }),
            other => value.push(other),
        }
    }
    None
}
