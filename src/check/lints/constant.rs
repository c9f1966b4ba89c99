//! The lint `constant-rule`: a rule that is the same for everyone, or for everyone whose values are known.

use super::{Look, Truths};
use crate::check::reason::Facts;
use crate::check::words;
use crate::diagnostics::{Diagnostic, codes};
use crate::ir::Type;
use crate::model::{Expr, ExprKind};

pub(super) fn lint(look: &mut Look<'_>) {
    let program = look.program;
    let nothing = Facts::default();
    for cohort in &program.cohorts {
        let everyone = look.everyone(cohort.table);
        for rule in &cohort.rules {
            look.constants(&rule.rule, &everyone);
        }
        let over = cohort.claims.iter().map(|c| &c.rule).chain(&cohort.expects);
        let backed = cohort.narrative.pain_points.iter().filter_map(|p| p.backed_by.as_ref());
        for expr in over.chain(backed) {
            look.constants(expr, &nothing);
        }
    }
    let values = program.features.iter().map(|f| &f.value).chain(program.metrics.iter().map(|m| &m.value));
    let rules = program.segments.iter().map(|s| &s.rule).chain(program.themes.iter().map(|t| &t.rule));
    let stages = program.journeys.iter().flat_map(|j| &j.stages).map(|s| &s.rule);
    let tables = program.populations.iter().flat_map(|p| p.population.iter().chain(&p.consent));
    for expr in values.chain(rules).chain(stages).chain(tables) {
        look.constants(expr, &nothing);
    }
}

impl Look<'_> {
    /// Reports the innermost rules that never differ. True if there are any.
    fn constants(&mut self, expr: &Expr, facts: &Facts) -> bool {
        if matches!(expr.kind, ExprKind::Segment(_) | ExprKind::CohortMatches(_) | ExprKind::Feature(_)) {
            // Told where it is declared.
            return false;
        }
        // What is known of the row at hand is not known of the rows related to it.
        let other_rows =
            matches!(expr.kind, ExprKind::Aggregate(_) | ExprKind::Parent { .. } | ExprKind::Over(_));
        let nothing = Facts::default();
        let inner = if other_rows { &nothing } else { facts };
        let mut reported = false;
        for child in expr.children() {
            // A constant is a rule only where rules are joined: not in `early_adopter ?? false`.
            if is_joint(expr) || !matches!(child.kind, ExprKind::Constant(_) | ExprKind::Param(_)) {
                reported |= self.constants(child, inner);
            }
        }
        if reported || expr.ty != Type::Bool || has_over(expr) {
            return reported;
        }
        let found = self.constant(expr, facts);
        let there = found.is_some();
        self.found.extend(found);
        there
    }

    fn constant(&mut self, rule: &Expr, facts: &Facts) -> Option<Diagnostic> {
        if looks_at_nothing(rule) {
            let diagnostic = Diagnostic::new(&codes::CONSTANT_RULE, "this rule is the same for everyone")
                .at(rule.span, "looks at no column")
                .help("compare a column with something, or take the rule out");
            return Some(diagnostic);
        }
        let can = self.reason.can_be_alone(rule, facts);
        if !can.has(Truths::TRUE) {
            return Some(self.never(rule));
        }
        if can.has(Truths::FALSE) {
            return None;
        }
        // A param may be there to switch a rule off.
        self.reason.with_params = false;
        let always = !self.reason.can_be_alone(rule, facts).has(Truths::FALSE);
        self.reason.with_params = true;
        always.then(|| self.always(rule, can.has(Truths::UNKNOWN)))
    }

    fn never(&self, rule: &Expr) -> Diagnostic {
        let diagnostic = Diagnostic::new(&codes::CONSTANT_RULE, "this rule is never true");
        let compound = matches!(rule.kind, ExprKind::And(_) | ExprKind::AtLeast { .. } | ExprKind::Or(_));
        if compound {
            return diagnostic
                .at(rule.span, "its parts exclude each other")
                .help("take one of them out, or join them with `or`");
        }
        let diagnostic = match self.bounds(rule) {
            Some(bounds) => diagnostic.note(bounds),
            None => diagnostic,
        };
        diagnostic
            .at(rule.span, "false or unknown for every row that the catalog allows")
            .help("compare with a value that there can be, or take the rule out")
    }

    fn always(&self, rule: &Expr, unknown: bool) -> Diagnostic {
        let name = subject(rule).and_then(|s| self.called(s));
        let diagnostic = match (unknown, &name) {
            (false, _) => Diagnostic::new(&codes::CONSTANT_RULE, "this rule is true for everyone"),
            (true, Some(name)) => {
                let name = words::in_quotes(name);
                Diagnostic::new(&codes::CONSTANT_RULE, format!("this rule is true wherever {name} is known"))
            }
            (true, None) => {
                Diagnostic::new(&codes::CONSTANT_RULE, "this rule is true wherever its values are known")
            }
        };
        let diagnostic = match self.bounds(rule) {
            Some(bounds) => diagnostic.note(bounds),
            None => diagnostic,
        };
        let help = match (unknown, name) {
            (true, Some(name)) => format!("write `{name} is known` if that is meant, else take the rule out"),
            _ => "take the rule out, or ask for something that can be otherwise".to_owned(),
        };
        diagnostic.at(rule.span, "never false").help(help)
    }

    /// What the catalog says of the value that a rule is about.
    fn bounds(&self, rule: &Expr) -> Option<String> {
        let mut value = subject(rule)?;
        while let ExprKind::Parent { value: inner, .. } | ExprKind::Default { value: inner, .. } = &value.kind
        {
            value = inner;
        }
        let ExprKind::Column(c) = &value.kind else { return None };
        let column = &self.catalog.tables[value.table].columns[*c];
        if let crate::catalog::ColumnType::Enum { values } = &column.ty {
            return Some(format!("the values of `{}` are {}", column.name, words::texts(values)));
        }
        let range = column.range?;
        let date = matches!(value.ty, Type::Date | Type::Datetime);
        let shown = |x: f64| match date {
            true => (chrono::NaiveDate::default() + chrono::TimeDelta::days(x as i64)).to_string(),
            false => x.to_string(),
        };
        Some(match (range.low, range.high) {
            (Some(l), Some(h)) => format!("`{}` lies between {} and {}", column.name, shown(l), shown(h)),
            (Some(l), None) => format!("`{}` is at least {}", column.name, shown(l)),
            (None, Some(h)) => format!("`{}` is at most {}", column.name, shown(h)),
            (None, None) => return None,
        })
    }
}

/// The value that a rule compares with constants.
fn subject(rule: &Expr) -> Option<&Expr> {
    use ExprKind::*;
    match &rule.kind {
        Compare { left, right, .. } => match (&left.kind, &right.kind) {
            (Constant(_) | Param(_), _) => Some(right),
            (_, Constant(_) | Param(_)) => Some(left),
            _ => None,
        },
        Between { value, .. } | In { value, .. } | TextTest { value, .. } | Matches { value, .. } => {
            Some(value)
        }
        Not(inner) => subject(inner),
        _ => None,
    }
}

fn is_joint(expr: &Expr) -> bool {
    use ExprKind::*;
    matches!(expr.kind, And(_) | Or(_) | Not(_) | AtLeast { .. } | IsTruth { .. })
}

fn has_over(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Over(_)) || expr.children().into_iter().any(has_over)
}

/// True if no value of a row is looked at.
fn looks_at_nothing(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Param(_) => true,
        ExprKind::Column(_)
        | ExprKind::Feature(_)
        | ExprKind::Segment(_)
        | ExprKind::CohortMatches(_)
        | ExprKind::CohortScore(_)
        | ExprKind::CohortTier(_)
        | ExprKind::Aggregate(_)
        | ExprKind::Over(_) => false,
        _ => expr.children().into_iter().all(looks_at_nothing),
    }
}
