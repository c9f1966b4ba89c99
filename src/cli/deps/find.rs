//! What a name on the command line stands for.

use super::label::Labels;
use crate::check::project::Project;
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Diagnostic, codes};
use crate::model::{DeclarationKind, Node};

/// The node of a name, and what else carries that name.
pub struct Found {
    pub node: Node,
    others: Vec<Node>,
}

/// Looks for a declaration, a table, a column, a column without its table, and the title of a test, in this order.
pub fn find(project: &Project, name: &str) -> Result<Found, Box<Diagnostic>> {
    let mut found = all(project, name);
    if found.is_empty()
        && let Some((kind, rest)) = name.split_once(':')
    {
        found = all(project, rest);
        found.retain(|node| is_of(project, *node, kind));
    }
    if found.is_empty() {
        return Err(unknown(project, name));
    }
    let node = found.remove(0);
    Ok(Found { node, others: found })
}

fn all(project: &Project, name: &str) -> Vec<Node> {
    let references = &project.program.references;
    let catalog = &project.catalog;
    let mut found: Vec<Node> = Vec::new();
    found.extend(references.find(name).map(Node::Declaration));
    found.extend(catalog.table(name).map(Node::Table));
    let mut plain = Vec::new();
    for (t, table) in catalog.tables.iter().enumerate() {
        for (c, column) in table.columns.iter().enumerate() {
            let node = Node::Column { table: t, column: c };
            if name.strip_prefix(&table.name).and_then(|rest| rest.strip_prefix('.')) == Some(&column.name) {
                found.push(node);
            } else if column.name == name {
                plain.push(node);
            }
        }
    }
    found.extend(plain);
    let tests = references.declarations.iter().enumerate();
    let titled = tests.filter(|(_, d)| d.kind == DeclarationKind::Test && d.name == name);
    found.extend(titled.map(|(d, _)| Node::Declaration(d)));
    found
}

fn is_of(project: &Project, node: Node, kind: &str) -> bool {
    match node {
        Node::Declaration(d) => project.program.references.declarations[d].kind.word() == kind,
        Node::Table(_) => kind == "table",
        Node::Column { .. } => kind == "column",
        Node::Population(_) | Node::Value(_) => false,
    }
}

/// What else is called so, for a line on stderr.
pub fn others(found: &Found, labels: &Labels<'_>) -> Option<String> {
    let (first, _) = found.others.split_first()?;
    let here = labels.called(found.node);
    let called: Vec<String> = found.others.iter().map(|node| labels.called(*node)).collect();
    let way = match first {
        Node::Column { .. } => labels.name(*first),
        _ => format!("{}:{}", labels.kind(*first), labels.name(*first)),
    };
    Some(format!("this is {here}; there is also {} (`personac deps {way}`)", called.join(", ")))
}

fn unknown(project: &Project, name: &str) -> Box<Diagnostic> {
    let tables = &project.catalog.tables;
    let columns = tables.iter().flat_map(|t| t.columns.iter().map(|c| format!("{}.{}", t.name, c.name)));
    let plain = tables.iter().flat_map(|t| t.columns.iter().map(|c| c.name.clone()));
    let declared = &project.program.references.declarations;
    let known: Vec<String> = declared
        .iter()
        .map(|d| d.name.clone())
        .chain(tables.iter().map(|t| t.name.clone()))
        .chain(columns)
        .chain(plain)
        .collect();
    let help = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`personac list` shows what is declared; a column is named `table.column`".to_owned(),
    };
    let message = format!("there is no declaration, table or column `{name}`");
    Box::new(Diagnostic::new(&codes::UNKNOWN_TARGET, message).help(help))
}
