//! Compressed names of the callgrind format: `(7) malloc` gives number 7 its text, `(7)` repeats it.

use std::collections::HashMap;
use std::sync::Arc;

/// Longest name that is kept; generic code has long ones.
const LONGEST: usize = 2000;

/// The texts of one kind of name: objects, files or functions.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_number: HashMap<u64, Arc<str>>,
}

/// One name as it was written.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// Its number, in a compressed file.
    pub(super) number: Option<u64>,
    /// Its text, at most 2000 bytes.
    pub(super) text: Arc<str>,
}

impl Names {
    /// The name that `written` stands for; `None` for a number that has no text so far.
    pub(super) fn resolve(&mut self, written: &str) -> Option<Name> {
        let Some((number, text)) = split_number(written) else {
            return Some(Name { number: None, text: cut(written).into() });
        };
        if !text.is_empty() {
            self.by_number.insert(number, cut(text).into());
        }
        let text = Arc::clone(self.by_number.get(&number)?);
        Some(Name { number: Some(number), text })
    }
}

/// `(7) malloc` in its two parts. Names like `(below main)` begin with a parenthesis too.
fn split_number(written: &str) -> Option<(u64, &str)> {
    let (number, text) = written.strip_prefix('(')?.split_once(')')?;
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((number.parse().ok()?, text.trim()))
}

fn cut(text: &str) -> &str {
    let text = text.trim();
    let end = (0..=LONGEST.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}
