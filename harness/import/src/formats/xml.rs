//! The little XML that reporters write: tags with attributes. No entities but the five of XML and
//! numbered ones, no document types.

use crate::error::Mistake;

/// Most tags within each other.
const DEPTH: usize = 100;
/// Most tags of a file.
const TAGS: usize = 1_000_000;
/// Most bytes of an entity, as in `&#x10ffff;`.
const ENTITY: usize = 10;

/// One tag.
#[derive(Debug, PartialEq)]
pub(crate) struct Tag<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Its attributes, as written.
    attributes: &'a str,
    /// Its line, from 0.
    pub(crate) line: usize,
}

impl Tag<'_> {
    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            let (key, tail) = rest.split_once('=')?;
            let tail = tail.trim_start();
            let quote = tail.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
            let (value, tail) = tail[1..].split_once(quote)?;
            if key.trim() == name {
                return Some(unescape(value));
            }
            rest = tail;
        }
    }

    /// An attribute that is a finite number.
    pub(crate) fn number(&self, name: &str) -> Result<f64, Mistake> {
        let expected = format!("`<{} {name}=` with a number", self.name);
        let Some(text) = self.attribute(name) else {
            return Err(Mistake::missing(format!("line {}", self.line + 1), expected));
        };
        let number = text.parse().ok().filter(|number: &f64| number.is_finite());
        number.ok_or_else(|| Mistake::in_line(self.line, expected, &text))
    }
}

/// The opening tags of a text, in order. Fails where a tag does not end, and where the text ends before
/// its tags do.
pub(crate) fn tags(text: &str) -> Result<Vec<Tag<'_>>, Mistake> {
    let (mut tags, mut open, mut line) = (Vec::new(), Vec::new(), 0);
    let mut rest = text;
    while let Some(place) = rest.find('<') {
        line += rest[..place].matches('\n').count();
        rest = &rest[place..];
        let Some(length) = length(rest) else {
            return Err(Mistake::in_line(line, "the end of a tag", rest));
        };
        let (tag, tail) = rest.split_at(length);
        let inner = tag.trim_start_matches('<').trim_end_matches('>');
        if let Some(name) = inner.strip_prefix('/') {
            if open.pop() != Some(name.trim()) {
                return Err(Mistake::in_line(line, "the end of the innermost tag", tag));
            }
        } else if !inner.starts_with(['!', '?']) {
            let body = inner.trim_end_matches('/');
            let (name, attributes) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
            tags.push(Tag { name, attributes, line });
            if !inner.ends_with('/') {
                open.push(name);
            }
            if open.len() > DEPTH {
                return Err(Mistake::in_line(line, format!("at most {DEPTH} open tags"), tag));
            }
            if tags.len() > TAGS {
                return Err(Mistake::in_line(line, format!("at most {TAGS} tags"), tag));
            }
        }
        line += tag.matches('\n').count();
        rest = tail;
    }
    match open.pop() {
        Some(name) => Err(Mistake::missing("the end of the file", format!("`</{name}>`"))),
        None => Ok(tags),
    }
}

/// Bytes of the tag or comment at the start. A `>` within quotes does not end a tag.
fn length(text: &str) -> Option<usize> {
    for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>")] {
        if text.starts_with(start) {
            return Some(text.find(end)? + end.len());
        }
    }
    let mut quote = None;
    for (place, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(place + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None | Some(_), _) => {}
        }
    }
    None
}

fn unescape(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find('&') {
        result.push_str(&rest[..place]);
        rest = &rest[place..];
        let end = rest.bytes().take(ENTITY).position(|byte| byte == b';');
        let entity = end.map(|end| &rest[..end]).unwrap_or_default();
        let letter = match entity {
            "&lt" => Some('<'),
            "&gt" => Some('>'),
            "&amp" => Some('&'),
            "&quot" => Some('"'),
            "&apos" => Some('\''),
            other => numbered(other),
        };
        result.push(letter.unwrap_or('&'));
        rest = &rest[if letter.is_some() { entity.len() + 1 } else { 1 }..];
    }
    result + rest
}

fn numbered(entity: &str) -> Option<char> {
    let digits = entity.strip_prefix("&#")?;
    let code = match digits.strip_prefix('x') {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code)
}
