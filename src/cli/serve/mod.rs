//! `personac serve`: a preview of the documents on this machine, which follows every save.
//!
//! ```text
//! saves ─▶ workshop (check, figures, pages) ─▶ board (what is shown now) ◀─ answers (one thread a request)
//! ```

mod ansi;
mod answer;
mod board;
mod earlier;
#[cfg(feature = "engine")]
pub mod live;
mod page;
mod workshop;

use super::common::{self, ColorChoice, Exit, LangArg, ProjectArgs};
use super::data::LiveData;
use super::saves;
use crate::check::project::CATALOG;
use crate::diagnostics::{Diagnostic, codes};
use crate::documents::{Members, Summary};
use crate::source::{SourceMap, reason};
use board::Board;
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use tiny_http::Server;
use workshop::{Figures, Workshop};

/// Preview the documents in a browser; they follow every save
///
/// Runs the project over its data as `personac run` does, but writes no file: the pages are held in memory and shown at
/// http://127.0.0.1:7373/, to this machine alone. When a spec, the catalog, a template or a data file is saved, they are made again, and
/// open pages that have changed reload themselves. The data is read again only if the figures can have changed.
///
/// What is wrong stands in the browser as in the terminal, over the last good pages, and goes away with the next good save.
///
/// With --summary the figures are those of an earlier run, and no data is read: narrative and templates can be worked on, rules cannot.
///
/// Ctrl-C ends it. Nothing is written, so it can be ended at any time.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,

    /// Take the figures from the `summary.json` of an earlier run, and read no data
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,

    /// The language of the documents [default: the catalog's `language`, else en]
    #[arg(long, value_name = "LANG")]
    lang: Option<LangArg>,

    /// The port; the next free one if it is taken, any free one for 0
    #[arg(long, value_name = "PORT", default_value_t = PORT)]
    port: u16,
}

const EXAMPLES: &str = "\
Examples:
  personac serve specs/telco                     write personas and see the pages
  personac serve specs/telco --lang zh --port 8080
  personac serve --summary out/summary.json      the last run's figures, without the data";

/// Where pages are shown if no port is asked for.
const PORT: u16 = 7373;

/// So many ports are tried after one that is taken.
const NEXT: u16 = 100;

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    let fail = |diagnostic: Box<Diagnostic>| common::fail(&[*diagnostic], &SourceMap::default(), color);
    // A folder that is no project now was mistyped; one that stops to be one later is being worked on.
    if !args.project.dir.join(CATALOG).is_file() {
        let loaded = args.project.load();
        let diagnostics = loaded.map_or_else(|diagnostic| vec![*diagnostic], |loaded| loaded.diagnostics);
        return common::fail(&diagnostics, &SourceMap::default(), color);
    }
    let options = match args.project.options() {
        Ok(options) => options,
        Err(diagnostic) => return fail(diagnostic),
    };
    let figures = match &args.summary {
        Some(path) => Figures::Earlier(earlier::Earlier { path: path.clone() }),
        None => match LiveData::new() {
            Ok(live) => Figures::Live(Box::new(live)),
            Err(diagnostic) => return fail(diagnostic),
        },
    };
    let listener = match listen(args.port) {
        Ok(listener) => listener,
        Err(diagnostic) => return fail(diagnostic),
    };
    let port = listener.local_addr()?.port();
    let server = Server::from_listener(listener, None).map_err(io::Error::other)?;
    say(&format!("personac serve: http://127.0.0.1:{port}/  (Ctrl-C ends it)"));
    if args.port != 0 && port != args.port {
        say(&format!("port {} is taken: this is the next free one", args.port));
    }
    let lang = args.lang.map(LangArg::lang).unwrap_or_default();
    let board = Arc::new(Board::new(lang));
    let readers = board.clone();
    thread::Builder::new().name("answers".to_owned()).spawn(move || answer::all(&server, &readers))?;
    let mut workshop = Workshop::new(args.project.dir, options, args.lang, figures);
    let mut changed = Vec::new();
    loop {
        let texts = workshop.texts();
        let built = workshop.build();
        let told = built.told(&changed, color);
        board.show(built.shown());
        // Whoever reads it and looks finds the pages that it tells of.
        say(&told);
        let seen = texts.and(workshop.data_then());
        let now = saves::next(|| workshop.texts().and(workshop.data()), &seen);
        changed = seen.changed(&now);
    }
}

/// Tells it at once; that nobody listens any more is no reason to end.
fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush());
}

/// A port of this machine that no other machine reaches: the one asked for, else the next free one.
fn listen(port: u16) -> Result<TcpListener, Box<Diagnostic>> {
    let mut tried = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    for next in port.saturating_add(1)..=port.saturating_add(NEXT) {
        match &tried {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                tried = TcpListener::bind((Ipv4Addr::LOCALHOST, next));
            }
            _ => break,
        }
    }
    tried.map_err(|error| {
        let message = format!("port {port} cannot be used: {}", reason(&error));
        Box::new(Diagnostic::new(&codes::BAD_OPTION, message).help(
            "name another one with `--port PORT`; ports below 1024 belong to the system, `--port 0` takes any free one",
        ))
    })
}

/// What pages show, and what was found on the way.
pub struct Shown {
    pub summary: Summary,
    /// The rows of people, where templates ask for any.
    pub members: Option<Arc<dyn Members>>,
    pub findings: Vec<Diagnostic>,
    /// Nothing was read: the figures are those of before.
    pub kept: bool,
}
