//! The model → the plan: features and segments are put in where they are used, windows become days, every rule becomes
//! nodes, equal ones once.
//!
//! Lowering cannot fail: `check` has let through only what can be lowered.

mod cohort;
mod comparison;
mod customer;
mod expr;
mod insights;
mod measure;
mod times;
mod window;

use crate::catalog::Catalog;
use crate::ir::{self, Builder, NodeId, Plan, TableId};
use crate::model::{self, Program, Status};
use crate::syntax::ast;
use chrono::{Datelike, NaiveDate};
use std::collections::HashMap;

pub use crate::model::column_type;
pub use comparison::{Known, KnownRule, Spec, comparison};
pub use window::days;

/// What to lower.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only these cohorts, scores, assignments and grids (and what they need); all if empty.
    pub only: Vec<String>,
    /// Also the rules that these tests expect, as indices into [`Program::tests`].
    pub tests: Vec<usize>,
    /// Also [`Lowered::clauses`].
    pub clauses: bool,
}

/// A plan, and where in it the model's parts went.
#[derive(Debug, Clone)]
pub struct Lowered {
    pub plan: Plan,
    /// By [`crate::model::ExprId`]: the node of an expression, for those that were lowered.
    pub ids: Vec<Option<NodeId>>,
    /// By model cohort: its place in the plan, if it runs.
    pub cohorts: Vec<Option<usize>>,
    /// By plan assignment and plan grid: the model's.
    pub assigns: Vec<usize>,
    pub grids: Vec<usize>,
    /// By plan cohort: the nodes of its clauses; empty unless asked for.
    pub clauses: Vec<Clauses>,
}

/// Where the clauses of a cohort went.
#[derive(Debug, Clone)]
pub struct Clauses {
    /// Of the catalog: Bools, which may be missing.
    pub population: Option<NodeId>,
    pub consent: Option<NodeId>,
    /// By the model's rule.
    pub rules: Vec<RuleNodes>,
}

/// A rule's own value, and what it looks at.
#[derive(Debug, Clone)]
pub struct RuleNodes {
    /// Of a `must` or `exclude` its truth, which may be missing; of a `should` what it earns ([`ir::Op::Earn`]).
    pub value: NodeId,
    /// Columns that show who somebody is are left out.
    pub looks_at: Vec<ir::ShownColumn>,
}

/// Days since 1970-01-01.
pub fn day(date: NaiveDate) -> ir::Day {
    date.num_days_from_ce() - 719_163
}

/// Lowers a whole program.
pub fn lower(program: &Program, catalog: &Catalog, as_of: NaiveDate, options: &Options) -> Lowered {
    let mut lowering = Lowering {
        program,
        catalog,
        as_of,
        b: Builder::new(day(as_of)),
        ids: vec![None; program.expr_count as usize],
        bases: vec![None; catalog.tables.len()],
        parts: vec![None; program.cohorts.len()],
        over: HashMap::new(),
        types: Vec::new(),
    };
    for table in 0..catalog.tables.len() {
        lowering.base(table);
    }
    let wanted = |name: &str| options.only.is_empty() || options.only.iter().any(|only| only == name);
    let mut needed = vec![false; program.cohorts.len()];
    for (index, cohort) in program.cohorts.iter().enumerate() {
        needed[index] = wanted(&cohort.name);
    }
    for assign in program.assigns.iter().filter(|a| wanted(&a.name)) {
        assign.among.iter().for_each(|&c| needed[c] = true);
    }
    for grid in program.grids.iter().filter(|g| wanted(&g.name)) {
        needed[grid.rows] = true;
        needed[grid.columns] = true;
    }
    let mut cohorts = vec![None; program.cohorts.len()];
    let mut planned = Vec::new();
    let mut clauses = Vec::new();
    for (index, cohort) in program.cohorts.iter().enumerate() {
        if needed[index] && cohort.status != Status::Retired {
            cohorts[index] = Some(planned.len());
            planned.push(lowering.cohort(index));
            if options.clauses {
                clauses.push(lowering.clauses(index));
            }
        }
    }
    let (assigns, assign_ids) = lowering.assigns(&cohorts, &wanted);
    let (grids, grid_ids) = lowering.grids(&cohorts, &wanted);
    for expect in options.tests.iter().flat_map(|&test| &program.tests[test].expects) {
        if let model::TestExpect::Holds(rule) = &expect.what {
            lowering.expr(rule);
        }
    }
    let measures = lowering.measures(&cohorts, options.only.is_empty());
    let insights = lowering.insights(&planned);
    let tables = lowering.tables();
    let plan = Plan {
        as_of: day(as_of),
        timezone: catalog.timezone,
        tables,
        relations: catalog
            .relations
            .iter()
            .map(|r| ir::Relation {
                name: r.name.clone(),
                child: TableId(r.child as u32),
                column: ir::ColumnId(r.column as u32),
                parent: TableId(r.parent as u32),
            })
            .collect(),
        nodes: lowering.b.finish(),
        cohorts: planned,
        assigns,
        grids,
        measures,
        insights,
    };
    Lowered { plan, ids: lowering.ids, cohorts, assigns: assign_ids, grids: grid_ids, clauses }
}

/// The work in progress. Nodes go into one builder, so what is shared is made once.
struct Lowering<'a> {
    program: &'a Program,
    catalog: &'a Catalog,
    as_of: NaiveDate,
    b: Builder,
    ids: Vec<Option<NodeId>>,
    /// By table: who counts in it, once that is known.
    bases: Vec<Option<Option<NodeId>>>,
    /// By model cohort: its nodes, once made.
    parts: Vec<Option<cohort::Parts>>,
    /// In formulas over a cohort: what its functions come to, and the types of statistics.
    over: HashMap<model::ExprId, measure::Formula>,
    types: Vec<ir::Type>,
}

impl Lowering<'_> {
    /// Who counts in a table: population and consent are true. Never missing; `None`: everyone. Worked out when it is first
    /// needed, since one table's population may stand on another's (`check` sees that they do not go round in a circle).
    fn base(&mut self, table: usize) -> Option<NodeId> {
        if let Some(base) = self.bases[table] {
            return base;
        }
        let program = self.program;
        let rules = program.populations.get(table).map(|p| p.population.iter().chain(&p.consent).collect());
        let rules: Vec<&model::Expr> = rules.unwrap_or_default();
        let mut nodes = Vec::with_capacity(rules.len());
        for rule in rules {
            let node = self.expr(rule);
            nodes.push(self.b.is_true(node));
        }
        let base = (!nodes.is_empty()).then(|| self.b.and(TableId(table as u32), nodes));
        self.bases[table] = Some(base);
        base
    }

    fn tables(&self) -> Vec<ir::Table> {
        let column = |c: &crate::catalog::Column| ir::Column {
            name: c.name.clone(),
            ty: column_type(&c.ty),
            as_of: c.as_of,
        };
        self.catalog
            .tables
            .iter()
            .zip(&self.bases)
            .map(|(table, base)| ir::Table {
                name: table.name.clone(),
                key: table.key.map(|k| ir::ColumnId(k as u32)),
                time: table.time.map(|t| ir::ColumnId(t as u32)),
                columns: table.columns.iter().map(column).collect(),
                base: base.flatten(),
            })
            .collect()
    }

    fn assigns(
        &self,
        cohorts: &[Option<usize>],
        wanted: &dyn Fn(&str) -> bool,
    ) -> (Vec<ir::Assign>, Vec<usize>) {
        let kept = self.program.assigns.iter().enumerate().filter(|(_, a)| wanted(&a.name));
        kept.map(|(index, a)| {
            let assign = ir::Assign {
                name: a.name.clone(),
                table: TableId(a.table as u32),
                among: a.among.iter().filter_map(|&c| cohorts[c]).collect(),
                by_score: a.by == ast::AssignBy::HighestScore,
                at_least: a.at_least,
            };
            (assign, index)
        })
        .unzip()
    }

    fn grids(&self, cohorts: &[Option<usize>], wanted: &dyn Fn(&str) -> bool) -> (Vec<ir::Grid>, Vec<usize>) {
        let kept = self.program.grids.iter().enumerate().filter(|(_, g)| wanted(&g.name));
        kept.filter_map(|(index, g)| {
            let grid = ir::Grid {
                name: g.name.clone(),
                table: TableId(g.table as u32),
                rows: cohorts[g.rows]?,
                columns: cohorts[g.columns]?,
            };
            Some((grid, index))
        })
        .unzip()
    }
}
