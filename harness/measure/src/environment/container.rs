//! The processors and the memory that a container may use, from its control groups.
//!
//! Source: the Linux kernel's `cgroup-v1` and `cgroup-v2` documents.

use super::source::Source;

/// What counts as no limit: version 1 says "none" by the largest number of whole pages.
const NO_MEMORY_LIMIT: u64 = 1 << 60;

/// Limits in force; `None` where there is none.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Limits {
    /// Processors, in fractions.
    pub cpu: Option<f64>,
    /// Bytes.
    pub memory: Option<u64>,
}

/// The limits of this process: the tightest of its control groups and all above them.
///
/// `installed_memory`: a memory limit of that many bytes or more is none.
pub(super) fn limits(source: &Source<'_>, installed_memory: Option<u64>) -> Limits {
    let membership = source.text("proc/self/cgroup").unwrap_or_default();
    let folders = folders(&membership);
    let cpu = folders.iter().filter_map(|folder| cpu_limit(source, folder));
    let memory = folders.iter().filter_map(|folder| memory_limit(source, folder));
    let most = installed_memory.unwrap_or(NO_MEMORY_LIMIT).min(NO_MEMORY_LIMIT);
    Limits { cpu: cpu.min_by(f64::total_cmp), memory: memory.min().filter(|bytes| *bytes < most) }
}

/// The folders of the control groups listed in `/proc/self/cgroup`, and of all above them.
///
/// Inside a container the path may be the one outside, which does not exist; the group then is
/// the topmost folder.
fn folders(membership: &str) -> Vec<String> {
    let mut folders = Vec::new();
    for line in membership.lines() {
        let mut fields = line.splitn(3, ':');
        let (Some(_), Some(controllers), Some(path)) =
            (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let mounts = match controllers {
            "" => vec!["sys/fs/cgroup".to_owned(), "sys/fs/cgroup/unified".to_owned()],
            _ if is_limiting(controllers) => vec![format!("sys/fs/cgroup/{controllers}")],
            _ => continue,
        };
        for mount in mounts {
            let mut folder = format!("{mount}{}", path.trim_end_matches('/'));
            while folder.len() > mount.len() {
                folders.push(folder.clone());
                folder.truncate(folder.rfind('/').unwrap_or(0));
            }
            folders.push(mount);
        }
    }
    folders
}

fn is_limiting(controllers: &str) -> bool {
    controllers.split(',').any(|controller| controller == "cpu" || controller == "memory")
}

fn cpu_limit(source: &Source<'_>, folder: &str) -> Option<f64> {
    let text = |name: &str| source.text(&format!("{folder}/{name}"));
    let (quota, period) = match text("cpu.max") {
        Some(both) => {
            let (quota, period) = both.split_once(' ')?;
            (quota.to_owned(), period.to_owned())
        }
        None => (text("cpu.cfs_quota_us")?, text("cpu.cfs_period_us")?),
    };
    // Neither `max` nor -1 is a number of microseconds.
    let [quota, period] = [quota, period].map(|number| number.parse::<u32>().ok());
    let (quota, period) = (f64::from(quota?), f64::from(period?));
    (quota > 0.0 && period > 0.0).then(|| quota / period)
}

fn memory_limit(source: &Source<'_>, folder: &str) -> Option<u64> {
    let names = ["memory.max", "memory.limit_in_bytes"];
    let text = names.iter().find_map(|name| source.text(&format!("{folder}/{name}")))?;
    text.parse().ok().filter(|bytes| *bytes > 0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::environment::source::machine;

    fn limits_of(files: &[(&str, &str)]) -> Limits {
        let folder = machine(files);
        let source = Source { root: folder.path().to_owned(), variables: &BTreeMap::new() };
        limits(&source, Some(16 << 30))
    }

    #[test]
    fn a_pod_on_version_2_is_limited_by_the_tightest_group_above_it() {
        let limits = limits_of(&[
            ("proc/self/cgroup", "0::/kubepods/pod1/box\n"),
            ("sys/fs/cgroup/kubepods/pod1/box/cpu.max", "max 100000\n"),
            ("sys/fs/cgroup/kubepods/pod1/box/memory.max", "max\n"),
            ("sys/fs/cgroup/kubepods/pod1/cpu.max", "150000 100000\n"),
            ("sys/fs/cgroup/kubepods/pod1/memory.max", "536870912\n"),
            ("sys/fs/cgroup/kubepods/cpu.max", "400000 100000\n"),
            ("sys/fs/cgroup/kubepods/memory.max", "8589934592\n"),
        ]);
        assert_eq!(limits, Limits { cpu: Some(1.5), memory: Some(512 << 20) });
    }

    #[test]
    fn docker_on_version_1_is_limited_though_its_path_is_that_of_the_host() {
        let path = "/docker/0123";
        let limits = limits_of(&[
            (
                "proc/self/cgroup",
                &format!("5:devices:{path}\n4:memory:{path}\n3:cpu,cpuacct:{path}\n0::/\n"),
            ),
            ("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "50000\n"),
            ("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n"),
            ("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824\n"),
        ]);
        assert_eq!(limits, Limits { cpu: Some(0.5), memory: Some(1 << 30) });
    }

    #[test]
    fn numbers_that_mean_unlimited_are_no_limit() {
        let limits = limits_of(&[
            ("proc/self/cgroup", "4:memory:/a\n1:cpu:/\n"),
            ("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n"),
            ("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"),
            ("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "9223372036854771712\n"),
        ]);
        assert_eq!(limits, Limits::default());
    }

    #[test]
    fn a_limit_above_the_installed_memory_is_no_limit() {
        let limits = limits_of(&[
            ("proc/self/cgroup", "0::/\n"),
            ("sys/fs/cgroup/memory.max", "17179869184\n"),
        ]);
        assert_eq!(limits.memory, None);
    }

    #[test]
    fn without_control_groups_there_is_no_limit() {
        assert_eq!(limits_of(&[]), Limits::default());
        let odd = limits_of(&[("proc/self/cgroup", "0::/a/../b\nnonsense\n"), ("sys/x", "1")]);
        assert_eq!(odd, Limits::default());
    }
}
