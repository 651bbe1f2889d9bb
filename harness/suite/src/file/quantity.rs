//! Durations, counts and ranges.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use paceline_model::Invocations;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use crate::wording::quote;

/// Longest duration, in seconds: seven days. Larger ones overflow clocks.
const LONGEST: f64 = 7.0 * 24.0 * 3600.0;
const MOST_INVOCATIONS: u32 = 10_000;

/// A positive time span with a unit, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, JsonSchema)]
#[schemars(with = "String", inline, extend("pattern" = "[a-zµ]", "examples" = ["500ms", "60s", "1m 30s"]))]
pub(crate) struct Duration(pub(crate) f64);

impl FromStr for Duration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let example = "write it as in `500ms`, `60s` or `1m 30s`";
        if text.trim().parse::<f64>().is_ok() {
            return Err(without_unit(text));
        }
        let seconds = text
            .parse::<SignedDuration>()
            .map_err(|_error| format!("{} is not a duration\n{example}", quote(text)))?
            .as_secs_f64();
        if seconds <= 0.0 {
            return Err(format!("the duration {} is not positive\n{example}", quote(text)));
        }
        if seconds > LONGEST {
            return Err(format!("the duration {} is longer than 7 days", quote(text)));
        }
        Ok(Self(seconds))
    }
}

fn without_unit(number: impl fmt::Display) -> String {
    format!("the duration `{number}` has no unit\ngive a unit, as in `{number}s` or `{number}ms`")
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DurationVisitor)
    }
}

struct DurationVisitor;

impl Visitor<'_> for DurationVisitor {
    type Value = Duration;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a duration as in `60s`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Duration, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Duration, E> {
        Err(E::custom(without_unit(number)))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Duration, E> {
        Err(E::custom(without_unit(number)))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Duration, E> {
        Err(E::custom(without_unit(number)))
    }
}

/// A whole number of repetitions, 1 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Count(#[schemars(range(min = 1, max = 10_000))] pub(crate) u32);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor)
    }
}

struct CountVisitor;

impl Visitor<'_> for CountVisitor {
    type Value = Count;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number from 1 to 10000")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Count, E> {
        count(number).map(Count).map_err(E::custom)
    }
}

fn count(number: u64) -> Result<u32, String> {
    u32::try_from(number)
        .ok()
        .filter(|count| (1..=MOST_INVOCATIONS).contains(count))
        .ok_or_else(|| format!("`{number}` is not between 1 and {MOST_INVOCATIONS}"))
}

/// Fewest and most invocations: `10..40`, or one number for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InvocationRange(pub(crate) Invocations);

impl JsonSchema for InvocationRange {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "InvocationRange".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [
                { "type": "string", "pattern": r"^\d+\.\.\d+$" },
                { "type": "integer", "minimum": 1, "maximum": MOST_INVOCATIONS }
            ],
            "examples": ["10..40", 10]
        })
    }
}

impl<'de> Deserialize<'de> for InvocationRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InvocationsVisitor)
    }
}

struct InvocationsVisitor;

impl Visitor<'_> for InvocationsVisitor {
    type Value = InvocationRange;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a range as in `10..40`, or a whole number")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<InvocationRange, E> {
        let exactly = count(number).map_err(E::custom)?;
        Ok(InvocationRange(Invocations { least: exactly, most: exactly }))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<InvocationRange, E> {
        invocations(text).map(InvocationRange).map_err(E::custom)
    }
}

fn invocations(text: &str) -> Result<Invocations, String> {
    let bounds = text.split_once("..").map(|(least, most)| (least.parse(), most.parse()));
    let Some((Ok(least), Ok(most))) = bounds else {
        let message = format!("{} is not a range of invocations", quote(text));
        return Err(message + "\nwrite the fewest and the most, as in `10..40`, or one number");
    };
    let (least, most) = (count(least)?, count(most)?);
    if least > most {
        return Err(format!(
            "the range {} ends before it starts\nwrite `{most}..{least}`",
            quote(text)
        ));
    }
    Ok(Invocations { least, most })
}
