//! The rows of `given`: values as data would hold them, checked like data.

use super::compare::same_kind;
use super::paths::{Found, Scope};
use super::{Checker, constants, words};
use crate::catalog::{ColumnType, normalize::normalize};
use crate::diagnostics::{codes, suggest};
use crate::ir::Type;
use crate::model::{Constant, GivenCell, GivenRow, GivenValue, column_type, decimal_units};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast};
use chrono::{Datelike, NaiveDate};

/// Days from the first day of the common era to 1970-01-01.
const EPOCH: i32 = 719_163;

impl<'a> Checker<'a> {
    pub fn row(&mut self, table: usize, row: &ast::Row) -> Option<GivenRow> {
        let mut cells = Vec::new();
        let mut fine = true;
        for (index, (name, value)) in row.cells.iter().enumerate() {
            if let Some((first, _)) = row.cells[..index].iter().find(|(n, _)| n.value == name.value) {
                self.twice(&format!("`{}`", name.value), name.span, first.span);
                fine = false;
                continue;
            }
            match self.cell(table, name, value) {
                Some(cell) => cells.push(cell),
                None => fine = false,
            }
        }
        fine.then_some(GivenRow { cells, span: row.span })
    }

    fn cell(&mut self, table: usize, name: &ast::Name, value: &ast::Expr) -> Option<GivenCell> {
        let Some(column) = self.tables.column(table, &name.value) else {
            if !self.catalog.tables[table].is_broken(&name.value) {
                self.no_such_column(table, name);
            }
            return None;
        };
        self.names_column(table, column, name.span);
        let definition = &self.catalog.tables[table].columns[column];
        let span = value.span;
        if matches!(&value.kind, Ast::Name(word) if word == "missing") {
            return Some(GivenCell { column, value: None, span });
        }
        let value = if column_type(&definition.ty) == Type::List {
            let items = match &value.kind {
                Ast::List(items) => items.iter().collect(),
                _ => vec![value],
            };
            let items: Vec<_> =
                items.into_iter().map(|i| self.cell_constant(table, column, Type::Text, i)).collect();
            let items: Vec<Option<Constant>> = items.into_iter().collect::<Option<_>>()?;
            Some(GivenValue::List(items.into_iter().flatten().collect()))
        } else {
            let ty = column_type(&definition.ty);
            self.cell_constant(table, column, ty, value)?.map(GivenValue::One)
        };
        Some(GivenCell { column, value, span })
    }

    fn no_such_column(&mut self, table: usize, name: &ast::Name) {
        let here = self.table_name(table);
        let columns: Vec<&str> = self.catalog.tables[table].columns.iter().map(|c| c.name.as_str()).collect();
        let help = match suggest::nearest(&name.value, columns.iter().copied()) {
            Some(near) => format!("did you mean {}?", words::in_quotes(&words::quoted(near))),
            None if matches!(self.lookup(table, &name.value), Found::Decl(_)) => {
                "only columns are given; what is declared is worked out from them".into()
            }
            None => format!("`{here}` has the columns {}", words::list(&columns)),
        };
        let message = format!("`{here}` has no column `{}`", name.value);
        self.error(&codes::UNKNOWN_NAME, message, name.span, "not a column", help);
    }

    /// A constant that the column could hold, as data would hold it; `Some(None)` where that is nothing.
    fn cell_constant(
        &mut self,
        table: usize,
        column: usize,
        ty: Type,
        value: &ast::Expr,
    ) -> Option<Option<Constant>> {
        let constant = self.written_constant(table, ty, value)?;
        self.of_type(table, column, ty, &constant, value.span)?;
        self.in_bounds(table, column, &constant, value.span)?;
        let Constant::Text(text) = &constant else { return Some(Some(constant)) };
        let source = &self.catalog.tables[table];
        let definition = &source.columns[column];
        let null = |values: &[String]| values.iter().any(|v| v == text);
        if null(&definition.null_values) || null(&source.source.text.null_values) {
            return Some(None);
        }
        let normal = normalize(text, &definition.normalize);
        if normal.is_empty() {
            return Some(None);
        }
        if let ColumnType::Enum { values } = &definition.ty
            && !values.contains(&normal)
        {
            let column = self.column(table, column, value.span)?;
            let domain = self.domain(&column)?;
            self.fitted(&column, &domain, text, value.span);
            return None;
        }
        Some(Some(Constant::Text(normal)))
    }

    fn of_type(
        &mut self,
        table: usize,
        column: usize,
        ty: Type,
        constant: &Constant,
        span: Span,
    ) -> Option<()> {
        let definition = &self.catalog.tables[table].columns[column];
        let got = constants::type_of(constant);
        let whole = |c: &Constant| constants::constant_number(c).is_some_and(|x| x.fract() == 0.0);
        if same_kind(ty, got) && (ty != Type::Int || whole(constant)) {
            return Some(());
        }
        let (name, got) = (&definition.name, words::a_type(got));
        let message = match definition.ty {
            ColumnType::List => format!("the items of `{name}` are texts, and this is {got}"),
            _ => format!("`{name}` is {}, and this is {got}", words::a_type(ty)),
        };
        let help = match (ty, constant) {
            (Type::Text, c) => format!("write it as a text: `\"{}\"`", words::constant(c)),
            (Type::Date | Type::Datetime, _) => "write a date as `2026-10-31`, without quotes".into(),
            (Type::Bool, _) => "write `true` or `false`".into(),
            _ => format!("write {}", words::a_type(ty)),
        };
        self.error(&codes::TYPES_DIFFER, message, span, got, help);
        None
    }

    /// Range and scale, as data is checked: a test over a value that data can never hold proves nothing.
    fn in_bounds(&mut self, table: usize, column: usize, constant: &Constant, span: Span) -> Option<()> {
        let definition = &self.catalog.tables[table].columns[column];
        let name = &definition.name;
        let at = match constant {
            Constant::Date(date) => Some(f64::from(date.num_days_from_ce() - EPOCH)),
            other => constants::constant_number(other),
        };
        if let ColumnType::Decimal { scale } = definition.ty
            && let Some(x) = at
            && decimal_units(x, scale).is_none()
        {
            let message = format!("`{name}` cannot hold {}", words::constant(constant));
            let help = format!("the column has {scale} decimal places");
            self.error(&codes::OUT_OF_RANGE, message, span, "too many places, or too large", help);
            return None;
        }
        let (Some(range), Some(at)) = (definition.range, at) else { return Some(()) };
        if range.low.is_none_or(|low| at >= low) && range.high.is_none_or(|high| at <= high) {
            return Some(());
        }
        let bound = |b: f64| match constant {
            Constant::Date(_) => NaiveDate::from_num_days_from_ce_opt(b as i32 + EPOCH)
                .map_or_else(|| b.to_string(), |d| d.to_string()),
            _ => b.to_string(),
        };
        let help = match (range.low, range.high) {
            (Some(low), Some(high)) => {
                format!("the catalog allows {} to {} for `{name}`", bound(low), bound(high))
            }
            (Some(low), None) => format!("the catalog allows {} and more for `{name}`", bound(low)),
            (None, Some(high)) => format!("the catalog allows {} and less for `{name}`", bound(high)),
            (None, None) => return Some(()),
        };
        let message = format!("`{name}` is never {}", words::constant(constant));
        self.error(&codes::OUT_OF_RANGE, message, span, "outside of the column's range", help);
        None
    }

    /// A literal, or a param with one value.
    fn written_constant(&mut self, table: usize, ty: Type, value: &ast::Expr) -> Option<Constant> {
        if let Some(constant) = constants::literal(value) {
            return Some(constant);
        }
        let help = match &value.kind {
            Ast::Error => return None,
            Ast::Name(name) if matches!(self.lookup(table, name), Found::Decl(_) | Found::Both(_)) => {
                let scope = Scope { beside_text: ty == Type::Text, ..Scope::row(table) };
                let value = self.name(scope, name, value.span)?;
                if let Some(constant) = self.constant_of(&value) {
                    return Some(constant);
                }
                "write the value itself, or name a param".to_owned()
            }
            Ast::Name(name) => format!("a text stands in quotes: `\"{name}\"`"),
            _ => "write the value itself".into(),
        };
        self.error(&codes::NOT_CONSTANT, "a given value is a constant", value.span, "not a literal", help);
        None
    }
}
