//! Texts that name Python code.

use std::path::PathBuf;
use std::str::FromStr;

use paceline_model::PythonTarget;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::wording::quote;

/// `module:function`, both dotted names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline, extend("pattern" = "^[^:/]+:[^:/]+$"))]
pub(crate) struct Function {
    pub(crate) module: String,
    pub(crate) function: String,
}

impl FromStr for Function {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some((module, function)) if is_dotted_name(module) && is_dotted_name(function) => {
                Ok(Self { module: module.to_owned(), function: function.to_owned() })
            }
            Some(_) | None => Err(not_a_function(text)),
        }
    }
}

fn not_a_function(text: &str) -> String {
    let message = format!("{} is not of the form `module:function`", quote(text));
    match text.rsplit_once('.') {
        Some((module, function)) if is_dotted_name(text) => {
            format!("{message}\nwrite `{module}:{function}`")
        }
        Some(_) | None => message + "\nwrite it as in `package.module:function`",
    }
}

impl TryFrom<String> for Function {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

fn is_dotted_name(text: &str) -> bool {
    text.split('.').all(|part| {
        let mut characters = part.chars();
        characters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
            && characters.all(|c| c.is_alphanumeric() || c == '_')
    })
}

/// A Python workload: `module:function`, `-m module` or a script.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline, extend("examples" = [
    "package.module:function", "-m package.module", "tools/script.py"
]))]
pub(crate) struct PythonText(pub(crate) PythonTarget);

impl TryFrom<String> for PythonText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some(module) = text.strip_prefix("-m ") {
            let module = module.trim();
            return if is_dotted_name(module) {
                Ok(Self(PythonTarget::Module(module.to_owned())))
            } else {
                Err(format!(
                    "{} is not the name of a module\nwrite it as in `-m package.module`",
                    quote(module)
                ))
            };
        }
        if !text.contains(':') && (text.contains('/') || has_script_extension(&text)) {
            return Ok(Self(PythonTarget::Script(PathBuf::from(text))));
        }
        match text.parse() {
            Ok(Function { module, function }) => {
                Ok(Self(PythonTarget::Function { module, function }))
            }
            Err(_) if is_dotted_name(&text) && text.contains('.') => Err(not_a_function(&text)),
            Err(_) => Err(format!(
                "{} names neither a function, nor a module, nor a script\n\
                 write `package.module:function`, `-m package.module` or `tools/script.py`",
                quote(&text)
            )),
        }
    }
}

fn has_script_extension(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(_, extension)| matches!(extension, "py" | "pyz" | "pyw"))
}
