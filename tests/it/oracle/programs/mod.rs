//! Random programs, as text: a catalog and declarations that all check. What they mean is left to the whole chain from
//! the parser to the plan.

mod catalog;
mod cohorts;
mod insights;
mod measures;
mod related;
mod rules;
mod values;

use super::data;
use super::rng::Rng;
use super::world::{self, CUSTOMERS, ITEMS, ORDERS, REGIONS, Setting};
use personac::ir::{TableId, Type};

/// A project, to be shown and to be made smaller.
#[derive(Debug, Clone)]
pub struct Project {
    pub catalog: String,
    /// In an order in which each one uses only those before it.
    pub declarations: Vec<String>,
}

impl Project {
    pub fn source(&self) -> String {
        self.declarations.join("\n")
    }
}

impl std::fmt::Display for Project {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "--- personac.yaml\n{}--- random.persona\n{}", self.catalog, self.source())
    }
}

pub fn random(rng: &mut Rng, setting: &Setting) -> Project {
    let mut programs = Programs {
        rng,
        setting,
        params: Vec::new(),
        features: Vec::new(),
        cohorts: Vec::new(),
        declarations: Vec::new(),
        ranks: false,
    };
    let catalog = programs.catalog();
    programs.ranks = true;
    for number in 0..programs.rng.below(4) {
        programs.param(number);
    }
    for number in 0..1 + programs.rng.below(5) {
        programs.feature(number);
    }
    for number in 0..programs.rng.below(3) {
        programs.segment(number);
    }
    for number in 0..1 + programs.rng.below(3) {
        programs.cohort(number);
    }
    programs.assigns_and_grids();
    for number in 0..programs.rng.below(4) {
        programs.metric(number);
    }
    programs.insights();
    Project { catalog, declarations: programs.declarations }
}

/// A feature or segment that can be used.
#[derive(Debug, Clone)]
struct Feature {
    name: String,
    table: TableId,
    ty: Type,
}

#[derive(Debug, Clone)]
struct CohortName {
    name: String,
    table: TableId,
    /// The names of its tiers.
    tiers: Vec<&'static str>,
    /// A `score` is no rule.
    is_rule: bool,
}

/// A param: one value, or a list of them.
#[derive(Debug, Clone)]
struct Param {
    name: String,
    ty: Type,
    list: bool,
}

struct Programs<'a> {
    rng: &'a mut Rng,
    setting: &'a Setting,
    params: Vec<Param>,
    features: Vec<Feature>,
    cohorts: Vec<CohortName>,
    declarations: Vec<String>,
    /// May a rule ask for places in the population?
    ranks: bool,
}

impl Programs<'_> {
    fn table(&mut self) -> TableId {
        self.rng.pick(&[CUSTOMERS, CUSTOMERS, CUSTOMERS, CUSTOMERS, ORDERS, ORDERS, ITEMS, REGIONS])
    }

    /// A table that a cohort can be about: one with a key.
    fn entity(&mut self) -> TableId {
        self.rng.pick(&[CUSTOMERS, CUSTOMERS, CUSTOMERS, CUSTOMERS, ORDERS, REGIONS])
    }

    /// `of orders`, which customers can do without.
    fn of(&mut self, table: TableId) -> String {
        match table == CUSTOMERS && self.rng.percent(70) {
            true => String::new(),
            false => format!(" of {}", world::table(table).name),
        }
    }

    fn param(&mut self, number: usize) {
        let ty = self.rng.pick(&[Type::Int, Type::Number, Type::Text, Type::Date]);
        let list = ty != Type::Date && self.rng.percent(40);
        let name = format!("param_{number}");
        let value = match list {
            false => self.literal(ty),
            true => {
                let items: Vec<String> = (0..1 + self.rng.below(3)).map(|_| self.literal(ty)).collect();
                format!("[{}]", items.join(", "))
            }
        };
        self.declarations.push(format!("param {name}: {value}"));
        self.params.push(Param { name, ty, list });
    }

    fn feature(&mut self, number: usize) {
        let table = self.table();
        let ty = self.rng.pick(&[
            Type::Int,
            Type::Number,
            Type::Number,
            Type::Number,
            world::MONEY,
            Type::Text,
            Type::Date,
            Type::Datetime,
        ]);
        let ty = if self.names(table, ty).is_empty() { Type::Int } else { ty };
        let depth = 1 + self.rng.below(3);
        let value = self.value(table, ty, depth);
        let name = format!("{}_{number}", self.rng.pick(&["feature", "特征", "Merkmäl"]));
        let of = self.of(table);
        self.declarations.push(format!("feature {name}{of}: {value}"));
        self.features.push(Feature { name, table, ty });
    }

    fn segment(&mut self, number: usize) {
        let table = self.table();
        let rule = self.rule(table, 3);
        let name = format!("segment_{number}");
        let of = self.of(table);
        self.declarations.push(format!("segment {name}{of}: {rule}"));
        self.features.push(Feature { name, table, ty: Type::Bool });
    }

    /// A name as it is written: `ends` is a word of the language.
    fn quoted(name: &str) -> String {
        if name.contains(' ') || name == "ends" { format!("`{name}`") } else { name.to_string() }
    }

    /// Names of columns and features of a table with a type.
    fn names(&self, table: TableId, ty: Type) -> Vec<String> {
        let columns = world::table(table).columns.iter().filter(|c| c.ty == ty).map(|c| Self::quoted(c.name));
        let features =
            self.features.iter().filter(|f| f.table == table && f.ty == ty).map(|f| f.name.clone());
        // Features count twice: there are fewer of them.
        columns.chain(features.clone()).chain(features).collect()
    }

    fn literal(&mut self, ty: Type) -> String {
        match ty {
            Type::Bool => self.rng.pick(&["true", "false"]).to_string(),
            Type::Int => match self.rng.below(20) {
                0 => "9007199254740993".into(),
                1 => "-1_000".into(),
                _ => self.rng.between(-2, 6).to_string(),
            },
            Type::Number => match self.rng.below(20) {
                0 => "9007199254740992.0".into(),
                1 => "100000000000000.5".into(),
                2 => "0.0000005".into(),
                3 => "0.0".into(),
                4..9 => format!("{}%", self.rng.between(0, 100)),
                _ => self.rng.pick(&["0.1", "0.5", "-1.5", "2.0", "19.99", "0.3", "5.25", "0.007"]).into(),
            },
            Type::Decimal { .. } => self.rng.pick(&["0.1", "3", "19.99", "-0.5", "400", "0.3"]).into(),
            Type::Text => format!("\"{}\"", self.rng.pick(&data::TEXTS)),
            Type::Date | Type::Datetime => data::date(self.rng, self.setting).to_string(),
            Type::List => unreachable!("lists have no literals"),
        }
    }
}
