//! A cache that forgets the least recently used entry, and the loop that keeps it busy.

use std::hint::black_box;

/// Nominal number of operations of [`work`]: near 30 milliseconds.
pub(crate) const OPERATIONS: u64 = 2_700_000;

/// Where results are taken: every run gets this far, whatever its extra.
const RESULT_AT: u64 = OPERATIONS / 10 * 9;

const SLOTS: u32 = 4096;
const BUCKETS: u32 = SLOTS * 2;
const NOBODY: u32 = u32::MAX;

/// Puts and gets `operations` times, half of each, and returns the sum of what was found among the
/// first [`RESULT_AT`]. Keys come from a generator with a fixed seed, so that every run of a number
/// of operations executes the same instructions.
pub(crate) fn work(operations: u64) -> u64 {
    let mut cache = Cache::new();
    let mut keys = Keys(0x9E37_79B9_7F4A_7C15);
    let found = run(&mut cache, &mut keys, RESULT_AT);
    black_box(run(&mut cache, &mut keys, operations - RESULT_AT));
    found
}

/// The loop itself. Never inlined: the operations before and after the result run the same code.
#[inline(never)]
fn run(cache: &mut Cache, keys: &mut Keys, operations: u64) -> u64 {
    let mut found = 0_u64;
    for operation in 0..operations {
        let key = keys.next();
        if operation % 2 == 0 {
            cache.put(key, operation);
        } else {
            found = found.wrapping_add(cache.get(key).unwrap_or(0));
        }
    }
    found
}

/// A stream of keys (xorshift): twice as many as the cache has slots, so that half of the gets miss.
struct Keys(u64);

impl Keys {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) as u32 % (SLOTS * 2) // the upper bits are the random ones
    }
}

/// One entry: links of its bucket's chain and of the order of use, as indices.
#[derive(Clone, Copy)]
struct Entry {
    key: u32,
    value: u64,
    next_in_bucket: u32,
    newer: u32,
    older: u32,
}

/// A hash table of chains and a doubly linked list, in two arrays.
struct Cache {
    entries: Vec<Entry>,
    buckets: Vec<u32>,
    newest: u32,
    oldest: u32,
}

impl Cache {
    fn new() -> Self {
        Self {
            entries: Vec::with_capacity(SLOTS as usize),
            buckets: vec![NOBODY; BUCKETS as usize],
            newest: NOBODY,
            oldest: NOBODY,
        }
    }

    fn get(&mut self, key: u32) -> Option<u64> {
        let index = self.find(key)?;
        self.unlink(index);
        self.link_newest(index);
        Some(self.entries[index as usize].value)
    }

    fn put(&mut self, key: u32, value: u64) {
        if let Some(index) = self.find(key) {
            self.entries[index as usize].value = value;
            self.unlink(index);
            self.link_newest(index);
            return;
        }
        let index = self.free_slot();
        let head = &mut self.buckets[bucket_of(key)];
        self.entries[index as usize] =
            Entry { key, value, next_in_bucket: *head, newer: NOBODY, older: NOBODY };
        *head = index;
        self.link_newest(index);
    }

    fn find(&self, key: u32) -> Option<u32> {
        let mut index = self.buckets[bucket_of(key)];
        while index != NOBODY {
            let entry = &self.entries[index as usize];
            if entry.key == key {
                return Some(index);
            }
            index = entry.next_in_bucket;
        }
        None
    }

    /// A new slot, or that of the oldest entry, which is forgotten.
    fn free_slot(&mut self) -> u32 {
        let index = u32::try_from(self.entries.len()).unwrap_or(SLOTS);
        if index < SLOTS {
            self.entries.push(Entry {
                key: 0,
                value: 0,
                next_in_bucket: NOBODY,
                newer: NOBODY,
                older: NOBODY,
            });
            return index;
        }
        let oldest = self.oldest;
        self.unlink(oldest);
        self.leave_bucket(oldest);
        oldest
    }

    fn leave_bucket(&mut self, index: u32) {
        let Entry { key, next_in_bucket, .. } = self.entries[index as usize];
        let bucket = bucket_of(key);
        if self.buckets[bucket] == index {
            self.buckets[bucket] = next_in_bucket;
            return;
        }
        let mut before = self.buckets[bucket];
        while self.entries[before as usize].next_in_bucket != index {
            before = self.entries[before as usize].next_in_bucket;
        }
        self.entries[before as usize].next_in_bucket = next_in_bucket;
    }

    fn unlink(&mut self, index: u32) {
        let Entry { newer, older, .. } = self.entries[index as usize];
        match newer {
            NOBODY => self.newest = older,
            newer => self.entries[newer as usize].older = older,
        }
        match older {
            NOBODY => self.oldest = newer,
            older => self.entries[older as usize].newer = newer,
        }
    }

    fn link_newest(&mut self, index: u32) {
        let before = self.newest;
        self.entries[index as usize].newer = NOBODY;
        self.entries[index as usize].older = before;
        match before {
            NOBODY => self.oldest = index,
            before => self.entries[before as usize].newer = index,
        }
        self.newest = index;
    }
}

fn bucket_of(key: u32) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> 19) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_does_not_depend_on_the_extra() {
        let nominal = work(OPERATIONS);
        assert_eq!(work(OPERATIONS / 100 * 95), nominal);
        assert_eq!(work(OPERATIONS / 100 * 110), nominal);
        assert_ne!(nominal, 0);
    }

    #[test]
    fn the_least_recently_used_entry_is_forgotten() {
        let mut cache = Cache::new();
        for key in 0..SLOTS {
            cache.put(key, u64::from(key));
        }
        assert_eq!(cache.get(0), Some(0));
        cache.put(SLOTS, 7);
        assert_eq!(cache.get(1), None, "key 1 was the oldest after key 0 was used");
        assert_eq!(cache.get(0), Some(0));
        assert_eq!(cache.get(SLOTS), Some(7));
        assert_eq!(cache.entries.len(), SLOTS as usize);
    }

    #[test]
    fn a_key_falls_into_a_bucket() {
        assert!((0..SLOTS * 2).all(|key| bucket_of(key) < BUCKETS as usize));
    }
}
