//! That reading takes no more memory than its input is worth.

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Bytes that any input may take: the longest link unpacks to 64 KiB, of which each entry becomes a value.
const FREE: usize = 32 << 20;
/// Bytes more for each byte of the input.
const EACH: usize = 2_048;

/// Does something with an input, in memory that is bounded by the input's length.
pub fn bounded<T>(input: &[u8], work: impl FnOnce() -> T) -> T {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let done = work();
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(taken <= FREE + EACH * input.len(), "{taken} bytes for an input of {}", input.len());
    done
}
