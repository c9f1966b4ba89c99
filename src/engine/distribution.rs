//! How the columns that rules name are spread, in the population and in each cohort: a column at a time, read once for all
//! cohorts that show it.

use super::frame::{Tables, node_name};
use super::instants::Days;
use super::pass::Found;
use super::results::{ByTable, Columns};
use super::scalar_number::power_of_ten;
use super::units::{millionths, sum_scale};
use crate::cohort::{Bins, ColumnResult, Distribution, MAX_VALUES, Shape, ValueCount, bins};
use crate::ir::{NodeId, TableId, Type};
use polars::prelude::*;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// So many values are in memory at a time (or one column, if it has more).
const AT_ONCE: u64 = 40_000_000;

impl Tables<'_> {
    /// The distributions of all columns that cohorts show.
    pub(super) fn distributions(&self, found: &ByTable) -> PolarsResult<Columns> {
        let mut shown: HashMap<(usize, NodeId), (Distribution, Distribution)> = HashMap::new();
        for (&table, found) in found {
            let nodes = self.shown_nodes(table);
            let fit = (AT_ONCE / found.rows.max(1)).clamp(1, 64) as usize;
            for some in nodes.chunks(fit) {
                let title = || format!("shown columns of {}", self.plan.table(table).name);
                let columns = self.query(title, self.select(table, some)?)?;
                for &node in some {
                    let column = columns.column(&node_name(node))?.as_materialized_series().rechunk();
                    shown.extend(self.spread(table, node, &column, found)?);
                }
            }
        }
        let mut results = Columns::new();
        for (index, cohort) in self.plan.cohorts.iter().enumerate() {
            let columns = cohort.columns.iter().filter_map(|column| {
                let (population, cohort) = shown.get(&(index, column.value))?.clone();
                Some(ColumnResult { label: column.label.clone(), population, cohort })
            });
            results.insert(index, columns.collect());
        }
        Ok(results)
    }

    /// The nodes that cohorts of a table show, each once.
    pub(super) fn shown_nodes(&self, table: TableId) -> Vec<NodeId> {
        let cohorts = self.plan.cohorts.iter().filter(|c| c.table == table);
        let nodes: BTreeSet<NodeId> = cohorts.flat_map(|c| c.columns.iter().map(|s| s.value)).collect();
        nodes.into_iter().collect()
    }

    /// One column, for each cohort that shows it.
    #[allow(clippy::type_complexity)]
    fn spread(
        &self,
        table: TableId,
        node: NodeId,
        column: &Series,
        found: &Found,
    ) -> PolarsResult<Vec<((usize, NodeId), (Distribution, Distribution))>> {
        let ty = self.plan.node(node).ty;
        let values = Values::new(column, ty, self.plan.timezone)?;
        let population = match &found.base {
            Some(rows) => Members::Some(rows),
            None => Members::All(found.rows as usize),
        };
        let axis = values.axis(&population, ty);
        let of_all = values.distribution(&population, &axis, ty);
        let cohorts: Vec<usize> = (0..self.plan.cohorts.len())
            .filter(|&c| {
                let cohort = &self.plan.cohorts[c];
                cohort.table == table && cohort.columns.iter().any(|s| s.value == node)
            })
            .collect();
        let one = |&cohort: &usize| {
            let members = match found.cohorts.get(&cohort) {
                Some(found) => Members::Some(&found.members.rows),
                None => Members::All(0),
            };
            ((cohort, node), (of_all.clone(), values.distribution(&members, &axis, ty)))
        };
        Ok(cohorts.par_iter().map(one).collect())
    }
}

/// Rows of the table.
pub(super) enum Members<'a> {
    All(usize),
    Some(&'a [IdxSize]),
}

impl Members<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Members::All(n) => *n,
            Members::Some(rows) => rows.len(),
        }
    }

    pub(super) fn for_each(&self, mut f: impl FnMut(usize)) {
        match self {
            Members::All(n) => (0..*n).for_each(f),
            Members::Some(rows) => rows.iter().for_each(|&row| f(row as usize)),
        }
    }
}

/// A column's values, ready to be counted; in one piece.
enum Values {
    Whole(Int64Chunked),
    Real(Float64Chunked),
    /// By row the numbers of its names: one for a text, each once for a list.
    Named {
        names: Vec<String>,
        start: Vec<u32>,
        of: Vec<u32>,
        known: Vec<bool>,
    },
}

/// What distributions of one column have in common.
enum Axis {
    Bins(Option<Bins>),
    /// The names shown, most frequent first.
    Names(Vec<u32>),
}

impl Values {
    fn new(column: &Series, ty: Type, tz: chrono_tz::Tz) -> PolarsResult<Values> {
        Ok(match ty {
            Type::Int | Type::Decimal { .. } => Values::Whole(column.i64()?.clone()),
            Type::Number => Values::Real(column.f64()?.clone()),
            Type::Date => {
                let days = column.to_physical_repr().cast(&DataType::Int64)?;
                Values::Whole(days.i64()?.clone())
            }
            Type::Datetime => {
                let instants = column.to_physical_repr();
                let mut days = Days::new(tz);
                Values::Whole(instants.i64()?.iter().map(|t| days.of(t?).map(i64::from)).collect())
            }
            Type::Bool => {
                let mut named = Naming::default();
                for truth in column.bool()?.iter() {
                    named.row(truth.map(|t| [if t { "true" } else { "false" }]));
                }
                named.finish()
            }
            Type::Text => {
                let mut named = Naming::default();
                for text in column.str()?.iter() {
                    named.row(text.map(|t| [t]));
                }
                named.finish()
            }
            Type::List => {
                let mut named = Naming::default();
                for list in column.list()?.amortized_iter() {
                    match &list {
                        Some(list) => {
                            let items: BTreeSet<&str> = list.as_ref().str()?.iter().flatten().collect();
                            named.row(Some(items));
                        }
                        None => named.row(None::<[&str; 0]>),
                    }
                }
                named.finish()
            }
        })
    }

    /// The place of a value on the axis: a double; a sum with 0 makes 0 of −0.
    fn at(&self, row: usize, unit: f64) -> Option<f64> {
        match self {
            Values::Whole(values) => values.downcast_as_array().get(row).map(|i| i as f64 / unit),
            Values::Real(values) => values.downcast_as_array().get(row).map(|x| x + 0.0),
            Values::Named { .. } => None,
        }
    }

    fn axis(&self, population: &Members, ty: Type) -> Axis {
        if let Values::Named { names, .. } = self {
            let counts = self.count_names(population);
            let mut order: Vec<u32> = (0..names.len() as u32).filter(|&n| counts[n as usize] > 0).collect();
            order.sort_by(|&a, &b| {
                let (a, b) = (a as usize, b as usize);
                counts[b].cmp(&counts[a]).then_with(|| names[a].cmp(&names[b]))
            });
            order.truncate(MAX_VALUES);
            return Axis::Names(order);
        }
        let unit = unit(ty);
        let mut range: Option<(f64, f64)> = None;
        population.for_each(|row| {
            if let Some(x) = self.at(row, unit) {
                range = Some(range.map_or((x, x), |(low, high)| (low.min(x), high.max(x))));
            }
        });
        let whole = matches!(ty, Type::Int | Type::Date | Type::Datetime);
        Axis::Bins(range.map(|(low, high)| bins(low, high, whole)))
    }

    fn distribution(&self, members: &Members, axis: &Axis, ty: Type) -> Distribution {
        let n = members.len() as u64;
        match axis {
            Axis::Bins(bins) => self.histogram(members, bins.as_ref(), ty),
            Axis::Names(shown) => {
                let mut missing = 0;
                if let Values::Named { known, .. } = self {
                    members.for_each(|row| missing += u64::from(!known[row]));
                }
                Distribution { n, missing, shape: self.named(members, shown, ty) }
            }
        }
    }

    fn histogram(&self, members: &Members, bins: Option<&Bins>, ty: Type) -> Distribution {
        let unit = unit(ty);
        let mut known: Vec<f64> = Vec::with_capacity(members.len());
        let mut counts = vec![0; bins.map_or(0, |b| b.edges.len() - 1)];
        let (mut units, mut added) = (0i128, 0u64);
        members.for_each(|row| {
            let Some(x) = self.at(row, unit) else { return };
            known.push(x);
            if let Some(bins) = bins {
                counts[bins.index(x)] += 1;
            }
            if let Some(u) = self.units(row) {
                units += u;
                added += 1;
            }
        });
        let dates = !ty.is_numeric();
        let mean =
            (!dates && added > 0).then(|| units as f64 / (power_of_ten(sum_scale(ty)) * added as f64) + 0.0);
        let missing = (members.len() - known.len()) as u64;
        let (min, max) = (known.iter().copied().reduce(f64::min), known.iter().copied().reduce(f64::max));
        // At least half of n values are at or below the value at place (n + 1) / 2, counted from 1.
        let median =
            known.len().checked_sub(1).map(|last| *known.select_nth_unstable_by(last / 2, f64::total_cmp).1);
        let edges = bins.map_or_else(Vec::new, |b| b.edges.clone());
        let shape = Shape::Histogram { edges, counts, mean, median, min, max, dates };
        Distribution { n: members.len() as u64, missing, shape }
    }

    /// A value in the units in which it is added exactly.
    fn units(&self, row: usize) -> Option<i128> {
        match self {
            Values::Whole(values) => values.downcast_as_array().get(row).map(i128::from),
            Values::Real(values) => values.downcast_as_array().get(row).and_then(millionths),
            Values::Named { .. } => None,
        }
    }

    fn count_names(&self, members: &Members) -> Vec<u64> {
        let Values::Named { names, start, of, .. } = self else { return Vec::new() };
        let mut counts = vec![0; names.len()];
        members.for_each(|row| {
            for &name in &of[start[row] as usize..start[row + 1] as usize] {
                counts[name as usize] += 1;
            }
        });
        counts
    }

    fn named(&self, members: &Members, shown: &[u32], ty: Type) -> Shape {
        let Values::Named { names, .. } = self else {
            return Shape::Values { values: Vec::new(), other: 0, items: false };
        };
        let counts = self.count_names(members);
        let values: Vec<ValueCount> = shown
            .iter()
            .map(|&n| ValueCount { value: names[n as usize].clone(), count: counts[n as usize] })
            .collect();
        let all: u64 = counts.iter().sum();
        let other = all - values.iter().map(|v| v.count).sum::<u64>();
        Shape::Values { values, other, items: ty == Type::List }
    }
}

fn unit(ty: Type) -> f64 {
    match ty {
        Type::Decimal { scale } => power_of_ten(scale),
        _ => 1.0,
    }
}

/// Gives numbers to names as they come.
#[derive(Default)]
struct Naming {
    numbers: PlHashMap<String, u32>,
    start: Vec<u32>,
    of: Vec<u32>,
    known: Vec<bool>,
}

impl Naming {
    fn row<'a>(&mut self, names: Option<impl IntoIterator<Item = &'a str>>) {
        self.start.push(self.of.len() as u32);
        self.known.push(names.is_some());
        for name in names.into_iter().flatten() {
            let number = match self.numbers.get(name) {
                Some(&number) => number,
                None => {
                    let number = self.numbers.len() as u32;
                    self.numbers.insert(name.to_owned(), number);
                    number
                }
            };
            self.of.push(number);
        }
    }

    fn finish(mut self) -> Values {
        self.start.push(self.of.len() as u32);
        let mut names = vec![String::new(); self.numbers.len()];
        for (name, number) in self.numbers {
            names[number as usize] = name;
        }
        Values::Named { names, start: self.start, of: self.of, known: self.known }
    }
}
