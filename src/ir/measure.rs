//! Values over whole groups of people, beside those per row: statistics, each worked out once for every group that needs
//! it, and formulas over them.

use super::op::{DayRange, Op};
use super::plan::{Column, ColumnId, Node, NodeId, Plan, RelationId, Table, TableId};
use super::types::Type;
use std::collections::BTreeSet;

/// Metrics, claims, backings and expectations of a plan.
#[derive(Debug, Clone, Default)]
pub struct Measures {
    /// Each once.
    pub statistics: Vec<Statistic>,
    pub measures: Vec<Measure>,
    /// The formulas of all measures: nodes of [`Plan::formulas`].
    pub nodes: Vec<Node>,
    /// Nothing is said about fewer people: a verdict on them cannot be told.
    pub min_cell: u64,
}

/// One number over a group of rows of `table`, or over the rows that belong to them.
///
/// A row counts where it lies in the window and the filter is true. The group's rows are those of its members; with a
/// relation, all rows of its child table that belong to them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Statistic {
    pub table: TableId,
    /// Over rows of this relation's child table; its parent is `table`.
    pub relation: Option<RelationId>,
    pub function: StatisticFunction,
    /// A node of the table whose rows count. `None` for Rows alone.
    pub value: Option<NodeId>,
    /// Only with a relation.
    pub window: Option<DayRange>,
    pub filter: Option<NodeId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatisticFunction {
    /// Int: the rows that count.
    Rows,
    /// Number: of a Bool, rows whose value is true / all rows that count, `t as f64 / n as f64`; missing without rows.
    Share,
    /// Number: the exact sum of [`AggregateFunction::Sum`](super::AggregateFunction::Sum); 0 without values.
    Sum,
    /// Number: the exact mean of [`AggregateFunction::Avg`](super::AggregateFunction::Avg).
    Avg,
    /// Of the value's type, which is ordered; missing without values.
    Min,
    Max,
    /// Number: the sample standard deviation, from exact sums. With u the values in units of 10^-scale, n of them, m = Σu div n
    /// and r = Σu − n·m: `((Σ(u − m)² as f64 − r² as f64 / n) / (n − 1)).sqrt() / 10^scale`. Missing for fewer than two
    /// values, and where Σu² does not fit 128 bits.
    Stddev,
    /// Number: the smallest value with at least that part (in 10^-8) of the values at or below it, as a double; missing without
    /// values. A half is the median.
    Quantile {
        part: i64,
    },
    /// Number: of an Int that is 1 for promoters, 0 for passives and −1 for detractors, `(100 * Σ) as f64 / n as f64`.
    Nps,
    /// Number: the mean of what each is expected to bring ([`stats::Lifetime`](crate::stats::Lifetime), without a discount, in
    /// months of 365.25 / 12 days), each rounded to 6 decimals; over those who have bought: `value`, a Number, holds the days with
    /// a purchase after the first such day, and is not below 0 for them. All are Numbers, in days; `mean` is missing without
    /// repeats. The models are fitted to those of the table's base. Missing where that fails.
    Predicted {
        last: NodeId,
        observed: NodeId,
        mean: NodeId,
        months: u32,
    },
}

/// A metric, or a rule over a cohort.
#[derive(Debug, Clone)]
pub struct Measure {
    pub owner: MeasureOwner,
    pub name: String,
    pub table: TableId,
    /// A node of [`Plan::formulas`]: of a rule a Bool.
    pub formula: NodeId,
    /// Of a rule that compares a value with a bound.
    pub test: Option<Test>,
    /// Of a metric, or of what a rule compares: the one statistic that it is.
    pub single: Option<usize>,
    /// Statistics of the group itself that the measure stands on.
    pub statistics: Vec<usize>,
    /// It compares two revisions; one run does not tell.
    pub budget: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MeasureOwner {
    /// The model's metric.
    Metric(usize),
    /// A claim, a pain point or an expectation of the plan's cohort, by its place there.
    Claim {
        cohort: usize,
        index: usize,
    },
    Backing {
        cohort: usize,
        index: usize,
    },
    Expect {
        cohort: usize,
        index: usize,
    },
}

/// `value op bound`, as nodes of [`Plan::formulas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Test {
    pub op: TestOp,
    pub value: NodeId,
    pub bound: NodeId,
    /// The second bound of Between and Outside.
    pub upper: Option<NodeId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestOp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    /// Both ends included.
    Between,
    /// Not between.
    Outside,
}

/// Rows of a table that statistics are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// The table's base.
    Everyone,
    /// The members of a cohort.
    Cohort(usize),
    /// Those of them in one of its tiers.
    Tier(usize, usize),
}

impl Statistic {
    /// The table whose rows count.
    pub fn rows_of(&self, plan: &Plan) -> TableId {
        self.relation.map_or(self.table, |relation| plan.relation(relation).child)
    }

    /// The nodes that are read.
    pub fn nodes(&self) -> Vec<NodeId> {
        let mut nodes: Vec<NodeId> = self.value.into_iter().chain(self.filter).collect();
        if let StatisticFunction::Predicted { last, observed, mean, .. } = self.function {
            nodes.extend([last, observed, mean]);
        }
        nodes
    }

    pub fn ty(&self, plan: &Plan) -> Type {
        match self.function {
            StatisticFunction::Rows => Type::Int,
            StatisticFunction::Min | StatisticFunction::Max => {
                self.value.map_or(Type::Number, |value| plan.node(value).ty)
            }
            _ => Type::Number,
        }
    }
}

impl MeasureOwner {
    /// The plan's cohort whose members a rule is about; `None` for metrics, which are about every group.
    pub fn cohort(self) -> Option<usize> {
        match self {
            MeasureOwner::Metric(_) => None,
            MeasureOwner::Claim { cohort, .. }
            | MeasureOwner::Backing { cohort, .. }
            | MeasureOwner::Expect { cohort, .. } => Some(cohort),
        }
    }
}

impl Measures {
    /// The column of [`Plan::formulas`] that holds a statistic of the group itself.
    pub fn here(statistic: usize) -> ColumnId {
        ColumnId(2 * statistic as u32)
    }

    /// The column with the same statistic of everyone.
    pub fn everyone(statistic: usize) -> ColumnId {
        ColumnId(2 * statistic as u32 + 1)
    }
}

impl Plan {
    /// The tables that cohorts or measures are about, in the catalog's order.
    pub fn entities(&self) -> Vec<TableId> {
        let cohorts = self.cohorts.iter().map(|c| c.table);
        let measures = self.measures.measures.iter().map(|m| m.table);
        let tables: BTreeSet<TableId> = cohorts.chain(measures).collect();
        tables.into_iter().collect()
    }

    /// The groups of a table that statistics are worked out for, and which ones: everyone first, each cohort before its tiers.
    pub fn groups(&self, table: TableId) -> Vec<(Group, BTreeSet<usize>)> {
        let own = || self.measures.measures.iter().filter(|m| m.table == table);
        let of = |wanted: &dyn Fn(&Measure) -> bool| -> BTreeSet<usize> {
            own().filter(|m| wanted(m)).flat_map(|m| m.statistics.iter().copied()).collect()
        };
        let metrics = of(&|m| m.owner.cohort().is_none());
        let mut everyone = metrics.clone();
        everyone.extend((0..self.measures.statistics.len()).filter(|&s| {
            let column = Op::Column(Measures::everyone(s));
            self.measures.nodes.iter().any(|node| node.table == table && node.op == column)
        }));
        let mut groups = vec![(Group::Everyone, everyone)];
        for (index, cohort) in self.cohorts.iter().enumerate().filter(|(_, c)| c.table == table) {
            let rules = of(&|m| m.owner.cohort() == Some(index));
            groups.push((Group::Cohort(index), &metrics | &rules));
            if !metrics.is_empty() {
                let tiers = 0..cohort.score.tiers.len();
                groups.extend(tiers.map(|tier| (Group::Tier(index, tier), metrics.clone())));
            }
        }
        groups
    }

    /// The formulas over statistics as a plan of its own: its tables are this plan's by number, a row for each group, a column
    /// for each statistic of the group ([`Measures::here`]) and of everyone ([`Measures::everyone`]), and a last one that is missing.
    pub fn formulas(&self) -> Plan {
        let column = |statistic: &Statistic| {
            let column = Column { name: String::new(), ty: statistic.ty(self), as_of: false };
            [column.clone(), column]
        };
        let mut columns: Vec<Column> = self.measures.statistics.iter().flat_map(column).collect();
        // So that the tables have rows where there are no statistics.
        columns.push(Column { name: String::new(), ty: Type::Int, as_of: false });
        let table = |table: &Table| Table {
            name: table.name.clone(),
            key: None,
            time: None,
            columns: columns.clone(),
            base: None,
        };
        Plan {
            as_of: self.as_of,
            timezone: self.timezone,
            tables: self.tables.iter().map(table).collect(),
            relations: Vec::new(),
            nodes: self.measures.nodes.clone(),
            cohorts: Vec::new(),
            assigns: Vec::new(),
            grids: Vec::new(),
            measures: Measures::default(),
            insights: super::Insights::default(),
        }
    }
}
