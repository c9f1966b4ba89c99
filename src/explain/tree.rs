use crate::catalog::Catalog;
use crate::documents::Lang;
use crate::documents::prose::{self, Prose};
use crate::ir::{self, NodeId, Type};
use crate::lower::Lowered;
use crate::model::{Cohort, Expr, ExprKind, Program};
use crate::reference::{Value, Values, shown};
use crate::syntax::ast::RuleKind;
use std::cell::Cell;

/// One person and one cohort.
#[derive(Debug, Clone)]
pub struct Explanation {
    pub cohort: String,
    pub standing: Standing,
    /// 0..=100; `None` outside of the population.
    pub score: Option<f64>,
    pub tier: Option<String>,
    pub coverage: f64,
    /// `population` and `consent` of the catalog, where it has them.
    pub population: Vec<Branch>,
    /// In the order written.
    pub rules: Vec<ExplainedRule>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    In,
    /// A rule is unknown, and none says no.
    Undecided,
    Out,
    /// Not in the population, or without consent.
    Outside,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Unknown,
}

#[derive(Debug, Clone)]
pub struct ExplainedRule {
    pub kind: RuleKind,
    /// The block that it stands in.
    pub dimension: Option<String>,
    pub branch: Branch,
    /// Of a `should`: points earned and the weight, in points.
    pub earned: Option<(f64, f64)>,
    pub because: Option<String>,
    /// True if this rule keeps the person out.
    pub decides: bool,
}

/// A rule or a part of one.
#[derive(Debug, Clone)]
pub struct Branch {
    /// In words.
    pub text: String,
    /// `None` for grades.
    pub truth: Option<Truth>,
    /// Of a grade, 0..=1.
    pub grade: Option<f64>,
    pub seen: Vec<Seen>,
    pub parts: Vec<Branch>,
}

/// A value that a rule looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub name: String,
    pub value: String,
}

/// What the tree is made from.
struct Tree<'a> {
    program: &'a Program,
    catalog: &'a Catalog,
    lowered: &'a Lowered,
    values: &'a Values<'a>,
    row: usize,
    /// Rules that may still be taken apart.
    left: Cell<u32>,
}

/// Rules that one explanation takes apart. A definition that uses another twice, which uses another twice, would have no end.
const MOST: u32 = 2_000;

/// Explains where the person in `row` (of the rows that exist, see [`Values::rows`]) stands in a cohort that runs;
/// `None` for one that does not.
pub fn explain(
    program: &Program,
    catalog: &Catalog,
    lowered: &Lowered,
    values: &Values,
    cohort: usize,
    row: usize,
) -> Option<Explanation> {
    let plan = &lowered.plan.cohorts[lowered.cohorts[cohort]?];
    let tree = Tree { program, catalog, lowered, values, row, left: Cell::new(MOST) };
    let cohort = &program.cohorts[cohort];
    let population = &program.populations[cohort.table];
    let population: Vec<Branch> =
        population.population.iter().chain(&population.consent).map(|rule| tree.branch(rule)).collect();
    let standing = if population.iter().any(|b| b.truth != Some(Truth::True)) {
        Standing::Outside
    } else if tree.value(plan.matched).is_true() {
        Standing::In
    } else if tree.value(plan.undecided).is_true() {
        Standing::Undecided
    } else {
        Standing::Out
    };
    let text = |value: &Value| match value {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    };
    Some(Explanation {
        cohort: cohort.name.clone(),
        standing,
        score: number(tree.value(plan.score.score)),
        tier: plan.score.tier.and_then(|tier| text(tree.value(tier))),
        coverage: number(tree.value(plan.score.coverage)).unwrap_or(1.0),
        population,
        rules: tree.rules(cohort),
    })
}

/// Explains one rule for a row of its table (of the rows that exist). It was lowered.
pub fn branch(
    program: &Program,
    catalog: &Catalog,
    lowered: &Lowered,
    values: &Values,
    rule: &Expr,
    row: usize,
) -> Branch {
    Tree { program, catalog, lowered, values, row, left: Cell::new(MOST) }.branch(rule)
}

impl Tree<'_> {
    fn rules(&self, cohort: &Cohort) -> Vec<ExplainedRule> {
        let explained = cohort.rules.iter().map(|rule| {
            let branch = self.branch(&rule.rule);
            let earned = (rule.kind == RuleKind::Should).then(|| {
                let weight = rule.weight as f64 / 100.0;
                let grade = match branch.truth {
                    Some(truth) => f64::from(u8::from(truth == Truth::True)),
                    None => branch.grade.unwrap_or(0.0),
                };
                // The plan's own arithmetic (ten-thousandths of a point), so that the parts add up to the score.
                (((rule.weight * 100) as f64 * grade + 0.5).floor() / 10_000.0, weight)
            });
            let decides = match rule.kind {
                RuleKind::Must => branch.truth != Some(Truth::True),
                RuleKind::Exclude => branch.truth == Some(Truth::True),
                RuleKind::Should => false,
            };
            ExplainedRule {
                kind: rule.kind,
                dimension: rule.dimension.map(|d| cohort.dimensions[d].name.clone()),
                branch,
                earned,
                because: rule.because.as_ref().map(|b| b.get("en").to_owned()),
                decides,
            }
        });
        explained.collect()
    }

    fn value(&self, node: NodeId) -> &Value {
        &self.values.of(node)[self.row]
    }

    fn value_of(&self, expr: &Expr) -> Option<(&Value, Type)> {
        let node = self.lowered.ids[expr.id.0 as usize]?;
        Some((self.value(node), self.lowered.plan.node(node).ty))
    }

    fn branch(&self, expr: &Expr) -> Branch {
        let value = self.value_of(expr).map(|(value, _)| value);
        let truth = match value {
            Some(Value::Bool(true)) => Some(Truth::True),
            Some(Value::Bool(false)) => Some(Truth::False),
            _ if expr.ty == Type::Bool => Some(Truth::Unknown),
            _ => None,
        };
        let mut seen = Vec::new();
        let parts = self.parts(expr);
        if parts.is_empty() {
            self.seen(expr, &mut seen);
        }
        Branch {
            text: prose::sentence(self.program, self.catalog, expr, Lang::En),
            truth,
            grade: if truth.is_none() { value.and_then(number) } else { None },
            seen,
            parts,
        }
    }

    /// The rules that a rule is made of; none where it is a single test.
    fn parts(&self, expr: &Expr) -> Vec<Branch> {
        let Some(left) = self.left.get().checked_sub(1) else { return Vec::new() };
        self.left.set(left);
        let inner: Vec<&Expr> = match &expr.kind {
            ExprKind::And(rules) | ExprKind::Or(rules) | ExprKind::AtLeast { rules, .. } => {
                rules.iter().collect()
            }
            ExprKind::Not(rule) if compound(rule) => vec![rule],
            ExprKind::IsTruth { value, .. } if compound(value) => vec![value],
            ExprKind::Segment(segment) => vec![&self.program.segments[*segment].rule],
            ExprKind::CohortMatches(cohort) => {
                let rules = &self.program.cohorts[*cohort].rules;
                rules.iter().filter(|r| r.kind != RuleKind::Should).map(|r| &r.rule).collect()
            }
            _ => Vec::new(),
        };
        inner.into_iter().map(|rule| self.branch(rule)).collect()
    }

    /// Collects the values that a single test looked at.
    fn seen(&self, expr: &Expr, found: &mut Vec<Seen>) {
        let name = match &expr.kind {
            ExprKind::Column(column) => self.catalog.tables[expr.table].columns[*column].name.clone(),
            ExprKind::Feature(feature) => self.program.features[*feature].name.clone(),
            ExprKind::CohortScore(cohort) => format!("{}.score", self.program.cohorts[*cohort].name),
            ExprKind::CohortTier(cohort) => format!("{}.tier", self.program.cohorts[*cohort].name),
            // Its truth is what the line above already says.
            ExprKind::Parent { .. } | ExprKind::Aggregate(_) if expr.ty == Type::Bool => return,
            ExprKind::Parent { .. }
            | ExprKind::Aggregate(_)
            | ExprKind::Percentile(_)
            | ExprKind::Quantile { .. } => Prose::new(self.program, self.catalog, Lang::En).noun(expr),
            _ => {
                expr.children().into_iter().for_each(|child| self.seen(child, found));
                return;
            }
        };
        if let Some((value, ty)) = self.value_of(expr) {
            let seen = Seen { name, value: shown(value, ty) };
            if !found.contains(&seen) {
                found.push(seen);
            }
        }
        if let ExprKind::Percentile(inner) | ExprKind::Quantile { value: inner, .. } = &expr.kind {
            self.seen(inner, found);
        }
    }
}

/// Rules that are worth a line of their own.
fn compound(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::AtLeast { .. }
            | ExprKind::Segment(_)
            | ExprKind::CohortMatches(_)
    )
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(x) => Some(*x),
        _ => None,
    }
}

/// The row of a table whose key is written so.
pub fn row_of_key(values: &Values, table: ir::TableId, key: &str) -> Option<usize> {
    let description = values.plan().table(table);
    let column = description.key?;
    let ty = description.columns[column.0 as usize].ty;
    values.column(table, column).iter().position(|value| match value {
        Value::Missing => false,
        Value::Text(text) => **text == *key,
        other => shown(other, ty) == key,
    })
}
