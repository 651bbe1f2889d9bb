//! Memory of a process and all under it, with the peak since it was last asked.

use std::fs;

/// Of one process, largest since the last call, in bytes; `None` once it has ended.
///
/// The kernel keeps the high-water mark; writing 5 to `clear_refs` sets it back to what is resident
/// now, so that nothing between two calls is missed. Source: `proc_pid_clear_refs(5)`.
pub(super) fn peak_since_last(process: i32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let peak = high_water(&status)?;
    // Where that is refused the mark only rises, which is told by the curve.
    drop(fs::write(format!("/proc/{process}/clear_refs"), "5"));
    Some(peak)
}

/// The line `VmHWM:     1234 kB`; a process that has ended and was not reaped has none.
fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_high_water_mark_is_read_in_bytes() {
        assert_eq!(high_water("Name:\tx\nVmHWM:\t  2048 kB\nVmRSS:\t 1 kB\n"), Some(2 << 20));
        assert_eq!(high_water("Name:\tVmHWM: 1 kB\nState:\tZ (zombie)\n"), None);
        assert_eq!(high_water("VmHWM:\t99999999999999999999 kB\n"), None);
    }
}
