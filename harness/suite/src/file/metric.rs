//! Custom metrics, and the names of built-in ones.

use std::borrow::Cow;

use paceline_model::{Direction, MetricKind, metrics};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::yaml::Field;

use super::Argument;

/// A metric that is read from the workload's own output: exactly one of `json` and `regex`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default, expecting = "a mapping")]
#[schemars(rename = "CustomMetric", extend(
    "required" = ["unit", "direction"],
    "oneOf" = [{ "required": ["json"] }, { "required": ["regex"] }]
))]
pub(crate) struct CustomMetricFile {
    /// Unit of the values: `s`, `ms`, `us`, `ns`, `B`, `KiB`, `MiB`, or any other word.
    #[schemars(extend("minLength" = 1, "maxLength" = 20))]
    pub(crate) unit: Field<Argument>,
    /// Which way is better.
    pub(crate) direction: Field<Direction>,
    /// How the values behave, which picks the rule of comparison. Default: `timed`.
    pub(crate) kind: Field<MetricKind>,
    /// A JSON Pointer into the output, as in `/latency/p99`.
    #[schemars(extend("pattern" = "^(/|$)"))]
    pub(crate) json: Field<String>,
    /// A regular expression; its first group of the last match is the number.
    pub(crate) regex: Field<String>,
}

/// Name of a metric that paceline measures itself.
pub(crate) struct BuiltInMetric;

impl JsonSchema for BuiltInMetric {
    fn schema_name() -> Cow<'static, str> {
        "BuiltInMetric".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = metrics::built_in().map(|metric| metric.name).collect();
        json_schema!({ "description": "A metric that paceline measures itself.", "enum": names })
    }
}
