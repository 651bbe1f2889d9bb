//! Parameters and their values.

use std::fmt;

use paceline_model::ParameterValue;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use crate::wording::quote;

use super::OneOrMore;

/// Longest text of a parameter, in characters: it is part of the case's name.
const LONGEST_TEXT: usize = 200;

/// One value of a parameter, or a list of values.
pub(crate) type Values = OneOrMore<Parameter>;

/// One value of a parameter: text, a finite number or a truth value.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Parameter(pub(crate) ParameterValue);

impl<'de> Deserialize<'de> for Parameter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ParameterVisitor).map(Self)
    }
}

struct ParameterVisitor;

impl Visitor<'_> for ParameterVisitor {
    type Value = ParameterValue;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("text, a number or a truth value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<ParameterValue, E> {
        Ok(ParameterValue::Boolean(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<ParameterValue, E> {
        Ok(ParameterValue::Integer(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<ParameterValue, E> {
        i64::try_from(value).map(ParameterValue::Integer).map_err(|_error| {
            E::custom(format_args!(
                "the number `{value}` does not fit 64 bits\nwrite it as text, in quotes"
            ))
        })
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<ParameterValue, E> {
        if value.is_finite() {
            Ok(ParameterValue::Number(value))
        } else {
            Err(E::custom(format_args!(
                "the number `{value}` is not finite\nwrite it as text, in quotes"
            )))
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<ParameterValue, E> {
        if text.chars().count() > LONGEST_TEXT {
            return Err(E::custom(format_args!(
                "the text {} is longer than {LONGEST_TEXT} characters\n\
                 a parameter is part of the case's name: pass a file's name instead",
                quote(text)
            )));
        }
        if text.chars().any(char::is_control) {
            return Err(E::custom(format_args!(
                "the text {} has a control character\na parameter is part of the case's name",
                quote(text)
            )));
        }
        Ok(ParameterValue::Text(text.to_owned()))
    }
}

/// Operations of one iteration: a number, or the name of a numeric parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Work {
    Number(f64),
    Parameter(String),
}

impl JsonSchema for Work {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Work".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [
                { "type": "number", "exclusiveMinimum": 0 },
                { "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" }
            ]
        })
    }
}

impl<'de> Deserialize<'de> for Work {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WorkVisitor)
    }
}

struct WorkVisitor;

impl Visitor<'_> for WorkVisitor {
    type Value = Work;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a positive number or the name of a parameter")
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of operations, far below 2^53")]
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Work, E> {
        self.visit_f64(value as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of operations, far below 2^53")]
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Work, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Work, E> {
        if value.is_finite() && value > 0.0 {
            Ok(Work::Number(value))
        } else {
            Err(E::custom(format_args!("the number of operations `{value}` is not positive")))
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Work, E> {
        Ok(Work::Parameter(text.to_owned()))
    }
}
