//! The processor: its name, and what makes its speed change.

use std::collections::BTreeSet;

use paceline_model::CpuInfo;

use super::source::Source;

/// Folder of all that is said about processors.
const FOLDER: &str = "sys/devices/system/cpu";

/// Names of common Arm server cores: implementer and part, as in `/proc/cpuinfo`.
///
/// Source: `lscpu-arm.c` of util-linux.
const ARM_CORES: [(&str, &str, &str); 12] = [
    ("0x41", "0xd03", "Cortex-A53"),
    ("0x41", "0xd08", "Cortex-A72"),
    ("0x41", "0xd0b", "Cortex-A76"),
    ("0x41", "0xd0c", "Neoverse-N1"),
    ("0x41", "0xd40", "Neoverse-V1"),
    ("0x41", "0xd49", "Neoverse-N2"),
    ("0x41", "0xd4f", "Neoverse-V2"),
    ("0x41", "0xd84", "Neoverse-V3"),
    ("0x41", "0xd8e", "Neoverse-N3"),
    ("0x6d", "0xd49", "Azure-Cobalt-100"),
    ("0xc0", "0xac3", "Ampere-1"),
    ("0xc0", "0xac4", "Ampere-1a"),
];

/// The processor of this machine; `cpuinfo` is the text of `/proc/cpuinfo`.
pub(super) fn cpu(source: &Source<'_>, cpuinfo: &str) -> CpuInfo {
    // Knows affinity and quotas of control groups.
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    CpuInfo {
        model: model(cpuinfo).or_else(|| source.sysctl("machdep.cpu.brand_string")),
        cores: u32::try_from(cores).unwrap_or(u32::MAX),
        governor: governor(source),
        turbo: turbo(source),
        smt: smt(source),
    }
}

/// The name of the processor, on one line.
///
/// Some virtual machines give all members of a family one name, as in `AMD EPYC`. A name without
/// a number gets those of its family and model, so that such machines are told apart.
fn model(cpuinfo: &str) -> Option<String> {
    let field = |name: &str| field(cpuinfo, name);
    // x86; Loongson; POWER; MIPS; RISC-V.
    let names = ["model name", "Model Name", "cpu", "cpu model", "uarch"];
    let Some(name) = names.into_iter().find_map(field) else { return arm_model(cpuinfo) };
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match (field("cpu family"), field("model")) {
        (Some(family), Some(model)) if !name.contains(|one: char| one.is_ascii_digit()) => {
            Some(format!("{name} (family {family}, model {model})"))
        }
        _ => Some(name),
    }
}

fn arm_model(cpuinfo: &str) -> Option<String> {
    let (implementer, part) = (field(cpuinfo, "CPU implementer")?, field(cpuinfo, "CPU part")?);
    let known = ARM_CORES.iter().find(|core| (core.0, core.1) == (implementer, part));
    Some(known.map_or_else(
        || format!("Arm implementer {implementer} part {part}"),
        |core| core.2.to_owned(),
    ))
}

/// The first value of a field, all of whose lines look like `name : value`.
fn field<'a>(cpuinfo: &'a str, name: &str) -> Option<&'a str> {
    let pairs = cpuinfo.lines().filter_map(|line| line.split_once(':'));
    let mut values = pairs.filter(|(key, _)| key.trim() == name).map(|(_, value)| value.trim());
    values.find(|value| !value.is_empty())
}

/// The governor of all processors, several joined by commas.
fn governor(source: &Source<'_>) -> Option<String> {
    let one = |index| source.text(&format!("{FOLDER}/cpu{index}/cpufreq/scaling_governor"));
    let folders = (0..).take_while(|index| source.exists(&format!("{FOLDER}/cpu{index}")));
    let governors: BTreeSet<_> = folders.filter_map(one).collect();
    (!governors.is_empty()).then(|| governors.into_iter().collect::<Vec<_>>().join(","))
}

fn turbo(source: &Source<'_>) -> Option<bool> {
    let flag = |path: &str| source.text(&format!("{FOLDER}/{path}"))?.parse::<u8>().ok();
    let intel = flag("intel_pstate/no_turbo").map(|is_off| is_off == 0);
    let others = || flag("cpufreq/boost").or_else(|| flag("cpu0/cpufreq/boost"));
    intel.or_else(|| others().map(|is_on| is_on != 0))
}

fn smt(source: &Source<'_>) -> Option<bool> {
    match source.text(&format!("{FOLDER}/smt/active"))?.as_str() {
        "1" => Some(true),
        // Some kernels can't tell and say so only here.
        "0" => {
            let control = source.text(&format!("{FOLDER}/smt/control"));
            (control.as_deref() != Some("notimplemented")).then_some(false)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::environment::source::machine;

    const INTEL: &str = "\
processor\t: 0
vendor_id\t: GenuineIntel
cpu family\t: 6
model\t\t: 85
model name\t: Intel(R) Xeon(R) Platinum 8171M CPU @   2.60GHz
stepping\t: 4
flags\t\t: fpu vme de pse
";

    const AMD: &str = "\
processor\t: 0
vendor_id\t: AuthenticAMD
cpu family\t: 25
model\t\t: 17
model name\t: AMD EPYC
stepping\t: 1
";

    const GRAVITON: &str = "\
processor\t: 0
BogoMIPS\t: 243.75
Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x3
CPU part\t: 0xd0c
CPU revision\t: 1
";

    const POWER: &str = "\
processor\t: 0
cpu\t\t: POWER9 (architected), altivec supported
clock\t\t: 2200.000000MHz
";

    fn source<'a>(
        folder: &tempfile::TempDir,
        variables: &'a BTreeMap<String, String>,
    ) -> Source<'a> {
        Source { root: folder.path().to_owned(), variables }
    }

    #[test]
    fn names_are_read_on_every_architecture() {
        let name = |cpuinfo: &str| model(cpuinfo).unwrap_or_default();
        assert_eq!(name(INTEL), "Intel(R) Xeon(R) Platinum 8171M CPU @ 2.60GHz");
        assert_eq!(name(GRAVITON), "Neoverse-N1");
        assert_eq!(name(POWER), "POWER9 (architected), altivec supported");
        assert_eq!(name(""), "");
    }

    #[test]
    fn processors_that_share_a_family_name_are_told_apart() {
        let newer = AMD.replace(": 17", ": 2");
        assert_eq!(model(AMD).as_deref(), Some("AMD EPYC (family 25, model 17)"));
        assert_ne!(model(AMD), model(&newer));
    }

    #[test]
    fn an_unknown_arm_core_keeps_its_numbers() {
        let unknown = GRAVITON.replace("0xd0c", "0xfff");
        assert_eq!(model(&unknown).as_deref(), Some("Arm implementer 0x41 part 0xfff"));
    }

    #[test]
    fn what_changes_the_speed_is_read() {
        let folder = machine(&[
            ("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n"),
            ("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance\n"),
            ("sys/devices/system/cpu/cpu2/cpufreq/scaling_governor", "powersave\n"),
            ("sys/devices/system/cpu/intel_pstate/no_turbo", "1\n"),
            ("sys/devices/system/cpu/smt/active", "1\n"),
            ("sys/devices/system/cpu/smt/control", "on\n"),
        ]);
        let variables = BTreeMap::new();
        let cpu = cpu(&source(&folder, &variables), INTEL);
        assert_eq!(cpu.governor.as_deref(), Some("performance,powersave"));
        assert_eq!((cpu.turbo, cpu.smt), (Some(false), Some(true)));
        assert!(cpu.cores >= 1);
    }

    #[test]
    fn turbo_of_other_drivers_is_read() {
        let variables = BTreeMap::new();
        for (path, text, turbo) in [
            ("cpufreq/boost", "1\n", Some(true)),
            ("cpu0/cpufreq/boost", "0\n", Some(false)),
            ("cpufreq/boost", "odd\n", None),
        ] {
            let folder = machine(&[(&format!("sys/devices/system/cpu/{path}"), text)]);
            assert_eq!(super::turbo(&source(&folder, &variables)), turbo, "{path}");
        }
    }

    #[test]
    fn a_kernel_that_cannot_tell_about_sibling_threads_is_not_believed() {
        let variables = BTreeMap::new();
        for (control, smt) in
            [("off", Some(false)), ("notsupported", Some(false)), ("notimplemented", None)]
        {
            let folder = machine(&[
                ("sys/devices/system/cpu/smt/active", "0\n"),
                ("sys/devices/system/cpu/smt/control", control),
            ]);
            assert_eq!(super::smt(&source(&folder, &variables)), smt, "{control}");
        }
    }
}
