//! Every figure of a run that may be shown, by name, as plain data: `summary.json`, and all that pages may show. A figure that
//! is held back ([`crate::disclosure`]) is null.

use super::RunFound;
use super::changed::Changed;
use crate::catalog::Catalog;
use crate::cohort::{
    AssignResult, CohortFigure, CohortResult, DimensionResult, Figure, FileReport, GridResult, MetricResult,
    Results, RuleResult,
};
use crate::disclosure::{self, Cleared, Column, Cost, Count, ShownHistory, Step, Tier, Whose};
use crate::model::Program;
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::marker::PhantomData;

/// The form of `summary.json`: one more whenever something in it changes its meaning or goes away.
pub const SUMMARY_FORMAT: u32 = 1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// [`SUMMARY_FORMAT`] of the personac that wrote it.
    pub format: u32,
    /// The version of personac that ran.
    pub personac: String,
    /// SHA-256 of the specs that were run, hex.
    pub spec_sha256: String,
    /// What the figures belong to: by declaration (`persona buyers`) the hash of what it means, and of the order in which its rules are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meanings: Option<Named<String>>,
    /// As the catalog names it.
    pub project: String,
    /// ISO date.
    pub as_of: String,
    /// What is held back.
    pub privacy: Privacy,
    /// The tables that cohorts are about.
    pub entities: Named<Entity>,
    /// ICPs, personas and scores, in the order declared.
    pub cohorts: Named<CohortSummary>,
    /// In the order declared.
    pub assigns: Named<AssignSummary>,
    /// In the order declared.
    pub grids: Named<GridSummary>,
    /// In the order declared.
    pub metrics: Named<MetricSummary>,
    #[serde(flatten)]
    pub insights: crate::cohort::Insights,
    /// How cohorts were on earlier dates, if that was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<ShownHistory>,
    /// What changed, where something to compare with is at hand: an earlier revision, a lock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Changed>,
    /// By table: what was read.
    pub sources: Named<Source>,
    /// By table: how fresh, complete and right the data is.
    pub quality: Named<super::quality::TableQuality>,
}

/// What is held back, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Privacy {
    /// The catalog's.
    pub min_cell: u64,
    /// What that means for the figures below, in a sentence.
    pub rule: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// That exist on the as-of date.
    pub rows: Option<u64>,
    /// Of them those who count (population and consent).
    pub population: Option<u64>,
}

/// Counts are people: rows of the entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CohortSummary {
    /// `icp`, `persona` or `score`.
    pub kind: String,
    /// The table that it is about.
    pub entity: String,
    /// Those who count.
    pub population: Option<u64>,
    /// The members.
    pub matched: Option<u64>,
    /// matched / population.
    pub share: Option<f64>,
    /// Those whom a rule is known to keep out.
    pub not_matched: Option<u64>,
    /// Those whom no rule keeps out while one is unknown.
    pub undecided: Option<u64>,
    /// 0 to 100; null without members.
    pub mean_score: Option<f64>,
    /// Members by score: 20 bins of 5 points, the last with 100; 10 or 5 wider ones where people are few.
    pub score_histogram: Vec<Option<u64>>,
    /// Highest first.
    pub tiers: Vec<Tier>,
    /// Members below the lowest tier.
    pub below_tiers: Option<u64>,
    /// The mean sub-score of each dimension.
    pub dimensions: Vec<DimensionResult>,
    /// People left after each `must` and `exclude`, in the order written.
    pub attrition: Vec<Step>,
    /// Undecided people by the column that is missing while a rule over it is unknown, most first.
    pub missing: Vec<Cost>,
    /// By what the rules look at: how it spreads.
    pub columns: Vec<Column>,
    /// In the order written.
    pub claims: Vec<RuleResult>,
    /// Of pain points that say `backed by`; `index` counts all pain points.
    pub backings: Vec<RuleResult>,
    /// In the order written.
    pub expects: Vec<RuleResult>,
}

/// A metric: of everyone, of cohorts and of their tiers. A figure about too few people says `"hidden": true` and no more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricSummary {
    /// The table that it is about.
    pub entity: String,
    /// Of the population.
    pub everyone: Figure,
    /// Of each cohort of the entity.
    pub cohorts: Named<CohortMetric>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CohortMetric {
    #[serde(flatten)]
    pub figure: Figure,
    /// By tier.
    pub tiers: Named<Figure>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssignSummary {
    /// The table that it is about.
    pub entity: String,
    /// By cohort, in the order of `among`.
    pub counts: Vec<Count>,
    /// People who got none.
    pub unassigned: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridSummary {
    /// The table that it is about.
    pub entity: String,
    /// Tiers of the one cohort, highest first.
    pub rows: Vec<String>,
    /// Tiers of the other, highest first.
    pub columns: Vec<String>,
    /// By row, then column.
    pub counts: Vec<Vec<Option<u64>>>,
    /// People without a tier in one of the two.
    pub outside: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Rows of all its files.
    pub rows_read: Option<u64>,
    /// Rows that are wrong in some way.
    pub rows_set_aside: Option<u64>,
    /// Rows dated later: they do not exist for the run.
    pub rows_after_as_of: Option<u64>,
    /// As the catalog's folder sees them, with a fingerprint each.
    pub files: Vec<FileReport>,
    /// Columns of the files that the catalog does not name.
    pub ignored_columns: Vec<String>,
}

impl Summary {
    pub fn new(input: &RunFound) -> Self {
        let results = input.results;
        let least = input.catalog.privacy.min_cell;
        let cleared = Cleared::new(results, least);
        let entity = |e: &crate::cohort::EntityResult| {
            let population = cleared.population(&e.name, e.population);
            // Those who do not count are people too.
            let others = cleared.people(e.rows.saturating_sub(e.population));
            let rows = population.and(others).map(|_| e.rows);
            (e.name.clone(), Entity { rows, population })
        };
        Summary {
            format: SUMMARY_FORMAT,
            personac: env!("CARGO_PKG_VERSION").to_owned(),
            spec_sha256: input.spec_hash.to_owned(),
            meanings: None,
            project: input.catalog.project.clone(),
            as_of: results.as_of.clone(),
            privacy: Privacy { min_cell: least, rule: rule(least) },
            entities: results.entities.iter().map(entity).collect(),
            cohorts: results.cohorts.iter().map(|c| (c.name.clone(), cohort(&cleared, c))).collect(),
            assigns: results.assigns.iter().map(|a| (a.name.clone(), assign(&cleared, results, a))).collect(),
            grids: results.grids.iter().map(|g| (g.name.clone(), grid(&cleared, results, g))).collect(),
            metrics: results.metrics.iter().map(|m| (m.name.clone(), metric(&cleared, results, m))).collect(),
            insights: cleared.insights(results),
            history: input.history.map(|history| {
                // The pages of a history alone stand beside no figures of a run.
                let run = !results.censuses.is_empty() || cleared.is_open();
                disclosure::past(history, least, run.then_some(&cleared))
            }),
            changed: None,
            sources: input.reports.iter().map(|r| (r.table.clone(), source(&cleared, results, r))).collect(),
            quality: super::quality::qualities(input).into_iter().collect(),
        }
    }
}

impl Summary {
    /// What the figures belong to, to be held against the specs that pages are made of later.
    pub fn meanings_of(program: &Program, catalog: &Catalog) -> Named<String> {
        let measured = crate::meaning::measured(program, catalog).into_iter();
        measured.map(|(name, meaning)| (name, meaning.to_string())).collect()
    }
}

/// A metric is as public as the numbers of people behind it, for everyone, cohorts and tiers held against each other.
fn metric(cleared: &Cleared, results: &Results, m: &MetricResult) -> MetricSummary {
    let size = |name: &str| results.cohorts.iter().find(|c| c.name == name);
    let everyone = results.entities.iter().find(|e| e.name == m.entity).map_or(0, |e| e.population);
    let mut groups = vec![(Whose::Everyone, &m.everyone, everyone)];
    for c in &m.cohorts {
        groups.push((Whose::Cohort(&c.cohort), &c.figure, size(&c.cohort).map_or(0, |c| c.matched)));
    }
    for c in &m.cohorts {
        let count = |tier: &str| {
            let tiers = size(&c.cohort).map_or(&[][..], |c| &c.tiers);
            tiers.iter().find(|t| t.name == tier).map_or(0, |t| t.count)
        };
        groups.extend(c.tiers.iter().map(|t| (Whose::Tier(&c.cohort), &t.figure, count(&t.tier))));
    }
    let mut shown = figures(cleared, &groups).into_iter();
    let mut next = || shown.next().unwrap_or_default();
    let everyone = next();
    let own: Vec<Figure> = m.cohorts.iter().map(|_| next()).collect();
    let of_cohort = |(c, figure): (&CohortFigure, Figure)| {
        let tiers = c.tiers.iter().map(|t| (t.tier.clone(), next()));
        (c.cohort.clone(), CohortMetric { figure, tiers: tiers.collect() })
    };
    let cohorts = m.cohorts.iter().zip(own).map(of_cohort).collect();
    MetricSummary { entity: m.entity.clone(), everyone, cohorts }
}

/// Figures about one thing in several groups, with the sizes of the groups. A lift tells of everyone's value too.
fn figures(cleared: &Cleared, groups: &[(Whose, &Figure, u64)]) -> Vec<Figure> {
    let people: Vec<(Whose, u64, u64)> =
        groups.iter().map(|(whose, f, of)| (*whose, f.people, *of)).collect();
    let mut shown = cleared.across(&people);
    // Of a share, those for whom it is true are counted as well, and so are the others.
    let part = |place: usize| groups[place].1.part.filter(|_| shown[place]).map(|part| (place, part));
    let parts: Vec<(usize, u64)> = (0..groups.len()).filter_map(part).collect();
    let counted: Vec<(Whose, u64, u64)> =
        parts.iter().map(|&(place, part)| (groups[place].0, part, groups[place].1.n)).collect();
    for ((place, _), allowed) in parts.iter().zip(cleared.across(&counted)) {
        shown[*place] = allowed;
    }
    let first = groups.iter().position(|(whose, ..)| *whose == Whose::Everyone);
    let everyone = first.is_none_or(|first| shown[first]);
    let one = |((_, figure, _), shown): (&(Whose, &Figure, u64), &bool)| match shown {
        true => {
            let figure = figure.shown(cleared.least());
            Figure { lift: figure.lift.filter(|_| everyone), ..figure }
        }
        false => Figure { hidden: true, ..Figure::default() },
    };
    groups.iter().zip(&shown).map(one).collect()
}

fn rule(least: u64) -> String {
    match least {
        0 | 1 => "no figure is held back".to_owned(),
        n => format!(
            "a figure about fewer than {n} people is null, and so is one from which such a figure could be worked out"
        ),
    }
}

/// Of a table that people are rows of, rows are people.
fn source(cleared: &Cleared, results: &Results, report: &crate::cohort::TableReport) -> Source {
    let entity = results.entities.iter().find(|e| e.name == report.table);
    let count = |n: u64| {
        let Some(entity) = entity else { return Some(n) };
        let others =
            [entity.population, entity.rows].map(|n| cleared.people(report.rows_read.saturating_sub(n)));
        let all = cleared.population(&entity.name, entity.population).is_some();
        cleared.people(n).filter(|_| all && others.iter().all(Option::is_some))
    };
    Source {
        rows_read: count(report.rows_read),
        rows_set_aside: count(report.rows_set_aside),
        rows_after_as_of: count(report.rows_after_as_of),
        files: report.files.clone(),
        ignored_columns: report.ignored_columns.clone(),
    }
}

fn cohort(cleared: &Cleared, c: &CohortResult) -> CohortSummary {
    let population = cleared.population(&c.entity, c.population);
    let matched = cleared.matched(c);
    let mean = |d: &DimensionResult| DimensionResult { name: d.name.clone(), mean: matched.and(d.mean) };
    CohortSummary {
        kind: c.kind.to_owned(),
        entity: c.entity.clone(),
        population,
        matched,
        share: population.and(matched).map(|_| c.share),
        not_matched: cleared.not_matched(c),
        undecided: cleared.undecided(c),
        // A mean with the number of people behind it is a sum.
        mean_score: matched.and(c.mean_score),
        score_histogram: cleared.scores(c),
        tiers: cleared.tiers(c),
        below_tiers: cleared.below_tiers(c),
        dimensions: c.dimensions.iter().map(mean).collect(),
        attrition: cleared.attrition(c),
        missing: cleared.missing(c),
        columns: cleared.columns(c),
        claims: rules(cleared, c, &c.claims),
        backings: rules(cleared, c, &c.backings),
        expects: rules(cleared, c, &c.expects),
    }
}

fn rules(cleared: &Cleared, c: &CohortResult, rules: &[RuleResult]) -> Vec<RuleResult> {
    let one = |rule: &RuleResult| {
        let shown = figures(cleared, &[(Whose::Cohort(&c.name), &rule.figure, c.matched)]);
        RuleResult { figure: shown.into_iter().next().unwrap_or_default(), ..rule.clone() }
    };
    rules.iter().map(one).collect()
}

fn assign(cleared: &Cleared, results: &Results, a: &AssignResult) -> AssignSummary {
    let (counts, unassigned) = cleared.assigned(results, a);
    AssignSummary { entity: a.entity.clone(), counts, unassigned }
}

fn grid(cleared: &Cleared, results: &Results, g: &GridResult) -> GridSummary {
    let (counts, outside) = cleared.grid(results, g);
    GridSummary {
        entity: g.entity.clone(),
        rows: g.rows.clone(),
        columns: g.columns.clone(),
        counts,
        outside,
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
