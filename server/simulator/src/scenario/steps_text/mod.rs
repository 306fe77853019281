//! The steps of a task as a line that people type: `cpu 3ms, io ~40ms @api, cpu 25ms nogil`.
//!
//! ```text
//! steps    = [ step *( ("," | newline) step ) ]          empty steps are skipped
//! step     = ( "cpu" | "io" | "blocking" | "lock" NAME ) duration *setting
//!                                                        in any case; "blocking_io" is "blocking"
//! duration = TIME                                        always the same
//!          | "~" TIME [ "cv" NUMBER ]                    lognormal: mean, deviation over mean (0.3 if left out)
//!          | "exp" TIME                                  exponential: mean
//!          | "uniform" NUMBER [UNIT] ".." TIME           evenly between two; the first has the second's unit
//!          | "pareto" TIME "a" NUMBER                    heavy tail: shortest, exponent
//!          | "from" TIME *TIME                           drawn with equal chance from a list
//! setting  = "nogil"                                     cpu: native code that releases the GIL
//!          | "x" COUNT                                   nogil: threads of its own that it computes with
//!          | "call" TIME                                 cpu: in C calls of so long, between which alone it gives the
//!                                                        GIL away; nogil: after each of which it takes the GIL back
//!          | "@" NAME                                    io, blocking: the service that it calls
//!          | "on" ( "loop" | "thread" | "process" )      where a hybrid model runs it
//!          | "as" NAME                                   what it is called (a lock has its name already)
//! TIME     = NUMBER UNIT, UNIT = "us" | "µs" | "ms" | "s"
//! NAME     = a word, or a text in double quotes, where \ stands before " and \
//! ```
//!
//! Settings come in any order; a NUMBER has no sign and no exponent. [`print`] is canonical, and [`parse`] reads it
//! back as the very same steps. Ranges, and whether a service exists, are checked with the whole scenario by
//! [`super::read`].

mod parse;
mod print;

#[cfg(test)]
mod tests;

pub use parse::{Fault, parse};
pub use print::print;

use super::StepKind;

/// Standard deviation over mean of a `~` that names none.
const USUAL_CV: f64 = 0.3;

/// Kinds of steps by their words.
const KINDS: [(&str, StepKind); 4] = [
    ("cpu", StepKind::Cpu),
    ("io", StepKind::Io),
    ("blocking", StepKind::BlockingIo),
    ("lock", StepKind::Lock),
];

/// Units by their words, in milliseconds as `number * times / over`: dividing keeps decimal fractions exact.
const UNITS: [(&str, f64, f64); 4] =
    [("ms", 1.0, 1.0), ("us", 1.0, 1000.0), ("µs", 1.0, 1000.0), ("s", 1000.0, 1.0)];
