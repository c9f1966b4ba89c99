//! A table with the values of some of its nodes as columns, as one lazy frame.
//!
//! Everything that is asked for comes from one scan. A node that several others read becomes a column once; the others are
//! part of the expression that reads them. Columns of the table are called `c0`, `c1`, … in here and nodes `n0`, `n1`, …, so
//! that no name of a user's meets one of ours (or one of Polars's patterns).

use super::scalar::{Scalars, dtype, missing};
use super::shape;
use super::{kernels, scalar_date};
use crate::ir::{Column as PlanColumn, ColumnId, NodeId, Op, Plan, RelationId, TableId, Type};
use polars::lazy::dsl::{Expr, when};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

/// The row's place among those that exist, from 0.
pub(super) const ROW: &str = "row";
/// An expression that is deeper becomes a column, so that no plan is too deep for Polars.
const DEEPEST: u32 = 24;

/// The tables, and what is known about them so far.
pub(super) struct Tables<'p> {
    pub plan: &'p Plan,
    pub scalars: Scalars<'p>,
    /// By table, as read. Every run of a frame gives the same rows in the same order.
    pub frames: Vec<LazyFrame>,
    /// Columns of nodes that have been worked out, by row.
    pub stored: HashMap<NodeId, Column>,
    /// If there: every query that is run, with a title, as its optimised plan.
    pub log: Option<Mutex<Vec<(String, String)>>>,
}

pub(super) fn node_name(id: NodeId) -> PlSmallStr {
    PlSmallStr::from_string(format!("n{}", id.0))
}

pub(super) fn column_name(id: ColumnId) -> PlSmallStr {
    PlSmallStr::from_string(format!("c{}", id.0))
}

pub(super) fn node_col(id: NodeId) -> Expr {
    Expr::Column(node_name(id))
}

pub(super) fn raw_col(id: ColumnId) -> Expr {
    Expr::Column(column_name(id))
}

/// What a frame is asked for.
#[derive(Default, Clone)]
pub(super) struct Wanted {
    pub nodes: Vec<NodeId>,
    /// Columns of the table as they are, without [`PlanColumn::as_of`].
    pub columns: Vec<ColumnId>,
    /// The column [`ROW`].
    pub row: bool,
}

impl<'p> Tables<'p> {
    pub(super) fn new(plan: &'p Plan, frames: Vec<LazyFrame>) -> Self {
        Tables { plan, scalars: Scalars::new(plan), frames, stored: HashMap::new(), log: None }
    }

    /// The rows that exist, with a column for everything that is wanted (and perhaps others), in the order of the rows.
    pub(super) fn frame(&self, table: TableId, wanted: &Wanted) -> PolarsResult<LazyFrame> {
        let cone = Cone::new(self, table, &wanted.nodes);
        let mut columns: BTreeSet<ColumnId> = wanted.columns.iter().copied().collect();
        columns.extend(&cone.columns);
        let row = wanted.row || !cone.stored.is_empty() || columns.is_empty();
        let mut frame = self.existing(table);
        if row {
            frame = frame.with_row_index(ROW, None);
        }
        let description = self.plan.table(table);
        let mut kept: Vec<Expr> = columns
            .iter()
            .map(|&c| Expr::Column((&*description.columns[c.0 as usize].name).into()).alias(column_name(c)))
            .collect();
        if row {
            kept.push(Expr::Column(ROW.into()));
        }
        frame = frame.select(kept);
        for (relation, nodes) in &cone.parents {
            frame = self.with_parents(frame, *relation, nodes)?;
        }
        let stored: Vec<Expr> = cone.stored.iter().filter_map(|&id| self.stored_expr(id)).collect();
        if !stored.is_empty() {
            frame = frame.with_columns(stored);
        }
        self.with_nodes(frame, table, &cone)
    }

    /// [`Tables::frame`] with nothing but the wanted nodes in their own types, in the order asked for.
    pub(super) fn select(&self, table: TableId, nodes: &[NodeId]) -> PolarsResult<LazyFrame> {
        let wanted = Wanted { nodes: nodes.to_vec(), ..Wanted::default() };
        let mut columns: Vec<Expr> = Vec::new();
        let mut seen = BTreeSet::new();
        for &id in nodes.iter().filter(|&&id| seen.insert(id)) {
            let column = node_col(id);
            columns.push(if self.scalars.is_narrow(id) { column.cast(DataType::Int64) } else { column });
        }
        Ok(self.frame(table, &wanted)?.select(columns))
    }

    /// The rows that are not dated after the as-of date.
    fn existing(&self, table: TableId) -> LazyFrame {
        let frame = self.frames[table.0 as usize].clone();
        match self.exists(table) {
            Some(exists) => frame.filter(exists),
            None => frame,
        }
    }

    /// Whether a row, as it was read, exists on the as-of date; `None`: all do.
    pub(super) fn exists(&self, table: TableId) -> Option<Expr> {
        let description = self.plan.table(table);
        let PlanColumn { name, ty, .. } = &description.columns[description.time?.0 as usize];
        let time = Expr::Column(name.as_str().into());
        let exists = scalar_date::in_days(self.plan.timezone, time, *ty, None, Some(self.plan.as_of));
        Some(exists.fill_null(super::scalar::constant(true)))
    }

    /// Adds the values that rows have from their parents.
    fn with_parents(
        &self,
        frame: LazyFrame,
        relation: RelationId,
        nodes: &[NodeId],
    ) -> PolarsResult<LazyFrame> {
        let relation = self.plan.relation(relation);
        let Some(key) = self.plan.table(relation.parent).key else {
            // Without a key nobody can belong to the table.
            let none = nodes.iter().map(|&id| missing(self.plan.node(id).ty).alias(node_name(id)));
            return Ok(frame.with_columns(none.collect::<Vec<_>>()));
        };
        let value_of = |id: NodeId| match self.plan.node(id).op {
            Op::Parent { value, .. } => value,
            _ => id,
        };
        let values = nodes.iter().map(|&id| value_of(id)).collect();
        let parents =
            self.frame(relation.parent, &Wanted { nodes: values, columns: vec![key], row: false })?;
        let mut kept = vec![raw_col(key).alias("key")];
        kept.extend(nodes.iter().map(|&id| {
            let value = node_col(value_of(id));
            let narrow = self.scalars.is_narrow(value_of(id));
            let value = if narrow { value.cast(DataType::Int64) } else { value };
            value.alias(node_name(id))
        }));
        let parents = parents.select(kept).filter(Expr::Column("key".into()).is_not_null());
        Ok(left_join(frame, parents, raw_col(relation.column), Expr::Column("key".into())))
    }

    /// A stored column, cut to the rows at hand.
    fn stored_expr(&self, id: NodeId) -> Option<Expr> {
        let stored = Arc::new(self.stored.get(&id)?.clone());
        let out = stored.dtype().clone();
        let row = Expr::Column(ROW.into());
        let taken = kernels::column(row, "stored", out, move |rows| {
            let rows = rows.idx()?;
            let taken = match run_of(rows) {
                Some((start, len)) => stored.slice(start as i64, len),
                None => stored.take(rows)?,
            };
            Ok(taken.take_materialized_series())
        });
        Some(taken.alias(node_name(id)))
    }

    /// Adds the cone's nodes, those that need others after these.
    fn with_nodes(&self, mut frame: LazyFrame, table: TableId, cone: &Cone) -> PolarsResult<LazyFrame> {
        let mut stages: BTreeMap<u32, Vec<Expr>> = BTreeMap::new();
        let mut ready: HashMap<NodeId, Ready> = HashMap::new();
        let given = cone.stored.iter().chain(cone.parents.values().flatten());
        for &id in given {
            ready.insert(id, Ready { expr: node_col(id), stage: 0, depth: 0 });
        }
        for &id in &cone.nodes {
            if ready.contains_key(&id) {
                continue;
            }
            let mut made = self.make(table, id, &ready)?;
            if cone.becomes_column(id) || made.depth >= DEEPEST {
                stages.entry(made.stage).or_default().push(made.expr.alias(node_name(id)));
                made = Ready { expr: node_col(id), stage: made.stage + 1, depth: 0 };
            }
            ready.insert(id, made);
        }
        for (_, columns) in stages {
            frame = frame.with_columns(columns);
        }
        Ok(frame)
    }

    fn make(&self, table: TableId, id: NodeId, ready: &HashMap<NodeId, Ready>) -> PolarsResult<Ready> {
        if let Op::Column(column) = self.plan.node(id).op {
            let column_of = &self.plan.table(table).columns[column.0 as usize];
            return Ok(Ready { expr: self.column(raw_col(column), column_of), stage: 0, depth: 0 });
        }
        let (mut stage, mut depth) = (0, 0);
        let mut unknown = None;
        let expr = self.scalars.lower(id, &mut |input| match ready.get(&input) {
            Some(found) => {
                stage = stage.max(found.stage);
                depth = depth.max(found.depth + 1);
                found.expr.clone()
            }
            None => {
                unknown = Some(input);
                missing(Type::Bool)
            }
        })?;
        match unknown {
            Some(input) => {
                polars_bail!(InvalidOperation: "node n{} reads n{} before it is there", id.0, input.0)
            }
            None => Ok(Ready { expr, stage, depth }),
        }
    }

    /// A column as rules see it.
    pub(super) fn column(&self, raw: Expr, column: &PlanColumn) -> Expr {
        if !column.as_of {
            return raw;
        }
        let known =
            scalar_date::in_days(self.plan.timezone, raw.clone(), column.ty, None, Some(self.plan.as_of));
        when(known).then(raw).otherwise(missing(column.ty))
    }

    /// The type of a stored or selected node's column.
    pub(super) fn own_dtype(&self, id: NodeId) -> DataType {
        dtype(self.plan.node(id).ty)
    }
}

/// A node on its way into a frame.
struct Ready {
    expr: Expr,
    /// How many rounds of columns must be there before.
    stage: u32,
    depth: u32,
}

/// Left join that keeps the left side's rows and their order; the right side's keys are unique.
pub(super) fn left_join(left: LazyFrame, right: LazyFrame, on: Expr, key: Expr) -> LazyFrame {
    left.join_builder()
        .with(right)
        .how(JoinType::Left)
        .left_on([on])
        .right_on([key])
        .maintain_order(MaintainOrderJoin::Left)
        .finish()
}

/// Start and length of row numbers that follow each other.
pub(super) fn run_of(rows: &IdxCa) -> Option<(IdxSize, usize)> {
    // `first` panics on an empty column.
    let first = rows.iter().next().flatten().unwrap_or(0);
    let mut next = first;
    for chunk in rows.downcast_iter() {
        for &row in chunk.values().iter() {
            if row != next {
                return None;
            }
            next += 1;
        }
    }
    Some((first, rows.len()))
}

/// What must be known of a table to know some of its nodes.
struct Cone {
    /// Ascending, so inputs come first; those that are given from elsewhere too.
    nodes: BTreeSet<NodeId>,
    uses: HashMap<NodeId, u32>,
    simple: BTreeSet<NodeId>,
    wanted: BTreeSet<NodeId>,
    columns: BTreeSet<ColumnId>,
    stored: Vec<NodeId>,
    parents: BTreeMap<RelationId, Vec<NodeId>>,
}

impl Cone {
    fn new(tables: &Tables, table: TableId, wanted: &[NodeId]) -> Cone {
        let plan = tables.plan;
        let mut cone = Cone {
            nodes: BTreeSet::new(),
            uses: HashMap::new(),
            simple: BTreeSet::new(),
            wanted: wanted.iter().copied().collect(),
            columns: BTreeSet::new(),
            stored: Vec::new(),
            parents: BTreeMap::new(),
        };
        let mut waiting: Vec<NodeId> = wanted.to_vec();
        while let Some(id) = waiting.pop() {
            *cone.uses.entry(id).or_default() += 1;
            if !cone.nodes.insert(id) {
                continue;
            }
            if tables.stored.contains_key(&id) {
                cone.stored.push(id);
                continue;
            }
            match &plan.node(id).op {
                Op::Parent { relation, .. } => {
                    cone.columns.insert(plan.relation(*relation).column);
                    cone.parents.entry(*relation).or_default().push(id);
                }
                Op::Column(column) => {
                    cone.columns.insert(*column);
                    if !plan.table(table).columns[column.0 as usize].as_of {
                        cone.simple.insert(id);
                    }
                }
                Op::Literal(_) => {
                    cone.simple.insert(id);
                }
                _ => waiting.extend(shape::inputs(plan, id)),
            }
        }
        cone.stored.sort_unstable();
        cone.parents.values_mut().for_each(|nodes| nodes.sort_unstable());
        cone
    }

    /// A node becomes a column if it is asked for or read more than once, unless it is one already or a constant.
    fn becomes_column(&self, id: NodeId) -> bool {
        self.wanted.contains(&id) || (self.uses[&id] > 1 && !self.simple.contains(&id))
    }
}
