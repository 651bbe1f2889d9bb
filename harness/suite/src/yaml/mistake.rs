//! The error of the reader: serde's complaints in words for people, with a place.

use std::fmt;
use std::ops::Range;

use serde::de::{self, Expected, Unexpected};

use crate::wording::{did_you_mean, list, quote};

/// Why a value could not be read. Text after the first line break of a custom error is its help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(super) message: String,
    pub(super) help: Option<String>,
    /// The innermost value that is wrong; filled in by whoever knows it first.
    pub(super) span: Option<Range<usize>>,
    /// Whether it was added to the faults already.
    pub(super) is_reported: bool,
}

impl Mistake {
    fn new(message: String, help: Option<String>) -> Self {
        Self { message, help, span: None, is_reported: false }
    }

    /// Of a value whose mistake was found by the parser.
    pub(super) fn reported() -> Self {
        Self { is_reported: true, ..Self::new(String::new(), None) }
    }

    pub(super) fn at(mut self, span: &Range<usize>) -> Self {
        self.span.get_or_insert_with(|| span.clone());
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

impl de::Error for Mistake {
    fn custom<T: fmt::Display>(text: T) -> Self {
        let text = text.to_string();
        match text.split_once('\n') {
            Some((message, help)) => Self::new(message.to_owned(), Some(help.to_owned())),
            None => Self::new(text, None),
        }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {}, found {}", plain(expected), describe(found)), None)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        if let Some(found) = kind_words(variant) {
            let expected: Vec<_> = expected.iter().filter_map(|kind| kind_words(kind)).collect();
            return Self::new(format!("expected {}, found {found}", expected.join(" or ")), None);
        }
        let meant = did_you_mean(variant, expected.iter().copied());
        let known = format!("one of {}", list(expected.iter().copied()));
        let message = format!("unknown value {}{meant}", quote(variant));
        Self::new(message, Some(known))
    }
}

fn plain(expected: &dyn Expected) -> String {
    match expected.to_string().as_str() {
        "a string" => "text".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a mapping".to_owned(),
        other => other.to_owned(),
    }
}

/// The word for a kind of node, see [`super::KIND`].
fn kind_words(kind: &str) -> Option<&'static str> {
    match kind {
        "scalar" => Some("a single value"),
        "sequence" => Some("a list"),
        "mapping" => Some("a mapping"),
        _ => None,
    }
}

fn describe(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("the truth value `{value}`"),
        Unexpected::Unsigned(value) => format!("the number `{value}`"),
        Unexpected::Signed(value) => format!("the number `{value}`"),
        Unexpected::Float(value) => format!("the number `{value}`"),
        Unexpected::Str(text) => format!("the text {}", quote(text)),
        Unexpected::Unit | Unexpected::Option => "nothing".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a mapping".to_owned(),
        Unexpected::Char(_)
        | Unexpected::Bytes(_)
        | Unexpected::NewtypeStruct
        | Unexpected::Enum
        | Unexpected::UnitVariant
        | Unexpected::NewtypeVariant
        | Unexpected::TupleVariant
        | Unexpected::StructVariant
        | Unexpected::Other(_) => found.to_string(),
    }
}
