//! Which parts of a plan change with its as-of date, and which values are the same on every date.

use super::op::Op;
use super::plan::{ColumnId, NodeId, Plan, TableId};
use super::types::{Day, Type};
use std::collections::BTreeSet;

/// What some nodes read of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Something in it depends on the as-of date: a related table with a time, the days since a date, a column that is only
    /// known from its date on.
    pub dated: bool,
    /// Columns that hold today's value on every date: of tables that are about lasting things (they have no time, or others
    /// belong to them). Dates are in [`Reach::dates`].
    pub of_today: BTreeSet<(TableId, ColumnId)>,
    /// Dates of such tables that are known on every date. One that lies after a date could not be known then.
    pub dates: BTreeSet<(TableId, ColumnId)>,
    /// The first days of windows, with the table whose rows lie in them.
    pub windows: BTreeSet<(TableId, Day)>,
}

impl Plan {
    /// What the nodes read, directly or not.
    pub fn reach(&self, nodes: &[NodeId]) -> Reach {
        let mut reach = Reach::default();
        let mut seen = BTreeSet::new();
        let mut open: Vec<NodeId> = nodes.to_vec();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let node = self.node(id);
            open.extend(node.op.inputs());
            let table = self.table(node.table);
            match &node.op {
                Op::Column(column) => self.column_reach(node.table, *column, &mut reach),
                Op::DaysSince(_) | Op::Age(_) | Op::Decay { .. } => reach.dated = true,
                Op::Parent { relation, .. } => {
                    reach.dated |= self.table(self.relation(*relation).parent).time.is_some();
                }
                Op::Aggregate(a) => {
                    reach.dated |= self.table(self.relation(a.relation).child).time.is_some();
                    let from = a.window.and_then(|window| window.from);
                    reach.windows.extend(from.map(|from| (self.relation(a.relation).child, from)));
                }
                Op::Rank { .. } => {
                    open.extend(table.base);
                    reach.dated |= table.time.is_some();
                }
                _ => {}
            }
        }
        reach
    }

    fn column_reach(&self, table: TableId, column: ColumnId, reach: &mut Reach) {
        let description = self.table(table);
        let of = &description.columns[column.0 as usize];
        if of.as_of {
            reach.dated = true;
            return;
        }
        let is_owner = self.relations.iter().any(|r| r.parent == table);
        let link = self.relations.iter().any(|r| r.child == table && r.column == column);
        let lasting = description.time.is_none() || is_owner;
        if !lasting || link || description.key == Some(column) || description.time == Some(column) {
            return;
        }
        match of.ty {
            Type::Date | Type::Datetime => reach.dates.insert((table, column)),
            _ => reach.of_today.insert((table, column)),
        };
    }
}
