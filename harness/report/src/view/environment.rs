//! The machine in a few words.

use paceline_model::Environment;

use crate::number::percent;
use crate::text;

/// Processor, system, interpreters and state, as far as known.
pub(crate) fn environment(environment: &Environment) -> Vec<String> {
    let mut parts = vec![processor(environment), system(environment)];
    parts.extend(interpreters(environment));
    if let Some(load) = environment.load.one_minute {
        parts.push(format!("load {load:.1}"));
    }
    if let Some(steal) = environment.load.steal {
        parts.push(format!("steal {}", percent(steal)));
    }
    parts.retain(|part| !part.is_empty());
    parts.iter().map(|part| text::visible(part)).collect()
}

pub(crate) fn processor(environment: &Environment) -> String {
    let cpu = &environment.cpu;
    let cores = match cpu.cores {
        0 => None,
        1 => Some("1 core".to_owned()),
        cores => Some(format!("{cores} cores")),
    };
    [cpu.model.clone(), cores].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub(crate) fn system(environment: &Environment) -> String {
    let kernel = environment.kernel.clone().unwrap_or_default();
    let name = [environment.system.clone(), kernel, environment.architecture.clone()];
    let name = name.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    match &environment.virtualization {
        Some(virtualization) => format!("{name} ({virtualization})"),
        None => name,
    }
}

fn interpreters(environment: &Environment) -> Vec<String> {
    let mut names: Vec<_> = environment
        .interpreters
        .values()
        .map(|python| {
            let name = match python.implementation.as_str() {
                "cpython" => "CPython",
                "pypy" => "PyPy",
                other => other,
            };
            format!("{name} {}", python.version)
        })
        .collect();
    names.sort();
    names.dedup();
    names
}
