//! Where a record was measured. Holds no secrets: only what these fields name is collected.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{InvalidName, sha256};

/// Length of a machine class.
const CLASS_DIGITS: usize = 12;

/// The machine, its state and the tools, as found at the start of a run.
///
/// Every optional field is `None` where the system does not tell (in many virtual machines, and
/// on other systems than Linux).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Environment {
    /// Operating system, as in `linux`.
    pub system: String,
    /// Instruction set, as in `x86_64`.
    pub architecture: String,
    /// The processor.
    pub cpu: CpuInfo,
    /// Installed memory, in bytes.
    pub memory_bytes: Option<u64>,
    /// Kernel release, as in `6.18.0`.
    pub kernel: Option<String>,
    /// C library, as in `glibc 2.36`.
    pub libc: Option<String>,
    /// Hypervisor or container, as in `kvm` or `docker`; `None` when neither shows.
    pub virtualization: Option<String>,
    /// Processors that the container may use, when that is limited.
    pub container_cpu_limit: Option<f64>,
    /// Memory that the container may use, in bytes, when that is limited.
    pub container_memory_limit: Option<u64>,
    /// State at the start of the run.
    pub load: LoadInfo,
    /// Interpreters that ran cases, by the request in the suite (`default` when it made none).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub interpreters: BTreeMap<String, Interpreter>,
    /// Versions of other tools by name: `paceline`, and what else took part.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tools: BTreeMap<String, String>,
}

/// The processor.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CpuInfo {
    /// Model name.
    pub model: Option<String>,
    /// Logical processors that this process may use.
    pub cores: u32,
    /// Frequency governor, as in `performance`.
    pub governor: Option<String>,
    /// Whether turbo frequencies are on.
    pub turbo: Option<bool>,
    /// Whether sibling threads share cores.
    pub smt: Option<bool>,
}

/// How busy the machine was.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LoadInfo {
    /// Average number of runnable tasks over the last minute, at the start.
    pub one_minute: Option<f64>,
    /// Share of processor time that the hypervisor took away during the run, 0 to 1.
    pub steal: Option<f64>,
}

/// A Python interpreter that ran cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interpreter {
    /// Path of the executable.
    pub path: String,
    /// Full version, as in `3.12.1`.
    pub version: String,
    /// Implementation, as in `cpython`.
    pub implementation: String,
    /// What this version can't do, in words for the report; empty for a current one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

/// The set of machines whose times may be compared: a short hash of what must agree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct MachineClass(String);

impl MachineClass {
    /// The twelve hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MachineClass {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != CLASS_DIGITS || !text.bytes().all(is_digit) {
            return Err(InvalidName::new(
                "machine class",
                text,
                "is not twelve lower-case hexadecimal digits",
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for MachineClass {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<MachineClass> for String {
    fn from(class: MachineClass) -> Self {
        class.0
    }
}

impl fmt::Display for MachineClass {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Environment {
    /// What must agree before two records' times may be compared, by name. Interpreters are not
    /// part of it: which ones take part depends on the cases, and they are compared case by case.
    pub fn class_parts(&self) -> BTreeMap<&'static str, String> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        BTreeMap::from([
            ("architecture", self.architecture.clone()),
            ("cores", self.cpu.cores.to_string()),
            ("cpu model", text(&self.cpu.model)),
            ("kernel", text(&self.kernel)),
            ("libc", text(&self.libc)),
            ("system", self.system.clone()),
        ])
    }

    /// The machine class: the first twelve digits of the SHA-256 of [`Self::class_parts`].
    pub fn machine_class(&self) -> MachineClass {
        let parts: Vec<_> =
            self.class_parts().iter().map(|(name, value)| format!("{name}\0{value}")).collect();
        MachineClass(sha256(parts.join("\0").as_bytes())[..CLASS_DIGITS].to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn load_does_not_change_the_machine_class_and_the_kernel_does() {
        let quiet = Environment { system: "linux".into(), ..Environment::default() };
        let busy = Environment {
            load: LoadInfo { one_minute: Some(9.0), steal: Some(0.1) },
            ..quiet.clone()
        };
        let other = Environment { kernel: Some("6.1".into()), ..quiet.clone() };
        assert_eq!(quiet.machine_class(), busy.machine_class());
        assert_ne!(quiet.machine_class(), other.machine_class());
        let class = quiet.machine_class();
        assert_eq!(class.as_str().parse(), Ok(class));
        assert!("../../etc/pw".parse::<MachineClass>().is_err());
    }

    #[test]
    fn a_document_has_a_machine_class_or_is_none() {
        let class = Environment::default().machine_class();
        let json = serde_json::to_string(&class).unwrap();
        assert_eq!(serde_json::from_str::<MachineClass>(&json).unwrap(), class);
        for bad in ["", "x --> <img>", "0123456789AB", "0123456789abc", "../../../../x"] {
            let error = serde_json::from_value::<MachineClass>(bad.into()).unwrap_err().to_string();
            assert!(error.contains("is not twelve lower-case hexadecimal digits"), "{error}");
        }
    }
}
