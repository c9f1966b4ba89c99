//! Names and dotted paths → values.

use super::names::{Kind, State};
use super::walk::{self, Part};
use super::{Checker, words};
use crate::diagnostics::{Diagnostic, codes};
use crate::ir::Type;
use crate::model::{Expr, ExprKind, ParamValue, column_type};
use crate::source::Span;
use crate::syntax::ast;

/// Where an expression stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    /// The table whose rows bare names are about.
    pub table: usize,
    pub place: Place,
    /// The other side of a comparison is a text: an unknown bare word was probably meant as one.
    pub beside_text: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// One value per row.
    Row,
    /// One value for a whole cohort: claims, metrics, `backed by`, `expect`.
    Cohort,
}

impl Scope {
    pub fn row(table: usize) -> Self {
        Scope { table, place: Place::Row, beside_text: false }
    }

    pub fn cohort(table: usize) -> Self {
        Scope { place: Place::Cohort, ..Scope::row(table) }
    }
}

/// What a bare name is at a table.
pub(super) enum Found {
    Column(usize),
    /// A column, and a declaration that has no other place.
    Both(usize),
    /// A column whose entry in the catalog is wrong.
    BrokenColumn,
    Decl(usize),
    /// A dot name: a row, not a value.
    Owner(usize),
    Nothing,
}

impl<'a> Checker<'a> {
    pub fn lookup(&self, table: usize, name: &str) -> Found {
        let decl = self.names.find(name);
        if let Some(column) = self.tables.column(table, name) {
            let rival = decl.filter(|&id| {
                let decl = &self.names.decls[id];
                matches!(decl.kind, Kind::Param)
                    || matches!(decl.kind, Kind::Cohort(_) | Kind::Theme) && decl.table == Some(table)
            });
            return rival.map_or(Found::Column(column), Found::Both);
        }
        let entry = &self.catalog.tables[table];
        if entry.broken.iter().any(|b| b == name) {
            return Found::BrokenColumn;
        }
        if let Some(id) = decl {
            return Found::Decl(id);
        }
        let unknown = if entry.all_broken { Found::BrokenColumn } else { Found::Nothing };
        self.tables.owner(table, name).map_or(unknown, Found::Owner)
    }

    /// A bare name as a value of a row.
    pub fn name(&mut self, scope: Scope, name: &str, span: Span) -> Option<Expr> {
        match self.lookup(scope.table, name) {
            Found::Column(column) => self.column(scope.table, column, span),
            Found::BrokenColumn => None,
            Found::Decl(id) => self.reference(scope, id, span),
            Found::Both(id) => {
                let kind = self.names.decls[id].kind.word();
                let table = self.table_name(scope.table);
                let message = format!("`{name}` is a column of `{table}` and a {kind}");
                let diagnostic = Diagnostic::new(&codes::AMBIGUOUS_NAME, message)
                    .at(span, "which of them?")
                    .at(self.declared_at(id), format!("the {kind}"))
                    .help(format!("give the {kind} another name"));
                self.report(diagnostic);
                None
            }
            Found::Owner(relation) => {
                let parent = self.table_name(self.tables.parent(relation));
                let example = self.catalog.tables[self.tables.parent(relation)]
                    .columns
                    .first()
                    .map_or(String::new(), |c| format!(" as in `{name}.{}`", words::quoted(&c.name)));
                self.error(
                    &codes::ROW_AS_VALUE,
                    format!("`{name}` is a row of `{parent}`, not a value"),
                    span,
                    "a whole row",
                    format!("name one of its columns{example}, or write `{name} matches COHORT`"),
                );
                None
            }
            Found::Nothing => {
                self.unknown(scope, name, span);
                None
            }
        }
    }

    pub fn column(&mut self, table: usize, column: usize, span: Span) -> Option<Expr> {
        let definition = &self.catalog.tables[table].columns[column];
        if definition.sensitive && !self.sensitive_allowed(table, column) {
            let name = &definition.name;
            self.error(
                &codes::SENSITIVE_COLUMN,
                format!("`{name}` is sensitive, and no rule may use it"),
                span,
                "marked `sensitive: true` in the catalog",
                format!(
                    "leave it out, or give the reason for it in personac.yaml: `privacy: {{ allow_sensitive: \
                     {{ {name}: \"…\" }} }}`"
                ),
            );
            return None;
        }
        let ty = column_type(&definition.ty);
        self.names_column(table, column, span);
        Some(self.make(table, span, ty, ExprKind::Column(column)))
    }

    /// By the column's own name, or by `table.column` where two tables have one.
    fn sensitive_allowed(&self, table: usize, column: usize) -> bool {
        let table = &self.catalog.tables[table];
        let name = &table.columns[column].name;
        let allowed = &self.catalog.privacy.allow_sensitive;
        allowed.contains_key(name) || allowed.contains_key(&format!("{}.{name}", table.name))
    }

    /// A declaration as a value of a row.
    pub fn reference(&mut self, scope: Scope, id: usize, span: Span) -> Option<Expr> {
        self.ready(id, span)?;
        let decl = &self.names.decls[id];
        let (kind, slot) = (decl.kind, decl.slot);
        if decl.table.is_some_and(|t| t != scope.table) {
            self.wrong_entity(scope.table, id, span);
            return None;
        }
        let table = scope.table;
        match kind {
            Kind::Param => self.param(scope, slot, span),
            Kind::Feature => {
                let ty = self.draft.features[slot].as_ref()?.value.ty;
                Some(self.make(table, span, ty, ExprKind::Feature(slot)))
            }
            Kind::Segment => Some(self.make(table, span, Type::Bool, ExprKind::Segment(slot))),
            Kind::Theme => {
                let rule = self.draft.themes[slot].as_ref()?.rule.clone();
                Some(self.copy(rule))
            }
            Kind::Cohort(ast::CohortKind::Score) => {
                let name = &self.names.decls[id].name.value;
                self.error(
                    &codes::OTHER_KIND,
                    format!("`{name}` is a score, and a score has no members"),
                    span,
                    "neither true nor false",
                    format!("compare it: `{name}.score >= 60`, or `{name}.tier = \"…\"`"),
                );
                None
            }
            Kind::Cohort(_) => {
                self.not_retired(id, span)?;
                Some(self.make(table, span, Type::Bool, ExprKind::CohortMatches(slot)))
            }
            Kind::Metric | Kind::Assign | Kind::Grid | Kind::Journey | Kind::Unreadable => {
                self.not_a_value(id, span);
                None
            }
        }
    }

    fn not_a_value(&mut self, id: usize, span: Span) {
        let decl = &self.names.decls[id];
        let (name, kind) = (&decl.name.value, decl.kind);
        let (what, help) = match kind {
            Kind::Metric => ("one value for a whole cohort", "use it in a claim or in `expect`"),
            Kind::Assign => ("which persona somebody has", "only a `test` can ask for it"),
            Kind::Grid => ("a table of two scores", "use the tiers: `NAME.tier = \"A\"`"),
            _ => ("a list of stages", "write the stage's rule, or give the rule a name as a segment"),
        };
        self.error(
            &codes::OTHER_KIND,
            format!("{} `{name}` is no value of a row", kind.word()),
            span,
            what,
            help,
        );
    }

    /// Marks as used at a place; `None` if it is broken (and reported).
    pub fn ready(&mut self, id: usize, at: Span) -> Option<()> {
        self.names.decls[id].used = true;
        self.names_declaration(id, at);
        match self.names.decls[id].state {
            State::Waiting => self.define(id),
            // The order of checking has missed a use, so this is a circle that it has missed, too.
            State::Working => {
                let decl = &mut self.names.decls[id];
                decl.state = State::Broken;
                let (message, span) = (format!("`{}` is defined by itself", decl.name.value), decl.name.span);
                self.error(&codes::CYCLE, message, span, "needs itself", "break the circle");
            }
            State::Ready | State::Broken => {}
        }
        (self.names.decls[id].state == State::Ready).then_some(())
    }

    /// A scalar param as a value.
    fn param(&mut self, scope: Scope, slot: usize, span: Span) -> Option<Expr> {
        let param = self.draft.params[slot].as_ref()?;
        match &param.value {
            ParamValue::One(constant) => {
                let ty = super::constants::type_of(constant);
                Some(self.make(scope.table, span, ty, ExprKind::Param(slot)))
            }
            ParamValue::List(_) => {
                let message = format!("param `{}` holds a list", param.name);
                let help = format!("a list stands after `in` or `has any of`: `x in {}`", param.name);
                self.error(&codes::LIST, message, span, "one value is needed here", help);
                None
            }
        }
    }

    /// Follows dot names from a table as far as they lead; the last part is never one.
    pub fn follow<'p, 'e>(&self, mut table: usize, parts: &'p [Part<'e>]) -> (usize, &'p [Part<'e>]) {
        let mut rest = parts;
        while rest.len() > 1 {
            let Some(relation) = self.tables.owner(table, rest[0].0) else { break };
            table = self.tables.parent(relation);
            rest = &rest[1..];
        }
        (table, rest)
    }

    /// `a.b.c` as a value of a row.
    pub fn field(&mut self, scope: Scope, expr: &ast::Expr) -> Option<Expr> {
        let Some(parts) = walk::path(expr) else {
            self.error(
                &codes::UNKNOWN_NAME,
                "only a name can stand before a dot",
                expr.span,
                "not a name",
                "write `account.industry`, or give the value a name as a feature",
            );
            return None;
        };
        self.parts(scope, &parts, expr.span)
    }

    /// A dotted path as a value of a row of the scope's table.
    pub fn parts(&mut self, scope: Scope, parts: &[Part<'_>], span: Span) -> Option<Expr> {
        let (table, rest) = self.follow(scope.table, parts);
        let inner = Scope { table, ..scope };
        let value = match rest {
            [(name, at)] => self.name(inner, name, *at),
            [(name, at), (part, part_at)] => self.cohort_part(inner, (name, *at), (part, *part_at)),
            [(name, at), (part, _), ..] => {
                self.no_parts(inner, name, *at, part);
                None
            }
            [] => None,
        }?;
        Some(self.wrap(scope.table, &parts[..parts.len() - rest.len()], value, span))
    }

    /// Puts the dots of a path around the value at its end.
    fn wrap(&mut self, table: usize, way: &[Part<'_>], value: Expr, span: Span) -> Expr {
        let Some(((name, at), deeper)) = way.split_first() else { return value };
        let Some(relation) = self.tables.owner(table, name) else { return value };
        self.names_owner(relation, *at);
        let value = self.wrap(self.tables.parent(relation), deeper, value, span);
        let ty = value.ty;
        self.make(table, span, ty, ExprKind::Parent { relation, value: Box::new(value) })
    }

    /// The relations that a path consists of, if it consists of nothing else, and the table it ends at.
    pub fn owner_path(&self, table: usize, expr: &ast::Expr) -> Option<(usize, Vec<usize>)> {
        let mut table = table;
        let mut way = Vec::new();
        for (name, _) in walk::path(expr)? {
            // A column of the name is the column.
            if self.tables.column(table, name).is_some() {
                return None;
            }
            let relation = self.tables.owner(table, name)?;
            table = self.tables.parent(relation);
            way.push(relation);
        }
        Some((table, way))
    }

    /// Puts relations around a value of the table that they lead to.
    pub fn wrap_relations(&mut self, way: &[usize], value: Expr, span: Span) -> Expr {
        way.iter().rev().fold(value, |value, &relation| {
            let table = self.catalog.relations[relation].child;
            self.names_owner(relation, span);
            let ty = value.ty;
            self.make(table, span, ty, ExprKind::Parent { relation, value: Box::new(value) })
        })
    }

    /// `smart_home.score`, `smart_home.tier`.
    fn cohort_part(&mut self, scope: Scope, (name, at): Part<'_>, (part, part_at): Part<'_>) -> Option<Expr> {
        if self.names.is_unreadable(name) {
            return None;
        }
        let cohort = self.names.find(name).filter(|&id| {
            let about = self.names.decls[id].table;
            let here = about == Some(scope.table) || self.tables.column(scope.table, name).is_none();
            matches!(self.names.decls[id].kind, Kind::Cohort(_)) && here
        });
        let Some(id) = cohort else {
            self.no_parts(scope, name, at, part);
            return None;
        };
        self.ready(id, at)?;
        if self.names.decls[id].table != Some(scope.table) {
            self.wrong_entity_part(scope.table, id, at, Some(part));
            return None;
        }
        self.not_retired(id, at)?;
        let slot = self.names.decls[id].slot;
        let span = at.to(part_at);
        match part {
            "score" => Some(self.make(scope.table, span, Type::Number, ExprKind::CohortScore(slot))),
            "tier" if self.draft.cohorts[slot].as_ref()?.tiers.is_empty() => {
                let message = format!("`{name}` has no tiers");
                let diagnostic = Diagnostic::new(&codes::TIERS, message)
                    .at(part_at, "nothing to compare")
                    .at(self.declared_at(id), "declared here, without `tiers`")
                    .help(format!("add `tiers {{ A: 75  B: 50  C: 0 }}`, or use `{name}.score`"));
                self.report(diagnostic);
                None
            }
            "tier" => Some(self.make(scope.table, span, Type::Text, ExprKind::CohortTier(slot))),
            _ => {
                self.error(
                    &codes::UNKNOWN_NAME,
                    format!("`{name}` has no `{part}`"),
                    part_at,
                    "not a part of a cohort",
                    format!("a cohort has `{name}.score` and `{name}.tier`"),
                );
                None
            }
        }
    }
}
