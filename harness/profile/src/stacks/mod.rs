//! Whole call stacks, and the forms in which other tools read them.

mod folded;
mod parse;
mod speedscope;
mod stack;
mod tree;
mod union;

#[cfg(test)]
mod tests;

pub use parse::FoldedError;
pub use speedscope::speedscope;
pub use stack::{Frame, Stacks};
pub(crate) use tree::call_tree;
