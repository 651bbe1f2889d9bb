//! Pictures that stand alone: a flame graph for documents and summaries, and a badge.

use paceline_model::{CallTree, Comparison};

use super::chart;
use super::chart::escaped;
use super::pictures::whole;
use crate::text;
use crate::view::{ComparisonView, human_name};

/// Style of a flame graph outside of a page: light and dark, as whoever looks at it wishes.
const FLAME_STYLE: &str = "svg{background:#fff}text.heading{font:12px sans-serif;fill:#222}\
text.frame{font:10.5px monospace;fill:#1a1a1a}.alone{fill:#f5c77e}\
.d0{fill:#3d8bd4}.d1{fill:#6fabe2}.d2{fill:#a0c9ee}.d3{fill:#cfe3f6}.d4{fill:#e4e6e8}\
.d5{fill:#fbe3cb}.d6{fill:#f8c795}.d7{fill:#f2a75d}.d8{fill:#e68425}\
@media(prefers-color-scheme:dark){svg{background:#15171a}text.heading{fill:#e4e5e7}}";

/// The call tree as an SVG file without script: of one side, or of both with what changed.
///
/// `title`: what it shows, as in `put-get[capacity=128]`.
pub fn flame_graph(tree: &CallTree, title: &str) -> String {
    let metric = human_name(&tree.metric).replace('_', " ");
    let title = format!("{} · {metric}", text::visible(title));
    let picture = chart::flame(tree, &title);
    let start = "<svg xmlns=\"http://www.w3.org/2000/svg\"";
    let picture = picture.replacen("<svg", start, 1);
    let style = format!("</title><style>{FLAME_STYLE}</style>");
    picture.replacen("</title>", &style, 1) + "\n"
}

/// The verdict as a small SVG file for a README.
pub fn badge(comparison: &Comparison) -> String {
    let headline = ComparisonView::new(comparison).headline;
    let shown = text::elide(&headline.to_lowercase(), 60);
    let color = match whole(comparison) {
        "worse" => "#b3261e",
        "open" => "#7a5a00",
        _ => "#0a6b5e",
    };
    let letters = u32::try_from(shown.chars().count()).unwrap_or(60);
    let (name, told) = (66, letters * 7 + 14);
    let width = name + told;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"20\" role=\"img\">\
         <title>paceline: {text}</title>\
         <rect width=\"{width}\" height=\"20\" rx=\"3\" fill=\"#555\"/>\
         <path d=\"M{name} 0h{straight}a3 3 0 0 1 3 3v14a3 3 0 0 1 -3 3h-{straight}z\" fill=\"{color}\"/>\
         <g fill=\"#fff\" text-anchor=\"middle\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">\
         <text x=\"{left}\" y=\"14\" textLength=\"54\">paceline</text>\
         <text x=\"{right}\" y=\"14\" textLength=\"{length}\">{text}</text></g></svg>\n",
        text = escaped(&shown),
        straight = told - 3,
        left = name / 2,
        right = name + told / 2,
        length = told - 14,
    )
}
