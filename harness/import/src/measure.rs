//! Names, units and metrics of other tools in paceline's terms: seconds, bytes, counts.

use paceline_model::{
    Direction, Metric, MetricKind, MetricName, ParameterValue, Parameters, Unit, WorkloadName,
    metrics,
};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::draft::PARAMETERS;
use crate::error::one_line;

/// Most characters of a parameter's value.
const LONGEST_VALUE: usize = 200;
/// Most bytes of a parameter's JSON text that is looked into.
const READ_VALUE: usize = 10_000;

/// A valid name: control characters become spaces, a long name is cut and gets a digest of the whole.
pub(crate) fn workload_name(text: &str) -> WorkloadName {
    WorkloadName::made_of(text)
}

/// A built-in metric.
pub(crate) fn built_in(name: &str) -> Metric {
    metrics::find(name).expect("callers name constants of `metrics`")
}

/// Wall time in seconds.
pub(crate) fn wall_time() -> Metric {
    built_in(metrics::WALL_TIME)
}

/// CPU time in seconds.
pub(crate) fn cpu_time() -> Metric {
    built_in(metrics::CPU_TIME)
}

/// Throughput in this unit.
pub(crate) fn throughput(unit: &str) -> Metric {
    Metric { unit: Unit(unit.to_owned()), ..built_in(metrics::THROUGHPUT) }
}

/// Bytes allocated by one iteration.
pub(crate) fn allocated_bytes() -> Metric {
    custom("allocated_bytes", Unit::BYTES, Direction::LowerIsBetter, MetricKind::Exact)
}

/// A metric of the tool's own. What is no letter, digit or `_` in its name becomes `_`.
pub(crate) fn custom(name: &str, unit: &str, direction: Direction, kind: MetricKind) -> Metric {
    let name = name.parse().unwrap_or_else(|_invalid| safe_name(name));
    Metric { name, unit: Unit(one_line(unit, 20)), direction, kind }
}

fn safe_name(name: &str) -> MetricName {
    let lower = name.chars().take(50).map(|letter| letter.to_ascii_lowercase());
    let safe = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
    let text: String = lower.map(safe).collect();
    let text = text.trim_matches('_');
    let is_good = text.starts_with(|letter: char| letter.is_ascii_lowercase());
    let text = if is_good { text.to_owned() } else { format!("value_{text}") };
    let name = text.trim_end_matches('_').parse::<MetricName>();
    name.unwrap_or_else(|_invalid| "value".parse().expect("the name is valid"))
}

/// What criterion measured in this unit: a time, a count of the companion crate, or something else.
/// Times are in their unit still.
pub(crate) fn measurement(unit: &str) -> Metric {
    match unit {
        time if seconds(1.0, time).is_some() => wall_time(),
        "allocated_bytes" => allocated_bytes(),
        "allocations" => built_in(metrics::ALLOCATIONS),
        "instructions" => built_in(metrics::INSTRUCTIONS),
        unit => custom(unit, unit, Direction::LowerIsBetter, MetricKind::Timed),
    }
}

/// Seconds; `None` for a unit that is no time.
pub(crate) fn seconds(value: f64, unit: &str) -> Option<f64> {
    Some(match unit.trim() {
        "s" | "sec" | "secs" | "second" | "seconds" => value,
        "ms" | "msec" | "millisecond" | "milliseconds" => value / 1e3,
        "us" | "µs" | "μs" | "usec" | "microsecond" | "microseconds" => value / 1e6,
        "ns" | "nsec" | "nanosecond" | "nanoseconds" => value / 1e9,
        "ps" => value / 1e12,
        "m" | "min" | "minutes" => value * 60.0,
        _ => return None,
    })
}

/// Bytes; `None` for a unit that is no size.
pub(crate) fn bytes(value: f64, unit: &str) -> Option<f64> {
    Some(match unit.trim() {
        "B" | "byte" | "bytes" | "Bytes" => value,
        "kB" | "KB" => value * 1e3,
        "MB" => value * 1e6,
        "GB" => value * 1e9,
        "KiB" => value * 1024.0,
        "MiB" => value * 1024.0 * 1024.0,
        "GiB" => value * 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    })
}

/// A parameter as it was written: a whole number stays one.
pub(crate) fn parameter(text: &str) -> ParameterValue {
    match text.parse::<i64>() {
        Ok(number) if number.to_string() == text => ParameterValue::Integer(number),
        Ok(_) | Err(_) => ParameterValue::Text(one_line(text, LONGEST_VALUE)),
    }
}

/// The first [`PARAMETERS`] of a JSON object. What is no number, text or truth value is kept as JSON text.
pub(crate) fn parameters<'a>(
    object: impl IntoIterator<Item = (&'a String, &'a Box<RawValue>)>,
) -> Parameters {
    let value = |raw: &RawValue| {
        let text = raw.get();
        let known = (text.len() <= READ_VALUE).then(|| serde_json::from_str(text).ok());
        match known.flatten() {
            Some(Value::Bool(flag)) => ParameterValue::Boolean(flag),
            Some(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => ParameterValue::Integer(whole),
                (None, Some(number)) => ParameterValue::Number(number),
                (None, None) => parameter(&number.to_string()),
            },
            Some(Value::String(text)) => ParameterValue::Text(one_line(&text, LONGEST_VALUE)),
            Some(value @ (Value::Null | Value::Array(_) | Value::Object(_))) => {
                parameter(&value.to_string())
            }
            None => ParameterValue::Text(one_line(text, LONGEST_VALUE)),
        }
    };
    let first = object.into_iter().take(PARAMETERS);
    first.map(|(name, one)| (name.clone(), value(one))).collect()
}
