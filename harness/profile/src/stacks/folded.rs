//! Folded stacks: one line per stack, as the flame graph tools read them.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::union::Union;
use super::{Frame, Stacks};

/// Most characters of a frame's name, and of its file.
const LONGEST: usize = 500;

impl Stacks {
    /// One line `outer;inner weight` per stack, sorted; frames are `name (file:line)`.
    ///
    /// - `most`: lines at most, 1 at least; the lightest stacks become one named `[other]`.
    /// - `;` in names becomes `:`, line breaks and control characters become spaces.
    pub fn folded(&self, most: usize) -> String {
        lines(&Union::new([self], |_, frame| frame.clone()).heaviest(most))
    }

    /// One line `outer;inner base head` per stack of either side, sorted, with `self` as head: what
    /// difference flame graphs are drawn from. A stack that a side lacks has the weight 0 there.
    ///
    /// - `identity`: what a frame of base is called in head, so that what moved stays one.
    /// - `most`: as in [`Self::folded`]; a stack is as heavy as its heavier side.
    pub fn folded_pair(
        &self,
        base: &Self,
        identity: impl Fn(&Frame) -> Frame,
        most: usize,
    ) -> String {
        let identity =
            |side, frame: &Frame| if side == 0 { identity(frame) } else { frame.clone() };
        lines(&Union::new([base, self], identity).heaviest(most))
    }
}

fn lines<const N: usize>(union: &Union<N>) -> String {
    let names: Vec<_> = union.frames.iter().map(text).collect();
    // Names that differ only in what is not safe here are one now.
    let mut rows: BTreeMap<String, [f64; N]> = BTreeMap::new();
    for (stack, weights) in &union.rows {
        let names = stack.iter().filter_map(|place| names.get(usize::try_from(*place).ok()?));
        let stack = names.map(String::as_str).collect::<Vec<_>>().join(";");
        let sums = rows.entry(stack).or_insert([0.0; N]);
        sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
    }
    let mut text = String::new();
    for (stack, weights) in rows {
        text.push_str(&stack);
        for weight in weights {
            write!(text, " {weight}").expect("a string takes any text");
        }
        text.push('\n');
    }
    text
}

/// As in `LRU.put (cache/lru.py:30)`.
fn text(frame: &Frame) -> String {
    let (name, file) = (safe(&frame.name), safe(&frame.file));
    let name = if name.is_empty() { "[unnamed]".to_owned() } else { name };
    match (file.is_empty(), frame.line) {
        (true, _) => name,
        (false, 0) => format!("{name} ({file})"),
        (false, line) => format!("{name} ({file}:{line})"),
    }
}

fn safe(text: &str) -> String {
    let safe = |character: char| match character {
        ';' => ':',
        '\u{2028}' | '\u{2029}' => ' ',
        control if control.is_control() => ' ',
        plain => plain,
    };
    let text: String = text.chars().take(LONGEST).map(safe).collect();
    text.trim().to_owned()
}
