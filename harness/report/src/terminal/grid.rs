//! Rows aligned in columns, one line each, so that lines of other kinds can stand between them.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Table};

use crate::text;

/// One column: where its cells stand, and how far from the next column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) alignment: CellAlignment,
    pub(super) gap: u16,
}

/// A column of words.
pub(super) const fn left(gap: u16) -> Column {
    Column { alignment: CellAlignment::Left, gap }
}

/// A column of numbers.
pub(super) const fn right(gap: u16) -> Column {
    Column { alignment: CellAlignment::Right, gap }
}

/// One line per row, cells aligned over all rows; `None` when a line would be wider than `width`.
pub(super) fn aligned<const N: usize>(
    columns: [Column; N],
    rows: &[[String; N]],
    width: usize,
) -> Option<Vec<String>> {
    let mut table = Table::new();
    table.load_style(NOTHING).force_no_tty();
    for row in rows {
        table.add_row(row.iter().map(Cell::new));
    }
    for (column, wanted) in table.column_iter_mut().zip(columns) {
        column.set_cell_alignment(wanted.alignment);
        column.set_padding((0, wanted.gap));
    }
    let lines: Vec<_> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    let fits = lines.iter().all(|line| text::columns(line) <= width);
    (fits && lines.len() == rows.len()).then_some(lines)
}
