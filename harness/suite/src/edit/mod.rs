//! Changes of budgets and gates in the text of a suite, which keep everything else as it is:
//! comments, anchors, order, indentation, line endings.
//!
//! Nothing is believed of the text: what an edit makes of the plan is looked at, and an edit that
//! would do anything but what was asked for is left to a person.

mod apply;
mod diff;
mod place;

use std::path::Path;

use paceline_model::{Case, Gate, GateSetting, MetricName, WorkloadName};

use crate::SuiteErrors;
use crate::fault::Faults;
use crate::load::plan_of;
use crate::source::Source;
use crate::yaml::{self, Node};

use apply::{Change, apply};
use place::changes;

/// What is to become of one workload.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkloadEdit {
    /// The workload.
    pub workload: WorkloadName,
    /// Its budget, in whole seconds.
    pub budget_seconds: Option<f64>,
    /// The relative changes of its gates, as fractions: 0.03 is 3 %.
    pub gates: Vec<(MetricName, f64)>,
}

/// A suite's text with edits.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// All of it. It was loaded, and differs in nothing but the edits.
    pub text: String,
    /// The edits as a unified diff; empty when there are none.
    pub diff: String,
    /// What has to be written by hand, in the order of the edits.
    pub by_hand: Vec<ByHand>,
}

/// An edit that the form of the text does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// The workload.
    pub workload: WorkloadName,
    /// Why, as in "it is in flow style".
    pub reason: String,
    /// What its YAML should have, in block style, without indentation.
    pub lines: Vec<String>,
}

/// Edits the text of a suite. Writes nothing.
///
/// - `path`: a suite file, or a folder that holds `suite.yaml`.
/// - Fails when the suite as it is does not load. An edit that can't be made is in
///   [`Edited::by_hand`], the others are made all the same.
pub fn edit(path: &Path, edits: &[WorkloadEdit]) -> Result<Edited, SuiteErrors> {
    let source = Source::read(path)?;
    let plan = plan_of(source.clone())?;
    let Some(root) = yaml::parse(&source.text, &Faults::default()) else {
        return Err(SuiteErrors::of_file(&source.file, "the suite is empty"));
    };
    let mark = byte_order_mark(&source);
    let mut editor = Editor { source, root, cases: plan.cases, changes: Vec::new() };
    let mut by_hand = Vec::new();
    for edit in edits {
        if let Err(reason) = editor.make(edit) {
            by_hand.push(to_be_written(edit, reason));
        }
    }
    let Editor { source, mut changes, .. } = editor;
    let text = mark.to_owned() + &apply(&source.text, &mut changes);
    let before = mark.to_owned() + &source.text;
    let name = source.file.to_string_lossy();
    // `git apply` refuses a leading `./`.
    let name = name.trim_start_matches("./");
    let diff = diff::unified(&before, &shifted(&changes, mark.len()), name);
    Ok(Edited { text, diff, by_hand })
}

/// A suite and the edits that were made so far.
struct Editor {
    /// As it was before.
    source: Source,
    root: Node,
    /// The plan after the edits.
    cases: Vec<Case>,
    changes: Vec<Change>,
}

impl Editor {
    /// Makes one more edit, unless the whole text would not load or mean anything else; then why.
    fn make(&mut self, edit: &WorkloadEdit) -> Result<(), &'static str> {
        let new = changes(&self.source.text, &self.root, edit)?;
        let mut all = [self.changes.clone(), new].concat();
        let text = apply(&self.source.text, &mut all);
        let wanted = wanted(&self.cases, edit);
        let unclean = "its lines are shared with others, or can't be changed alone";
        let plan = plan_of(Source { text, ..self.source.clone() }).map_err(|_errors| unclean)?;
        if plan.cases != wanted {
            return Err(unclean);
        }
        (self.cases, self.changes) = (wanted, all);
        Ok(())
    }
}

/// The cases as they are after the edit.
fn wanted(cases: &[Case], edit: &WorkloadEdit) -> Vec<Case> {
    let mut cases = cases.to_vec();
    for case in cases.iter_mut().filter(|case| case.id.workload == edit.workload) {
        case.budget_seconds = edit.budget_seconds.unwrap_or(case.budget_seconds);
        for (metric, change) in &edit.gates {
            let change = in_percent(*change) / 100.0;
            let gate = match case.gates.get(metric) {
                Some(GateSetting::On(gate)) => Gate { change, ..*gate },
                Some(GateSetting::Off) | None => Gate::on_change(change),
            };
            case.gates.insert(metric.clone(), GateSetting::On(gate));
        }
    }
    cases
}

fn to_be_written(edit: &WorkloadEdit, reason: &str) -> ByHand {
    let budget = edit.budget_seconds.map(|seconds| format!("budget: {seconds}s"));
    let gates =
        edit.gates.iter().map(|(metric, change)| format!("  {metric}: {}", percent(*change)));
    let heading = (!edit.gates.is_empty()).then(|| "gate:".to_owned());
    let lines = budget.into_iter().chain(heading).chain(gates).collect();
    ByHand { workload: edit.workload.clone(), reason: reason.to_owned(), lines }
}

/// A fraction as a suite has it: `3%`.
fn percent(change: f64) -> String {
    format!("{}%", in_percent(change))
}

/// With two decimals, as the suite's reader gets it from the text.
fn in_percent(change: f64) -> f64 {
    (change * 1e4).round() / 1e2
}

/// The mark that the reader left out, if the file has one.
fn byte_order_mark(source: &Source) -> &'static str {
    const MARK: &str = "\u{feff}";
    let bytes = std::fs::read(&source.file).unwrap_or_default();
    if bytes.starts_with(MARK.as_bytes()) { MARK } else { "" }
}

fn shifted(changes: &[Change], by: usize) -> Vec<Change> {
    let shift = |change: &Change| Change {
        span: change.span.start + by..change.span.end + by,
        text: change.text.clone(),
    };
    changes.iter().map(shift).collect()
}
