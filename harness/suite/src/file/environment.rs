//! The Python environment that each side gets for itself.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::yaml::Field;

use super::Argument;

/// A fresh Python environment for each side, of the interpreter that runs the case: `requirements`,
/// `install`, or both.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default, expecting = "a mapping")]
#[schemars(rename = "PythonEnvironment", extend("minProperties" = 1))]
pub(crate) struct EnvironmentFile {
    /// File of requirements or locked versions, as pip takes it, relative to the suite's folder. Each
    /// side installs its own.
    pub(crate) requirements: Field<Argument>,
    /// Folder of a project to install, relative to the suite's folder. Each side installs its own, not
    /// as editable.
    pub(crate) install: Field<Argument>,
}
