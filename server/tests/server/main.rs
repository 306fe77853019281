//! The server from outside: its API and pages through the router, its command line as a process.

mod api;
mod bad_input;
mod cli;
mod code;
mod colours;
mod documented;
mod help;
mod limits;
mod looks;
mod pages;
mod progress;
mod scripts;
mod support;
mod sweeps;
mod validation;
