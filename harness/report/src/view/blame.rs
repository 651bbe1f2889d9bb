//! Where a change comes from, ready to show.

use paceline_model::{Blame, Function, LineBlame, Matching, MetricName, Unit, unit_of};

use super::row::human_name;
use crate::number;
use crate::text;

/// Reasons of a case that a report shows.
pub(crate) const MOST_REASONS: usize = 5;

/// One function that moved.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BlameView {
    /// Its name.
    pub(crate) function: String,
    /// Its file and line; may be empty.
    pub(crate) place: String,
    /// What became of it; empty where nothing did.
    pub(crate) origin: Remark,
    /// What moved, by how much, as in `+102,312 bytecodes`.
    pub(crate) moved: String,
    /// The line that moved most.
    pub(crate) line: Option<LineView>,
}

/// What became of something: words, then foreign text. Both may be empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Remark {
    /// As in `new` or `moved from`.
    pub(crate) words: &'static str,
    /// As in `lru.py:18`.
    pub(crate) code: String,
}

impl Remark {
    /// Both parts in one line.
    pub(crate) fn text(&self) -> String {
        format!("{} {}", self.words, self.code).trim().to_owned()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.code.is_empty()
    }
}

/// The line that moved most.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LineView {
    /// As in `line 27`.
    pub(crate) number: String,
    /// Its text; may be empty.
    pub(crate) code: String,
    /// What moved, by how much.
    pub(crate) moved: String,
}

impl BlameView {
    pub(crate) fn new(blame: &Blame) -> Self {
        let only = match blame.matched {
            Matching::New | Matching::Gone => true,
            Matching::Same | Matching::Moved | Matching::Renamed | Matching::Similar => false,
        };
        let moved = if only {
            let unit = unit_of(&blame.metric);
            let size = number::difference(&unit, blame.base, blame.head);
            named(size, blame.head - blame.base, &blame.metric)
        } else {
            moved(&blame.metric, blame.base, blame.head)
        };
        Self {
            function: name(&blame.function),
            place: place(&blame.function),
            origin: origin(blame.matched, &blame.function, blame.former.as_ref()),
            moved,
            line: blame.line.as_ref().map(LineView::new),
        }
    }
}

impl LineView {
    fn new(line: &LineBlame) -> Self {
        Self {
            number: format!("line {}", line.line),
            code: text::visible(&line.text).trim().to_owned(),
            moved: moved(&line.metric, line.base, line.head),
        }
    }
}

/// The name of a function for people.
pub(super) fn name(function: &Function) -> String {
    let name = text::visible(&function.name);
    if name.trim().is_empty() { "(unnamed)".to_owned() } else { name }
}

/// File and line, as far as known.
pub(super) fn place(function: &Function) -> String {
    let file = text::visible(&function.file);
    if function.line == 0 || file.is_empty() { file } else { format!("{file}:{}", function.line) }
}

/// What became of a function between base and head; empty where it stayed what it was.
pub(super) fn origin(matched: Matching, function: &Function, former: Option<&Function>) -> Remark {
    let words = match (matched, former.is_some()) {
        (Matching::Same, _) => return Remark::default(),
        (Matching::New, _) => "new",
        (Matching::Gone, _) => "gone",
        (Matching::Moved, false) => "moved",
        (Matching::Moved, true) => "moved from",
        (Matching::Renamed, false) => "renamed",
        (Matching::Renamed, true) => "renamed from",
        (Matching::Similar, false) => "rewritten",
        (Matching::Similar, true) => "rewritten from",
    };
    let code = former.map(|former| {
        let name = (former.name != function.name).then(|| name(former));
        let place = Some(place(former)).filter(|place| !place.is_empty());
        name.into_iter().chain(place).collect::<Vec<_>>().join(" ")
    });
    Remark { words, code: code.unwrap_or_default() }
}

/// As in `179,104 → 164,488 bytecodes (−8.2 %)`; without the change from and to nothing.
pub(super) fn moved(metric: &MetricName, base: f64, head: f64) -> String {
    let unit = unit_of(metric);
    let (before, after) = number::pair(&unit, base, head);
    let numbers = named(format!("{before} → {after}"), head, metric);
    if base == 0.0 || head == 0.0 {
        return numbers;
    }
    format!("{numbers} ({})", number::exact_change(&unit, base, head))
}

/// `number` with what it counts; seconds and bytes say that in words that follow the unit.
pub(super) fn named(number: String, last: f64, metric: &MetricName) -> String {
    let name = match metric.as_str() {
        // The unit says it.
        "time" => return number,
        name if unit_of(metric).0 == Unit::COUNT => name.replace('_', " "),
        _ => human_name(metric),
    };
    let is_one = last.abs().to_bits() == 1.0_f64.to_bits();
    let name = if is_one { name.strip_suffix('s').unwrap_or(&name) } else { &name };
    format!("{number} {name}")
}
