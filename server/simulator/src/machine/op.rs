//! The operations that roles name and threads carry out.

use super::State;
use super::gil::GilId;
use crate::engine::{Span, Time};

/// What a thread does next.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    /// Computes under its interpreter's GIL, which it takes first.
    Python { work: Span, state: State, how: Interrupt },
    /// Computes with the GIL released.
    Native { work: Span, state: State },
    /// Releases the GIL and waits so long, plus the kernel's timer slack.
    Sleep { span: Span, state: State },
    /// Releases the GIL and waits to be unparked, or for the deadline. `None`: idle, for no task.
    Park { until: Time, state: Option<State> },
    /// Detaches, and goes on in another interpreter of its process, the one with this GIL.
    Attach { gil: Option<GilId> },
    /// Releases the GIL and waits for a lock until it is unparked. `None`: for no task.
    Block { state: Option<State> },
    /// Runs its task's steps from the current one up to (not including) this one; its role is asked again after that.
    Steps { until: usize },
    /// Ends.
    Exit,
}

/// Bytecode of no length: takes the GIL, and looks at the eval breaker.
pub(super) const LOOK: Op = Op::Python { work: Span::ZERO, state: State::Overhead, how: Interrupt::Bytecode };

/// Whether a drop request is honoured during the work, or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupt {
    /// Bytecode: the eval breaker is looked at within a microsecond.
    Bytecode,
    /// One C call that holds the GIL: pickling, `os.fork`, a regular expression.
    CCall,
}
