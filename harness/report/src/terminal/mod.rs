//! Terminal text: no line wider than the terminal, colour only where asked for and never alone.

mod comparison;
mod grid;
mod page;
mod record;

pub(crate) use comparison::comparison;
pub(crate) use record::record;
