//! The `personac` command.

use std::process::ExitCode;

/// Deeply nested rules and long chains of features are followed by recursion; the main thread's usual 8 MiB would be
/// the limit of what a spec may say. Memory is taken only as it is used.
const STACK: usize = 512 << 20;

fn main() -> ExitCode {
    let worker =
        std::thread::Builder::new().name("personac".into()).stack_size(STACK).spawn(personac::cli::main);
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => ExitCode::from(101),
        Err(error) => {
            eprintln!("personac: cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
