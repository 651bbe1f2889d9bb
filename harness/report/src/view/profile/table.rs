//! All functions of two sides with every number on both, for a page that sorts and searches them.

use paceline_model::{FunctionDifference, Matching, MetricName, Origin, Sides, unit_of};

use super::amount::{Amount, PRIMITIVE_CALLS, amounts, cell, change_cell, heading};
use crate::number::Scale;
use crate::view::Remark;
use crate::view::blame::{name, origin, place};

/// Functions at most.
const MOST_FUNCTIONS: usize = 250;
/// Metrics at most: base, head and change of each is three columns, six where totals are known.
const MOST_METRICS: usize = 7;

/// What functions are ranked by, the first of these that is known.
const MAIN: [&str; 5] = ["instructions", "bytecodes", "calls", "allocations", "allocated"];

/// The functions of two sides: the project's own first, and of these those that moved most.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FunctionTable {
    /// Columns, three for each number.
    pub(crate) columns: Vec<NumberColumn>,
    /// The functions.
    pub(crate) rows: Vec<FunctionRow>,
    /// How many functions are left out.
    pub(crate) left_out: usize,
}

/// What three neighbouring columns have in common: base, head and change of one number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NumberColumn {
    /// The metric's name.
    pub(crate) metric: String,
    /// As in `time ms`, `M instructions`, with `total` before it where that is meant.
    pub(crate) title: String,
    /// With everything called.
    pub(crate) is_total: bool,
}

/// One function.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FunctionRow {
    /// File, name and line of the function as they are, for finding it in a tree.
    pub(crate) key: (String, String, u32),
    /// Its name for people.
    pub(crate) name: String,
    /// Its file and line; may be empty.
    pub(crate) place: String,
    /// What became of it; may be empty.
    pub(crate) remark: Remark,
    /// Whose it is.
    pub(crate) origin: &'static str,
    /// Base, head and change of each column.
    pub(crate) cells: Vec<[NumberCell; 3]>,
}

/// One number.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct NumberCell {
    /// As it is shown; empty where there is none.
    pub(crate) text: String,
    /// What it is sorted by; `None` where there is none.
    pub(crate) value: Option<f64>,
}

impl FunctionTable {
    /// The heaviest and the most changed of `functions`; `None` where none has a number.
    pub(crate) fn new(functions: &[FunctionDifference]) -> Option<Self> {
        let shown = shown_amounts(functions);
        let named = |name: &&str| shown.iter().find(|amount| amount.metric.as_str() == *name);
        let main = MAIN.iter().find_map(named).or(shown.first())?;
        let mut ranked: Vec<_> = functions.iter().collect();
        let left_out = ranked.len().saturating_sub(MOST_FUNCTIONS);
        rank(&mut ranked, &shown, main);
        ranked.truncate(MOST_FUNCTIONS);
        let scales: Vec<_> = shown.iter().map(|amount| scale(amount, &ranked)).collect();
        let columns = shown.iter().zip(&scales).map(|(amount, scale)| NumberColumn {
            metric: amount.metric.to_string(),
            title: amount_title(amount, scale),
            is_total: amount.is_total,
        });
        let row = |function: &&FunctionDifference| row(function, &shown, &scales);
        Some(Self { columns: columns.collect(), rows: ranked.iter().map(row).collect(), left_out })
    }
}

fn shown_amounts(functions: &[FunctionDifference]) -> Vec<Amount> {
    let mut metrics: Vec<MetricName> = Vec::new();
    let all = amounts(functions).into_iter();
    all.filter(|amount| amount.metric.as_str() != PRIMITIVE_CALLS)
        .filter(|amount| {
            if !metrics.contains(&amount.metric) {
                metrics.push(amount.metric.clone());
            }
            metrics.len() <= MOST_METRICS
        })
        .collect()
}

/// The project's own first; by what moved most of the main number, then by the largest share of any.
fn rank(functions: &mut [&FunctionDifference], shown: &[Amount], main: &Amount) {
    let own: Vec<_> = shown.iter().filter(|amount| !amount.is_total).collect();
    let larger = |sides: Sides<f64>| {
        sides.base.unwrap_or_default().abs().max(sides.head.unwrap_or_default().abs())
    };
    let totals: Vec<f64> = own
        .iter()
        .map(|amount| functions.iter().map(|one| larger(amount.of(one))).sum::<f64>())
        .collect();
    let share = |function: &FunctionDifference| {
        let shares = own.iter().zip(&totals).map(|(amount, total)| {
            if *total > 0.0 { larger(amount.of(function)) / total } else { 0.0 }
        });
        shares.fold(0.0, f64::max)
    };
    let place = |one: &FunctionDifference| {
        (one.function.file.clone(), one.function.line, one.function.name.clone())
    };
    functions.sort_by(|one, other| {
        let moved = |function: &FunctionDifference| main.change(function).abs();
        let is_foreign =
            |function: &FunctionDifference| function.function.origin != Origin::Project;
        is_foreign(one)
            .cmp(&is_foreign(other))
            .then_with(|| moved(other).total_cmp(&moved(one)))
            .then_with(|| share(other).total_cmp(&share(one)))
            .then_with(|| place(one).cmp(&place(other)))
    });
}

fn scale(amount: &Amount, functions: &[&FunctionDifference]) -> Scale {
    let sides = functions.iter().map(|function| amount.of(function));
    let known: Vec<_> = sides.flat_map(|sides| [sides.base, sides.head]).flatten().collect();
    Scale::column(&unit_of(&amount.metric), &known)
}

fn amount_title(amount: &Amount, scale: &Scale) -> String {
    let total = if amount.is_total { "total " } else { "" };
    format!("{total}{}", heading(&amount.metric, scale))
}

fn row(function: &FunctionDifference, shown: &[Amount], scales: &[Scale]) -> FunctionRow {
    let cells = shown.iter().zip(scales).map(|(amount, scale)| cells(function, amount, scale));
    FunctionRow {
        key: (
            function.function.file.clone(),
            function.function.name.clone(),
            function.function.line,
        ),
        name: name(&function.function),
        place: place(&function.function),
        remark: origin(function.matched, &function.function, function.former.as_ref()),
        origin: match function.function.origin {
            Origin::Project => "project",
            Origin::Library => "library",
            Origin::Builtin => "builtin",
            Origin::Native => "native",
        },
        cells: cells.collect(),
    }
}

fn cells(function: &FunctionDifference, amount: &Amount, scale: &Scale) -> [NumberCell; 3] {
    let sides = amount.of(function);
    let number = |value: Option<f64>| NumberCell { text: cell(scale, value), value };
    let is_alone = matches!(function.matched, Matching::New | Matching::Gone);
    let is_known = sides.base.is_some() && sides.head.is_some()
        || is_alone && sides.base.or(sides.head).is_some();
    let change = amount.change(function);
    let change = if is_known {
        NumberCell { text: change_cell(scale, change), value: Some(change) }
    } else {
        NumberCell::default()
    };
    [number(sides.base), number(sides.head), change]
}
