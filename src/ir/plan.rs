use super::op::{Op, TierBound};
use super::types::{Day, Type};
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(pub u32);
/// A column of a table: an index into [`Table::columns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnId(pub u32);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelationId(pub u32);
/// A node: an index into [`Plan::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// Everything that one run works out.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The as-of date D. Rows dated after it do not exist.
    pub as_of: Day,
    /// The project's time zone: in it a datetime has its calendar day.
    pub timezone: chrono_tz::Tz,
    /// All tables of the catalog, with the catalog's indices.
    pub tables: Vec<Table>,
    /// All relations of the catalog, with the catalog's indices.
    pub relations: Vec<Relation>,
    /// Inputs stand before the nodes that use them.
    pub nodes: Vec<Node>,
    /// ICPs, personas and scores that run (retired ones do not), in the order declared.
    pub cohorts: Vec<Cohort>,
    pub assigns: Vec<Assign>,
    pub grids: Vec<Grid>,
    pub measures: super::Measures,
    /// Journeys, themes, values and categories.
    pub insights: super::Insights,
}

#[derive(Debug, Clone)]
pub struct Table {
    pub name: String,
    pub key: Option<ColumnId>,
    /// Rows whose time lies after D are dropped before anything else; rows without a time stay.
    pub time: Option<ColumnId>,
    /// All columns of the catalog, with the catalog's indices.
    pub columns: Vec<Column>,
    /// True for the rows that count (`population` and `consent`): the base of shares and ranks. `None`: all rows.
    /// Never missing. It reads no Rank, Score or Tier of its own table, since those read it.
    pub base: Option<NodeId>,
}

#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    pub ty: Type,
    /// Missing where the value lies after D.
    pub as_of: bool,
}

/// Rows of `child` belong to the row of `parent` whose key equals the child's `column` (missing: to none).
#[derive(Debug, Clone)]
pub struct Relation {
    pub name: String,
    pub child: TableId,
    pub column: ColumnId,
    pub parent: TableId,
}

/// One value per row of `table`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node {
    pub table: TableId,
    pub ty: Type,
    pub op: Op,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CohortKind {
    Icp,
    Persona,
    /// A score without a cohort: `matched` is the table's base.
    Score,
}

impl CohortKind {
    /// As specs and results name it.
    pub fn word(self) -> &'static str {
        match self {
            CohortKind::Icp => "icp",
            CohortKind::Persona => "persona",
            CohortKind::Score => "score",
        }
    }
}

/// An ICP, persona or score, worked out. All nodes are of `table`.
#[derive(Debug, Clone)]
pub struct Cohort {
    pub name: String,
    pub kind: CohortKind,
    pub table: TableId,
    /// Bool, never missing: in the base, each `must` true, no `exclude` true.
    pub matched: NodeId,
    /// Bool, never missing: in the base, not matched, no `must` false, no `exclude` true.
    pub undecided: NodeId,
    /// Each `must` and `exclude` in the order written: who is left after it. Bool, never missing.
    pub steps: Vec<NodeId>,
    /// For each step the index of its rule among all rules of the cohort ([`crate::cohort::AttritionStep::rule`]).
    pub step_rules: Vec<usize>,
    /// What missing values cost: a name for people, and a Bool (never missing) that is true for the undecided whose value of it
    /// is missing while a rule over it is unknown.
    pub missing: Vec<(String, NodeId)>,
    pub score: Score,
    /// What the rules look at: for each the name and the value whose distribution is shown.
    pub columns: Vec<ShownColumn>,
}

#[derive(Debug, Clone)]
pub struct ShownColumn {
    /// As the rules name it: `age`, `account.industry`, `online_orders`.
    pub label: String,
    pub value: NodeId,
}

#[derive(Debug, Clone)]
pub struct Score {
    /// Int, ten-thousandths of a point, caps applied, may be negative. Never missing. Without `should`: a constant with `total`.
    pub earned: NodeId,
    /// Ten-thousandths of a point; > 0.
    pub total: i64,
    /// Number 0..=100: [`Op::Score`].
    pub score: NodeId,
    /// Number 0..=1, never missing.
    pub coverage: NodeId,
    pub tiers: Arc<[TierBound]>,
    /// Text: [`Op::Tier`]; `None` where the cohort has no tiers.
    pub tier: Option<NodeId>,
    /// Blocks with at least one positive weight, in the order written.
    pub dimensions: Vec<DimensionScore>,
}

#[derive(Debug, Clone)]
pub struct DimensionScore {
    pub name: String,
    /// Int, ten-thousandths, cap applied.
    pub earned: NodeId,
    pub total: i64,
    /// Number: [`Op::Share`].
    pub score: NodeId,
}

/// Each member of at least one cohort gets the best of them.
#[derive(Debug, Clone)]
pub struct Assign {
    pub name: String,
    pub table: TableId,
    /// Indices into [`Plan::cohorts`], in the order of `among`.
    pub among: Vec<usize>,
    /// `true`: the one with the highest score, max(earned, 0) / total, compared without rounding; of equal scores the first.
    /// `false`: by priority, the first that matches (and reaches `at_least`).
    pub by_score: bool,
    /// Ten-thousandths of a point of the score. Compared in integers, as tiers are. 0 without `at least`.
    pub at_least: i64,
}

/// Everyone in the base by the tiers of two cohorts: the cell is the row's tier and the column's tier joined, `A1`; missing
/// where either is.
#[derive(Debug, Clone)]
pub struct Grid {
    pub name: String,
    pub table: TableId,
    pub rows: usize,
    pub columns: usize,
}

impl Plan {
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.0 as usize]
    }

    pub fn relation(&self, id: RelationId) -> &Relation {
        &self.relations[id.0 as usize]
    }
}
