//! Looks at the machine once, at the start of a run.

use std::collections::BTreeMap;
use std::path::PathBuf;

use paceline_model::{Environment, LoadInfo};

use super::source::Source;
use super::{container, cpu, virtualization};

/// The machine and its state now.
///
/// - `variables`: those of paceline. `PATH` is used to find `getconf`; some others tell a
///   container by being there. None of their values is recorded.
/// - `interpreters` and `tools` are left empty, and so is the stolen share of the load: see
///   [`StealMeter`](super::StealMeter).
/// - What the system does not tell is `None`; there are no errors. Takes a few milliseconds.
pub fn inspect(variables: &BTreeMap<String, String>) -> Environment {
    inspect_source(&Source { root: PathBuf::from("/"), variables })
}

fn inspect_source(source: &Source<'_>) -> Environment {
    let cpuinfo = source.text("proc/cpuinfo").unwrap_or_default();
    let memory_bytes = memory(source);
    let limits = container::limits(source, memory_bytes);
    Environment {
        system: std::env::consts::OS.to_owned(),
        architecture: std::env::consts::ARCH.to_owned(),
        cpu: cpu::cpu(source, &cpuinfo),
        memory_bytes,
        kernel: source
            .text("proc/sys/kernel/osrelease")
            .or_else(|| source.sysctl("kern.osrelease")),
        libc: libc_version(source),
        virtualization: virtualization::detect(source, &cpuinfo),
        container_cpu_limit: limits.cpu,
        container_memory_limit: limits.memory,
        load: LoadInfo { one_minute: load(source), steal: None },
        interpreters: BTreeMap::new(),
        tools: BTreeMap::new(),
    }
}

fn memory(source: &Source<'_>) -> Option<u64> {
    let installed = source.text("proc/meminfo").and_then(|text| parse_memory(&text));
    installed.or_else(|| source.sysctl("hw.memsize")?.parse().ok())
}

/// Installed memory in bytes, from `/proc/meminfo`.
fn parse_memory(meminfo: &str) -> Option<u64> {
    let kibibytes = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    kibibytes.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

fn load(source: &Source<'_>) -> Option<f64> {
    let text = source.text("proc/loadavg").or_else(|| source.sysctl("vm.loadavg"))?;
    parse_load(&text)
}

/// The average of one minute, the first number: `0.44 0.37 0.35 …`, on macOS in braces.
fn parse_load(text: &str) -> Option<f64> {
    text.trim_start_matches(['{', ' ']).split_whitespace().next()?.parse().ok()
}

/// The C library of the system, as in `glibc 2.36`; not that of paceline, which may be linked
/// into it. musl does not tell its version.
fn libc_version(source: &Source<'_>) -> Option<String> {
    let musl = format!("lib/ld-musl-{}.so.1", std::env::consts::ARCH);
    let found = source.tool("getconf", &["GNU_LIBC_VERSION"]);
    found.or_else(|| source.exists(&musl).then(|| "musl".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::source::machine;

    #[test]
    fn a_machine_is_read_from_its_files() {
        let folder = machine(&[
            ("proc/cpuinfo", "model name\t: Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz\n"),
            ("proc/meminfo", "MemTotal:       24684084 kB\nMemFree:        21960088 kB\n"),
            ("proc/sys/kernel/osrelease", "6.8.0-1017-azure\n"),
            ("proc/loadavg", "0.44 0.37 0.35 2/310 8123\n"),
            ("proc/self/cgroup", "0::/\n"),
            ("sys/fs/cgroup/cpu.max", "200000 100000\n"),
            (".dockerenv", ""),
        ]);
        let variables = BTreeMap::from([("TOKEN".to_owned(), "hidden".to_owned())]);
        let found =
            inspect_source(&Source { root: folder.path().to_owned(), variables: &variables });
        assert_eq!(found.cpu.model.as_deref(), Some("Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz"));
        assert_eq!(found.memory_bytes, Some(24_684_084 * 1024));
        assert_eq!(found.kernel.as_deref(), Some("6.8.0-1017-azure"));
        assert_eq!(found.load.one_minute, Some(0.44));
        assert_eq!(found.container_cpu_limit, Some(2.0));
        assert_eq!(found.virtualization.as_deref(), Some("docker"));
        assert!(!serde_json::to_string(&found).unwrap().contains("hidden"));
    }

    #[test]
    fn a_machine_that_tells_nothing_gives_empty_fields() {
        let folder = machine(&[]);
        let variables = BTreeMap::new();
        let found =
            inspect_source(&Source { root: folder.path().to_owned(), variables: &variables });
        let expected = Environment {
            system: std::env::consts::OS.to_owned(),
            architecture: std::env::consts::ARCH.to_owned(),
            cpu: paceline_model::CpuInfo { cores: found.cpu.cores, ..Default::default() },
            ..Environment::default()
        };
        assert_eq!(found, Environment { libc: found.libc.clone(), ..expected });
    }

    #[test]
    fn this_machine_is_read_twice_the_same() {
        let variables = BTreeMap::from([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]);
        let [first, second] = [inspect(&variables), inspect(&variables)];
        assert_eq!(first.machine_class(), second.machine_class());
        assert_eq!(first.system, std::env::consts::OS);
    }

    #[test]
    fn the_load_of_macos_is_read_too() {
        assert_eq!(parse_load("{ 2.13 2.31 2.43 }"), Some(2.13));
        assert_eq!(parse_load(""), None);
    }

    #[test]
    fn an_odd_memory_line_is_not_believed() {
        assert_eq!(parse_memory("MemTotal: many kB"), None);
        assert_eq!(parse_memory("MemTotal: 18446744073709551615 kB"), None);
    }
}
