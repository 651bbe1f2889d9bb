//! GitHub-flavoured Markdown: verdict first, details folded, foreign text escaped.

mod bisection;
mod blame;
mod comparison;
mod details;
mod document;
mod escape;
mod history;
mod profile;
mod record;
mod remedy;
mod table;

pub(crate) use bisection::bisection;
pub(crate) use comparison::comparison;
pub use document::MARKDOWN_LIMIT;
pub(crate) use history::history;
pub(crate) use profile::profile;
pub(crate) use record::record;
