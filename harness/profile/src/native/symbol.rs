//! Names of functions in machine code.

/// Name of a symbol for people: names that Rust compilers mangled, by either scheme, without their hash;
/// others as they are.
pub(super) fn readable(symbol: &str) -> String {
    match rustc_demangle::try_demangle(symbol) {
        // The alternative form leaves the hash out.
        Ok(name) => format!("{name:#}"),
        Err(_) => symbol.to_owned(),
    }
}

/// `name` without what differs between two builds of one function: generic arguments and the numbers of
/// closures and compiler-made parts.
///
/// `<cache::Lru<u32, A> as Store>::put::<u8>` becomes `<cache::Lru as Store>::put`, and `put::{closure#1}`
/// becomes `put::{closure}`. Templates of C++ lose their arguments too.
pub(crate) fn generic_free(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    // How many generic lists are open, and where in `plain` a type in brackets of its own began.
    let (mut skipped, mut kept) = (0_u32, Vec::new());
    let mut before = ' ';
    for (at, character) in name.char_indices() {
        let is_operator = skipped == 0 && ends_operator(&plain);
        match character {
            '<' if skipped > 0 => skipped += 1,
            '<' if !is_operator && opens_generics(&plain, &name[at..]) => {
                skipped = 1;
                if plain.ends_with("::") {
                    plain.truncate(plain.len() - 2);
                }
            }
            '<' if !is_operator => {
                kept.push(plain.len());
                plain.push('<');
            }
            // Not that of an arrow.
            '>' if before != '-' && skipped > 0 => skipped -= 1,
            '>' if before != '-' && !is_operator => close(&mut plain, kept.pop()),
            _ if skipped > 0 => {}
            _ => plain.push(character),
        }
        before = character;
    }
    without_numbers(&plain)
}

/// Whether `plain` is at the name of an operator of C++, where brackets mean themselves.
fn ends_operator(plain: &str) -> bool {
    ["operator", "operator<", "operator>", "operator<="].iter().any(|end| plain.ends_with(end))
}

/// Whether the bracket at the start of `rest` begins generic arguments of what was before it.
fn opens_generics(plain: &str, rest: &str) -> bool {
    let follows_path = plain.ends_with("::") && !rest.starts_with("<impl ");
    follows_path || plain.ends_with(|last: char| last.is_alphanumeric() || "_})]'".contains(last))
}

/// Ends a type in brackets that began at `start`: they stay where they say more than the type.
fn close(plain: &mut String, start: Option<usize>) {
    let Some(start) = start else { return plain.push('>') };
    let inside = &plain[start + 1..];
    if inside.contains(" as ") || inside.starts_with("impl ") {
        plain.push('>');
    } else {
        plain.remove(start);
    }
}

/// `{closure#1}`, `{{closure}}`, `.part.0` and `.llvm.123` without their numbers.
fn without_numbers(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for character in name.replace("{{", "{").replace("}}", "}").chars() {
        if matches!(character, '}' | '.') {
            trim_number(&mut plain);
        }
        plain.push(character);
    }
    trim_number(&mut plain);
    plain
}

/// Takes `#1` or `.1` off the end.
fn trim_number(text: &mut String) {
    let stem = text.trim_end_matches(|last: char| last.is_ascii_digit());
    if stem.len() < text.len() && stem.ends_with(['#', '.']) {
        text.truncate(stem.len() - 1);
    }
}
