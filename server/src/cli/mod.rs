//! The command line: serve, work, config, health, simulate, sweep, validate, validate-model.

mod health;
mod running;
mod serve;
mod simulate;
mod source;
mod sweep;
mod table;
mod validate;
mod validate_model;
mod work;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config::{self, Given, Limits, NatsServer, Settings};
use crate::ops::{Failure, Runs};
use source::Source;

/// Which concurrency model should this Python program use?
#[derive(Debug, Parser)]
#[command(name = "server", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Box<Settings>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the dashboard and the API (the default)
    Serve(Box<Settings>),
    /// Run points of sweeps for servers, and for `server sweep`, that name the same --nats
    Work(Box<Settings>),
    /// Print the settings that would hold, as a file for --config
    Config(Box<Settings>),
    /// Ask the server of these settings whether it is ready
    Health(Box<Settings>),
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
    let matches = match told() {
        Ok(matches) => matches,
        Err(reason) => return fail(&reason, 2),
    };
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|fault| fault.exit());
    match cli.command {
        None => serve::run(&cli.serve),
        Some(Command::Serve(settings)) => serve::run(&settings),
        Some(Command::Work(settings)) => work::run(&settings),
        Some(Command::Health(settings)) => match health::run(&settings) {
            Ok(told) => print(Ok(told)),
            // Containers take no other status for ill.
            Err(reason) => fail(&reason, 1),
        },
        Some(Command::Config(_)) => print(Ok(config::printed(settings_of(&matches)))),
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

/// What the command line and the environment say, and the file of settings that they name.
fn told() -> Result<ArgMatches, String> {
    let matches = Cli::command().get_matches();
    let Some(path) = settings_of(&matches).try_get_one::<PathBuf>("config").ok().flatten() else {
        return Ok(matches);
    };
    let given = Given::read(path)?;
    let command = config::with_given(Cli::command(), &given);
    Ok(command.mut_subcommands(|subcommand| config::with_given(subcommand, &given)).get_matches())
}

/// Where settings are: with the command, or without one.
fn settings_of(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, matches)| matches)
}

/// Does what a command asks for on all cores, for as long as it takes: whoever asks for it here has the machine. `nats`:
/// where workers take the points of sweeps from, if there are any.
fn unhurried<T>(
    nats: &[NatsServer],
    work: impl AsyncFnOnce(Runs) -> Result<T, Failure>,
) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|fault| format!("Cannot start: {fault}."))?;
    let work = async { work(Runs::new(Limits::none()).with_workers(nats)).await };
    runtime.block_on(work).map_err(|failure| failure.to_string())
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
