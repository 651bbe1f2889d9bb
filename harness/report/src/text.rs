//! Foreign text made harmless, and text fitted into columns. Knows no format.

use unicode_width::UnicodeWidthStr;

/// Longest foreign text that is looked at, in characters: what is longer is no name.
const LONGEST: usize = 4000;

/// Columns that `text` takes in a terminal.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// `text` in one line, with everything invisible made visible: control characters, direction
/// marks and zero-width characters become `\u{…}`, line breaks and tabs become spaces.
///
/// Joiners inside emoji and scripts that need them stay.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (index, character) in text.chars().enumerate() {
        if index == LONGEST {
            shown.push('…');
            break;
        }
        match character {
            '\n' | '\r' | '\t' => shown.push(' '),
            hidden if is_hidden(hidden) => shown.extend(hidden.escape_unicode()),
            plain => shown.push(plain),
        }
    }
    shown
}

/// The last `count` lines of a program's output, colours removed, the rest as in [`visible`].
/// Empty lines at the end do not count.
pub(crate) fn last_lines(output: &str, count: usize) -> Vec<String> {
    let lines: Vec<_> = output.trim_end().lines().collect();
    let skipped = lines.len().saturating_sub(count);
    let clean = |line: &&str| visible(&without_colors(&line.replace('\t', "    ")));
    let mut last: Vec<_> = lines[skipped..].iter().map(clean).collect();
    if skipped > 0 {
        let lines = if skipped == 1 { "line" } else { "lines" };
        last.insert(0, format!("… {skipped} {lines} before"));
    }
    last
}

/// `text` in at most `width` columns: the middle gives way to `…`, since names differ most at
/// their ends.
pub(crate) fn elide(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(1);
    let tail = room / 2;
    let head = &text[..prefix(text, room - tail)];
    let tail = &text[suffix(text, tail)..];
    format!("{}…{}", head.trim_end(), tail.trim_start())
}

/// `text` in lines of at most `width` columns, broken after spaces and separators where there
/// are any. At least one line.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while columns(rest) > width {
        let cut = break_point(rest, width);
        lines.push(rest[..cut].trim_end().to_owned());
        rest = rest[cut..].trim_start();
    }
    if !rest.is_empty() || lines.is_empty() {
        lines.push(rest.to_owned());
    }
    lines
}

/// Like [`wrap`], and the middle of a text that needs more than `most` lines gives way to `…`.
pub(crate) fn wrap_at_most(text: &str, width: usize, most: usize) -> Vec<String> {
    let lines = wrap(text, width);
    if lines.len() <= most {
        return lines;
    }
    // A break costs at most half a line, so this much fits whatever the breaks.
    let mut room = width * most;
    loop {
        let lines = wrap(&elide(text, room), width);
        if lines.len() <= most || room <= width / 2 {
            return lines;
        }
        room -= width / 8;
    }
}

fn break_point(text: &str, width: usize) -> usize {
    let longest = prefix(text, width).max(text.chars().next().map_or(0, char::len_utf8));
    let earliest = prefix(text, width / 2);
    let breaks = |&(_, character): &(usize, char)| matches!(character, ' ' | ',' | '/' | ';' | '-');
    text[..longest]
        .char_indices()
        .rev()
        .find(breaks)
        .map(|(index, character)| index + character.len_utf8())
        .filter(|&cut| cut > earliest)
        .unwrap_or(longest)
}

/// Bytes of the longest beginning of `text` that fits into `width` columns.
fn prefix(text: &str, width: usize) -> usize {
    let ends = text.char_indices().map(|(index, character)| index + character.len_utf8());
    ends.take_while(|&end| columns(&text[..end]) <= width).last().unwrap_or_default()
}

/// Where the longest end of `text` that fits into `width` columns starts.
fn suffix(text: &str, width: usize) -> usize {
    let starts = text.char_indices().rev().map(|(index, _)| index);
    starts.take_while(|&start| columns(&text[start..]) <= width).last().unwrap_or(text.len())
}

/// Drops complete colour sequences (`ESC [ … m`); any other escape stays, to be made visible.
fn without_colors(line: &str) -> String {
    let mut pieces = line.split("\u{1b}[");
    let mut clean = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|c: char| !(c.is_ascii_digit() || matches!(c, ';' | ':')));
        if let Some(end) = end.filter(|&end| piece[end..].starts_with('m')) {
            clean.push_str(&piece[end + 1..]);
        } else {
            clean.push_str("\u{1b}[");
            clean.push_str(piece);
        }
    }
    clean
}

fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_invisible_stays_invisible() {
        assert_eq!(
            visible("a\u{1b}[31mb\u{202e}c\nd\u{200b}\u{9b}e\u{0}"),
            r"a\u{1b}[31mb\u{202e}c d\u{200b}\u{9b}e\u{0}"
        );
        assert_eq!(visible("größe 测试 👩‍🔬"), "größe 测试 👩‍🔬");
    }

    #[test]
    fn an_endless_name_is_cut() {
        assert_eq!(visible(&"x".repeat(1_000_000)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn colors_of_a_program_go_and_its_other_escapes_show() {
        assert_eq!(
            last_lines("\u{1b}[1;31mError\u{1b}[0m: x\u{1b}]0;title\u{7}\u{1b}[2J\u{1b}[3", 9),
            [r"Error: x\u{1b}]0;title\u{7}\u{1b}[2J\u{1b}[3"]
        );
    }

    #[test]
    fn only_the_last_lines_show_and_it_says_so() {
        assert_eq!(last_lines("a\nb\nc\n\td\n\n", 2), ["… 2 lines before", "c", "    d"]);
        assert!(last_lines("\n", 2).is_empty());
    }

    #[test]
    fn eliding_keeps_both_ends_and_counts_wide_characters_twice() {
        assert_eq!(elide("abcdefghij", 10), "abcdefghij");
        assert_eq!(elide("abcdefghijk", 10), "abcde…hijk");
        assert_eq!(elide("测试测试测试", 7), "测…试");
        assert!(columns(&elide("测试测试测试", 7)) <= 7);
    }

    #[test]
    fn wrapping_breaks_after_separators_and_through_words_that_have_none() {
        assert_eq!(wrap("put-get[capacity=128,mode=x]", 22), ["put-get[capacity=128,", "mode=x]"]);
        assert_eq!(wrap("aaaaaaaaaa", 4), ["aaaa", "aaaa", "aa"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap("测试", 1), ["测", "试"]);
    }

    #[test]
    fn a_long_text_wraps_to_the_lines_it_is_given() {
        let text = "lorem-ipsum/".repeat(40);
        let lines = wrap_at_most(&text, 30, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.concat().contains('…'));
    }
}
