//! The functions as sheets: of one side like `pstats`, of two with what changed.

use paceline_model::{Function, FunctionDifference, Unit, unit_of};

use super::amount::{Amount, PRIMITIVE_CALLS, cell, change_cell, heading};
use super::{Column, Label, Sheet};
use crate::number::{self, Scale};
use crate::view::Remark;
use crate::view::blame::{name, origin, place};

/// The functions of one side; those numbers first that they are sorted by.
pub(super) fn of_side(functions: &[&FunctionDifference], all: &[Amount], main: &Amount) -> Sheet {
    let mut columns = Vec::new();
    for group in groups(all, main) {
        if group[0].metric.as_str() == "calls" {
            columns.push(calls(functions, &group[0]));
            continue;
        }
        let values = |amount: &Amount| {
            functions.iter().map(|function| amount.of(function).head).collect::<Vec<_>>()
        };
        let known: Vec<_> = group.iter().flat_map(values).flatten().collect();
        let unit = unit_of(&group[0].metric);
        let scale = Scale::column(&unit, &known);
        for amount in &group {
            let name = match (group.len(), amount.is_total) {
                (1, _) => "",
                (_, false) => "own",
                (_, true) => "total",
            };
            columns.push(Column {
                group: heading(&amount.metric, &scale),
                name: name.to_owned(),
                cells: values(amount).into_iter().map(|value| cell(&scale, value)).collect(),
            });
        }
        if unit.0 == Unit::SECONDS && group[0].metric == main.metric {
            columns.extend(per_call(functions, &group));
        }
    }
    let labels = functions.iter().map(|function| label(&function.function, Remark::default()));
    Sheet { columns, label: "function", labels: labels.collect() }
}

/// The functions of two sides: base, head and change of `main`, of the rest the change.
pub(super) fn of_both(functions: &[&FunctionDifference], all: &[Amount], main: &Amount) -> Sheet {
    let sides: Vec<_> = functions.iter().map(|function| main.of(function)).collect();
    let known: Vec<_> = sides.iter().flat_map(|sides| [sides.base, sides.head]).flatten().collect();
    let scale = Scale::column(&unit_of(&main.metric), &known);
    let total = if main.is_total { ", total" } else { "" };
    let group = format!("{}{total}", heading(&main.metric, &scale));
    let column = |name: &str, cells| Column { group: group.clone(), name: name.to_owned(), cells };
    let mut columns = vec![
        column("base", sides.iter().map(|sides| cell(&scale, sides.base)).collect()),
        column("head", sides.iter().map(|sides| cell(&scale, sides.head)).collect()),
        column("change", changes(functions, main, &scale)),
    ];
    for amount in all.iter().filter(|amount| *amount != main && !amount.is_total) {
        let values: Vec<_> = functions.iter().map(|function| amount.change(function)).collect();
        let scale = Scale::column(&unit_of(&amount.metric), &values);
        let group = heading(&amount.metric, &scale);
        let cells = changes(functions, amount, &scale);
        columns.push(Column { group, name: "change".to_owned(), cells });
    }
    let labels = functions
        .iter()
        .map(|one| label(&one.function, origin(one.matched, &one.function, one.former.as_ref())));
    Sheet { columns, label: "function", labels: labels.collect() }
}

fn changes(functions: &[&FunctionDifference], amount: &Amount, scale: &Scale) -> Vec<String> {
    let cell = |function: &&FunctionDifference| {
        let sides = amount.of(function);
        let is_known = sides.base.or(sides.head).is_some();
        if is_known { change_cell(scale, amount.change(function)) } else { String::new() }
    };
    functions.iter().map(cell).collect()
}

/// The numbers by metric: calls, then those of `main`, then the others.
fn groups(all: &[Amount], main: &Amount) -> Vec<Vec<Amount>> {
    let mut groups: Vec<Vec<Amount>> = Vec::new();
    for amount in all.iter().filter(|amount| amount.metric.as_str() != PRIMITIVE_CALLS) {
        match groups.last_mut().filter(|group| group[0].metric == amount.metric) {
            Some(group) => group.push(amount.clone()),
            None => groups.push(vec![amount.clone()]),
        }
    }
    // Stable: the order of reading stays.
    groups.sort_by_key(|group| match &group[0].metric {
        calls if calls.as_str() == "calls" => 0,
        metric if *metric == main.metric => 1,
        _ => 2,
    });
    groups
}

/// Calls as `pstats` shows them: all, and after `/` those that are not recursive where that differs.
fn calls(functions: &[&FunctionDifference], amount: &Amount) -> Column {
    let unit = Unit(Unit::COUNT.to_owned());
    let cells = functions.iter().map(|function| {
        let all = amount.of(function).head;
        let all = all.map(|all| number::exact(&unit, all)).unwrap_or_default();
        let primitive = primitive_calls(function).map(|count| number::exact(&unit, count));
        match primitive {
            Some(primitive) if primitive != all => format!("{all}/{primitive}"),
            Some(_) | None => all,
        }
    });
    Column { group: "calls".to_owned(), name: String::new(), cells: cells.collect() }
}

fn primitive_calls(function: &FunctionDifference) -> Option<f64> {
    let mut counts = function.counts.iter();
    let (_, sides) = counts.find(|(metric, _)| metric.as_str() == PRIMITIVE_CALLS)?;
    Some(sides.head?.own)
}

/// Time of one call: total by primitive calls where that is known, else own by all.
fn per_call(functions: &[&FunctionDifference], group: &[Amount]) -> Option<Column> {
    let time = group.last()?;
    let divisor = |function: &FunctionDifference| {
        let mut counts = function.counts.iter();
        let all = counts.find(|(metric, _)| metric.as_str() == "calls")?.1.head?.own;
        let count = if time.is_total { primitive_calls(function).unwrap_or(all) } else { all };
        Some(count).filter(|count| *count > 0.0)
    };
    let values: Vec<_> =
        functions.iter().map(|one| Some(time.of(one).head? / divisor(one)?)).collect();
    let known: Vec<_> = values.iter().copied().flatten().collect();
    let scale = Scale::column(&Unit(Unit::SECONDS.to_owned()), &known);
    let cells = values.into_iter().map(|value| cell(&scale, value)).collect();
    let is_known = !known.is_empty();
    is_known.then(|| Column { group: "per call".to_owned(), name: scale.unit().to_owned(), cells })
}

/// As in `cache/lru.py:30(LRU.put)`, the way `pstats` writes it.
fn label(function: &Function, remark: Remark) -> Label {
    let (place, name) = (place(function), name(function));
    let text = if place.is_empty() { name } else { format!("{place}({name})") };
    Label { text, remark }
}
