//! Counting by callgrind: the program asks valgrind by a sequence of instructions that does nothing on a
//! processor (`VALGRIND_DO_CLIENT_REQUEST` of valgrind.h).
#![cfg_attr(
    all(target_os = "linux", target_arch = "x86_64"),
    expect(unsafe_code, reason = "valgrind is asked by instructions that only assembly can write")
)]

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::instructions::CounterError;

/// Callgrind's requests begin with its letters, `CT`.
const CALLGRIND: usize = 0x4354_0000;
const DUMP: usize = CALLGRIND;
const ZERO: usize = CALLGRIND + 1;
const START: usize = CALLGRIND + 4;
const STOP: usize = CALLGRIND + 5;
const RUNNING_ON_VALGRIND: usize = 0x1001;

/// Callgrind numbers the files of a process.
static DUMPS: AtomicU64 = AtomicU64::new(0);

/// Whether valgrind runs the program, with any of its tools.
pub(crate) fn is_there() -> bool {
    ask(RUNNING_ON_VALGRIND) != 0
}

/// Counts from zero on.
pub(crate) fn start() {
    ask(START);
    ask(ZERO);
}

/// What was counted since the start; then counts no more, which makes all else faster. Fails where callgrind
/// leaves no count: another tool of valgrind runs, or its output goes elsewhere.
pub(crate) fn end() -> Result<u64, CounterError> {
    ask(DUMP);
    ask(STOP);
    let number = DUMPS.fetch_add(1, Ordering::Relaxed) + 1;
    let path = PathBuf::from(format!("callgrind.out.{}.{number}", std::process::id()));
    let fail = |reason: String| CounterError::NoDump { path: path.clone(), reason };
    let text = fs::read_to_string(&path).map_err(|error| fail(error.to_string()))?;
    fs::remove_file(&path).map_err(|error| fail(error.to_string()))?;
    instructions(&text).ok_or_else(|| fail("there is no line `totals:`".to_owned()))
}

/// The first number of `totals:`, which are instructions with any options of callgrind.
fn instructions(text: &str) -> Option<u64> {
    let totals = text.lines().rev().find_map(|line| line.strip_prefix("totals:"))?;
    totals.split_whitespace().next()?.parse().ok()
}

/// The answer to a request; 0 where nobody is there to answer.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn ask(request: usize) -> usize {
    let arguments = [request, 0, 0, 0, 0, 0];
    let mut answer = 0_usize;
    // SAFETY: the rotations add up to 128 bits and the exchange is of a register with itself, so nothing
    // changes but the flags. Valgrind reads `arguments` and writes rdx.
    unsafe {
        std::arch::asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") arguments.as_ptr(),
            inout("rdx") answer,
            inout("rdi") 0_usize => _,
        );
    }
    answer
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
fn ask(_request: usize) -> usize {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_of_valgrind_nobody_answers() {
        assert!(!is_there());
    }

    #[test]
    fn instructions_are_the_first_total() {
        assert_eq!(instructions("events: Ir Dr\nfn=a\n1 2 3\ntotals: 2 3\n"), Some(2));
        assert_eq!(instructions("events: Ir\n"), None);
    }
}
