//! Reads folded stacks, of paceline or of any other tool. The text may be anything.

use std::collections::BTreeMap;

use paceline_model::{MetricName, Origin};

use super::{Frame, Stacks};

/// Most lines that are read.
const LINES: usize = 1_000_000;
/// Most frames of one stack.
const DEPTH: usize = 4096;
/// Most frames of all stacks together.
const FRAMES: usize = 20_000_000;

/// Why a text is not folded stacks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldedError {
    /// A line does not end with a weight.
    #[error(
        "line {line}: `{found}` is not a number of 0 or more; each line is `outer;inner weight`"
    )]
    Weight {
        /// The line, from 1.
        line: usize,
        /// What stands where the weight should, its beginning.
        found: String,
    },
    /// A line has a weight and nothing else.
    #[error("line {line}: there is no stack before the weight")]
    Empty {
        /// The line, from 1.
        line: usize,
    },
    /// There is more than is read.
    #[error("line {line}: more than {most} {what}")]
    TooLarge {
        /// The line, from 1.
        line: usize,
        /// What there is too much of.
        what: &'static str,
        /// How many are read.
        most: usize,
    },
}

impl Stacks {
    /// Reads lines `outer;inner weight`; stacks that occur twice are added up. Frames written as
    /// `name (file:line)` have a file and a line, others a name only. Empty lines and those that start
    /// with `#` say nothing.
    ///
    /// - `metric`: what the weights count.
    /// - Fails at the first line that is something else, and for more than a million lines, 4096
    ///   frames in a stack, or 20 million frames in all.
    pub fn from_folded(text: &str, metric: MetricName) -> Result<Self, FoldedError> {
        let mut reader = Reader::default();
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            if index >= LINES {
                return Err(FoldedError::TooLarge { line: number, what: "lines", most: LINES });
            }
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                reader.line(line, number)?;
            }
        }
        Ok(Self { metric, frames: reader.frames, weights: reader.weights })
    }
}

#[derive(Default)]
struct Reader<'a> {
    places: BTreeMap<&'a str, u32>,
    frames: Vec<Frame>,
    weights: BTreeMap<Vec<u32>, f64>,
    total: usize,
}

impl<'a> Reader<'a> {
    fn line(&mut self, text: &'a str, line: usize) -> Result<(), FoldedError> {
        let (stack, last) = text.rsplit_once(char::is_whitespace).unwrap_or(("", text));
        let weight = last.parse().ok().filter(|weight: &f64| weight.is_finite() && *weight >= 0.0);
        let Some(weight) = weight else {
            return Err(FoldedError::Weight { line, found: last.chars().take(40).collect() });
        };
        let stack = stack.trim_end();
        if stack.is_empty() {
            return Err(FoldedError::Empty { line });
        }
        let depth = stack.split(';').count();
        self.total += depth;
        if depth > DEPTH {
            return Err(FoldedError::TooLarge { line, what: "frames in a stack", most: DEPTH });
        }
        if self.total > FRAMES {
            return Err(FoldedError::TooLarge { line, what: "frames in all", most: FRAMES });
        }
        let stack = stack.split(';').map(|frame| self.place(frame)).collect();
        *self.weights.entry(stack).or_default() += weight;
        Ok(())
    }

    fn place(&mut self, text: &'a str) -> u32 {
        // Not more than `FRAMES`, which fits.
        let next = u32::try_from(self.frames.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(text).or_insert(next);
        if place == next {
            self.frames.push(frame(text));
        }
        place
    }
}

fn frame(text: &str) -> Frame {
    let frame = |name: &str, file: &str, line| Frame {
        file: file.to_owned(),
        name: name.to_owned(),
        line,
        origin: Origin::Native,
    };
    located(text).map_or_else(|| frame(text, "", 0), |(name, file, line)| frame(name, file, line))
}

/// Name, file and line of `name (file:line)`.
fn located(text: &str) -> Option<(&str, &str, u32)> {
    let (name, place) = text.strip_suffix(')')?.rsplit_once(" (")?;
    let (file, line) = place.rsplit_once(':')?;
    // Digits only, without a leading 0: what is written again reads the same.
    let line =
        line.parse().ok().filter(|number: &u32| *number > 0 && number.to_string() == line)?;
    (!name.is_empty() && !file.is_empty()).then_some((name, file, line))
}
