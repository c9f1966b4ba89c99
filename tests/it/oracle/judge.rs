//! Holds what an engine found to what the reference says.

use super::data;
use personac::ir::{NodeId, Plan};
use personac::reference::{self, Data, Value};

/// What an engine found: per node a value for each row of the node's table that exists, in the data's order, and the results.
pub struct Found {
    pub nodes: Vec<Vec<Value>>,
    pub results: String,
}

pub type Engine<'a> = &'a (dyn Fn(&Plan, &Data) -> Found + Sync);

/// The first difference.
#[derive(Debug, Clone)]
pub enum Difference {
    /// A row (as it stands in the data) of a node.
    Node {
        node: NodeId,
        row: usize,
        reference: Value,
        engine: Value,
    },
    Rows {
        node: NodeId,
        reference: usize,
        engine: usize,
    },
    /// Lines of the results, as JSON.
    Results {
        reference: String,
        engine: String,
    },
}

/// What the reference says of every node, and its results as JSON.
pub fn reference(plan: &Plan, data: &Data) -> Found {
    let values = reference::evaluate(plan, data);
    let nodes = (0..plan.nodes.len()).map(|node| values.of(NodeId(node as u32)).to_vec()).collect();
    Found { nodes, results: json(&reference::cohorts(plan, data)) }
}

/// Results to be compared to the last bit: the shortest text of a double names it.
pub fn json(results: &personac::cohort::Results) -> String {
    serde_json::to_string_pretty(results).unwrap()
}

pub fn compare(plan: &Plan, data: &Data, engine: Engine) -> Option<Difference> {
    let (right, found) = (reference(plan, data), engine(plan, data));
    let values = reference::evaluate(plan, data);
    for (index, (right, found)) in right.nodes.iter().zip(&found.nodes).enumerate() {
        let node = NodeId(index as u32);
        let rows = values.rows(plan.node(node).table);
        if right.len() != found.len() {
            return Some(Difference::Rows { node, reference: right.len(), engine: found.len() });
        }
        if let Some(at) = (0..right.len()).find(|&at| !same(&right[at], &found[at])) {
            let (reference, engine) = (right[at].clone(), found[at].clone());
            return Some(Difference::Node { node, row: rows[at], reference, engine });
        }
    }
    let mut lines = right.results.lines().zip(found.results.lines());
    if right.results == found.results {
        return None;
    }
    let (reference, engine) = lines.find(|(right, found)| right != found).unwrap_or(("the end", "the end"));
    Some(Difference::Results { reference: reference.into(), engine: engine.into() })
}

/// Equal to the last bit, but for the sign of zero, which no rule can see.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => (a + 0.0).to_bits() == (b + 0.0).to_bits(),
        _ => a == b,
    }
}

/// A difference that people can read: the node, what it was made of in that row, and both values.
pub fn explain(plan: &Plan, data: &Data, engine: Engine, difference: &Difference) -> String {
    match difference {
        Difference::Results { reference, engine } => {
            format!("the results differ\n  reference: {reference}\n  engine:    {engine}\n")
        }
        Difference::Rows { node, reference, engine } => {
            format!("node %{} has {reference} rows by the reference and {engine} by the engine\n", node.0)
        }
        Difference::Node { node, row, reference, engine: found } => {
            let head = format!(
                "node %{}, row {row} of {}\n  reference: {}\n  engine:    {}\n",
                node.0,
                plan.table(plan.node(*node).table).name,
                shown(reference),
                shown(found),
            );
            head + &made_of(plan, data, engine, *node, *row)
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Missing => "missing".into(),
        Value::Number(x) => format!("{x:?} (bits {:016x})", x.to_bits()),
        value => data::cell(value),
    }
}

/// Every node below a node with both values in its row, where it is of the same table.
fn made_of(plan: &Plan, data: &Data, engine: Engine, node: NodeId, row: usize) -> String {
    let mut below = vec![false; node.0 as usize + 1];
    below[node.0 as usize] = true;
    for index in (0..below.len()).rev().filter(|&index| below[index]).collect::<Vec<_>>() {
        mark(plan, NodeId(index as u32), &mut below);
    }
    let (right, found) = (reference(plan, data), engine(plan, data));
    let values = reference::evaluate(plan, data);
    let printed = personac::ir::print::print(plan);
    let mut text = String::new();
    for index in (0..below.len()).filter(|&index| below[index]) {
        let line = printed.lines().find(|line| line.starts_with(&format!("%{index} "))).unwrap_or("?");
        let table = plan.nodes[index].table;
        let at = values.rows(table).iter().position(|&r| r == row);
        text += &match at.filter(|_| table == plan.node(node).table) {
            Some(at) => {
                let (right, found) = (&right.nodes[index][at], &found.nodes[index][at]);
                format!("  {line}\n      {} | {}\n", shown(right), shown(found))
            }
            None => format!("  {line}\n"),
        };
    }
    text
}

fn mark(plan: &Plan, node: NodeId, below: &mut [bool]) {
    for input in plan.node(node).op.inputs() {
        if !std::mem::replace(&mut below[input.0 as usize], true) {
            mark(plan, input, below);
        }
    }
}
