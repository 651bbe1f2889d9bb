//! The functions of the language, as far as workflows here use them.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::value::{is_equal, text};

/// Those that ask how things have gone so far.
pub(super) const STATUS: [&str; 4] = ["always", "success", "failure", "cancelled"];

/// How many arguments a function takes.
pub(super) fn arguments(name: &str) -> Result<RangeInclusive<usize>, String> {
    match name {
        "always" | "success" | "failure" | "cancelled" => Ok(0..=0),
        "contains" | "startswith" | "endswith" => Ok(2..=2),
        "format" => Ok(1..=255),
        "tojson" | "fromjson" => Ok(1..=1),
        "join" => Ok(1..=2),
        _ => Err(format!("unknown function `{name}`")),
    }
}

/// What a function gives; `has_failed` is how things have gone so far.
pub(super) fn call(name: &str, values: &[Value], has_failed: bool) -> Result<Value, String> {
    let lower = |place: usize| text(&values[place]).to_lowercase();
    Ok(match name {
        "always" => true.into(),
        "success" => (!has_failed).into(),
        "failure" => has_failed.into(),
        "cancelled" => false.into(),
        "startswith" => lower(0).starts_with(&lower(1)).into(),
        "endswith" => lower(0).ends_with(&lower(1)).into(),
        "contains" => values[0]
            .as_array()
            .map_or_else(
                || lower(0).contains(&lower(1)),
                |list| list.iter().any(|one| is_equal(one, &values[1])),
            )
            .into(),
        "join" => {
            let between = values.get(1).map_or_else(|| ",".to_owned(), text);
            let list = values[0].as_array().map_or(&values[..1], Vec::as_slice);
            list.iter().map(text).collect::<Vec<_>>().join(&between).into()
        }
        "tojson" => format!("{:#}", values[0]).into(),
        "fromjson" => serde_json::from_str(&text(&values[0]))
            .map_err(|error| format!("fromJSON of `{}`: {error}", text(&values[0])))?,
        "format" => formatted(&text(&values[0]), &values[1..])?.into(),
        _ => return Err(format!("unknown function `{name}`")),
    })
}

/// `{0}` stands for a value, `{{` and `}}` for braces.
fn formatted(pattern: &str, values: &[Value]) -> Result<String, String> {
    let mut shown = String::new();
    let mut rest = pattern;
    while let Some(place) = rest.find(['{', '}']) {
        shown += &rest[..place];
        let (brace, after) = rest[place..].split_at(1);
        if let Some(after) = after.strip_prefix(brace) {
            shown += brace;
            rest = after;
            continue;
        }
        let wrong = || format!("the format `{pattern}` is not valid");
        let (number, after) = after.split_once('}').filter(|_| brace == "{").ok_or_else(wrong)?;
        let value = number.parse().ok().and_then(|number: usize| values.get(number));
        shown += &text(value.ok_or_else(wrong)?);
        rest = after;
    }
    Ok(shown + rest)
}
