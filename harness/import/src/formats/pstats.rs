//! What `python -m cProfile -o` writes: a dictionary of functions, marshalled. Calls and time of each.

use std::collections::BTreeMap;

use paceline_model::{
    Count, Direction, Function, FunctionProfile, MetricKind, MetricName, Origin, Parameters,
    Profile, Unit, metrics,
};

use super::marshal::{self, Value};
use crate::draft::{Again, CaseDraft, Draft};
use crate::error::{Mistake, one_line};
use crate::measure::{built_in, custom};

/// Most functions that are kept, the slowest.
const FUNCTIONS: usize = 2000;

/// Whether it starts as a dictionary of tuples does.
pub(crate) fn shows(bytes: &[u8]) -> bool {
    let plain = |place: usize| bytes.get(place).map(|byte| byte & 0x7f);
    plain(0) == Some(b'{') && matches!(plain(1), Some(b'(' | b')'))
}

pub(crate) fn read(bytes: &[u8]) -> Result<Draft, Mistake> {
    let Value::Dictionary(entries) = marshal::read(bytes)? else {
        return Err(Mistake::new("byte 0", "a dictionary of functions", "something else"));
    };
    let (mut functions, mut calls, mut time) = (Vec::new(), 0.0, 0.0);
    for (index, (key, value)) in entries.iter().enumerate() {
        let cost = function(key).zip(cost(value));
        let Some((function, [count, own, total])) = cost else {
            let place = format!("function {}", index + 1);
            return Err(Mistake::new(
                place,
                "file, line and name with calls and times",
                "other values",
            ));
        };
        calls += count;
        time += own;
        let counts = BTreeMap::from([
            (name(metrics::CALLS), Count { own: count, total: None }),
            (name("time"), Count { own, total: Some(total) }),
        ]);
        functions.push((own, FunctionProfile { function, counts, lines: Vec::new() }));
    }
    functions.sort_by(|one, other| other.0.total_cmp(&one.0));
    functions.truncate(FUNCTIONS);
    let functions = functions.into_iter().map(|(_, function)| function).collect();
    let mut case = CaseDraft::new("profile", Parameters::new());
    case.raw(built_in(metrics::CALLS), vec![vec![calls]]);
    let lower = Direction::LowerIsBetter;
    let profiled = custom("profiled_time", Unit::SECONDS, lower, MetricKind::Timed);
    case.raw(profiled, vec![vec![time]]);
    case.profile = Some(Profile { profilers: Vec::new(), functions });
    let mut draft = Draft::default();
    draft.add(case, Again::OtherProcess)?;
    Ok(draft)
}

fn name(text: &str) -> MetricName {
    text.parse().expect("callers name valid constants")
}

fn function(key: &Value) -> Option<Function> {
    let [file, line, name] = key.tuple()? else { return None };
    let file = one_line(file.text()?, 500);
    let origin = if file == "~" { Origin::Builtin } else { Origin::Project };
    let line = line.number()?;
    let line = if (0.0..=1e9).contains(&line) { format!("{line:.0}").parse().ok()? } else { 0 };
    Some(Function { file, name: one_line(name.text()?, 500), line, origin, body: None })
}

/// Calls, own seconds, seconds with everything called.
fn cost(value: &Value) -> Option<[f64; 3]> {
    let [_primitive, calls, own, total, _callers] = value.tuple()? else { return None };
    let numbers = [calls.number()?, own.number()?, total.number()?];
    numbers.iter().all(|number| number.is_finite()).then_some(numbers)
}
