//! Workloads whose benchmarks another tool knows.

use paceline_model::IMPORT_FORMATS;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::wording::{did_you_mean, list, quote};
use crate::yaml::Field;

use super::{Argument, OneOrMore};

/// Benchmarks of a Rust package. Each side builds them with Cargo, and each one is a case of its own.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default, expecting = "a mapping")]
#[schemars(rename = "RustBenchmarks", extend("required" = ["bench"]))]
pub(crate) struct RustBenchmarksFile {
    /// The bench target: its name in `Cargo.toml`, or that of its file in `benches/`.
    pub(crate) bench: Field<Argument>,
    /// The package, where the working directory is not that of one.
    pub(crate) package: Field<Argument>,
    /// Only the benchmarks that the framework's own filter takes by this text. Default: all.
    pub(crate) filter: Field<Argument>,
    /// Features of the package to build with.
    pub(crate) features: Field<OneOrMore<Argument>>,
}

/// What another tool writes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline, extend("enum" = IMPORT_FORMATS))]
pub(crate) struct FormatName(pub(crate) String);

impl TryFrom<String> for FormatName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if IMPORT_FORMATS.contains(&text.as_str()) {
            return Ok(Self(text));
        }
        let meant = did_you_mean(&text, IMPORT_FORMATS);
        let message = format!("unknown format {}{meant}", quote(&text));
        Err(format!("{message}\nthe formats are {}", list(IMPORT_FORMATS)))
    }
}
