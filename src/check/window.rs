//! `during last 12 months`: windows, and tables that have no time.

use super::Checker;
use crate::diagnostics::{Diagnostic, codes};
use crate::ir::Type;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Unit, Window};

impl<'a> Checker<'a> {
    /// `during` needs to know when a row happened.
    pub fn window(&mut self, table: usize, window: &Spanned<Window>) -> Option<Window> {
        if self.catalog.tables[table].time.is_none() {
            self.timeless(table, window.span, "a window");
            return None;
        }
        self.needs_time(table, window.span);
        match window.value {
            Window::Last(by) => self.duration(by, window.span)?,
            Window::This(unit) | Window::Previous(unit) if unit == Unit::Days => {
                let help = "write `last 1 days`, or `this month`, `this quarter`, `this year`";
                self.error(&codes::WINDOW, "there is no such window", window.span, "of days", help);
                return None;
            }
            Window::FromTo(from, to) if from > to => {
                let help = format!("write `from {to} to {from}`");
                self.error(
                    &codes::WINDOW,
                    "the window ends before it begins",
                    window.span,
                    "no day lies in it",
                    help,
                );
                return None;
            }
            _ => {}
        }
        Some(window.value)
    }

    /// A table whose rows happened nobody knows when.
    pub fn timeless(&mut self, table: usize, span: Span, what: &str) {
        // The time may be what is wrong in the catalog.
        if self.catalog.incomplete {
            return;
        }
        let name = self.table_name(table);
        let dates: Vec<&str> = self.catalog.tables[table]
            .columns
            .iter()
            .filter(|c| matches!(crate::model::column_type(&c.ty), Type::Date | Type::Datetime))
            .map(|c| c.name.as_str())
            .collect();
        let help = match dates.first() {
            Some(date) => format!("say in personac.yaml which column is the rows' time: `time: {date}`"),
            None => "say in personac.yaml which column is the rows' time: `time: …`; it must be a date or datetime".into(),
        };
        let diagnostic =
            Diagnostic::new(&codes::WINDOW, format!("{what} needs to know when rows of `{name}` happened"))
                .at(span, format!("`{name}` has no time"))
                .at(self.catalog.tables[table].span, "no `time:` here")
                .help(help);
        self.report(diagnostic);
    }
}
