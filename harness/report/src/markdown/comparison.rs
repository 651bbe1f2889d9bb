//! A comparison as Markdown: what needs somebody in the open, the rest folded.

use paceline_model::Verdict;

use super::document::Document;
use super::escape::{Place, block, code, prose};
use super::table::{Align, head, number, row};
use super::{blame, details, remedy};
use crate::text;
use crate::view::{CaseView, ComparisonView, FailureView, GrowthView, Row, SideView};

/// Widest name of a case, in columns.
const NAME_COLUMNS: usize = 80;
/// Remarks that nobody has to act on, shown in the open at most.
const MOST_OPEN_REMARKS: usize = 6;
/// Widest line of a failed program's output.
const DETAIL_COLUMNS: usize = 160;

/// The report of `view`, ending with a line break.
pub(crate) fn comparison(view: &ComparisonView) -> String {
    let mut document = Document::default();
    document.push(&format!("### {}\n\n", prose(&view.headline, Place::Text)));
    if !view.tally.is_empty() {
        document.push(&format!("{}\n\n", prose(&view.tally, Place::Text)));
    }
    document.push(&sides(view));
    let (failed, others): (Vec<&CaseView>, Vec<&CaseView>) =
        view.cases.iter().partition(|case| case.verdict == Verdict::Failed);
    let (quiet, open): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|case| case.verdict == Verdict::Unchanged);
    for case in failed {
        failed_case(&mut document, case);
    }
    table(&mut document, view, &open, Row::is_open);
    growths(&mut document, view);
    blame::open(&mut document, view);
    notes(&mut document, view);
    remedy::open(&mut document, view);
    other_rows(&mut document, view, &open);
    if !quiet.is_empty() {
        let cases = if quiet.len() == 1 { "case" } else { "cases" };
        document.fold(&format!("{} unchanged {cases}", quiet.len()), |document| {
            table(document, view, &quiet, |_row| true);
        });
    }
    blame::folded(&mut document, view);
    details::numbers(&mut document, view);
    details::profilers(&mut document, view);
    details::method(&mut document, view);
    document.finish()
}

fn sides(view: &ComparisonView) -> String {
    let method = prose(&view.method.join(" · "), Place::Text);
    let (head, base) = (side(&view.head), side(&view.base));
    let reason = match view.base_reason.as_str() {
        "" => String::new(),
        reason => format!(", {}", prose(reason, Place::Text)),
    };
    let unseen = match view.unseen.as_str() {
        "" => String::new(),
        unseen => {
            format!(
                "<br>\n<sub>changes that could have gone unseen: {}</sub>",
                prose(unseen, Place::Text)
            )
        }
    };
    format!("**head** {head}<br>\n**base** {base}{reason}<br>\n<sub>{method}</sub>{unseen}\n\n")
}

/// One side in one line.
pub(super) fn side(side: &SideView) -> String {
    let state = if side.state.is_empty() { String::new() } else { format!("*{}*", side.state) };
    let parts = [
        code(&text::elide(&side.variant, NAME_COLUMNS), Place::Text),
        code(&side.commit, Place::Text),
        prose(&side.subject, Place::Text),
        state,
    ];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "a revision without a commit".to_owned() } else { parts.join(" ") }
}

/// The name of a case as a code span.
pub(super) fn name(name: &str) -> String {
    code(&text::elide(name, NAME_COLUMNS), Place::Text)
}

/// The name of a case in a cell: the parameters have a line of their own.
pub(super) fn label(parts: &[String]) -> String {
    let parts = parts.iter().map(|part| code(&text::elide(part, NAME_COLUMNS), Place::Cell));
    parts.collect::<Vec<_>>().join("<br>")
}

fn failed_case(document: &mut Document, case: &CaseView) {
    let outcome = prose(&case.outcome, Place::Text);
    document.push(&format!("{} **{outcome}**\n\n", name(&case.name)));
    for shown in &case.failures {
        failure(document, shown);
    }
}

/// A failure with the end of its output.
pub(super) fn failure(document: &mut Document, failure: &FailureView) {
    document.push(&format!("{}\n\n", prose(&failure.summary, Place::Text)));
    if !failure.detail.is_empty() {
        let lines: Vec<_> =
            failure.detail.iter().map(|line| text::elide(line, DETAIL_COLUMNS)).collect();
        document.push(&format!("{}\n", block(&lines)));
    }
}

impl Row {
    /// Whether a reader wants to see it at once: what moved or stays open, and time and memory always.
    fn is_open(&self) -> bool {
        self.is_gated && (self.is_common || self.verdict != Verdict::Unchanged)
    }
}

/// What the table in the open does not have of its cases.
fn other_rows(document: &mut Document, view: &ComparisonView, cases: &[&CaseView]) {
    let has_more = |case: &&&CaseView| !shown(case, |row| !row.is_open()).is_empty();
    let cases: Vec<_> = cases.iter().filter(has_more).copied().collect();
    if !cases.is_empty() {
        document.fold("Other metrics of these cases", |document| {
            rows(document, view, &cases, |row| !row.is_open());
            if cases.iter().flat_map(|case| &case.rows).any(|row| !row.is_gated) {
                document.push("<sub>(…) is shown but has no gate</sub>\n\n");
            }
        });
    }
}

/// The rows of a case that `is_wanted`; none where base or head has no such case, so that there is
/// nothing to compare.
fn shown(case: &CaseView, is_wanted: impl Fn(&Row) -> bool) -> Vec<&Row> {
    let is_lone = matches!(case.verdict, Verdict::New | Verdict::Removed);
    case.rows.iter().filter(|row| !is_lone && is_wanted(row)).collect()
}

fn table(
    document: &mut Document,
    view: &ComparisonView,
    cases: &[&CaseView],
    is_wanted: impl Fn(&Row) -> bool + Copy,
) {
    if cases.is_empty() {
        return;
    }
    rows(document, view, cases, is_wanted);
    all_remarks(document, cases);
}

fn rows(
    document: &mut Document,
    view: &ComparisonView,
    cases: &[&CaseView],
    is_wanted: impl Fn(&Row) -> bool + Copy,
) {
    let change = if view.confidence.is_empty() {
        "Change".to_owned()
    } else {
        format!("Change ({}\u{a0}CI)", number(&view.confidence))
    };
    let columns = [
        ("", Align::Left),
        ("Before", Align::Right),
        ("After", Align::Right),
        (change.as_str(), Align::Right),
        ("Verdict", Align::Left),
    ];
    head(document, &columns);
    for case in cases {
        // The name has a row of its own with the verdict: the table stays narrow.
        let badge = format!("**{}**", number(&case.badge));
        let (name, none) = (label(&case.parts), String::new);
        row(document, &[name, none(), none(), none(), badge]);
        for shown in shown(case, is_wanted) {
            row(document, &cells(shown));
        }
    }
    document.push("\n");
}

fn cells(row: &Row) -> [String; 5] {
    let interval = if row.interval.is_empty() {
        String::new()
    } else {
        format!("<br><sub>{}</sub>", number(&row.interval))
    };
    let strong = |text: &str, is_strong: bool| {
        if is_strong { format!("**{}**", number(text)) } else { number(text) }
    };
    let is_news = row.is_gated && row.verdict != Verdict::Unchanged;
    let is_decided = matches!(row.verdict, Verdict::Regressed | Verdict::Improved);
    let mark = row.outcome.split(' ').next().filter(|_| is_news).unwrap_or_default();
    [
        number(format!("{mark} {}", row.metric).trim_start()),
        number(&row.before),
        number(&row.after),
        format!("{}{interval}", strong(&row.change, is_news && is_decided)),
        strong(&row.outcome, is_news),
    ]
}

/// In the open, unless there are so many that nobody can act on that they hide what follows.
fn all_remarks(document: &mut Document, cases: &[&CaseView]) {
    let all: Vec<_> = cases.iter().flat_map(|case| remarks(case)).collect();
    let idle = all.iter().filter(|remark| !remark.is_urgent).count();
    let (open, folded): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|remark| remark.is_urgent || idle <= MOST_OPEN_REMARKS);
    let list = |remarks: &[Remark]| -> String { remarks.iter().map(|one| &*one.item).collect() };
    if !open.is_empty() {
        document.push(&format!("{}\n", list(&open)));
    }
    if !folded.is_empty() {
        document.fold("Why, row by row", |document| {
            document.push(&format!("{}\n", list(&folded)));
        });
    }
}

/// Why a case came out as it did.
struct Remark {
    /// Whether somebody has to do something about it.
    is_urgent: bool,
    item: String,
}

/// One remark per reason.
fn remarks(case: &CaseView) -> Vec<Remark> {
    let own = (!case.outcome.is_empty()).then(|| (case.verdict, case.outcome.clone()));
    let rows = case.rows.iter().flat_map(|row| {
        let told = row.remarks.iter().map(|remark| format!("{}: {remark}", row.metric));
        told.map(|remark| (row.verdict, remark))
    });
    let name = name(&case.name);
    own.into_iter()
        .chain(rows)
        .map(|(verdict, remark)| Remark {
            is_urgent: verdict.is_worse() || verdict == Verdict::Accepted,
            item: format!("- {name} {}\n", prose(&remark, Place::Text)),
        })
        .collect()
}

/// One item per growth, in the open: there are few of them.
fn growths(document: &mut Document, view: &ComparisonView) {
    let item = |growth: &GrowthView| {
        let (of, by) = (name(&growth.name), code(&growth.parameter, Place::Text));
        let orders = prose(&growth.orders, Place::Text);
        let outcome = match growth.verdict {
            Verdict::Unchanged => growth.outcome.clone(),
            Verdict::Failed
            | Verdict::Regressed
            | Verdict::Suspect
            | Verdict::NotComparable
            | Verdict::Removed
            | Verdict::Inconclusive
            | Verdict::New
            | Verdict::Accepted
            | Verdict::Improved => format!("**{}**", growth.outcome),
        };
        let grounds = prose(&growth.grounds.join(" · "), Place::Text);
        format!("- growth of {of} by {by}: {orders} {outcome}<br>\n  <sub>{grounds}</sub>\n")
    };
    let items: Vec<_> = view.growths.iter().map(item).collect();
    if !items.is_empty() {
        for item in items {
            document.push(&item);
        }
        document.push("\n");
    }
}

fn notes(document: &mut Document, view: &ComparisonView) {
    for note in &view.notes {
        document.push(&format!("> {}\n\n", prose(note, Place::Text)));
    }
    for case in &view.cases {
        for note in &case.notes {
            let name = name(&case.name);
            document.push(&format!("> {name} {}\n\n", prose(note, Place::Text)));
        }
    }
}
