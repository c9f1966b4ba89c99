//! Aggregates over related tables: all those of a relation that are due together, by one group-by over plain sums of masked
//! columns, rows that no aggregate counts left out before. Sums are exact: whole units ([`units`](super::units)).
//!
//! What a sum cannot say (different values, the first and last row) has a query of its own per aggregate.

use super::frame::{ROW, Tables, Wanted, node_col, raw_col, run_of};
use super::scalar::{constant, dtype, join, missing};
use super::scalar_date;
use super::scalar_number::power_of_ten;
use super::units::{Guard, Width, is_added, sum_scale, sums};
use crate::ir::{Aggregate, AggregateFunction, ColumnId, DayRange, NodeId, Op, Relation, RelationId};
use polars::lazy::dsl::{Expr, len, when};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The child's column that names the parent.
pub(super) const OWNER: &str = "owner";

/// The rows that an aggregate counts.
type Counted = (Option<DayRange>, Option<NodeId>);

impl Tables<'_> {
    /// Works out aggregates of one relation and stores their columns by the parent table's rows.
    pub(super) fn aggregate(&mut self, relation: RelationId, nodes: &[NodeId]) -> PolarsResult<()> {
        let relation = self.plan.relation(relation).clone();
        let Some(key) = self.plan.table(relation.parent).key else {
            return self.aggregate_nothing(&relation, nodes);
        };
        let aggregates: Vec<(NodeId, Aggregate)> = nodes
            .iter()
            .filter_map(|&id| match &self.plan.node(id).op {
                Op::Aggregate(a) => Some((id, a.clone())),
                _ => None,
            })
            .collect();
        let guard = Arc::new(Guard::default());
        let mut children = Children::new(self, &relation, &aggregates, Width::Narrow(guard.clone()))?;
        let mut found = self.groups_of_owners(&children, key)?;
        if !guard.holds() {
            children.width = Width::Wide;
            found = self.groups_of_owners(&children, key)?;
        }
        let places = places(found.column(ROW)?.idx()?);
        for (id, a) in &aggregates {
            let mut column = children.finish(self, *id, a, &found)?;
            if let Some(places) = &places {
                column = column.take(places)?;
            }
            self.stored.insert(*id, column.rechunk());
        }
        Ok(())
    }

    /// The parent table's rows with the columns of all group-bys, in any order: to keep the order through the join is dearer
    /// than to put the few columns in order that come of it.
    fn groups_of_owners(&self, children: &Children, key: ColumnId) -> PolarsResult<DataFrame> {
        let relation = children.relation;
        let owners = Wanted { columns: vec![key], row: true, ..Wanted::default() };
        let mut frame =
            self.frame(relation.parent, &owners)?.select([raw_col(key), Expr::Column(ROW.into())]);
        for groups in children.groups(self)? {
            frame = frame.left_join(groups, raw_col(key), Expr::Column(OWNER.into()));
        }
        let title = || {
            format!("{} of {}", self.plan.table(relation.child).name, self.plan.table(relation.parent).name)
        };
        self.query(title, frame)
    }

    /// Nobody can belong to a table without a key.
    fn aggregate_nothing(&mut self, relation: &Relation, nodes: &[NodeId]) -> PolarsResult<()> {
        let height = self.height(relation.parent)?;
        for &id in nodes {
            let Op::Aggregate(a) = &self.plan.node(id).op else { continue };
            let value = match a.function {
                AggregateFunction::Count | AggregateFunction::CountDistinct => Scalar::from(0i64),
                AggregateFunction::Sum => Scalar::from(0f64),
                AggregateFunction::Any => Scalar::from(false),
                _ => Scalar::null(self.own_dtype(id)),
            };
            let column = Column::new_scalar(PlSmallStr::EMPTY, value, height);
            self.stored.insert(id, column.take_materialized_series().into_column());
        }
        Ok(())
    }
}

/// One column of a group-by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// Rows that count.
    Rows,
    /// Of these, rows where the value is true.
    True(NodeId),
    /// The sum of the value's units.
    Units(NodeId),
    /// How many values are in that sum.
    Known(NodeId),
    Min(NodeId),
    Max(NodeId),
}

/// The child table of a relation as its aggregates need it.
pub(super) struct Children<'a> {
    pub(super) relation: &'a Relation,
    aggregates: &'a [(NodeId, Aggregate)],
    /// The rows that have an owner: [`OWNER`], the time, the key, and all nodes that are read.
    frame: LazyFrame,
    /// What rows are counted, each once; its place is its number.
    counted: Vec<Counted>,
    /// The columns of the common group-by, each once, by the number of what is counted.
    parts: BTreeMap<(usize, Part), PlSmallStr>,
    width: Width,
}

impl<'a> Children<'a> {
    fn new(
        tables: &Tables,
        relation: &'a Relation,
        aggregates: &'a [(NodeId, Aggregate)],
        width: Width,
    ) -> PolarsResult<Self> {
        let child = tables.plan.table(relation.child);
        let ordered = aggregates.iter().any(|(_, a)| is_ordered(a));
        let mut columns = vec![relation.column];
        columns.extend(child.time.filter(|_| ordered || aggregates.iter().any(|(_, a)| a.window.is_some())));
        columns.extend(child.key.filter(|_| ordered));
        let nodes = aggregates.iter().flat_map(|(_, a)| a.value.into_iter().chain(a.filter)).collect();
        let frame = tables.frame(relation.child, &Wanted { nodes, columns, row: false })?;
        let owner = raw_col(relation.column);
        let frame = frame.filter(owner.clone().is_not_null()).with_columns([owner.alias(OWNER)]);
        let mut children =
            Children { relation, aggregates, frame, counted: Vec::new(), parts: BTreeMap::new(), width };
        for (_, a) in aggregates {
            let counted = (a.window, a.filter);
            if !children.counted.contains(&counted) {
                children.counted.push(counted);
            }
            for part in parts(a) {
                let place = (children.number(a), part);
                let name = PlSmallStr::from_string(format!("p{}", children.parts.len()));
                children.parts.entry(place).or_insert(name);
            }
        }
        Ok(children)
    }

    fn number(&self, a: &Aggregate) -> usize {
        self.counted.iter().position(|c| *c == (a.window, a.filter)).unwrap_or(0)
    }

    fn mask_name(number: usize) -> PlSmallStr {
        PlSmallStr::from_string(format!("m{number}"))
    }

    /// True for the rows that count, false for all others; `None` if all do.
    fn mask(&self, tables: &Tables, number: usize) -> Option<Expr> {
        let (window, filter) = self.counted[number];
        let child = tables.plan.table(self.relation.child);
        let window = match (window, child.time) {
            (Some(window), Some(time)) => {
                let ty = child.columns[time.0 as usize].ty;
                let zone = tables.plan.timezone;
                Some(scalar_date::in_days(zone, raw_col(time), ty, window.from, Some(window.to)))
            }
            // A row without a time lies in no window.
            (Some(_), None) => Some(constant(false)),
            (None, _) => None,
        };
        let both = window.into_iter().chain(filter.map(node_col)).collect();
        join(both, Expr::and).map(|mask| mask.fill_null(constant(false)))
    }

    /// Group-bys, each with [`OWNER`] and columns of its own.
    fn groups(&self, tables: &Tables) -> PolarsResult<Vec<LazyFrame>> {
        let mut groups = Vec::new();
        if !self.parts.is_empty() {
            groups.push(self.sums(tables));
        }
        for (id, a) in self.aggregates {
            if a.function == AggregateFunction::CountDistinct {
                groups.extend(self.different(tables, *id, a));
            } else if let AggregateFunction::NthLeast { n } = a.function {
                groups.extend(self.nth_least(tables, *id, a, n));
            } else if is_ordered(a) {
                groups.extend(self.outermost(tables, *id, a)?);
            }
        }
        Ok(groups)
    }

    /// The group-by for everything that sums, least and greatest values can say.
    fn sums(&self, tables: &Tables) -> LazyFrame {
        let mut frame = self.frame.clone();
        let mut used: Vec<usize> = self.parts.keys().map(|(number, _)| *number).collect();
        used.dedup();
        let mut masks: BTreeMap<usize, Expr> =
            used.iter().filter_map(|&n| Some((n, self.mask(tables, n)?))).collect();
        if masks.len() == used.len() {
            // Every aggregate leaves rows out: those that all leave out go first.
            if let (1, Some((_, only))) = (masks.len(), masks.first_key_value()) {
                frame = frame.filter(only.clone());
                masks.clear();
            } else {
                frame = frame.with_columns(named(&masks));
                let any = join(masks.keys().map(|&n| Expr::Column(Self::mask_name(n))).collect(), Expr::or);
                frame = frame.filter(any.unwrap_or_else(|| constant(true)));
            }
        } else {
            frame = frame.with_columns(named(&masks));
        }
        let units: Vec<Expr> = self.units(tables);
        if !units.is_empty() {
            frame = frame.with_columns(units);
        }
        let mut columns = Vec::new();
        let mut sums = Vec::new();
        for ((number, part), name) in &self.parts {
            let mask = masks.contains_key(number).then(|| Expr::Column(Self::mask_name(*number)));
            let (column, sum) = self.part(tables, *part, name, mask);
            columns.extend(column);
            sums.push(sum.alias(name.clone()));
        }
        frame.with_columns(columns).group_by([Expr::Column(OWNER.into())]).agg(sums)
    }

    /// The values that are summed, in units, each once.
    fn units(&self, tables: &Tables) -> Vec<Expr> {
        let mut values: Vec<NodeId> = self
            .parts
            .keys()
            .filter_map(|(_, part)| match part {
                Part::Units(value) => Some(*value),
                _ => None,
            })
            .collect();
        values.sort_unstable();
        values.dedup();
        let units = |v: NodeId| self.width.units(node_col(v), tables.plan.node(v).ty).alias(units_name(v));
        values.into_iter().map(units).collect()
    }

    /// A masked column, if one is needed, and the aggregate over it.
    fn part(
        &self,
        tables: &Tables,
        part: Part,
        name: &PlSmallStr,
        mask: Option<Expr>,
    ) -> (Option<Expr>, Expr) {
        let masked = |value: Expr, none: Expr| match &mask {
            Some(mask) => when(mask.clone()).then(value).otherwise(none).alias(name.clone()),
            None => value.alias(name.clone()),
        };
        let own = || Expr::Column(name.clone());
        let truth = |value: Expr| masked(value, constant(false));
        match part {
            Part::Rows => match &mask {
                Some(mask) => (None, mask.clone().sum()),
                None => (None, len()),
            },
            Part::True(value) => (Some(truth(node_col(value).fill_null(constant(false)))), own().sum()),
            Part::Known(value) => {
                let added = is_added(node_col(value), tables.plan.node(value).ty);
                (Some(truth(added.fill_null(constant(false)))), own().sum())
            }
            Part::Units(value) => {
                (Some(masked(Expr::Column(units_name(value)), self.width.zero())), own().sum())
            }
            Part::Min(value) => {
                (Some(masked(node_col(value), missing(tables.plan.node(value).ty))), own().min())
            }
            Part::Max(value) => {
                (Some(masked(node_col(value), missing(tables.plan.node(value).ty))), own().max())
            }
        }
    }

    /// The rows that an aggregate counts.
    pub(super) fn rows(&self, tables: &Tables, a: &Aggregate) -> LazyFrame {
        match self.mask(tables, self.number(a)) {
            Some(mask) => self.frame.clone().filter(mask),
            None => self.frame.clone(),
        }
    }

    /// An aggregate's column from the columns of the group-bys, which are null for those without rows.
    fn finish(&self, tables: &Tables, id: NodeId, a: &Aggregate, found: &DataFrame) -> PolarsResult<Column> {
        let number = self.number(a);
        let part = |part: Part| -> PolarsResult<Series> {
            let name = self.parts.get(&(number, part)).cloned().unwrap_or_default();
            Ok(found.column(&name)?.as_materialized_series().clone())
        };
        let count = |p: Part| part(p)?.cast(&DataType::Int64);
        let value = a.value.unwrap_or(id);
        let scale = sum_scale(tables.plan.node(value).ty);
        let series = match a.function {
            AggregateFunction::Count => {
                let counts: Int64Chunked =
                    count(Part::Rows)?.i64()?.iter().map(|n| Some(n.unwrap_or(0))).collect();
                counts.into_series()
            }
            AggregateFunction::Any => {
                let any: BooleanChunked =
                    count(Part::Rows)?.i64()?.iter().map(|n| Some(n.is_some_and(|n| n > 0))).collect();
                any.into_series()
            }
            AggregateFunction::Share => {
                let (t, n) = (count(Part::True(value))?, count(Part::Rows)?);
                let shares = t.i64()?.iter().zip(n.i64()?.iter()).map(|(t, n)| {
                    let n = n.filter(|&n| n > 0)?;
                    Some(t.unwrap_or(0) as f64 / n as f64)
                });
                shares.collect::<Float64Chunked>().into_series()
            }
            AggregateFunction::Sum => {
                let sums = sums(&part(Part::Units(value))?)?;
                let sums = sums.into_iter().map(|u| Some(u.unwrap_or(0) as f64 / power_of_ten(scale)));
                sums.collect::<Float64Chunked>().into_series()
            }
            AggregateFunction::Avg => {
                let (sums, n) = (sums(&part(Part::Units(value))?)?, count(Part::Known(value))?);
                let averages = sums.into_iter().zip(n.i64()?.iter()).map(|(u, n)| {
                    let n = n.filter(|&n| n > 0)?;
                    Some(u? as f64 / (power_of_ten(scale) * n as f64))
                });
                averages.collect::<Float64Chunked>().into_series()
            }
            AggregateFunction::Min => part(Part::Min(value))?,
            AggregateFunction::Max => part(Part::Max(value))?,
            AggregateFunction::CountDistinct => {
                let counts = found.column(&result_name(id))?.cast(&DataType::Int64)?;
                let counts: Int64Chunked = counts.i64()?.iter().map(|n| Some(n.unwrap_or(0))).collect();
                counts.into_series()
            }
            AggregateFunction::First | AggregateFunction::Last | AggregateFunction::NthLeast { .. } => {
                found.column(&result_name(id))?.as_materialized_series().clone()
            }
        };
        Ok(series.cast(&dtype(tables.plan.node(id).ty))?.into_column())
    }
}

/// For each row of a table where it stands among `rows`; `None` if they are in order.
fn places(rows: &IdxCa) -> Option<IdxCa> {
    if run_of(rows).is_some() {
        return None;
    }
    let mut places = vec![0; rows.len()];
    for (place, row) in rows.iter().flatten().enumerate() {
        if let Some(at) = places.get_mut(row as usize) {
            *at = place as IdxSize;
        }
    }
    Some(IdxCa::from_vec(PlSmallStr::EMPTY, places))
}

fn is_ordered(a: &Aggregate) -> bool {
    matches!(a.function, AggregateFunction::First | AggregateFunction::Last)
}

/// What the common group-by must hold for an aggregate.
fn parts(a: &Aggregate) -> Vec<Part> {
    match (a.function, a.value) {
        (AggregateFunction::Count | AggregateFunction::Any, _) => vec![Part::Rows],
        (AggregateFunction::Share, Some(v)) => vec![Part::Rows, Part::True(v)],
        (AggregateFunction::Sum, Some(v)) => vec![Part::Units(v)],
        (AggregateFunction::Avg, Some(v)) => vec![Part::Units(v), Part::Known(v)],
        (AggregateFunction::Min, Some(v)) => vec![Part::Min(v)],
        (AggregateFunction::Max, Some(v)) => vec![Part::Max(v)],
        _ => vec![],
    }
}

fn named(masks: &BTreeMap<usize, Expr>) -> Vec<Expr> {
    masks.iter().map(|(&n, mask)| mask.clone().alias(Children::mask_name(n))).collect()
}

fn units_name(value: NodeId) -> PlSmallStr {
    PlSmallStr::from_string(format!("u{}", value.0))
}

pub(super) fn result_name(id: NodeId) -> PlSmallStr {
    PlSmallStr::from_string(format!("a{}", id.0))
}
