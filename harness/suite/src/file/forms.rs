//! Texts, and keys that take one value or a list.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use crate::wording::quote;
use crate::yaml::Field;

/// Text that can be handed to a process: never with a NUL. A number is taken as written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline, extend("type" = ["string", "number", "boolean"]))]
pub(crate) struct Argument(pub(crate) String);

impl TryFrom<String> for Argument {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        if text.contains('\0') {
            Err("a NUL character can't be passed to a process")
        } else {
            Ok(Self(text))
        }
    }
}

/// One value, or a list of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename = "$kind", rename_all = "kebab-case")]
#[schemars(rename = "OneOrMore_{T}", untagged)]
pub(crate) enum OneOrMore<T> {
    /// One value.
    Scalar(Field<T>),
    /// A list of values.
    Sequence(Vec<Field<T>>),
}

impl<T> OneOrMore<T> {
    pub(crate) fn items(&self) -> &[Field<T>] {
        match self {
            Self::Scalar(one) => std::slice::from_ref(one),
            Self::Sequence(many) => many,
        }
    }
}

/// A program and its arguments.
#[derive(Debug, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Command(#[schemars(length(min = 1))] pub(crate) Vec<Field<Argument>>);

impl<'de> Deserialize<'de> for Command {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CommandVisitor)
    }
}

struct CommandVisitor;

impl<'de> Visitor<'de> for CommandVisitor {
    type Value = Command;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list: the program and its arguments")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Command, E> {
        let words = shlex::split(text).filter(|words| !words.is_empty());
        let flow = words.unwrap_or_default().iter().map(|word| flow_word(word)).collect::<Vec<_>>();
        Err(E::custom(format_args!(
            "expected a list: the program and its arguments, found the text {}\n\
             write {}, or use `shell:` if it needs a shell",
            quote(text),
            quote(&format!("[{}]", flow.join(", ")))
        )))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Command, A::Error> {
        let mut arguments: Vec<Field<Argument>> = Vec::new();
        while let Some(argument) = items.next_element()? {
            arguments.push(argument);
        }
        match arguments.first() {
            None => Err(A::Error::custom("the list is empty, it needs at least a program")),
            Some(program) if program.value().is_some_and(|program| program.0.is_empty()) => {
                Err(A::Error::custom("the program's name is empty"))
            }
            Some(_) => Ok(Command(arguments)),
        }
    }
}

/// The word as an item of a YAML list in brackets, quoted where it must be.
fn flow_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./=+".contains(c);
    let rest = word.strip_prefix('-').unwrap_or(word);
    if !rest.is_empty() && rest.chars().all(|c| is_plain(c) || c == '-') {
        word.to_owned()
    } else {
        serde_json::Value::from(word).to_string()
    }
}

/// The value of an environment variable; `None` passes the caller's on.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(inline)]
pub(crate) struct EnvironmentValue(pub(crate) Option<String>);

impl<'de> Deserialize<'de> for EnvironmentValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EnvironmentVisitor)
    }
}

struct EnvironmentVisitor;

impl EnvironmentVisitor {
    fn unquoted<E: Error>(value: impl fmt::Display) -> E {
        E::custom(format_args!(
            "the value of an environment variable is text, found `{value}` without quotes\n\
             write `\"{value}\"`"
        ))
    }
}

impl Visitor<'_> for EnvironmentVisitor {
    type Value = EnvironmentValue;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<EnvironmentValue, E> {
        let Argument(text) = text.to_owned().try_into().map_err(E::custom)?;
        Ok(EnvironmentValue(Some(text)))
    }

    fn visit_unit<E: Error>(self) -> Result<EnvironmentValue, E> {
        Ok(EnvironmentValue(None))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<EnvironmentValue, E> {
        Err(Self::unquoted(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<EnvironmentValue, E> {
        Err(Self::unquoted(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<EnvironmentValue, E> {
        Err(Self::unquoted(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<EnvironmentValue, E> {
        Err(Self::unquoted(value))
    }
}
