use super::op::*;
use super::plan::*;
use super::types::{Day, Literal, Type};
use std::collections::HashMap;

/// Makes nodes; an equal node is made once. Simplifies what is simple whatever the data: nested `and`/`or` become flat,
/// double negation goes, constants of truth fold.
#[derive(Debug, Default)]
pub struct Builder {
    nodes: Vec<Node>,
    known: HashMap<Node, NodeId>,
    as_of: Day,
}

impl Builder {
    /// A builder of nodes for a run with this as-of date.
    pub fn new(as_of: Day) -> Self {
        Builder { as_of, ..Builder::default() }
    }

    /// The as-of date of the run.
    pub fn as_of(&self) -> Day {
        self.as_of
    }

    pub fn node(&mut self, table: TableId, ty: Type, op: Op) -> NodeId {
        let node = Node { table, ty, op };
        if let Some(&id) = self.known.get(&node) {
            return id;
        }
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(node.clone());
        self.known.insert(node, id);
        id
    }

    pub fn get(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub fn ty(&self, id: NodeId) -> Type {
        self.get(id).ty
    }

    pub fn table(&self, id: NodeId) -> TableId {
        self.get(id).table
    }

    pub fn literal(&mut self, table: TableId, ty: Type, literal: Literal) -> NodeId {
        self.node(table, ty, Op::Literal(literal))
    }

    pub fn bool(&mut self, table: TableId, value: bool) -> NodeId {
        self.literal(table, Type::Bool, Literal::Bool(value))
    }

    fn as_bool(&self, id: NodeId) -> Option<bool> {
        match self.get(id).op {
            Op::Literal(Literal::Bool(b)) => Some(b),
            _ => None,
        }
    }

    pub fn and(&mut self, table: TableId, rules: Vec<NodeId>) -> NodeId {
        self.junction(table, rules, true)
    }

    pub fn or(&mut self, table: TableId, rules: Vec<NodeId>) -> NodeId {
        self.junction(table, rules, false)
    }

    /// `and` (neutral = true) or `or` (neutral = false).
    fn junction(&mut self, table: TableId, rules: Vec<NodeId>, neutral: bool) -> NodeId {
        let mut flat = Vec::with_capacity(rules.len());
        for rule in rules {
            let nested = match (&self.get(rule).op, neutral) {
                (Op::And(inner), true) | (Op::Or(inner), false) => inner.clone(),
                _ => vec![rule],
            };
            for rule in nested {
                match self.as_bool(rule) {
                    Some(value) if value == neutral => {}
                    Some(_) => return self.bool(table, !neutral),
                    None if flat.contains(&rule) => {}
                    None => flat.push(rule),
                }
            }
        }
        match flat.len() {
            0 => self.bool(table, neutral),
            1 => flat[0],
            _ => self.node(table, Type::Bool, if neutral { Op::And(flat) } else { Op::Or(flat) }),
        }
    }

    pub fn not(&mut self, rule: NodeId) -> NodeId {
        let table = self.table(rule);
        match (&self.get(rule).op, self.as_bool(rule)) {
            (_, Some(value)) => self.bool(table, !value),
            (&Op::Not(inner), _) => inner,
            _ => self.node(table, Type::Bool, Op::Not(rule)),
        }
    }

    pub fn is_true(&mut self, rule: NodeId) -> NodeId {
        if self.never_missing(rule) {
            return rule;
        }
        let table = self.table(rule);
        self.node(table, Type::Bool, Op::IsTrue(rule))
    }

    pub fn is_missing(&mut self, value: NodeId) -> NodeId {
        let table = self.table(value);
        if self.never_missing(value) {
            return self.bool(table, false);
        }
        self.node(table, Type::Bool, Op::IsMissing(value))
    }

    /// An Int or Decimal as a Number; a Number as it is.
    pub fn to_number(&mut self, value: NodeId) -> NodeId {
        let Node { table, ty, op } = self.get(value).clone();
        match (ty, op) {
            (Type::Number, _) => value,
            (Type::Int, Op::Literal(Literal::Int(i))) => {
                self.literal(table, Type::Number, Literal::Number(super::Real::new(i as f64)))
            }
            _ => self.node(table, Type::Number, Op::ToNumber(value)),
        }
    }

    /// True if the shape alone shows that the value is never missing.
    pub fn never_missing(&self, id: NodeId) -> bool {
        match &self.get(id).op {
            Op::Literal(literal) => *literal != Literal::Missing,
            Op::IsTrue(_)
            | Op::IsMissing(_)
            | Op::Earn { .. }
            | Op::Sum(_)
            | Op::AtMost { .. }
            | Op::Share { .. } => true,
            Op::And(v) | Op::Or(v) => v.iter().all(|&v| self.never_missing(v)),
            Op::Not(v) => self.never_missing(*v),
            Op::Coalesce(v) => v.iter().any(|&v| self.never_missing(v)),
            Op::Aggregate(a) => matches!(
                a.function,
                AggregateFunction::Count
                    | AggregateFunction::Any
                    | AggregateFunction::Sum
                    | AggregateFunction::CountDistinct
            ),
            _ => false,
        }
    }

    pub fn finish(self) -> Vec<Node> {
        self.nodes
    }
}
