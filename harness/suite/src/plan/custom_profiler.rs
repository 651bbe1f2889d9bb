//! The profilers that a suite defines itself.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::PathBuf;

use paceline_model::{
    CustomParser, CustomProfiler, CustomTool, FOLDER, MetricName, Nature, PROFILERS,
    ProfilerChoice, metrics,
};

use crate::fault::{Fault, Faults};
use crate::file::{CustomProfilerFile, Function};
use crate::wording::quote;
use crate::yaml::{Entries, Field, Spanned};

use super::metric::custom_names;
use super::module::check_module;
use super::profilers::RESERVED;
use super::site::Site;

/// Longest name of a profiler.
const LONGEST_NAME: usize = 40;

/// The profilers of a suite by name.
#[derive(Debug, Default)]
pub(super) struct CustomProfilers(Vec<Defined>);

#[derive(Debug)]
struct Defined {
    name: String,
    /// Where its object is named, if it is one.
    object: Option<Range<usize>>,
    /// Where its metrics are named, in their order.
    metrics: Vec<Range<usize>>,
    /// `None` after a mistake in it.
    profiler: Option<CustomProfiler>,
}

impl CustomProfilers {
    /// Checks all of them; what is wrong is added to `faults`.
    pub(super) fn new(faults: &Faults, field: &Field<Entries<CustomProfilerFile>>) -> Self {
        let entries = field.value().into_iter().flat_map(Entries::iter);
        Self(entries.map(|(name, file)| Defined::new(faults, name, file)).collect())
    }

    /// Names of all of them, also of faulty ones.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|defined| defined.name.as_str())
    }

    /// Names of all metrics that one of them counts.
    pub(super) fn metric_names(&self) -> Vec<String> {
        let profilers = self.0.iter().filter_map(|defined| defined.profiler.as_ref());
        profilers.flat_map(|profiler| &profiler.metrics).map(ToString::to_string).collect()
    }

    /// Those that `choice` names, in the order of their definition.
    pub(super) fn named(
        &self,
        site: &Site<'_>,
        choice: &ProfilerChoice,
        folders: Option<&[PathBuf]>,
    ) -> Vec<CustomProfiler> {
        let names: &[String] = match choice {
            ProfilerChoice::Default | ProfilerChoice::None => &[],
            ProfilerChoice::Only(names) | ProfilerChoice::Also(names) => names,
        };
        let custom: BTreeSet<&str> = custom_names(site).collect();
        let mut found = Vec::new();
        for defined in self.0.iter().filter(|defined| names.contains(&defined.name)) {
            let Some(profiler) = &defined.profiler else { continue };
            if let (CustomTool::Python { module, .. }, Some(span)) =
                (&profiler.tool, &defined.object)
            {
                check_module(site, folders, module, span);
            }
            for (metric, span) in profiler.metrics.iter().zip(&defined.metrics) {
                if custom.contains(metric.as_str()) {
                    let message =
                        format!("{} is a custom metric of a workload too", quote(metric.as_str()));
                    let fault = Fault::new(span, message);
                    let place = "this workload has both";
                    site.add(fault.related(&site.name.span, place).help("choose another name"));
                }
            }
            found.push(profiler.clone());
        }
        found
    }
}

impl Defined {
    fn new(faults: &Faults, name: &Spanned<String>, file: &Field<CustomProfilerFile>) -> Self {
        check_name(faults, name);
        let given = file.given();
        let definition = given.map(|given| Definition { faults, name, given });
        let metrics = definition.as_ref().map(Definition::metrics).unwrap_or_default();
        let (metrics, spans) = metrics.into_iter().unzip();
        let object = given.and_then(|given| given.value.python.given());
        Self {
            name: name.value.clone(),
            object: object.map(|object| object.span.clone()),
            metrics: spans,
            profiler: definition.and_then(|definition| definition.profiler(metrics)),
        }
    }
}

fn check_name(faults: &Faults, name: &Spanned<String>) {
    let text = name.value.as_str();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_good = (1..=LONGEST_NAME).contains(&text.len())
        && text.chars().all(is_plain)
        && !text.starts_with('-');
    if PROFILERS.contains(&text) || RESERVED.contains(&text) {
        let message = format!("{} has a meaning in `profilers` already", quote(text));
        faults.add(Fault::new(&name.span, message).help("choose another name"));
    } else if !is_good {
        let message = format!("{} can't name a profiler", quote(text));
        let help = format!("a name has 1 to {LONGEST_NAME} letters, digits, `-` and `_`");
        faults.add(Fault::new(&name.span, message).help(help));
    }
}

/// One definition where it stands.
struct Definition<'a> {
    faults: &'a Faults,
    name: &'a Spanned<String>,
    given: &'a Spanned<CustomProfilerFile>,
}

impl Definition<'_> {
    /// `None` after a mistake.
    fn profiler(&self, metrics: Vec<MetricName>) -> Option<CustomProfiler> {
        let file = &self.given.value;
        if file.kind.is_absent() {
            self.lacks("kind", "write `kind: counts`, or `kind: samples` for one that samples");
        }
        if file.command.is_absent() == file.python.is_absent() {
            let name = quote(&self.name.value);
            let message = format!("profiler {name} needs exactly one of `command` and `python`");
            self.faults.add(Fault::new(&self.given.span, message));
            return None;
        }
        let tool = if file.python.is_absent() { self.command() } else { self.object() };
        Some(CustomProfiler {
            name: self.name.value.clone(),
            tool: tool?,
            nature: *file.kind.value()?,
            metrics,
        })
    }

    fn lacks(&self, key: &str, help: &str) {
        let message = format!("profiler {} lacks `{key}`", quote(&self.name.value));
        self.faults.add(Fault::new(&self.given.span, message).help(help));
    }

    fn command(&self) -> Option<CustomTool> {
        let file = &self.given.value;
        let command = file.command.given();
        let words = command.map(|command| command.value.0.iter().filter_map(Field::given));
        let words: Vec<_> = words.into_iter().flatten().map(|word| word.value.0.clone()).collect();
        if let Some(command) = command
            && !words.iter().any(|word| word.contains(FOLDER))
        {
            let message = format!("the command has no `{FOLDER}`");
            let help = format!("tell it to write its file there, as in `{FOLDER}/out.json`");
            self.faults.add(Fault::new(&command.span, message).help(help));
        }
        if file.file.is_absent() {
            self.lacks(
                "file",
                "name the file in `{folder}` that it writes, as in `file: out.json`",
            );
        }
        if file.parser.is_absent() {
            self.lacks("parser", "write one of `folded`, `callgrind`, `json`");
        }
        let name = file.file.given()?;
        if name.value.0.is_empty() || name.value.0.contains('/') {
            let message = format!("{} is not the name of a file", quote(&name.value.0));
            let help = "name the file alone, without the folder, as in `file: out.json`";
            self.faults.add(Fault::new(&name.span, message).help(help));
        }
        Some(CustomTool::Command {
            words,
            file: name.value.0.clone(),
            parser: *file.parser.value()?,
        })
    }

    fn object(&self) -> Option<CustomTool> {
        let file = &self.given.value;
        let of_commands = [
            ("file", file.file.given().map(|given| &given.span)),
            ("parser", file.parser.given().map(|given| &given.span)),
        ];
        for (key, span) in of_commands {
            let Some(span) = span else { continue };
            let fault = Fault::new(span, format!("`{key}` belongs to a `command`"));
            self.faults.add(fault.help("leave it out: the object's `stats` gives a dict"));
        }
        let Function { module, function } = file.python.value()?.clone();
        Some(CustomTool::Python { module, function })
    }

    /// The metrics, each with its place.
    fn metrics(&self) -> Vec<(MetricName, Range<usize>)> {
        let file = &self.given.value;
        let Some(given) = file.metrics.given() else { return Vec::new() };
        let mut found: Vec<(MetricName, Range<usize>)> = Vec::new();
        for item in given.value.iter().filter_map(Field::given) {
            let name = match item.value.0.parse::<MetricName>() {
                Ok(name) => name,
                Err(error) => {
                    self.faults.add(Fault::new(&item.span, error.to_string()));
                    continue;
                }
            };
            if metrics::find(name.as_str()).is_some() {
                let message = format!("{} is a built-in metric", quote(name.as_str()));
                self.faults.add(Fault::new(&item.span, message).help("choose another name"));
            }
            match found.iter().find(|(known, _)| *known == name) {
                None => found.push((name, item.span.clone())),
                Some((_, first)) => {
                    let message = format!("metric {} is listed twice", quote(name.as_str()));
                    let fault = Fault::new(&item.span, message);
                    self.faults.add(fault.related(first, "first listed here"));
                }
            }
        }
        self.check_number(&given.span, &found);
        found
    }

    /// One that samples has no metrics, and two of the forms count one thing only.
    fn check_number(&self, span: &Range<usize>, found: &[(MetricName, Range<usize>)]) {
        let file = &self.given.value;
        if file.kind.value() == Some(&Nature::Samples) && !found.is_empty() {
            let message = "samples are never the same twice, so they give no metric";
            self.faults.add(Fault::new(span, message).help("leave `metrics` out"));
        }
        let counts_one = match file.parser.value() {
            Some(CustomParser::Folded | CustomParser::Callgrind) => true,
            Some(CustomParser::Json) | None => false,
        };
        if counts_one && found.len() > 1 {
            let message = "a file of this form counts one thing, which `metrics` names";
            self.faults.add(Fault::new(span, message).help("leave out all but one"));
        }
    }
}
