use super::common::Exit;
use crate::diagnostics::codes::{self, Severity};
use crate::diagnostics::suggest::nearest;
use std::io::{self, Write};

/// Explain a diagnostic: what it means, with a failing and a fixed example
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A code or its name (E0301, unknown-name); without it, lists all
    code: Option<String>,
}

pub fn execute(args: Args) -> io::Result<Exit> {
    let mut out = io::stdout().lock();
    let Some(wanted) = args.code else {
        for code in codes::ALL {
            writeln!(out, "{}  {:<24} {}", code.id, code.name, code.title)?;
        }
        return Ok(Exit::Fine);
    };
    match codes::find(&wanted) {
        Some(code) => {
            write!(out, "{}", code.page)?;
            let level = match code.severity {
                Severity::Error => "an error",
                Severity::Warning => "a warning",
                Severity::Note => "a note",
            };
            writeln!(
                out,
                "\n`{}` is {level}; its name for `--deny` and `lints:` is `{}`.",
                code.id, code.name
            )?;
            Ok(Exit::Fine)
        }
        None => {
            let names = codes::ALL.iter().flat_map(|c| [c.id, c.name]);
            let hint = nearest(&wanted, names).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
            eprintln!("personac: there is no code `{wanted}`{hint}");
            eprintln!("`personac error` lists all codes");
            Ok(Exit::Usage)
        }
    }
}
