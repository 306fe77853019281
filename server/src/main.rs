//! The server's entry: everything is in the library, where tests can call it.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
