//! Memory: a peak of known size, and memory that is kept.

use std::hint::black_box;

use crate::cache;

/// Nominal peak of [`touch`], in bytes, beside what any process needs.
pub(crate) const BYTES: u64 = 64 << 20;

const PAGE: usize = 4096;

/// Touches every page of that many bytes once, then does the nominal work while they are held.
pub(crate) fn touch(bytes: u64) -> u64 {
    let held = filled(usize::try_from(bytes).unwrap_or(usize::MAX));
    let found = cache::work(cache::OPERATIONS);
    black_box(held);
    found
}

/// Iterates, does a little work each time and keeps `leak` KiB; returns the work's sum.
pub(crate) fn leak(leak: usize, iterations: u64) -> u64 {
    let mut kept = Vec::new();
    let mut sum = 0_u64;
    for iteration in 0..iterations {
        let scratch = filled(16 * PAGE);
        sum = sum.wrapping_add(iteration ^ u64::from(black_box(&scratch)[0]));
        kept.push(filled(leak << 10));
    }
    black_box(kept);
    sum
}

/// Bytes of which every page was written to, so that all of them are resident.
fn filled(bytes: usize) -> Vec<u8> {
    let mut made = vec![0_u8; bytes];
    for page in made.chunks_mut(PAGE) {
        page[0] = black_box(1);
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_does_not_depend_on_what_is_kept() {
        assert_eq!(leak(0, 100), leak(4, 100));
        assert_eq!(touch(PAGE as u64), touch(BYTES));
    }
}
