//! Statistics over groups of people: a few columns at a time, each read once for all groups.
//!
//! The pass has noted which rows belong to each cohort. What is counted here is whole numbers, so neither threads nor the order
//! of rows show in it; the figures that follow are worked out where the reference works them out.

use super::frame::{ROW, Tables, Wanted, left_join, node_col, raw_col};
use super::measured::{Columns, Members, Owned, Values};
use super::pass::Found;
use super::predicted::Predicted;
use super::results::ByTable;
use super::scalar_date;
use super::scalar_score::needed;
use crate::ir::{DayRange, Group, NodeId, RelationId, TableId};
use crate::reference::measures::{Counted, Counts, Judged, judge};
use polars::lazy::dsl::Expr;
use polars::prelude::*;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many values are in memory at a time (or one column, if it has more).
const AT_ONCE: usize = 40_000_000;
/// The column with the parent's row.
const OWNER: &str = "owner";

impl Tables<'_> {
    /// The nodes that statistics read.
    pub(super) fn measured_nodes(&self) -> Vec<NodeId> {
        let statistics = self.plan.measures.statistics.iter();
        statistics.flat_map(|s| s.nodes()).collect()
    }

    /// All metrics, and all rules about cohorts.
    pub(super) fn measures(&self, found: &ByTable) -> PolarsResult<Judged> {
        let mut counts = Counts::new();
        for (&table, found) in found {
            let base: Cow<[IdxSize]> = match &found.base {
                Some(base) => Cow::Borrowed(base),
                None => Cow::Owned((0..found.rows as IdxSize).collect()),
            };
            let groups = self.members_of(table, found, &base);
            let mut sources: BTreeMap<Option<RelationId>, Vec<usize>> = BTreeMap::new();
            let wanted: BTreeSet<usize> = groups.iter().flat_map(|g| g.statistics.iter().copied()).collect();
            for statistic in wanted {
                let relation = self.plan.measures.statistics[statistic].relation;
                sources.entry(relation).or_default().push(statistic);
            }
            for (relation, statistics) in sources {
                self.count(table, relation, &statistics, &groups, &base, &mut counts)?;
            }
        }
        Ok(judge(self.plan, &counts))
    }

    /// Statistics of one source of rows, for all groups.
    fn count(
        &self,
        table: TableId,
        relation: Option<RelationId>,
        statistics: &[usize],
        groups: &[Members],
        base: &[IdxSize],
        counts: &mut Counts,
    ) -> PolarsResult<()> {
        let owned = match relation {
            Some(relation) => Some(self.owned(relation)?),
            None => None,
        };
        let rows =
            owned.as_ref().map_or_else(|| groups.iter().map(|g| g.rows.len()).max(), |o| Some(o.rows.len()));
        let fit = (AT_ONCE / rows.unwrap_or(0).max(1)).clamp(2, 64) / 2;
        for some in statistics.chunks(fit) {
            let columns = self.measured_columns(table, relation, some)?;
            let predicted: HashMap<usize, Predicted> = some
                .iter()
                .filter_map(|&s| Some((s, columns.predicted(&self.plan.measures.statistics[s], base)?)))
                .collect();
            let pairs: Vec<(&Members, usize)> = groups
                .iter()
                .flat_map(|group| {
                    some.iter().filter(|s| group.statistics.contains(s)).map(move |&s| (group, s))
                })
                .collect();
            let counted: Vec<Counted> = pairs
                .par_iter()
                .map(|(group, s)| match predicted.get(s) {
                    Some(predicted) => predicted.count(&self.plan.measures.statistics[*s], group),
                    None => columns.count(&self.plan.measures.statistics[*s], group, owned.as_ref()),
                })
                .collect();
            for ((group, statistic), counted) in pairs.into_iter().zip(counted) {
                counts.insert((table, group.group, statistic), counted);
            }
        }
        Ok(())
    }

    /// The groups of a table, their rows, and what is to be known of them.
    fn members_of<'f>(&self, table: TableId, found: &'f Found, base: &'f [IdxSize]) -> Vec<Members<'f>> {
        let groups = self.plan.groups(table).into_iter().filter(|(_, statistics)| !statistics.is_empty());
        let rows = |group: Group| -> Cow<'f, [IdxSize]> {
            match group {
                Group::Everyone => Cow::Borrowed(base),
                Group::Cohort(index) => match found.cohorts.get(&index) {
                    Some(members) => Cow::Borrowed(&members.members.rows),
                    None => Cow::Borrowed(&[]),
                },
                Group::Tier(index, tier) => Cow::Owned(self.of_tier(found, index, tier)),
            }
        };
        groups.map(|(group, statistics)| Members { group, statistics, rows: rows(group) }).collect()
    }

    fn of_tier(&self, found: &Found, index: usize, tier: usize) -> Vec<IdxSize> {
        let Some(members) = found.cohorts.get(&index) else { return Vec::new() };
        let score = &self.plan.cohorts[index].score;
        let least: Vec<i64> = score.tiers.iter().map(|t| needed(t.bound, score.total)).collect();
        // Without any row nothing has been noted.
        let Some(points) = members.members.ints.get(members.noted.earned) else { return Vec::new() };
        let reached = |place: usize| {
            let earned = points.at(place).max(0);
            least.iter().position(|&t| earned >= t) == Some(tier)
        };
        let rows = members.members.rows.iter().enumerate();
        rows.filter(|(place, _)| reached(*place)).map(|(_, &row)| row).collect()
    }

    /// By parent the rows that belong to it.
    fn owned(&self, relation: RelationId) -> PolarsResult<Owned> {
        let relation = self.plan.relation(relation);
        let parents = self.height(relation.parent)?;
        let Some(key) = self.plan.table(relation.parent).key else {
            return Ok(Owned { start: vec![0; parents + 1], rows: Vec::new() });
        };
        let wanted = Wanted { columns: vec![key], row: true, ..Wanted::default() };
        let owners = self
            .frame(relation.parent, &wanted)?
            .select([raw_col(key).alias("key"), Expr::Column(ROW.into()).alias(OWNER)])
            .filter(Expr::Column("key".into()).is_not_null());
        let wanted = Wanted { columns: vec![relation.column], ..Wanted::default() };
        let children = self.frame(relation.child, &wanted)?.select([raw_col(relation.column)]);
        let joined = left_join(children, owners, raw_col(relation.column), Expr::Column("key".into()));
        let title = || {
            format!(
                "who owns {} of {}",
                self.plan.table(relation.child).name,
                self.plan.table(relation.parent).name
            )
        };
        let found = self.query(title, joined.select([Expr::Column(OWNER.into())]))?;
        let column = found.column(OWNER)?.as_materialized_series().rechunk();
        Ok(Owned::new(parents, column.idx()?))
    }

    /// The values, filters and windows of some statistics, by row.
    fn measured_columns(
        &self,
        table: TableId,
        relation: Option<RelationId>,
        statistics: &[usize],
    ) -> PolarsResult<Columns> {
        let table = relation.map_or(table, |relation| self.plan.relation(relation).child);
        let description = self.plan.table(table);
        let statistics = || statistics.iter().map(|&s| &self.plan.measures.statistics[s]);
        let nodes: BTreeSet<NodeId> = statistics().flat_map(|s| s.nodes()).collect();
        let nodes: Vec<NodeId> = nodes.into_iter().collect();
        let mut windows: Vec<DayRange> = Vec::new();
        statistics().filter_map(|s| s.window).for_each(|w| {
            if !windows.contains(&w) {
                windows.push(w);
            }
        });
        let mut columns = Columns::default();
        if nodes.is_empty() && windows.is_empty() {
            return Ok(columns);
        }
        let time = description.time.filter(|_| !windows.is_empty());
        let wanted = Wanted { nodes: nodes.clone(), columns: time.into_iter().collect(), row: false };
        let mut selected: Vec<Expr> = nodes
            .iter()
            .map(|&id| match self.scalars.is_narrow(id) {
                true => node_col(id).cast(DataType::Int64),
                false => node_col(id),
            })
            .collect();
        for (number, window) in windows.iter().enumerate() {
            let inside = match time {
                Some(time) => {
                    let ty = description.columns[time.0 as usize].ty;
                    scalar_date::in_days(self.plan.timezone, raw_col(time), ty, window.from, Some(window.to))
                }
                None => super::scalar::constant(false),
            };
            selected.push(inside.alias(format!("w{number}")));
        }
        let title = || format!("measured columns of {}", description.name);
        let found = self.query(title, self.frame(table, &wanted)?.select(selected))?;
        let mut found = found.columns().iter().map(|c| c.as_materialized_series().rechunk());
        for &node in &nodes {
            let ty = self.plan.node(node).ty;
            let Some(column) = found.next() else { break };
            columns.nodes.insert(node, (Values::new(&column, ty)?, ty));
        }
        for (window, column) in windows.into_iter().zip(found) {
            columns.windows.push((window, column.bool()?.clone()));
        }
        Ok(columns)
    }
}
