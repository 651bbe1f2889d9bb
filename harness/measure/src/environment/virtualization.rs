//! Recognises the container and the hypervisor that a run takes place in.

use super::source::Source;

/// Who made the virtual machine, by what its firmware says: vendor or product text, our name.
///
/// Source: systemd's `detect-virt`.
const FIRMWARE: [(&str, &str); 16] = [
    ("OpenStack", "kvm"),
    ("KubeVirt", "kvm"),
    ("KVM", "kvm"),
    ("Amazon EC2", "amazon"),
    ("Google", "google"),
    ("QEMU", "qemu"),
    ("VMware", "vmware"),
    ("VMW", "vmware"),
    ("innotek GmbH", "virtualbox"),
    ("VirtualBox", "virtualbox"),
    ("Xen", "xen"),
    ("Bochs", "bochs"),
    ("Parallels", "parallels"),
    ("BHYVE", "bhyve"),
    ("Microsoft Corporation Virtual Machine", "hyper-v"),
    ("Apple Virtualization", "apple"),
];

/// Clocks that only guests of one hypervisor have.
const CLOCKS: [(&str, &str); 3] = [("kvm-clock", "kvm"), ("hyperv", "hyper-v"), ("xen", "xen")];

/// What the paths of control groups say: a part of one, our name. More special ones first.
const GROUPS: [(&str, &str); 6] = [
    ("kubepods", "kubernetes"),
    ("libpod", "podman"),
    ("docker", "docker"),
    ("lxc", "lxc"),
    ("garden", "garden"),
    ("containerd", "containerd"),
];

/// Names that the variable `container` has for container managers.
const MANAGERS: [&str; 7] =
    ["docker", "podman", "lxc", "lxc-libvirt", "systemd-nspawn", "rkt", "oci"];

/// The container and the hypervisor, as in `docker on kvm`; `None` when neither shows.
///
/// `cpuinfo`: the text of `/proc/cpuinfo`.
pub(super) fn detect(source: &Source<'_>, cpuinfo: &str) -> Option<String> {
    let parts: Vec<_> =
        [container(source), hypervisor(source, cpuinfo)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" on "))
}

fn container(source: &Source<'_>) -> Option<&'static str> {
    if source.variables.contains_key("KUBERNETES_SERVICE_HOST") {
        return Some("kubernetes");
    }
    if source.exists("run/.containerenv") {
        return Some("podman");
    }
    if source.exists(".dockerenv") {
        return Some("docker");
    }
    let manager = source.variables.get("container");
    let known = manager.and_then(|name| MANAGERS.into_iter().find(|known| known == name));
    let groups = || {
        let text = source.text("proc/1/cgroup")?;
        GROUPS.into_iter().find(|(part, _)| text.contains(part)).map(|(_, name)| name)
    };
    known.or_else(groups)
}

fn hypervisor(source: &Source<'_>, cpuinfo: &str) -> Option<&'static str> {
    // Processors of x86 tell it themselves, so that rented bare metal is not taken for a guest;
    // others have no such flag, and there the firmware decides alone.
    let flags = cpuinfo.lines().find_map(|line| line.strip_prefix("flags"));
    let has_flag =
        flags.map(|flags| flags.split_ascii_whitespace().any(|flag| flag == "hypervisor"));
    if has_flag == Some(false) {
        return None;
    }
    let firmware = ["sys_vendor", "product_name"]
        .map(|name| source.text(&format!("sys/class/dmi/id/{name}")).unwrap_or_default())
        .join(" ");
    let clocks = source
        .text("sys/devices/system/clocksource/clocksource0/available_clocksource")
        .unwrap_or_default();
    let found = |table: &[(&str, &'static str)], text: &str| {
        table.iter().find(|(part, _)| text.contains(part)).map(|(_, name)| *name)
    };
    let xen = || source.exists("proc/xen").then_some("xen");
    let unnamed = || (has_flag == Some(true)).then_some("virtual machine");
    found(&FIRMWARE, &firmware).or_else(|| found(&CLOCKS, &clocks)).or_else(xen).or_else(unnamed)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::environment::source::machine;

    const GUEST: &str = "processor\t: 0\nflags\t\t: fpu vme hypervisor lahf_lm\n";
    const METAL: &str = "processor\t: 0\nflags\t\t: fpu vme lahf_lm\n";
    const ARM: &str = "processor\t: 0\nFeatures\t: fp asimd\n";

    fn detected(
        cpuinfo: &str,
        files: &[(&str, &str)],
        variables: &[(&str, &str)],
    ) -> Option<String> {
        let folder = machine(files);
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let variables = variables.iter().map(own).collect::<BTreeMap<_, _>>();
        detect(&Source { root: folder.path().to_owned(), variables: &variables }, cpuinfo)
    }

    #[test]
    fn hypervisors_are_told_by_their_firmware() {
        let vendor = "sys/class/dmi/id/sys_vendor";
        let product = "sys/class/dmi/id/product_name";
        let hyperv = [(vendor, "Microsoft Corporation\n"), (product, "Virtual Machine\n")];
        assert_eq!(detected(GUEST, &hyperv, &[]).as_deref(), Some("hyper-v"));
        let amazon = [(vendor, "Amazon EC2\n"), (product, "m7g.large\n")];
        assert_eq!(detected(ARM, &amazon, &[]).as_deref(), Some("amazon"));
        let laptop = [(vendor, "Microsoft Corporation\n"), (product, "Surface Pro\n")];
        assert_eq!(detected(METAL, &laptop, &[]), None);
    }

    #[test]
    fn rented_bare_metal_is_no_virtual_machine() {
        let files = [("sys/class/dmi/id/sys_vendor", "Amazon EC2\n")];
        assert_eq!(detected(METAL, &files, &[]), None);
    }

    #[test]
    fn a_guest_without_firmware_is_told_by_its_clock() {
        let clock = "sys/devices/system/clocksource/clocksource0/available_clocksource";
        let files = [(clock, "kvm-clock tsc acpi_pm \n")];
        assert_eq!(detected(GUEST, &files, &[]).as_deref(), Some("kvm"));
        assert_eq!(detected(GUEST, &[], &[]).as_deref(), Some("virtual machine"));
    }

    #[test]
    fn containers_are_told_by_files_groups_and_variables() {
        let of = |files: &[(&str, &str)], variables: &[(&str, &str)]| {
            detected(METAL, files, variables).unwrap_or_default()
        };
        assert_eq!(of(&[(".dockerenv", "")], &[]), "docker");
        assert_eq!(of(&[("run/.containerenv", "")], &[]), "podman");
        assert_eq!(of(&[("proc/1/cgroup", "4:memory:/kubepods/docker/1\n")], &[]), "kubernetes");
        assert_eq!(of(&[], &[("KUBERNETES_SERVICE_HOST", "10.0.0.1")]), "kubernetes");
        assert_eq!(of(&[], &[("container", "lxc")]), "lxc");
        assert_eq!(of(&[("proc/1/cgroup", "0::/init.scope\n")], &[("container", "secret")]), "");
    }

    #[test]
    fn a_container_in_a_virtual_machine_names_both() {
        let files = [(".dockerenv", ""), ("sys/class/dmi/id/sys_vendor", "QEMU\n")];
        assert_eq!(detected(GUEST, &files, &[]).as_deref(), Some("docker on qemu"));
    }
}
