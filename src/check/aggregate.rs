//! `count(orders during last 12 months where status = "paid")`: values over related rows.

use super::paths::Scope;
use super::walk::{self, Part};
use super::{Checker, words};
use crate::diagnostics::{codes, suggest};
use crate::ir::Type;
use crate::model::{Aggregate, AggregateFunction as F, Expr, ExprKind};
use crate::source::Span;
use crate::syntax::ast::{self, Call, ExprKind as Ast, Window};

pub(super) const NAMES: [&str; 10] =
    ["count", "any", "share", "sum", "avg", "min", "max", "count_distinct", "first", "last"];

const FUNCTIONS: [F; 10] =
    [F::Count, F::Any, F::Share, F::Sum, F::Avg, F::Min, F::Max, F::CountDistinct, F::First, F::Last];

pub(super) fn function(name: &str) -> Option<F> {
    NAMES.iter().position(|n| *n == name).map(|at| FUNCTIONS[at])
}

pub(super) fn name(function: F) -> &'static str {
    FUNCTIONS.iter().position(|f| *f == function).map_or("", |at| NAMES[at])
}

impl<'a> Checker<'a> {
    pub fn aggregate(&mut self, scope: Scope, call: &Call, function: F, span: Span) -> Option<Expr> {
        let argument = self.aggregate_argument(scope, call)?;
        let relation = self.relation(scope, call, &argument)?;
        let rows = self.related_rows(relation, call, &argument, function)?;
        let ty = match function {
            F::Count | F::CountDistinct => Type::Int,
            F::Any => Type::Bool,
            F::Share | F::Sum | F::Avg => Type::Number,
            F::Min | F::Max | F::First | F::Last => rows.value.as_ref().map_or(Type::Number, |v| v.ty),
        };
        let Rows { value, window, filter } = rows;
        let aggregate = Aggregate { function, relation, value, window, filter };
        Some(self.make(scope.table, span, ty, ExprKind::Aggregate(Box::new(aggregate))))
    }

    /// The one argument: a table, or a dotted path that begins with one.
    fn aggregate_argument<'e>(&mut self, scope: Scope, call: &'e Call) -> Option<Vec<Part<'e>>> {
        let name = call.function.value.as_str();
        if let Some((named, _)) = call.named.first() {
            let message = format!("`{name}` has no argument called `{}`", named.value);
            let help = format!("write `{name}(table where …)`");
            self.error(&codes::ARGUMENTS, message, named.span, "not an argument", help);
            return None;
        }
        match call.args.as_slice() {
            [argument] => match walk::path(argument) {
                Some(parts) => Some(parts),
                None if matches!(argument.kind, Ast::Error) => None,
                None => {
                    self.not_a_table(scope, call, argument);
                    None
                }
            },
            [] => {
                let help = self.write_instead(scope.table, name);
                self.error(
                    &codes::AGGREGATE,
                    format!("`{name}` of what?"),
                    call.function.span,
                    "no table",
                    help,
                );
                None
            }
            [_, second, ..] => {
                let help = match name {
                    "min" => "for the smallest of several values write `least(a, b)`".to_owned(),
                    "max" => "for the greatest of several values write `greatest(a, b)`".to_owned(),
                    _ => format!("conditions stand behind `where`: `{name}(table where …)`"),
                };
                let message = format!("`{name}` takes one table or column, and here are {}", call.args.len());
                self.error(&codes::ARGUMENTS, message, second.span, "one too many", help);
                None
            }
        }
    }

    /// A way out by an example, if there is a table to show it on.
    fn write_instead(&self, table: usize, function: &str) -> String {
        if self.children_names(table).is_empty() {
            return format!(
                "no table belongs to `{}`, so there is nothing to go over",
                self.table_name(table)
            );
        }
        format!("write `{function}({})`", self.example(table, function))
    }

    /// An example of an argument at this table.
    fn example(&self, table: usize, function: &str) -> String {
        let children = self.children_names(table);
        let others = children.iter().find(|c| **c != self.table_name(table));
        let child = others.or(children.first()).copied().unwrap_or("orders");
        match (function, self.tables.find(child)) {
            ("count" | "any", _) | (_, None) => child.to_owned(),
            ("share", _) => format!("{child} where …"),
            (_, Some(t)) => {
                let numeric = |c: &&crate::catalog::Column| crate::model::column_type(&c.ty).is_numeric();
                let column = self.catalog.tables[t].columns.iter().find(numeric);
                column.map_or(format!("{child}.…"), |c| format!("{child}.{}", words::quoted(&c.name)))
            }
        }
    }

    fn not_a_table(&mut self, scope: Scope, call: &Call, argument: &ast::Expr) {
        let name = call.function.value.as_str();
        let children = self.children_names(scope.table);
        let first = tables_in(argument).into_iter().find(|t| children.contains(t));
        let help = match first {
            Some(table) => format!(
                "give the calculation a name (`feature NAME of {table}: …`) and write `{name}({table}.NAME)`; a \
                 condition stands behind `where`"
            ),
            None => self.write_instead(scope.table, name),
        };
        let message = format!("`{name}` goes over the rows of a table, or over one of its columns");
        self.error(&codes::AGGREGATE, message, argument.span, "neither a table nor a column of one", help);
    }

    /// The relation by which the table's rows belong to rows of the scope's table.
    pub fn relation(&mut self, scope: Scope, call: &Call, argument: &[Part<'_>]) -> Option<usize> {
        let (name, span) = argument[0];
        let Some(child) = self.tables.find(name) else {
            self.no_such_table(scope, call, argument);
            return None;
        };
        let relations: Vec<usize> = self
            .tables
            .children(scope.table)
            .iter()
            .copied()
            .filter(|&r| self.catalog.relations[r].child == child)
            .collect();
        if relations.is_empty() {
            self.not_related(scope.table, child, call, argument);
            return None;
        }
        let names: Vec<&str> = relations.iter().map(|&r| self.catalog.relations[r].name.as_str()).collect();
        match &call.via {
            None if relations.len() == 1 => relations.first().copied(),
            None => {
                let here = self.table_name(scope.table);
                let message = format!("rows of `{name}` belong to `{here}` in {} ways", relations.len());
                let rest = &argument[1..];
                let path: String = rest.iter().map(|(p, _)| format!(".{}", words::quoted(p))).collect();
                let help = format!(
                    "say which: `{}({name}{path} via {})`; there are {}",
                    call.function.value,
                    words::quoted(names[0]),
                    words::list(&names)
                );
                self.error(&codes::AMBIGUOUS_NAME, message, span, "by which relation?", help);
                None
            }
            Some(via) => match names.iter().position(|n| *n == via.value) {
                Some(at) => Some(relations[at]),
                None => {
                    let message = format!("`{name}` has no relation `{}` to here", via.value);
                    let help = match suggest::nearest(&via.value, names.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("there is {}", words::list(&names)),
                    };
                    self.error(&codes::UNKNOWN_NAME, message, via.span, "not a relation", help);
                    None
                }
            },
        }
    }

    /// The argument's first name is no table.
    fn no_such_table(&mut self, scope: Scope, call: &Call, argument: &[Part<'_>]) {
        let (name, span) = argument[0];
        if self.catalog.broken_tables.iter().any(|t| t == name) {
            return;
        }
        let function = call.function.value.as_str();
        let here = self.table_name(scope.table);
        let own = self.tables.column(scope.table, name).is_some()
            || self.tables.owner(scope.table, name).is_some()
            || self.names.find(name).is_some_and(|id| self.names.decls[id].table == Some(scope.table));
        if own {
            let message =
                format!("`{name}` is one value for each row of `{here}`, and `{function}` goes over many");
            let help = if self.children_names(scope.table).is_empty() {
                format!("use `{name}` itself")
            } else {
                format!("use `{name}` itself, or write `{function}({})`", self.example(scope.table, function))
            };
            return self.error(&codes::AGGREGATE, message, span, "one value", help);
        }
        let children = self.children_names(scope.table);
        let help = match suggest::nearest(name, children.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if children.is_empty() => format!("no table belongs to `{here}`"),
            None => format!("to `{here}` belong {}", words::list(&children)),
        };
        self.error(
            &codes::UNKNOWN_TABLE,
            format!("there is no table `{name}`"),
            span,
            "not in the catalog",
            help,
        );
    }

    /// The table is there, but its rows do not belong to this one.
    fn not_related(&mut self, table: usize, child: usize, call: &Call, argument: &[Part<'_>]) {
        // The relation may be what is wrong in the catalog.
        if self.catalog.incomplete {
            return;
        }
        let span = argument[0].1;
        let path: Vec<String> = argument.iter().map(|(p, _)| words::quoted(p)).collect();
        let path = path.join(".");
        let (here, there) = (self.table_name(table), self.table_name(child));
        let function = call.function.value.as_str();
        let children = self.children_names(table);
        let middle = children
            .iter()
            .copied()
            .find(|m| self.tables.find(m).is_some_and(|m| m != child && self.belongs(child, m)));
        let help = if child == table {
            format!("a rule here is about one row of `{here}`: use its columns bare")
        } else if let Some(way) = self.tables.way(table, child) {
            format!("one row of `{there}` belongs to each row of `{here}`: write `{}.…`", way.join("."))
        } else if let Some(middle) = middle {
            let outer = if matches!(function, "count" | "sum" | "any") { "sum" } else { function };
            format!(
                "`{there}` belongs to `{middle}`, and `{middle}` to `{here}`: write `feature n of {middle}: \
                 {function}({path})` and here `{outer}({middle}.n)`"
            )
        } else if children.is_empty() {
            format!("no table belongs to `{here}`; relations are declared with `belongs_to` in the catalog")
        } else {
            format!("to `{here}` belong {}", words::list(&children))
        };
        let message = format!("rows of `{there}` do not belong to `{here}`");
        self.error(&codes::NOT_RELATED, message, span, format!("no rows for one of `{here}`"), help);
    }

    /// What stands between the parentheses: value, window, condition.
    pub fn related_rows(
        &mut self,
        relation: usize,
        call: &Call,
        argument: &[Part<'_>],
        function: F,
    ) -> Option<Rows> {
        let child = self.catalog.relations[relation].child;
        let scope = Scope::row(child);
        self.names_rows(relation, argument[0].1);
        if matches!(function, F::First | F::Last) {
            self.needs_time(child, call.function.span);
        }
        let value = match &argument[1..] {
            [] => Some(None),
            path => self.parts(scope, path, path[0].1.to(path[path.len() - 1].1)).map(Some),
        };
        let filter = match &call.filter {
            None => Some(None),
            Some(filter) => self.rule(scope, filter).map(Some),
        };
        let window = match &call.during {
            None => Some(None),
            Some(window) => self.window(child, window).map(Some),
        };
        let (value, filter, window) = (value?, filter?, window?);
        self.fits(call, function, child, argument, &value, filter.is_some())?;
        Some(match (function, value, filter) {
            // `share(orders where R)`: R is what is shared, of all rows of the window.
            (F::Share, None, filter) => Rows { value: filter, window, filter: None },
            (_, value, filter) => Rows { value, window, filter },
        })
    }

    /// Does the function go with this value?
    fn fits(
        &mut self,
        call: &Call,
        function: F,
        child: usize,
        argument: &[Part<'_>],
        value: &Option<Expr>,
        filtered: bool,
    ) -> Option<()> {
        let name = call.function.value.as_str();
        let (table, at) = argument[0];
        let Some(value) = value else {
            return match function {
                F::Count | F::Any => Some(()),
                F::Share if filtered => Some(()),
                F::Share => {
                    let help = format!("write the rule: `share({table} where …)`");
                    self.error(
                        &codes::AGGREGATE,
                        format!("which share of `{table}`?"),
                        at,
                        "all of them",
                        help,
                    );
                    None
                }
                _ => {
                    let message = format!("`{name}` of what of `{table}`?");
                    let help = match self.column_example(child, name) {
                        Some(example) => format!("name a column: `{name}({table}.{example})`"),
                        None => format!("`{table}` has no numbers; `count({table})` counts its rows"),
                    };
                    self.error(&codes::AGGREGATE, message, at, "rows, not values", help);
                    None
                }
            };
        };
        if function == F::Share && filtered {
            let help = format!("join them: `share({table} where a and b)`, or divide two counts");
            let message = "`share` takes a column or a rule, not both";
            let span = call.filter.as_ref().map_or(value.span, |f| f.span);
            self.error(&codes::AGGREGATE, message, span, "a rule beside the column", help);
            return None;
        }
        self.fits_type(call, function, child, table, value)
    }

    fn fits_type(&mut self, call: &Call, function: F, child: usize, table: &str, value: &Expr) -> Option<()> {
        let name = call.function.value.as_str();
        match function {
            F::Count => Some(()),
            F::Any | F::Share if value.ty == Type::Bool => Some(()),
            F::Any | F::Share => {
                let label = self.is_what(value);
                let message = format!("`{name}` takes a rule, and this is {}", words::a_type(value.ty));
                let help = format!("write `{name}({table} where …)`");
                self.error(&codes::NOT_A_RULE, message, value.span, label, help);
                None
            }
            F::Sum | F::Avg if value.ty == Type::Bool => {
                let shown = self.called(value).unwrap_or("…".into());
                let other = if function == F::Sum { "count" } else { "share" };
                let message = format!("`{name}` needs a number, and this is a truth value");
                let help = format!("write `{other}({table} where {shown})`");
                let label = self.is_what(value);
                self.error(&codes::TYPES_DIFFER, message, value.span, label, help);
                None
            }
            F::Sum | F::Avg => self.numeric(value, &format!("`{name}`")),
            F::Min | F::Max => self.ordered(value, value.span),
            F::CountDistinct | F::First | F::Last if value.ty == Type::List => {
                let label = self.is_what(value);
                let help = "count items with `items(list)`, or ask for one with `has`";
                let message = format!("`{name}` takes single values, and this is a list");
                self.error(&codes::LIST, message, value.span, label, help);
                None
            }
            F::First | F::Last if self.catalog.tables[child].time.is_none() => {
                self.timeless(child, call.function.span, &format!("`{name}`"));
                None
            }
            F::CountDistinct | F::First | F::Last => Some(()),
        }
    }

    fn column_example(&self, table: usize, function: &str) -> Option<String> {
        let numeric = !matches!(function, "count_distinct" | "first" | "last");
        let fits = |c: &&crate::catalog::Column| !numeric || crate::model::column_type(&c.ty).is_numeric();
        self.catalog.tables[table].columns.iter().find(fits).map(|c| words::quoted(&c.name))
    }
}

/// What an aggregate goes over.
pub(super) struct Rows {
    pub value: Option<Expr>,
    pub window: Option<Window>,
    pub filter: Option<Expr>,
}

/// The first names of all paths inside an expression.
fn tables_in(expr: &ast::Expr) -> Vec<&str> {
    match walk::path(expr) {
        Some(parts) => vec![parts[0].0],
        None => walk::children(expr).into_iter().flat_map(tables_in).collect(),
    }
}
