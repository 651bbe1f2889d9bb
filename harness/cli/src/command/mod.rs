//! One module per command: what it does, from its arguments to its outcome.

pub(crate) mod baseline;
pub(crate) mod bisect;
pub(crate) mod calibrate;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod doctor;
pub(crate) mod form;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod profile;
pub(crate) mod publish;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod schema;
mod verdict;
