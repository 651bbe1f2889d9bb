//! Names as tools write them, and how source text calls what they name.

use paceline_model::{Function, Origin};

use crate::native::generic_free;

/// The name by which a function is found on the other side: without what differs from build to build.
pub(super) fn lasting_name(function: &Function) -> String {
    // Angle brackets of Python, as in `<module>` and `put.<locals>.<lambda>`, are no generics.
    let is_native = function.origin == Origin::Native || function.name.contains("::");
    if !is_native {
        return function.name.clone();
    }
    let name = match function.name.rsplit_once("::h") {
        Some((front, hash)) if is_hash(hash) => front,
        Some(_) | None => &function.name,
    };
    generic_free(name)
}

fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether functions of that name are found in any file: `<module>`, `<lambda>`.
pub(super) fn is_anonymous(name: &str) -> bool {
    name.is_empty() || (name.starts_with('<') && name.ends_with('>') && !name.contains("::"))
}

/// The last two parts of a path: what stays when an environment stands elsewhere.
pub(super) fn file_tail(file: &str) -> &str {
    let places: Vec<_> = file.match_indices(['/', '\\']).map(|(place, _)| place).collect();
    match places.len() {
        0 | 1 => file,
        count => &file[places[count - 2] + 1..],
    }
}

/// What stands in source text where the function is used; `None` where nothing tells.
pub(super) fn spoken(function: &Function) -> Option<String> {
    let name = &function.name;
    let quoted = name.split('\'').nth(1).filter(|_| name.contains('\''));
    let free = lasting_name(function);
    let parts: Vec<&str> = match quoted {
        Some(quoted) => vec![quoted],
        None => free
            .split(|character: char| !is_of_word(character))
            .filter(|part| !part.is_empty())
            .collect(),
    };
    let last = *parts.last()?;
    if name.ends_with('>') && quoted.is_none() && !name.starts_with("<built-in") {
        return None; // `<lambda>`, `<module>`: nobody calls them by name
    }
    match last {
        "__enter__" | "__exit__" | "__aenter__" | "__aexit__" => Some(WITH.to_owned()),
        "__contains__" => Some(IN.to_owned()),
        "__len__" => Some("len".to_owned()),
        "__init__" | "__new__" | "__post_init__" => {
            parts.len().checked_sub(2).map(|place| parts[place].to_owned())
        }
        dunder if dunder.starts_with("__") && dunder.ends_with("__") => None,
        plain => Some(plain.to_owned()),
    }
}

const WITH: &str = "with ";
const IN: &str = " in ";

/// What a line of source uses, in the words of [`spoken`]; each once.
pub(super) fn used(text: &str) -> Vec<&str> {
    let mut used = Vec::new();
    let text = text.trim_start();
    let first = text.strip_prefix("async ").unwrap_or(text);
    if ["def ", "class ", "fn ", "pub fn ", "@"].iter().any(|word| first.starts_with(word)) {
        return used;
    }
    if first.starts_with(WITH) {
        used.push(WITH);
    }
    if text.contains(IN) && !first.starts_with("for ") {
        used.push(IN);
    }
    for (bracket, _) in text.match_indices('(') {
        let before = &text[..bracket];
        let start = before
            .rfind(|character| !is_of_word(character))
            .map_or(0, |place| place + before[place..].chars().next().map_or(1, char::len_utf8));
        let word = &before[start..];
        if !word.is_empty() && !used.contains(&word) {
            used.push(word);
        }
    }
    used
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}
