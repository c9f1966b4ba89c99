//! Values of every type.

use super::Programs;
use crate::oracle::world::{self, MONEY};
use personac::ir::{TableId, Type};

impl Programs<'_> {
    /// An expression of that type about a row of that table, in parentheses where it needs some.
    pub fn value(&mut self, table: TableId, ty: Type, depth: usize) -> String {
        // A datetime cannot be written out, so where there is none a date has to do.
        let ty = if ty == Type::Datetime && self.names(table, ty).is_empty() { Type::Date } else { ty };
        if depth == 0 || self.rng.percent(20) {
            return self.simple(table, ty);
        }
        match self.rng.below(10) {
            0 => self.default(table, ty, depth),
            1 => {
                let (then, otherwise) = (self.value(table, ty, depth - 1), self.value(table, ty, depth - 1));
                format!("if({}, {then}, {otherwise})", self.rule(table, depth - 1))
            }
            2..5 => self.aggregate(table, ty, depth).unwrap_or_else(|| self.simple(table, ty)),
            _ => match ty {
                Type::Bool => self.rule(table, depth),
                Type::Int => self.int(table, depth),
                Type::Number => self.number(table, depth),
                Type::Text => self.text(table, depth),
                Type::Date => self.date(table, depth),
                Type::Decimal { .. } | Type::Datetime | Type::List => self.simple(table, ty),
            },
        }
    }

    /// A column, a feature, a value of an owner, or a literal.
    pub fn simple(&mut self, table: TableId, ty: Type) -> String {
        let parents = world::parents(table);
        if !parents.is_empty() && self.rng.percent(25) {
            let relation = world::relation(self.rng.pick(&parents));
            // Ways of any length: `referrer.referrer.region.wealth`.
            let value = self.simple_of(relation.parent, ty);
            if let Some(value) = value {
                return format!("{}.{value}", relation.name);
            }
        }
        match self.simple_of(table, ty) {
            Some(name) if !self.rng.percent(10) || !has_literals(ty) => name,
            _ => self.scalar(ty),
        }
    }

    /// A name with nothing but dots in front of it.
    fn simple_of(&mut self, table: TableId, ty: Type) -> Option<String> {
        let parents = world::parents(table);
        if !parents.is_empty() && self.rng.percent(20) {
            let relation = world::relation(self.rng.pick(&parents));
            if let Some(value) = self.simple_of(relation.parent, ty) {
                return Some(format!("{}.{value}", relation.name));
            }
        }
        let names = self.names(table, ty);
        (!names.is_empty()).then(|| self.rng.pick(&names))
    }

    /// A literal or a param with one value; what has no literals is worked out.
    fn scalar(&mut self, ty: Type) -> String {
        let params: Vec<String> =
            self.params.iter().filter(|p| !p.list && p.ty == ty).map(|p| p.name.clone()).collect();
        if !params.is_empty() && self.rng.percent(50) {
            return self.rng.pick(&params);
        }
        match self.literal(ty) {
            // `x - -1` is fine, but `x.-1` is not what anybody means.
            negative if negative.starts_with('-') => format!("({negative})"),
            literal => literal,
        }
    }

    fn default(&mut self, table: TableId, ty: Type, depth: usize) -> String {
        let value = self.value(table, ty, depth - 1);
        let other = self.value(table, ty, depth - 1);
        format!("({value} ?? {other})")
    }

    /// Any kind of number.
    pub fn numeric(&mut self, table: TableId, depth: usize) -> String {
        let ty = self.rng.pick(&[Type::Int, Type::Number, Type::Number, MONEY, world::RATE]);
        self.value(table, ty, depth)
    }

    /// A date or a datetime.
    pub fn day(&mut self, table: TableId, depth: usize) -> String {
        let ty = self.rng.pick(&[Type::Date, Type::Datetime]);
        self.value(table, ty, depth)
    }

    fn int(&mut self, table: TableId, depth: usize) -> String {
        let depth = depth - 1;
        match self.rng.below(7) {
            0 => format!("days_since({})", self.day(table, depth)),
            1 => format!("age({})", self.day(table, depth)),
            2 => {
                let part = self.rng.pick(&["year", "month", "day", "weekday"]);
                format!("{part}({})", self.day(table, depth))
            }
            3 => format!("length({})", self.value(table, Type::Text, depth)),
            4 => match self.simple_of(table, Type::List) {
                Some(list) => format!("items({list})"),
                None => self.simple(table, Type::Int),
            },
            5 => match self.rng.percent(50) {
                true => format!("days_between({}, {})", self.day(table, depth), self.day(table, depth)),
                false => format!("({} - {})", self.day(table, depth), self.day(table, depth)),
            },
            _ if self.ranks => {
                let value = self.ordered(table, depth);
                format!("quantile({value}, {})", self.rng.pick(&[2, 3, 4, 5, 10, 100]))
            }
            _ => self.simple(table, Type::Int),
        }
    }

    /// A value that can be ranked.
    pub fn ordered(&mut self, table: TableId, depth: usize) -> String {
        if self.rng.percent(75) { self.numeric(table, depth) } else { self.day(table, depth) }
    }

    fn number(&mut self, table: TableId, depth: usize) -> String {
        let below = depth - 1;
        match self.rng.below(9) {
            0..3 => {
                let (left, op) = (self.numeric(table, below), self.rng.pick(&["+", "-", "*", "/"]));
                match self.numeric(table, below) {
                    // Nothing can be divided by a zero that is written out.
                    right if op == "/" && is_zero(&right) => format!("({left} {op} 3)"),
                    right => format!("({left} {op} {right})"),
                }
            }
            3 => {
                let function = self.rng.pick(&["abs", "floor", "ceil", "sqrt", "ln", "log10"]);
                format!("{function}({})", self.numeric(table, below))
            }
            4 => format!("round({}, {})", self.numeric(table, below), self.rng.below(10)),
            5 => {
                let function = self.rng.pick(&["least", "greatest"]);
                format!("{function}({}, {})", self.numeric(table, below), self.numeric(table, below))
            }
            6 => format!("months_since({})", self.day(table, below)),
            7 if self.ranks => format!("percentile({})", self.ordered(table, below)),
            _ => self.score_of_cohort(table).unwrap_or_else(|| format!("-({})", self.numeric(table, below))),
        }
    }

    fn score_of_cohort(&mut self, table: TableId) -> Option<String> {
        let cohorts: Vec<String> =
            self.cohorts.iter().filter(|c| c.table == table).map(|c| c.name.clone()).collect();
        (!cohorts.is_empty()).then(|| format!("{}.score", self.rng.pick(&cohorts)))
    }

    fn text(&mut self, table: TableId, depth: usize) -> String {
        let function = self.rng.pick(&["lower", "upper", "trim"]);
        format!("{function}({})", self.value(table, Type::Text, depth - 1))
    }

    fn date(&mut self, table: TableId, depth: usize) -> String {
        let depth = depth - 1;
        match self.rng.below(5) {
            0 => format!("date({})", self.day(table, depth)),
            1 | 2 => {
                let unit = self.rng.pick(&["days", "weeks", "months", "quarters", "years"]);
                let (day, sign) = (self.day(table, depth), self.rng.pick(&["+", "-"]));
                format!("({day} {sign} {} {unit})", self.rng.between(1, 20))
            }
            3 => {
                let function = self.rng.pick(&["least", "greatest"]);
                let (a, b) = (self.value(table, Type::Date, depth), self.value(table, Type::Date, depth));
                format!("{function}({a}, {b})")
            }
            _ => "today()".into(),
        }
    }
}

/// Is there a way to write a value of that type?
fn has_literals(ty: Type) -> bool {
    matches!(ty, Type::Int | Type::Number | Type::Text | Type::Date)
}

fn is_zero(text: &str) -> bool {
    text.trim_matches(['(', ')', '%', '-']).parse() == Ok(0.0) || text.starts_with("param")
}
