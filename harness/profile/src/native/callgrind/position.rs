//! Positions and costs in a line of numbers, relative ones resolved.

use super::format::unknown;

/// What the columns of a line of numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    /// How many positions come first.
    positions: usize,
    /// Which of them is the source line.
    line: Option<usize>,
    /// Which of the costs after them counts.
    event: usize,
}

impl Default for Columns {
    /// As when a file says nothing about them.
    fn default() -> Self {
        Self { positions: 1, line: Some(0), event: 0 }
    }
}

impl Columns {
    /// From the head `positions:`.
    pub(super) fn set_positions(&mut self, names: &str) -> Result<(), String> {
        let names: Vec<_> = names.split_ascii_whitespace().collect();
        if !(1..=3).contains(&names.len()) {
            return Err(unknown("positions:"));
        }
        self.positions = names.len();
        self.line = names.iter().position(|name| *name == "line");
        Ok(())
    }

    /// From the head `events:`.
    pub(super) fn set_events(&mut self, names: &str, wanted: &str) -> Result<(), String> {
        let place = names.split_ascii_whitespace().position(|name| name == wanted);
        self.event = place.ok_or_else(|| format!("no event `{wanted}` was counted"))?;
        Ok(())
    }

    /// The wanted one of these costs; costs at the end may be left out for 0.
    pub(super) fn event(&self, costs: &str) -> Result<u64, String> {
        let cost = costs.split_ascii_whitespace().nth(self.event);
        cost.map_or(Ok(0), |cost| number(cost).ok_or_else(|| unknown(cost)))
    }
}

/// The positions of the last line of numbers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Positions {
    last: [u64; 3],
    line: u32,
}

impl Positions {
    /// Source line of the last cost; 0 where it is unknown.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// Takes the positions off a line of numbers and gives the costs after them.
    pub(super) fn advance<'a>(
        &mut self,
        columns: &Columns,
        text: &'a str,
    ) -> Result<&'a str, String> {
        let mut rest = text;
        for last in self.last.iter_mut().take(columns.positions) {
            let (word, after) = rest.trim_start().split_once(' ').unwrap_or((rest, ""));
            *last = resolve(*last, word).ok_or_else(|| unknown(text))?;
            rest = after;
        }
        let line = columns.line.map_or(0, |place| self.last[place]);
        self.line = u32::try_from(line).unwrap_or(0);
        Ok(rest)
    }

    /// The source line of a call's target, which the next position is not relative to.
    pub(super) fn peek(mut self, columns: &Columns, target: &str) -> Result<u32, String> {
        if target.is_empty() {
            return Ok(0);
        }
        self.advance(columns, target)?;
        Ok(self.line)
    }
}

/// A position: `*` for the last one, `+3` and `-3` relative to it, or a number.
fn resolve(last: u64, word: &str) -> Option<u64> {
    match word.as_bytes().first()? {
        b'*' => (word == "*").then_some(last),
        b'+' => last.checked_add(number(&word[1..])?),
        b'-' => last.checked_sub(number(&word[1..])?),
        _ => number(word),
    }
}

/// A number, decimal or with `0x`.
fn number(word: &str) -> Option<u64> {
    let (digits, radix) = word.strip_prefix("0x").map_or((word, 10), |digits| (digits, 16));
    // `from_str_radix` would take a sign.
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u64::from_str_radix(digits, radix).ok().filter(|_| is_plain)
}
