//! The server from outside: its API and pages through the router, its command line as a process.

mod api;
mod bad_input;
mod cards;
mod cli;
mod code;
mod colours;
mod documented;
mod help;
mod limits;
mod looks;
mod pages;
mod pictures;
mod progress;
mod protobuf;
mod scripts;
mod share;
mod support;
mod sweeps;
mod validation;
