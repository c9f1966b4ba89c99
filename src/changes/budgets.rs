//! Budgets of movement: `expect movement at most 3%`, `expect leave at most 500`. One run cannot tell them; two versions can.
//!
//! Beside a percentage, `movement` is (entered + left) / size before and `leave` is left / size before; else both are numbers of
//! people. Counts are whole numbers, and each share is one division.

use crate::model::{Cohort, Constant, Expr, ExprKind, OverFunction, ParamValue, Program};
use crate::syntax::ast::{ArithOp, CompareOp};

/// How many people of a cohort came and went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    /// Its size before.
    pub before: u64,
    pub entered: u64,
    pub left: u64,
}

/// What became of a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    Yes,
    No,
    /// It asks for a share of a cohort in which nobody was.
    NobodyBefore,
    /// It looks at more than who came and went.
    Untold,
}

/// Whether an expectation is a budget: somewhere in it stands `movement` or `leave`.
pub fn is_budget(expect: &Expr) -> bool {
    match &expect.kind {
        ExprKind::Over(over) => is_flow(over.function),
        _ => expect.children().into_iter().any(is_budget),
    }
}

/// The budgets of a cohort.
pub fn budgets(cohort: &Cohort) -> impl Iterator<Item = &Expr> {
    cohort.expects.iter().filter(|expect| is_budget(expect))
}

/// Whether a budget is kept.
pub fn judge(program: &Program, budget: &Expr, flow: Flow) -> Kept {
    let judge = Judge { program, flow };
    match judge.truth(budget) {
        Some(true) => Kept::Yes,
        Some(false) => Kept::No,
        None if flow.before == 0 && judge.asks_for_a_share(budget) => Kept::NobodyBefore,
        None => Kept::Untold,
    }
}

fn is_flow(function: OverFunction) -> bool {
    matches!(function, OverFunction::Movement | OverFunction::Leave)
}

struct Judge<'a> {
    program: &'a Program,
    flow: Flow,
}

impl Judge<'_> {
    fn truth(&self, rule: &Expr) -> Option<bool> {
        match &rule.kind {
            ExprKind::And(rules) => kleene(rules.iter().map(|r| self.truth(r)), false),
            ExprKind::Or(rules) => kleene(rules.iter().map(|r| self.truth(r)), true),
            ExprKind::Not(rule) => self.truth(rule).map(|truth| !truth),
            ExprKind::Compare { op, left, right } => {
                let percent = self.is_percent(left) || self.is_percent(right);
                let [left, right] = [left, right].map(|side| self.number(side, percent));
                Some(compare(*op, left?, right?))
            }
            ExprKind::Between { value, low, high, negated } => {
                let percent = self.is_percent(low) || self.is_percent(high);
                let [value, low, high] = [value, low, high].map(|side| self.number(side, percent));
                let value = value?;
                Some((low? <= value && value <= high?) != *negated)
            }
            _ => None,
        }
    }

    fn number(&self, value: &Expr, percent: bool) -> Option<f64> {
        match &value.kind {
            ExprKind::Constant(constant) => number_of(constant),
            ExprKind::Param(param) => match &self.program.params.get(*param)?.value {
                ParamValue::One(constant) => number_of(constant),
                ParamValue::List(_) => None,
            },
            ExprKind::Neg(inner) => self.number(inner, false).map(|x| -x),
            ExprKind::Arith { op, left, right } => {
                let [left, right] = [self.number(left, false)?, self.number(right, false)?];
                let result = match op {
                    ArithOp::Add => left + right,
                    ArithOp::Sub => left - right,
                    ArithOp::Mul => left * right,
                    ArithOp::Div => left / right,
                };
                Some(result).filter(|x| x.is_finite())
            }
            ExprKind::Over(over) => {
                let people = match over.function {
                    OverFunction::Movement => self.flow.entered + self.flow.left,
                    OverFunction::Leave => self.flow.left,
                    _ => return None,
                };
                match (percent, self.flow.before) {
                    (false, _) => Some(people as f64),
                    (true, 0) => None,
                    (true, before) => Some(people as f64 / before as f64),
                }
            }
            _ => None,
        }
    }

    fn is_percent(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Constant(constant) => matches!(constant, Constant::Percent(_)),
            ExprKind::Param(param) => self
                .program
                .params
                .get(*param)
                .is_some_and(|param| matches!(param.value, ParamValue::One(Constant::Percent(_)))),
            _ => false,
        }
    }

    fn asks_for_a_share(&self, expr: &Expr) -> bool {
        self.is_percent(expr) || expr.children().into_iter().any(|child| self.asks_for_a_share(child))
    }
}

/// `and` where `decides` is false, `or` where it is true: one that decides is enough, else all must be known.
fn kleene(truths: impl Iterator<Item = Option<bool>>, decides: bool) -> Option<bool> {
    let mut known = true;
    for truth in truths {
        match truth {
            Some(truth) if truth == decides => return Some(decides),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(!decides)
}

fn number_of(constant: &Constant) -> Option<f64> {
    match constant {
        Constant::Int(i) => Some(*i as f64),
        Constant::Number(x) | Constant::Percent(x) => Some(*x),
        Constant::Bool(_) | Constant::Text(_) | Constant::Date(_) => None,
    }
}

fn compare(op: CompareOp, left: f64, right: f64) -> bool {
    match op {
        CompareOp::Eq => left == right,
        CompareOp::Ne => left != right,
        CompareOp::Lt => left < right,
        CompareOp::Le => left <= right,
        CompareOp::Gt => left > right,
        CompareOp::Ge => left >= right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::project::{LoadOptions, load};
    use crate::source::MemoryWorld;

    const CATALOG: &str = "\
project: p
as_of: 2026-10-31
tables:
  customers: { source: c.csv, key: id, columns: { id: text, age: int } }
";

    /// Whether each budget of a persona is kept.
    fn kept(expects: &str, before: u64, entered: u64, left: u64) -> Vec<Kept> {
        let spec = format!("param most: 10%\npersona p {{ must age > 1 expect {{ {expects} }} }}\n");
        let world = MemoryWorld::new("2026-10-31".parse().expect("a date"));
        let loaded =
            load(&world.with("personac.yaml", CATALOG).with("p.persona", &spec), &LoadOptions::default());
        assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
        let program = loaded.project.expect("a project").program;
        let flow = Flow { before, entered, left };
        budgets(&program.cohorts[0]).map(|budget| judge(&program, budget, flow)).collect()
    }

    #[test]
    fn shares_and_numbers_of_people() {
        use Kept::{No, NobodyBefore, Untold, Yes};
        let one = |expect: &str, before, entered, left| kept(expect, before, entered, left)[0];
        // 30 of 1,000 are exactly 3%.
        assert_eq!(one("movement at most 3%", 1_000, 10, 20), Yes);
        assert_eq!(one("movement at most 3%", 1_000, 11, 20), No);
        assert_eq!(one("movement at most 7%", 100, 3, 4), Yes);
        assert_eq!(one("movement at most 500", 100, 300, 200), Yes);
        assert_eq!(one("movement at most 500", 100, 300, 201), No);
        assert_eq!(one("leave at most 500", 100_000, 9_000, 500), Yes);
        assert_eq!(one("leave at most 500", 100_000, 0, 501), No);
        assert_eq!(one("leave at most 5%", 100, 90, 5), Yes);
        assert_eq!(one("leave < 5%", 100, 0, 5), No);
        assert_eq!(one("movement between 1% and 3%", 100, 1, 3), No);
        assert_eq!(one("movement at most most", 100, 5, 5), Yes);
        assert_eq!(one("movement at most most", 100, 5, 6), No);
        assert_eq!(one("(movement at most 3% or leave at most 2)", 100, 50, 2), Yes);
        assert_eq!(one("movement at most 3%", 0, 7, 0), NobodyBefore);
        assert_eq!(one("leave at most 3", 0, 7, 0), Yes);
        assert_eq!(one("leave at most 3 and size at least 10", 100, 0, 3), Untold);
        assert_eq!(one("leave at most 3 and size at least 10", 100, 0, 4), No);
        assert_eq!(kept("size at least 10  leave at most 3  movement at most 3%", 100, 0, 3), [Yes, Yes]);
    }
}
