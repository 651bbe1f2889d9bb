//! A case: one workload with one set of parameters.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::WorkloadName;

/// The parameters of a case by name, in the order of their names.
pub type Parameters = BTreeMap<String, ParameterValue>;

/// One value of a parameter, as YAML and JSON have them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ParameterValue {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A finite number with a fraction.
    Number(f64),
    /// Any text.
    Text(String),
}

impl ParameterValue {
    /// The value as a number; `None` for truth values and texts.
    #[expect(clippy::cast_precision_loss, reason = "sizes and counts of work, far below 2^53")]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Integer(value) => Some(*value as f64),
            Self::Number(value) => Some(*value),
            Self::Boolean(_) | Self::Text(_) => None,
        }
    }
}

impl fmt::Display for ParameterValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(formatter),
            Self::Integer(value) => value.fmt(formatter),
            Self::Number(value) => value.fmt(formatter),
            Self::Text(value) => value.fmt(formatter),
        }
    }
}

/// Identity of a case within a suite: the workload's name and the parameters.
///
/// Written as `put-get` or `put-get[capacity=128,implementation=naive]`. Two cases are the same
/// benchmark at two revisions when their ids are equal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaseId {
    /// The workload.
    pub workload: WorkloadName,
    /// Its parameters; empty for a workload without any.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: Parameters,
}

impl CaseId {
    /// The same id without the parameters in `variant`: what two variants of one revision have in
    /// common.
    #[must_use]
    pub fn without(&self, variant: &Parameters) -> Self {
        let mut parameters = self.parameters.clone();
        parameters.retain(|name, _| !variant.contains_key(name));
        Self { workload: self.workload.clone(), parameters }
    }

    /// Whether this is a benchmark of another tool, of the workload `family`: `parser/sum[n=1]` is below
    /// `parser`.
    pub fn is_below(&self, family: &Self) -> bool {
        let rest = self.workload.as_str().strip_prefix(family.workload.as_str());
        rest.is_some_and(|rest| rest.starts_with('/')) && self.matches(&family.parameters)
    }

    /// Whether each parameter in `variant` has the same value here. Values are compared as text,
    /// since a command line can't tell `1` from `"1"`.
    pub fn matches(&self, variant: &Parameters) -> bool {
        variant.iter().all(|(name, value)| {
            self.parameters.get(name).is_some_and(|own| own.to_string() == value.to_string())
        })
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.workload)?;
        for (index, (name, value)) in self.parameters.iter().enumerate() {
            let separator = if index == 0 { '[' } else { ',' };
            write!(formatter, "{separator}{name}={value}")?;
        }
        if self.parameters.is_empty() { Ok(()) } else { formatter.write_str("]") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> CaseId {
        let parameters = BTreeMap::from([
            ("implementation".to_owned(), ParameterValue::Text("naive".to_owned())),
            ("capacity".to_owned(), ParameterValue::Integer(128)),
        ]);
        CaseId { workload: "put-get".parse().unwrap(), parameters }
    }

    #[test]
    fn an_id_reads_as_workload_and_sorted_parameters() {
        assert_eq!(id().to_string(), "put-get[capacity=128,implementation=naive]");
    }

    #[test]
    fn two_variants_have_the_same_id_without_the_variant() {
        let variant =
            BTreeMap::from([("implementation".to_owned(), ParameterValue::Text("naive".into()))]);
        assert!(id().matches(&variant));
        assert_eq!(id().without(&variant).to_string(), "put-get[capacity=128]");
    }

    #[test]
    fn what_is_below_a_workload_has_its_name_a_slash_and_its_parameters() {
        let named = |name: &str| CaseId { workload: name.parse().unwrap(), ..id() };
        let below = named("put-get/sum/16");
        assert!(below.is_below(&id()));
        assert!(!named("put-getter").is_below(&id()) && !id().is_below(&id()));
        let bare = CaseId { parameters: BTreeMap::new(), ..below };
        assert!(!bare.is_below(&id()));
    }

    #[test]
    fn an_id_survives_json() {
        let json = serde_json::to_string(&id()).unwrap();
        assert_eq!(serde_json::from_str::<CaseId>(&json).unwrap(), id());
    }
}
