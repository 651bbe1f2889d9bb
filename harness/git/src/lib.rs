//! The one place of paceline that knows git.
