//! Resident memory, as the sum of what threads, tasks, processes and payloads take.

/// Bytes in use now and at the peak, on top of the bare program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    used: u64,
    pub peak: u64,
}

impl Memory {
    pub fn take(&mut self, bytes: u64) {
        self.used += bytes;
        self.peak = self.peak.max(self.used);
    }

    pub fn give_back(&mut self, bytes: u64) {
        self.used = self.used.saturating_sub(bytes);
    }
}
