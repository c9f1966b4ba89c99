//! `personac deps`: what uses what.

mod find;
mod json;
mod label;
mod mermaid;
mod text;

use super::common::{self, ColorChoice, Exit};
use crate::check::project::{CATALOG, Project};
use crate::model::{DeclarationKind, Node, Uses};
use label::Labels;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Show what a name uses and what uses it, down to the columns of the catalog
///
/// NAME is a declaration (`connected_pro`), a table of the catalog (`orders`) or a column (`orders.amount`). A table stands for
/// its columns, too. Where two kinds of thing carry one name, write the kind in front: `feature:spend`, `table:orders`. Without NAME
/// the whole project is shown. Tests are counted, and shown with --tests.
///
/// In the tree `↑` stands behind a name whose own uses have been shown further up. Exit code 1 if the project has errors: what could
/// not be read is not in the graph.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A declaration, a table, or `table.column`
    name: Option<String>,

    /// The project's folder (the one with personac.yaml)
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,

    /// Only what uses it
    #[arg(long, conflicts_with = "down")]
    up: bool,

    /// Only what it uses
    #[arg(long)]
    down: bool,

    /// At most so many steps from the name
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    depth: Option<u16>,

    /// Show tests, too
    #[arg(long)]
    tests: bool,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  personac deps connected_pro                       both directions
  personac deps orders.amount --up                  who would notice if this column changed?
  personac deps smart_home --down --depth 1         what it names itself
  personac deps --format mermaid > deps.mmd         the whole project as a flowchart";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A tree for each direction
    Text,
    /// Nodes and edges
    Json,
    /// A flowchart for documents that draw Mermaid
    Mermaid,
}

/// What is asked, and what answers it.
struct Asked<'a> {
    labels: Labels<'a>,
    uses: Uses,
    root: Option<Node>,
    up: bool,
    down: bool,
    depth: usize,
    tests: bool,
}

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    let (name, dir) = match (&args.name, &args.dir) {
        // One path alone is a project, unless it is a name of the project here.
        (Some(name), None) if PathBuf::from(name).join(CATALOG).is_file() && !known_here(name) => {
            (None, PathBuf::from(name))
        }
        (name, dir) => (name.clone(), dir.clone().unwrap_or_else(|| ".".into())),
    };
    let loaded = common::load(dir);
    let Some(project) = &loaded.project else {
        return common::fail(&loaded.diagnostics, &loaded.sources, color);
    };
    let labels = Labels { project, sources: &loaded.sources };
    let root = match name.as_deref().map(|name| find::find(project, name)).transpose() {
        Ok(found) => found,
        Err(diagnostic) => {
            // A name that is not there may be one that did not read.
            let mut shown: Vec<_> = loaded.diagnostics.into_iter().filter(|d| d.is_error()).collect();
            shown.push(*diagnostic);
            return common::fail(&shown, &loaded.sources, color);
        }
    };
    if let Some(others) = root.as_ref().and_then(|found| find::others(found, &labels)) {
        eprintln!("{others}");
    }
    let asked = Asked {
        uses: Uses::new(&project.program.references),
        root: root.map(|found| found.node),
        up: args.up || !args.down,
        down: args.down || !args.up,
        depth: args.depth.map_or(usize::MAX, usize::from),
        tests: args.tests,
        labels,
    };
    let mut out = io::stdout().lock();
    match args.format {
        Format::Text => {
            let style = common::style(color, io::stdout().is_terminal());
            write!(out, "{}", text::text(&asked, style.color))?;
        }
        Format::Json => writeln!(out, "{:#}", json::json(&asked))?,
        Format::Mermaid => {
            let (_, edges) = asked.part();
            if edges.len() > mermaid::MOST_EDGES {
                let most = mermaid::MOST_EDGES;
                eprintln!(
                    "{} arrows: Mermaid refuses to draw more than {most} unless its `maxEdges` says so; name a declaration, or cut with --depth",
                    edges.len()
                );
            }
            write!(out, "{}", mermaid::mermaid(&asked))?;
        }
    }
    common::incomplete(&loaded, "what could not be read is not in the graph")
}

fn known_here(name: &str) -> bool {
    // Without a catalog here, looking for specs would only take time.
    let loaded = Path::new(CATALOG).is_file().then(|| common::load(".".into()));
    let project = loaded.and_then(|l| l.project);
    project.is_some_and(|project| find::find(&project, name).is_ok())
}

impl Asked<'_> {
    fn project(&self) -> &Project {
        self.labels.project
    }

    /// Where the directions start: a table stands for all that is of it, the whole project for everything.
    fn starts(&self) -> Vec<Node> {
        match self.root {
            None => self.uses.nodes().into_iter().filter(|node| self.shown(*node)).collect(),
            Some(Node::Table(table)) => {
                let of_table = |node: &Node| match *node {
                    Node::Column { table: t, .. } | Node::Population(t) | Node::Value(t) => t == table,
                    _ => false,
                };
                std::iter::once(Node::Table(table))
                    .chain(self.uses.nodes().into_iter().filter(of_table))
                    .collect()
            }
            Some(node) => vec![node],
        }
    }

    fn is_test(&self, node: Node) -> bool {
        let Node::Declaration(d) = node else { return false };
        self.project().program.references.declarations[d].kind == DeclarationKind::Test
    }

    fn shown(&self, node: Node) -> bool {
        self.tests || self.root == Some(node) || !self.is_test(node)
    }

    /// The part of the graph that was asked for.
    fn part(&self) -> (BTreeSet<Node>, BTreeSet<(Node, Node)>) {
        let starts = self.starts();
        let mut nodes: BTreeSet<Node> = starts.iter().copied().collect();
        let mut edges = BTreeSet::new();
        for (wanted, upwards) in [(self.down, false), (self.up, true)] {
            if wanted {
                let (reached, steps) = self.uses.reached(&starts, upwards, self.depth);
                nodes.extend(reached);
                edges.extend(steps);
            }
        }
        nodes.retain(|node| self.shown(*node));
        edges.retain(|(from, to)| self.shown(*from) && self.shown(*to));
        (nodes, edges)
    }
}
