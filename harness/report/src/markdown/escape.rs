//! Foreign text in Markdown: it shows as it is and does nothing.
//!
//! Names stand in code spans, where GitHub links no mention, issue or address; a code span whose
//! fence does not occur in the name holds anything. Sentences are escaped sign by sign.

use crate::text;
use crate::view::Remark;

/// Where a text stands: table cells are split at `|` before anything else is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A paragraph, list item or heading.
    Text,
    /// A cell of a table.
    Cell,
}

/// Invisible, without width, breaks no line: keeps `@name` and `#12` from becoming links.
const WORD_JOINER: char = '\u{2060}';

/// `text`, in one line and without control characters, as a code span.
pub(super) fn code(text: &str, place: Place) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let text = match place {
        Place::Text => text.to_owned(),
        // Read as `|` inside code spans too.
        Place::Cell => text.replace('|', "\\|"),
    };
    let fence = "`".repeat(shortest_fence(&text));
    let touches = text.starts_with('`') || text.ends_with('`');
    let strips = text.starts_with(' ') && text.ends_with(' ');
    let space = if touches || strips { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A sentence, in one line and without control characters: parts between two backticks become
/// code spans, in everything else no sign has a meaning.
pub(super) fn prose(text: &str, place: Place) -> String {
    let text = text.trim();
    let parts: Vec<_> = text.split('`').collect();
    // An odd number of parts is an even number of backticks: each has its partner.
    if parts.len().is_multiple_of(2) {
        return plain(text, place);
    }
    let mut escaped = String::with_capacity(text.len() * 2);
    for (index, part) in parts.into_iter().enumerate() {
        if index.is_multiple_of(2) {
            escaped.push_str(&plain(part, place));
        } else {
            escaped.push_str(&code(part, place));
        }
    }
    escaped
}

/// `text`, in one line and without control characters, as code where only HTML is read, as in the
/// summary of a folded part. GitHub links nothing in there.
pub(super) fn html_code(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<code>{text}</code>")
}

/// Words of our own, then foreign text as a code span of at most `columns`; both may be empty.
pub(super) fn remark(remark: &Remark, columns: usize, place: Place) -> String {
    let code = code(&text::elide(&remark.code, columns), place);
    format!("{} {code}", remark.words).trim().to_owned()
}

/// Lines of a program's output as a fenced block.
pub(super) fn block(lines: &[String]) -> String {
    let longest = lines.iter().flat_map(|line| runs(line)).max().unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}text\n{}\n{fence}\n", lines.join("\n"))
}

fn plain(text: &str, place: Place) -> String {
    let mut escaped = String::with_capacity(text.len() * 2);
    for (index, character) in text.char_indices() {
        let (before, after) = (&text[..index], &text[index + character.len_utf8()..]);
        let is_marker = place == Place::Text && starts_block(before, character);
        if is_marker {
            escaped.push('\\');
        }
        escaped.push_str(&sign(character));
        if starts_link(before, character, after) {
            escaped.push(WORD_JOINER);
        }
    }
    escaped
}

/// One character of a sentence, escaped where Markdown or HTML would read it as a sign.
fn sign(character: char) -> String {
    match character {
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '&' => "&amp;".to_owned(),
        '|' => "&#124;".to_owned(),
        // A backslash does not keep GitHub from reading a formula; this does.
        '$' => "<span>$</span>".to_owned(),
        '\\' | '`' | '*' | '_' | '[' | ']' | '~' => format!("\\{character}"),
        plain => plain.to_string(),
    }
}

/// Whether `character` after `before` could make the line a heading or a list.
fn starts_block(before: &str, character: char) -> bool {
    match character {
        '#' | '+' | '-' | '=' => before.is_empty(),
        '.' | ')' => is_number(before),
        _ => false,
    }
}

/// Whether GitHub could make a link or an emoji of what starts here, backslash or not: `@name`,
/// `a@b.c`, `#12`, `GH-12`, `https://`, `www.`, `:name:`.
fn starts_link(before: &str, character: char, after: &str) -> bool {
    let is_digit = |next: char| next.is_ascii_digit();
    let is_before_word = after.starts_with(|next: char| !next.is_whitespace());
    match character {
        '@' | '#' => is_before_word,
        // Not in a time of day.
        ':' => {
            is_before_word
                && !(before.ends_with(is_digit)
                    && after.starts_with(is_digit)
                    && !after.contains(':'))
        }
        'w' | 'W' => after.get(..3).is_some_and(|next| next.eq_ignore_ascii_case("ww.")),
        '-' => before.ends_with(['h', 'H']) && after.starts_with(is_digit),
        _ => false,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Smallest number of backticks that does not occur as a run in `text`.
fn shortest_fence(text: &str) -> usize {
    let runs = runs(text);
    // One length more than there are runs: at least one is free.
    (1..=runs.len() + 1).find(|length| !runs.contains(length)).unwrap_or(1)
}

/// Lengths of the runs of backticks in `text`.
fn runs(text: &str) -> Vec<usize> {
    text.split(|character| character != '`').map(str::len).filter(|length| *length > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_span_holds_any_name() {
        assert_eq!(code("put-get[n=1]", Place::Text), "`put-get[n=1]`");
        assert_eq!(code("<b>@octocat #12 **x**", Place::Text), "`<b>@octocat #12 **x**`");
        assert_eq!(code("a`b", Place::Text), "``a`b``");
        assert_eq!(code("a``b", Place::Text), "`a``b`");
        assert_eq!(code("`a``", Place::Text), "``` `a`` ```");
        assert_eq!(code("", Place::Text), "");
    }

    #[test]
    fn a_name_can_not_end_its_cell() {
        assert_eq!(code("a|b", Place::Cell), r"`a\|b`");
        assert_eq!(code("a|b", Place::Text), "`a|b`");
        assert_eq!(code(r"a\|b", Place::Cell), r"`a\\|b`");
        assert_eq!(prose("a|b", Place::Cell), "a&#124;b");
    }

    #[test]
    fn no_sign_of_a_sentence_has_a_meaning() {
        let text = "<img src=x> **b** [a](b) ~~c~~ _d_ &lt; e\\f $g$";
        assert_eq!(
            prose(text, Place::Text),
            "&lt;img src=x&gt; \\*\\*b\\*\\* \\[a\\](b) \\~\\~c\\~\\~ \\_d\\_ &amp;lt; e\\\\f \
             <span>$</span>g<span>$</span>"
        );
        for line in ["# a", "- a", "+ a", "12. a", "1) a", "---", "==="] {
            let escaped = prose(line, Place::Text);
            assert!(escaped.contains('\\'), "{line} became {escaped}");
        }
    }

    #[test]
    fn a_sentence_mentions_nobody_and_links_nothing() {
        let text = "@octocat #12 GH-12 https://a.b WWW.a.b a@b.c :smile: done: 5";
        assert_eq!(
            prose(text, Place::Text).replace(WORD_JOINER, "~"),
            "@~octocat \\#~12 GH-~12 https:~//a.b W~WW.a.b a@~b.c :~smile: done: 5"
                .replacen("\\#", "#", 1)
        );
    }

    #[test]
    fn values_between_backticks_are_code_and_a_lone_backtick_is_itself() {
        assert_eq!(prose("base ran `3.11 <x>`", Place::Text), "base ran `3.11 <x>`");
        assert_eq!(prose("it's 5` long", Place::Text), "it's 5\\` long");
    }

    #[test]
    fn a_name_in_html_is_no_html() {
        assert_eq!(
            html_code("</summary><img src=x> &lt; @octocat"),
            "<code>&lt;/summary&gt;&lt;img src=x&gt; &amp;lt; @octocat</code>"
        );
    }

    #[test]
    fn output_can_not_end_its_block() {
        let lines = ["a".to_owned(), "````".to_owned(), "</details>".to_owned()];
        assert_eq!(block(&lines), "`````text\na\n````\n</details>\n`````\n");
    }
}
