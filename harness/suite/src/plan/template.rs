//! Texts with placeholders for parameters: `--size={capacity}`.

use std::collections::BTreeSet;
use std::ops::Range;

use paceline_model::Parameters;

use crate::fault::Fault;
use crate::file::Argument;
use crate::wording::{did_you_mean, list, quote};
use crate::yaml::{Field, Spanned};

use super::site::Site;

/// Most placeholders of one text.
const MOST_PLACEHOLDERS: usize = 1000;

/// Which placeholders there are.
#[derive(Debug, Clone)]
pub(super) enum Names {
    /// No parameters: braces are plain text.
    None,
    /// The parameters have a mistake, so placeholders can't be checked.
    Unknown,
    /// Exactly these.
    Known(BTreeSet<String>),
}

/// A text with its placeholders found.
#[derive(Debug, Clone)]
pub(super) struct Template(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Parameter(String),
}

/// How a parameter is written into a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// As it is: each argument is one word anyway.
    Plain,
    /// So that a shell reads it as one word.
    Shell,
}

impl Template {
    /// Finds the placeholders; unknown ones and stray braces are added to the faults.
    pub(super) fn parse(site: &Site<'_>, given: &Spanned<Argument>, names: &Names) -> Self {
        let text = given.value.0.as_str();
        let Names::Known(names) = names else {
            return Self(vec![Piece::Text(text.to_owned())]);
        };
        let mut template = Self(Vec::new());
        let mut rest = text;
        while let Some(brace) = rest
            .find(['{', '}'])
            .filter(|_| template.0.len() <= 2 * MOST_PLACEHOLDERS && !site.faults.is_full())
        {
            let (before, from) = rest.split_at(brace);
            template.push_text(before);
            let length = match read_placeholder(from, names) {
                Ok((Piece::Text(brace), length)) => {
                    template.push_text(&brace);
                    length
                }
                Ok((parameter @ Piece::Parameter(_), length)) => {
                    template.0.push(parameter);
                    length
                }
                Err(Stray { message, length }) => {
                    let at = text.len() - from.len();
                    let help =
                        format!("write {} for the text itself", quote(&doubled(&from[..length])));
                    site.add(Fault::new(&part(given, at..at + length), message).help(help));
                    length
                }
            };
            rest = &from[length..];
        }
        template.push_text(rest);
        if template.placeholders() > MOST_PLACEHOLDERS {
            let message = format!("a text has at most {MOST_PLACEHOLDERS} placeholders");
            site.add(Fault::new(&given.span, message));
        }
        template
    }

    fn push_text(&mut self, more: &str) {
        match self.0.last_mut() {
            Some(Piece::Text(text)) => text.push_str(more),
            Some(Piece::Parameter(_)) | None => self.0.push(Piece::Text(more.to_owned())),
        }
    }

    /// All arguments as templates.
    pub(super) fn parse_all(
        site: &Site<'_>,
        arguments: &[Field<Argument>],
        names: &Names,
    ) -> Vec<Self> {
        arguments
            .iter()
            .filter_map(Field::given)
            .map(|argument| Self::parse(site, argument, names))
            .collect()
    }

    /// The text with the parameters filled in. Parameters have no NUL, so each can be quoted.
    pub(super) fn fill(&self, parameters: &Parameters, quoting: Quoting) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Parameter(name) => {
                let value = parameters.get(name).map(ToString::to_string).unwrap_or_default();
                match quoting {
                    Quoting::Plain => value,
                    Quoting::Shell => shlex::try_quote(&value)
                        .map(std::borrow::Cow::into_owned)
                        .unwrap_or_default(),
                }
            }
        };
        self.0.iter().map(piece).collect()
    }

    /// Number of placeholders: each can grow to the length of a parameter.
    pub(super) fn placeholders(&self) -> usize {
        self.0.iter().filter(|piece| matches!(piece, Piece::Parameter(_))).count()
    }
}

struct Stray {
    message: String,
    length: usize,
}

/// Reads the placeholder or doubled brace at the start of `from`, and its length in bytes.
fn read_placeholder(from: &str, names: &BTreeSet<String>) -> Result<(Piece, usize), Stray> {
    if from.starts_with("{{") || from.starts_with("}}") {
        return Ok((Piece::Text(from[..1].to_owned()), 2));
    }
    let stray = |message: &str, length| Stray { message: message.to_owned(), length };
    let Some(inner) = from.strip_prefix('{') else {
        return Err(stray("`}` without `{` before it", 1));
    };
    let Some(end) = inner.find(['{', '}']).filter(|end| inner[*end..].starts_with('}')) else {
        return Err(stray("`{` without `}` after it", 1));
    };
    let name = &inner[..end];
    if names.contains(name) {
        return Ok((Piece::Parameter(name.to_owned()), end + 2));
    }
    let meant = did_you_mean(name, names.iter().map(String::as_str));
    let known = if meant.is_empty() {
        format!("; the parameters are {}", list(names.iter().map(String::as_str)))
    } else {
        meant
    };
    Err(Stray { message: format!("unknown parameter {}{known}", quote(name)), length: end + 2 })
}

fn doubled(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// The bytes of a part of a scalar; the whole scalar when quotes or escapes shift its text.
fn part(given: &Spanned<Argument>, inner: Range<usize>) -> Range<usize> {
    let Range { start, end } = given.span;
    match (end - start).checked_sub(given.value.0.len()) {
        // Plain, and quoted without escapes.
        Some(quotes @ (0 | 2)) => {
            let start = start + quotes / 2;
            start + inner.start..start + inner.end
        }
        Some(_) | None => given.span.clone(),
    }
}
