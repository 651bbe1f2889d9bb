//! The invisible lines by which a comment and its sections are found again.

use paceline_model::{CommitId, Verdict, sha256};
use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use serde::de::value::Error;

use crate::section::Stored;

/// Longest name of a comment that stands in its mark as it is.
const LONGEST_KEY: usize = 40;
const END: &str = "<!-- paceline:end -->";

/// Which comment, where a repository wants several: what stands in its mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key(String);

impl Key {
    /// The key of a name. Names other than of `a` to `z`, digits and `-` are hashed: a mark must not
    /// end before its time.
    pub(crate) fn new(name: &str) -> Self {
        let is_plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_safe = (1..=LONGEST_KEY).contains(&name.len())
            && name.bytes().all(is_plain)
            && !name.contains("--");
        Self(if is_safe { name.to_owned() } else { sha256(name.as_bytes())[..16].to_owned() })
    }

    /// Its text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The line that a comment of ours starts with.
    pub(crate) fn mark(&self) -> String {
        format!("<!-- paceline:v1:{} -->", self.0)
    }

    /// Whether a comment starts with that line.
    pub(crate) fn marks(&self, body: &str) -> bool {
        body.lines().next().is_some_and(|line| line.trim_end() == self.mark())
    }
}

/// The sections of a comment in their order. What stands outside of them does not count, and neither
/// does a section that somebody damaged.
pub(crate) fn sections(body: &str) -> Vec<Stored> {
    let mut sections = Vec::new();
    let mut open: Option<(Stored, Vec<&str>)> = None;
    for line in body.lines().map(str::trim_end) {
        if line == END {
            if let Some((section, lines)) = open.take() {
                sections.push(Stored { text: lines.join("\n"), ..section });
            }
        } else if let Some(section) = parse(line) {
            open = Some((section, Vec::new()));
        } else if let Some((_, lines)) = &mut open {
            lines.push(line);
        }
    }
    sections
}

/// A section between its marks, ending with a line break.
pub(crate) fn marked(section: &Stored) -> String {
    let (run, attempt) = section.run;
    let commit = section.commit.as_ref().map_or("-", CommitId::as_str);
    format!(
        "<!-- paceline:section {} {} {} {run} {attempt} {commit} -->\n{}\n{END}\n",
        section.id,
        section.suite,
        section.verdict.word(),
        section.text
    )
}

fn parse(line: &str) -> Option<Stored> {
    let fields = line.strip_prefix("<!-- paceline:section ")?.strip_suffix(" -->")?;
    let fields: Vec<_> = fields.split(' ').collect();
    let [id, suite, verdict, run, attempt, commit] = fields.as_slice() else { return None };
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if id.len() != 16 || !id.bytes().all(is_digit) {
        return None;
    }
    let word: serde::de::value::StrDeserializer<'_, Error> = (*verdict).into_deserializer();
    Some(Stored {
        id: (*id).to_owned(),
        suite: suite.parse().ok()?,
        verdict: Verdict::deserialize(word).ok()?,
        run: (run.parse().ok()?, attempt.parse().ok()?),
        commit: commit.parse().ok(),
        text: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(text: &str) -> Stored {
        Stored {
            id: "0123456789abcdef".to_owned(),
            suite: "lru-cache".parse().unwrap(),
            verdict: Verdict::NotComparable,
            run: (7, 2),
            commit: Some("1".repeat(40).parse().unwrap()),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_section_is_found_again_as_it_was_written() {
        let written = [section("a\n\n| b |\n"), Stored { commit: None, ..section("") }];
        let text: String = written.iter().map(marked).collect();
        let read = sections(&format!("before\n{text}after").replace('\n', "\r\n"));
        assert_eq!(read.len(), 2);
        assert_eq!(read[0], Stored { text: "a\n\n| b |\n".to_owned(), ..section("") });
        assert_eq!(read[1].commit, None);
    }

    #[test]
    fn a_damaged_section_is_dropped_and_its_neighbour_is_not() {
        let whole = marked(&section("whole"));
        let headless = whole.replacen("<!-- paceline:section", "<!-- x", 1);
        let endless = whole.replace(END, "");
        let read = sections(&format!("{headless}{endless}{whole}"));
        assert_eq!(read, [section("whole")]);
        for wrong in ["regressed 1 1", "unheard-of 1 1 -", "unchanged x 1 -"] {
            let line = format!("<!-- paceline:section 0123456789abcdef s {wrong} -->\n{END}");
            assert!(sections(&line).is_empty(), "{wrong}");
        }
    }

    #[test]
    fn no_key_can_end_its_mark() {
        assert_eq!(Key::new("nightly").mark(), "<!-- paceline:v1:nightly -->");
        for name in ["", "a --> <img>", "a--b", "Größe", &"x".repeat(41)] {
            assert_eq!(Key::new(name).as_str().len(), 16, "{name}");
        }
        let key = Key::new("nightly");
        assert!(key.marks("<!-- paceline:v1:nightly -->\r\ntext"));
        assert!(!key.marks("text <!-- paceline:v1:nightly -->"));
        assert!(!key.marks("<!-- paceline:v1:nightly2 -->"));
    }
}
