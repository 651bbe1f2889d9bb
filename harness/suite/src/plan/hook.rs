//! Steps beside the measurement: set-up, tear-down, build, check.

use std::collections::BTreeSet;
use std::path::PathBuf;

use paceline_model::{Check, Hook, Parameters};

use crate::fault::Fault;
use crate::file::{CheckForm, CheckMapping, Command, Function, HookForm};
use crate::wording::list;
use crate::yaml::{Entries, Field, Spanned};

use super::module::check_module;
use super::site::Site;
use super::template::{Names, Quoting, Template};
use super::tool::framework;

/// A hook whose parameters are not filled in yet.
#[derive(Debug, Clone)]
pub(super) enum HookTemplate {
    Python { module: String, function: String },
    Command(Vec<Template>),
}

impl HookTemplate {
    pub(super) fn fill(&self, parameters: &Parameters) -> Hook {
        match self {
            Self::Python { module, function } => {
                Hook::Python { module: module.clone(), function: function.clone() }
            }
            Self::Command(arguments) => Hook::Command(
                arguments
                    .iter()
                    .map(|argument| argument.fill(parameters, Quoting::Plain))
                    .collect(),
            ),
        }
    }

    pub(super) fn placeholders(&self) -> usize {
        match self {
            Self::Python { .. } => 0,
            Self::Command(arguments) => arguments.iter().map(Template::placeholders).sum(),
        }
    }
}

/// A check whose parameters are not filled in yet.
pub(super) struct CheckTemplate {
    pub(super) hook: HookTemplate,
    parameters: Parameters,
    repeat: u32,
    yield_lines: Vec<String>,
}

impl CheckTemplate {
    pub(super) fn fill(&self, case: &Parameters) -> Check {
        let mut all = case.clone();
        all.extend(self.parameters.clone());
        Check {
            hook: self.hook.fill(&all),
            parameters: self.parameters.clone(),
            repeat: self.repeat,
            yield_lines: self.yield_lines.clone(),
        }
    }
}

/// What hooks are resolved against.
#[derive(Clone, Copy)]
pub(super) struct Hooks<'a> {
    pub(super) site: Site<'a>,
    /// Module folders; `None` after a mistake in them.
    pub(super) folders: Option<&'a [PathBuf]>,
    pub(super) names: &'a Names,
}

impl Hooks<'_> {
    /// A set-up or tear-down.
    pub(super) fn hook(&self, field: &Field<HookForm>) -> Option<HookTemplate> {
        let given = field.given()?;
        Some(match &given.value {
            HookForm::Scalar(function) => self.function(function, &given.span),
            HookForm::Sequence(command) => self.command(command, self.names),
        })
    }

    /// The build command. It runs once per revision, so it has no parameters.
    pub(super) fn build(&self) -> Option<Vec<String>> {
        let command = self.site.pick(|workload| &workload.build).value()?;
        let arguments = command.0.iter().filter_map(Field::given);
        Some(arguments.map(|argument| argument.value.0.clone()).collect())
    }

    /// Whether the build aligns code. A workload that asks for it needs a build; the defaults may
    /// ask for those that have one.
    pub(super) fn align_code(&self) -> bool {
        let own = self.site.own.align_code.given().filter(|given| given.value);
        let is_built = framework(&self.site).is_some()
            || !self.site.pick(|workload| &workload.build).is_absent();
        if let Some(given) = own.filter(|_| !is_built) {
            let message = "`align-code` needs a build, this workload has none";
            let help = "give the command that compiles it, as in `build: [make]`";
            self.site.add(Fault::new(&given.span, message).help(help));
        }
        self.site.pick_or(|workload| &workload.align_code, false)
    }

    /// The check.
    pub(super) fn check(&self) -> Option<CheckTemplate> {
        let given = self.site.pick(|workload| &workload.check).given()?;
        let simple = |hook| CheckTemplate {
            hook,
            parameters: Parameters::new(),
            repeat: 1,
            yield_lines: Vec::new(),
        };
        match &given.value {
            CheckForm::Scalar(function) => Some(simple(self.function(function, &given.span))),
            CheckForm::Sequence(command) => Some(simple(self.command(command, self.names))),
            CheckForm::Mapping(mapping) => self.check_mapping(mapping, given),
        }
    }

    fn function(&self, function: &Function, span: &std::ops::Range<usize>) -> HookTemplate {
        check_module(&self.site, self.folders, &function.module, span);
        let Function { module, function } = function.clone();
        HookTemplate::Python { module, function }
    }

    fn command(&self, command: &Command, names: &Names) -> HookTemplate {
        HookTemplate::Command(Template::parse_all(&self.site, &command.0, names))
    }

    fn check_mapping(
        &self,
        mapping: &CheckMapping,
        given: &Spanned<CheckForm>,
    ) -> Option<CheckTemplate> {
        if mapping.python.is_absent() == mapping.command.is_absent() {
            let message = "a check runs exactly one of `python` and `command`";
            self.site.add(Fault::new(&given.span, message));
        }
        let yield_lines = self.yield_lines(mapping);
        let hook = match (mapping.python.given(), mapping.command.value()) {
            (Some(function), _) => self.function(&function.value, &function.span),
            (None, Some(command)) => self.command(command, &self.names_with(&mapping.params)),
            (None, None) => return None,
        };
        let params = mapping.params.value().into_iter().flat_map(Entries::iter);
        let parameters = params
            .filter_map(|(name, value)| Some((name.value.clone(), value.value()?.0.clone())))
            .collect();
        let repeat = mapping.repeat.value().map_or(1, |count| count.0);
        Some(CheckTemplate { hook, parameters, repeat, yield_lines })
    }

    fn yield_lines(&self, mapping: &CheckMapping) -> Vec<String> {
        let Some(given) = mapping.yield_lines.given() else {
            return Vec::new();
        };
        if mapping.python.is_absent() {
            let message = format!("{} works only with a Python check", list(["yield-lines"]));
            self.site.add(Fault::new(&given.span, message).help("use `python:` in this check"));
        }
        let functions = given.value.iter().filter_map(Field::given);
        functions
            .map(|Spanned { value, span, .. }| {
                check_module(&self.site, self.folders, &value.module, span);
                format!("{}:{}", value.module, value.function)
            })
            .collect()
    }

    /// The case's parameters and the check's own ones.
    fn names_with(&self, params: &Field<Entries<crate::file::Parameter>>) -> Names {
        let own = params.value().map(|entries| entries.names().map(str::to_owned));
        match (self.names, own) {
            (names, None) => names.clone(),
            (Names::Unknown, Some(_)) => Names::Unknown,
            (Names::None, Some(own)) => Names::Known(own.collect()),
            (Names::Known(names), Some(own)) => {
                Names::Known(own.chain(names.iter().cloned()).collect::<BTreeSet<_>>())
            }
        }
    }
}
