//! Pictures that stand alone.

use super::document::{elements, named};
use super::fixture::{alone, tree};
use crate::html::{badge, flame_graph};
use crate::tests::sample::{case, comparison, everything, id, wall};
use paceline_model::Verdict;

#[test]
fn a_flame_graph_stands_alone_and_runs_nothing() {
    let picture = flame_graph(&tree(["all", "put<script>", "evict"]), "put-get[<b>]");
    assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{picture}");
    assert!(picture.contains("+ evict") && picture.contains("put-get[&lt;b&gt;]"), "{picture}");
    let elements = elements(&picture);
    assert!(named(&elements, "script").is_empty() && named(&elements, "b").is_empty());
    assert_eq!(named(&elements, "style").len(), 1);
}

#[test]
fn a_badge_says_the_verdict_in_words_and_color() {
    let red = badge(&everything());
    assert!(red.contains("1 of 8 cases failed") && red.contains("#b3261e"), "{red}");
    let quiet =
        case(id("get", &[]), Verdict::Unchanged, vec![wall(Verdict::Unchanged, (1.0, 1.0), 0.01)]);
    let green = badge(&comparison(vec![quiet]));
    assert!(green.contains("no regression") && green.contains("#0a6b5e"), "{green}");
}

#[test]
fn a_suspect_case_is_shown_in_neither_red_nor_green() {
    let verdict = Verdict::Suspect;
    let doubtful = case(id("get", &[]), verdict, vec![wall(verdict, (1.0, 1.2), 0.01)]);
    let doubtful = comparison(vec![doubtful]);
    assert!(badge(&doubtful).contains("#7a5a00"), "{}", badge(&doubtful));
    let page = alone(&doubtful);
    let hero = elements(&page).into_iter().find(|one| one.name == "div").unwrap();
    assert_eq!(hero.attribute("class"), Some("hero open"));
}
