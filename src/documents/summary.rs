//! Every figure of a run, by name, as plain data: `summary.json`, and all that pages may show.

use super::DocumentInput;
use crate::cohort::{
    AssignResult, AttritionStep, CohortFigure, CohortResult, ColumnResult, DimensionResult, Figure,
    GridResult, MetricResult, MissingCost, RuleResult, TierResult, ValueCount,
};
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::marker::PhantomData;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub project: String,
    /// ISO date.
    pub as_of: String,
    pub entities: Named<Entity>,
    /// ICPs, personas and scores, in the order declared.
    pub cohorts: Named<CohortSummary>,
    pub assigns: Named<AssignSummary>,
    pub grids: Named<GridSummary>,
    pub metrics: Named<MetricSummary>,
    /// By table: what was read.
    pub sources: Named<Source>,
    /// By table: how fresh, complete and right the data is.
    pub quality: Named<super::quality::TableQuality>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    pub rows: u64,
    pub population: u64,
}

/// Counts are people: rows of the entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CohortSummary {
    /// `icp`, `persona` or `score`.
    pub kind: String,
    pub entity: String,
    pub population: u64,
    pub matched: u64,
    /// matched / population.
    pub share: f64,
    pub not_matched: u64,
    pub undecided: u64,
    /// 0 to 100; null without members.
    pub mean_score: Option<f64>,
    /// Members by score: 20 bins of 5 points, the last with 100.
    pub score_histogram: Vec<u64>,
    /// Highest first.
    pub tiers: Vec<TierResult>,
    pub below_tiers: u64,
    /// The mean sub-score of each dimension.
    pub dimensions: Vec<DimensionResult>,
    /// People left after each `must` and `exclude`, in the order written.
    pub attrition: Vec<AttritionStep>,
    /// Undecided people by the column that is missing while a rule over it is unknown, most first.
    pub missing: Vec<MissingCost>,
    /// By what the rules look at: how it spreads.
    pub columns: Vec<ColumnResult>,
    /// In the order written.
    pub claims: Vec<RuleResult>,
    /// Of pain points that say `backed by`; `index` counts all pain points.
    pub backings: Vec<RuleResult>,
    pub expects: Vec<RuleResult>,
}

/// A metric: of everyone, of cohorts and of their tiers. A figure about too few people says `"hidden": true` and no more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricSummary {
    pub entity: String,
    pub everyone: Figure,
    pub cohorts: Named<CohortMetric>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CohortMetric {
    #[serde(flatten)]
    pub figure: Figure,
    pub tiers: Named<Figure>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssignSummary {
    pub entity: String,
    /// By cohort, in the order of `among`.
    pub counts: Vec<ValueCount>,
    pub unassigned: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridSummary {
    pub entity: String,
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    /// By row, then column.
    pub counts: Vec<Vec<u64>>,
    pub outside: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    pub rows_read: u64,
    pub rows_set_aside: u64,
    pub rows_after_as_of: u64,
}

impl Summary {
    pub fn new(input: &DocumentInput) -> Self {
        let results = input.results;
        let min_cell = input.catalog.privacy.min_cell;
        let entity = |e: &crate::cohort::EntityResult| {
            (e.name.clone(), Entity { rows: e.rows, population: e.population })
        };
        let source = |r: &crate::cohort::TableReport| {
            let source = Source {
                rows_read: r.rows_read,
                rows_set_aside: r.rows_set_aside,
                rows_after_as_of: r.rows_after_as_of,
            };
            (r.table.clone(), source)
        };
        Summary {
            project: input.catalog.project.clone(),
            as_of: results.as_of.clone(),
            entities: results.entities.iter().map(entity).collect(),
            cohorts: results.cohorts.iter().map(|c| (c.name.clone(), cohort(c, min_cell))).collect(),
            assigns: results.assigns.iter().map(|a| (a.name.clone(), assign(a))).collect(),
            grids: results.grids.iter().map(|g| (g.name.clone(), grid(g))).collect(),
            metrics: results.metrics.iter().map(|m| (m.name.clone(), metric(m, min_cell))).collect(),
            sources: input.reports.iter().map(source).collect(),
            quality: super::quality::qualities(input).into_iter().collect(),
        }
    }
}

fn metric(m: &MetricResult, min_cell: u64) -> MetricSummary {
    let of_cohort = |c: &CohortFigure| {
        let tiers = c.tiers.iter().map(|t| (t.tier.clone(), t.figure.shown(min_cell)));
        let metric = CohortMetric { figure: c.figure.shown(min_cell), tiers: tiers.collect() };
        (c.cohort.clone(), metric)
    };
    MetricSummary {
        entity: m.entity.clone(),
        everyone: m.everyone.shown(min_cell),
        cohorts: m.cohorts.iter().map(of_cohort).collect(),
    }
}

fn cohort(c: &CohortResult, min_cell: u64) -> CohortSummary {
    let rules = |rules: &[RuleResult]| -> Vec<RuleResult> {
        rules.iter().map(|r| RuleResult { figure: r.figure.shown(min_cell), ..r.clone() }).collect()
    };
    CohortSummary {
        kind: c.kind.to_owned(),
        entity: c.entity.clone(),
        population: c.population,
        matched: c.matched,
        share: c.share,
        not_matched: c.not_matched,
        undecided: c.undecided,
        mean_score: c.mean_score,
        score_histogram: c.score_histogram.clone(),
        tiers: c.tiers.clone(),
        below_tiers: c.below_tiers,
        dimensions: c.dimensions.clone(),
        attrition: c.attrition.clone(),
        missing: c.missing.clone(),
        columns: c.columns.clone(),
        claims: rules(&c.claims),
        backings: rules(&c.backings),
        expects: rules(&c.expects),
    }
}

fn assign(a: &AssignResult) -> AssignSummary {
    AssignSummary { entity: a.entity.clone(), counts: a.counts.clone(), unassigned: a.unassigned }
}

fn grid(g: &GridResult) -> GridSummary {
    GridSummary {
        entity: g.entity.clone(),
        rows: g.rows.clone(),
        columns: g.columns.clone(),
        counts: g.counts.clone(),
        outside: g.outside,
    }
}

/// Things by name, in an order that means something: a JSON object.
#[derive(Debug, Clone, PartialEq)]
pub struct Named<T>(pub Vec<(String, T)>);

impl<T> Named<T> {
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl<T> FromIterator<(String, T)> for Named<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(items: I) -> Self {
        Named(items.into_iter().collect())
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
            type Value = Named<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = map.next_entry()? {
                    items.push(item);
                }
                Ok(Named(items))
            }
        }
        deserializer.deserialize_map(InOrder(PhantomData))
    }
}
