//! Comparisons read as what is to be told of them. All are read before anything is told.

use std::path::Path;

use paceline_baseline::read_document;
use paceline_model::{Comparison, MachineClass, Rules, ShardName, Verdict, sha256};
use paceline_publish::{Annotation, Message, Section};
use paceline_report::{self as report, Format, Style};

use super::arguments::PublishArguments;
use crate::exit::Problem;
use crate::policy::judge;

/// Largest comparison of an untrusted run, in bytes.
const LARGEST_UNTRUSTED: u64 = 5_000_000;
/// Most comparisons at once.
const MOST: usize = 100;
/// What a reader of an untrusted comparison has to know.
const UNTRUSTED: &str = "<sub>Measured by a run of the pull request's own code, which could have \
                         written any numbers: it informs, and gates nothing.</sub>";

/// Reads the comparisons. Fails on the first that is none, or that is not as it should be.
pub(super) fn message(
    arguments: &PublishArguments,
    is_untrusted: bool,
) -> Result<Message, Problem> {
    if arguments.documents.len() > MOST {
        return Err(Problem::Input(format!("more than {MOST} comparisons at once")));
    }
    let mut message = Message::default();
    for path in &arguments.documents {
        let mut comparison = read(path, is_untrusted)?;
        if arguments.policy.fail_on.is_some() {
            judge(&mut comparison, &Rules::default(), &arguments.policy);
        }
        let section = section(&comparison, path, arguments.part.as_ref(), is_untrusted)?;
        let is_same = |other: &&Section| {
            (&other.suite, &other.machine_class, &other.part)
                == (&section.suite, &section.machine_class, &section.part)
        };
        if message.sections.iter().any(|other| is_same(&other)) {
            return Err(Problem::Input(format!(
                "`{}` is of the same suite and class of machine as another file; publish them one by \
                 one with `--part`, or merge them",
                path.display()
            )));
        }
        message.sections.push(section);
        if !is_untrusted {
            message.annotations.extend(remarks(&comparison));
        }
    }
    Ok(message)
}

fn read(path: &Path, is_untrusted: bool) -> Result<Comparison, Problem> {
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
    path: &Path,
    part: Option<&ShardName>,
    is_untrusted: bool,
) -> Result<Section, Problem> {
    let class: MachineClass = comparison
        .head
        .machine_class
        .as_str()
        .parse()
        .map_err(|error| Problem::Input(format!("`{}`: {error}", path.display())))?;
    let style = Style { color: false, width: 80 };
    let mut markdown = report::comparison(comparison, Format::Markdown, style)?;
    if is_untrusted {
        markdown = format!("{}\n\n{UNTRUSTED}\n", markdown.trim_end());
    }
    let cases = comparison.cases.iter();
    let regressed = cases.filter(|case| case.verdict == Verdict::Regressed).count();
    Ok(Section {
        suite: comparison.suite.clone(),
        machine_class: class,
        part: part.cloned().or_else(|| variant(comparison)),
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
