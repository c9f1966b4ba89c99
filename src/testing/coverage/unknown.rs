//! Whether a value can be missing at all.

use crate::ir::{AggregateFunction, Arith, Literal, NodeId, Op, Plan};
use std::collections::HashMap;

/// Whether the node's value can be missing, by the shape of the plan: any column can be.
pub(super) fn can_be(plan: &Plan, node: NodeId) -> bool {
    let mut known = HashMap::new();
    // Inputs stand before what reads them; those of a chain of any length wait on a list, not on the call stack.
    let mut waiting = vec![node];
    while let Some(&next) = waiting.last() {
        let inputs = plan.node(next).op.inputs();
        let open: Vec<NodeId> = inputs.iter().copied().filter(|input| !known.contains_key(input)).collect();
        if open.is_empty() {
            let can = shape(plan, next, &|input| known[&input]);
            known.insert(next, can);
            waiting.pop();
        } else {
            waiting.extend(open);
        }
    }
    known[&node]
}

fn shape(plan: &Plan, node: NodeId, can: &dyn Fn(NodeId) -> bool) -> bool {
    let op = &plan.node(node).op;
    let any = || op.inputs().into_iter().any(can);
    match op {
        Op::Literal(literal) => *literal == Literal::Missing,
        Op::Column(_) | Op::Parent { .. } | Op::Rank { .. } | Op::Score { .. } | Op::Tier { .. } => true,
        Op::IsTrue(_)
        | Op::IsMissing(_)
        | Op::Earn { .. }
        | Op::Sum(_)
        | Op::AtMost { .. }
        | Op::Share { .. } => false,
        Op::Aggregate(a) => !matches!(
            a.function,
            AggregateFunction::Count
                | AggregateFunction::Any
                | AggregateFunction::Sum
                | AggregateFunction::CountDistinct
        ),
        Op::Coalesce(v) | Op::Least(v) | Op::Greatest(v) => v.iter().all(|&v| can(v)),
        Op::If { then, otherwise, .. } => can(*then) || can(*otherwise),
        Op::Arith { op: Arith::Div, .. } | Op::Math { .. } | Op::Age(_) | Op::Shift { .. } => true,
        Op::And(_)
        | Op::Or(_)
        | Op::Not(_)
        | Op::AtLeast { .. }
        | Op::Compare { .. }
        | Op::CompareIntNumber { .. }
        | Op::In { .. }
        | Op::ToNumber(_)
        | Op::Neg(_)
        | Op::Arith { .. }
        | Op::Round { .. }
        | Op::Contains { .. }
        | Op::StartsWith { .. }
        | Op::EndsWith { .. }
        | Op::Matches { .. }
        | Op::TextMap { .. }
        | Op::TextLength(_)
        | Op::Has { .. }
        | Op::ListLength(_)
        | Op::DateOf(_)
        | Op::DaysSince(_)
        | Op::DatePart { .. }
        | Op::DaysBetween { .. }
        | Op::Ramp { .. }
        | Op::Decay { .. } => any(),
    }
}
