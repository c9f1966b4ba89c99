//! `test` blocks: made-up rows and what must come out for them.

use super::compare::same_kind;
use super::names::Kind;
use super::paths::{Found, Scope};
use super::{Checker, constants, walk, words};
use crate::catalog::{ColumnType, normalize::normalize};
use crate::diagnostics::{codes, suggest};
use crate::ir::Type;
use crate::model::{Constant, ProfileValue, Test, TestExpect, column_type};
use crate::source::Span;
use crate::syntax::ast::{self, CompareOp, ExprKind as Ast, IsTest, ItemKind, TestStep};

type Cells = Vec<(usize, ProfileValue)>;

impl<'a> Checker<'a> {
    pub fn tests(&mut self, files: &'a [ast::File]) {
        for item in files.iter().flat_map(|f| &f.items) {
            if let ItemKind::Test(test) = &item.kind
                && let Some(checked) = self.test(test)
            {
                self.draft.tests.push(checked);
            }
        }
    }

    fn test(&mut self, test: &ast::Test) -> Option<Test> {
        let table = self.tested_table(test)?;
        let mut checked = Test {
            title: test.title.value.clone(),
            span: test.title.span,
            table,
            as_of: None,
            given: Vec::new(),
            expects: Vec::new(),
        };
        let mut fine = true;
        let mut own: Option<Span> = None;
        for step in &test.steps {
            match step {
                TestStep::AsOf(date) => checked.as_of = Some(date.value),
                TestStep::Given(row) => {
                    if let Some(first) = own {
                        self.twice("`given { … }`", row.span, first);
                        fine = false;
                    }
                    own = Some(row.span);
                    match self.row(table, row) {
                        Some(cells) => checked.given.push((table, vec![cells])),
                        None => fine = false,
                    }
                }
                TestStep::Broken => fine = false,
                TestStep::GivenTable(path, rows) => match self.given(table, path, rows) {
                    Some(given) => checked.given.push(given),
                    None => fine = false,
                },
                TestStep::Expect(expect) => match self.expected(table, expect) {
                    Some(expect) => checked.expects.push(expect),
                    None => fine = false,
                },
            }
        }
        if !test.steps.iter().any(|s| matches!(s, TestStep::Expect(_))) {
            let message = "this test expects nothing";
            let help = "say what must hold: `expect NAME matches`";
            self.error(&codes::EMPTY, message, test.title.span, "no `expect`", help);
            fine = false;
        }
        fine.then_some(checked)
    }

    /// What a test is about: the table of the first thing it expects something of.
    fn tested_table(&mut self, test: &ast::Test) -> Option<usize> {
        let about = test.steps.iter().find_map(|step| match step {
            TestStep::Expect(
                ast::TestExpect::Matches(name)
                | ast::TestExpect::DoesNotMatch(name)
                | ast::TestExpect::Undecided(name),
            ) => self.table_of(&name.value),
            TestStep::Expect(ast::TestExpect::Holds(rule)) => self.table_in(rule),
            _ => None,
        });
        let table = about.or_else(|| self.catalog.default_entity());
        // That there is no default has been said once.
        if table.is_none() && !self.homeless {
            let message = "which table is this test about?";
            let help =
                "expect something of a cohort or feature, or write `entity:` at the top of personac.yaml";
            self.error(&codes::ENTITY_NEEDED, message, test.title.span, "nothing it expects tells", help);
        }
        table
    }

    fn table_of(&self, name: &str) -> Option<usize> {
        let decl = &self.names.decls[self.names.find(name)?];
        match decl.kind {
            Kind::Assign => self.draft.assigns[decl.slot].as_ref().map(|a| a.table),
            _ => decl.table,
        }
    }

    /// The table of the first declared name in a rule.
    fn table_in(&self, rule: &ast::Expr) -> Option<usize> {
        match walk::path(rule) {
            Some(parts) => self.table_of(parts[0].0),
            None => walk::children(rule).into_iter().find_map(|child| self.table_in(child)),
        }
    }

    /// Rows of a table by its name, or the row that dot names lead to.
    fn given(&mut self, about: usize, path: &[ast::Name], rows: &[ast::Row]) -> Option<(usize, Vec<Cells>)> {
        let table = match path {
            [name] if self.tables.owner(about, &name.value).is_none() => self.table_named(name)?,
            _ => self.owner_given(about, path)?,
        };
        let rows: Vec<_> = rows.iter().map(|row| self.row(table, row)).collect();
        Some((table, rows.into_iter().collect::<Option<_>>()?))
    }

    fn owner_given(&mut self, mut table: usize, path: &[ast::Name]) -> Option<usize> {
        for name in path {
            let Some(relation) = self.tables.owner(table, &name.value) else {
                let here = self.table_name(table);
                let owners: Vec<&str> = self.tables.owners(table).map(|(n, _)| n).collect();
                let help = match suggest::nearest(&name.value, owners.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if owners.is_empty() => format!("rows of `{here}` belong to no other row"),
                    None => format!("rows of `{here}` belong to {}", words::list(&owners)),
                };
                let message = format!("`{here}` has no relation `{}`", name.value);
                self.error(&codes::UNKNOWN_NAME, message, name.span, "leads nowhere", help);
                return None;
            };
            table = self.tables.parent(relation);
        }
        Some(table)
    }

    fn row(&mut self, table: usize, row: &ast::Row) -> Option<Cells> {
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
        fine.then_some(cells)
    }

    fn cell(&mut self, table: usize, name: &ast::Name, value: &ast::Expr) -> Option<(usize, ProfileValue)> {
        let Some(column) = self.tables.column(table, &name.value) else {
            if !self.catalog.tables[table].is_broken(&name.value) {
                self.no_such_column(table, name);
            }
            return None;
        };
        let definition = &self.catalog.tables[table].columns[column];
        let ty = column_type(&definition.ty);
        let value = if ty == Type::List {
            let items = match &value.kind {
                Ast::List(items) => items.iter().collect(),
                _ => vec![value],
            };
            let items: Vec<_> =
                items.into_iter().map(|i| self.cell_constant(table, column, Type::Text, i)).collect();
            ProfileValue::List(items.into_iter().collect::<Option<_>>()?)
        } else {
            ProfileValue::One(self.cell_constant(table, column, ty, value)?)
        };
        Some((column, value))
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

    /// A constant that the column could hold.
    fn cell_constant(
        &mut self,
        table: usize,
        column: usize,
        ty: Type,
        value: &ast::Expr,
    ) -> Option<Constant> {
        let constant = self.written_constant(table, ty, value)?;
        let definition = &self.catalog.tables[table].columns[column];
        let got = constants::type_of(&constant);
        let whole = |c: &Constant| constants::constant_number(c).is_some_and(|x| x.fract() == 0.0);
        if !same_kind(ty, got) || ty == Type::Int && !whole(&constant) {
            let (name, got) = (&definition.name, words::a_type(got));
            let message = match definition.ty {
                ColumnType::List => format!("the items of `{name}` are texts, and this is {got}"),
                _ => format!("`{name}` is {}, and this is {got}", words::a_type(ty)),
            };
            let help = match (ty, &constant) {
                (Type::Text, c) => format!("write it as a text: `\"{}\"`", words::constant(c)),
                (Type::Date | Type::Datetime, _) => "write a date as `2026-10-31`, without quotes".into(),
                (Type::Bool, _) => "write `true` or `false`".into(),
                _ => format!("write {}", words::a_type(ty)),
            };
            self.error(&codes::TYPES_DIFFER, message, value.span, got, help);
            return None;
        }
        let Constant::Text(text) = &constant else { return Some(constant) };
        let normal = normalize(text, &definition.normalize);
        if let ColumnType::Enum { values } = &definition.ty
            && !values.contains(&normal)
        {
            let column = self.column(table, column, value.span)?;
            let domain = self.domain(&column)?;
            self.fitted(&column, &domain, text, value.span);
            return None;
        }
        Some(Constant::Text(normal))
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

    fn expected(&mut self, table: usize, expect: &ast::TestExpect) -> Option<TestExpect> {
        match expect {
            ast::TestExpect::Matches(name) => {
                self.cohort_of(name, Some(table), false).map(TestExpect::Matches)
            }
            ast::TestExpect::DoesNotMatch(name) => {
                self.cohort_of(name, Some(table), false).map(TestExpect::DoesNotMatch)
            }
            ast::TestExpect::Undecided(name) => {
                self.cohort_of(name, Some(table), false).map(TestExpect::Undecided)
            }
            ast::TestExpect::Holds(rule) => match self.assigned(table, rule) {
                Some(assigned) => assigned,
                None => self.rule(Scope::row(table), rule).map(TestExpect::Holds),
            },
        }
    }

    /// `primary_persona = connected_pro`, `primary_persona is missing`; `None` if the rule is none of these.
    fn assigned(&mut self, table: usize, rule: &ast::Expr) -> Option<Option<TestExpect>> {
        let assign_of = |checker: &Self, e: &ast::Expr| match &e.kind {
            Ast::Name(name) => {
                let id = checker.names.find(name)?;
                (checker.names.decls[id].kind == Kind::Assign).then(|| (id, name.clone()))
            }
            _ => None,
        };
        match &rule.kind {
            Ast::Is { value, test: IsTest::Missing, negated: false } => {
                let (_, name) = assign_of(self, value)?;
                Some(self.assigns.get(name.as_str()).map(|&assign| TestExpect::Assigned { assign, to: None }))
            }
            Ast::Compare(op, left, right) if op.value == CompareOp::Eq => {
                let (id, name) = assign_of(self, left)?;
                self.names.decls[id].used = true;
                Some(self.assigned_to(table, &name, right))
            }
            _ => None,
        }
    }

    fn assigned_to(&mut self, table: usize, name: &str, to: &ast::Expr) -> Option<TestExpect> {
        let assign = self.assigns.get(name).copied();
        let persona = match &to.kind {
            Ast::Name(persona) => ast::Name::new(persona.clone(), to.span),
            Ast::Error => return None,
            _ => {
                let help = format!("name a persona without quotes: `expect {name} = connected_pro`");
                let message = format!("`{name}` gives a persona");
                self.error(&codes::TYPES_DIFFER, message, to.span, "not a persona", help);
                return None;
            }
        };
        let slot = self.cohort_of(&persona, Some(table), false)?;
        // A broken assignment has been reported.
        let assign = assign?;
        let among = self.draft.assigns[assign].as_ref().is_some_and(|a| a.among.contains(&slot));
        if !among {
            let message = format!("`{name}` never gives `{}`", persona.value);
            let help = format!("add it to `among` of `{name}`, or expect one that is there");
            self.error(&codes::ASSIGN, message, to.span, "not among its personas", help);
            return None;
        }
        Some(TestExpect::Assigned { assign, to: Some(slot) })
    }
}
