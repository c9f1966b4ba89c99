//! `personac history`: cohorts on past dates, from the same data.

mod dates;
mod files;
mod forms;
mod notes;
mod table;
mod work;

use super::common::{self, ColorChoice, Exit, LangArg, ProjectArgs, Ready};
use super::progress::Bar;
use super::templates;
use crate::cohort::Step;
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Diagnostic, codes};
use crate::engine::scan;
use crate::model::{Program, Status};
pub use dates::{Dates, StepArg};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
pub use work::{Done, Wanted};

/// So many steps are projected.
pub const AHEAD: u32 = 6;

/// See how cohorts grew: their size, score and metrics on past dates, who entered and left, and where they go
///
/// Every date is worked out from the same data by today's rules: rows dated later do not exist, so the figures are those of a
/// run with `--as-of` of that day. What the data does not know of the past (attributes without a date) is said.
///
/// The next sizes are projected (exponential smoothing with a damped trend), with intervals that have been held against the
/// past: how many earlier sizes lay inside is printed beside them.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A cohort, score or assignment [default: all]
    name: Option<String>,

    #[command(flatten)]
    project: ProjectArgs,

    /// The first date
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: String,

    /// How far apart the dates are
    #[arg(long, value_name = "STEP", default_value = "month")]
    step: StepArg,

    /// The last date [default: the as-of date]
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<String>,

    /// How many steps to project; 0 for none
    #[arg(long, value_name = "STEPS", default_value = "6", value_parser = clap::value_parser!(u32).range(0..=60))]
    ahead: u32,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,

    /// Write a CSV file and a page of each cohort into this folder, which is replaced as a whole
    ///
    /// The pages hold back figures about fewer people than the catalog's `min_cell`; the CSV files are exact, as the screen is.
    #[arg(long, value_name = "OUT")]
    out: Option<PathBuf>,

    /// The language of the pages [default: the catalog's `language`, else en]
    #[arg(long, value_name = "LANG")]
    lang: Option<LangArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
}

pub fn execute(mut args: Args, color: ColorChoice) -> io::Result<Exit> {
    args.name_or_folder();
    let mut ready = match args.project.ready(color)? {
        Ok(ready) => ready,
        Err(exit) => return Ok(exit),
    };
    let own = match &args.out {
        Some(_) => templates::own(&ready.project.root, &mut ready.sources),
        None => Ok(Vec::new()),
    };
    match own.and_then(|own| Ok((work(&args, &ready)?, own))) {
        Ok((done, own)) => {
            let written = match &args.out {
                Some(out) => match files::write(&args, &ready.project, &own, &done, out) {
                    Ok(files) => Some((files, out)),
                    Err(diagnostics) => return common::fail(&diagnostics, &ready.sources, color),
                },
                None => None,
            };
            common::show(&done.findings, &ready.sources, color)?;
            let mut out = io::stdout().lock();
            match args.format {
                Format::Table => {
                    let style = common::style(color, io::stdout().is_terminal());
                    write!(out, "{}", table::text(&done.history, style.width))?;
                    if let Some((files, folder)) = written {
                        writeln!(out, "\nwrote {} to {}", common::count(files, "file"), folder.display())?;
                    }
                }
                Format::Csv => write!(out, "{}", forms::csv(&done.history))?,
                Format::Json => writeln!(out, "{:#}", forms::json(&done.history))?,
            }
            Ok(Exit::Fine)
        }
        Err(diagnostics) => common::fail(&diagnostics, &ready.sources, color),
    }
}

impl Args {
    /// `personac history DIR`: a folder with a catalog is the project, not a name.
    fn name_or_folder(&mut self) {
        let alone = self.project.dir.as_os_str() == ".";
        let folder = |name: &String| PathBuf::from(name).join(crate::check::project::CATALOG).exists();
        if let Some(name) = self.name.take_if(|name| alone && folder(name)) {
            self.project.dir = name.into();
        }
    }
}

fn work(args: &Args, ready: &Ready) -> Result<Done, Vec<Diagnostic>> {
    let one = |diagnostic: Box<Diagnostic>| vec![*diagnostic];
    let project = &ready.project;
    let only: Vec<String> = args.name.iter().cloned().collect();
    known(&project.program, &only).map_err(one)?;
    let step = Step::from(args.step);
    let dates =
        Dates::new(("--since", &args.since), args.until.as_deref(), step, project.as_of).map_err(one)?;
    let wanted = Wanted { project, only: &only, dates: &dates, ahead: args.ahead, pasts: args.out.is_some() };
    wanted.has_a_past().map_err(one)?;
    let progress = Bar::new();
    let plan = wanted.plan(dates.all[dates.all.len() - 1]);
    let loaded = scan::load(&plan, &project.catalog, &project.root, &scan::Options::default(), &progress)?;
    wanted.work(&loaded, &|date| progress.step(&format!("matching and scoring as of {date}")))
}

/// Every name must be a cohort, a score or an assignment that runs.
fn known(program: &Program, only: &[String]) -> Result<(), Box<Diagnostic>> {
    let running = program.cohorts.iter().filter(|c| c.status != Status::Retired).map(|c| c.name.as_str());
    let names: Vec<&str> = running.chain(program.assigns.iter().map(|a| a.name.as_str())).collect();
    let Some(name) = only.iter().find(|name| !names.contains(&name.as_str())) else { return Ok(()) };
    let (retired, grid) =
        (program.cohorts.iter().any(|c| c.name == *name), program.grids.iter().any(|g| g.name == *name));
    let message = match (retired, grid) {
        (true, _) => format!("`{name}` is retired: it is checked, not run"),
        (_, true) => format!("`{name}` is a grid; histories are kept of cohorts, scores and assignments"),
        _ => format!("there is no cohort, score or assignment `{name}`"),
    };
    let help = match nearest(name, names.iter().copied()).filter(|_| !retired && !grid) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", names.join(", ")),
    };
    Err(Box::new(Diagnostic::new(&codes::UNKNOWN_TARGET, message).help(help)))
}
