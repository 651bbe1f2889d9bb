//! Catch2's XML reporter: mean and deviation of each benchmark, in nanoseconds; it keeps no samples.

use paceline_model::{FailureKind, Parameters, Spread};

use super::xml::{Tag, tags};
use crate::draft::{Again, CaseDraft, Draft};
use crate::error::Mistake;
use crate::measure::{wall_time, workload_name};

/// Whether it is a report of version 2 or 3.
pub(crate) fn shows(text: &str) -> bool {
    let start: String = text.chars().take(1000).collect();
    start.contains("<Catch ") || start.contains("<Catch2TestRun")
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let tags = tags(text)?;
    let is_catch = |tag: &Tag<'_>| matches!(tag.name, "Catch" | "Catch2TestRun");
    match tags.first() {
        Some(tag) if is_catch(tag) => {}
        Some(tag) => return Err(Mistake::in_line(tag.line, "`<Catch2TestRun>`", tag.name)),
        None => return Err(Mistake::missing("line 1", "`<Catch2TestRun>`")),
    }
    let mut draft = Draft::default();
    let (mut group, mut open): (String, Option<Open<'_>>) = (String::new(), None);
    for tag in &tags {
        match (tag.name, &mut open) {
            // Cut, since it stands before the name of every benchmark.
            ("TestCase", _) => {
                let name = tag.attribute("name").filter(|name| !name.trim().is_empty());
                group = name.map(|name| workload_name(&name).to_string()).unwrap_or_default();
            }
            ("BenchmarkResults", _) => {
                if let Some(done) = open.replace(Open::new(tag, &group)) {
                    draft.add(done.case()?, Again::SameProcess)?;
                }
            }
            ("mean", Some(open)) => open.mean = Some(tag.number("value")? / 1e9),
            ("standardDeviation", Some(open)) => {
                open.deviation = Some(tag.number("value")? / 1e9);
            }
            ("failed", Some(open)) => {
                open.failure = Some(tag.attribute("message").unwrap_or_default());
            }
            _ => {}
        }
    }
    if let Some(done) = open {
        draft.add(done.case()?, Again::SameProcess)?;
    }
    Ok(draft)
}

/// A benchmark whose tags are still to come.
struct Open<'a> {
    tag: &'a Tag<'a>,
    name: String,
    mean: Option<f64>,
    deviation: Option<f64>,
    failure: Option<String>,
}

impl<'a> Open<'a> {
    fn new(tag: &'a Tag<'a>, test: &str) -> Self {
        let own = tag.attribute("name").unwrap_or_default();
        let name = if test.is_empty() { own } else { format!("{test} / {own}") };
        Self { tag, name, mean: None, deviation: None, failure: None }
    }

    fn case(self) -> Result<CaseDraft, Mistake> {
        let mut case = CaseDraft::new(&self.name, Parameters::new());
        let number = |name: &str| self.tag.attribute(name).and_then(|text| text.parse().ok());
        case.iterations = number("iterations").unwrap_or(1);
        if let Some(message) = self.failure {
            case.fail(FailureKind::Crash, &message);
            return Ok(case);
        }
        let Some(mean) = self.mean else {
            let place = format!("line {}", self.tag.line + 1);
            return Err(Mistake::missing(place, "`<mean value=` of the benchmark"));
        };
        let spread = Spread { count: number("samples"), standard_deviation: self.deviation };
        case.condensed(wall_time(), mean, spread);
        Ok(case)
    }
}
