//! Hooks and checks.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::yaml::{Entries, Field};

use super::{Command, Count, Function, Parameter};

/// A step beside the measurement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename = "$kind", rename_all = "kebab-case")]
#[schemars(rename = "Hook", untagged)]
pub(crate) enum HookForm {
    /// A Python function, `module:function`.
    Scalar(Function),
    /// A program and its arguments.
    Sequence(Command),
}

/// Proof that the workload is correct.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename = "$kind", rename_all = "kebab-case")]
#[schemars(rename = "Check", untagged)]
pub(crate) enum CheckForm {
    /// A Python function, `module:function`.
    Scalar(Function),
    /// A program and its arguments; it passes by exit status 0.
    Sequence(Command),
    /// All settings of a check.
    Mapping(Box<CheckMapping>),
}

/// A check in full: exactly one of `python` and `command`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default, expecting = "a mapping")]
#[schemars(extend("oneOf" = [{ "required": ["python"] }, { "required": ["command"] }]))]
pub(crate) struct CheckMapping {
    /// A Python function, `module:function`. It passes by returning nothing, `True`, or a dict
    /// with a true `ok`.
    pub(crate) python: Field<Function>,
    /// A program and its arguments; it passes by exit status 0.
    pub(crate) command: Field<Command>,
    /// Keyword arguments on top of the case's parameters.
    pub(crate) params: Field<Entries<Parameter>>,
    /// How often it must pass. Default: once.
    pub(crate) repeat: Field<Count>,
    /// Functions `module:Class.method` in which threads are made to switch at random lines, so
    /// that races show. Only with `python`.
    pub(crate) yield_lines: Field<Vec<Field<Function>>>,
}
