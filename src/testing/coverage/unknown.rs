//! Whether a value can be missing at all, as far as the shape of the plan says. Where no rows are related, counts are 0 and shares
//! are missing; a rule over both may therefore never be unknown, and what can never be seen is not asked for.

use crate::catalog::Catalog;
use crate::ir::{
    Aggregate, AggregateFunction, Arith, ColumnId, Compare, CompareFull, Literal, NodeId, Op, Plan,
    RelationId, TableId,
};
use std::collections::{BTreeSet, HashMap};

/// Whether the node can be missing while each of the `others` can be true. Columns that the catalog does not have force rules; here
/// none is forced.
pub(in crate::testing) fn can_be(plan: &Plan, catalog: &Catalog, node: NodeId, others: &[NodeId]) -> bool {
    let mut relations = BTreeSet::new();
    let needed: Vec<NodeId> = std::iter::once(node).chain(others.iter().copied()).collect();
    relations_of(plan, &[node], &mut relations);
    // Rules over more relations than that are taken at their word.
    let relations: Vec<RelationId> = relations.into_iter().take(6).collect();
    (0..1u32 << relations.len()).any(|choice| {
        let rows = |relation: RelationId| {
            relations.iter().position(|r| *r == relation).map(|place| choice & (1 << place) != 0)
        };
        let possible = evaluate(plan, catalog, &needed, &rows);
        possible[&node].missing && others.iter().all(|other| possible[other].truths[1])
    })
}

/// The relations whose rows are looked at.
fn relations_of(plan: &Plan, nodes: &[NodeId], found: &mut BTreeSet<RelationId>) {
    let mut seen = BTreeSet::new();
    let mut waiting = nodes.to_vec();
    while let Some(node) = waiting.pop() {
        if seen.insert(node) {
            let op = &plan.node(node).op;
            if let Op::Aggregate(aggregate) = op {
                found.insert(aggregate.relation);
            }
            waiting.extend(op.inputs());
        }
    }
}

/// What a value can be.
#[derive(Debug, Clone, Copy)]
struct Possible {
    missing: bool,
    /// Of a truth value: false, true.
    truths: [bool; 2],
    /// The one number that it can be.
    exact: Option<f64>,
}

impl Possible {
    fn known(missing: bool) -> Possible {
        Possible { missing, truths: [true, true], exact: None }
    }

    fn truth(truth: bool) -> Possible {
        Possible { missing: false, truths: [!truth, truth], exact: None }
    }

    fn number(x: f64) -> Possible {
        Possible { missing: false, truths: [true, true], exact: Some(x) }
    }

    /// Missing, and nothing else.
    fn is_nothing(self) -> bool {
        self.missing && self.truths == [false, false]
    }

    const MISSING: Possible = Possible { missing: true, truths: [false, false], exact: None };
}

/// What nodes can be, given whether related rows are there.
fn evaluate(
    plan: &Plan,
    catalog: &Catalog,
    nodes: &[NodeId],
    rows: &dyn Fn(RelationId) -> Option<bool>,
) -> HashMap<NodeId, Possible> {
    let mut known: HashMap<NodeId, Possible> = HashMap::new();
    // Inputs wait on a list, not on the call stack: chains may be long.
    let mut waiting = nodes.to_vec();
    while let Some(&next) = waiting.last() {
        let inputs = plan.node(next).op.inputs();
        let open: Vec<NodeId> = inputs.iter().copied().filter(|input| !known.contains_key(input)).collect();
        if open.is_empty() {
            let inputs: Vec<Possible> = inputs.iter().map(|input| known[input]).collect();
            let node = plan.node(next);
            let possible = match node.op {
                Op::Column(column) if is_hidden(catalog, node.table, column) => Possible::MISSING,
                _ => one(&node.op, &inputs, rows),
            };
            known.insert(next, possible);
            waiting.pop();
        } else {
            waiting.extend(open);
        }
    }
    known
}

fn is_hidden(catalog: &Catalog, table: TableId, column: ColumnId) -> bool {
    column.0 as usize >= catalog.tables[table.0 as usize].columns.len()
}

fn one(op: &Op, inputs: &[Possible], rows: &dyn Fn(RelationId) -> Option<bool>) -> Possible {
    let any_missing = inputs.iter().any(|i| i.missing);
    match op {
        Op::Literal(literal) => match literal {
            Literal::Missing => Possible::MISSING,
            Literal::Bool(truth) => Possible::truth(*truth),
            Literal::Int(i) => Possible::number(*i as f64),
            Literal::Number(x) => Possible::number(x.0),
            _ => Possible::known(false),
        },
        Op::Column(_) | Op::Parent { .. } => Possible::known(true),
        Op::Aggregate(aggregate) => over_rows(aggregate, rows(aggregate.relation)),
        // Outside of the base nothing matters.
        Op::Score { .. } | Op::Share { .. } | Op::Earn { .. } | Op::Sum(_) | Op::AtMost { .. } => {
            Possible::known(false)
        }
        Op::Tier { tiers, .. } => Possible::known(tiers.last().is_none_or(|lowest| lowest.bound > 0)),
        Op::And(_) => junction(inputs, false),
        Op::Or(_) => junction(inputs, true),
        Op::Not(_) => Possible { truths: [inputs[0].truths[1], inputs[0].truths[0]], ..inputs[0] },
        Op::IsTrue(_) => Possible {
            missing: false,
            truths: [inputs[0].truths[0] || inputs[0].missing, inputs[0].truths[1]],
            exact: None,
        },
        Op::IsMissing(_) => Possible { truths: [true, inputs[0].missing], ..Possible::known(false) },
        Op::Coalesce(_) | Op::Least(_) | Op::Greatest(_) => Possible::known(inputs.iter().all(|i| i.missing)),
        Op::If { .. } => Possible::known(inputs[1..].iter().any(|i| i.missing)),
        Op::Compare { op, .. } => {
            let op = match op {
                Compare::Eq => CompareFull::Eq,
                Compare::Lt => CompareFull::Lt,
                Compare::Le => CompareFull::Le,
            };
            compared(op, inputs)
        }
        Op::CompareIntNumber { op, .. } => compared(*op, inputs),
        Op::ToNumber(_) => inputs[0],
        Op::Arith { op: Arith::Div, .. } | Op::Math { .. } | Op::Age(_) | Op::Shift { .. } => {
            Possible::known(true)
        }
        _ if inputs.iter().any(|i| i.is_nothing()) => Possible::MISSING,
        _ => Possible::known(any_missing),
    }
}

fn over_rows(aggregate: &Aggregate, rows: Option<bool>) -> Possible {
    use AggregateFunction::*;
    match (aggregate.function, rows) {
        (Count | CountDistinct | Sum, Some(false)) => Possible::number(0.0),
        (Any, Some(false)) => Possible::truth(false),
        (_, Some(false)) => Possible::MISSING,
        (Count | CountDistinct | Sum | Any, _) => Possible::known(false),
        (Share, Some(true)) => Possible::known(aggregate.window.is_some() || aggregate.filter.is_some()),
        _ => Possible::known(true),
    }
}

/// `and` (which false decides) or `or` (which true decides).
fn junction(inputs: &[Possible], decides: bool) -> Possible {
    let (decided, other) = (usize::from(decides), usize::from(!decides));
    // An input that can be nothing else decides alone.
    let surely = inputs.iter().any(|i| !i.missing && !i.truths[other]);
    let mut truths = [false; 2];
    truths[decided] = inputs.iter().any(|i| i.truths[decided]);
    truths[other] = inputs.iter().all(|i| i.truths[other]);
    Possible { missing: !surely && inputs.iter().any(|i| i.missing), truths, exact: None }
}

fn compared(op: CompareFull, inputs: &[Possible]) -> Possible {
    if inputs.iter().any(|i| i.is_nothing()) {
        return Possible::MISSING;
    }
    let missing = inputs.iter().any(|i| i.missing);
    match (inputs[0].exact, inputs[1].exact) {
        (Some(left), Some(right)) => Possible::truth(match op {
            CompareFull::Eq => left == right,
            CompareFull::Lt => left < right,
            CompareFull::Le => left <= right,
            CompareFull::Gt => left > right,
            CompareFull::Ge => left >= right,
        }),
        _ => Possible::known(missing),
    }
}
