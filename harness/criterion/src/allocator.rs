//! A global allocator that counts.
#![expect(unsafe_code, reason = "a global allocator is an unsafe trait")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

static BYTES: AtomicU64 = AtomicU64::new(0);
static COUNT: AtomicU64 = AtomicU64::new(0);

/// Counts what the program allocates and leaves the rest to another allocator.
///
/// A block that is resized counts as a new one of its new size, as DHAT and memray count it. All threads
/// count to one sum.
///
/// [`count_allocations!`](crate::count_allocations) installs one above that of the system. Above another:
///
/// ```
/// # use std::alloc::System as MiMalloc;
/// use paceline_criterion::CountingAllocator;
///
/// #[global_allocator]
/// static ALLOCATOR: CountingAllocator<MiMalloc> = CountingAllocator::new(MiMalloc);
/// # fn main() {}
/// ```
#[derive(Debug)]
pub struct CountingAllocator<A = System> {
    inner: A,
}

/// Counts the allocations of the bench program this stands in, for
/// [`AllocatedBytes`](crate::AllocatedBytes) and [`Allocations`](crate::Allocations).
#[macro_export]
macro_rules! count_allocations {
    () => {
        #[global_allocator]
        static PACELINE_ALLOCATOR: $crate::CountingAllocator = $crate::CountingAllocator::system();
    };
}

impl CountingAllocator {
    /// Counts above the allocator of the system.
    pub const fn system() -> Self {
        Self::new(System)
    }
}

impl<A> CountingAllocator<A> {
    /// Counts above this allocator.
    pub const fn new(inner: A) -> Self {
        Self { inner }
    }
}

/// Bytes allocated since the program began; 0 where no [`CountingAllocator`] is installed.
pub(crate) fn bytes() -> u64 {
    BYTES.load(Ordering::Relaxed)
}

/// Allocations since the program began; 0 where no [`CountingAllocator`] is installed.
pub(crate) fn count() -> u64 {
    COUNT.load(Ordering::Relaxed)
}

fn note(block: *mut u8, size: usize) -> *mut u8 {
    if !block.is_null() {
        BYTES.fetch_add(size as u64, Ordering::Relaxed);
        COUNT.fetch_add(1, Ordering::Relaxed);
    }
    block
}

// SAFETY: every call is handed on unchanged to an allocator, and its answer is returned unchanged.
unsafe impl<A: GlobalAlloc> GlobalAlloc for CountingAllocator<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the promises of `alloc`.
        note(unsafe { self.inner.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the promises of `alloc_zeroed`.
        note(unsafe { self.inner.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller keeps the promises of `realloc`; `block` came from `inner`.
        note(unsafe { self.inner.realloc(block, layout, size) }, size)
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the promises of `dealloc`; `block` came from `inner`.
        unsafe { self.inner.dealloc(block, layout) }
    }
}
