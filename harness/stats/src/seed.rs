//! Seeds from content: the same values always draw the same random numbers.

/// A seed for [`crate::Bootstrap`] that depends on every bit of `slices` and on nothing else.
///
/// - The order of the slices and of the values counts, and so does where one slice ends and the
///   next begins. Negative zero counts as zero.
/// - The same on every platform and in every version: a change would change published intervals.
/// - O(n) time, no memory. Not a cryptographic hash.
///
/// It is FNV-1a (64 bit) over each slice's length and values as little-endian 64-bit words, passed
/// through the finaliser of `SplitMix64`. Source: Fowler, Noll & Vo, RFC 9923; Steele, Lea & Flood
/// (2014), "Fast splittable pseudorandom number generators", OOPSLA.
pub fn seed_from(slices: &[&[f64]]) -> u64 {
    let words = slices.iter().flat_map(|values| {
        let length = values.len() as u64;
        std::iter::once(length).chain(values.iter().map(|value| (value + 0.0).to_bits()))
    });
    finalise(fnv1a(words.flat_map(u64::to_le_bytes)))
}

fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Spreads every bit of `state` over the whole word.
fn finalise(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        // Test vectors of RFC 9923.
        assert_eq!(fnv1a(b"".iter().copied()), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a".iter().copied()), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar".iter().copied()), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn the_finaliser_is_the_one_of_splitmix() {
        // First two outputs of SplitMix64 for the seed 1234567, as given by Vigna's splitmix64.c.
        let golden = 0x9e37_79b9_7f4a_7c15_u64;
        assert_eq!(finalise(1_234_567_u64.wrapping_add(golden)), 6_457_827_717_110_365_317);
        assert_eq!(
            finalise(1_234_567_u64.wrapping_add(golden.wrapping_mul(2))),
            3_203_168_211_198_807_973
        );
    }

    #[test]
    fn a_seed_never_changes_between_versions() {
        assert_eq!(seed_from(&[&[1.0, 2.5], &[-3.0]]), 7_171_136_641_578_307_919);
    }

    #[test]
    fn content_order_and_boundaries_all_count() {
        let seeds = [
            seed_from(&[&[1.0, 2.0]]),
            seed_from(&[&[2.0, 1.0]]),
            seed_from(&[&[1.0], &[2.0]]),
            seed_from(&[&[1.0, 2.0], &[]]),
            seed_from(&[&[1.0, 2.0 + f64::EPSILON * 2.0]]),
            seed_from(&[]),
        ];
        let unique: std::collections::BTreeSet<_> = seeds.iter().collect();
        assert_eq!(unique.len(), seeds.len());
        assert_eq!(seed_from(&[&[0.0]]), seed_from(&[&[-0.0]]));
    }
}
