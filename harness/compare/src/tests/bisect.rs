//! Searches among simulated commits, with answers that are right, noisy or missing.

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

use crate::{Answer, MOST_ATTEMPTS, Next, Search};

/// Searches until something is found; gives the places and the number of answers.
fn search(count: usize, mut answer: impl FnMut(usize, u32) -> Answer) -> (Vec<usize>, u32) {
    let mut search = Search::new(count);
    let mut answers = 0;
    loop {
        match search.next() {
            Next::Found(places) => return (places, answers),
            Next::Measure { place, attempt } => {
                assert!((1..count).contains(&place), "{place} of {count} is known already");
                answers += 1;
                search.hear(place, answer(place, attempt));
            }
        }
    }
}

fn truth(place: usize, first: usize) -> Answer {
    if place >= first { Answer::Bad } else { Answer::Good }
}

#[test]
fn every_first_bad_commit_is_found_in_a_logarithm_of_answers() {
    for count in 1..=70 {
        for first in 1..=count {
            let (found, answers) = search(count, |place, _| truth(place, first));
            assert_eq!(found, [first], "of {count}");
            assert!(answers <= Search::expected_answers(count), "{answers} for {count}");
        }
    }
    assert_eq!([1, 2, 12, 60, 64, 65].map(Search::expected_answers), [0, 1, 4, 6, 6, 7]);
}

#[test]
fn an_undecided_commit_is_measured_thrice_in_a_row_and_then_its_neighbour() {
    let mut asked = Vec::new();
    let (found, _) = search(8, |place, attempt| {
        asked.push((place, attempt));
        if place == 4 { Answer::Unsure } else { truth(place, 6) }
    });
    assert_eq!(found, [6]);
    assert_eq!(asked[..4], [(4, 1), (4, 2), (4, MOST_ATTEMPTS), (3, 1)]);
}

#[test]
fn broken_commits_before_the_first_bad_one_leave_a_range() {
    let answer = |place, _| match place {
        4..=6 => Answer::Broken,
        place => truth(place, 6),
    };
    let (found, answers) = search(9, answer);
    assert_eq!(found, [4, 5, 6, 7]);
    assert!(answers <= 9, "{answers}");
    assert_eq!(search(5, |_, _| Answer::Broken).0, [1, 2, 3, 4, 5]);
}

#[test]
fn a_search_ends_with_the_truth_among_its_places_whatever_is_broken_or_undecided() {
    let mut random = Pcg64Mcg::seed_from_u64(5);
    for _ in 0..2000 {
        let count = random.random_range(1..60);
        let first = random.random_range(1..=count);
        let share = random.random_range(0.0..1.0);
        let broken: Vec<bool> = (0..=count).map(|_| random.random_bool(share)).collect();
        let mut unsure = 0;
        let (found, answers) = search(count, |place, _| match broken[place] {
            true => Answer::Broken,
            false if random.random_bool(0.3) => {
                unsure += 1;
                Answer::Unsure
            }
            false => truth(place, first),
        });
        assert!(found.contains(&first), "{first} is not in {found:?}");
        assert!(found.windows(2).all(|pair| pair[1] == pair[0] + 1));
        let most = u32::try_from(count).unwrap() * MOST_ATTEMPTS;
        assert!(answers <= most, "{answers} answers about {count} commits");
        if share < 0.01 && unsure == 0 {
            assert_eq!(found.len(), 1);
        }
    }
}

#[test]
fn wrong_answers_mislead_no_more_often_than_the_sum_of_their_probabilities() {
    const ERROR: f64 = 0.01;
    let mut random = Pcg64Mcg::seed_from_u64(6);
    let (mut wrong, searches) = (0, 4000);
    for _ in 0..searches {
        let first = random.random_range(1..=64);
        let (found, answers) = search(64, |place, _| match random.random_bool(ERROR) {
            true if place >= first => Answer::Good,
            true => Answer::Bad,
            false => truth(place, first),
        });
        assert_eq!(answers, 6);
        wrong += u32::from(found != [first]);
    }
    let share = f64::from(wrong) / f64::from(searches);
    // The union bound is 6 % here; four standard errors of a share of 6 % are 1.5 %.
    assert!((0.03..0.075).contains(&share), "{share}");
}

#[test]
fn answers_about_places_outside_say_nothing() {
    let mut search = Search::new(8);
    search.hear(4, Answer::Good);
    for place in [0, 3, 4, 8, 99] {
        search.hear(place, Answer::Bad);
    }
    assert_eq!(search.next(), Next::Measure { place: 6, attempt: 1 });
}
