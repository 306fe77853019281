//! A run in the formats of others: tables, and traces for profilers. Writers only: nothing of HTTP, nothing simulated.

pub(super) mod chrome;
mod cores;
pub(super) mod perfetto;
mod protobuf;
pub(super) mod speedscope;
pub(super) mod table;
pub(super) mod trace;
mod waiting;

/// What files say they come from.
const MADE_BY: &str = concat!("Lockstep ", env!("CARGO_PKG_VERSION"));
