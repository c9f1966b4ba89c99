use super::sound::unsound;
use super::{Data, Value, calendar, over_rows, scalar};
use crate::ir::{ColumnId, Day, NodeId, Op, Plan, RelationId, TableId, Type};
use std::cell::OnceCell;

/// Makes the values of a plan's nodes ready to be asked for; nothing is worked out yet but which rows exist.
/// `data` has the plan's tables and columns.
pub fn evaluate<'a>(plan: &'a Plan, data: &'a Data) -> Values<'a> {
    let rows = (0..plan.tables.len()).map(|table| existing_rows(plan, data, TableId(table as u32))).collect();
    Values {
        plan,
        data,
        rows,
        nodes: plan.nodes.iter().map(|_| OnceCell::new()).collect(),
        parents: plan.relations.iter().map(|_| OnceCell::new()).collect(),
    }
}

/// The values of a plan over data. A node is worked out, for all rows, when it is first asked for, and then kept.
#[derive(Debug)]
pub struct Values<'a> {
    plan: &'a Plan,
    data: &'a Data,
    rows: Vec<Vec<usize>>,
    nodes: Vec<OnceCell<Vec<Value>>>,
    parents: Vec<OnceCell<Vec<Option<usize>>>>,
}

impl<'a> Values<'a> {
    pub fn plan(&self) -> &'a Plan {
        self.plan
    }

    pub fn data(&self) -> &'a Data {
        self.data
    }

    /// A node's value for each row of its table that exists, in the order of [`Values::rows`].
    pub fn of(&self, id: NodeId) -> &[Value] {
        // The inputs of inputs wait on a list, not on the call stack: chains may be long.
        let mut waiting = vec![id];
        while let Some(&next) = waiting.last() {
            let unknown: Vec<NodeId> = self.reads(next).into_iter().filter(|&n| !self.is_known(n)).collect();
            if self.is_known(next) || unknown.is_empty() {
                self.cell(next).get_or_init(|| self.node(next));
                waiting.pop();
            } else {
                waiting.extend(unknown);
            }
        }
        self.known(id)
    }

    /// The rows of a table that exist, as indices into the data: those after the as-of date do not.
    pub fn rows(&self, table: TableId) -> &[usize] {
        &self.rows[table.0 as usize]
    }

    /// A column's values for the rows that exist.
    pub fn column(&self, table: TableId, column: ColumnId) -> Vec<Value> {
        let description = &self.plan.table(table).columns[column.0 as usize];
        let cells = &self.data.tables[table.0 as usize].columns[column.0 as usize];
        let not_yet = |value: &Value| {
            description.as_of && day_of(self.plan, value).is_some_and(|day| day > self.plan.as_of)
        };
        let read = |&row: &usize| if not_yet(&cells[row]) { Value::Missing } else { cells[row].clone() };
        self.rows(table).iter().map(read).collect()
    }

    /// For each row of a relation's child table (in the order of [`Values::rows`]) where its parent stands in the parent table's.
    pub fn parents(&self, relation: RelationId) -> &[Option<usize>] {
        self.parents[relation.0 as usize].get_or_init(|| over_rows::parents(self, relation))
    }

    /// For each row of a table whether it is in the base: in the population and with consent.
    pub fn base(&self, table: TableId) -> Vec<bool> {
        match self.plan.table(table).base {
            Some(base) => self.of(base).iter().map(Value::is_true).collect(),
            None => vec![true; self.rows(table).len()],
        }
    }

    /// The values of a node that has been worked out, as all inputs of a node have before the node itself: they are looked up.
    pub(super) fn known(&self, id: NodeId) -> &[Value] {
        self.cell(id).get_or_init(|| self.node(id))
    }

    fn is_known(&self, id: NodeId) -> bool {
        self.cell(id).get().is_some()
    }

    fn cell(&self, id: NodeId) -> &OnceCell<Vec<Value>> {
        &self.nodes[id.0 as usize]
    }

    /// What a node looks at: its inputs and, where it asks who counts, the base of its table.
    fn reads(&self, id: NodeId) -> Vec<NodeId> {
        let node = self.plan.node(id);
        let mut reads = node.op.inputs();
        if matches!(node.op, Op::Rank { .. } | Op::Score { .. } | Op::Tier { .. }) {
            reads.extend(self.plan.table(node.table).base);
        }
        reads
    }

    /// Works a node out for all rows of its table.
    fn node(&self, id: NodeId) -> Vec<Value> {
        let node = self.plan.node(id);
        match &node.op {
            Op::Column(column) => self.column(node.table, *column),
            Op::Parent { relation, value } => over_rows::parent(self, *relation, *value),
            Op::Aggregate(aggregate) => over_rows::aggregate(self, aggregate),
            Op::Rank { kind, value } => over_rows::rank(self, node.table, *kind, *value),
            Op::Score { .. } | Op::Tier { .. } => {
                let in_base = self.base(node.table).into_iter();
                let everyone = self.row_by_row(id).into_iter();
                everyone
                    .zip(in_base)
                    .map(|(value, counts)| if counts { value } else { Value::Missing })
                    .collect()
            }
            _ => self.row_by_row(id),
        }
    }

    /// Works out a node of which each row needs nothing but its own inputs.
    fn row_by_row(&self, id: NodeId) -> Vec<Value> {
        let node = self.plan.node(id);
        let compute = scalar::compute(self.plan, node);
        let inputs: Vec<&[Value]> = node.op.inputs().into_iter().map(|input| self.known(input)).collect();
        let row = |row: usize| compute(&inputs.iter().map(|input| &input[row]).collect::<Vec<_>>());
        (0..self.rows(node.table).len()).map(row).collect()
    }
}

/// The rows that are not dated after the as-of date. A row without a time exists.
fn existing_rows(plan: &Plan, data: &Data, table: TableId) -> Vec<usize> {
    let cells = &data.tables[table.0 as usize];
    let exists = |&row: &usize| match plan.table(table).time {
        None => true,
        Some(time) => day_of(plan, &cells.columns[time.0 as usize][row]).is_none_or(|day| day <= plan.as_of),
    };
    (0..cells.len()).filter(exists).collect()
}

/// The calendar day of a date or a datetime in the plan's zone; `None` where it is missing.
pub(super) fn day_of(plan: &Plan, value: &Value) -> Option<Day> {
    match *value {
        Value::Missing => None,
        Value::Date(day) => Some(day),
        Value::Datetime(instant) => calendar::day_in_zone(instant, plan.timezone),
        _ => unsound(None, format_args!("takes {value:?} for a date")),
    }
}

impl Values<'_> {
    /// The type of a node.
    pub fn ty(&self, id: NodeId) -> Type {
        self.plan.node(id).ty
    }
}
