//! Comparisons read as what is to be told of them. All are read before anything is told.

use std::path::{Path, PathBuf};

use paceline_baseline::read_document;
use paceline_model::{Comparison, ShardName, Verdict, sha256};
use paceline_publish::{Annotation, Message, Section};
use paceline_report::{self as report, Format, Style};

use crate::exit::Problem;

/// Largest comparison of an untrusted run, in bytes.
const LARGEST_UNTRUSTED: u64 = 5_000_000;
/// Most comparisons at once.
const MOST: usize = 100;
/// What a reader of an untrusted comparison has to know.
const UNTRUSTED: &str = "<sub>Measured by a run of the pull request's own code, which could have \
                         written any numbers: it informs, and gates nothing.</sub>";

/// A comparison with what it is called in complaints.
pub(super) struct Document {
    pub(super) name: String,
    pub(super) comparison: Comparison,
}

/// Reads the comparisons. Fails on the first that is none.
pub(super) fn read(paths: &[PathBuf], is_untrusted: bool) -> Result<Vec<Document>, Problem> {
    if paths.len() > MOST {
        return Err(Problem::Input(format!("more than {MOST} comparisons at once")));
    }
    let one = |path: &PathBuf| {
        let comparison = read_one(path, is_untrusted)?;
        Ok(Document { name: format!("`{}`", path.display()), comparison })
    };
    paths.iter().map(one).collect()
}

/// What is to be told of all of them. Fails where two are of the same part of the same suite.
pub(super) fn message(
    documents: &[Document],
    part: Option<&ShardName>,
    is_untrusted: bool,
) -> Result<Message, Problem> {
    let mut message = Message::default();
    for Document { name, comparison } in documents {
        let section = section(comparison, part, is_untrusted)?;
        let is_same = |other: &&Section| {
            (&other.suite, &other.machine_class, &other.part)
                == (&section.suite, &section.machine_class, &section.part)
        };
        if message.sections.iter().any(|other| is_same(&other)) {
            return Err(Problem::Input(format!(
                "{name} is of the same suite and class of machine as another; publish them one by one \
                 with `--part`, or merge them"
            )));
        }
        message.sections.push(section);
        if !is_untrusted {
            message.annotations.extend(remarks(comparison));
        }
    }
    Ok(message)
}

fn read_one(path: &Path, is_untrusted: bool) -> Result<Comparison, Problem> {
    let size = std::fs::metadata(path).map_or(0, |file| file.len());
    if is_untrusted && size > LARGEST_UNTRUSTED {
        return Err(Problem::Input(format!(
            "`{}` is larger than 5 MB, so nothing of an untrusted run",
            path.display()
        )));
    }
    Comparison::from_json(&read_document(path)?)
        .map_err(|error| Problem::Input(format!("`{}`: {error}", path.display())))
}

fn section(
    comparison: &Comparison,
    part: Option<&ShardName>,
    is_untrusted: bool,
) -> Result<Section, Problem> {
    let style = Style { color: false, width: 80 };
    let mut markdown = report::comparison(comparison, Format::Markdown, style)?;
    if is_untrusted {
        markdown = format!("{}\n\n{UNTRUSTED}\n", markdown.trim_end());
    }
    let cases = comparison.cases.iter();
    let regressed = cases.filter(|case| case.verdict == Verdict::Regressed).count();
    Ok(Section {
        suite: comparison.suite.clone(),
        machine_class: comparison.head.machine_class.clone(),
        part: part.or(comparison.head.shard.as_ref()).cloned().or_else(|| variant(comparison)),
        verdict: worst(comparison),
        consequence: comparison.consequence(),
        regressions: u32::try_from(regressed).unwrap_or(u32::MAX),
        headline: report::headline(comparison),
        markdown,
    })
}

/// The worst verdict of a case or growth. Where there is none nothing was decided.
fn worst(comparison: &Comparison) -> Verdict {
    let growth = comparison.growth.iter().map(|growth| growth.verdict);
    let all = comparison.cases.iter().map(|case| case.verdict).chain(growth);
    all.min().unwrap_or(Verdict::Inconclusive)
}

/// Tells comparisons of the same suite's variants apart; `None` for whole revisions.
fn variant(comparison: &Comparison) -> Option<ShardName> {
    let (base, head) = (&comparison.base.variant, &comparison.head.variant);
    if base.is_empty() && head.is_empty() {
        return None;
    }
    let text = serde_json::to_string(&[base, head]).ok()?;
    format!("variant-{}", &sha256(text.as_bytes())[..8]).parse().ok()
}

fn remarks(comparison: &Comparison) -> impl Iterator<Item = Annotation> {
    report::line_remarks(comparison).into_iter().map(|remark| {
        let report::LineRemark { path, line, title, message, consequence } = remark;
        Annotation { path, line, title, message, consequence }
    })
}
