//! A serde deserializer over the tree. It reports every mistake with its place and goes on:
//! unknown keys are reported and left out, a wrong value makes its [`super::Field`] broken.

use std::{slice, vec};

use serde::de::value::StrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::fault::{Fault, Faults};
use crate::wording::{closest, did_you_mean, list, quote};

use super::field::{Field, KIND, SPANNED};
use super::mistake::Mistake;
use super::node::{Content, Entry, Node};

/// Reads `node` as a `T`. Mistakes are added to `faults`; what could be read is returned.
pub(crate) fn read<'de, T: Deserialize<'de>>(node: &Node, faults: &Faults) -> Field<T> {
    // A field never fails: it is broken instead.
    Field::deserialize(Reader { node, faults }).unwrap_or(Field::Broken)
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    node: &'a Node,
    faults: &'a Faults,
}

impl<'a> Reader<'a> {
    fn inner(self, node: &'a Node) -> Self {
        Self { node, faults: self.faults }
    }

    /// The entries for a struct with these keys. Unknown ones are reported; a misspelt key is then
    /// read as what it was meant to be, so that mistakes in its value show up at the same time.
    fn known(self, entries: &'a [Entry], known: &[&'static str]) -> Vec<Pair<'a>> {
        let mut pairs: Vec<Pair<'a>> = Vec::new();
        for entry @ Entry { key, value } in entries {
            if self.faults.is_full() {
                break;
            }
            let name = known.iter().find(|name| **name == entry.name());
            let meant = name.or_else(|| self.report_unknown(entry, known));
            let is_free = |name| !entries.iter().any(|other| other.name() == name);
            match (name, meant) {
                (Some(name), _) => pairs.push(Pair { name: Some(name), key, value }),
                (None, Some(meant)) if is_free(*meant) && !has(&pairs, meant) => {
                    pairs.push(Pair { name: Some(meant), key, value });
                }
                (None, _) => {}
            }
        }
        pairs
    }

    /// Reports an unknown key and returns the key that was probably meant.
    fn report_unknown<'k>(
        self,
        entry: &Entry,
        known: &'k [&'static str],
    ) -> Option<&'k &'static str> {
        let name = entry.name();
        let meant = known.iter().find(|key| Some(**key) == closest(name, known.iter().copied()));
        let message = format!("unknown key {}{}", quote(name), did_you_mean(name, known));
        let fault = Fault::new(&entry.key.span, message);
        let keys = format!("the keys here are {}", list(known));
        self.faults.add(if meant.is_none() { fault.help(keys) } else { fault });
        meant
    }

    fn report(self, mistake: Mistake) -> Mistake {
        let mistake = mistake.at(&self.node.span);
        if let (Some(span), false) = (&mistake.span, mistake.is_reported) {
            let mut fault = Fault::new(span, mistake.message.clone());
            fault.help.clone_from(&mistake.help);
            self.faults.add(fault);
        }
        Mistake { is_reported: true, ..mistake }
    }
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match &*self.node.content {
            Content::Scalar { value, .. } => visit_scalar(value, visitor),
            Content::Sequence(items) => {
                visitor.visit_seq(Items { reader: self, rest: items.iter() })
            }
            Content::Mapping(entries) => {
                let pairs =
                    entries.iter().map(|Entry { key, value }| Pair { name: None, key, value });
                visitor.visit_map(Pairs::new(self, pairs.collect()))
            }
            Content::Broken => Err(Mistake::reported()),
        }
    }

    /// Text as written: `3.10` and `yes` are text where text is wanted.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match &*self.node.content {
            Content::Scalar { text, value } if !value.is_null() => visitor.visit_str(text),
            Content::Scalar { .. }
            | Content::Sequence(_)
            | Content::Mapping(_)
            | Content::Broken => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match &*self.node.content {
            Content::Scalar { value, .. } if value.is_null() => visitor.visit_none(),
            Content::Scalar { .. }
            | Content::Sequence(_)
            | Content::Mapping(_)
            | Content::Broken => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        if name != SPANNED {
            return visitor.visit_newtype_struct(self);
        }
        visitor.visit_seq(Place { reader: self, next: 0 }).map_err(|mistake| self.report(mistake))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        match &*self.node.content {
            Content::Mapping(entries) => {
                visitor.visit_map(Pairs::new(self, self.known(entries, fields)))
            }
            Content::Scalar { .. } => Err(self.unexpected(&visitor)),
            // Serde would read the keys of a list by their order.
            Content::Sequence(_) => Err(Mistake::invalid_type(Unexpected::Seq, &visitor)),
            Content::Broken => Err(Mistake::reported()),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        let kind = match &*self.node.content {
            Content::Scalar { text, .. } if name != KIND => {
                return visitor.visit_enum(text.as_str().into_deserializer());
            }
            Content::Scalar { .. } => "scalar",
            Content::Sequence(_) => "sequence",
            Content::Mapping(_) => "mapping",
            Content::Broken => return Err(Mistake::reported()),
        };
        if name == KIND {
            return visitor.visit_enum(Kind { reader: self, kind });
        }
        let found = if kind == "sequence" { Unexpected::Seq } else { Unexpected::Map };
        Err(Mistake::invalid_type(found, &"a word"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}

impl Reader<'_> {
    fn unexpected<'de, V: Visitor<'de>>(self, visitor: &V) -> Mistake {
        let Content::Scalar { value, text } = &*self.node.content else {
            return Mistake::invalid_type(Unexpected::Map, visitor);
        };
        let found = if value.is_null() { Unexpected::Unit } else { Unexpected::Str(text) };
        Mistake::invalid_type(found, visitor)
    }
}

fn visit_scalar<'de, V: Visitor<'de>>(
    value: &serde_yaml::Value,
    visitor: V,
) -> Result<V::Value, Mistake> {
    match value {
        serde_yaml::Value::Null => visitor.visit_unit(),
        serde_yaml::Value::Bool(value) => visitor.visit_bool(*value),
        serde_yaml::Value::String(text) => visitor.visit_str(text),
        serde_yaml::Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(value), _) => visitor.visit_u64(value),
            (None, Some(value)) => visitor.visit_i64(value),
            (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
        },
        serde_yaml::Value::Sequence(_)
        | serde_yaml::Value::Mapping(_)
        | serde_yaml::Value::Tagged(_) => Err(Mistake::custom("expected a single value")),
    }
}

/// The items of a list.
struct Items<'a> {
    reader: Reader<'a>,
    rest: slice::Iter<'a, Node>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Mistake;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Mistake> {
        let Some(node) = self.rest.next() else { return Ok(None) };
        let item = seed.deserialize(self.reader.inner(node));
        item.map(Some).map_err(|mistake| mistake.at(&node.span))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The keys and values of a mapping.
struct Pairs<'a> {
    reader: Reader<'a>,
    rest: vec::IntoIter<Pair<'a>>,
    value: Option<&'a Node>,
}

struct Pair<'a> {
    /// The key of the struct; `None` for a mapping with keys of the user's own.
    name: Option<&'static str>,
    key: &'a Node,
    value: &'a Node,
}

fn has(pairs: &[Pair<'_>], name: &str) -> bool {
    pairs.iter().any(|pair| pair.name == Some(name))
}

impl<'a> Pairs<'a> {
    fn new(reader: Reader<'a>, pairs: Vec<Pair<'a>>) -> Self {
        Self { reader, rest: pairs.into_iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Pairs<'_> {
    type Error = Mistake;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Mistake> {
        let Some(Pair { name, key, value }) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        let result = match name {
            Some(name) => {
                seed.deserialize::<StrDeserializer<'_, Mistake>>(name.into_deserializer())
            }
            None => seed.deserialize(self.reader.inner(key)),
        };
        result.map(Some).map_err(|mistake| mistake.at(&key.span))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Mistake> {
        let value = self.value.take();
        let node = value.ok_or_else(|| Mistake::custom("a value was read before its key"))?;
        seed.deserialize(self.reader.inner(node)).map_err(|mistake| mistake.at(&node.span))
    }
}

/// The place and then the value itself, for [`super::Spanned`].
struct Place<'a> {
    reader: Reader<'a>,
    next: usize,
}

impl<'de> SeqAccess<'de> for Place<'_> {
    type Error = Mistake;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Mistake> {
        let Node { span, size, .. } = self.reader.node;
        let numbers = [span.start, span.end, size.nodes, size.bytes];
        let number = numbers.get(self.next).copied();
        self.next += 1;
        match number {
            Some(number) => seed.deserialize(number.into_deserializer()).map(Some),
            None => seed.deserialize(self.reader).map(Some),
        }
    }
}

/// The variant that is named after the kind of the value, see [`KIND`].
struct Kind<'a> {
    reader: Reader<'a>,
    kind: &'static str,
}

impl<'de> EnumAccess<'de> for Kind<'_> {
    type Error = Mistake;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Mistake> {
        let variant: StrDeserializer<'_, Mistake> = self.kind.into_deserializer();
        Ok((seed.deserialize(variant)?, self))
    }
}

impl<'de> VariantAccess<'de> for Kind<'_> {
    type Error = Mistake;

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Mistake> {
        seed.deserialize(self.reader)
    }

    fn unit_variant(self) -> Result<(), Mistake> {
        Ok(())
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Mistake> {
        self.reader.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        self.reader.deserialize_struct("", fields, visitor)
    }
}
