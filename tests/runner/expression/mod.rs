//! The language within `${{ }}`, as far as workflows here use it. What is not of it is refused.

mod evaluate;
mod functions;
mod parse;
mod template;
mod tokens;
mod value;

pub(super) use evaluate::Scope;
pub(super) use template::{Place, check, check_condition, condition, interpolate, whole};
pub(super) use value::text;
