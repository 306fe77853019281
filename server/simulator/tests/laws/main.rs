//! Laws that hold in every run, whatever the scenario: checked on random scenarios, and against theory.
//!
//! Each law is a function that says what is wrong with a run; the same function is also given runs that were
//! tampered with, to show that it can fail. `LAWS_CASES` and `PROPTEST_RNG_SEED` choose how many scenarios, and
//! which; a failure prints the smallest scenario found, and `LAWS_SCENARIO=FILE` puts that one alone to the laws.

mod accounting;
mod lanes;
mod queueing;
mod repeat;
mod run;
mod scaling;
mod swarm;
mod windows;
mod work;
