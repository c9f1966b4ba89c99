//! `test` blocks: made-up rows and what must come out for them.

use super::names::Kind;
use super::paths::Scope;
use super::{Checker, walk, words};
use crate::diagnostics::{Diagnostic, codes, suggest};
use crate::model::{Expectation, Given, GivenOf, Test, TestExpect};
use crate::source::Span;
use crate::syntax::ast::{self, CompareOp, ExprKind as Ast, IsTest, ItemKind, TestStep};

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
                        Some(row) => checked.given.push(Given { of: GivenOf::Own, table, rows: vec![row] }),
                        None => fine = false,
                    }
                }
                TestStep::Broken => fine = false,
                TestStep::GivenTable(path, rows) => match self.given(table, path, rows) {
                    Some(given) if self.fits_beside(&given, &checked.given, path) => {
                        checked.given.push(given)
                    }
                    _ => fine = false,
                },
                TestStep::Expect(expect) => match self.expected(table, &expect.value) {
                    Some(what) => checked.expects.push(Expectation { span: expect.span, what }),
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
            TestStep::Expect(expect) => match &expect.value {
                ast::TestExpect::Matches(name)
                | ast::TestExpect::DoesNotMatch(name)
                | ast::TestExpect::Undecided(name) => self.table_of(&name.value),
                ast::TestExpect::Holds(rule) => self.table_in(rule),
            },
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
    fn given(&mut self, about: usize, path: &[ast::Name], rows: &[ast::Row]) -> Option<Given> {
        let (of, table) = match path {
            [name] if self.tables.owner(about, &name.value).is_none() => {
                (GivenOf::Table, self.table_named(name)?)
            }
            _ => {
                let (relations, table) = self.owner_given(about, path)?;
                (GivenOf::Owner(relations), table)
            }
        };
        let rows: Vec<_> = rows.iter().map(|row| self.row(table, row)).collect();
        Some(Given { of, table, rows: rows.into_iter().collect::<Option<_>>()? })
    }

    /// The tested row belongs to one row by each relation.
    fn fits_beside(&mut self, given: &Given, others: &[Given], path: &[ast::Name]) -> bool {
        let GivenOf::Owner(_) = given.of else { return true };
        let (Some(first), Some(last)) = (path.first(), path.last()) else { return true };
        let span = first.span.to(last.span);
        let name = path.iter().map(|n| n.value.as_str()).collect::<Vec<_>>().join(".");
        let before = others.iter().find(|o| o.of == given.of).and_then(|o| o.rows.first());
        if let Some(before) = before {
            self.twice(&format!("`given {name}`"), span, before.span);
            return false;
        }
        if let [_, second, ..] = given.rows.as_slice() {
            let table = self.table_name(given.table);
            let message = format!("the tested row belongs to one `{name}`");
            let diagnostic = Diagnostic::new(&codes::REPEATED, message)
                .at(second.span, "a second row")
                .help(format!("give one row, or rows of the table by its name: `given {table} [ … ]`"));
            self.report(diagnostic);
            return false;
        }
        true
    }

    fn owner_given(&mut self, mut table: usize, path: &[ast::Name]) -> Option<(Vec<usize>, usize)> {
        let mut relations = Vec::with_capacity(path.len());
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
            self.names_owner(relation, name.span);
            relations.push(relation);
            table = self.tables.parent(relation);
        }
        Some((relations, table))
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
        let assign_of = |checker: &mut Self, e: &ast::Expr| match &e.kind {
            Ast::Name(name) => {
                let id = checker.names.find(name)?;
                let assign = checker.names.decls[id].kind == Kind::Assign;
                assign.then(|| {
                    checker.names.decls[id].used = true;
                    checker.names_declaration(id, e.span);
                    name.clone()
                })
            }
            _ => None,
        };
        match &rule.kind {
            Ast::Is { value, test: IsTest::Missing, negated: false } => {
                let name = assign_of(self, value)?;
                Some(self.assigns.get(name.as_str()).map(|&assign| TestExpect::Assigned { assign, to: None }))
            }
            Ast::Compare(op, left, right) if op.value == CompareOp::Eq => {
                let name = assign_of(self, left)?;
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
