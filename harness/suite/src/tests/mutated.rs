//! Suites with random damage: an error or a plan, never a panic.

use std::fs;

use super::{every_key, load_bytes};

/// A small generator (xorshift): the same damage in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }
}

const SHARDS: [&str; 30] = [
    "{", "}", "[", "]", ":", ": ", "- ", "#", "&a ", "*a", "!t ", "|\n", ">\n", "'", "\"", "\t",
    "\n", "\r\n", "  ", "<<: ", "---\n", "...", "~", "{x}", "é", "🎉", "\u{feff}", "%", "@", ", ",
];

fn damage(text: &str, dice: &mut Dice) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(6) {
        let at = dice.below(text.len());
        let end = (at + dice.below(12)).min(text.len());
        match dice.below(4) {
            0 => drop(text.drain(at..end)),
            1 => {
                let copy: Vec<char> = text[at..end].to_vec();
                text.splice(at..at, copy);
            }
            2 => drop(text.splice(at..at, SHARDS[dice.below(SHARDS.len())].chars()).count()),
            _ => {
                let line =
                    text.iter().take(at).rposition(|c| *c == '\n').map_or(0, |found| found + 1);
                text.splice(line..line, "  ".chars().take(dice.below(3)));
            }
        }
    }
    text.into_iter().collect()
}

#[test]
fn damaged_suites_never_panic() {
    let good = fs::read_to_string(every_key()).unwrap();
    let mut dice = Dice(0x5eed_0001);
    let (mut refused, mut located) = (0, 0);
    for _ in 0..400 {
        let text = damage(&good, &mut dice);
        let Err(errors) = load_bytes(&text).1 else { continue };
        refused += 1;
        let rendered = errors.render(false, 60);
        assert!(rendered.starts_with("error: "), "{rendered}");
        for diagnostic in errors.diagnostics() {
            let Some(place) = &diagnostic.place else { continue };
            located += 1;
            let source = text.strip_prefix('\u{feff}').unwrap_or(&text);
            assert!(source.get(place.span.clone()).is_some(), "{diagnostic:?}");
        }
    }
    assert!(refused > 300 && located > refused, "{refused} refused, {located} located");
}

#[test]
fn a_suite_cut_off_anywhere_never_panics() {
    let good = fs::read_to_string(every_key()).unwrap();
    for (end, _) in good.char_indices().step_by(7) {
        if let Err(errors) = load_bytes(&good[..end]).1 {
            assert!(!errors.diagnostics().is_empty());
        }
    }
}
