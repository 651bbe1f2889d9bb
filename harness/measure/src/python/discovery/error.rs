//! Why there is no interpreter: what was wanted, what was found where, and what to do.

use std::fmt;

/// Why no interpreter could be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InterpreterError {
    /// The request itself can't be satisfied.
    #[error(
        "`python-version: {request}` {problem}; give a version such as `3.12` or `3.12.1`, the \
         path of an interpreter, or the path of a virtual environment"
    )]
    Request {
        /// The request.
        request: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The interpreter that the request names by its path can't be used.
    #[error("no Python interpreter at `{path}`: {problem}; correct `python-version:`")]
    Path {
        /// The path, absolute.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// No place has one.
    #[error(
        "no Python {wanted} found; searched:\n{}\ninstall one, or name another in \
         `python-version:` (a version, an interpreter, or a virtual environment)",
        lines(searched)
    )]
    NotFound {
        /// The version or name.
        wanted: String,
        /// Every place that was searched, in order.
        searched: Vec<SearchedPlace>,
    },
}

/// A place where interpreters are, and what was found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchedPlace {
    /// The place, for people.
    pub name: String,
    /// Each interpreter there, with its version or the reason why it was passed over.
    pub found: Vec<String>,
}

impl fmt::Display for SearchedPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.found.is_empty() {
            return write!(formatter, "  {}: nothing", self.name);
        }
        write!(formatter, "  {}:", self.name)?;
        self.found.iter().try_for_each(|found| write!(formatter, "\n    {found}"))
    }
}

fn lines(searched: &[SearchedPlace]) -> String {
    searched.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
