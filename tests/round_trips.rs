//! What paceline writes for another tool and reads again is equal: names, values and units. Records are
//! drawn from a fixed seed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use paceline_model::{CaseRecord, Metric, ParameterValue, Record, Series, Unit, metrics};

use crate::sandbox::Sandbox;

/// Records for each form.
const RECORDS: u64 = 8;
/// Cases of each.
const CASES: usize = 60;

/// Numbers from a seed, as good as a name needs them.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn text(&mut self, letters: &[char], most: usize) -> String {
        (0..=self.below(most)).map(|_| letters[self.below(letters.len())]).collect()
    }

    /// Any size from picoseconds to years.
    fn value(&mut self) -> f64 {
        let digits = format!("{}.{}", self.below(10), self.below(1_000_000_000));
        let exponent = i32::try_from(self.below(20)).unwrap() - 12;
        digits.parse::<f64>().unwrap() * 10_f64.powi(exponent) + 1e-15
    }

    fn record(&mut self, like: &Record, metrics: &[Metric], letters: &[char]) -> Record {
        let first = &like.cases[0];
        let cases = (0..CASES).map(|number| {
            let series = metrics.iter().map(|metric| Series {
                metric: metric.clone(),
                values: vec![vec![self.value()]],
                invocations: vec![],
                spreads: vec![],
            });
            let series = series.collect();
            let mut case = CaseRecord { series, ..first.clone() };
            // The number keeps them apart, and letters off the ends.
            let name = format!("{number}{}.", self.text(letters, 60));
            case.id.workload = name.parse().unwrap();
            let names = ["n", "size", "unit", "workload"].into_iter().take(self.below(5));
            let value = |random: &mut Self| match random.below(3) {
                0 => ParameterValue::Integer(random.below(1000).try_into().unwrap()),
                1 => ParameterValue::Boolean(random.below(2) == 0),
                _ => ParameterValue::Text(random.text(letters, 20)),
            };
            case.id.parameters =
                names.map(|name| (name.to_owned(), value(self))).collect::<BTreeMap<_, _>>();
            case
        });
        Record { cases: cases.collect(), ..like.clone() }
    }
}

/// A line for every series: its case, metric, unit and values with twelve digits.
fn lines(record: &Record, name: impl Fn(&CaseRecord) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    for case in &record.cases {
        for series in &case.series {
            let (metric, unit) = (&series.metric.name, &series.metric.unit.0);
            let mut line = format!("{} {metric} {unit}", name(case));
            for value in series.values.iter().flatten() {
                write!(line, " {value:.11e}").unwrap();
            }
            lines.push(line);
        }
    }
    lines.sort();
    lines
}

/// By the id as text: what is read again has its parameters in the name.
fn by_id(case: &CaseRecord) -> String {
    case.id.to_string()
}

fn built_in(names: &[&str]) -> Vec<Metric> {
    names.iter().map(|name| metrics::find(name).unwrap()).collect()
}

fn custom(name: &str, unit: &str) -> Metric {
    let wall = metrics::find(metrics::WALL_TIME).unwrap();
    Metric { name: name.parse().unwrap(), unit: Unit(unit.to_owned()), ..wall }
}

/// Letters that mean something in JSON, labels, lines or JavaScript.
const LETTERS: &[char] = &[
    'a', 'Z', '0', ' ', '"', '\'', '\\', '/', '{', '}', '[', ']', '=', ',', ':', ';', '#', '<',
    '&', '%', '|', '$', '@', '+', '-', '_', 'ß', '日', '🦀', '\u{a0}', '\u{2028}', '\u{301}',
];

fn assert_round_trip(
    [form, format]: [&str; 2],
    metrics: &[Metric],
    letters: &[char],
    name: impl Fn(&CaseRecord) -> String + Copy,
) {
    let sandbox = Sandbox::new();
    sandbox.write("any.txt", "BenchmarkA 1 1 ns/op\n");
    let import = |format: &str, file: &str| {
        sandbox.run(&["import", format, file, "--output", "read.json"]).expect(0);
        let json = std::fs::read_to_string(sandbox.path("read.json")).unwrap();
        Record::from_json(&json).unwrap()
    };
    let like = import("go", "any.txt");
    for seed in 0..RECORDS {
        let record = Random(seed).record(&like, metrics, letters);
        sandbox.write("written.json", record.to_json().unwrap());
        let report = ["report", "written.json", "--format", form, "--output", "exported"];
        sandbox.run(&report).expect(0);
        let again = import(format, "exported");
        let [written, read] = [&record, &again].map(|record| lines(record, name));
        for (one, other) in written.iter().zip(&read) {
            assert_eq!(one, other, "{form}, seed {seed}");
        }
        assert_eq!(written.len(), read.len(), "{form}, seed {seed}");
    }
}

#[test]
fn openmetrics_come_back_with_parameters_and_units_of_ones_own() {
    let mut metrics = built_in(&[
        metrics::WALL_TIME,
        metrics::PEAK_RSS,
        metrics::INSTRUCTIONS,
        metrics::THROUGHPUT,
    ]);
    metrics.extend([
        custom("hits_total", "1"),
        custom("wait_seconds", "1"),
        custom("image_bytes", "B"),
        custom("rate", "hits/\"s\""),
        custom(&"long_".repeat(12), "1"),
    ]);
    // A parameter may be named as a label of ours, and is known by its value then.
    let name = |case: &CaseRecord| {
        let values = case.id.parameters.values().map(ToString::to_string);
        let mut values: Vec<_> = values.collect();
        values.sort();
        format!("{} {values:?}", case.id.workload)
    };
    assert_round_trip(["openmetrics", "openmetrics"], &metrics, LETTERS, name);
}

#[test]
fn bencher_metric_format_comes_back_with_the_metrics_of_paceline() {
    let metrics = built_in(&[
        metrics::WALL_TIME,
        metrics::CPU_TIME,
        metrics::PEAK_RSS,
        metrics::INSTRUCTIONS,
        metrics::THROUGHPUT,
    ]);
    assert_round_trip(["bencher", "bencher"], &metrics, LETTERS, by_id);
}

#[test]
fn github_action_benchmark_comes_back_with_wall_times_in_both_its_forms() {
    let metrics = built_in(&[metrics::WALL_TIME]);
    assert_round_trip(["github-action-benchmark", "auto"], &metrics, LETTERS, by_id);
    assert_round_trip(["data-js", "auto"], &metrics, LETTERS, by_id);
}

#[test]
fn benchstat_comes_back_as_text_of_go_with_white_space_as_underscores() {
    let metrics = built_in(&[metrics::WALL_TIME, metrics::PEAK_ALLOCATED, metrics::ALLOCATIONS]);
    let name = |case: &CaseRecord| case.id.to_string().replace(char::is_whitespace, "_");
    assert_round_trip(["benchstat", "go"], &metrics, LETTERS, name);
}
