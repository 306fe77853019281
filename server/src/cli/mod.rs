//! The command line: serve, simulate, sweep, validate, validate-model.

mod serve;
mod simulate;
mod source;
mod sweep;
mod table;
mod validate;
mod validate_model;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::Limits;
use crate::ops::{Failure, Runs};
use source::Source;

/// Which concurrency model should this Python program use?
#[derive(Debug, Parser)]
#[command(name = "server", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the dashboard and the API (the default)
    Serve(serve::Options),
    /// Simulate a scenario and print a table, one line a model
    Simulate(SimulateOptions),
    /// Take one or two numbers of a scenario through their values, and tell where the answer changes
    Sweep(sweep::Options),
    /// Print a scenario complete with its defaults, or what is wrong with it
    Validate(ValidateOptions),
    /// Replay measured cases and print how far the simulator is off
    ValidateModel(validate_model::Options),
}

#[derive(Args, Debug)]
struct SimulateOptions {
    /// A scenario's file; - reads standard input
    #[arg(required_unless_present = "preset", conflicts_with = "preset")]
    file: Option<String>,
    /// One of the scenarios that come with Lockstep
    #[arg(long, value_name = "ID")]
    preset: Option<String>,
    /// Print the report as JSON, the same bytes on every machine
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
struct ValidateOptions {
    /// A scenario's file; - reads standard input
    file: String,
}

/// What a command came to: its output, or why it has none.
type Outcome = Result<String, String>;

/// Runs the command that was asked for. Status 2: what was given is not usable; standard error says why.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        None => serve::run(&cli.serve),
        Some(Command::Serve(options)) => serve::run(&options),
        Some(Command::Simulate(SimulateOptions { file, preset, json })) => {
            print(simulate::run(&Source::new(file, preset), json))
        }
        Some(Command::Sweep(options)) => print(sweep::run(options)),
        Some(Command::Validate(ValidateOptions { file })) => {
            print(validate::run(&Source::new(Some(file), None)))
        }
        Some(Command::ValidateModel(options)) => print(validate_model::run(&options)),
    }
}

/// Does what a command asks for on all cores, for as long as it takes: whoever asks for it here has the machine.
fn unhurried<T>(work: impl AsyncFnOnce(Runs) -> Result<T, Failure>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|fault| format!("Cannot start: {fault}."))?;
    runtime.block_on(work(Runs::new(Limits::none()))).map_err(|failure| failure.to_string())
}

/// Writes a command's output. A reader that stops early, such as `head`, is no fault.
fn print(outcome: Outcome) -> ExitCode {
    use std::io::Write;
    match outcome {
        Ok(text) => match writeln!(std::io::stdout(), "{text}") {
            Ok(()) => ExitCode::SUCCESS,
            Err(fault) if fault.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(fault) => fail(&format!("Cannot write the result: {fault}."), 1),
        },
        Err(message) => fail(&message, 2),
    }
}

fn fail(message: &str, status: u8) -> ExitCode {
    eprintln!("{message}");
    ExitCode::from(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
