//! Finds out which function of base became which function of head.
//!
//! Rules run in order, and each pairs what only it can tell apart: same file and name; same name and code;
//! same name; same code; alike lines. What is left is new or gone. The order in which a profile lists its
//! functions does not matter.

use std::collections::BTreeMap;

use paceline_model::{Function, FunctionProfile, Matching, Origin};

use super::profiles::Profiles;
use super::{names, similarity};

/// A function of both sides, or of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match<'a> {
    pub(super) base: Option<&'a FunctionProfile>,
    pub(super) head: Option<&'a FunctionProfile>,
    pub(super) matched: Matching,
}

impl<'a> Match<'a> {
    /// The function in head; in base where head has it no more.
    pub(super) fn function(&self) -> Option<&'a Function> {
        self.head.or(self.base).map(|profile| &profile.function)
    }

    /// The function in base where its place or name differs.
    pub(super) fn former(&self) -> Option<&'a Function> {
        let (base, head) = (&self.base?.function, &self.head?.function);
        let is_other = base.file != head.file || base.name != head.name;
        // That an environment stands elsewhere is no news.
        let is_news = head.origin == Origin::Project || self.matched != Matching::Same;
        (is_other && is_news).then_some(base)
    }

    /// Whether the project's own.
    pub(super) fn is_project(&self) -> bool {
        self.function().is_some_and(|function| function.origin == Origin::Project)
    }
}

/// A function that is not paired yet.
struct Candidate<'a> {
    profile: &'a FunctionProfile,
    /// Its file as head calls it.
    file: &'a str,
    /// Its name without what differs from build to build.
    name: String,
}

impl Candidate<'_> {
    fn body(&self) -> Option<&str> {
        self.profile.function.body.as_deref()
    }

    fn is_project(&self) -> bool {
        self.profile.function.origin == Origin::Project
    }

    fn named(&self) -> Option<&str> {
        (!names::is_anonymous(&self.name)).then_some(&self.name)
    }
}

/// How many functions of a side may share what a rule goes by.
#[derive(Clone, Copy, PartialEq)]
enum Crowd {
    /// One.
    Single,
    /// As many as the other side has; they pair in the order of their lines.
    Equal,
}

struct Pool<'a> {
    base: Vec<Candidate<'a>>,
    head: Vec<Candidate<'a>>,
    found: Vec<Match<'a>>,
}

/// All functions of both sides, each once, in the order of their files, names and lines.
pub(super) fn matches<'a>(profiles: &'a Profiles<'a>) -> Vec<Match<'a>> {
    let renamed = |file: &'a str| profiles.renames.get(file).map_or(file, String::as_str);
    let mut pool = Pool {
        base: candidates(&profiles.base.functions, renamed),
        head: candidates(&profiles.head.functions, |file| file),
        found: Vec::new(),
    };
    pool.pair_by_place();
    pool.pair_by_name();
    pool.pair_by_code();
    pool.pair_by_likeness();
    pool.finish()
}

fn candidates<'a>(
    functions: &'a [FunctionProfile],
    renamed: impl Fn(&'a str) -> &'a str,
) -> Vec<Candidate<'a>> {
    let mut candidates: Vec<_> = functions
        .iter()
        .map(|profile| Candidate {
            profile,
            file: renamed(&profile.function.file),
            name: names::lasting_name(&profile.function),
        })
        .collect();
    candidates.sort_by(|one, other| one.profile.function.cmp(&other.profile.function));
    candidates
}

impl<'a> Pool<'a> {
    fn pair_by_place(&mut self) {
        let same = |base: &Candidate<'_>, head: &Candidate<'_>| {
            let has_moved = base.profile.function.file != head.profile.function.file;
            if has_moved { Matching::Moved } else { Matching::Same }
        };
        self.pair(Crowd::Single, same, |one| {
            Some((one.file.to_owned(), one.name.clone(), one.body()?.to_owned()))
        });
        let place = |one: &Candidate<'_>| Some((one.file.to_owned(), one.name.clone()));
        self.pair(Crowd::Single, same, place);
        self.pair(Crowd::Equal, same, place);
    }

    fn pair_by_name(&mut self) {
        let moved = |_: &Candidate<'_>, _: &Candidate<'_>| Matching::Moved;
        let same = |_: &Candidate<'_>, _: &Candidate<'_>| Matching::Same;
        let tail = |one: &Candidate<'_>| {
            let tail = names::file_tail(one.file).to_owned();
            (!one.is_project()).then(|| (tail, one.name.clone()))
        };
        self.pair(Crowd::Single, same, tail);
        self.pair(Crowd::Equal, same, tail);
        self.pair(Crowd::Single, moved, |one| {
            let name = one.is_project().then(|| one.name.clone())?;
            Some((name, one.body()?.to_owned()))
        });
        self.pair(Crowd::Single, moved, |one| {
            // Unlike files of libraries have functions of the same name; the machine's code and the
            // interpreter's has not.
            let is_library = one.profile.function.origin == Origin::Library;
            (!is_library).then(|| one.named().map(|name| (one.is_project(), name.to_owned())))?
        });
    }

    fn pair_by_code(&mut self) {
        self.pair(
            Crowd::Single,
            |_, _| Matching::Renamed,
            |one| one.is_project().then(|| one.body().map(str::to_owned))?,
        );
    }

    fn pair_by_likeness(&mut self) {
        let own = |side: &[Candidate<'a>]| -> Vec<_> {
            side.iter().filter(|one| one.is_project()).map(|one| one.profile).collect()
        };
        let (base, head) = (own(&self.base), own(&self.head));
        for (base_place, head_place) in similarity::alike(&base, &head) {
            let (base, head) = (base[base_place], head[head_place]);
            self.base.retain(|one| !std::ptr::eq(one.profile, base));
            self.head.retain(|one| !std::ptr::eq(one.profile, head));
            let matched = Matching::Similar;
            self.found.push(Match { base: Some(base), head: Some(head), matched });
        }
    }

    /// Pairs the functions that share a key with as many of the other side as `crowd` allows.
    fn pair<K: Ord>(
        &mut self,
        crowd: Crowd,
        matching: impl Fn(&Candidate<'_>, &Candidate<'_>) -> Matching,
        key: impl Fn(&Candidate<'_>) -> Option<K>,
    ) {
        let base_places = places(&self.base, &key);
        let head_places = places(&self.head, &key);
        let mut base_used = vec![false; self.base.len()];
        let mut head_used = vec![false; self.head.len()];
        for (key, bases) in base_places {
            let Some(heads) = head_places.get(&key) else { continue };
            if bases.len() != heads.len() || (crowd == Crowd::Single && bases.len() > 1) {
                continue;
            }
            for (base_place, head_place) in bases.into_iter().zip(heads) {
                let (base, head) = (&self.base[base_place], &self.head[*head_place]);
                let matched = matching(base, head);
                let (base, head) = (Some(base.profile), Some(head.profile));
                self.found.push(Match { base, head, matched });
                base_used[base_place] = true;
                head_used[*head_place] = true;
            }
        }
        drop_used(&mut self.base, &base_used);
        drop_used(&mut self.head, &head_used);
    }

    fn finish(self) -> Vec<Match<'a>> {
        let mut all = self.found;
        all.extend(self.base.into_iter().map(|one| Match {
            base: Some(one.profile),
            head: None,
            matched: Matching::Gone,
        }));
        all.extend(self.head.into_iter().map(|one| Match {
            base: None,
            head: Some(one.profile),
            matched: Matching::New,
        }));
        all.sort_by(|one, other| one.function().cmp(&other.function()));
        all
    }
}

fn places<K: Ord>(
    side: &[Candidate<'_>],
    key: impl Fn(&Candidate<'_>) -> Option<K>,
) -> BTreeMap<K, Vec<usize>> {
    let mut places: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (place, candidate) in side.iter().enumerate() {
        if let Some(key) = key(candidate) {
            places.entry(key).or_default().push(place);
        }
    }
    places
}

fn drop_used(side: &mut Vec<Candidate<'_>>, used: &[bool]) {
    let mut used = used.iter();
    side.retain(|_| !used.next().copied().unwrap_or(false));
}
