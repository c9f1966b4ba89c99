//! What a run works out about people beside cohorts and scores: how far they are on a journey, what they write about, who
//! holds the value, and what a cohort takes more often than everyone.

use super::plan::{NodeId, RelationId, TableId};

#[derive(Debug, Clone, Default)]
pub struct Insights {
    /// No example and no category is given that is about fewer people.
    pub min_cell: u64,
    pub journeys: Vec<Journey>,
    pub themes: Vec<Theme>,
    pub values: Vec<TableValue>,
    pub categories: Vec<Category>,
}

#[derive(Debug, Clone)]
pub struct Journey {
    pub name: String,
    pub table: TableId,
    /// In their order; at least one.
    pub stages: Vec<Stage>,
}

#[derive(Debug, Clone)]
pub struct Stage {
    pub name: String,
    /// Bool, never missing.
    pub reached: NodeId,
    /// Date: the day on which somebody reached it, missing where that is not known. `None` where the rule has no time.
    pub time: Option<NodeId>,
}

/// A theme, for the people that its rows belong to.
#[derive(Debug, Clone)]
pub struct Theme {
    pub name: String,
    /// The table of the texts.
    pub table: TableId,
    /// The people.
    pub entity: TableId,
    /// How a text belongs to a person; `None` where the rows are the people.
    pub owner: Option<RelationId>,
    /// Bool of the table of the texts; missing where there is no text.
    pub rule: NodeId,
    /// Text columns that examples may be taken from; empty where none may be given.
    pub quoted: Vec<NodeId>,
}

/// What the rows of a table are worth.
#[derive(Debug, Clone)]
pub struct TableValue {
    pub table: TableId,
    /// Int, Decimal or Number.
    pub value: NodeId,
}

/// What people take: a column of the rows that belong to them.
#[derive(Debug, Clone)]
pub struct Category {
    pub relation: RelationId,
    /// Text, of the relation's child table.
    pub value: NodeId,
    /// The column's name.
    pub column: String,
}

impl Insights {
    /// Every node that is read.
    pub fn nodes(&self) -> Vec<NodeId> {
        let stages = self.journeys.iter().flat_map(|j| &j.stages);
        let mut nodes: Vec<NodeId> = stages.flat_map(|s| [s.reached].into_iter().chain(s.time)).collect();
        nodes.extend(self.themes.iter().flat_map(|t| [t.rule].into_iter().chain(t.quoted.iter().copied())));
        nodes.extend(self.values.iter().map(|v| v.value));
        nodes.extend(self.categories.iter().map(|c| c.value));
        nodes
    }
}
