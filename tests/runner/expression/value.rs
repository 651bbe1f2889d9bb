//! How values compare, and what they are as text.

use std::cmp::Ordering;

use serde_json::Value;

/// The value as it stands in a text.
pub(in crate::runner) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(it) => it.to_string(),
        Value::String(it) => it.clone(),
        // 1.0 is shown as 1, as `f64` does it.
        Value::Number(it) => it.as_f64().map_or_else(|| it.to_string(), |it| it.to_string()),
        Value::Array(_) => "Array".to_owned(),
        Value::Object(_) => "Object".to_owned(),
    }
}

/// Whether a condition with this value holds.
pub(super) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(it) => *it,
        Value::String(it) => !it.is_empty(),
        Value::Number(it) => it.as_f64().is_some_and(|it| it != 0.0),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// Whether two values are equal: texts without regard to case, different kinds as numbers.
pub(super) fn is_equal(one: &Value, two: &Value) -> bool {
    order(one, two) == Some(Ordering::Equal)
}

/// Which of two values is larger; `None` where they can't be compared.
pub(super) fn order(one: &Value, two: &Value) -> Option<Ordering> {
    match (one, two) {
        (Value::String(one), Value::String(two)) => {
            Some(one.to_lowercase().cmp(&two.to_lowercase()))
        }
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        (one, two) => number(one)?.partial_cmp(&number(two)?),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Null => Some(0.0),
        Value::Bool(it) => Some(f64::from(u8::from(*it))),
        Value::Number(it) => it.as_f64(),
        Value::String(it) if it.trim().is_empty() => Some(0.0),
        Value::String(it) => it.trim().parse().ok(),
        Value::Array(_) | Value::Object(_) => None,
    }
}
