//! The built-in program of `paceline doctor`: always the same work, of the processor and of memory.

use std::hint::black_box;
use std::process::ExitCode;

/// The argument that makes paceline's executable the built-in program, see [`work`].
pub const WORK_ARGUMENT: &str = "__work";

/// Numbers in the table: 2 MiB, more than a core keeps to itself on most machines.
const NUMBERS: usize = 1 << 18;
/// Steps that take about 30 ms; fewer where the compiler did not optimise.
const STEPS: u32 = if cfg!(debug_assertions) { 1_000_000 } else { 12_000_000 };

/// The body of `paceline __work`: about 30 milliseconds of work that never differs, and nothing
/// else. To be called before anything is set up.
pub fn work() -> ExitCode {
    black_box(walk(black_box(STEPS)));
    ExitCode::SUCCESS
}

/// Reads and changes numbers of a table in an order that looks random and is not.
fn walk(steps: u32) -> u64 {
    let mut table = vec![0_u64; NUMBERS];
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    for step in 0..steps {
        // Marsaglia (2003), "Xorshift RNGs".
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        #[expect(clippy::cast_possible_truncation, reason = "the remainder is an index")]
        let place = (state % NUMBERS as u64) as usize;
        table[place] = table[place].wrapping_mul(31).wrapping_add(u64::from(step));
    }
    table.iter().fold(state, |sum, number| sum.wrapping_mul(31).wrapping_add(*number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_never_differs_and_every_step_counts() {
        assert_eq!(walk(1000), walk(1000));
        assert_ne!(walk(1000), walk(1001));
    }
}
