//! `personac list`: what is declared.

mod text;

use super::common::{self, ColorChoice, Exit};
use crate::check::project::Project;
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Diagnostic, codes};
use crate::model::{Cohort, Declaration, DeclarationKind, Status};
use crate::source::{DiskWorld, SourceMap, World};
use chrono::NaiveDate;
use clap::builder::PossibleValue;
use serde_json::{Value, json};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

/// List what a project declares: kind, name, title, owner, status, review date and place
///
/// Cohorts come first, then what they are made of. Tests are counted, and listed with `--kind test`. Options of one kind widen the list
/// (`--owner a --owner b`), options of different kinds narrow it.
///
/// Exit code 1 if the project has errors: what could not be read is not listed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The project's folder (the one with personac.yaml)
    #[arg(default_value = ".", value_name = "DIR")]
    dir: PathBuf,

    /// Only declarations of this kind, such as `persona` or `feature` (may be repeated)
    #[arg(long, value_name = "KIND")]
    kind: Vec<DeclarationKind>,

    /// Only cohorts of this owner, or of an owner that this is a part of (may be repeated)
    #[arg(long, value_name = "OWNER")]
    owner: Vec<String>,

    /// Only cohorts of this status (may be repeated)
    #[arg(long, value_name = "STATUS")]
    status: Vec<Status>,

    /// Only cohorts with rules in this dimension, such as `behavior` (may be repeated)
    #[arg(long, value_name = "DIMENSION")]
    dimension: Vec<String>,

    /// Only what is about this table (may be repeated)
    #[arg(long, value_name = "TABLE")]
    entity: Vec<String>,

    /// Only cohorts whose review is overdue
    #[arg(long)]
    overdue: bool,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  personac list --kind persona --status active
  personac list --overdue                            whose rules wait for a second look?
  personac list --owner growth@xyz.example
  personac list --format json | jq -r '.declarations[] | select(.kind == \"icp\") | .name'";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table for each group
    Text,
    /// One object per declaration
    Json,
}

/// A line of the list.
struct Row<'a> {
    declaration: &'a Declaration,
    /// Of an icp, a persona or a score without errors.
    cohort: Option<&'a Cohort>,
    entity: Option<&'a str>,
    path: &'a str,
    line: usize,
    overdue: bool,
}

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    let loaded = common::load(args.dir.clone());
    let Some(project) = &loaded.project else {
        return common::fail(&loaded.diagnostics, &loaded.sources, color);
    };
    if let Err(diagnostic) = known(&args, project) {
        return common::fail(&[*diagnostic], &loaded.sources, color);
    }
    let today = DiskWorld::new(&args.dir).today(project.catalog.timezone);
    let all = rows(project, &loaded.sources, today);
    let chosen: Vec<&Row> = all.iter().filter(|row| args.chooses(row)).collect();
    let mut out = io::stdout().lock();
    match args.format {
        Format::Json => {
            let rows = chosen.iter().map(|row| row.json()).collect::<Value>();
            writeln!(out, "{:#}", json!({ "project": project.catalog.project, "declarations": rows }))?;
        }
        Format::Text => {
            let style = common::style(color, io::stdout().is_terminal());
            write!(out, "{}", text::text(&chosen, style))?;
            let tests = all.iter().filter(|row| row.is(DeclarationKind::Test)).count();
            let listed = chosen.iter().any(|row| row.is(DeclarationKind::Test));
            writeln!(out, "{}", summary(chosen.len(), if listed || args.narrow() { 0 } else { tests }))?;
        }
    }
    drop(out);
    common::incomplete(&loaded, "what could not be read is not listed")
}

fn summary(shown: usize, tests: usize) -> String {
    let shown = if shown == 0 { "nothing to list".to_owned() } else { common::count(shown, "declaration") };
    if tests == 0 { shown } else { format!("{shown}, and {} (--kind test)", common::count(tests, "test")) }
}

/// Owners, dimensions and tables are free text: one that nothing has is likelier a slip than a question.
fn known(args: &Args, project: &Project) -> Result<(), Box<Diagnostic>> {
    let tables: Vec<&str> = project.catalog.tables.iter().map(|t| t.name.as_str()).collect();
    let cohorts = &project.program.cohorts;
    let dimensions: Vec<&str> = cohorts.iter().flat_map(|c| &c.dimensions).map(|d| d.name.as_str()).collect();
    let owners: Vec<&str> = cohorts.iter().filter_map(|c| c.owner.as_deref()).collect();
    let checks = [
        ("entity", "table", &args.entity, tables),
        ("dimension", "dimension", &args.dimension, dimensions),
        ("owner", "owner", &args.owner, owners),
    ];
    for (option, what, given, known) in checks {
        let has = |wanted: &&String| {
            known.iter().any(|k| if option == "owner" { is_owner(k, wanted) } else { k == wanted })
        };
        let Some(name) = given.iter().find(|wanted| !has(wanted)) else { continue };
        let message = format!("`--{option} {name}` names no {what} of this project");
        let mut distinct = known.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if distinct.is_empty() => {
                format!("no cohort has {}", if option == "owner" { "an owner" } else { "a dimension" })
            }
            None => format!("there are: {}", distinct.join(", ")),
        };
        return Err(Box::new(Diagnostic::new(&codes::UNKNOWN_TARGET, message).help(help)));
    }
    Ok(())
}

fn is_owner(owner: &str, wanted: &str) -> bool {
    owner.to_lowercase().contains(&wanted.to_lowercase())
}

fn rows<'a>(project: &'a Project, sources: &'a SourceMap, today: NaiveDate) -> Vec<Row<'a>> {
    let program = &project.program;
    let cohorts: std::collections::HashMap<_, _> = program.cohorts.iter().map(|c| (c.span, c)).collect();
    let mut rows: Vec<Row> = program
        .references
        .declarations
        .iter()
        .map(|declaration| {
            let cohort = cohorts.get(&declaration.span).copied();
            let due = cohort.filter(|c| c.status != Status::Retired).and_then(|c| c.review);
            Row {
                declaration,
                cohort,
                entity: declaration.table.map(|t| project.catalog.tables[t].name.as_str()),
                path: &sources.file(declaration.span.file).path,
                line: sources.position(declaration.span).line,
                overdue: due.is_some_and(|review| review < today),
            }
        })
        .collect();
    rows.sort_by_key(|row| row.declaration.kind);
    rows
}

impl Args {
    /// Something other than the kind narrows the list.
    fn narrow(&self) -> bool {
        self.overdue
            || !(self.kind.is_empty() && self.owner.is_empty() && self.status.is_empty())
            || !(self.dimension.is_empty() && self.entity.is_empty())
    }

    fn chooses(&self, row: &Row<'_>) -> bool {
        let kind = match self.kind.as_slice() {
            [] => !row.is(DeclarationKind::Test),
            kinds => kinds.iter().any(|&kind| row.is(kind)),
        };
        let cohort = |holds: &dyn Fn(&Cohort) -> bool| row.cohort.is_some_and(holds);
        let owner = |c: &Cohort| {
            c.owner.as_ref().is_some_and(|owner| self.owner.iter().any(|wanted| is_owner(owner, wanted)))
        };
        let dimension = |c: &Cohort| c.dimensions.iter().any(|d| self.dimension.contains(&d.name));
        kind && (self.owner.is_empty() || cohort(&owner))
            && (self.status.is_empty() || cohort(&|c| self.status.contains(&c.status)))
            && (self.dimension.is_empty() || cohort(&dimension))
            && (self.entity.is_empty() || row.entity.is_some_and(|e| self.entity.iter().any(|w| w == e)))
            && (!self.overdue || row.overdue)
    }
}

impl clap::ValueEnum for DeclarationKind {
    fn value_variants<'a>() -> &'a [Self] {
        &DeclarationKind::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()))
    }
}

impl clap::ValueEnum for Status {
    fn value_variants<'a>() -> &'a [Self] {
        &[Status::Draft, Status::Active, Status::Retired]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(status_word(*self)))
    }
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Active => "active",
        Status::Retired => "retired",
    }
}

impl Row<'_> {
    fn is(&self, kind: DeclarationKind) -> bool {
        self.declaration.kind == kind
    }

    fn title(&self) -> Option<&str> {
        self.declaration.title.as_ref().map(|title| title.first())
    }

    fn json(&self) -> Value {
        let mut value = json!({
            "kind": self.declaration.kind.word(),
            "name": self.declaration.name,
            "title": self.title(),
            "entity": self.entity,
            "path": self.path,
            "line": self.line,
        });
        if let Some(cohort) = self.cohort {
            value["owner"] = cohort.owner.as_deref().into();
            value["status"] = status_word(cohort.status).into();
            value["version"] = cohort.version.as_deref().into();
            value["review"] = cohort.review.map(|r| r.to_string()).into();
            value["overdue"] = self.overdue.into();
            value["dimensions"] = cohort.dimensions.iter().map(|d| d.name.as_str()).collect::<Value>();
        }
        value
    }
}
