//! Words of error messages: quoting, lists, "did you mean".

/// Longest piece of the user's text that a message repeats.
const LONGEST_QUOTE: usize = 60;

/// The text in backticks, on one line, cut when it is long.
pub(crate) fn quote(text: &str) -> String {
    let mut shown: String = text.chars().take(LONGEST_QUOTE).flat_map(escape).collect();
    if text.chars().nth(LONGEST_QUOTE).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

fn escape(character: char) -> impl Iterator<Item = char> {
    let is_special = character.is_control();
    let escaped = is_special.then(|| character.escape_default());
    escaped.into_iter().flatten().chain((!is_special).then_some(character))
}

/// The texts in backticks, separated by commas.
pub(crate) fn list<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    texts.into_iter().map(|text| quote(text.as_ref())).collect::<Vec<_>>().join(", ")
}

/// The known text that `text` was most likely meant to be; `None` when nothing is close.
pub(crate) fn closest<T: AsRef<str>>(text: &str, known: impl IntoIterator<Item = T>) -> Option<T> {
    if text.len() > LONGEST_QUOTE {
        return None;
    }
    let folded = fold(text);
    let limit = (folded.chars().count() / 3).max(1);
    known
        .into_iter()
        .filter(|candidate| candidate.as_ref().len() <= LONGEST_QUOTE)
        .map(|candidate| (distance(&folded, candidate.as_ref()), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.as_ref().len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn distance(folded: &str, candidate: &str) -> usize {
    strsim::damerau_levenshtein(folded, &fold(candidate))
}

/// `, did you mean `x`?` or nothing: the end of a message.
pub(crate) fn did_you_mean<T: AsRef<str>>(
    text: &str,
    known: impl IntoIterator<Item = T>,
) -> String {
    closest(text, known)
        .map(|known| format!(", did you mean {}?", quote(known.as_ref())))
        .unwrap_or_default()
}

// `peakRss`, `peak-rss` and `peak_rss` are one word to a person.
fn fold(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_word_and_another_word_finds_none() {
        let known = ["timeout", "budget", "tags", "peak_rss"];
        assert_eq!(closest("timout", known), Some("timeout"));
        assert_eq!(closest("tag", known), Some("tags"));
        assert_eq!(closest("peakRSS", known), Some("peak_rss"));
        assert_eq!(closest("colour", known), None);
        assert_eq!(closest("", known), None);
    }

    #[test]
    fn a_quote_is_one_short_line() {
        assert_eq!(quote("a\nb\u{1b}"), "`a\\nb\\u{1b}`");
        assert_eq!(quote(&"ä".repeat(100)).chars().count(), LONGEST_QUOTE + 3);
    }
}
