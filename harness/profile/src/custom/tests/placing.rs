//! Which workloads a profiler of the suite fits, and what is said where its program is not there.

use std::collections::BTreeMap;

use paceline_model::{
    Attachment, Body, Case, CaseId, CustomParser, CustomProfiler, CustomTool, Interpreter,
    ProfilerChoice, PythonBody, PythonTarget,
};

use super::command;
use crate::profiler::{Target, Tools};
use crate::registry::{Selection, UnusableProfiler, select};

fn program() -> Case {
    let id = CaseId { workload: "w".parse().unwrap(), parameters: BTreeMap::new() };
    Case::of_command(id, vec!["sort".to_owned()])
}

fn function() -> Case {
    let target = PythonTarget::Function { module: "m".to_owned(), function: "f".to_owned() };
    Case { body: Body::Python(PythonBody { target, arguments: Vec::new() }), ..program() }
}

fn object() -> CustomProfiler {
    let (module, function) = ("tools.tracer".to_owned(), "Tracer".to_owned());
    let tool = CustomTool::Python { module, function };
    CustomProfiler { tool, ..command(CustomParser::Json, &[]) }
}

fn selected(
    case: Case,
    custom: CustomProfiler,
    choice: &ProfilerChoice,
    is_installed: bool,
) -> Result<Selection, UnusableProfiler> {
    let case = Case { custom_profilers: vec![custom], ..case };
    let python = Interpreter {
        path: "/usr/bin/python3".to_owned(),
        version: "3.12.1".to_owned(),
        implementation: "cpython".to_owned(),
        missing: Vec::new(),
    };
    let mut tools = Tools::new(|_| is_installed.then(|| "tool".to_owned()));
    select(&Target { case: &case, interpreter: Some(&python) }, choice, &[], &mut tools)
}

fn mine() -> ProfilerChoice {
    ProfilerChoice::Only(vec!["mine".to_owned()])
}

#[test]
fn a_command_stands_before_programs_and_is_demanded() {
    let selection = selected(program(), command(CustomParser::Json, &[]), &mine(), true).unwrap();
    let [instrument] = &selection.instruments[..] else { panic!("{selection:?}") };
    assert!(instrument.is_demanded && instrument.custom.is_some());
    assert!(instrument.tool.starts_with("tool-"), "{}", instrument.tool);
    let words = ["tool", "-o", "{folder}/out"].map(str::to_owned).to_vec();
    assert_eq!(instrument.attachment, Attachment::Process(words));
}

#[test]
fn other_arguments_are_another_tool() {
    let tool = |word: &str| {
        let words = ["tool", word, "{folder}/out"].map(str::to_owned).to_vec();
        let (file, parser) = ("out".to_owned(), CustomParser::Json);
        let tool = CustomTool::Command { words, file, parser };
        let custom = CustomProfiler { tool, ..command(parser, &[]) };
        selected(program(), custom, &mine(), true).unwrap().instruments[0].tool.clone()
    };
    assert_eq!(tool("-a"), tool("-a"));
    assert_ne!(tool("-a"), tool("-b"));
}

#[test]
fn each_form_is_for_its_own_kind_of_workload() {
    let selection = selected(function(), object(), &mine(), true).unwrap();
    assert_eq!(selection.instruments[0].tool, "tools.tracer:Tracer/cpython-3.12.1");
    for (case, custom) in [(program(), object()), (function(), command(CustomParser::Json, &[]))] {
        let refused = selected(case, custom, &mine(), true).unwrap_err();
        assert_eq!(refused, UnusableProfiler::OtherKind { name: "mine".to_owned() });
    }
}

#[test]
fn one_that_nobody_names_does_not_run() {
    let custom = command(CustomParser::Json, &[]);
    for choice in [ProfilerChoice::None, ProfilerChoice::Default] {
        let selection = selected(program(), custom.clone(), &choice, true).unwrap();
        assert!(selection.instruments.iter().all(|one| one.custom.is_none()), "{selection:?}");
    }
}

#[test]
fn a_program_that_is_not_there_is_said_before_anything_runs() {
    let refused = selected(program(), command(CustomParser::Json, &[]), &mine(), false);
    let said = refused.unwrap_err().to_string();
    assert_eq!(said, "profiler `mine` can't be used: no `tool` in `PATH`; install it");
    let words = ["./no/tool", "{folder}"].map(str::to_owned).to_vec();
    let (file, parser) = ("out".to_owned(), CustomParser::Json);
    let tool = CustomTool::Command { words, file, parser };
    let custom = CustomProfiler { tool, ..command(parser, &[]) };
    let said = selected(program(), custom, &mine(), true).unwrap_err().to_string();
    assert!(said.contains("there is no file `/./no/tool`"), "{said}");
}
