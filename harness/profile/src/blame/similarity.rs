//! Finds functions that were changed and renamed at once, by the words of the lines that ran.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use paceline_model::FunctionProfile;
use similar::{Algorithm, capture_diff_slices, get_diff_ratio};

use super::names;

/// Share of words in common, in order, from which two functions are one.
const ALIKE: f32 = 0.6;
/// Words below which likeness says nothing: `return self.size` is alike to every getter.
const FEWEST: usize = 10;
/// Words of a function that are looked at.
const MOST: usize = 300;
/// A word in more functions than this tells none of them apart.
const COMMON: usize = 30;
/// Functions of base that one of head is compared with word by word.
const CANDIDATES: usize = 6;
/// Pairs that are compared word by word, in all.
const EFFORT: usize = 2_000;

/// Words of a function: hashes in the order of the text, and sorted.
struct Words {
    in_order: Vec<u64>,
    sorted: Vec<u64>,
}

impl Words {
    fn of(profile: &FunctionProfile) -> Self {
        let words = profile.lines.iter().flat_map(|line| {
            line.text
                .split(|character: char| !character.is_alphanumeric() && character != '_')
                .filter(|word| !word.is_empty())
        });
        let in_order: Vec<u64> = words.take(MOST).map(hash).collect();
        let mut sorted = in_order.clone();
        sorted.sort_unstable();
        Self { in_order, sorted }
    }

    /// The largest likeness that any order of the words allows.
    fn bound(&self, other: &Self) -> f32 {
        let (mut own, mut others, mut both) = (0, 0, 0_u16);
        while let (Some(a), Some(b)) = (self.sorted.get(own), other.sorted.get(others)) {
            both += u16::from(a == b);
            own += usize::from(a <= b);
            others += usize::from(b <= a);
        }
        let size = u16::try_from(self.sorted.len() + other.sorted.len()).unwrap_or(u16::MAX);
        2.0 * f32::from(both) / f32::from(size.max(1))
    }

    fn likeness(&self, other: &Self) -> f32 {
        let steps = capture_diff_slices(Algorithm::Myers, &self.in_order, &other.in_order);
        get_diff_ratio(&steps, self.in_order.len(), other.in_order.len())
    }
}

// Not a keyed hasher: the same profiles must give the same blame.
fn hash(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

/// Pairs of places in `base` and `head` whose functions are alike, the most alike first, each function
/// once. At most [`EFFORT`] pairs are compared, the most promising ones.
pub(super) fn alike(base: &[&FunctionProfile], head: &[&FunctionProfile]) -> Vec<(usize, usize)> {
    let base_words: Vec<_> = base.iter().map(|profile| Words::of(profile)).collect();
    let head_words: Vec<_> = head.iter().map(|profile| Words::of(profile)).collect();
    let mut promising = promising(&base_words, &head_words);
    promising.truncate(EFFORT);
    let mut found: Vec<_> = promising
        .into_iter()
        .map(|(_, b, h)| (base_words[b].likeness(&head_words[h]), b, h))
        .filter(|(likeness, _, _)| *likeness >= ALIKE)
        .map(|(likeness, b, h)| (likeness, kinship(base[b], head[h]), b, h))
        .collect();
    found.sort_by(|one, other| {
        let places = (one.2, one.3).cmp(&(other.2, other.3));
        other.0.total_cmp(&one.0).then(other.1.cmp(&one.1)).then(places)
    });
    let (mut used_base, mut used_head) = (BTreeSet::new(), BTreeSet::new());
    found.retain(|(_, _, b, h)| {
        let is_free = !used_base.contains(b) && !used_head.contains(h);
        if is_free {
            used_base.insert(*b);
            used_head.insert(*h);
        }
        is_free
    });
    found.into_iter().map(|(_, _, b, h)| (b, h)).collect()
}

/// What decides between equally alike functions: the last part of the name, the file.
fn kinship(base: &FunctionProfile, head: &FunctionProfile) -> (bool, bool) {
    let spoken = names::spoken(&base.function);
    let has_name = spoken.is_some() && spoken == names::spoken(&head.function);
    (has_name, base.function.file == head.function.file)
}

/// Pairs that share rare words and may be alike, with the bound of their likeness, best first.
fn promising(base: &[Words], head: &[Words]) -> Vec<(f32, usize, usize)> {
    let mut places: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (place, words) in base.iter().enumerate().filter(|(_, words)| is_enough(words)) {
        for word in distinct(words) {
            places.entry(word).or_default().push(place);
        }
    }
    places.retain(|_, places| places.len() <= COMMON);
    let mut pairs = Vec::new();
    for (h, words) in head.iter().enumerate().filter(|(_, words)| is_enough(words)) {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for place in distinct(words).filter_map(|word| places.get(&word)).flatten() {
            *shared.entry(*place).or_default() += 1;
        }
        let mut shared: Vec<_> = shared.into_iter().collect();
        shared.sort_by_key(|(place, count)| (std::cmp::Reverse(*count), *place));
        let best = shared.into_iter().take(CANDIDATES);
        pairs.extend(best.map(|(b, _)| (base[b].bound(words), b, h)));
    }
    pairs.retain(|(bound, _, _)| *bound >= ALIKE);
    pairs.sort_by(|one, other| {
        other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2)))
    });
    pairs
}

fn is_enough(words: &Words) -> bool {
    words.in_order.len() >= FEWEST
}

fn distinct(words: &Words) -> impl Iterator<Item = u64> + '_ {
    words.sorted.chunk_by(|a, b| a == b).map(|same| same[0])
}
