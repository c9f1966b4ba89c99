//! Names that mean nothing where they stand: what could have been meant.

use super::names::Kind;
use super::paths::{Found, Scope};
use super::{Checker, words};
use crate::builtins;
use crate::diagnostics::{Diagnostic, codes, suggest};
use crate::source::Span;

impl<'a> Checker<'a> {
    /// A name that is neither a column of the table nor declared.
    pub fn unknown(&mut self, scope: Scope, name: &str, span: Span) {
        let table = self.table_name(scope.table);
        if let Some(other) = self.tables.find(name) {
            return self.table_as_value(scope.table, other, name, span);
        }
        let mut diagnostic =
            Diagnostic::new(&codes::UNKNOWN_NAME, format!("there is no `{name}` in `{table}`"))
                .at(span, "no column of this table, and not declared");
        let candidates = self.candidates(scope.table);
        let near = self.nearest(name, &candidates);
        diagnostic = match (near, self.elsewhere(scope.table, name)) {
            // The very name, one table further, is likelier than a slip.
            (_, Some(help)) => diagnostic.help(help),
            (Some(near), None) => {
                let near = words::quoted(near);
                diagnostic.help(format!("did you mean {}?", words::in_quotes(&near))).fix(span, near)
            }
            (None, None) if self.nameless => return,
            (None, None) if builtins::find(name).is_some() => {
                diagnostic.help(format!("a function takes its arguments in parentheses: `{name}(…)`"))
            }
            (None, None) if scope.beside_text => diagnostic
                .help(format!("a text stands in quotes: `\"{name}\"`"))
                .fix(span, format!("\"{name}\"")),
            (None, None) => {
                let columns: Vec<&str> =
                    self.catalog.tables[scope.table].columns.iter().map(|c| c.name.as_str()).collect();
                diagnostic.help(format!("`{table}` has the columns {}", words::list(&columns)))
            }
        };
        self.report(diagnostic);
    }

    /// The nearest of many names. A file full of unknown names, each looked for among all declarations, would take minutes: after
    /// some millions of comparisons names are no longer looked for.
    pub fn nearest<'n>(&mut self, wanted: &str, names: &[&'n str]) -> Option<&'n str> {
        self.comparisons = self.comparisons.checked_sub(names.len())?;
        suggest::nearest(wanted, names.iter().copied())
    }

    /// Everything that a bare name may mean at a table.
    fn candidates(&self, table: usize) -> Vec<&'a str> {
        let columns = self.catalog.tables[table].columns.iter().map(|c| c.name.as_str());
        let owners = self.tables.owners(table).map(|(name, _)| name);
        let declared = self.names.decls.iter().filter(|d| match d.kind {
            Kind::Param => true,
            Kind::Feature | Kind::Segment | Kind::Cohort(_) | Kind::Theme => d.table == Some(table),
            _ => false,
        });
        let broken = self.catalog.tables[table].broken.iter().map(String::as_str);
        columns.chain(broken).chain(owners).chain(declared.map(|d| d.name.value.as_str())).collect()
    }

    /// A column of that name in a table that can be reached from here.
    fn elsewhere(&self, table: usize, name: &str) -> Option<String> {
        let has = |t: &usize| self.tables.column(*t, name).is_some();
        let others: Vec<usize> = (0..self.catalog.tables.len()).filter(|t| *t != table && has(t)).collect();
        for &other in &others {
            if let Some(way) = self.tables.way(table, other) {
                let path = format!("{}.{}", way.join("."), words::quoted(name));
                return Some(format!("it is a column of `{}`: write `{path}`", self.table_name(other)));
            }
        }
        let other = *others.iter().find(|&&o| self.belongs(o, table))?;
        let child = self.table_name(other);
        Some(format!(
            "it is a column of `{child}`, of which there are many: say which, as in `max({child}.{})` or \
             `any({child} where …)`",
            words::quoted(name)
        ))
    }

    /// True if rows of `child` belong to rows of `parent`.
    pub fn belongs(&self, child: usize, parent: usize) -> bool {
        self.tables.children(parent).iter().any(|&r| self.catalog.relations[r].child == child)
    }

    /// A declaration about another table than the one at hand.
    pub fn wrong_entity(&mut self, table: usize, id: usize, span: Span) {
        self.wrong_entity_part(table, id, span, None);
    }

    /// The same of `NAME.score` or `NAME.tier`.
    pub fn wrong_entity_part(&mut self, table: usize, id: usize, span: Span, part: Option<&str>) {
        let decl = &self.names.decls[id];
        let Some(own) = decl.table else { return };
        let (name, kind) = (decl.name.value.as_str(), decl.kind);
        let (here, there) = (self.table_name(table), self.table_name(own));
        let message = format!("{} `{name}` is about `{there}`, and this is about `{here}`", kind.word());
        let mut diagnostic = Diagnostic::new(&codes::WRONG_ENTITY, message)
            .at(span, format!("needed for a row of `{here}`"))
            .at(decl.name.span, format!("declared for `{there}`"));
        let mut written = words::quoted(name);
        if let Some(part) = part {
            written = format!("{written}.{part}");
        }
        let cohort =
            part.is_none() && matches!(kind, Kind::Cohort(k) if k != crate::syntax::ast::CohortKind::Score);
        diagnostic = match self.tables.way(table, own) {
            Some(way) if cohort => {
                let way = way.join(".");
                diagnostic.help(format!("write `{way} matches {written}`"))
            }
            Some(way) => {
                let path = format!("{}.{written}", way.join("."));
                diagnostic.help(format!("write `{path}`")).fix(span, path)
            }
            None if self.belongs(own, table) => {
                let rule = matches!(kind, Kind::Segment | Kind::Theme) || cohort;
                let how = if rule {
                    format!("any({there} where {written})")
                } else {
                    format!("max({there}.{written})")
                };
                diagnostic.help(format!(
                    "many rows of `{there}` belong to one of `{here}`: say which, as in `{how}`"
                ))
            }
            None => diagnostic.help(format!("no relation leads from `{here}` to `{there}`")),
        };
        self.report(diagnostic);
    }

    /// A table's name where a value is needed.
    fn table_as_value(&mut self, table: usize, other: usize, name: &str, span: Span) {
        let (message, help) = self.table_advice(table, other, name, None);
        self.error(&codes::ROW_AS_VALUE, message, span, "a table, not a value", help);
    }

    /// What to write instead of a table's name (and a column of it).
    fn table_advice(&self, table: usize, other: usize, name: &str, column: Option<&str>) -> (String, String) {
        let here = self.table_name(table);
        let shown = column.map_or("…".to_owned(), words::quoted);
        if other == table {
            let message = format!("`{name}` is the table that this is about");
            let help = format!("its columns are named bare: `{shown}`");
            return (message, help);
        }
        if let Some(way) = self.tables.way(table, other) {
            let message = format!("`{name}` is a table; the row that belongs here has a name of its own");
            return (message, format!("write `{}.{shown}`", way.join(".")));
        }
        if self.belongs(other, table) {
            let message = format!("one row of `{here}` has many `{name}`");
            let how = match column {
                Some(column) => format!("`max({name}.{})`", words::quoted(column)),
                None => format!("`count({name})` or `any({name} where …)`"),
            };
            return (message, format!("say what is meant of them, as in {how}"));
        }
        let message = format!("`{name}` is a table that nothing leads to from `{here}`");
        (message, format!("`{here}` can use {}", self.reachable(table)))
    }

    fn reachable(&self, table: usize) -> String {
        let owners: Vec<&str> = self.tables.owners(table).map(|(n, _)| n).collect();
        let children = self.children_names(table);
        match (owners.is_empty(), children.is_empty()) {
            (true, true) => "its own columns alone".into(),
            (false, true) => format!("the rows it belongs to: {}", words::list(&owners)),
            (true, false) => format!("aggregates over {}", words::list(&children)),
            (false, false) => {
                format!("aggregates over {}, and {}", words::list(&children), words::list(&owners))
            }
        }
    }

    /// The tables whose rows belong to a table.
    pub fn children_names(&self, table: usize) -> Vec<&'a str> {
        let mut names: Vec<&'a str> = Vec::new();
        for &relation in self.tables.children(table) {
            let name = self.table_name(self.catalog.relations[relation].child);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// `x.y` where x has no parts.
    pub fn no_parts(&mut self, scope: Scope, name: &str, span: Span, part: &str) {
        if let Some(other) = self.tables.find(name) {
            let (message, help) = self.table_advice(scope.table, other, name, Some(part));
            return self.error(&codes::ROW_AS_VALUE, message, span, "a table", help);
        }
        match self.lookup(scope.table, name) {
            Found::BrokenColumn => {}
            Found::Nothing => self.unknown(scope, name, span),
            Found::Column(_) | Found::Both(_) => {
                let message = format!("`{name}` is a column, and a column has no parts");
                let help =
                    "a dot leads from a row to the row it belongs to, or to a cohort's `score` or `tier`";
                self.error(&codes::UNKNOWN_NAME, message, span, "a single value", help);
            }
            Found::Decl(id) => {
                let kind = self.names.decls[id].kind;
                self.names.decls[id].used = true;
                let message = format!("`{name}` is {}, and has no parts", kind.a_word());
                let help = "only cohorts have parts: `NAME.score` and `NAME.tier`";
                self.error(&codes::UNKNOWN_NAME, message, span, kind.a_word(), help);
            }
            Found::Owner(_) => self.unknown(scope, name, span),
        }
    }
}
