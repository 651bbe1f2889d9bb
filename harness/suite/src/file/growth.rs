//! How the cost of a workload may grow with one of its parameters.

use std::borrow::Cow;

use paceline_model::Order;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::yaml::Field;

/// How the cost of a workload may grow with a numeric parameter of at least five values.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default, expecting = "a mapping")]
#[schemars(rename = "Growth", extend("required" = ["parameter", "expect"]))]
pub(crate) struct GrowthFile {
    /// The parameter that is the size.
    pub(crate) parameter: Field<String>,
    /// The highest order that passes, as in `O(n log n)`.
    #[schemars(with = "Option<OrderText>", required)]
    pub(crate) expect: Field<String>,
}

/// Text of an order of growth.
struct OrderText;

impl JsonSchema for OrderText {
    fn schema_name() -> Cow<'static, str> {
        "Order".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let orders = Order::ALL.map(Order::text);
        json_schema!({ "description": "An order of growth, from slow to fast.", "enum": orders })
    }
}
