//! What is wrong with a suite, as data for annotations and as text for people.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::fault::{Fault, Faults};
use crate::render;
use crate::source::Source;

/// Everything that is wrong with a suite, in the order of the file. Never empty.
///
/// `Display` is the plain text of [`SuiteErrors::render`] at 100 columns.
#[derive(Debug, Clone)]
pub struct SuiteErrors {
    diagnostics: Vec<Diagnostic>,
    has_more: bool,
    source: Source,
}

/// One mistake in a suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong; readable without the source.
    pub message: String,
    /// The suite file, as the user named it.
    pub file: PathBuf,
    /// Where it is wrong; `None` when it concerns the file as a whole.
    pub place: Option<Place>,
    /// A few words beside the caret; may be empty.
    pub label: String,
    /// Other places that belong to it, each with a few words.
    pub related: Vec<(Place, String)>,
    /// Facts that help to understand it.
    pub notes: Vec<String>,
    /// How to fix it.
    pub help: Option<String>,
}

/// A place in the suite file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Line of its start, from 1.
    pub line: usize,
    /// Column of its start in characters, from 1.
    pub column: usize,
    /// Its bytes in the text of the file without a byte order mark; within one line.
    pub span: Range<usize>,
}

impl Diagnostic {
    pub(crate) fn of_file(file: &Path, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            file: file.to_owned(),
            place: None,
            label: String::new(),
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn of_fault(source: &Source, fault: Fault) -> Self {
        let place = |span: &Range<usize>| {
            let (line, column) = source.position(span.start);
            Place { line, column, span: source.first_line(span) }
        };
        Self {
            message: fault.message,
            file: source.file.clone(),
            place: Some(place(&fault.span)),
            label: fault.label,
            related: fault
                .related
                .iter()
                .map(|(span, label)| (place(span), label.clone()))
                .collect(),
            notes: fault.notes,
            help: fault.help,
        }
    }
}

impl SuiteErrors {
    pub(crate) fn new(source: Source, faults: Faults) -> Self {
        let (faults, has_more) = faults.into_sorted();
        let diagnostics =
            faults.into_iter().map(|fault| Diagnostic::of_fault(&source, fault)).collect();
        Self { diagnostics, has_more, source }
    }

    pub(crate) fn of_file(file: &Path, message: &str) -> Self {
        Diagnostic::of_file(file, message).into()
    }

    /// The mistakes in the order of the file; at most 100.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// All mistakes with their source lines and carets, and a last line that counts them.
    ///
    /// - `color`: with ANSI escapes.
    /// - `width`: columns of the terminal; longer source lines are cut.
    pub fn render(&self, color: bool, width: usize) -> String {
        let mut text = String::new();
        for diagnostic in &self.diagnostics {
            text += &render::diagnostic(diagnostic, &self.source, color, width);
            text += "\n\n";
        }
        text + &self.summary()
    }

    fn summary(&self) -> String {
        let file = self.source.file.display();
        match (self.diagnostics.len(), self.has_more) {
            (found, true) => format!("{file}: more than {found} errors"),
            (1, false) => format!("{file}: 1 error"),
            (found, false) => format!("{file}: {found} errors"),
        }
    }
}

impl From<Diagnostic> for SuiteErrors {
    fn from(diagnostic: Diagnostic) -> Self {
        let source = Source { file: diagnostic.file.clone(), text: String::new() };
        Self { diagnostics: vec![diagnostic], has_more: false, source }
    }
}

impl fmt::Display for SuiteErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false, 100))
    }
}

impl std::error::Error for SuiteErrors {}
