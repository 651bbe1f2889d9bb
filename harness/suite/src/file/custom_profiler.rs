//! The keys of a profiler that the suite defines.

use paceline_model::{CustomParser, Nature};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::yaml::Field;

use super::{Argument, Command, Function};

/// A profiler of your own: exactly one of `command`, around whole processes, and `python`, around one
/// call of a Python function.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default, expecting = "a mapping")]
#[schemars(rename = "CustomProfiler", extend(
    "required" = ["kind"],
    "oneOf" = [{ "required": ["command", "file", "parser"] }, { "required": ["python"] }]
))]
pub(crate) struct CustomProfilerFile {
    /// What it is for, for people.
    pub(crate) description: Field<String>,
    /// A program and its arguments, which stand before those of the workload. `{folder}` stands for an
    /// empty folder, in which it leaves `file`.
    pub(crate) command: Field<Command>,
    /// Name of the file that is read.
    #[schemars(extend("pattern" = "^[^/]+$"))]
    pub(crate) file: Field<Argument>,
    /// The form of that file.
    pub(crate) parser: Field<CustomParser>,
    /// A class or function `module:name` that gives an object with `start`, `stop` and `stats`.
    pub(crate) python: Field<Function>,
    /// Whether it counts, and so must find the same in each run, or takes samples.
    pub(crate) kind: Field<Nature>,
    /// Totals to record as metrics of each case. Lower is better; without a gate they are only shown.
    /// Default: none.
    pub(crate) metrics: Field<Vec<Field<Argument>>>,
}
