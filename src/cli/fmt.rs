use super::common::{self, ColorChoice, Exit};
use super::replace::Replacement;
use super::report::{self, Form, Told};
use super::unformatted;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::{FileId, SourceMap, parallel, reason};
use crate::syntax;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Format spec files in the one style
///
/// Formats the files that are named, and all *.persona files below the folders that are named (hidden folders and `target` are
/// not entered). Blanks, line breaks and columns change; rules, names, texts and comments do not. A file with errors stays as it
/// is, and the others are formatted. The files that have changed are listed.
///
/// `-` reads one file from standard input and writes it to standard output, for editors.
///
/// Exit code 1 if a file has errors, or if --check finds one that is not formatted.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files and folders, or `-` for standard input
    #[arg(default_value = ".", value_name = "PATHS")]
    paths: Vec<PathBuf>,

    /// Change nothing; show what would change, and fail if anything would
    #[arg(long)]
    check: bool,

    /// With --check: how to print which files would change; all but `text` name each file and its places as findings
    #[arg(long, value_name = "FORMAT", default_value = "text", requires = "check")]
    format: Form,

    /// What to call standard input in messages
    #[arg(long, value_name = "PATH", default_value = STDIN)]
    stdin_filename: String,
}

/// Standard input, where it has no name.
const STDIN: &str = "<stdin>";

const EXAMPLES: &str = "\
Examples:
  personac fmt                               every spec below this folder
  personac fmt --check specs                 for continuous integration: a diff, and exit code 1
  personac fmt - --stdin-filename a.persona  for editors";

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    let mut work = Work { check: args.check, form: args.format, ..Work::default() };
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        if args.paths.len() == 1 {
            return standard_input(&args, work, color);
        }
        let mixed = Diagnostic::new(&codes::BAD_OPTION, "`-` stands beside other paths");
        work.diagnostics.push(mixed.help("name files and folders, or `-` alone"));
        return work.finish(&args, color);
    }
    let paths = files(&args.paths, &mut work.diagnostics);
    work.files(&paths)?;
    work.finish(&args, color)
}

fn standard_input(args: &Args, mut work: Work, color: ColorChoice) -> io::Result<Exit> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let Some((written, formatted)) = work.formatted(&args.stdin_filename, &bytes) else {
        return work.finish(args, color);
    };
    let mut out = io::stdout().lock();
    if !args.check {
        out.write_all(formatted.as_bytes())?;
        return Ok(Exit::Fine);
    }
    if args.format != Form::Text {
        if written != formatted {
            work.unformatted(&args.stdin_filename, &written, &formatted);
        }
        return work.finish(args, color);
    }
    write!(out, "{}", diff(&args.stdin_filename, &written, &formatted))?;
    Ok(if written == formatted { Exit::Fine } else { Exit::Wrong })
}

/// What has been done so far.
#[derive(Debug, Default)]
struct Work {
    check: bool,
    form: Form,
    files: usize,
    changed: usize,
    failed: usize,
    /// The texts that diagnostics point into.
    sources: SourceMap,
    diagnostics: Vec<Diagnostic>,
}

/// What became of a file.
enum Made {
    Same,
    /// As it is and as it should be, where nothing is written.
    Differs(String, String),
    Written,
    Unread(io::Error),
    Unwritten(io::Error),
    /// Errors in the text: found once more, with the places of this run.
    Faulty(Vec<u8>),
}

fn make(path: &Path, check: bool) -> Made {
    let bytes = match fs_err::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return Made::Unread(error),
    };
    let formatted = std::str::from_utf8(&bytes).ok().and_then(|text| {
        let formatted = syntax::format(FileId(0), text).ok()?;
        Some((text, formatted))
    });
    match formatted {
        None => Made::Faulty(bytes),
        Some((text, formatted)) if text == formatted => Made::Same,
        Some((text, formatted)) if check => Made::Differs(text.to_owned(), formatted),
        Some((_, formatted)) => {
            match Replacement::prepare(path, formatted.as_bytes()).and_then(Replacement::put) {
                Ok(()) => Made::Written,
                Err(error) => Made::Unwritten(error),
            }
        }
    }
}

impl Work {
    /// Each file by itself; what is said of them stands in their order.
    fn files(&mut self, paths: &[PathBuf]) -> io::Result<()> {
        let made = parallel::map(paths, |path| make(path, self.check));
        self.files += made.len();
        let mut out = io::stdout().lock();
        for (path, made) in paths.iter().zip(made) {
            let shown = path.display().to_string();
            match made {
                Made::Same => {}
                Made::Differs(written, formatted) if self.form != Form::Text => {
                    self.unformatted(&shown, &written, &formatted);
                }
                Made::Differs(written, formatted) => {
                    self.changed += 1;
                    write!(out, "{}", diff(&shown, &written, &formatted))?;
                }
                Made::Written => {
                    self.changed += 1;
                    writeln!(out, "{shown}")?;
                }
                Made::Unread(error) => self.failed(unreadable(&shown, &error)),
                Made::Unwritten(error) => {
                    let message = format!("`{shown}` cannot be written: {}", reason(&error));
                    let help = "free space or change its permissions; the file is as it was";
                    self.failed(Diagnostic::new(&codes::OUTPUT_FAILED, message).help(help));
                }
                Made::Faulty(bytes) => {
                    self.failed += 1;
                    self.formatted(&shown, &bytes);
                }
            }
        }
        Ok(())
    }

    fn failed(&mut self, diagnostic: Diagnostic) {
        self.failed += 1;
        self.diagnostics.push(diagnostic);
    }

    /// A file as it is and as it should be; none if it has errors, which are kept.
    fn formatted(&mut self, path: &str, bytes: &[u8]) -> Option<(String, String)> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => {
                if let Err(undecodable) = syntax::decode(bytes) {
                    let file = self.add(path, &undecodable.lossy);
                    self.diagnostics.push(undecodable.diagnostic(file));
                }
                return None;
            }
        };
        match syntax::format(FileId(self.sources.files().count() as u32), text) {
            Ok(formatted) => Some((text.to_owned(), formatted)),
            Err(found) => {
                self.add(path, text);
                self.diagnostics.extend(found);
                None
            }
        }
    }

    fn unformatted(&mut self, path: &str, written: &str, formatted: &str) {
        let file = self.add(path, written);
        self.diagnostics.push(unformatted::finding(file, self.sources.file(file), formatted));
    }

    fn add(&mut self, path: &str, text: &str) -> FileId {
        if path == STDIN { self.sources.add_aside(path, text) } else { self.sources.add(path, text) }
    }

    fn finish(self, args: &Args, color: ColorChoice) -> io::Result<Exit> {
        if self.form != Form::Text {
            let exit = report::exit(&self.diagnostics);
            let folder = match &args.paths[..] {
                [one] if one.as_os_str() != "-" => one,
                _ => Path::new("."),
            };
            Told::of("fmt", folder).write(self.form, &self.diagnostics, &self.sources, exit, color)?;
            return Ok(exit);
        }
        if self.files == 0 && !self.diagnostics.is_empty() {
            return common::fail(&self.diagnostics, &self.sources, color);
        }
        writeln!(io::stdout().lock(), "{}", self.summary())?;
        if !self.diagnostics.is_empty() {
            return common::fail(&self.diagnostics, &self.sources, color);
        }
        Ok(if self.check && self.changed > 0 { Exit::Wrong } else { Exit::Fine })
    }

    fn summary(&self) -> String {
        let (changed, same) = (self.changed, self.files - self.changed - self.failed);
        let mut parts = Vec::new();
        if changed > 0 {
            let done = if self.check { "not formatted" } else { "formatted" };
            parts.push(format!("{} {done}", common::count(changed, "file")));
        }
        if same > 0 || parts.is_empty() && self.failed == 0 {
            let already = if self.check { "formatted" } else { "unchanged" };
            parts.push(format!("{} {already}", common::count(same, "file")));
        }
        if self.failed > 0 {
            parts.push(format!("{} left alone because of errors", common::count(self.failed, "file")));
        }
        parts.join(", ")
    }
}

/// The named files, and the specs below the named folders; each once.
fn files(paths: &[PathBuf], diagnostics: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
        } else if let Err(error) = specs_below(path, &mut found) {
            diagnostics.push(unreadable(&path.display().to_string(), &error));
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|path| seen.insert(path.clone()));
    found
}

fn specs_below(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<_> = fs_err::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(|e| e.file_name());
    for entry in entries {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        // In the current folder, as the user would write it: without a leading `./`.
        let path = folder.strip_prefix(".").unwrap_or(folder).join(&name);
        if entry.file_type()?.is_dir() {
            if name != "target" {
                specs_below(&path, found)?;
            }
        } else if path.extension().is_some_and(|e| e == "persona") {
            found.push(path);
        }
    }
    Ok(())
}

/// What formatting changes, in the form that `patch` reads; empty if nothing.
fn diff(path: &str, written: &str, formatted: &str) -> String {
    let diff = similar::TextDiff::from_lines(written, formatted);
    diff.unified_diff().context_radius(3).header(path, &format!("{path} (formatted)")).to_string()
}

fn unreadable(path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(&codes::UNREADABLE_FILE, format!("`{path}` cannot be read: {}", reason(error)))
        .help("check that the file is there and that you may read it")
}
