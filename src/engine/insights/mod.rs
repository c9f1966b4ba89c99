//! Journeys, values and overlaps, once it is known who is in which cohort. Each column is read once for all cohorts.

mod affinity;
mod themes;

use super::distribution::Members;
use super::frame::{ROW, Tables, Wanted, node_name, raw_col};
use super::pass::Found;
use super::results::ByTable;
use super::units::millionths;
use super::units::sum_scale;
use crate::cohort::*;
use crate::ir::{CohortKind, Journey, NodeId, RelationId, TableId, TableValue, Theme};
use polars::lazy::dsl::Expr;
use polars::prelude::*;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// In a frame of rows that belong to people: the person's row.
const PERSON: &str = "person";

/// People that figures are about.
struct Group<'a> {
    /// `None`: everyone who counts.
    cohort: Option<&'a str>,
    members: Members<'a>,
}

impl Tables<'_> {
    pub(super) fn insights(&self, found: &ByTable) -> PolarsResult<Insights> {
        let plan = &self.plan.insights;
        let all =
            |table: TableId| found.get(&table).map(|found| (found, self.everyone_and_cohorts(table, found)));
        let mut insights = Insights::default();
        for journey in &plan.journeys {
            if let Some((_, groups)) = all(journey.table) {
                insights.journeys.push(self.journey(journey, &groups)?);
            }
        }
        // Themes of one table of texts stand beside each other or apart; the results keep the plan's order.
        let place = |theme: &Theme| (theme.table, theme.entity, theme.owner);
        let mut themes: BTreeMap<usize, ThemeResult> = BTreeMap::new();
        for (index, theme) in plan.themes.iter().enumerate() {
            let Some((found, groups)) = all(theme.entity).filter(|_| !themes.contains_key(&index)) else {
                continue;
            };
            let same = (index..plan.themes.len()).filter(|&other| place(&plan.themes[other]) == place(theme));
            let same: Vec<usize> = same.collect();
            let of: Vec<&Theme> = same.iter().map(|&other| &plan.themes[other]).collect();
            themes.extend(same.into_iter().zip(self.themes(&of, found.rows as usize, &groups)?));
        }
        insights.themes = themes.into_values().collect();
        for (&table, found) in found {
            insights.overlaps.extend(self.overlaps(table, found));
        }
        for value in &plan.values {
            if let Some((_, groups)) = all(value.table) {
                insights.pareto.push(self.pareto(value, &groups[0].members)?);
            }
        }
        for category in &plan.categories {
            if let Some((found, groups)) = all(self.plan.relation(category.relation).parent) {
                insights.affinities.push(self.affinity(category, found.rows as usize, &groups)?);
            }
        }
        Ok(insights)
    }

    /// The population, then the ICPs and personas.
    fn everyone_and_cohorts<'a>(&'a self, table: TableId, found: &'a Found) -> Vec<Group<'a>> {
        let everyone = match &found.base {
            Some(rows) => Members::Some(rows),
            None => Members::All(found.rows as usize),
        };
        let mut groups = vec![Group { cohort: None, members: everyone }];
        for (index, cohort) in self.plan.cohorts.iter().enumerate() {
            if cohort.table == table && cohort.kind != CohortKind::Score {
                let rows = found.cohorts.get(&index).map_or(&[][..], |c| &c.members.rows);
                groups.push(Group { cohort: Some(&cohort.name), members: Members::Some(rows) });
            }
        }
        groups
    }

    /// The rows of a relation's child table that belong to somebody, with the person's row.
    fn rows_of_people(&self, relation: RelationId, mut wanted: Wanted) -> PolarsResult<LazyFrame> {
        let relation = self.plan.relation(relation);
        wanted.columns.push(relation.column);
        let rows = self.frame(relation.child, &wanted)?;
        let Some(key) = self.plan.table(relation.parent).key else {
            // Nobody can belong to a table without a key.
            let nobody = super::scalar::constant(Scalar::null(IDX_DTYPE)).alias(PERSON);
            return Ok(rows.with_columns([nobody]).filter(Expr::Column(PERSON.into()).is_not_null()));
        };
        let parents = Wanted { columns: vec![key], row: true, ..Wanted::default() };
        let person = Expr::Column(ROW.into()).alias(PERSON);
        let parents = self.frame(relation.parent, &parents)?.select([raw_col(key).alias("key"), person]);
        let parents = parents.filter(Expr::Column("key".into()).is_not_null());
        Ok(rows.inner_join(parents, raw_col(relation.column), Expr::Column("key".into())))
    }

    fn journey(&self, journey: &Journey, groups: &[Group]) -> PolarsResult<JourneyResult> {
        let nodes: Vec<NodeId> =
            journey.stages.iter().flat_map(|s| [s.reached].into_iter().chain(s.time)).collect();
        let table = &self.plan.table(journey.table).name;
        let columns = self.query(|| format!("journeys of {table}"), self.select(journey.table, &nodes)?)?;
        let mut stages = Vec::with_capacity(journey.stages.len());
        for stage in &journey.stages {
            let reached = columns.column(&node_name(stage.reached))?.bool()?;
            let time = stage.time.map(|time| -> PolarsResult<Vec<Option<i32>>> {
                let days = columns.column(&node_name(time))?.as_materialized_series().to_physical_repr();
                Ok(days.i32()?.iter().collect())
            });
            stages.push(Stage {
                name: &stage.name,
                reached: reached.iter().map(|r| r == Some(true)).collect(),
                time: time.transpose()?,
            });
        }
        Ok(JourneyResult {
            name: journey.name.clone(),
            entity: table.clone(),
            groups: groups.par_iter().map(|group| journey_of(&stages, group)).collect(),
        })
    }

    fn pareto(&self, value: &TableValue, everyone: &Members) -> PolarsResult<ParetoResult> {
        let table = &self.plan.table(value.table).name;
        let ty = self.plan.node(value.value).ty;
        let columns =
            self.query(|| format!("value of {table}"), self.select(value.table, &[value.value])?)?;
        let column = columns.column(&node_name(value.value))?.as_materialized_series().rechunk();
        let mut units = Vec::with_capacity(everyone.len());
        if column.dtype() == &DataType::Float64 {
            let values = column.f64()?.downcast_as_array();
            everyone.for_each(|row| units.extend(values.get(row).and_then(millionths)));
        } else {
            let values = column.i64()?.downcast_as_array();
            everyone.for_each(|row| units.extend(values.get(row).map(i128::from)));
        }
        Ok(ParetoResult::new(table, units, sum_scale(ty)))
    }

    /// All pairs of ICPs and personas, by the bits of their members.
    fn overlaps(&self, table: TableId, found: &Found) -> Vec<OverlapResult> {
        let mut groups = self.everyone_and_cohorts(table, found).split_off(1);
        groups.truncate(MOST_PAIRED);
        let bits: Vec<Vec<u64>> = groups
            .iter()
            .map(|group| {
                let mut bits = vec![0u64; (found.rows as usize).div_ceil(64)];
                group.members.for_each(|row| bits[row / 64] |= 1 << (row % 64));
                bits
            })
            .collect();
        let entity = &self.plan.table(table).name;
        let pairs: Vec<(usize, usize)> =
            (0..groups.len()).flat_map(|a| (a + 1..groups.len()).map(move |b| (a, b))).collect();
        let pair = |&(a, b): &(usize, usize)| {
            let both = bits[a].iter().zip(&bits[b]).map(|(a, b)| u64::from((a & b).count_ones())).sum();
            let sized = |g: usize| (groups[g].cohort.unwrap_or_default(), groups[g].members.len() as u64);
            OverlapResult::new(entity, sized(a), sized(b), both)
        };
        pairs.par_iter().map(pair).collect()
    }
}

/// A stage's columns, by person.
struct Stage<'a> {
    name: &'a str,
    reached: Vec<bool>,
    /// Days since 1970-01-01.
    time: Option<Vec<Option<i32>>>,
}

fn journey_of(stages: &[Stage], group: &Group) -> JourneyGroup {
    let mut counts = vec![Count::default(); stages.len()];
    let (mut people, mut before) = (0, 0);
    group.members.for_each(|person| {
        people += 1;
        let mut furthest = None;
        for (index, stage) in stages.iter().enumerate().filter(|(_, s)| s.reached[person]) {
            counts[index].reached += 1;
            furthest = Some(index);
            let Some(last) = index.checked_sub(1).filter(|&last| stages[last].reached[person]) else {
                continue;
            };
            counts[index].both += 1;
            let time = |stage: &Stage| stage.time.as_ref().and_then(|time| time[person]);
            if let (Some(from), Some(to)) = (time(&stages[last]), time(stage))
                && from <= to
            {
                counts[index].days.push(i64::from(to) - i64::from(from));
            }
        }
        match furthest {
            Some(stage) => counts[stage].at += 1,
            None => before += 1,
        }
    });
    let reached: Vec<u64> = counts.iter().map(|c| c.reached).collect();
    let stages = stages.iter().zip(counts).enumerate().map(|(index, (stage, count))| StageResult {
        name: stage.name.to_owned(),
        reached: Some(count.reached),
        at: Some(count.at),
        conversion: index.checked_sub(1).map(|last| Portion::new(count.both, reached[last])),
        days: StageDays::of(count.days),
    });
    JourneyGroup {
        cohort: group.cohort.map(str::to_owned),
        people: Some(people),
        before: Some(before),
        stages: stages.collect(),
    }
}

#[derive(Debug, Clone, Default)]
struct Count {
    reached: u64,
    at: u64,
    both: u64,
    days: Vec<i64>,
}
