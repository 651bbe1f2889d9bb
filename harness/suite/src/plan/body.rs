//! What a workload runs.

use std::path::PathBuf;

use paceline_model::{Body, OUTPUT, ParameterValue, Parameters, PythonBody, PythonTarget};

use crate::fault::Fault;
use crate::file::{Argument, PythonText};
use crate::wording::{list, quote};
use crate::yaml::{Field, Spanned};

use super::module::check_module;
use super::site::Site;
use super::template::{Names, Quoting, Template};
use super::tool::{framework, keys};

/// The placeholder of [`OUTPUT`] without its braces.
const PLACE: &str = "output";

/// A body whose parameters are not filled in yet.
pub(super) enum BodyTemplate {
    Python { target: PythonTarget, arguments: Vec<Template> },
    Command(Vec<Template>),
    Shell(Template),
}

impl BodyTemplate {
    pub(super) fn fill(&self, parameters: &Parameters) -> Body {
        let mut parameters = parameters.clone();
        // Stays what it is until there is a file.
        parameters
            .entry(PLACE.to_owned())
            .or_insert_with(|| ParameterValue::Text(OUTPUT.to_owned()));
        let parameters = &parameters;
        let fill_all = |templates: &[Template]| {
            templates.iter().map(|template| template.fill(parameters, Quoting::Plain)).collect()
        };
        match self {
            Self::Python { target, arguments } => {
                Body::Python(PythonBody { target: target.clone(), arguments: fill_all(arguments) })
            }
            Self::Command(arguments) => Body::Command(fill_all(arguments)),
            Self::Shell(line) => Body::Shell(line.fill(parameters, Quoting::Shell)),
        }
    }

    pub(super) fn placeholders(&self) -> usize {
        match self {
            Self::Python { arguments, .. } | Self::Command(arguments) => {
                arguments.iter().map(Template::placeholders).sum()
            }
            Self::Shell(line) => line.placeholders(),
        }
    }

    /// Whether it is a function that is called in a loop.
    pub(super) fn is_function(&self) -> bool {
        match self {
            Self::Python { target: PythonTarget::Function { .. }, .. } => true,
            Self::Python { .. } | Self::Command(_) | Self::Shell(_) => false,
        }
    }
}

/// The body of a workload; `None` after a mistake in it.
pub(super) fn body(
    site: &Site<'_>,
    folders: Option<&[PathBuf]>,
    names: &Names,
) -> Option<BodyTemplate> {
    let own = site.own;
    check_exactly_one(site);
    let python = own.python.given();
    check_arguments(site, python);
    if framework(site).is_some() {
        // What it runs is known once it is built.
        return Some(BodyTemplate::Command(Vec::new()));
    }
    let names = &with_output(site, names);
    if let Some(python) = python {
        return Some(python_body(site, python, folders, names));
    }
    if let Some(command) = own.command.value() {
        return Some(BodyTemplate::Command(Template::parse_all(site, &command.0, names)));
    }
    let line = own.shell.given()?;
    if line.value.0.trim().is_empty() {
        site.add(Fault::new(&line.span, "the shell line is empty"));
    }
    Some(BodyTemplate::Shell(Template::parse(site, line, names)))
}

/// The placeholders of the body: beside the parameters the file that another tool writes.
fn with_output(site: &Site<'_>, names: &Names) -> Names {
    match names {
        Names::Known(names) if !site.own.parse.is_absent() => {
            Names::Known(names.iter().cloned().chain([PLACE.to_owned()]).collect())
        }
        other @ (Names::Known(_) | Names::None | Names::Unknown) => other.clone(),
    }
}

fn check_exactly_one(site: &Site<'_>) {
    let own = site.own;
    let mut bodies = vec![
        ("python", own.python.is_absent(), own.python.given().map(|given| &given.span)),
        ("command", own.command.is_absent(), own.command.given().map(|given| &given.span)),
        ("shell", own.shell.is_absent(), own.shell.given().map(|given| &given.span)),
    ];
    bodies.extend(keys(own).map(|(framework, field)| {
        (framework.name(), field.is_absent(), field.given().map(|given| &given.span))
    }));
    let there: Vec<_> = bodies.iter().filter(|(_, is_absent, _)| !is_absent).collect();
    let name = &site.name;
    match there.as_slice() {
        [] => {
            let message = format!("workload {} has nothing to run", quote(&name.value));
            site.add(Fault::new(&name.span, message).help(
                "add one of `python:`, `command:` and `shell:`, or benchmarks as in `criterion:`",
            ));
        }
        [_] => {}
        [(first, _, _), more @ ..] => {
            let found = list(there.iter().map(|(key, _, _)| *key)).replace(", ", " and ");
            let message =
                format!("workload {} has {found}, but it can run only one", quote(&name.value));
            let mut fault = Fault::new(&name.span, message);
            for (key, _, span) in &there {
                if let Some(span) = span {
                    fault = fault.related(span, format!("`{key}`"));
                }
            }
            let rest = list(more.iter().map(|(key, _, _)| *key)).replace(", ", " and ");
            site.add(fault.help(format!("keep `{first}`, or make {rest} a workload of its own")));
        }
    }
}

fn check_arguments(site: &Site<'_>, python: Option<&Spanned<PythonText>>) {
    let Some(arguments) = site.own.args.given() else { return };
    let (message, help) = match python.map(|python| &python.value.0) {
        Some(PythonTarget::Module(_) | PythonTarget::Script(_)) => return,
        Some(PythonTarget::Function { .. }) => {
            ("`args` are for modules and scripts, this is a function", "pass values with `params:`")
        }
        None if site.own.python.is_broken() => return,
        None => ("`args` are for Python modules and scripts", "write them into the command"),
    };
    site.add(Fault::new(&arguments.span, message).help(help));
}

fn python_body(
    site: &Site<'_>,
    python: &Spanned<PythonText>,
    folders: Option<&[PathBuf]>,
    names: &Names,
) -> BodyTemplate {
    let target = &python.value.0;
    match target {
        PythonTarget::Function { module, .. } | PythonTarget::Module(module) => {
            check_module(site, folders, module, &python.span);
        }
        PythonTarget::Script(file) => {
            let text = file.to_string_lossy();
            let found = site.existing(&text, &python.span, "the script");
            if found.is_some_and(|file| file.is_dir() && !file.join("__main__.py").is_file()) {
                let message = format!("{} is a folder without `__main__.py`", quote(&text));
                site.add(Fault::new(&python.span, message));
            }
        }
    }
    let arguments = site.own.args.value().map(Vec::as_slice).unwrap_or_default();
    let arguments: &[Field<Argument>] = arguments;
    BodyTemplate::Python {
        target: target.clone(),
        arguments: Template::parse_all(site, arguments, names),
    }
}
