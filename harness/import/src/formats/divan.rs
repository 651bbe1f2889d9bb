//! divan's table: fastest, slowest, median and mean of every benchmark, in a tree of modules. It keeps
//! no samples; the median is read, with four digits.

use paceline_model::{Metric, Parameters, Spread, metrics};

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::Mistake;
use crate::measure::{allocated_bytes, built_in, bytes, seconds, throughput, wall_time};

/// Most lines that are looked at to tell the format.
const LOOKED_AT: usize = 1000;
/// Most modules within each other.
const DEPTH: usize = 100;
/// Which cell of a row is the median.
const MEDIAN: usize = 2;

/// Whether there is the head of a table.
pub(crate) fn shows(text: &str) -> bool {
    text.lines().take(LOOKED_AT).any(|line| heading(line).is_some())
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let mut draft = Draft::default();
    let mut tree = Tree::default();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        if let Some(name) = heading(line) {
            tree.end(index)?;
            tree.path = vec![Node { name: name.to_owned(), is_last: true }];
        } else if let Some(node) = Row::of(line).filter(|_| !tree.path.is_empty()) {
            let mut cells = cells(node.text, index)?;
            let is_timed = !cells[1].is_empty();
            let name = if is_timed { named(&mut cells, index)? } else { untimed(cells[0]) };
            tree.enter(&node, name, index)?;
            let more = std::iter::from_fn(|| lines.next_if(|(_, line)| is_detail(line)));
            let more: Vec<_> = more.collect();
            if is_timed {
                let mut case = timed(&tree.name(), &cells, index)?;
                details(&mut case, &more)?;
                draft.add(case, Again::SameProcess)?;
            }
        }
    }
    tree.end(text.lines().count())?;
    Ok(draft)
}

/// The name in the head of a table.
fn heading(line: &str) -> Option<&str> {
    let (name, columns) = line.split_once("  fastest ")?;
    let columns: Vec<_> = columns.split('│').map(str::trim).collect();
    (columns == ["", "slowest", "median", "mean", "samples", "iters"]).then(|| name.trim())
}

/// Where in the tree the rows are.
#[derive(Default)]
struct Tree {
    path: Vec<Node>,
}

struct Node {
    name: String,
    /// Whether no other follows below the same parent.
    is_last: bool,
}

impl Tree {
    fn enter(&mut self, row: &Row<'_>, name: &str, index: usize) -> Result<(), Mistake> {
        if row.depth + 1 > self.path.len() || row.depth >= DEPTH {
            let expected = "a row within the one above, in at most 100 others";
            return Err(Mistake::in_line(index, expected, row.text));
        }
        self.path.truncate(row.depth + 1);
        self.path.push(Node { name: name.to_owned(), is_last: row.is_last });
        Ok(())
    }

    /// The name as divan's filters take it, after that of the program.
    fn name(&self) -> String {
        let names: Vec<_> = self.path.iter().map(|node| node.name.as_str()).collect();
        names.join("::")
    }

    /// Fails where the branches tell that rows are missing.
    fn end(&self, index: usize) -> Result<(), Mistake> {
        let open = self.path.iter().find(|node| !node.is_last);
        let is_bare = self.path.len() == 1;
        match open {
            None if !is_bare => Ok(()),
            Some(_) | None => {
                let place = format!("line {}", index + 1);
                Err(Mistake::missing(place, "another row of the table"))
            }
        }
    }
}

/// A row with a branch of the tree.
struct Row<'a> {
    depth: usize,
    is_last: bool,
    /// All after the branch.
    text: &'a str,
}

impl<'a> Row<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let (mut rest, mut depth) = (line, 0);
        loop {
            let branch = [("├─ ", false), ("╰─ ", true)];
            let found = branch
                .iter()
                .find_map(|(branch, is_last)| Some((rest.strip_prefix(branch)?, *is_last)));
            if let Some((text, is_last)) = found {
                return Some(Self { depth, is_last, text });
            }
            rest = rest.strip_prefix("│  ").or_else(|| rest.strip_prefix("   "))?;
            depth += 1;
        }
    }
}

/// The six cells of a row, with what stands before the first.
fn cells(text: &str, index: usize) -> Result<[&str; 6], Mistake> {
    let mut cells: Vec<_> = text.rsplitn(6, '│').map(str::trim).collect();
    cells.reverse();
    let wrong = || Mistake::in_line(index, "six columns, from fastest to iters", text);
    <[&str; 6]>::try_from(cells).map_err(|_fewer| wrong())
}

/// Takes the name out of the first cell, which is left with the fastest time.
fn named<'a>(cells: &mut [&'a str; 6], index: usize) -> Result<&'a str, Mistake> {
    let first = cells[0];
    let number = first.rfind(' ').and_then(|unit| first[..unit].rfind(' '));
    let number = number.ok_or_else(|| Mistake::in_line(index, "a name and a time", first))?;
    cells[0] = first[number..].trim();
    Ok(first[..number].trim())
}

/// The name of a module, or of a benchmark that is ignored.
fn untimed(first: &str) -> &str {
    first.strip_suffix("(ignored)").unwrap_or(first).trim()
}

/// Whether a row is a further one of the benchmark above.
fn is_detail(line: &str) -> bool {
    Row::of(line).is_none() && heading(line).is_none() && line.matches('│').count() >= 5
}

/// A benchmark, of its cells.
fn timed(name: &str, cells: &[&str; 6], index: usize) -> Result<CaseDraft, Mistake> {
    let time = |text: &str| {
        let (number, unit) = text.split_once(' ')?;
        seconds(number.parse().ok()?, unit)
    };
    let number = |text: &str| text.parse::<u64>().ok().filter(|number| *number > 0);
    let wrong = || Mistake::in_line(index, "times, samples and iterations", &cells.join(" │ "));
    let (Some(median), Some(samples), Some(iterations)) =
        (time(cells[MEDIAN]), number(cells[4]), number(cells[5]))
    else {
        return Err(wrong());
    };
    let mut case = CaseDraft::new(name, Parameters::new());
    case.iterations = (iterations / samples).max(1);
    case.condensed(wall_time(), median, Spread { count: Some(samples), standard_deviation: None });
    Ok(case)
}

/// Adds what stands in the rows below: rates of counters, then under headings the number and the size
/// of allocations.
fn details(case: &mut CaseDraft, rows: &[(usize, &str)]) -> Result<(), Mistake> {
    let (mut heading, mut place) = ("", 0);
    let (mut count, mut size) = (None, None);
    for (index, line) in rows {
        let cells = cells(line, *index)?;
        let (first, median) = (cells[0].trim_start_matches(['│', ' ']), cells[MEDIAN]);
        if first.ends_with(':') {
            (heading, place) = (first, 0);
            continue;
        }
        let wrong = || Mistake::in_line(*index, "a number, size or rate in every column", line);
        match (heading, place) {
            ("", _) => {
                let (metric, value) = rate(median).ok_or_else(wrong)?;
                if case.series.iter().all(|series| series.metric.name != metric.name) {
                    case.condensed(metric, value, Spread { count: None, standard_deviation: None });
                }
            }
            ("alloc:" | "grow:", 0) => {
                let number: f64 = median.parse().map_err(|_invalid| wrong())?;
                *count.get_or_insert(0.0) += number;
            }
            ("alloc:" | "grow:", 1) => {
                *size.get_or_insert(0.0) += size_of(median).ok_or_else(wrong)?;
            }
            ("max alloc:", 1) => {
                let peak = size_of(median).ok_or_else(wrong)?;
                case.raw(built_in(metrics::PEAK_ALLOCATED), vec![vec![peak]]);
            }
            _ => {}
        }
        place += 1;
    }
    case.raw(built_in(metrics::ALLOCATIONS), vec![count.into_iter().collect()]);
    case.raw(allocated_bytes(), vec![size.into_iter().collect()]);
    Ok(())
}

fn size_of(text: &str) -> Option<f64> {
    let (number, unit) = text.split_once(' ')?;
    bytes(number.parse().ok()?, unit)
}

/// A rate as in `94.3 GB/s`, `1.2 Kitem/s`, `3 MHz`.
fn rate(text: &str) -> Option<(Metric, f64)> {
    let (number, unit) = text.split_once(' ')?;
    let number: f64 = number.parse().ok()?;
    if let Some(value) = unit.strip_suffix("/s").and_then(|unit| bytes(number, unit)) {
        return Some((throughput("B/s"), value));
    }
    let kinds = ["item/s", "char/s", "Hz"];
    let (prefix, kind) = kinds.iter().find_map(|kind| Some((unit.strip_suffix(kind)?, *kind)))?;
    let factor = match prefix {
        "" => 1.0,
        "K" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        _ => return None,
    };
    let metric = if kind == "item/s" { built_in(metrics::THROUGHPUT) } else { throughput(kind) };
    Some((metric, number * factor))
}
