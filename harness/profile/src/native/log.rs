//! What valgrind itself had to say.

use paceline_model::Traces;

/// Most characters of valgrind's words that are repeated.
const LONGEST: usize = 300;

/// Why there is no profile, as far as the logs of the processes tell.
pub(super) fn refusal(traces: &Traces, prefix: &str) -> Option<String> {
    let logs = traces.files.iter().filter(|(name, _)| name.starts_with(prefix));
    logs.map(|(_, bytes)| String::from_utf8_lossy(bytes))
        .find_map(|log| unknown_instruction(&log).or_else(|| fatal(&log)))
}

/// A program that needs a newer processor than valgrind plays.
fn unknown_instruction(log: &str) -> Option<String> {
    log.lines().find(|line| line.contains("with default action of signal 4 (SIGILL)"))?;
    let bytes = log.lines().find_map(|line| line.split_once("unhandled instruction bytes: "));
    let place = log
        .lines()
        .skip_while(|line| !line.contains("with default action of signal 4"))
        .find_map(|line| line.split_once(" at 0x")?.1.split_once(": "));
    let bytes = bytes.map_or_else(String::new, |(_, bytes)| format!(" `{}`", excerpt(bytes)));
    let place = place.map_or_else(String::new, |(_, place)| format!(" in `{}`", excerpt(place)));
    Some(format!(
        "valgrind does not know the instruction{bytes}{place}; build for a plainer processor (no AVX-512, no \
         `-march=native`) or use a newer valgrind"
    ))
}

/// Valgrind gave up.
fn fatal(log: &str) -> Option<String> {
    let signs =
        ["valgrind: failed", "valgrind: fatal", "valgrind: Fatal", "the 'impossible' happened"];
    let line = log.lines().find(|line| signs.iter().any(|sign| line.contains(sign)))?;
    Some(format!("valgrind gave up: `{}`", excerpt(line)))
}

/// The end of what a process said, on one line.
pub(super) fn last_words(error: &str) -> String {
    let line = error.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("nothing");
    excerpt(line)
}

fn excerpt(text: &str) -> String {
    let plain = |one: char| if one.is_control() { ' ' } else { one };
    text.trim().chars().take(LONGEST).map(plain).collect()
}
