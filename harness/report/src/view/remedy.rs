//! What a reader can do about a comparison: see it again, or live with it.

use paceline_model::{
    Acceptance, CaseComparison, CaseId, Comparison, Direction, GateSetting, MetricComparison,
    Parameters, Verdict,
};

use crate::text;

/// Most cases that the command names, and most trailers.
const MOST: usize = 5;

/// A command and trailers that can be copied as they are, each one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remedy {
    /// Compares the same again; empty where nothing tells what to compare with.
    pub(crate) command: String,
    /// Accept what regressed; the reason is left open.
    pub(crate) trailers: Vec<String>,
}

impl Remedy {
    pub(super) fn new(comparison: &Comparison) -> Self {
        let regressed = comparison.cases.iter().flat_map(|case| {
            let metrics = case.metrics.iter().filter(|metric| {
                metric.gate != GateSetting::Off && metric.verdict == Verdict::Regressed
            });
            metrics.filter_map(|metric| trailer(case, metric))
        });
        Self {
            command: command(comparison, &open_names(comparison)).unwrap_or_default(),
            trailers: regressed.take(MOST).collect(),
        }
    }
}

/// The command that compares `cases` once more, as in [`Remedy::command`]; all of them where none is named.
pub(crate) fn command(comparison: &Comparison, cases: &[String]) -> Option<String> {
    let (base, head) = (&comparison.base, &comparison.head);
    let file = comparison.suite_file.as_deref().map_or_else(|| "SUITE".to_owned(), argument);
    let mut words = vec!["paceline check".to_owned(), file];
    if base.variant.is_empty() {
        let commit = base.revision.commit.as_ref()?;
        words.push(format!("--base {commit}"));
    } else {
        words.push(word(&format!("--base={}", variant(&base.variant))));
        words.push(word(&format!("--head={}", variant(&head.variant))));
    }
    words.extend(cases.iter().map(|name| word(&format!("--case={name}"))));
    Some(words.join(" "))
}

/// What `--case` calls a case. The ids of variants lack what makes them one, so they name no case.
pub(crate) fn choice(comparison: &Comparison, case: &CaseId) -> String {
    if comparison.base.variant.is_empty() {
        case.to_string()
    } else {
        case.workload.as_str().to_owned()
    }
}

fn open_names(comparison: &Comparison) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for case in comparison.cases.iter().filter(|case| case.verdict.is_worse()).take(MOST) {
        let name = choice(comparison, &case.id);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn variant(parameters: &Parameters) -> String {
    let pairs: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join(",")
}

/// The trailer of a commit message, with a limit above what was measured; `None` where the change has no
/// ratio.
fn trailer(case: &CaseComparison, metric: &MetricComparison) -> Option<String> {
    let estimate = metric.estimate?;
    let ends = estimate.interval.map(|interval| (interval.low, interval.high));
    let (low, high) = ends.unwrap_or((estimate.change, estimate.change));
    let (sign, worst) = match metric.metric.direction {
        Direction::LowerIsBetter => ('+', high.max(estimate.change)),
        Direction::HigherIsBetter => ('-', -low.min(estimate.change)),
    };
    // The limit must hold when it is measured once more.
    let percent = (worst * 100.0).ceil();
    (1.0..=1e6).contains(&percent).then(|| {
        let (name, metric) = (text::visible(&case.id.to_string()), &metric.metric.name);
        format!("{}: {name} {metric} {sign}{percent}% because …", Acceptance::TRAILER)
    })
}

/// A file as an argument that is no flag.
fn argument(path: &str) -> String {
    let dot = if path.starts_with('-') { "./" } else { "" };
    word(&format!("{dot}{path}"))
}

/// `text` as one word of a shell's line, which does nothing in it. A document may be a stranger's.
fn word(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_=./,:@%+".contains(&byte);
    let text = text::visible(text);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_word_reaches_the_shell() {
        assert_eq!(word("--case=put-get"), "--case=put-get");
        assert_eq!(word("a[n=1]; rm $HOME"), "'a[n=1]; rm $HOME'");
        assert_eq!(word("a'`id`\n$(id)"), r"'a'\''`id` $(id)'");
        assert_eq!(word(""), "''");
        assert_eq!(argument("--output=/etc/x"), "./--output=/etc/x");
    }
}
