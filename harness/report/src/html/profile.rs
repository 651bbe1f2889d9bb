//! What profilers saw, for a case's view: trees for the script, functions, lines and memory as tables.

use paceline_model::{Blame, CallTree, FunctionDifference, MemoryCurve, Origin, unit_of};
use serde::Serialize;

use super::chart;
use super::page::CaseProfile;
use crate::text;
use crate::view::{FunctionTable, HeatLines, NumberCell, human_name};

/// Functions whose lines are shown.
const MOST_LISTED: usize = 8;

/// What the script gets of all trees of a case.
#[derive(Debug, Serialize)]
pub(super) struct ProfileData<'a> {
    trees: Vec<TreeData<'a>>,
}

#[derive(Debug, Serialize)]
struct TreeData<'a> {
    profiler: &'a str,
    label: String,
    unit: String,
    sides: Vec<&'static str>,
    frames: Vec<FrameData>,
    parent: Vec<i64>,
    frame: Vec<u32>,
    base: Vec<Weight>,
    head: Vec<Weight>,
}

#[derive(Debug, Serialize)]
struct FrameData {
    name: String,
    file: String,
    line: u32,
    origin: Origin,
    former: Option<String>,
}

/// A weight; whole ones without a fraction, which is most of the text.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Weight {
    Whole(u64),
    Part(f64),
}

/// A tree that can be chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct TreeContext {
    label: String,
    totals: String,
}

/// The table of functions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct FunctionsContext {
    columns: Vec<ColumnContext>,
    rows: Vec<FunctionContext>,
    left_out: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct ColumnContext {
    metric: String,
    title: String,
    is_total: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct FunctionContext {
    key: String,
    name: String,
    place: String,
    remark: String,
    origin: &'static str,
    cells: Vec<CellContext>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct CellContext {
    text: String,
    value: Option<f64>,
    is_change: bool,
}

/// The lines of one function.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct LinesContext {
    function: String,
    place: String,
    remark: String,
    sides: Vec<&'static str>,
    metrics: Vec<String>,
    rows: Vec<LineContext>,
    left_out: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct LineContext {
    state: &'static str,
    sign: &'static str,
    base_line: String,
    head_line: String,
    cells: Vec<(String, u8)>,
    text: String,
    former: String,
}

/// Memory over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct MemoryContext {
    profiler: String,
    chart: String,
}

pub(super) fn data(trees: &[CallTree]) -> ProfileData<'_> {
    ProfileData { trees: trees.iter().map(tree).collect() }
}

fn tree(tree: &CallTree) -> TreeData<'_> {
    let frame = |frame: &paceline_model::CallFrame| FrameData {
        name: text::visible(&frame.name),
        file: text::visible(&frame.file),
        line: frame.line,
        origin: frame.origin,
        former: frame.former.as_deref().map(text::visible),
    };
    let sides = [("base", tree.has_base), ("head", tree.has_head)];
    TreeData {
        profiler: &tree.profiler,
        label: label(tree),
        unit: unit_of(&tree.metric).0,
        sides: sides.into_iter().filter(|(_, is_there)| *is_there).map(|(side, _)| side).collect(),
        frames: tree.frames.iter().map(frame).collect(),
        parent: tree.nodes.iter().map(|node| node.parent.map_or(-1, i64::from)).collect(),
        frame: tree.nodes.iter().map(|node| node.frame).collect(),
        base: tree.nodes.iter().map(|node| weight(node.base)).collect(),
        head: tree.nodes.iter().map(|node| weight(node.head)).collect(),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just before")]
fn weight(weight: f64) -> Weight {
    if (0.0..1e15).contains(&weight) && weight.fract() == 0.0 {
        Weight::Whole(weight as u64)
    } else {
        Weight::Part(weight)
    }
}

/// As in `calls · stacks`.
pub(super) fn label(tree: &CallTree) -> String {
    let metric = match (tree.metric.as_str(), tree.profiler.as_str()) {
        ("peak", _) => "in use at the peak".to_owned(),
        ("at_end", _) => "in use at the end".to_owned(),
        ("allocated", "tracemalloc") => "in use after the call".to_owned(),
        _other => human_name(&tree.metric).replace('_', " "),
    };
    let profiler = text::visible(&tree.profiler);
    if metric == profiler { metric } else { format!("{metric} · {profiler}") }
}

/// What can be chosen, the same order as in [`data`].
pub(super) fn trees(trees: &[CallTree]) -> Vec<TreeContext> {
    let context = |tree: &CallTree| {
        let [base, head] = tree.totals().first().copied().unwrap_or_default();
        let unit = unit_of(&tree.metric);
        let (before, after) = crate::number::pair(&unit, base, head);
        let totals = match (tree.has_base, tree.has_head) {
            (true, false) => before,
            (false, _) => after,
            (true, true) => format!("{before} → {after}"),
        };
        TreeContext { label: label(tree), totals }
    };
    trees.iter().map(context).collect()
}

/// A drawing of the first tree for readers without script; empty where there is none.
pub(super) fn still(trees: &[CallTree]) -> String {
    trees.first().map(|tree| chart::flame(tree, &label(tree))).unwrap_or_default()
}

pub(super) fn functions(profile: &CaseProfile) -> Option<FunctionsContext> {
    let table = FunctionTable::new(&profile.difference.as_ref()?.functions)?;
    let column = |column: crate::view::NumberColumn| ColumnContext {
        metric: column.metric,
        title: column.title,
        is_total: column.is_total,
    };
    let row = |row: crate::view::FunctionRow| {
        let (file, name, line) = row.key;
        let cells = row.cells.into_iter().flat_map(|[base, head, change]| {
            [cell(base, false), cell(head, false), cell(change, true)]
        });
        FunctionContext {
            key: format!("{}\u{1f}{}\u{1f}{line}", text::visible(&file), text::visible(&name)),
            name: row.name,
            place: row.place,
            remark: row.remark.text(),
            origin: row.origin,
            cells: cells.collect(),
        }
    };
    Some(FunctionsContext {
        columns: table.columns.into_iter().map(column).collect(),
        rows: table.rows.into_iter().map(row).collect(),
        left_out: table.left_out,
    })
}

fn cell(cell: NumberCell, is_change: bool) -> CellContext {
    CellContext { text: cell.text, value: cell.value, is_change }
}

/// The functions that are to blame, then others of the project whose lines moved most.
pub(super) fn lines(profile: &CaseProfile, blame: &[Blame]) -> Vec<LinesContext> {
    let Some(difference) = &profile.difference else { return Vec::new() };
    let place = |function: &FunctionDifference| {
        let is_it = |blame: &Blame| blame.function == function.function;
        blame.iter().position(is_it).unwrap_or(blame.len())
    };
    let has_changed = |function: &FunctionDifference| {
        let text = |line: &Option<paceline_model::LineProfile>| {
            line.as_ref().map(|line| line.text.clone())
        };
        function.lines.iter().any(|line| text(&line.base) != text(&line.head))
    };
    let mut listed: Vec<_> =
        difference.functions.iter().filter(|function| !function.lines.is_empty()).collect();
    listed.sort_by_key(|function| (place(function), !has_changed(function)));
    let context = |view: HeatLines| LinesContext {
        function: view.function,
        place: view.place,
        remark: view.remark.text(),
        sides: view.sides,
        metrics: view.metrics,
        rows: view.rows.into_iter().map(line).collect(),
        left_out: view.left_out,
    };
    listed.into_iter().take(MOST_LISTED).filter_map(HeatLines::new).map(context).collect()
}

fn line(row: crate::view::HeatRow) -> LineContext {
    let cells = row.cells.into_iter().map(|cell| (cell.text, cell.heat));
    LineContext {
        state: row.state,
        sign: match row.state {
            "new" => "+",
            "gone" => "−",
            "changed" => "±",
            _ => "",
        },
        base_line: row.base_line,
        head_line: row.head_line,
        cells: cells.collect(),
        text: row.text,
        former: row.former,
    }
}

pub(super) fn memory(curves: &[MemoryCurve]) -> Vec<MemoryContext> {
    let context = |curve: &MemoryCurve| {
        let what = match curve.profiler.as_str() {
            "memory" => "resident memory of the process and all that it starts",
            "line-memory" => "memory that Python gave out",
            "memray" => "memory in use",
            _ => "memory",
        };
        let chart = chart::memory(&curve.sides, &format!("{what} over time, base and head"))?;
        Some(MemoryContext {
            profiler: format!("{what} ({})", text::visible(&curve.profiler)),
            chart,
        })
    };
    curves.iter().filter_map(context).collect()
}
