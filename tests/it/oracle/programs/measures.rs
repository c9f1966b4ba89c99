//! Metrics, claims, backings and expectations.

use super::{CohortName, Programs};
use crate::oracle::world;
use personac::ir::{TableId, Type};

impl Programs<'_> {
    pub fn metric(&mut self, number: usize) {
        let table = self.entity();
        let value = match self.rng.below(6) {
            0 => format!("{} / count()", self.statistic(table, None)),
            1 => format!("({} + 1) * 2", self.statistic(table, None)),
            2 => format!("{} ?? 0", self.statistic(table, None)),
            3 => self.latest(table).unwrap_or_else(|| "size".into()),
            _ => self.statistic(table, None),
        };
        let of = self.of(table);
        self.declarations.push(format!("metric metric_{number}{of}: {value}"));
    }

    /// A claim, an expectation or a pain point for the body of a cohort.
    pub fn proof(&mut self, table: TableId) -> String {
        let other: Vec<CohortName> =
            self.cohorts.iter().filter(|c| c.table == table && c.is_rule).cloned().collect();
        let other = (!other.is_empty()).then(|| self.rng.pick(&other).name);
        let value = self.statistic(table, other.as_deref());
        let bound = match self.rng.pick(&["0", "1", "2", "0.5", "30%", "100", "-3"]) {
            // A number of people is whole.
            "0.5" if value == "size" => "50%",
            bound => bound,
        };
        let rule = match self.rng.below(9) {
            0 => format!("size {} {}", self.comparison_sign(), self.rng.pick(&["0", "3", "10%", "50%"])),
            1 => {
                self.rng.pick(&["size between 10% and 40%", "size between 2 and 20", "movement <= 5%"]).into()
            }
            2 => format!("{value} between -1 and 5"),
            3 => format!("{value} not between 0 and 2"),
            4 => format!("{bound} {} {value}", self.comparison_sign()),
            5 => format!("{value} {} {}", self.comparison_sign(), self.statistic(table, None)),
            6 => format!("{value} > {bound} or count() < 5"),
            7 => format!("({value} >= {bound}) is not true"),
            _ => format!("{value} {} {bound}", self.comparison_sign()),
        };
        match self.rng.below(3) {
            0 => format!("claim \"so it is\": {rule}"),
            1 => format!("expect {rule}"),
            _ => format!("claim \"and so\": {rule}"),
        }
    }

    fn comparison_sign(&mut self) -> &'static str {
        self.rng.pick(&["=", "!=", "<", "<=", ">", ">="])
    }

    /// A number about the members of a cohort of that table.
    fn statistic(&mut self, table: TableId, other: Option<&str>) -> String {
        let filter = match self.rng.percent(25) {
            true => format!(" where {}", self.rule(table, 1)),
            false => String::new(),
        };
        match self.rng.below(10) {
            0..5 => {}
            5 => return self.rng.pick(&["count()", "size", "count()"]).into(),
            6 if other.is_some() => return format!("overlap({})", other.unwrap_or_default()),
            _ => {
                if let Some(related) = self.related_statistic(table) {
                    return related;
                }
            }
        }
        match self.rng.below(5) {
            0 => format!("share({}{filter})", self.rule(table, 2)),
            1 => format!("lift({})", self.rule(table, 1)),
            2 => format!("conversion({}, {})", self.rule(table, 1), self.rule(table, 1)),
            _ => {
                let value = self.numeric(table, 2);
                let function = self.rng.pick(&NUMERIC);
                match function {
                    "quantile" => {
                        format!("quantile({value}{filter}, {})", self.rng.pick(&["0", "0.1", "90%", "1"]))
                    }
                    "csat" if self.rng.percent(50) => format!("csat({value}{filter}, top: 2)"),
                    "loyalty" => format!(
                        "loyalty({value}, {}, {}{filter})",
                        self.numeric(table, 1),
                        self.numeric(table, 1)
                    ),
                    function => format!("{function}({value}{filter})"),
                }
            }
        }
    }

    fn latest(&mut self, table: TableId) -> Option<String> {
        let names = self.names(table, Type::Datetime);
        let names = if names.is_empty() { self.names(table, Type::Date) } else { names };
        (!names.is_empty()).then(|| format!("{}({})", self.rng.pick(&["min", "max"]), self.rng.pick(&names)))
    }

    /// A number about the rows that belong to the members.
    fn related_statistic(&mut self, table: TableId) -> Option<String> {
        let children = world::children(table);
        if children.is_empty() {
            return None;
        }
        let child = world::relation(self.rng.pick(&children)).child;
        let has_time = world::table(child).time.is_some();
        let name = world::table(child).name;
        let during = if has_time && self.rng.percent(40) { self.during() } else { String::new() };
        let filter = match self.rng.percent(40) {
            true => format!(" where {}", self.rule(child, 1)),
            false => String::new(),
        };
        let ty = self.rng.pick(&[Type::Int, Type::Number, world::MONEY]);
        let names = self.names(child, ty);
        let rest = format!("{during}{filter}");
        Some(match self.rng.below(7) {
            0 => format!("count({name}{rest})"),
            1 => format!("share({name}{during} where {})", self.rule(child, 2)),
            2 => format!(
                "{}({name}{rest})",
                self.rng.pick(&["repeat_rate", "purchase_frequency", "engagement"])
            ),
            3 if has_time => {
                let by = self.rng.pick(&["30 days", "3 months", "1 years", "10 weeks"]);
                format!("retention({name}{filter}, {by})")
            }
            4 if has_time && !names.is_empty() => {
                format!("predicted_clv({name}.{}{filter}, months: 6)", self.rng.pick(&names))
            }
            _ if names.is_empty() => format!("count({name}{rest})"),
            _ => {
                let value = self.rng.pick(&names);
                match self.rng.pick(&RELATED) {
                    "quantile" => format!("quantile({name}.{value}{rest}, 0.25)"),
                    function => format!("{function}({name}.{value}{rest})"),
                }
            }
        })
    }
}

const NUMERIC: [&str; 14] = [
    "avg", "median", "sum", "min", "max", "stddev", "quantile", "nps", "csat", "ces", "lift", "cac",
    "loyalty", "avg",
];

const RELATED: [&str; 13] =
    ["avg", "median", "sum", "min", "max", "stddev", "quantile", "nps", "csat", "ces", "aov", "clv", "cac"];
