//! The secret that a host takes for permission. It can be sent, and never shown.

use std::fmt;

/// Longest token that is believed to be one, in bytes.
const LONGEST: usize = 1024;

/// A token of the host. No format of it, and no error, shows what it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// A text that can't be a token. It does not tell the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token is empty, longer than 1,024 bytes, or has other than visible ASCII characters")]
pub struct InvalidToken;

impl Token {
    /// The token in `text`; white space around it, such as the line break of a file, does not count.
    ///
    /// Fails on what could not stand in a header: anything but 1 to 1,024 visible ASCII characters.
    pub fn new(text: &str) -> Result<Self, InvalidToken> {
        let text = text.trim();
        let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if text.is_empty() || text.len() > LONGEST || !is_visible {
            return Err(InvalidToken);
        }
        Ok(Self(text.to_owned()))
    }

    /// The secret itself, for the one header it stands in.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it is of an app's installation, as `GITHUB_TOKEN` is: one that may not ask who it is.
    pub(crate) fn is_of_installation(&self) -> bool {
        self.0.starts_with("ghs_")
    }

    /// `text` without this token, wherever a server may have repeated it.
    pub(crate) fn redact(&self, text: &str) -> String {
        text.replace(&self.0, "***")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_trimmed_and_never_shown() {
        let token = Token::new("ghp_secret\n").unwrap();
        assert_eq!(token.reveal(), "ghp_secret");
        assert_eq!(format!("{token:?}"), "Token(***)");
        assert_eq!(token.redact("bad ghp_secret"), "bad ***");
    }

    #[test]
    fn what_can_not_stand_in_a_header_is_no_token() {
        for text in ["", " ", "a b", "a\r\nX-Evil: 1", "tök", &"x".repeat(1025)] {
            let error = Token::new(text).unwrap_err();
            assert!(text.trim().is_empty() || !error.to_string().contains(text));
        }
    }
}
