use super::{Census, MetricResult, RuleResult};
use serde::{Deserialize, Serialize};

/// Everything that a run found. Its JSON form is `summary.json`.
#[derive(Debug, Clone, Serialize)]
pub struct Results {
    pub as_of: String,
    /// The tables that cohorts are about, in the catalog's order: how many rows exist (those dated after the as-of date do not)
    /// and how many of them count (population and consent).
    pub entities: Vec<EntityResult>,
    pub cohorts: Vec<CohortResult>,
    pub assigns: Vec<AssignResult>,
    pub grids: Vec<GridResult>,
    /// In the order declared.
    pub metrics: Vec<MetricResult>,
    /// By entity, for the documents' sake: what may be shown is decided on it.
    #[serde(skip)]
    pub censuses: Vec<Census>,
    #[serde(flatten)]
    pub insights: super::Insights,
}

#[derive(Debug, Clone, Serialize)]
pub struct EntityResult {
    pub name: String,
    pub rows: u64,
    pub population: u64,
}

/// One ICP, persona or score. Counts are people (rows of the entity).
#[derive(Debug, Clone, Serialize)]
pub struct CohortResult {
    pub name: String,
    /// `icp`, `persona` or `score`.
    pub kind: &'static str,
    pub entity: String,
    pub population: u64,
    pub matched: u64,
    /// matched / population; 0 for an empty population.
    pub share: f64,
    /// population − matched − undecided: those whom a rule is known to keep out.
    pub not_matched: u64,
    pub undecided: u64,
    /// 0..=100, of the members (of the population for a `score`); `None` if there are none. The members' earned points, those below
    /// zero as zero, are added as integers: `(100 × sum) as f64 / (total × members) as f64`.
    pub mean_score: Option<f64>,
    /// Members by score: 20 bins of 5 points, the last with 100. Told apart in integers: bin `20 × max(earned, 0) / total`.
    pub score_histogram: Vec<u64>,
    /// Highest first; members below the lowest bound are in none of them.
    pub tiers: Vec<TierResult>,
    /// 0 for a cohort without tiers.
    pub below_tiers: u64,
    /// The mean of each block's sub-score over the members, which may be negative, worked out like the mean score.
    pub dimensions: Vec<DimensionResult>,
    /// One per `must` and `exclude`, in the order written.
    pub attrition: Vec<AttritionStep>,
    /// Most first, of equal ones in the plan's order; those that cost nobody are left out.
    pub missing: Vec<MissingCost>,
    pub columns: Vec<ColumnResult>,
    /// In the order written.
    pub claims: Vec<RuleResult>,
    /// Of pain points that say `backed by`.
    pub backings: Vec<RuleResult>,
    pub expects: Vec<RuleResult>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TierResult {
    pub name: String,
    /// Points of the score.
    pub bound: f64,
    pub count: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DimensionResult {
    /// The block.
    pub name: String,
    /// `None` without members.
    pub mean: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttritionStep {
    /// Index of the rule in the cohort's rules (musts, excludes and shoulds counted together, in the order written).
    pub rule: usize,
    pub left: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MissingCost {
    pub column: String,
    /// Undecided people for whom it is missing while a rule over it is unknown.
    pub people: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnResult {
    /// As the rules name it.
    pub label: String,
    pub population: Distribution,
    pub cohort: Distribution,
}

/// How a column's values spread. Both sides of a [`ColumnResult`] have the same bins or values, in the same order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// People, those without a value too.
    pub n: u64,
    /// Of them without a value.
    pub missing: u64,
    #[serde(flatten)]
    pub shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum Shape {
    /// Counts of values in `[edge i, edge i+1)`, the last bin closed; the bins cover all of the population's values, and without
    /// any there are none. Numbers count as doubles (a decimal as the nearest), −0 as 0; of dates the axis is days since
    /// 1970-01-01, and a datetime counts as its calendar day in the project's zone.
    Histogram {
        /// [`bins`](super::bins()) over the smallest and greatest value of the population; `whole` for whole numbers and dates.
        edges: Vec<f64>,
        /// By bin.
        counts: Vec<u64>,
        /// Of numbers; `None` without values and for dates. The exact mean of [`Avg`](crate::ir::AggregateFunction::Avg).
        mean: Option<f64>,
        /// The smallest value with at least half of the values at or below it.
        median: Option<f64>,
        min: Option<f64>,
        /// As `min`.
        max: Option<f64>,
        dates: bool,
    },
    /// Counts by value, most frequent in the population first (ties by the value's bytes): truth values as `true` and `false`,
    /// texts, and the items of lists, where a person counts once for each different item.
    Values {
        values: Vec<ValueCount>,
        /// The counts of all other values together, those beyond the population's first [`MAX_VALUES`].
        other: u64,
        /// True for lists: the counts may add up to more than n.
        items: bool,
    },
}

/// How many values of a text column are shown by name.
pub const MAX_VALUES: usize = 12;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValueCount {
    pub value: String,
    pub count: u64,
}

#[derive(Debug, Clone, Serialize)]
pub struct AssignResult {
    pub name: String,
    pub entity: String,
    /// By cohort, in the order of `among`, also those that got nobody.
    pub counts: Vec<ValueCount>,
    /// Members of at least one cohort, and others of the population, that got none.
    pub unassigned: u64,
}

#[derive(Debug, Clone, Serialize)]
pub struct GridResult {
    pub name: String,
    pub entity: String,
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    /// By row, then column.
    pub counts: Vec<Vec<u64>>,
    /// Those of the population who have no tier in one of the two.
    pub outside: u64,
}

/// What was read of one table, and what was wrong with it.
#[derive(Debug, Clone, Serialize)]
pub struct TableReport {
    pub table: String,
    /// Files, as the catalog's folder sees them, with a fingerprint each.
    pub files: Vec<FileReport>,
    pub rows_read: u64,
    pub rows_set_aside: u64,
    /// Rows dated after the as-of date: they do not exist for this run.
    pub rows_after_as_of: u64,
    pub problems: Vec<Problem>,
    /// Columns of the file that the catalog does not name.
    pub ignored_columns: Vec<String>,
    /// Stands in `summary.json`, as far as it may be shown.
    #[serde(skip)]
    pub quality: super::Quality,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileReport {
    /// As the catalog names it.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of the file's bytes, hex.
    pub sha256: String,
}

/// One kind of trouble in one column, counted.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// The diagnostic's code.
    pub code: &'static str,
    pub column: Option<String>,
    pub rows: u64,
    /// At most five.
    pub examples: Vec<Example>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Example {
    pub file: String,
    /// From 1, as an editor counts; for files without lines, the row (from 1).
    pub line: u64,
    pub column: Option<String>,
    /// The cell as it stands in the file, cut to 80 characters.
    pub value: String,
    /// What is wrong with it, in words.
    pub reason: String,
}
