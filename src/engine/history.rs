//! The same cohorts on many dates: the data is read once, and each date's plan is worked out on it.
//!
//! A date is nothing but a plan's as-of date: rows that are dated later are cut where every run cuts them
//! ([`Tables::frame`]), so what is found on a date is what a run of that day finds. Rows that were set aside while reading are
//! so on every date, as in every run: keys and owners are checked before anything is cut.

use super::cells::needed_columns;
use super::exec::collect;
use super::frame::Tables;
use super::pass::Found;
use super::results::{self, ByTable};
use super::run::{failed, guarded, prepare};
use super::scalar_date;
use crate::cohort::{AssignMoves, Insights, Past, Runs};
use crate::diagnostics::Diagnostic;
use crate::ir::{Day, Op, Plan, TableId, Type};
use polars::lazy::dsl::Expr;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// The row's place among all that were read.
const PLACE: &str = "place";
/// So many people of an entity are all noted for the documents' sake; of more, those who move and as many of the others.
const WHOLE: usize = 20_000;
/// People who entered or left a cohort between two dates, at the most.
const OF_MOVERS: usize = 256;

/// The tables of many plans that differ in nothing but their date, read once.
#[derive(Clone)]
pub struct ReadOnce {
    frames: Vec<LazyFrame>,
    /// By table, if any plan reads it and it has a time: the day of its first row with one.
    pub first_rows: Vec<Option<Day>>,
}

/// Brings into memory what any of the plans reads. `plan_of` makes the plan of a date, by its number.
pub fn read_once(
    plan_of: &(dyn Fn(usize) -> Plan + Sync),
    dates: usize,
    frames: Vec<LazyFrame>,
) -> Result<ReadOnce, Diagnostic> {
    guarded(|| {
        let mut once = ReadOnce { frames, first_rows: Vec::new() };
        if let Some(last) = dates.checked_sub(1) {
            let plan = plan_of(last);
            let read = columns_read(plan_of, dates);
            for (frame, (table, columns)) in once.frames.iter_mut().zip(read) {
                if !columns.is_empty() {
                    *frame = kept(&plan, table, frame.clone(), &columns).map_err(failed)?;
                }
            }
            once.first_rows = first_rows(&plan, &once.frames).map_err(failed)?;
        }
        Ok(once)
    })
}

/// Works out the plans of some dates, in their order. With `pasts` the result holds what documents need to see which figures
/// may be shown. `hear` is told the number of each date before it is worked out.
pub fn history(
    plan_of: &(dyn Fn(usize) -> Plan + Sync),
    dates: Range<usize>,
    once: &ReadOnce,
    pasts: bool,
    hear: &(dyn Fn(usize) + Sync),
) -> Result<Runs, Diagnostic> {
    guarded(|| {
        let mut runs = Runs::default();
        let mut standings: BTreeMap<TableId, Standing> = BTreeMap::new();
        for date in dates.clone() {
            hear(date);
            one(&plan_of(date), &once.frames, &mut standings, pasts, &mut runs).map_err(failed)?;
        }
        if let Some(last) = dates.last().filter(|_| pasts) {
            let plan = plan_of(last);
            runs.pasts = standings.iter().map(|(&table, standing)| standing.past(&plan, table)).collect();
        }
        Ok(runs)
    })
}

/// By table, the columns that any of the plans reads; none of a table that none reads.
fn columns_read(plan_of: &dyn Fn(usize) -> Plan, dates: usize) -> Vec<(TableId, BTreeSet<u32>)> {
    let mut read: Vec<(TableId, BTreeSet<u32>)> = Vec::new();
    for date in 0..dates {
        let plan = plan_of(date);
        let tables = tables_read(&plan);
        read.resize_with(plan.tables.len(), || (TableId(0), BTreeSet::new()));
        for (index, (table, columns)) in read.iter_mut().enumerate() {
            *table = TableId(index as u32);
            if tables.contains(table) {
                columns.extend(needed_columns(&plan, *table).iter().map(|c| c.0));
            }
        }
    }
    read
}

fn tables_read(plan: &Plan) -> BTreeSet<TableId> {
    let mut tables: BTreeSet<TableId> = plan.entities().into_iter().collect();
    for node in &plan.nodes {
        tables.insert(node.table);
        match &node.op {
            Op::Parent { relation, .. } => tables.extend([plan.relation(*relation).parent]),
            Op::Aggregate(a) => tables.extend([plan.relation(a.relation).child]),
            _ => {}
        }
    }
    let related = plan.measures.statistics.iter().filter_map(|s| s.relation);
    tables.extend(related.map(|relation| plan.relation(relation).child));
    tables
}

/// Some columns of a table, in memory.
fn kept(plan: &Plan, table: TableId, frame: LazyFrame, columns: &BTreeSet<u32>) -> PolarsResult<LazyFrame> {
    let names = &plan.table(table).columns;
    let wanted: Vec<Expr> =
        columns.iter().map(|&c| Expr::Column(names[c as usize].name.as_str().into())).collect();
    Ok(collect(frame.select(wanted))?.lazy())
}

/// By table, the day of its first row with a time.
fn first_rows(plan: &Plan, frames: &[LazyFrame]) -> PolarsResult<Vec<Option<Day>>> {
    let read = tables_read(plan);
    let first = |(index, frame): (usize, &LazyFrame)| {
        let table = plan.table(TableId(index as u32));
        let Some(time) = table.time.filter(|_| read.contains(&TableId(index as u32))) else {
            return Ok(None);
        };
        let column = &table.columns[time.0 as usize];
        let value = Expr::Column(column.name.as_str().into()).min();
        // The earliest moment lies on the earliest day.
        let day = match column.ty {
            Type::Datetime => scalar_date::date_of(plan.timezone, value),
            _ => value,
        };
        let found = collect(frame.clone().select([day.alias("day")]))?;
        let day = found.column("day")?.as_materialized_series().to_physical_repr().into_owned();
        Ok(day.i32()?.iter().next().flatten())
    };
    frames.iter().enumerate().map(first).collect()
}

fn one(
    plan: &Plan,
    frames: &[LazyFrame],
    standings: &mut BTreeMap<TableId, Standing>,
    pasts: bool,
    runs: &mut Runs,
) -> PolarsResult<()> {
    let mut tables = Tables::new(plan, frames.to_vec());
    let entities = plan.entities();
    prepare(&mut tables, &entities)?;
    let mut found = ByTable::new();
    for &table in &entities {
        found.insert(table, tables.pass(table)?);
    }
    let judged = tables.measures(&found)?;
    let first = runs.results.is_empty();
    let mut moves = vec![(0, 0); plan.cohorts.len()];
    let mut assign_moves = vec![AssignMoves::default(); plan.assigns.len()];
    for (&table, found) in &found {
        let places = tables.places(table)?;
        let standing = standings.entry(table).or_default();
        standing.enter(found, places.as_deref(), pasts);
        for &cohort in found.cohorts.keys() {
            moves[cohort] = standing.moved(cohort);
        }
        for &assign in found.assigns.keys() {
            assign_moves[assign] = standing.reassigned(assign);
        }
    }
    runs.moves.push(if first { Vec::new() } else { moves });
    runs.assign_moves.push(if first { Vec::new() } else { assign_moves });
    runs.results.push(results::results(&tables, &found, HashMap::new(), judged, Insights::default()));
    Ok(())
}

impl Tables<'_> {
    /// By row that exists, its place among all that were read; `None` if all exist.
    fn places(&self, table: TableId) -> PolarsResult<Option<Vec<IdxSize>>> {
        let Some(exists) = self.exists(table) else { return Ok(None) };
        let frame = self.frames[table.0 as usize].clone().with_row_index(PLACE, None).filter(exists);
        let found = collect(frame.select([Expr::Column(PLACE.into())]))?;
        Ok(Some(found.column(PLACE)?.idx()?.into_no_null_iter().collect()))
    }
}

/// A set of rows by their places: a bit for each.
#[derive(Debug, Clone, Default, PartialEq)]
struct Bits(Vec<u64>);

impl Bits {
    fn of(rows: impl Iterator<Item = IdxSize>, places: Option<&[IdxSize]>) -> Bits {
        let mut bits = Vec::new();
        for row in rows {
            let place = places.map_or(row, |places| places[row as usize]) as usize;
            if bits.len() <= place / 64 {
                bits.resize(place / 64 + 1, 0);
            }
            bits[place / 64] |= 1 << (place % 64);
        }
        Bits(bits)
    }

    fn holds(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// The places that are here and not there.
    fn without<'b>(&'b self, other: &'b Bits) -> impl Iterator<Item = usize> + 'b {
        let words = self.0.iter().enumerate();
        words.flat_map(|(index, word)| {
            let left = word & !other.0.get(index).copied().unwrap_or(0);
            (0..64).filter(move |bit| left >> bit & 1 == 1).map(move |bit| index * 64 + bit)
        })
    }

    fn without_count(&self, other: &Bits) -> u64 {
        let word = |(index, word): (usize, &u64)| {
            u64::from((word & !other.0.get(index).copied().unwrap_or(0)).count_ones())
        };
        self.0.iter().enumerate().map(word).sum()
    }
}

/// Who of an entity was where, by date: of every date if the documents need it, else of the last two.
#[derive(Debug, Default)]
struct Standing {
    everyone: Vec<Bits>,
    members: BTreeMap<usize, Vec<Bits>>,
    /// By assignment, on the last two dates: by place, which persona.
    assigned: BTreeMap<usize, Vec<HashMap<IdxSize, i64>>>,
}

impl Standing {
    fn enter(&mut self, found: &Found, places: Option<&[IdxSize]>, pasts: bool) {
        let keep = if pasts { usize::MAX } else { 2 };
        let push = |all: &mut Vec<Bits>, bits: Bits| {
            all.push(bits);
            if all.len() > keep {
                all.remove(0);
            }
        };
        if pasts {
            let everyone = match &found.base {
                Some(base) => Bits::of(base.iter().copied(), places),
                None => Bits::of(0..found.rows as IdxSize, places),
            };
            push(&mut self.everyone, everyone);
        }
        for (&cohort, members) in &found.cohorts {
            let bits = Bits::of(members.members.rows.iter().copied(), places);
            push(self.members.entry(cohort).or_default(), bits);
        }
        for (&assign, rows) in &found.assigns {
            let got = rows.rows.iter().enumerate().map(|(member, &row)| {
                let place = places.map_or(row, |places| places[row as usize]);
                (place, rows.ints[0].at(member))
            });
            let own = self.assigned.entry(assign).or_default();
            own.push(got.collect());
            if own.len() > 2 {
                own.remove(0);
            }
        }
    }

    /// Who entered a cohort since the date before, and who left.
    fn moved(&self, cohort: usize) -> (u64, u64) {
        match self.members.get(&cohort).map(Vec::as_slice) {
            Some([.., before, now]) => (now.without_count(before), before.without_count(now)),
            _ => (0, 0),
        }
    }

    fn reassigned(&self, assign: usize) -> AssignMoves {
        let mut moves = AssignMoves::default();
        if let Some([.., before, now]) = self.assigned.get(&assign).map(Vec::as_slice) {
            for (place, persona) in now {
                match before.get(place) {
                    None => moves.entered += 1,
                    Some(other) => moves.changed += u64::from(other != persona),
                }
            }
            moves.left = before.keys().filter(|place| !now.contains_key(*place)).count() as u64;
        }
        moves
    }

    /// The people that documents are decided on: everybody who ever counted, or enough of them.
    fn past(&self, plan: &Plan, table: TableId) -> Past {
        let mut ever: BTreeSet<usize> = BTreeSet::new();
        let nobody = Bits::default();
        for bits in &self.everyone {
            ever.extend(bits.without(&nobody));
        }
        let whole = ever.len() <= WHOLE;
        let people: Vec<usize> = match whole {
            true => ever.into_iter().collect(),
            false => self.some_of(&ever),
        };
        let told = |bits: &Vec<Bits>| -> Vec<Vec<bool>> {
            bits.iter().map(|bits| people.iter().map(|&place| bits.holds(place)).collect()).collect()
        };
        let named = |(&cohort, bits): (&usize, &Vec<Bits>)| (plan.cohorts[cohort].name.clone(), told(bits));
        Past {
            entity: plan.table(table).name.clone(),
            people: people.len(),
            whole,
            everyone: told(&self.everyone),
            members: self.members.iter().map(named).collect(),
        }
    }

    /// Some of all, and of all who moved between two dates.
    fn some_of(&self, ever: &BTreeSet<usize>) -> Vec<usize> {
        let step = ever.len().div_ceil(WHOLE / 2).max(1);
        let mut chosen: BTreeSet<usize> = ever.iter().copied().step_by(step).collect();
        for bits in self.members.values().chain([&self.everyone]) {
            for pair in bits.windows(2) {
                chosen.extend(pair[1].without(&pair[0]).take(OF_MOVERS));
                chosen.extend(pair[0].without(&pair[1]).take(OF_MOVERS));
            }
            if let Some(last) = bits.last() {
                chosen.extend(last.without(&Bits::default()).take(OF_MOVERS));
            }
        }
        chosen.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_apart_by_their_places() {
        let before = Bits::of([0, 1, 2].into_iter(), Some(&[0, 63, 64]));
        let now = Bits::of([0, 1, 2].into_iter(), Some(&[63, 200, 201]));
        assert_eq!(now.without(&before).collect::<Vec<_>>(), [200, 201]);
        assert_eq!(before.without(&now).collect::<Vec<_>>(), [0, 64]);
        assert_eq!((now.without_count(&before), before.without_count(&now)), (2, 2));
        assert!(now.holds(63) && !now.holds(64) && !now.holds(1 << 40));
    }
}
