//! Raises the priority of this very process: for processes that have nothing else to do.
#![expect(unsafe_code, reason = "scheduling has no safe interface")]

use nix::errno::Errno;

/// Real-time priority: the lowest there is, which is before everything that is not real-time.
#[cfg(target_os = "linux")]
const REAL_TIME_PRIORITY: i32 = 1;
/// How much nicer to this process than to others.
const STEPS: i32 = -5;

/// Raises this process's priority by five steps of `nice`.
pub(crate) fn raise_priority() -> nix::Result<()> {
    // The new value can be -1, so that only this tells an error.
    Errno::clear();
    // SAFETY: changes a number of this process; nothing of its memory is touched.
    let nice = unsafe { libc::nice(STEPS) };
    if nice == -1 && Errno::last_raw() != 0 { Err(Errno::last()) } else { Ok(()) }
}

/// Makes this process a real-time one, round robin.
///
/// The system call itself, since the function of musl refuses whatever is asked.
#[cfg(target_os = "linux")]
pub(crate) fn run_in_real_time() -> nix::Result<()> {
    // The kernel's structure is this one number.
    let priority = REAL_TIME_PRIORITY;
    // SAFETY: the kernel reads one number behind the pointer, and `priority` outlives the call.
    let result = unsafe {
        libc::syscall(libc::SYS_sched_setscheduler, 0, libc::SCHED_RR, &raw const priority)
    };
    Errno::result(result).map(drop)
}

/// There is no such scheduling on this system.
#[cfg(not(target_os = "linux"))]
pub(crate) fn run_in_real_time() -> nix::Result<()> {
    Err(Errno::ENOSYS)
}
