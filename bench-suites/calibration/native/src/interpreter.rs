//! A loop of many branches that stands at eight places in the program, the same but for its address.
//!
//! The place decides how branches share the entries of the predictor and the lines of the
//! instruction caches. Nothing that a repetition could average out: the same binary is as fast or
//! as slow each time.

use std::hint::black_box;

/// Nominal number of steps of [`branchy`]: near 30 milliseconds.
pub(crate) const STEPS: u64 = 18_000_000;

/// Where results are taken: every run gets this far, whatever its extra.
const RESULT_AT: u64 = STEPS / 10 * 9;

/// Interprets that many steps with the loop of that layout and returns the state after
/// [`RESULT_AT`] of them.
pub(crate) fn branchy(steps: u64, layout: u8) -> u64 {
    let interpret = match layout {
        0 => interpret::<0>,
        1 => interpret::<7>,
        2 => interpret::<13>,
        3 => interpret::<22>,
        4 => interpret::<29>,
        5 => interpret::<38>,
        6 => interpret::<45>,
        _ => interpret::<54>,
    };
    let program = program();
    let mut state = State { accumulator: 1, counter: 0, position: 0 };
    interpret(&program, &mut state, RESULT_AT);
    let result = state.accumulator;
    interpret(&program, &mut state, steps - RESULT_AT);
    black_box(state.accumulator);
    result
}

struct State {
    accumulator: u64,
    counter: u64,
    position: usize,
}

/// 509 operations, the same in each run; a prime, so that no table of a power of two lines up.
fn program() -> Vec<u8> {
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    (0..509)
        .map(|_| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            u8::try_from(random >> 40 & 0x3F).unwrap_or(0) % 10
        })
        .collect()
}

/// One loop, `PADDING` bytes further on. The padding is jumped over, once per call, so each layout
/// executes the same number of instructions.
#[inline(never)]
fn interpret<const PADDING: usize>(program: &[u8], state: &mut State, steps: u64) {
    pad::<PADDING>();
    let State { mut accumulator, mut counter, mut position } = *state;
    for _ in 0..steps {
        match program[position] {
            0 => accumulator = accumulator.wrapping_add(counter),
            1 => accumulator ^= accumulator >> 3,
            2 => accumulator = accumulator.wrapping_mul(0x9E37_79B9),
            3 => counter = counter.wrapping_add(1),
            4 => accumulator = accumulator.rotate_left(5),
            5 => {
                if accumulator & 1 == 0 {
                    counter ^= accumulator;
                }
            }
            6 => accumulator = accumulator.wrapping_sub(counter << 1),
            7 => {
                if counter > accumulator {
                    counter >>= 1;
                }
            }
            8 => counter = counter.wrapping_mul(3),
            _ => accumulator = !accumulator,
        }
        position = if position + 1 == program.len() { 0 } else { position + 1 };
    }
    *state = State { accumulator, counter, position };
}

/// Bytes that are never executed. Where the assembler is unknown there are none, and all layouts
/// are one.
#[expect(clippy::inline_always, reason = "the padding has to stand inside of the loop's function")]
#[inline(always)]
fn pad<const PADDING: usize>() {
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    // SAFETY: a jump over bytes that nothing refers to; no register, flag or memory changes.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        std::arch::asm!(
            "jmp 2f", ".skip {0}, 0xCC", "2:",
            const PADDING, options(nomem, nostack, preserves_flags)
        );
        #[cfg(target_arch = "aarch64")]
        std::arch::asm!(
            "b 2f", ".skip {0} * 4", "2:",
            const PADDING, options(nomem, nostack, preserves_flags)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_and_extra_gives_the_same_result() {
        let nominal = branchy(STEPS, 0);
        for layout in 1..8 {
            assert_eq!(branchy(STEPS / 100 * 102, layout), nominal, "layout {layout}");
        }
    }
}
