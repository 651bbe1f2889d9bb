//! The text of the comment, from the sections that it holds.

use std::collections::BTreeMap;

use paceline_model::{CommitId, Verdict};

use super::cut::cut;
use super::marks::{Key, marked, sections};
use crate::section::Stored;

/// Most bytes of a comment. The host refuses somewhat more.
pub(crate) const LONGEST: usize = 60_000;
/// Most sections of a comment; the least bad ones are left out.
const MOST_SECTIONS: usize = 40;
/// Kept free for what stands around a section.
const AROUND: usize = 400;

/// What all sections are shown in.
#[derive(Debug, Clone)]
pub(crate) struct Frame<'a> {
    pub(crate) key: &'a Key,
    /// The commit that is judged now.
    pub(crate) commit: Option<&'a CommitId>,
    /// Where the whole reports are.
    pub(crate) run_url: Option<&'a str>,
}

/// The sections of comments and those of this job, each once: that of the latest run.
pub(crate) fn merged(bodies: &[&str], mine: &[Stored]) -> Vec<Stored> {
    let mut latest: BTreeMap<String, Stored> = BTreeMap::new();
    // Mine come last: of the same run they are the newer ones.
    for section in bodies.iter().flat_map(|body| sections(body)).chain(mine.iter().cloned()) {
        match latest.get(&section.id) {
            Some(other) if other.run > section.run => {}
            _older => {
                latest.insert(section.id.clone(), section);
            }
        }
    }
    let mut sections: Vec<_> = latest.into_values().collect();
    sections.sort_by(|a, b| (a.verdict, &a.suite, &a.id).cmp(&(b.verdict, &b.suite, &b.id)));
    sections.truncate(MOST_SECTIONS);
    sections
}

/// The comment: worst section first, at most 60,000 bytes.
pub(crate) fn body(sections: &[Stored], frame: &Frame<'_>) -> String {
    let mut text = format!("{}\n", frame.key.mark());
    if sections.len() > 1 {
        text.extend(["## ", &headline(sections), "\n\n"]);
    }
    let notice = notice(frame.run_url);
    let fixed = text.len() + sections.len() * AROUND;
    let share = share(sections, LONGEST.saturating_sub(fixed));
    for section in sections {
        if section.commit.as_ref().zip(frame.commit).is_some_and(|(old, new)| old != new) {
            let commit = section.commit.as_ref().map_or("", CommitId::short);
            text.extend(["*Of `", commit, "`, before the newest push:*\n\n"]);
        }
        let short = cut(&section.text, share, &notice);
        text.push_str(&marked(&Stored { text: short, ..section.clone() }));
        text.push('\n');
    }
    text.trim_end().to_owned() + "\n"
}

/// The worst verdict of several suites, with the suites that have it.
fn headline(sections: &[Stored]) -> String {
    let worst = sections.first().map_or(Verdict::Unchanged, |section| section.verdict);
    let count = sections.iter().filter(|section| section.verdict == worst).count();
    format!("{count} of {} suites {}", sections.len(), word(worst))
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotComparable => "not comparable",
        Verdict::Failed
        | Verdict::Regressed
        | Verdict::Suspect
        | Verdict::Removed
        | Verdict::Inconclusive
        | Verdict::New
        | Verdict::Accepted
        | Verdict::Improved
        | Verdict::Unchanged => verdict.word(),
    }
}

/// The largest size to which sections are cut so that all of them together fit into `room`: short ones
/// stay whole and leave what they do not need to the long ones.
fn share(sections: &[Stored], room: usize) -> usize {
    let mut lengths: Vec<_> = sections.iter().map(|section| section.text.len()).collect();
    lengths.sort_unstable();
    let mut left = room;
    for (index, length) in lengths.iter().enumerate() {
        let equal = left / (lengths.len() - index);
        if *length > equal {
            return equal;
        }
        left -= length;
    }
    room
}

fn notice(run_url: Option<&str>) -> String {
    let place = match run_url {
        Some(url) => format!("[the summary of the run]({url})"),
        None => "the summary of the job".to_owned(),
    };
    format!("**The rest is left out: the host takes no longer comment.** All of it is in {place}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(suite: &str, verdict: Verdict, run: u64, text: &str) -> Stored {
        let id = paceline_model::sha256(suite.as_bytes())[..16].to_owned();
        let suite = suite.parse().unwrap();
        Stored { id, suite, verdict, run: (run, 1), commit: None, text: text.to_owned() }
    }

    fn frame(key: &Key) -> Frame<'_> {
        Frame { key, commit: None, run_url: None }
    }

    #[test]
    fn the_worst_suite_comes_first_and_the_first_line_says_so() {
        let key = Key::new("k");
        let mine = [
            stored("a", Verdict::Unchanged, 1, "fine"),
            stored("b", Verdict::Regressed, 1, "slow"),
        ];
        let body = body(&merged(&[], &mine), &frame(&key));
        assert!(body.starts_with("<!-- paceline:v1:k -->\n## 1 of 2 suites regressed\n"), "{body}");
        assert!(body.find("slow") < body.find("fine"));
    }

    #[test]
    fn a_later_run_replaces_a_section_and_an_earlier_one_does_not() {
        let key = Key::new("k");
        let others =
            [stored("a", Verdict::Regressed, 5, "of run 5"), stored("b", Verdict::New, 5, "b")];
        let old = body(&others, &frame(&key));
        let texts = |run| -> Vec<_> {
            let mine = [stored("a", Verdict::Unchanged, run, "mine")];
            merged(&[&old], &mine).into_iter().map(|it| it.text).collect()
        };
        assert_eq!(texts(4), ["of run 5", "b"]);
        assert_eq!(texts(5), ["b", "mine"]);
        assert_eq!(texts(6), ["b", "mine"]);
    }

    #[test]
    fn a_comment_is_never_too_long_and_short_sections_stay_whole() {
        let key = Key::new("k");
        let long = "| row |\n".repeat(20_000);
        let mut mine: Vec<_> = (0..39)
            .map(|index| stored(&format!("s{index}"), Verdict::Regressed, 1, &long))
            .collect();
        mine.push(stored("short", Verdict::Unchanged, 1, "short and whole"));
        for count in [1, 2, 40] {
            let mine = &mine[40 - count..];
            let body = body(&merged(&[], mine), &frame(&key));
            assert!(body.len() <= LONGEST, "{count}: {}", body.len());
            assert!(body.contains("short and whole"));
            assert_eq!(sections(&body).len(), count);
            assert_eq!(body.matches("The rest is left out").count(), count - 1);
        }
    }

    #[test]
    fn a_section_of_an_older_commit_says_so_and_keeps_its_text() {
        let key = Key::new("k");
        let commit = |digit: &str| Some(digit.repeat(40).parse::<CommitId>().unwrap());
        let old = Stored { commit: commit("1"), ..stored("a", Verdict::New, 1, "text") };
        let now = commit("2");
        let frame = Frame { commit: now.as_ref(), ..frame(&key) };
        let text = body(std::slice::from_ref(&old), &frame);
        assert!(text.contains("*Of `1111111111`, before the newest push:*"), "{text}");
        assert_eq!(sections(&text), [old]);
    }
}
