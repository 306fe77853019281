//! The server from outside: its API and pages through the router, its command line as a process.

mod api;
mod bad_input;
mod cards;
mod cli;
mod clients;
mod code;
mod colours;
mod connections;
mod documented;
mod help;
mod hostile;
mod limits;
mod looks;
mod markup;
mod operation;
mod pages;
mod pictures;
mod progress;
mod protobuf;
mod scripts;
mod settings;
mod share;
mod socket;
#[cfg(target_os = "linux")]
mod stopping;
mod support;
mod sweeps;
mod validation;
