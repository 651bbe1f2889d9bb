//! A YAML document as a tree in which every key and value knows its place.

use std::ops::Range;
use std::rc::Rc;

/// One value with its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Bytes of the text. An alias has the place of the alias, its inner values that of the anchor.
    pub(crate) span: Range<usize>,
    /// What it is; shared between an anchor and its aliases.
    pub(crate) content: Rc<Content>,
    /// What it costs to copy, with aliases written out.
    pub(crate) size: Size,
}

impl Node {
    /// The value of a key, when this is a mapping that has it.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        match &*self.content {
            Content::Mapping(entries) => {
                entries.iter().find(|entry| entry.name() == name).map(|entry| &entry.value)
            }
            Content::Scalar { .. } | Content::Sequence(_) | Content::Broken => None,
        }
    }
}

/// What a value is.
#[derive(Debug)]
pub(crate) enum Content {
    /// Text, a number, a truth value or nothing.
    Scalar {
        /// As written, without quotes: `3.10` stays `3.10`.
        text: String,
        /// As YAML 1.2 understands it: 3.1.
        value: serde_yaml::Value,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// Keys with values, each key once.
    Mapping(Vec<Entry>),
    /// Something that can't be read; the reason is among the faults.
    Broken,
}

/// A key and its value.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The key, a scalar.
    pub(crate) key: Node,
    /// The value.
    pub(crate) value: Node,
}

impl Entry {
    /// The key as written, without quotes.
    pub(crate) fn name(&self) -> &str {
        match &*self.key.content {
            Content::Scalar { text, .. } => text,
            Content::Sequence(_) | Content::Mapping(_) | Content::Broken => "",
        }
    }
}

/// How much a value is with all aliases written out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Size {
    /// Number of values, itself included.
    pub(crate) nodes: usize,
    /// Bytes of keys and scalars.
    pub(crate) bytes: usize,
}

impl Size {
    pub(crate) fn of_text(text: &str) -> Self {
        Self { nodes: 1, bytes: text.len() }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.nodes = self.nodes.saturating_add(other.nodes);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }

    /// Approximate bytes of memory.
    pub(crate) fn memory(self) -> usize {
        self.nodes.saturating_mul(64).saturating_add(self.bytes)
    }
}
