//! The variables a workload's processes get: few, always the same, never a token.

use std::collections::BTreeMap;

use paceline_model::Case;

/// Variables of the caller that every process gets when they are set. Everything else, tokens of
/// CI systems first of all, stays out unless the suite lists it under `env`.
const PASSED_ON: [&str; 16] = [
    "CARGO_HOME",
    "HOME",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LD_LIBRARY_PATH",
    "LOGNAME",
    "PATH",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "SHELL",
    "SYSTEMROOT",
    "TMPDIR",
    "TZ",
    "USER",
];

/// Variables beside those by which what stands in for an interpreter finds the one to start.
const OF_SHIMS: [&str; 10] = [
    "ASDF_DATA_DIR",
    "ASDF_DIR",
    "CONDA_PREFIX",
    "MISE_DATA_DIR",
    "PYENV_DIR",
    "PYENV_ROOT",
    "PYENV_VERSION",
    "VIRTUAL_ENV",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
];

/// The variables of a program that is only asked what it is.
pub(crate) fn of_probes(caller: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let names = PASSED_ON.iter().chain(&OF_SHIMS);
    names
        .filter_map(|name| caller.get_key_value(*name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// The variables of one case's processes: what is passed on from `caller`, then the suite's own.
pub(crate) fn variables(
    case: &Case,
    caller: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let passed_on = PASSED_ON.iter().map(|name| (*name).to_owned());
    let listed = case.environment.iter().filter(|(_, value)| value.is_none());
    let mut variables: BTreeMap<String, String> = passed_on
        .chain(listed.map(|(name, _)| name.clone()))
        .filter_map(|name| caller.get(&name).map(|value| (name, value.clone())))
        .collect();
    for (name, value) in &case.environment {
        if let Some(value) = value {
            variables.insert(name.clone(), value.clone());
        }
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn a_token_stays_out_unless_the_suite_lists_it() {
        let caller = BTreeMap::from([
            ("PATH".to_owned(), "/bin".to_owned()),
            ("GITHUB_TOKEN".to_owned(), "secret".to_owned()),
            ("LISTED".to_owned(), "yes".to_owned()),
        ]);
        let mut case = fixture::command(&["true"]);
        case.environment.insert("LISTED".to_owned(), None);
        case.environment.insert("UNSET".to_owned(), None);
        case.environment.insert("OWN".to_owned(), Some("1".to_owned()));
        let variables = variables(&case, &caller);
        let names: Vec<_> = variables.keys().map(String::as_str).collect();
        assert_eq!(names, ["LISTED", "OWN", "PATH"]);
    }
}
