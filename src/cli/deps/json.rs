//! The graph for machines.

use super::Asked;
use crate::model::{Node, column_type};
use crate::source::Span;
use serde_json::{Value, json};

/// `{ root, nodes, edges }`; an edge leads from the user to what it uses.
pub fn json(asked: &Asked<'_>) -> Value {
    let (nodes, edges) = asked.part();
    let edges = edges.iter().map(|&(from, to)| {
        let at = asked.uses.places(from, to);
        json!({
            "from": asked.labels.id(from),
            "to": asked.labels.id(to),
            "at": at.iter().map(|span| place(asked, *span)).collect::<Value>(),
        })
    });
    json!({
        "root": asked.root.map(|root| asked.labels.id(root)),
        "nodes": nodes.iter().map(|node| self::node(asked, *node)).collect::<Value>(),
        "edges": edges.collect::<Value>(),
    })
}

fn node(asked: &Asked<'_>, node: Node) -> Value {
    let labels = &asked.labels;
    let tables = &asked.project().catalog.tables;
    let mut value = json!({ "id": labels.id(node), "kind": labels.kind(node), "name": labels.name(node) });
    if let Some(declaration) = labels.declaration(node) {
        value["title"] = declaration.title.as_ref().map(|t| t.first()).into();
        value["entity"] = declaration.table.map(|t| tables[t].name.as_str()).into();
    }
    if let Node::Column { table, column } = node {
        let column = &tables[table].columns[column];
        value["table"] = tables[table].name.as_str().into();
        value["column"] = column.name.as_str().into();
        value["type"] = column_type(&column.ty).word().into();
    }
    value["place"] = place(asked, labels.span(node));
    value
}

fn place(asked: &Asked<'_>, span: Span) -> Value {
    let position = asked.labels.sources.position(span);
    json!({
        "path": asked.labels.sources.file(span.file).path,
        "line": position.line,
        "column": position.column,
    })
}
