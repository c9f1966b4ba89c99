//! The graph as a Mermaid flowchart: an arrow leads from the user to what it uses; the columns of a table stand in a frame.

use super::Asked;
use crate::model::{DeclarationKind, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Mermaid's own limit, where nobody has raised it.
pub const MOST_EDGES: usize = 500;

pub fn mermaid(asked: &Asked<'_>) -> String {
    let (nodes, edges) = asked.part();
    // Numbers are safe whatever the names are made of.
    let ids: BTreeMap<Node, String> = nodes.iter().enumerate().map(|(i, n)| (*n, format!("n{i}"))).collect();
    let mut out = String::from("flowchart LR\n");
    for (node, id) in &ids {
        if of_table(*node).is_none() {
            let _ = writeln!(out, "  {id}{}", shape(asked, *node));
        }
    }
    let tables: BTreeSet<usize> = nodes.iter().copied().filter_map(of_table).collect();
    for table in tables {
        let _ = writeln!(out, "  subgraph t{table}[{}]", quoted(&asked.project().catalog.tables[table].name));
        for (node, id) in ids.iter().filter(|(node, _)| of_table(**node) == Some(table)) {
            let _ = writeln!(out, "    {id}{}", shape(asked, *node));
        }
        out.push_str("  end\n");
    }
    for (from, to) in &edges {
        if let (Some(from), Some(to)) = (ids.get(from), ids.get(to)) {
            let _ = writeln!(out, "  {from} --> {to}");
        }
    }
    if let Some(id) = asked.root.and_then(|root| ids.get(&root)) {
        let _ = writeln!(out, "  style {id} stroke-width:3px");
    }
    out
}

/// The table in whose frame a node stands.
fn of_table(node: Node) -> Option<usize> {
    match node {
        Node::Column { table, .. } | Node::Table(table) | Node::Population(table) | Node::Value(table) => {
            Some(table)
        }
        Node::Declaration(_) => None,
    }
}

/// Cohorts are round, definitions are boxes, columns are cylinders.
fn shape(asked: &Asked<'_>, node: Node) -> String {
    let labels = &asked.labels;
    let catalog = &asked.project().catalog;
    match node {
        Node::Declaration(d) => {
            let declaration = &asked.project().program.references.declarations[d];
            let text = quoted(&labels.called(node));
            match declaration.kind {
                DeclarationKind::Icp | DeclarationKind::Persona | DeclarationKind::Score => {
                    format!("([{text}])")
                }
                DeclarationKind::Test => format!(">{text}]"),
                _ => format!("[{text}]"),
            }
        }
        Node::Population(_) => format!("{{{{{}}}}}", quoted("population")),
        Node::Value(_) => format!("{{{{{}}}}}", quoted("value")),
        Node::Table(_) => format!("[{}]", quoted("rows")),
        Node::Column { table, column } => {
            format!("[({})]", quoted(&catalog.tables[table].columns[column].name))
        }
    }
}

/// A text in quotes. Whatever Mermaid could read as its own or as HTML is written as a number.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if c.is_alphanumeric() || " _.-,:/%".contains(c) || !c.is_ascii() && !c.is_control() {
            out.push(c);
        } else {
            let _ = write!(out, "#{};", c as u32);
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_ends_the_text() {
        assert_eq!(quoted("城市 ltv"), "\"城市 ltv\"");
        assert_eq!(quoted("a\"]; <b>`#1"), "\"a#34;#93;#59; #60;b#62;#96;#35;1\"");
    }
}
