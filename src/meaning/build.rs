//! Values of a program → forms. Each declaration is looked at once.

use super::CohortForm;
use super::form::{FormId, Forms};
use super::head::{ColumnForm, Head, RelationForm};
use crate::catalog::{Catalog, ColumnType, Table};
use crate::model::{Aggregate, AggregateFunction, Constant, Expr, ExprKind, Over, ParamValue, Program};
use crate::syntax::ast::ArithOp;

/// A declaration that an expression names, by its place in the [`Program`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reference {
    Param(usize),
    Feature(usize),
    Segment(usize),
    Cohort(usize),
    /// Who counts in a table.
    Base(usize),
}

/// What stands for a declaration that is not put in place.
pub type Names<'a> = &'a dyn Fn(Reference) -> String;

/// Makes the forms of a program.
pub struct Builder<'a, 'f> {
    pub(super) program: &'a Program,
    pub(super) catalog: &'a Catalog,
    pub(super) forms: &'f mut Forms,
    pub(super) names: Option<Names<'a>>,
    features: Vec<Option<FormId>>,
    segments: Vec<Option<FormId>>,
    pub(super) cohorts: Vec<Option<CohortForm>>,
    bases: Vec<Option<FormId>>,
}

impl<'a, 'f> Builder<'a, 'f> {
    /// Everything that is used is put in its place.
    pub fn new(program: &'a Program, catalog: &'a Catalog, forms: &'f mut Forms) -> Self {
        Builder {
            program,
            catalog,
            forms,
            names: None,
            features: vec![None; program.features.len()],
            segments: vec![None; program.segments.len()],
            cohorts: vec![None; program.cohorts.len()],
            bases: vec![None; catalog.tables.len()],
        }
    }

    /// Nothing is put in place: what is used stands there by the name that `names` gives it, and columns by theirs alone. Equal forms
    /// are written alike.
    pub fn by_name(
        program: &'a Program,
        catalog: &'a Catalog,
        forms: &'f mut Forms,
        names: Names<'a>,
    ) -> Self {
        Builder { names: Some(names), ..Builder::new(program, catalog, forms) }
    }

    /// The form of an expression.
    pub fn expr(&mut self, expr: &Expr) -> FormId {
        let table = expr.table;
        match &expr.kind {
            ExprKind::Constant(constant) => self.constant(constant),
            ExprKind::Param(param) => self.param(*param),
            ExprKind::Column(column) => self.column(table, *column),
            ExprKind::Feature(feature) => self.feature(*feature),
            ExprKind::Segment(segment) => self.segment(*segment),
            ExprKind::CohortMatches(cohort) => self.members_of(*cohort),
            ExprKind::CohortScore(cohort) => self.score_of(*cohort),
            ExprKind::CohortTier(cohort) => self.tier_of(*cohort),
            ExprKind::Parent { relation, value } => {
                let relation = self.relation(*relation);
                let value = self.expr(value);
                self.forms.make(Head::Parent(Box::new(relation)), vec![value])
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
            ExprKind::Percentile(value) => {
                let parts = vec![self.expr(value), self.base(table)];
                self.forms.make(Head::Percentile, parts)
            }
            ExprKind::Quantile { value, k } => {
                let parts = vec![self.expr(value), self.base(table)];
                self.forms.make(Head::Quantile(*k), parts)
            }
            ExprKind::Arith { op, left, right } => {
                let mut parts = vec![self.expr(left), self.expr(right)];
                // Floating point: commutative, not associative.
                if matches!(op, ArithOp::Add | ArithOp::Mul) {
                    self.forms.sort(&mut parts);
                }
                self.forms.make(Head::Arith(*op), parts)
            }
            ExprKind::Neg(value) => self.one(Head::Neg, value),
            ExprKind::Shift { value, by, back } => self.one(Head::Shift { by: *by, back: *back }, value),
            ExprKind::Default { value, default } => {
                let parts = vec![self.expr(value), self.expr(default)];
                match *self.forms.head(parts[1]) {
                    // `x ?? false` is `x is true`, and `x ?? true` is `(not x) is not true`.
                    Head::Bool(false) => self.forms.make(Head::True { negated: false }, vec![parts[0]]),
                    Head::Bool(true) => {
                        let opposite = self.forms.not(parts[0]);
                        self.forms.make(Head::True { negated: true }, vec![opposite])
                    }
                    _ => self.forms.make(Head::Default, parts),
                }
            }
            ExprKind::Ramp { value, from, to } => {
                self.one(Head::Ramp { from: bits(*from), to: bits(*to) }, value)
            }
            ExprKind::Decay { value, half_life, .. } => {
                self.one(Head::Decay { half_life: bits(*half_life) }, value)
            }
            ExprKind::Call { function, args } => {
                let parts = args.iter().map(|a| self.expr(a)).collect();
                self.forms.make(Head::Call(function.name), parts)
            }
            ExprKind::Over(over) => self.over(over),
            _ => self.rule(expr),
        }
    }

    pub(super) fn one(&mut self, head: Head, part: &Expr) -> FormId {
        let part = self.expr(part);
        self.forms.make(head, vec![part])
    }

    /// The name in place of a declaration, if that is what is asked for.
    pub(super) fn named(&mut self, reference: Reference) -> Option<FormId> {
        let name = self.names?(reference);
        Some(self.forms.leaf(Head::Named(name)))
    }

    /// Numbers by value: 3, 3.0 and 300% are one.
    pub(super) fn constant(&mut self, constant: &Constant) -> FormId {
        let head = match constant {
            Constant::Bool(value) => Head::Bool(*value),
            Constant::Int(value) => Head::Int(*value),
            Constant::Number(x) | Constant::Percent(x) => number(*x),
            Constant::Text(text) => Head::Text(text.clone()),
            Constant::Date(date) => Head::Date(*date),
        };
        self.forms.leaf(head)
    }

    pub(super) fn param(&mut self, param: usize) -> FormId {
        if let Some(name) = self.named(Reference::Param(param)) {
            return name;
        }
        self.param_value(&self.program.params[param].value)
    }

    pub(super) fn param_value(&mut self, value: &ParamValue) -> FormId {
        match value {
            ParamValue::One(constant) => self.constant(constant),
            ParamValue::List(values) => {
                let mut parts: Vec<FormId> = values.iter().map(|v| self.constant(v)).collect();
                self.forms.sort(&mut parts);
                parts.dedup();
                self.forms.make(Head::List, parts)
            }
        }
    }

    pub(super) fn feature(&mut self, feature: usize) -> FormId {
        if let Some(name) = self.named(Reference::Feature(feature)) {
            return name;
        }
        if let Some(form) = self.features[feature] {
            return form;
        }
        let form = self.expr(&self.program.features[feature].value);
        self.features[feature] = Some(form);
        form
    }

    pub(super) fn segment(&mut self, segment: usize) -> FormId {
        if let Some(name) = self.named(Reference::Segment(segment)) {
            return name;
        }
        if let Some(form) = self.segments[segment] {
            return form;
        }
        let form = self.expr(&self.program.segments[segment].rule);
        self.segments[segment] = Some(form);
        form
    }

    /// Who counts in a table: those for whom its `population` and its `consent` are true.
    pub fn base(&mut self, table: usize) -> FormId {
        if let Some(name) = self.named(Reference::Base(table)) {
            return name;
        }
        if let Some(form) = self.bases[table] {
            return form;
        }
        let rules = self.program.populations.get(table);
        let rules: Vec<&Expr> = rules.iter().flat_map(|p| p.population.iter().chain(&p.consent)).collect();
        let known: Vec<FormId> = rules.into_iter().map(|rule| self.known_true(rule)).collect();
        let form = self.forms.and(known);
        self.bases[table] = Some(form);
        form
    }

    /// `(rule) is true`
    fn known_true(&mut self, rule: &Expr) -> FormId {
        let rule = self.expr(rule);
        self.forms.make(Head::True { negated: false }, vec![rule])
    }

    /// A column of a table.
    pub fn column(&mut self, table: usize, column: usize) -> FormId {
        let column = self.column_form(table, column);
        self.forms.leaf(Head::Column(Box::new(column)))
    }

    pub(super) fn column_form(&self, table: usize, column: usize) -> ColumnForm {
        let table = &self.catalog.tables[table];
        let column = &table.columns[column];
        let written = self.names.is_some();
        let zone = self.catalog.timezone;
        let zones = (column.ty == ColumnType::Datetime && !written)
            .then(|| (column.timezone.unwrap_or(zone).name().to_owned(), zone.name().to_owned()));
        ColumnForm {
            table: table.name.clone(),
            name: column.name.clone(),
            ty: if written { String::new() } else { type_word(&column.ty) },
            normalize: if written { Vec::new() } else { column.normalize.clone() },
            as_of: column.as_of && !written,
            zones,
        }
    }

    /// What a relation is, by its columns.
    pub fn relation(&self, relation: usize) -> RelationForm {
        let relation = &self.catalog.relations[relation];
        let (child, parent) = (&self.catalog.tables[relation.child], &self.catalog.tables[relation.parent]);
        let written = self.names.is_some();
        let time = |table: usize| {
            let time = self.catalog.tables[table].time.filter(|_| !written);
            time.map(|time| self.column_form(table, time))
        };
        let name = |table: &Table, column: usize| table.columns[column].name.clone();
        RelationForm {
            child: child.name.clone(),
            column: name(child, relation.column),
            parent: parent.name.clone(),
            key: parent.key.filter(|_| !written).map(|key| name(parent, key)).unwrap_or_default(),
            child_key: child.key.filter(|_| !written).map(|key| name(child, key)),
            child_time: time(relation.child),
            parent_time: time(relation.parent),
        }
    }

    /// `count(orders.amount)` counts those with a known amount, `any(…)` is `count(…) >= 1`.
    fn aggregate(&mut self, aggregate: &Aggregate) -> FormId {
        let mut value = aggregate.value.as_ref().map(|v| self.expr(v));
        let mut filter = aggregate.filter.as_ref().map(|f| self.expr(f));
        let counted = match (aggregate.function, value) {
            (AggregateFunction::Count, Some(v)) => {
                Some(self.forms.make(Head::Missing { negated: true }, vec![v]))
            }
            (AggregateFunction::Any, Some(v)) => Some(v),
            _ => None,
        };
        if let Some(counted) = counted {
            value = None;
            filter = Some(self.forms.and(filter.into_iter().chain([counted])));
        }
        let nothing = self.forms.leaf(Head::Nothing);
        let any = aggregate.function == AggregateFunction::Any;
        let head = Head::Aggregate {
            function: if any { AggregateFunction::Count } else { aggregate.function },
            relation: Box::new(self.relation(aggregate.relation)),
            window: aggregate.window,
        };
        let form = self.forms.make(head, vec![value.unwrap_or(nothing), filter.unwrap_or(nothing)]);
        if !any {
            return form;
        }
        let one = self.forms.leaf(Head::Int(1));
        self.forms.make(Head::Less { strict: false }, vec![one, form])
    }

    fn over(&mut self, over: &Over) -> FormId {
        let nothing = self.forms.leaf(Head::Nothing);
        let mut parts = vec![
            over.value.as_ref().map_or(nothing, |v| self.expr(v)),
            over.filter.as_ref().map_or(nothing, |f| self.expr(f)),
            over.other.map_or(nothing, |other| self.members_of(other)),
        ];
        for more in &over.more {
            parts.push(self.expr(more));
        }
        let head = Head::Over {
            function: over.function,
            relation: over.relation.map(|r| Box::new(self.relation(r))),
            window: over.window,
            argument: over.argument.map(bits),
            duration: over.duration,
        };
        self.forms.make(head, parts)
    }
}

/// A double by value.
pub(super) fn number(x: f64) -> Head {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53: every whole number up to here is a double
    match x.fract() == 0.0 && x.abs() <= EXACT {
        true => Head::Int(x as i64),
        false => Head::Number(x.to_bits()),
    }
}

/// The bits of a double; there is one zero.
fn bits(x: f64) -> u64 {
    (x + 0.0).to_bits()
}

fn type_word(ty: &ColumnType) -> String {
    match ty {
        ColumnType::Bool => "bool".into(),
        ColumnType::Int => "int".into(),
        ColumnType::Number => "number".into(),
        ColumnType::Decimal { scale } => format!("decimal {scale}"),
        ColumnType::Text => "text".into(),
        // Which values a file may hold is no part of what a rule says about them.
        ColumnType::Enum { .. } => "enum".into(),
        ColumnType::Date => "date".into(),
        ColumnType::Datetime => "datetime".into(),
        ColumnType::List => "list".into(),
    }
}
