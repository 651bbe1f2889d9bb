//! Python's marshal format (version 2 to 5), as far as profiles use it.

use std::rc::Rc;

use crate::error::Mistake;

/// Most values of a file.
const VALUES: usize = 4_000_000;
/// Most values within each other.
const DEPTH: usize = 20;

/// A value; shared where the file refers to it.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Nothing,
    Number(f64),
    Text(Rc<str>),
    Tuple(Rc<[Value]>),
    Dictionary(Rc<[(Value, Value)]>),
}

impl Value {
    pub(crate) fn tuple(&self) -> Option<&[Self]> {
        if let Self::Tuple(values) = self { Some(values) } else { None }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

/// The one value of a file. Fails for anything that profiles do not have, and for more than 4 million
/// values.
pub(crate) fn read(bytes: &[u8]) -> Result<Value, Mistake> {
    let mut reader = Reader { bytes, place: 0, shared: Vec::new(), count: 0, height: 0 };
    let value = reader.value(0)?;
    value.ok_or_else(|| Mistake::new("byte 0", "a value", "the end of a dictionary"))
}

struct Reader<'a> {
    bytes: &'a [u8],
    place: usize,
    shared: Vec<Shared>,
    count: usize,
    /// How many values are within each other in those read since it was 0.
    height: usize,
}

/// A value that the file may refer to.
struct Shared {
    value: Value,
    /// How many values are within each other in it: referring must not build a chain that is deeper
    /// than what may be written down.
    height: usize,
}

impl Reader<'_> {
    /// The next value; `None` at the end of a dictionary.
    fn value(&mut self, depth: usize) -> Result<Option<Value>, Mistake> {
        self.count += 1;
        if depth > DEPTH || self.count > VALUES {
            return Err(self.too_much());
        }
        let [code] = self.take::<1>()?;
        let slot = (code & 0x80 != 0).then_some(self.shared.len());
        if slot.is_some() {
            self.shared.push(Shared { value: Value::Nothing, height: 0 });
        }
        let around = std::mem::take(&mut self.height);
        let value = match code & 0x7f {
            b'0' => {
                self.height = around;
                return Ok(None);
            }
            b'N' => Value::Nothing,
            b'i' => Value::Number(f64::from(i32::from_le_bytes(self.take()?))),
            b'g' => Value::Number(f64::from_le_bytes(self.take()?)),
            b'l' => Value::Number(self.long()?),
            b'z' | b'Z' => self.short_text()?,
            b'a' | b'A' | b'u' | b't' | b's' => self.long_text()?,
            b')' => {
                let [length] = self.take::<1>()?;
                self.tuple(usize::from(length), depth)?
            }
            b'(' => {
                let length = self.length()?;
                self.tuple(length, depth)?
            }
            b'{' => self.dictionary(depth)?,
            b'r' => {
                let place = self.length()?;
                let Some(shared) = self.shared.get(place) else {
                    return Err(Mistake::new(self.here(), "a known value", place.to_string()));
                };
                self.height = shared.height;
                shared.value.clone()
            }
            other => {
                let found = format!("code {other:#04x}");
                return Err(Mistake::new(self.here(), "a value as profiles have it", found));
            }
        };
        let height = self.height + 1;
        if height > DEPTH {
            return Err(self.too_much());
        }
        if let Some(slot) = slot.and_then(|slot| self.shared.get_mut(slot)) {
            *slot = Shared { value: value.clone(), height };
        }
        self.height = around.max(height);
        Ok(Some(value))
    }

    fn tuple(&mut self, length: usize, depth: usize) -> Result<Value, Mistake> {
        let mut values = Vec::new();
        for _ in 0..length {
            let value = self.value(depth + 1)?;
            values.push(value.ok_or_else(|| Mistake::missing(self.here(), "a member of a tuple"))?);
        }
        Ok(Value::Tuple(values.into()))
    }

    fn dictionary(&mut self, depth: usize) -> Result<Value, Mistake> {
        let mut entries = Vec::new();
        while let Some(key) = self.value(depth + 1)? {
            let value = self.value(depth + 1)?;
            let value = value.ok_or_else(|| Mistake::missing(self.here(), "a value of a key"))?;
            entries.push((key, value));
        }
        Ok(Value::Dictionary(entries.into()))
    }

    /// A whole number as digits of 15 bits, the sign in their count.
    fn long(&mut self) -> Result<f64, Mistake> {
        let count = i32::from_le_bytes(self.take()?);
        let (mut value, mut scale) = (0.0, 1.0);
        for _ in 0..count.unsigned_abs() {
            value += scale * f64::from(u16::from_le_bytes(self.take()?));
            scale *= 32768.0;
        }
        Ok(if count < 0 { -value } else { value })
    }

    fn short_text(&mut self) -> Result<Value, Mistake> {
        let [length] = self.take::<1>()?;
        self.text(usize::from(length))
    }

    fn long_text(&mut self) -> Result<Value, Mistake> {
        let length = self.length()?;
        self.text(length)
    }

    fn text(&mut self, length: usize) -> Result<Value, Mistake> {
        let end = self.place.saturating_add(length);
        let Some(bytes) = self.bytes.get(self.place..end) else { return Err(self.end()) };
        self.place = end;
        Ok(Value::Text(String::from_utf8_lossy(bytes).into()))
    }

    fn length(&mut self) -> Result<usize, Mistake> {
        let length = u32::from_le_bytes(self.take()?);
        Ok(usize::try_from(length).unwrap_or(usize::MAX))
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], Mistake> {
        let bytes = self.bytes.get(self.place..).and_then(|rest| rest.first_chunk::<N>()).copied();
        let bytes = bytes.ok_or_else(|| self.end())?;
        self.place += N;
        Ok(bytes)
    }

    fn too_much(&self) -> Mistake {
        let expected = format!("at most {VALUES} values, {DEPTH} within each other");
        Mistake::new(self.here(), expected, "more")
    }

    fn end(&self) -> Mistake {
        Mistake::new(self.here(), "more of the value", "the end of the file")
    }

    fn here(&self) -> String {
        format!("byte {}", self.place)
    }
}
