//! What holds for any two profiles.

use std::fmt::Write as _;

use paceline_model::{Blame, Matching, Profile};

use super::super::{Profiles, Wanted, blame, is_explained, matched};
use super::fixture::profile;

/// A small generator of numbers, always the same ones (Knuth's constants).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

const WORDS: [&str; 8] = ["alpha", "beta", "gamma", "delta", "omega", "key", "value", "node"];

/// A program of about twenty functions. Those of one `seed` are the same but for their counts, a few
/// names and a few lines, which `edition` decides.
fn program(seed: u64, edition: u64) -> Profile {
    let mut shape = Numbers(seed);
    let mut edits = Numbers(edition.wrapping_mul(977) + seed);
    let mut text = String::new();
    for number in 0..20 {
        let name = if edits.below(6) == 0 { number + 100 } else { number };
        let calls = 1 + shape.below(500) + edits.below(2) * edits.below(500);
        let bytecodes = calls * (5 + shape.below(40)) + edits.below(3) * 1000;
        let file = shape.below(3);
        writeln!(text, "project f{file}.py c.m{name} {number}0 body=b{name} calls={calls} bytecodes={bytecodes}").unwrap();
        for line in 0..shape.below(6) {
            let word = |numbers: &mut Numbers| WORDS[usize::try_from(numbers.below(8)).unwrap()];
            let (one, two) = (word(&mut shape), word(&mut shape));
            let callee = shape.below(20);
            let edited = if edits.below(8) == 0 { edits.below(99) } else { 0 };
            let hits = calls + edits.below(2) * edits.below(300);
            writeln!(
                text,
                "  {number}{} hits={hits} | {one}{edited} = m{callee}({two}, {line})",
                line + 1
            )
            .unwrap();
        }
    }
    for (number, name) in WORDS.iter().enumerate() {
        let calls = 100 * number as u64 + edits.below(2) * edits.below(900);
        writeln!(text, "builtin ~ <method '{name}' of 'list' objects> 0 calls={calls}").unwrap();
    }
    profile(&text)
}

fn programs() -> impl Iterator<Item = (Profile, Profile)> {
    (0..120).map(|seed| (program(seed, 1), program(seed, 2)))
}

fn shuffled(mut profile: Profile, seed: u64) -> Profile {
    let mut numbers = Numbers(seed);
    for place in (1..profile.functions.len()).rev() {
        let other = usize::try_from(numbers.below(place as u64 + 1)).unwrap();
        profile.functions.swap(place, other);
    }
    profile
}

#[test]
fn a_profile_beside_itself_blames_nobody() {
    for (base, _) in programs() {
        let profiles = Profiles::new(&base, &base);
        assert_eq!(blame(&profiles, Wanted::default()), []);
        assert_eq!(is_explained(&profiles), Some(false));
        assert!(matched(&profiles).iter().all(|one| one.matched == Matching::Same));
    }
}

#[test]
fn the_order_of_the_functions_does_not_matter() {
    for (seed, (base, head)) in (0..).zip(programs()) {
        let other = (shuffled(base.clone(), seed), shuffled(head.clone(), seed + 7));
        let (one, two) = (Profiles::new(&base, &head), Profiles::new(&other.0, &other.1));
        assert_eq!(matched(&one), matched(&two));
        assert_eq!(blame(&one, Wanted::default()), blame(&two, Wanted::default()));
    }
}

#[test]
fn the_sides_are_mirrors() {
    let mut compared = 0;
    for (base, head) in programs() {
        let there = blame(&Profiles::new(&base, &head), Wanted::default());
        let back = blame(&Profiles::new(&head, &base), Wanted::default());
        let mirrored: Vec<_> = back.iter().map(mirrored).collect();
        assert_eq!(there.iter().map(identity).collect::<Vec<_>>(), mirrored);
        compared += there.len();
    }
    assert!(compared > 300, "only {compared} entries were compared");
}

type Identity = (String, Matching, String, [f64; 2], Option<[f64; 2]>);

fn identity(blame: &Blame) -> Identity {
    let line = blame.line.as_ref().map(|line| [line.base, line.head]);
    let name = &blame.former.as_ref().unwrap_or(&blame.function).name;
    (name.clone(), blame.matched, blame.metric.to_string(), [blame.base, blame.head], line)
}

fn mirrored(blame: &Blame) -> Identity {
    let (_, matched, metric, [base, head], line) = identity(blame);
    let matched = match matched {
        Matching::New => Matching::Gone,
        Matching::Gone => Matching::New,
        both @ (Matching::Same | Matching::Moved | Matching::Renamed | Matching::Similar) => both,
    };
    let line = line.map(|[base, head]| [head, base]);
    // What is called one thing in base and another in head is known by its name in base.
    (blame.function.name.clone(), matched, metric, [head, base], line)
}

#[test]
fn every_function_is_in_the_difference_once() {
    for (base, head) in programs() {
        let all = matched(&Profiles::new(&base, &head));
        let with_base = all.iter().filter(|one| one.matched != Matching::New).count();
        let with_head = all.iter().filter(|one| one.matched != Matching::Gone).count();
        assert_eq!((with_base, with_head), (base.functions.len(), head.functions.len()));
    }
}

#[test]
fn at_most_five_are_blamed_whatever_a_document_says() {
    let text = "project a.py f 1 body=x calls=1e308 bytecodes=-5\n  1 hits=inf | with f(\n\
                project a.py f 1 body=x calls=NaN bytecodes=1e308\n  0 hits=-inf | é(ü(\n\
                native  <>::<<< 0 calls=1e308 instructions=1e308\n\
                native  >:: 0 calls=0 instructions=-1e308\n\
                builtin ~ {method ' 0 calls=3\n";
    for (base, head) in programs().take(50) {
        let strange = profile(text);
        for pair in [(&base, &strange), (&strange, &head), (&base, &head), (&strange, &strange)] {
            let profiles = Profiles::new(pair.0, pair.1);
            assert!(blame(&profiles, Wanted::default()).len() <= 5);
            assert!(matched(&profiles).len() >= pair.0.functions.len());
        }
    }
}
