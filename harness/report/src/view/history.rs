//! What stored records say about a branch, ready to show.

use paceline_model::{
    CaseHistory, Drift, History, HistoryCommit, HistoryMethod, LevelChange, MetricHistory, Turn,
};

use super::human_name;
use crate::number::{self, Scale};
use crate::text;

/// Widest subject of a commit.
const SUBJECT_COLUMNS: usize = 60;

/// What all of it rests on.
pub(crate) const NOTICE: &str = "Indications, not verdicts: the records are of different sessions, whose times differ without \
     any cause in the code. Confirm a change with `paceline bisect`, or by `paceline check` with the \
     commit before it as `--base`.";

/// A history, ready to show.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HistoryView {
    /// How many regressions, improvements and drifts there are.
    pub(crate) headline: String,
    /// Whether anything went for the worse.
    pub(crate) is_worse: bool,
    /// Suite, machine class, commits.
    pub(crate) method: Vec<String>,
    /// The cases.
    pub(crate) cases: Vec<HistoryCase>,
    /// The command that confirms the newest regression; empty without any.
    pub(crate) advice: String,
    /// What a reader should know.
    pub(crate) notes: Vec<String>,
}

/// One case.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HistoryCase {
    /// Its id.
    pub(crate) name: String,
    /// Its metrics.
    pub(crate) rows: Vec<HistoryRow>,
}

/// One metric of one case.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HistoryRow {
    /// Name of the metric for people.
    pub(crate) metric: String,
    /// Its newest value.
    pub(crate) now: String,
    /// How many records it was looked for in, and that nothing was found or could be.
    pub(crate) remark: String,
    /// What is drawn.
    pub(crate) curve: Curve,
    /// What was found, oldest first, a drift last.
    pub(crate) findings: Vec<FindingView>,
}

/// What is drawn of a metric.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Curve {
    /// Commit and value, in the order of the commits.
    pub(crate) points: Vec<(u32, f64)>,
    /// Number of commits.
    pub(crate) commits: u32,
    /// The largest value.
    pub(crate) top: String,
    /// The smallest value.
    pub(crate) bottom: String,
    /// Letter and commit of each change.
    pub(crate) marks: Vec<(char, u32)>,
}

/// A change or a drift.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FindingView {
    /// Its letter in the drawing; `~` for a drift.
    pub(crate) letter: char,
    /// Which way it goes.
    pub(crate) turn: Turn,
    /// What it is, as in `regression`, `drift for the worse`.
    pub(crate) kind: &'static str,
    /// Its size, as in `+5.1 %`.
    pub(crate) change: String,
    /// The interval of the size; may be empty.
    pub(crate) interval: String,
    /// As in `1.42 ms → 1.49 ms`, or `+0.13 % a commit`.
    pub(crate) levels: String,
    /// As in `p = 0.0005`; empty for exact counts.
    pub(crate) significance: String,
    /// The short id of the commit that it came with; empty for a drift.
    pub(crate) commit: String,
    /// The subject of that commit, or the commits of a drift.
    pub(crate) subject: String,
    /// Which other commits may be to blame, and what else changed; may be empty.
    pub(crate) remarks: Vec<String>,
}

impl FindingView {
    /// `✗` for the worse, `✓` for the better.
    pub(crate) fn mark(&self) -> &'static str {
        match self.turn {
            Turn::Regression => "✗",
            Turn::Improvement => "✓",
        }
    }
}

impl HistoryView {
    pub(crate) fn new(history: &History) -> Self {
        let commits = &history.commits;
        let cases = history.cases.iter().map(|case| HistoryCase::new(case, commits));
        let cases: Vec<_> = cases.collect();
        let findings = || cases.iter().flat_map(|case| &case.rows).flat_map(|row| &row.findings);
        let count = |kind: &str| findings().filter(|finding| finding.kind == kind).count();
        let counts = [
            (count(REGRESSION), "regression", "regressions"),
            (count(WORSE_DRIFT), "drift for the worse", "drifts for the worse"),
            (count(IMPROVEMENT), "improvement", "improvements"),
            (count(BETTER_DRIFT), "drift for the better", "drifts for the better"),
        ];
        let parts: Vec<_> = counts
            .iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, one, more)| format!("{count} {}", if *count == 1 { one } else { more }))
            .collect();
        let headline = if parts.is_empty() {
            "No change was found".to_owned()
        } else {
            format!("{} found", parts.join(", "))
        };
        Self {
            headline,
            is_worse: findings().any(|finding| finding.turn == Turn::Regression),
            method: method(history),
            advice: advice(history),
            notes: history.notes.iter().map(|note| text::visible(note)).collect(),
            cases,
        }
    }
}

const REGRESSION: &str = "regression";
const IMPROVEMENT: &str = "improvement";
const WORSE_DRIFT: &str = "drift for the worse";
const BETTER_DRIFT: &str = "drift for the better";

fn method(history: &History) -> Vec<String> {
    let recorded = history.recorded();
    let mut method =
        vec![format!("suite {}", history.suite), format!("machine class {}", history.class)];
    if let (Some(first), Some(last)) = (history.commits.first(), history.commits.last()) {
        let count = history.commits.len();
        let commits = if count == 1 { "commit" } else { "commits" };
        method.push(format!("{count} {commits}, {} to {}", first.id.short(), last.id.short()));
    }
    method.push(match recorded {
        1 => "1 with a record".to_owned(),
        count => format!("{count} with a record"),
    });
    method
}

fn advice(history: &History) -> String {
    let changes = history.cases.iter().flat_map(|case| {
        let changes = case.metrics.iter().flat_map(|metric| &metric.changes);
        changes.map(move |change| (case, change))
    });
    let mut newest_first: Vec<_> =
        changes.filter(|(_, change)| change.turn == Turn::Regression).collect();
    newest_first.sort_by_key(|(_, change)| std::cmp::Reverse(change.first_after));
    let Some((case, change)) = newest_first.first() else { return String::new() };
    let ends = [change.within.after, change.within.until];
    let [good, bad] = ends.map(|index| short(&history.commits, index));
    // A name is foreign text: nothing in it may end the quotes of a shell.
    let case = text::visible(&case.id.to_string()).replace('\'', "'\\''");
    format!("paceline bisect --good {good} --bad {bad} --case '{case}'")
}

impl HistoryCase {
    fn new(case: &CaseHistory, commits: &[HistoryCommit]) -> Self {
        Self {
            name: text::visible(&case.id.to_string()),
            rows: case.metrics.iter().map(|metric| HistoryRow::new(metric, commits)).collect(),
        }
    }
}

impl HistoryRow {
    fn new(metric: &MetricHistory, commits: &[HistoryCommit]) -> Self {
        let values: Vec<_> = metric.points.iter().map(|point| point.value).collect();
        let scale = Scale::new(&metric.metric.unit, &values);
        let letters = ('a'..='z').chain(std::iter::repeat('+'));
        let changes = metric.changes.iter().zip(letters);
        let marks = changes.clone().map(|(change, letter)| (letter, change.first_after)).collect();
        let mut findings: Vec<_> =
            changes.map(|(one, letter)| change(one, letter, &scale, commits)).collect();
        findings.extend(metric.drift.as_ref().map(|one| drift(one, commits)));
        let finite = || values.iter().copied();
        let top = finite().reduce(f64::max).unwrap_or_default();
        let bottom = finite().reduce(f64::min).unwrap_or_default();
        Self {
            metric: human_name(&metric.metric.name),
            now: values.last().map(|value| scale.text(*value)).unwrap_or_default(),
            remark: remark(metric),
            curve: Curve {
                points: metric.points.iter().map(|point| (point.commit, point.value)).collect(),
                commits: u32::try_from(commits.len()).unwrap_or(u32::MAX),
                top: scale.text(top),
                bottom: scale.text(bottom),
                marks,
            },
            findings,
        }
    }
}

fn remark(metric: &MetricHistory) -> String {
    let records = match metric.points.len() {
        1 => "1 record".to_owned(),
        count => format!("{count} records"),
    };
    match metric.method {
        HistoryMethod::TooFew => format!("{records}, too few to find changes"),
        HistoryMethod::Exact | HistoryMethod::ChangePoints
            if metric.changes.is_empty() && metric.drift.is_none() =>
        {
            format!("{records}, no change")
        }
        HistoryMethod::Exact | HistoryMethod::ChangePoints => records,
    }
}

fn change(
    change: &LevelChange,
    letter: char,
    scale: &Scale,
    commits: &[HistoryCommit],
) -> FindingView {
    let size = change.estimate.as_ref().map(number::change).unwrap_or_default();
    let levels = [change.before, change.after].map(|level| scale.text(level)).join(" → ");
    FindingView {
        letter,
        turn: change.turn,
        kind: match change.turn {
            Turn::Regression => REGRESSION,
            Turn::Improvement => IMPROVEMENT,
        },
        change: if change.estimate.is_some() { size.change } else { "n/a".to_owned() },
        interval: size.interval,
        levels,
        significance: change.p_value.map(significance).unwrap_or_default(),
        commit: short(commits, change.first_after),
        subject: subject(commits, change.first_after),
        remarks: place(change, commits).into_iter().chain(other_cause(change)).collect(),
    }
}

/// Which other commits may be to blame.
fn place(change: &LevelChange, commits: &[HistoryCommit]) -> Option<String> {
    let (after, until) = (change.within.after, change.within.until);
    let candidates = until.saturating_sub(after);
    let [after, until] = [after, until].map(|index| short(commits, index));
    (candidates > 1)
        .then(|| format!("or another of the {candidates} commits after {after} up to {until}"))
}

fn other_cause(change: &LevelChange) -> Option<String> {
    let remark = text::visible(&change.remark);
    (!remark.is_empty()).then_some(remark)
}

fn drift(drift: &Drift, commits: &[HistoryCommit]) -> FindingView {
    let size = number::change(&drift.total);
    let count = drift.to.saturating_sub(drift.from);
    let each = number::signed_percent(drift.per_commit);
    let [from, to] = [drift.from, drift.to].map(|index| short(commits, index));
    FindingView {
        letter: '~',
        turn: drift.turn,
        kind: match drift.turn {
            Turn::Regression => WORSE_DRIFT,
            Turn::Improvement => BETTER_DRIFT,
        },
        change: size.change,
        interval: size.interval,
        levels: format!("{each} a commit"),
        significance: significance(drift.p_value),
        commit: String::new(),
        subject: format!("slowly, over {count} commits from {from} to {to}"),
        remarks: Vec::new(),
    }
}

fn significance(p_value: f64) -> String {
    format!("p {}", number::p_value(p_value))
}

fn short(commits: &[HistoryCommit], index: u32) -> String {
    let commit = usize::try_from(index).ok().and_then(|index| commits.get(index));
    commit.map_or_else(|| "an unknown commit".to_owned(), |commit| commit.id.short().to_owned())
}

fn subject(commits: &[HistoryCommit], index: u32) -> String {
    let commit = usize::try_from(index).ok().and_then(|index| commits.get(index));
    let subject = commit.map(|commit| text::visible(&commit.subject)).unwrap_or_default();
    text::elide(subject.trim(), SUBJECT_COLUMNS)
}
