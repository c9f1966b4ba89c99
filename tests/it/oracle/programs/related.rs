//! Aggregates over related rows.

use super::Programs;
use crate::oracle::data;
use crate::oracle::world;
use personac::ir::{TableId, Type};

impl Programs<'_> {
    /// An aggregate of that type, if the table has related rows and there is one.
    pub fn aggregate(&mut self, table: TableId, ty: Type, depth: usize) -> Option<String> {
        let children = world::children(table);
        if children.is_empty() {
            return None;
        }
        let relation = world::relation(self.rng.pick(&children));
        let child = relation.child;
        let has_time = world::table(child).time.is_some();
        let name = world::table(child).name;
        // Customers belong to regions in one way, to customers in another: there is never a choice, but it may be said.
        let via = if self.rng.percent(20) { format!(" via {}", relation.name) } else { String::new() };
        let during = if has_time && self.rng.percent(50) { self.during() } else { String::new() };
        let filter = match depth > 0 && self.rng.percent(45) {
            true => format!(" where {}", self.rule(child, (depth - 1).min(2))),
            false => String::new(),
        };
        let rest = format!("{via}{during}{filter}");
        let of = |programs: &mut Self, functions: &[&str], ty: Type| -> Option<String> {
            let value = programs.path(child, ty)?;
            Some(format!("{}({name}.{value}{rest})", programs.rng.pick(functions)))
        };
        match ty {
            Type::Bool => match self.rng.percent(60) {
                true => Some(format!("any({name}{rest})")),
                false => of(self, &["any"], Type::Bool),
            },
            Type::Int => match self.rng.below(4) {
                0 | 1 => Some(format!("count({name}{rest})")),
                2 => {
                    let ty = self.rng.pick(&[
                        Type::Int,
                        Type::Number,
                        world::MONEY,
                        Type::Text,
                        Type::Bool,
                        Type::Date,
                    ]);
                    of(self, &["count", "count_distinct"], ty)
                }
                _ => of(self, if has_time { &["min", "max", "first", "last"] } else { &["min", "max"] }, ty),
            },
            Type::Number => match self.rng.below(4) {
                0 => {
                    // A share is of a column or of a rule, not of both.
                    let rule = self.rule(child, depth.saturating_sub(1).min(2));
                    Some(format!("share({name}{via}{during} where {rule})"))
                }
                1 => of(self, if has_time { &["min", "max", "first", "last"] } else { &["min", "max"] }, ty),
                _ => {
                    let ty = self.rng.pick(&[Type::Int, Type::Number, world::MONEY, world::RATE]);
                    of(self, &["sum", "sum", "avg"], ty)
                }
            },
            Type::Decimal { .. } | Type::Date | Type::Datetime => {
                of(self, if has_time { &["min", "max", "first", "last"] } else { &["min", "max"] }, ty)
            }
            Type::Text if has_time => of(self, &["first", "last"], ty),
            Type::Text | Type::List => None,
        }
    }

    /// What stands behind `orders.`: a column or feature of the row, or of its owner.
    fn path(&mut self, table: TableId, ty: Type) -> Option<String> {
        let parents = world::parents(table);
        if self.rng.percent(15) && !parents.is_empty() {
            let relation = world::relation(self.rng.pick(&parents));
            let names = self.names(relation.parent, ty);
            if !names.is_empty() {
                return Some(format!("{}.{}", relation.name, self.rng.pick(&names)));
            }
        }
        let names = self.names(table, ty);
        (!names.is_empty()).then(|| self.rng.pick(&names))
    }

    pub fn during(&mut self) -> String {
        let window = match self.rng.below(9) {
            0 => format!("last {} days", self.rng.pick(&[1, 7, 30, 31, 90, 365])),
            1 => format!("last {} weeks", self.rng.between(1, 10)),
            2 => format!("last {} months", self.rng.between(1, 14)),
            3 => format!("last {} {}", self.rng.between(1, 4), self.rng.pick(&["quarters", "years"])),
            4 => format!("this {}", self.rng.pick(&["month", "quarter", "year"])),
            5 => format!("previous {}", self.rng.pick(&["month", "quarter", "year"])),
            6 => format!("since {}", data::date(self.rng, self.setting)),
            7 => format!("before {}", data::date(self.rng, self.setting)),
            _ => {
                let (a, b) = (data::date(self.rng, self.setting), data::date(self.rng, self.setting));
                format!("from {} to {}", a.min(b), a.max(b))
            }
        };
        format!(" during {window}")
    }

    /// `customer matches cohort_1`, `customer.cohort_1.score`: cohorts of an owner.
    pub fn owners_cohort(&mut self, table: TableId) -> Option<String> {
        let parents = world::parents(table);
        if parents.is_empty() {
            return None;
        }
        let relation = world::relation(self.rng.pick(&parents));
        let cohorts: Vec<_> = self.cohorts.iter().filter(|c| c.table == relation.parent).cloned().collect();
        if cohorts.is_empty() {
            return None;
        }
        let cohort = self.rng.pick(&cohorts);
        let owner = relation.name;
        Some(match cohort.is_rule && self.rng.percent(60) {
            true => format!("({owner} matches {})", cohort.name),
            false => format!("({owner}.{}.score >= {})", cohort.name, self.rng.between(0, 100)),
        })
    }
}
