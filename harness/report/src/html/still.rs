//! Charts that stand alone, for documents and job summaries: changes against their gates, and metrics
//! over commits.

use paceline_model::{CaseComparison, Comparison, History, Verdict};

use super::chart::{Anchor, Svg, at};
use super::history::courses;
use super::pictures::{change, tone};
use crate::text;
use crate::view::{CaseView, ComparisonView, rank};

/// Rows of a chart at most.
const MOST_ROWS: usize = 40;
/// Columns of a name at most.
const LONGEST: usize = 60;
const ROW: f64 = 24.0;
const TOP: f64 = 34.0;
/// Height of a metric over commits, with its name.
const COURSE: f64 = 176.0;

/// Light and dark, as whoever looks at it wishes; no variables, which not every viewer of SVG knows.
const STYLE: &str = "svg{background:#fdfdfc}text{font:12px sans-serif;fill:#1d1f21}\
text.heading{font-weight:700;font-size:14px}text.quiet,text.tick{fill:#62666b;font-size:11px}\
path{fill:none;stroke:#62666b}.grid{stroke:#dededa}.band{fill:#e9ecef}.zero{stroke-width:.75}\
.gate{stroke-dasharray:2 2}.interval{stroke-width:2}.point{stroke:none;fill:#5f6368}\
.scatter{fill:#c05a00;fill-opacity:.14;stroke:none}.curve,.dot{stroke:#c05a00}.dot{fill:#c05a00}\
.worse{fill:#b3261e;stroke:#b3261e}.better{fill:#0a6b5e;stroke:#0a6b5e}.open{stroke:#7a5a00}\
.open.point{fill:#fdfdfc;stroke:#7a5a00}text.worse,text.better,text.open,text.beyond{stroke:none}\
text.open{fill:#7a5a00}@media(prefers-color-scheme:dark){svg{background:#15171a}text{fill:#e4e5e7}\
text.quiet,text.tick{fill:#9aa0a8}.grid{stroke:#33373d}.band{fill:#2a2e33}path{stroke:#9aa0a8}\
.point{fill:#a4a9b0}.worse{fill:#ff8f80;stroke:#ff8f80}.better{fill:#5fcdb8;stroke:#5fcdb8}\
.open{stroke:#e2bd57}.open.point{fill:#15171a;stroke:#e2bd57}text.open{fill:#e2bd57}\
.scatter{fill:#f2994a}.curve,.dot{stroke:#f2994a}.dot{fill:#f2994a}}";

/// What stands in a row.
struct Line {
    name: String,
    verdict: Verdict,
    change: String,
    outcome: String,
    drawing: String,
}

/// The gated changes of a comparison against their gates as an SVG file without script, what got worse
/// first; at most 40 rows.
pub fn change_chart(comparison: &Comparison) -> String {
    let mut rows: Vec<_> = comparison.cases.iter().flat_map(rows).collect();
    rows.sort_by_key(|row| rank(row.verdict));
    let height = |count: usize| TOP + ROW * lines(count) + 30.0;
    let headline = ComparisonView::new(comparison).headline;
    let shown = rows.len().min(MOST_ROWS);
    let mut svg = started([760.0, height(shown)], &headline);
    for (place, row) in rows.iter().take(MOST_ROWS).enumerate() {
        let top = TOP + ROW * lines(place);
        svg.label("name", at(8.0, top + 15.0), Anchor::Start, &text::elide(&row.name, LONGEST));
        svg.push(&placed(&row.drawing, 420.0, top));
        let class = tone(row.verdict);
        svg.label(class, at(650.0, top + 15.0), Anchor::End, &row.change);
        svg.label(class, at(660.0, top + 15.0), Anchor::Start, &row.outcome);
    }
    let rest = match rows.len() - shown {
        0 => String::new(),
        more => format!("; {more} more are left out"),
    };
    let legend = format!("▲ worse, ▼ better; the band is the gate, as wide in every row{rest}");
    svg.label("quiet", at(8.0, height(shown) - 10.0), Anchor::Start, &legend);
    finished(svg)
}

/// Metrics over the commits of one history or several as an SVG file without script, of each those with
/// findings first; at most 40.
pub fn history_chart(histories: &[History]) -> String {
    let courses: Vec<_> = histories.iter().flat_map(courses).take(MOST_ROWS).collect();
    let height = TOP + COURSE * lines(courses.len());
    let suites: Vec<_> = histories.iter().map(|history| history.suite.as_str()).collect();
    let mut svg = started([916.0, height], &format!("{} over commits", suites.join(", ")));
    for (place, (name, chart)) in courses.iter().enumerate() {
        let top = TOP + COURSE * lines(place);
        svg.label("name", at(8.0, top + 14.0), Anchor::Start, &text::elide(name, 2 * LONGEST));
        svg.push(&placed(chart, 8.0, top + 18.0));
    }
    finished(svg)
}

/// The gated metrics of a case that changed by a number, after the case itself where none of them has its
/// verdict.
fn rows(case: &CaseComparison) -> Vec<Line> {
    let view = CaseView::new(case);
    let drawn = case.metrics.iter().zip(&view.rows);
    let drawn = drawn.filter(|(metric, row)| row.is_gated && metric.estimate.is_some());
    let mut rows: Vec<_> = drawn
        .map(|(metric, row)| Line {
            name: format!("{} · {}", view.name, row.metric),
            verdict: row.verdict,
            change: row.change.clone(),
            outcome: row.outcome.clone(),
            drawing: change(metric, row),
        })
        .collect();
    if rows.iter().all(|row| row.verdict != view.verdict) {
        let own = Line {
            name: view.name,
            verdict: view.verdict,
            change: String::new(),
            outcome: view.badge,
            drawing: String::new(),
        };
        rows.insert(0, own);
    }
    rows
}

fn started(size: [f64; 2], heading: &str) -> Svg {
    let heading = text::visible(heading);
    let mut svg = Svg::new("chart", size, &heading);
    svg.push(&format!("<style>{STYLE}</style>"));
    svg.label("heading", at(8.0, 20.0), Anchor::Start, &text::elide(&heading, 2 * LONGEST));
    svg
}

/// A finished drawing within another one.
fn placed(drawing: &str, x: f64, y: f64) -> String {
    format!("<g transform=\"translate({x} {y})\">{drawing}</g>")
}

fn finished(svg: Svg) -> String {
    svg.finish().replacen("<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", 1) + "\n"
}

fn lines(count: usize) -> f64 {
    u32::try_from(count).map_or(0.0, f64::from)
}
