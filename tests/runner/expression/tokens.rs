//! An expression's text as tokens.

/// The smallest part that means something.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Text(String),
    Number(f64),
    Name(String),
    Sign(&'static str),
}

/// Longer ones first, so that `<=` is not `<` and `=`.
const SIGNS: [&str; 17] =
    ["==", "!=", "<=", ">=", "&&", "||", "!", "<", ">", "(", ")", "[", "]", ".", ",", "*", "-"];

/// The tokens of `text`; GitHub knows no double quotes and no arithmetic.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '\'' => quoted(rest)?,
            '0'..='9' => number(rest)?,
            _ if is_of_name(first) => {
                let length = rest.find(|it| !is_of_name(it) && it != '-').unwrap_or(rest.len());
                (Token::Name(rest[..length].to_owned()), length)
            }
            _ => {
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
                let sign = sign.ok_or_else(|| format!("unexpected `{first}` in `{text}`"))?;
                (Token::Sign(sign), sign.len())
            }
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

fn quoted(text: &str) -> Result<(Token, usize), String> {
    let mut value = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((place, character)) = characters.next() {
        if character != '\'' {
            value.push(character);
        } else if characters.next_if(|(_, next)| *next == '\'').is_some() {
            value.push('\'');
        } else {
            return Ok((Token::Text(value), place + 1));
        }
    }
    Err(format!("a text without an end: `{text}`"))
}

fn number(text: &str) -> Result<(Token, usize), String> {
    let length = text.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(text.len());
    let number = text[..length].parse().map_err(|error| format!("`{text}`: {error}"))?;
    Ok((Token::Number(number), length))
}
