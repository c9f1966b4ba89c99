//! A program whose rules can be forced: in each table a hidden column names the rule that is to be true or false for that row,
//! whatever its values say. That is how it shows whether a test depends on a rule.

use crate::catalog::{Catalog, Column, ColumnType};
use crate::ir::Type;
use crate::model::{Constant, Expr, ExprId, ExprKind, Program, Status};
use crate::reference::Value;
use crate::syntax::ast::CompareOp;
use std::collections::HashSet;

/// Where a rule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Owner {
    Cohort(usize),
    Segment(usize),
    Feature(usize),
}

/// A rule, or a comparison inside one, that can be forced.
#[derive(Debug)]
pub(super) struct Probe {
    pub owner: Owner,
    /// Its place among the owner's rules; `None` for a comparison inside.
    pub rule: Option<usize>,
    pub table: usize,
    /// The rule as it was.
    pub expr: Expr,
    force: Force,
}

#[derive(Debug, Clone, Copy)]
enum Force {
    /// Two numbers of the table's hidden column: false, and one more for true.
    Code { column: usize, number: i64 },
    /// A hidden column of its own, for a grade.
    Grade { column: usize },
}

impl Probe {
    /// The column and the value there that force it.
    pub fn forced(&self, truth: bool) -> (usize, Value) {
        match self.force {
            Force::Code { column, number } => (column, Value::Int(number + i64::from(truth))),
            Force::Grade { column } => (column, Value::Number(f64::from(u8::from(truth)))),
        }
    }

    pub fn is_grade(&self) -> bool {
        matches!(self.force, Force::Grade { .. })
    }
}

pub(super) struct Probed {
    pub program: Program,
    pub catalog: Catalog,
    pub probes: Vec<Probe>,
}

/// Makes every rule of the cohorts that run forcible, with the segments and features that they use, and every comparison of
/// theirs with a constant.
pub(super) fn probed(program: &Program, catalog: &Catalog) -> Probed {
    let owners = owners(program);
    let mut work = Work {
        next: program.expr_count,
        codes: vec![None; catalog.tables.len()],
        catalog: catalog.clone(),
        params: program.params.iter().map(|p| matches!(p.value, crate::model::ParamValue::One(_))).collect(),
        probes: Vec::new(),
    };
    let mut changed = program.clone();
    for owner in owners {
        match owner {
            Owner::Cohort(cohort) => {
                let originals = &program.cohorts[cohort].rules;
                for (index, rule) in changed.cohorts[cohort].rules.iter_mut().enumerate() {
                    work.comparisons(owner, &mut rule.rule, &originals[index].rule);
                    work.force(Some(index), owner, &mut rule.rule, &originals[index].rule);
                }
            }
            Owner::Segment(segment) => {
                let (rule, original) = (&mut changed.segments[segment].rule, &program.segments[segment].rule);
                work.comparisons(owner, rule, original);
                work.force(Some(0), owner, rule, original);
            }
            Owner::Feature(feature) => {
                let (value, original) =
                    (&mut changed.features[feature].value, &program.features[feature].value);
                work.comparisons(owner, value, original);
                if value.ty == Type::Bool {
                    work.force(Some(0), owner, value, original);
                }
            }
        }
    }
    changed.expr_count = work.next;
    Probed { program: changed, catalog: work.catalog, probes: work.probes }
}

/// The cohorts that run, and the segments and features behind them, in the order met.
fn owners(program: &Program) -> Vec<Owner> {
    let running = |c: &usize| program.cohorts[*c].status != Status::Retired;
    let cohorts: Vec<Owner> = (0..program.cohorts.len()).filter(running).map(Owner::Cohort).collect();
    let mut seen: HashSet<Owner> = cohorts.iter().copied().collect();
    let mut found = cohorts;
    let mut next = 0;
    while next < found.len() {
        for owner in used(program, found[next]) {
            if seen.insert(owner) {
                found.push(owner);
            }
        }
        next += 1;
    }
    found.retain(|o| !matches!(o, Owner::Cohort(c) if !running(c)));
    found
}

/// What a cohort, segment or feature names.
pub(super) fn used(program: &Program, owner: Owner) -> Vec<Owner> {
    let rules: Vec<&Expr> = match owner {
        Owner::Cohort(c) => program.cohorts[c].rules.iter().map(|r| &r.rule).collect(),
        Owner::Segment(s) => vec![&program.segments[s].rule],
        Owner::Feature(f) => vec![&program.features[f].value],
    };
    named(rules)
}

/// The definitions that expressions name.
pub(super) fn named(rules: Vec<&Expr>) -> Vec<Owner> {
    let mut waiting = rules;
    waiting.reverse();
    let mut found = Vec::new();
    while let Some(expr) = waiting.pop() {
        match expr.kind {
            ExprKind::Feature(f) => found.push(Owner::Feature(f)),
            ExprKind::Segment(s) => found.push(Owner::Segment(s)),
            ExprKind::CohortMatches(c) | ExprKind::CohortScore(c) | ExprKind::CohortTier(c) => {
                found.push(Owner::Cohort(c));
            }
            _ => {}
        }
        waiting.extend(expr.children().into_iter().rev());
    }
    found
}

struct Work {
    next: u32,
    /// By table: its hidden column and the next free number.
    codes: Vec<Option<(usize, i64)>>,
    catalog: Catalog,
    /// By param: whether it is one value.
    params: Vec<bool>,
    probes: Vec<Probe>,
}

impl Work {
    /// `original` is the same expression before anything in it was changed.
    fn comparisons(&mut self, owner: Owner, expr: &mut Expr, original: &Expr) {
        let inside = expr.children_mut().into_iter().zip(original.children());
        inside.for_each(|(child, original)| self.comparisons(owner, child, original));
        if self.is_bound(original) {
            self.force(None, owner, expr, original);
        }
    }

    /// Whether it compares a value that has an order with constants.
    fn is_bound(&self, expr: &Expr) -> bool {
        let ordered = |e: &Expr| e.ty.is_numeric() || matches!(e.ty, Type::Date | Type::Datetime);
        let constant = |e: &Expr| self.is_constant(e);
        match &expr.kind {
            ExprKind::Compare { left, right, .. } => {
                ordered(left) && ordered(right) && constant(left) != constant(right)
            }
            ExprKind::Between { value, low, high, .. } => {
                ordered(value) && !constant(value) && constant(low) && constant(high)
            }
            _ => false,
        }
    }

    fn is_constant(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Constant(_) => true,
            ExprKind::Param(p) => self.params[*p],
            ExprKind::Neg(inner) => self.is_constant(inner),
            _ => false,
        }
    }

    fn force(&mut self, rule: Option<usize>, owner: Owner, expr: &mut Expr, original: &Expr) {
        let table = original.table;
        let (ty, kind, force) = if original.ty == Type::Bool {
            let (column, number) = self.code(table);
            (Type::Bool, self.forcible(expr, column, number), Force::Code { column, number })
        } else {
            let column = self.hidden(table, ColumnType::Number);
            let value = self.make(original, Type::Number, ExprKind::Column(column));
            let kind = ExprKind::Default { value: Box::new(value), default: Box::new(expr.clone()) };
            (Type::Number, kind, Force::Grade { column })
        };
        *expr = self.make(original, ty, kind);
        self.probes.push(Probe { owner, rule, table, expr: original.clone(), force });
    }

    /// `(code = number + 1) is true or (RULE and (code = number) is not true)`: RULE where the code is none of the two.
    fn forcible(&mut self, rule: &Expr, column: usize, number: i64) -> ExprKind {
        let mut coded = |number: i64, negated: bool| {
            let code = self.make(rule, Type::Int, ExprKind::Column(column));
            let number = self.make(rule, Type::Int, ExprKind::Constant(Constant::Int(number)));
            let (left, right) = (Box::new(code), Box::new(number));
            let equal = self.make(rule, Type::Bool, ExprKind::Compare { op: CompareOp::Eq, left, right });
            let kind = ExprKind::IsTruth { value: Box::new(equal), expected: true, negated };
            self.make(rule, Type::Bool, kind)
        };
        let (is_true, is_not_false) = (coded(number + 1, false), coded(number, true));
        let kept = self.make(rule, Type::Bool, ExprKind::And(vec![rule.clone(), is_not_false]));
        ExprKind::Or(vec![is_true, kept])
    }

    fn make(&mut self, like: &Expr, ty: Type, kind: ExprKind) -> Expr {
        let id = ExprId(self.next);
        self.next += 1;
        Expr { id, span: like.span, table: like.table, ty, kind }
    }

    fn code(&mut self, table: usize) -> (usize, i64) {
        let (column, number) = match self.codes[table] {
            Some(code) => code,
            None => (self.hidden(table, ColumnType::Int), 0),
        };
        self.codes[table] = Some((column, number + 2));
        (column, number)
    }

    fn hidden(&mut self, table: usize, ty: ColumnType) -> usize {
        let table = &mut self.catalog.tables[table];
        table.columns.push(Column::made_up(format!("hidden {}", table.columns.len()), ty, table.span));
        table.columns.len() - 1
    }
}
