//! The operations that roles name and threads carry out.
//!
//! An operation is two words, so that it travels in registers: one is named and carried out at each step of everything that
//! is simulated, and an enum with several fields goes through memory, in pieces that the processor must wait for.

use std::num::NonZeroU32;

use super::State;
use super::gil::GilId;
use crate::engine::{Span, Time};

/// What a thread does next.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    /// The kind, and above it the state that the thread is in meanwhile.
    what: NonZeroU32,
    /// How long, until when, or which.
    value: u64,
}

/// An operation, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    Python { work: Span, state: State, how: Interrupt },
    Native { work: Span, state: State },
    Sleep { span: Span, state: State },
    Park { until: Time, state: Option<State> },
    Attach { gil: Option<GilId> },
    Block { state: Option<State> },
    Steps { until: usize },
    Exit,
}

/// Whether a drop request is honoured during the work, or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupt {
    /// Bytecode: the eval breaker is looked at within a microsecond.
    Bytecode,
    /// One C call that holds the GIL: pickling, `os.fork`, a regular expression.
    CCall,
}

const BYTECODE: u32 = 1;
const C_CALL: u32 = 2;
const NATIVE: u32 = 3;
const SLEEP: u32 = 4;
const PARK: u32 = 5;
const ATTACH: u32 = 6;
const BLOCK: u32 = 7;
const STEPS: u32 = 8;
const EXIT: u32 = 9;
/// Bits of the kind.
const KIND: u32 = 8;
/// No GIL.
const NONE: u64 = u64::MAX;

impl Op {
    /// Computes under its interpreter's GIL, which it takes first.
    #[inline]
    pub const fn python(work: Span, state: State, how: Interrupt) -> Op {
        let kind = match how {
            Interrupt::Bytecode => BYTECODE,
            Interrupt::CCall => C_CALL,
        };
        Op::of(kind, Some(state), work.ns())
    }

    /// Computes with the GIL released.
    #[inline]
    pub const fn native(work: Span, state: State) -> Op {
        Op::of(NATIVE, Some(state), work.ns())
    }

    /// A blocking call: releases the GIL, waits so long, plus the kernel's timer slack, and takes the GIL back.
    #[inline]
    pub const fn sleep(span: Span, state: State) -> Op {
        Op::of(SLEEP, Some(state), span.ns())
    }

    /// Releases the GIL and waits to be unparked, or for the deadline. `None`: idle, for no task.
    #[inline]
    pub const fn park(until: Time, state: Option<State>) -> Op {
        Op::of(PARK, state, until.ns())
    }

    /// Detaches, and goes on in another interpreter of its process, the one with this GIL.
    pub fn attach(gil: Option<GilId>) -> Op {
        Op::of(ATTACH, None, gil.map_or(NONE, |gil| u64::from(gil.0)))
    }

    /// Releases the GIL and waits for a lock until it is unparked. `None`: for no task.
    pub const fn block(state: Option<State>) -> Op {
        Op::of(BLOCK, state, 0)
    }

    /// Runs its task's steps from the current one up to (not including) this one; its role is asked again after that.
    #[inline]
    pub const fn steps(until: usize) -> Op {
        Op::of(STEPS, None, until as u64)
    }

    /// Ends.
    pub const fn exit() -> Op {
        Op::of(EXIT, None, 0)
    }

    const fn of(kind: u32, state: Option<State>, value: u64) -> Op {
        let state = match state {
            Some(state) => state as u32 + 1,
            None => 0,
        };
        let what = NonZeroU32::new(state << KIND | kind).expect("no kind is 0");
        Op { what, value }
    }

    /// The state that the thread is in meanwhile.
    #[inline]
    pub(super) fn state(self) -> Option<State> {
        State::numbered((self.what.get() >> KIND).wrapping_sub(1))
    }

    /// What it says.
    #[inline(always)]
    pub(super) fn does(self) -> Does {
        let waits = self.state();
        // Every operation that computes or sleeps is made with a state.
        let state = waits.unwrap_or(State::Overhead);
        let span = Span::from_ns(self.value);
        match self.what.get() % (1 << KIND) {
            BYTECODE => Does::Python { work: span, state, how: Interrupt::Bytecode },
            C_CALL => Does::Python { work: span, state, how: Interrupt::CCall },
            NATIVE => Does::Native { work: span, state },
            SLEEP => Does::Sleep { span, state },
            PARK => Does::Park { until: Time::from_ns(self.value), state: waits },
            ATTACH => Does::Attach { gil: (self.value != NONE).then_some(GilId(self.value as u32)) },
            BLOCK => Does::Block { state: waits },
            STEPS => Does::Steps { until: self.value as usize },
            _ => Does::Exit,
        }
    }

    /// Bytecode of no length.
    #[inline]
    pub(super) fn is_empty_bytecode(self) -> bool {
        self.value == 0 && matches!(self.what.get() % (1 << KIND), BYTECODE | C_CALL)
    }
}

/// Bytecode of no length: takes the GIL, and looks at the eval breaker.
pub(super) const LOOK: Op = Op::python(Span::ZERO, State::Overhead, Interrupt::Bytecode);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_says_what_it_was_made_of() {
        let (span, until) = (Span::from_ms(7), Time::from_ns(9));
        for state in State::ALL {
            for how in [Interrupt::Bytecode, Interrupt::CCall] {
                assert_eq!(Op::python(span, state, how).does(), Does::Python { work: span, state, how });
            }
            assert_eq!(Op::native(span, state).does(), Does::Native { work: span, state });
            assert_eq!(Op::sleep(span, state).does(), Does::Sleep { span, state });
            assert_eq!(Op::park(until, Some(state)).does(), Does::Park { until, state: Some(state) });
            assert_eq!(Op::block(Some(state)).does(), Does::Block { state: Some(state) });
        }
        assert_eq!(Op::park(Time::NEVER, None).does(), Does::Park { until: Time::NEVER, state: None });
        assert_eq!(Op::block(None).does(), Does::Block { state: None });
        for gil in [None, Some(GilId(0)), Some(GilId(u32::MAX))] {
            assert_eq!(Op::attach(gil).does(), Does::Attach { gil });
        }
        assert_eq!(Op::steps(usize::MAX).does(), Does::Steps { until: usize::MAX });
        assert_eq!(Op::exit().does(), Does::Exit);
    }
}
