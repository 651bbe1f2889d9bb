//! A bisection, ready to show.

use paceline_model::{BisectedCommit, Bisection, BisectionStep, CommitId, Verdict};

use super::row::human_name;
use super::verdict::{mark, word};
use crate::number::{self, ChangeText};
use crate::text;

/// A bisection as strings.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BisectionView {
    /// What was found, in one sentence.
    pub(crate) headline: String,
    /// What was found, in a few sentences.
    pub(crate) summary: Vec<String>,
    /// The first bad commits, where they are several.
    pub(crate) suspects: Vec<String>,
    /// What was measured, in the order of measuring.
    pub(crate) steps: Vec<StepView>,
    /// What a reader should know.
    pub(crate) notes: Vec<String>,
    /// What to type to see more; may be empty.
    pub(crate) command: String,
}

/// One comparison of a commit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StepView {
    /// The first ten digits of the commit.
    pub(crate) commit: String,
    /// First line of its message.
    pub(crate) subject: String,
    /// How it came out.
    pub(crate) verdict: Verdict,
    /// Sign and word of the verdict.
    pub(crate) outcome: String,
    /// The change with its interval; why it was skipped; may be empty.
    pub(crate) detail: String,
    /// As in `24 pairs`.
    pub(crate) effort: String,
}

impl BisectionView {
    pub(crate) fn new(bisection: &Bisection) -> Self {
        let found = &bisection.first_bad;
        let headline = match &found[..] {
            [one] => format!("First bad commit: {}", named(one)),
            several => format!("The first bad commit is one of {}", several.len()),
        };
        let suspects = if found.len() > 1 { found.iter().map(named).collect() } else { Vec::new() };
        Self {
            headline,
            summary: summary(bisection),
            suspects,
            steps: bisection.steps.iter().map(StepView::new).collect(),
            notes: bisection.notes.iter().map(|note| text::visible(note)).collect(),
            command: text::visible(&bisection.blame_command),
        }
    }
}

impl StepView {
    fn new(step: &BisectionStep) -> Self {
        let rises = step.estimate.is_none_or(|estimate| estimate.change > 0.0);
        let skipped = if step.is_skipped { "skipped" } else { "" };
        let detail = [change(step), skipped.to_owned(), text::visible(&step.reason)];
        let detail: Vec<_> = detail.into_iter().filter(|part| !part.is_empty()).collect();
        Self {
            commit: short(&step.commit.commit),
            subject: subject(&step.commit),
            verdict: step.verdict,
            outcome: format!("{} {}", mark(step.verdict, rises), word(step.verdict)),
            detail: detail.join(", "),
            effort: pairs(step.pairs),
        }
    }
}

fn summary(bisection: &Bisection) -> Vec<String> {
    let metric = human_name(&bisection.metric.name);
    let mut lines = Vec::new();
    if let [one] = &bisection.first_bad[..] {
        let author = text::visible(&one.author);
        lines.push(format!("by {author}, {}", number::moment(&one.date)));
    }
    if let Some(own) = &bisection.own_change {
        let outcome = StepView::new(own).outcome;
        let effort = pairs(own.pairs);
        lines.push(format!("{metric} {} against its parent: {outcome}, {effort}", change(own)));
    }
    let limit = number::limit(&bisection.gate, &bisection.metric);
    lines.push(format!("bad is {metric} beyond {limit} of good, in {}", case(bisection)));
    lines.push(format!("good {}", named(&bisection.good)));
    lines.push(format!("bad  {}", named(&bisection.bad)));
    lines.push(format!(
        "{} among {}, {} in {}",
        counted(bisection.steps.len(), "commit measured", "commits measured"),
        bisection.commits,
        pairs(bisection.pairs()),
        number::duration(bisection.duration_seconds)
    ));
    lines.push(certainty(bisection));
    lines
}

/// How sure it is.
fn certainty(bisection: &Bisection) -> String {
    let steps = bisection.error_probability;
    if steps == 0.0 {
        return "counts were compared exactly, so noise decided nothing".to_owned();
    }
    let at_least = |error: f64| number::percent((1.0 - error).max(0.0));
    let found = format!("the search is right with at least {}", at_least(steps));
    match &bisection.own_change {
        Some(own) if own.verdict == Verdict::Regressed && own.error_probability > 0.0 => {
            format!(
                "{found}, the commit is worse than its parent with {}",
                at_least(own.error_probability)
            )
        }
        Some(_) | None => found,
    }
}

fn case(bisection: &Bisection) -> String {
    format!("{} of {}", text::visible(&bisection.case.to_string()), bisection.suite)
}

fn change(step: &BisectionStep) -> String {
    let Some(estimate) = &step.estimate else { return String::new() };
    let ChangeText { change, interval } = number::change(estimate);
    format!("{change} {interval}").trim().to_owned()
}

fn named(commit: &BisectedCommit) -> String {
    format!("{} {}", short(&commit.commit), subject(commit)).trim().to_owned()
}

fn short(commit: &CommitId) -> String {
    commit.short().to_owned()
}

fn subject(commit: &BisectedCommit) -> String {
    text::elide(text::visible(&commit.subject).trim(), 100)
}

fn pairs(count: u32) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), "pair", "pairs")
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
