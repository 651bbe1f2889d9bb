//! YAML with places: events to a tree of nodes, and a serde reader that reports every mistake.

mod field;
mod mistake;
mod node;
mod reader;
mod tree;

pub(crate) use field::{Entries, Field, Spanned};
pub(crate) use node::{Content, Entry, Node};
pub(crate) use reader::read;
pub(crate) use tree::parse;

#[cfg(test)]
mod tests;
