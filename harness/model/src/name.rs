//! Names that passed validation at the door: suites, workloads, commits, shards.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::sha256;

/// Why a text can't be a name. The message says what is wrong and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} `{}` {problem}", text.escape_debug())]
pub struct InvalidName {
    /// What kind of name was expected, as in "suite name".
    pub kind: &'static str,
    /// The offending text, cut at 80 characters.
    pub text: String,
    /// What is wrong with it and what is allowed.
    pub problem: &'static str,
}

impl InvalidName {
    pub(crate) fn new(kind: &'static str, text: &str, problem: &'static str) -> Self {
        Self { kind, text: text.chars().take(80).collect(), problem }
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidName;

            fn from_str(text: &str) -> Result<Self, InvalidName> {
                $check(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, InvalidName> {
                $check(&text)?;
                Ok(Self(text))
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

name!(
    /// Name of a suite. It becomes a folder of the baseline store, so it is one safe path
    /// component: ASCII letters, digits, `.`, `_`, `-`, at most 80, not starting with `.` or `-`.
    SuiteName,
    check_suite_name
);
name!(
    /// Name of a workload: 1 to 200 characters, none of them a control character, no white space
    /// at the ends. Anything else is allowed, so reports must escape it.
    WorkloadName,
    check_workload_name
);
name!(
    /// Full hexadecimal id of a git commit: 40 (SHA-1) or 64 (SHA-256) lower-case digits.
    CommitId,
    check_commit_id
);

name!(
    /// Name of one machine's part of a record that was measured on several, as in `2-of-8`: ASCII
    /// letters, digits and `-`, at most 40. It becomes part of a file name.
    ShardName,
    check_shard_name
);

impl WorkloadName {
    /// Most characters.
    const LONGEST: usize = 200;
    /// Characters of a digest that keeps names apart which are cut.
    const DIGEST: usize = 12;

    /// A name out of any text: control characters become spaces, a long one is cut and gets a digest of
    /// the whole, and one that has nothing to show is `unnamed`.
    pub fn made_of(text: &str) -> Self {
        let safe = |letter: char| if letter.is_control() { ' ' } else { letter };
        let line: String = text.trim().chars().map(safe).collect();
        let mut name = line.trim().to_owned();
        if name.chars().count() > Self::LONGEST {
            let kept: String = name.chars().take(Self::LONGEST - Self::DIGEST - 1).collect();
            name = format!("{kept}…{}", &sha256(text.as_bytes())[..Self::DIGEST]);
        }
        if name.is_empty() { Self("unnamed".to_owned()) } else { Self(name) }
    }
}

impl CommitId {
    /// The first ten digits, as people read them.
    pub fn short(&self) -> &str {
        &self.0[..10]
    }
}

fn check_suite_name(text: &str) -> Result<(), InvalidName> {
    let error = |problem| Err(InvalidName::new("suite name", text, problem));
    if text.is_empty() {
        return error("is empty");
    }
    if text.len() > 80 {
        return error("is longer than 80 characters");
    }
    if text.starts_with(['.', '-']) {
        return error("starts with `.` or `-`; it names a folder of the baseline store");
    }
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
        return error("has a character other than letters, digits, `.`, `_` and `-`");
    }
    Ok(())
}

fn check_shard_name(text: &str) -> Result<(), InvalidName> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !(is_plain && (1..=40).contains(&text.len())) {
        return Err(InvalidName::new(
            "shard name",
            text,
            "is not 1 to 40 letters, digits and `-`, as in `2-of-8`",
        ));
    }
    Ok(())
}

fn check_workload_name(text: &str) -> Result<(), InvalidName> {
    let error = |problem| Err(InvalidName::new("workload name", text, problem));
    if text.is_empty() {
        return error("is empty");
    }
    if text.chars().count() > 200 {
        return error("is longer than 200 characters");
    }
    if text.chars().any(char::is_control) {
        return error("has a control character");
    }
    if text.trim() != text {
        return error("starts or ends with white space");
    }
    Ok(())
}

fn check_commit_id(text: &str) -> Result<(), InvalidName> {
    let is_hexadecimal =
        text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !(matches!(text.len(), 40 | 64) && is_hexadecimal) {
        return Err(InvalidName::new(
            "commit id",
            text,
            "is not 40 or 64 lower-case hexadecimal digits",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_name_is_one_safe_path_component() {
        for bad in ["", "..", ".hidden", "a/b", "a\\b", "a b", "ä", "-x", &"x".repeat(81)] {
            assert!(bad.parse::<SuiteName>().is_err(), "{bad:?} was accepted");
        }
        for good in ["lru-cache", "a", "A.b_c-1"] {
            assert_eq!(good.parse::<SuiteName>().unwrap().as_str(), good);
        }
    }

    #[test]
    fn a_workload_name_may_be_strange_but_not_invisible() {
        for good in ["put-get", "größe <b>", "@user | x"] {
            assert!(good.parse::<WorkloadName>().is_ok(), "{good:?} was refused");
        }
        for bad in ["", "a\nb", " a", "a\u{1b}[31m"] {
            assert!(bad.parse::<WorkloadName>().is_err(), "{bad:?} was accepted");
        }
    }

    #[test]
    fn any_text_makes_a_name_and_long_ones_stay_apart() {
        let long = "x".repeat(300);
        for text in ["", "\u{1b}[31m", " a\nb ", "sum/iter", &long, "\u{85}"] {
            let name = WorkloadName::made_of(text);
            assert!(name.as_str().parse::<WorkloadName>().is_ok(), "{name:?}");
        }
        assert_eq!(WorkloadName::made_of("sum/iter").as_str(), "sum/iter");
        assert_ne!(WorkloadName::made_of(&long), WorkloadName::made_of(&(long.clone() + "y")));
    }

    #[test]
    fn a_bad_name_in_json_is_an_error_and_no_panic() {
        let error = serde_json::from_str::<CommitId>("\"xyz\"").unwrap_err().to_string();
        assert!(error.contains("commit id `xyz` is not 40 or 64"), "{error}");
    }
}
