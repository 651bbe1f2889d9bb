//! Reading JSON of foreign shape. Depth is bounded by the parser, at 128.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::error::Mistake;

/// Most keys that are looked at to tell the format.
const KEYS: usize = 200;
/// Most values of a document. Small ones take up to fifty times their text in memory, a name of a map about 100
/// bytes.
const VALUES: usize = 2_000_000;
/// An object counts as that many more.
const OBJECT: usize = 4;

/// Reads `text` as a `T`. A few megabytes could fill the memory, so their values are counted first.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Mistake> {
    if text.len() > VALUES && weight(text) > VALUES {
        let most = format!("at most {VALUES} values in all, an object counting as {OBJECT} more");
        return Err(Mistake::new("the file", format!("{most}; import a part of it"), "more"));
    }
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| Mistake::json(&error))
}

/// The keys of the outermost object, or of the first object of the outermost list.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    names: BTreeSet<String>,
    /// Whether the outermost value is a list.
    pub(crate) is_list: bool,
}

impl Keys {
    /// The keys of a text; `None` where it is not JSON.
    pub(crate) fn of(text: &str) -> Option<Self> {
        parse_python(text).ok()
    }

    /// Whether all of these are there.
    pub(crate) fn have(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.names.contains(*name))
    }
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeysVisitor)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = Keys;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or a list of objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
        let mut keys = Keys::default();
        while let Some((name, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
            if keys.names.len() < KEYS {
                keys.names.insert(name);
            }
        }
        Ok(keys)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Keys, A::Error> {
        let first = list.next_element::<Keys>()?;
        while let Some(IgnoredAny) = list.next_element()? {}
        Ok(Keys { is_list: true, ..first.unwrap_or_default() })
    }
}

/// Reads `text` as a `T` where Python wrote it: its `NaN` and `Infinity`, which are no JSON, read as
/// `null`.
pub(crate) fn parse_python<T: DeserializeOwned>(text: &str) -> Result<T, Mistake> {
    parse(&without_constants(text))
}

/// The text with `null` for these constants outside of strings. Lines stay true, columns need not.
pub(crate) fn without_constants(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(['"', 'N', 'I', '-']) {
        result.push_str(&rest[..place]);
        rest = &rest[place..];
        let length = if rest.starts_with('"') { string_length(rest) } else { 0 };
        let constant =
            ["-Infinity", "Infinity", "NaN"].into_iter().find(|one| rest.starts_with(one));
        if let Some(constant) = constant {
            result.push_str("null");
            rest = &rest[constant.len()..];
        } else {
            let (head, tail) = rest.split_at(length.max(1));
            result.push_str(head);
            rest = tail;
        }
    }
    result.push_str(rest);
    result
}

/// How many values follow another one, and what the objects count beside.
fn weight(text: &str) -> usize {
    let (mut weight, mut rest) = (0, text);
    while let Some(place) = rest.find(['"', ',', '{']) {
        rest = &rest[place..];
        let (length, counted) = match rest.as_bytes().first() {
            Some(b'"') => (string_length(rest), 0),
            Some(b'{') => (1, OBJECT),
            Some(_) | None => (1, 1),
        };
        weight += counted;
        rest = &rest[length..];
    }
    weight
}

/// Bytes of the string literal at the start, quotes included; all of the text where it does not end.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (place, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return place + 1,
            _ => {}
        }
    }
    text.len()
}
