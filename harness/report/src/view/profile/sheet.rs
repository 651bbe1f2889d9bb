//! Columns of numbers with a name at the end of each row.

use crate::view::Remark;

/// A table: what comes first matters most, and may be all that there is room for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sheet {
    /// The numbers.
    pub(crate) columns: Vec<Column>,
    /// What the labels are, as in `function`.
    pub(crate) label: &'static str,
    /// One per row.
    pub(crate) labels: Vec<Label>,
}

/// One column of numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    /// What neighbours have in common, as in `time ms`; may be empty.
    pub(crate) group: String,
    /// As in `own`; may be empty.
    pub(crate) name: String,
    /// One per row.
    pub(crate) cells: Vec<String>,
}

impl Column {
    /// Both names in one line, as in `time ms, own`.
    pub(crate) fn title(&self) -> String {
        let Self { group, name, .. } = self;
        if name.is_empty() { group.clone() } else { format!("{group}, {name}") }
    }
}

/// What a row is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Label {
    /// A function, or a line of code.
    pub(crate) text: String,
    /// What became of it; may be empty.
    pub(crate) remark: Remark,
}
