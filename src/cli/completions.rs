use super::common::Exit;
use clap::CommandFactory;
use std::io::{self, Write};

/// Print a completion script for a shell
///
/// For bash: personac completions bash > ~/.local/share/bash-completion/completions/personac
#[derive(Debug, clap::Args)]
pub struct Args {
    shell: clap_complete::Shell,
}

pub fn execute(args: Args) -> io::Result<Exit> {
    // Into memory first: the generator itself gives up with a panic where a pipe has been closed.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Cli::command(), "personac", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Exit::Fine)
}
