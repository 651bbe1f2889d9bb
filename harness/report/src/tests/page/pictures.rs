//! Pictures that stand alone.

use super::document::{elements, named};
use super::fixture::{alone, tree};
use crate::html::{badge, change_chart, flame_graph, history_chart};
use crate::tests::history::document as history;
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

#[test]
fn a_chart_has_every_gated_change_what_got_worse_first_and_runs_nothing() {
    let mut document = everything();
    document.cases[0].id = id("put<script>", &[]);
    let picture = change_chart(&document);
    assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{picture}");
    let elements = elements(&picture);
    assert!(named(&elements, "script").is_empty());
    let classes = |class: &str| {
        let texts = named(&elements, "text").into_iter();
        texts.filter(|one| one.attribute("class") == Some(class)).count()
    };
    let rows = document.cases.iter().map(|case| {
        let drawn = case.metrics.iter().filter(|metric| {
            metric.estimate.is_some() && matches!(metric.gate, paceline_model::GateSetting::On(_))
        });
        let verdicts: Vec<_> = drawn.map(|metric| metric.verdict).collect();
        verdicts.len() + usize::from(!verdicts.contains(&case.verdict))
    });
    assert_eq!(classes("name"), rows.sum::<usize>());
    assert_eq!((classes("heading"), classes("quiet")), (1, 1));
    assert!(picture.find("▲ regressed") < picture.find("▼ improved"), "{picture}");
    assert!(picture.contains("put&lt;script&gt;"), "{picture}");
}

#[test]
fn a_long_chart_is_cut_and_says_so() {
    let metrics = || vec![wall(Verdict::Unchanged, (1.0, 1.0), 0.01)];
    let many = (0..50)
        .map(|number| case(id(&format!("case {number}"), &[]), Verdict::Unchanged, metrics()));
    let picture = change_chart(&comparison(many.collect()));
    assert!(picture.contains("case 39 ·") && !picture.contains("case 40 ·"), "{picture}");
    assert!(picture.contains("10 more are left out"), "{picture}");
}

#[test]
fn the_past_is_a_chart_for_each_metric() {
    let picture = history_chart(&[history(), history()]);
    let elements = elements(&picture);
    let drawn = named(&elements, "svg").len();
    assert!(drawn >= 3, "{picture}");
    let names = named(&elements, "text").into_iter();
    assert_eq!(names.filter(|one| one.attribute("class") == Some("name")).count(), drawn - 1);
}
