//! The entrance: a document in, a finished text out.

use paceline_model::{Bisection, Comparison, History, Record};

use crate::view::{BisectionView, ComparisonView, HistoryView, RecordView};
use crate::{markdown, terminal};

/// What a report is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text for people in front of a terminal, or of a CI log.
    Terminal,
    /// GitHub-flavoured Markdown for comments and job summaries, at most
    /// [`MARKDOWN_LIMIT`](crate::MARKDOWN_LIMIT) bytes.
    Markdown,
    /// The document itself, for programs.
    Json,
}

/// How terminal text looks; other formats ignore it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to write colours. Without them no escape sequence is written at all.
    pub color: bool,
    /// Columns of the terminal. No line is wider; less than 40 counts as 40.
    pub width: usize,
}

/// The report of a comparison, ending with a line break. The same comparison gives the same
/// bytes.
///
/// Fails only for [`Format::Json`], when the comparison can't be written as JSON.
pub fn comparison(
    comparison: &Comparison,
    format: Format,
    style: Style,
) -> Result<String, serde_json::Error> {
    Ok(match format {
        Format::Terminal => terminal::comparison(&ComparisonView::new(comparison), style),
        Format::Markdown => markdown::comparison(&ComparisonView::new(comparison)),
        Format::Json => comparison.to_json()?,
    })
}

/// The report of one record on its own, ending with a line break.
///
/// Fails only for [`Format::Json`], when the record can't be written as JSON.
pub fn record(record: &Record, format: Format, style: Style) -> Result<String, serde_json::Error> {
    Ok(match format {
        Format::Terminal => terminal::record(&RecordView::new(record), style),
        Format::Markdown => markdown::record(&RecordView::new(record)),
        Format::Json => record.to_json()?,
    })
}

/// The report of a bisection, ending with a line break.
///
/// Fails only for [`Format::Json`], when the bisection can't be written as JSON.
pub fn bisection(
    bisection: &Bisection,
    format: Format,
    style: Style,
) -> Result<String, serde_json::Error> {
    Ok(match format {
        Format::Terminal => terminal::bisection(&BisectionView::new(bisection), style),
        Format::Markdown => markdown::bisection(&BisectionView::new(bisection)),
        Format::Json => bisection.to_json()?,
    })
}

/// The report of a history, with the comparison of its drift budget, ending with a line break.
///
/// Fails only for [`Format::Json`], when the history can't be written as JSON.
pub fn history(
    history: &History,
    format: Format,
    style: Style,
) -> Result<String, serde_json::Error> {
    let view = HistoryView::new(history);
    Ok(match format {
        Format::Terminal => terminal::history(&view, history.budget.as_ref(), style),
        Format::Markdown => markdown::history(&view, history.budget.as_ref()),
        Format::Json => history.to_json()?,
    })
}
