//! How the nodes of the graph are called.

use crate::check::project::Project;
use crate::model::{Declaration, DeclarationKind, Node};
use crate::source::{SourceMap, Span};

/// Names and places of nodes.
#[derive(Clone, Copy)]
pub struct Labels<'a> {
    pub project: &'a Project,
    pub sources: &'a SourceMap,
}

impl<'a> Labels<'a> {
    pub fn declaration(&self, node: Node) -> Option<&'a Declaration> {
        match node {
            Node::Declaration(d) => self.project.program.references.declarations.get(d),
            _ => None,
        }
    }

    /// `persona`, `column`, …
    pub fn kind(&self, node: Node) -> &'static str {
        match node {
            Node::Declaration(_) => self.declaration(node).map_or("", |d| d.kind.word()),
            Node::Population(_) => "population",
            Node::Value(_) => "value",
            Node::Table(_) => "table",
            Node::Column { .. } => "column",
        }
    }

    /// `connected_pro`, `orders.amount`; of a test its title.
    pub fn name(&self, node: Node) -> String {
        let catalog = &self.project.catalog;
        match node {
            Node::Declaration(_) => self.declaration(node).map_or(String::new(), |d| d.name.clone()),
            Node::Population(t) | Node::Value(t) | Node::Table(t) => catalog.tables[t].name.clone(),
            Node::Column { table, column } => {
                let table = &catalog.tables[table];
                format!("{}.{}", table.name, table.columns[column].name)
            }
        }
    }

    /// `persona connected_pro`, `population of customers`; titles of tests in quotes.
    pub fn called(&self, node: Node) -> String {
        let (kind, name) = (self.kind(node), self.name(node));
        match node {
            Node::Population(_) | Node::Value(_) => format!("{kind} of {name}"),
            _ if self.declaration(node).is_some_and(|d| d.kind == DeclarationKind::Test) => {
                format!("{kind} \"{name}\"")
            }
            _ => format!("{kind} {name}"),
        }
    }

    /// Where it is declared.
    pub fn span(&self, node: Node) -> Span {
        let catalog = &self.project.catalog;
        match node {
            Node::Declaration(d) => self.project.program.references.declarations[d].span,
            Node::Population(t) => {
                let table = &catalog.tables[t];
                table.population.as_ref().or(table.consent.as_ref()).map_or(table.span, |rule| rule.span)
            }
            Node::Value(t) => {
                let table = &catalog.tables[t];
                table.value.as_ref().map_or(table.span, |value| value.span)
            }
            Node::Table(t) => catalog.tables[t].span,
            Node::Column { table, column } => catalog.tables[table].columns[column].span,
        }
    }

    /// `personas.persona:12`
    pub fn place(&self, span: Span) -> String {
        format!("{}:{}", self.sources.file(span.file).path, self.sources.position(span).line)
    }

    /// A name for machines, one for each node: `persona:connected_pro`, `column:orders.amount`. Titles of tests may repeat.
    pub fn id(&self, node: Node) -> String {
        match self.declaration(node) {
            Some(d) if d.kind == DeclarationKind::Test => format!("test:{}", self.place(d.span)),
            _ => format!("{}:{}", self.kind(node), self.name(node)),
        }
    }
}
