//! Rules: what is true, false or unknown.

use super::Programs;
use crate::oracle::data;
use crate::oracle::world;
use personac::ir::{TableId, Type};

const NEEDLES: [&str; 9] = ["a", "o", "St", "北", "é", ".", "%", "SS", "old"];
const PATTERNS: [&str; 6] = ["^a.b$", r"\bvp\b", "(?i)straße", r"^\w+$", "[北京]", "o.?"];

impl Programs<'_> {
    /// A rule in parentheses, or one that needs none.
    pub fn rule(&mut self, table: TableId, depth: usize) -> String {
        if depth == 0 {
            return self.simple_rule(table);
        }
        match self.rng.below(13) {
            0 => self.junction(table, depth),
            1 => format!("(not {})", self.rule(table, depth - 1)),
            2 => {
                let rules: Vec<String> =
                    (0..1 + self.rng.below(4)).map(|_| self.rule(table, depth - 1)).collect();
                format!("(at least {} of [{}])", 1 + self.rng.below(rules.len()), rules.join(", "))
            }
            3 => {
                let test = self.rng.pick(&[
                    "is true",
                    "is not true",
                    "is false",
                    "is not false",
                    "is missing",
                    "is known",
                ]);
                format!("({} {test})", self.rule(table, depth - 1))
            }
            4 => {
                let ty = self.rng.pick(&[Type::Int, Type::Number, Type::Text, Type::Date, Type::Datetime]);
                let test = self.rng.pick(&["is missing", "is known", "is not missing", "is not known"]);
                format!("({} {test})", self.value(table, ty, depth - 1))
            }
            5 => self.aggregate(table, Type::Bool, depth).unwrap_or_else(|| self.simple_rule(table)),
            6 => format!("({} ?? {})", self.rule(table, depth - 1), self.rng.pick(&["true", "false"])),
            7 if self.ranks => self.rank(table, depth),
            8 => self.between(table, depth),
            9 => self.cohort_rule(table).unwrap_or_else(|| self.simple_rule(table)),
            10 => self.text_rule(table),
            _ => self.comparison(table, depth),
        }
    }

    fn junction(&mut self, table: TableId, depth: usize) -> String {
        let word = self.rng.pick(&[" and ", " or "]);
        let n = 2 + self.rng.below(3);
        let rules: Vec<String> = (0..n).map(|_| self.rule(table, depth - 1)).collect();
        format!("({})", rules.join(word))
    }

    fn simple_rule(&mut self, table: TableId) -> String {
        match self.rng.below(5) {
            0 => {
                let names = self.names(table, Type::Bool);
                self.rng.pick(&names)
            }
            1 => self.text_rule(table),
            2 => self.list_rule(table),
            _ => self.comparison(table, 0),
        }
    }

    fn comparison(&mut self, table: TableId, depth: usize) -> String {
        let depth = depth.saturating_sub(1);
        match self.rng.below(10) {
            0 | 1 => self.day_comparison(table, depth),
            2 => self.in_list(table),
            3 => {
                let (left, right) = (self.rule(table, depth.min(1)), self.rule(table, 0));
                format!("({left} {} {right})", self.rng.pick(&["=", "!="]))
            }
            4 => {
                // A text that is written out has to be one of an enum's own, so it is not written beside any.
                let left = self.value(table, Type::Text, depth.max(1));
                let left = if left.starts_with(['"', 'p']) { format!("lower({left})") } else { left };
                let right = self.simple_text(table);
                format!("({left} {} {right})", self.rng.pick(&["=", "!="]))
            }
            _ => {
                let op = self.rng.pick(&["=", "!=", "<", "<=", ">", ">="]);
                let left = self.numeric(table, depth);
                let right = if self.rng.percent(60) { self.any_number() } else { self.numeric(table, depth) };
                format!("({left} {op} {right})")
            }
        }
    }

    fn any_number(&mut self) -> String {
        let ty = self.rng.pick(&[Type::Int, Type::Int, Type::Number]);
        self.literal(ty)
    }

    fn day_comparison(&mut self, table: TableId, depth: usize) -> String {
        let op = self.rng.pick(&["=", "!=", "<", "<=", ">", ">="]);
        let left = self.day(table, depth);
        let right = if self.rng.percent(50) { self.literal(Type::Date) } else { self.day(table, depth) };
        format!("({left} {op} {right})")
    }

    /// A text that is no literal.
    fn simple_text(&mut self, table: TableId) -> String {
        let names = self.names(table, Type::Text);
        self.rng.pick(&names)
    }

    fn between(&mut self, table: TableId, depth: usize) -> String {
        let not = self.rng.pick(&["", "", "not "]);
        if self.rng.percent(30) {
            let (a, b) = (data::date(self.rng, self.setting), data::date(self.rng, self.setting));
            return format!("({} {not}between {} and {})", self.day(table, depth - 1), a.min(b), a.max(b));
        }
        let low = self.rng.between(-3, 3);
        let bounds = match self.rng.percent(60) {
            true => format!("{low} and {}", low + self.rng.between(0, 5)),
            // Two constants would have to be in order.
            false => {
                let names = self.names(table, Type::Int);
                format!("{low}.5 and {}", self.rng.pick(&names))
            }
        };
        format!("({} {not}between {bounds})", self.numeric(table, depth - 1))
    }

    fn in_list(&mut self, table: TableId) -> String {
        let not = self.rng.pick(&["", "", "not "]);
        let ty = self.rng.pick(&[Type::Int, Type::Number, world::MONEY, Type::Text, Type::Date]);
        if ty == Type::Text {
            let (name, words) = self.text_and_words(table);
            let list = self.list_of(&words);
            return format!("({name} {not}in {list})");
        }
        let params: Vec<String> = self
            .params
            .iter()
            .filter(|p| p.list && matches!(p.ty, Type::Int | Type::Number) && ty != Type::Date)
            .map(|p| p.name.clone())
            .collect();
        let list = if !params.is_empty() && self.rng.percent(50) {
            self.rng.pick(&params)
        } else {
            // Short lists become comparisons, long ones sets.
            let n = if self.rng.percent(80) { 1 + self.rng.below(4) } else { 18 };
            let literals: Vec<String> = (0..n)
                .map(|_| match ty {
                    Type::Date => self.literal(Type::Date),
                    _ => self.any_number(),
                })
                .collect();
            format!("[{}]", literals.join(", "))
        };
        format!("({} {not}in {list})", self.simple(table, ty))
    }

    fn list_of(&mut self, words: &[&str]) -> String {
        let n = 1 + self.rng.below(4);
        let items: Vec<String> = (0..n).map(|_| format!("\"{}\"", self.rng.pick(words))).collect();
        format!("[{}]", items.join(", "))
    }

    /// A text and the words that it may be compared with.
    fn text_and_words(&mut self, table: TableId) -> (String, Vec<&'static str>) {
        let texts: Vec<_> = world::table(table).columns.iter().filter(|c| c.ty == Type::Text).collect();
        let column = self.rng.pick(&texts);
        let words = if column.values.is_empty() { data::TEXTS.to_vec() } else { column.values.to_vec() };
        (Self::quoted(column.name), words)
    }

    fn text_rule(&mut self, table: TableId) -> String {
        let (name, words) = self.text_and_words(table);
        let (not, does_not) = if self.rng.percent(25) { (" not", " does not") } else { ("", "") };
        let s = if does_not.is_empty() { "s" } else { "" };
        let needle = self.rng.pick(&NEEDLES);
        match self.rng.below(7) {
            0 => format!("({name} = \"{}\")", self.rng.pick(&words)),
            1 => format!("({name} != \"{}\")", self.rng.pick(&words)),
            2 => format!("({name}{does_not} contain{s} \"{needle}\")"),
            3 => {
                let quantifier = self.rng.pick(&["any of", "all of"]);
                format!("({name}{not} contains {quantifier} {})", self.list_of(&NEEDLES))
            }
            4 => format!("({name}{does_not} start{s} with \"{needle}\")"),
            5 => format!("({name}{not} ends with \"{needle}\")"),
            _ => format!("({name}{not} matches /{}/)", self.rng.pick(&PATTERNS)),
        }
    }

    fn list_rule(&mut self, table: TableId) -> String {
        let names = self.names(table, Type::List);
        if names.is_empty() {
            return self.text_rule(table);
        }
        let name = self.rng.pick(&names);
        let not = if self.rng.percent(25) { " not" } else { "" };
        match self.rng.below(3) {
            0 => format!("({name}{not} has \"{}\")", self.rng.pick(&data::ITEMS_OF_LISTS)),
            1 => format!("({name}{not} has any of {})", self.list_of(&data::ITEMS_OF_LISTS)),
            _ => format!("({name}{not} has all of {})", self.list_of(&data::ITEMS_OF_LISTS)),
        }
    }

    fn rank(&mut self, table: TableId, depth: usize) -> String {
        let not = self.rng.pick(&["", "", "not "]);
        let end = self.rng.pick(&["top", "bottom"]);
        let share = self.rng.pick(&["20%", "10%", "50%", "33.3333%", "100%", "7%", "0.5%"]);
        format!("({} {not}in {end} {share})", self.ordered(table, depth - 1))
    }

    /// A cohort as a rule, or its tier or score in one.
    fn cohort_rule(&mut self, table: TableId) -> Option<String> {
        if self.rng.percent(40)
            && let Some(rule) = self.owners_cohort(table)
        {
            return Some(rule);
        }
        let cohorts: Vec<_> = self.cohorts.iter().filter(|c| c.table == table).cloned().collect();
        if cohorts.is_empty() {
            return None;
        }
        let cohort = self.rng.pick(&cohorts);
        Some(match self.rng.below(3) {
            0 if cohort.is_rule => cohort.name,
            1 if !cohort.tiers.is_empty() => {
                format!("({}.tier = \"{}\")", cohort.name, self.rng.pick(&cohort.tiers))
            }
            _ => format!("({}.score >= {})", cohort.name, self.rng.between(0, 100)),
        })
    }
}
