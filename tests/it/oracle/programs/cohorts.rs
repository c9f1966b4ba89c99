//! ICPs, personas, scores, assignments and grids.

use super::{CohortName, Programs};
use crate::oracle::world;
use personac::ir::TableId;

const BLOCKS: [&str; 5] = ["demographics", "behavior", "needs", "value", "dimension fit \"Fit\""];

impl Programs<'_> {
    pub fn cohort(&mut self, number: usize) {
        let table = self.entity();
        let kind = self.rng.pick(&["icp", "persona", "persona", "score"]);
        let is_rule = kind != "score";
        let name = format!("{}_{number}", self.rng.pick(&["cohort", "客群"]));
        let mut body = String::new();
        if is_rule && self.rng.percent(20) {
            let icps: Vec<String> = self
                .cohorts
                .iter()
                .filter(|c| c.is_rule && c.table == table && self.is_icp(&c.name))
                .map(|c| c.name.clone())
                .collect();
            if !icps.is_empty() {
                body += &format!("  icp: {}\n", self.rng.pick(&icps));
            }
        }
        if is_rule {
            for _ in 0..1 + self.rng.below(3) {
                body += &format!("  {}\n", self.gate(table));
            }
        }
        let scored = !is_rule || self.rng.percent(70);
        if scored {
            body += &self.blocks(table, is_rule);
        }
        let mut tiers = Vec::new();
        if self.rng.percent(60) {
            tiers = self.tiers(&mut body);
        }
        for _ in 0..self.rng.below(3) {
            body += &format!("  {}\n", self.proof(table));
        }
        let of = self.of(table);
        self.declarations.push(format!("{kind} {name}{of} {{\n{body}}}"));
        self.cohorts.push(CohortName { name, table, tiers, is_rule });
    }

    fn is_icp(&self, name: &str) -> bool {
        self.declarations.iter().any(|declaration| declaration.starts_with(&format!("icp {name} ")))
    }

    /// `must R` or `exclude R`.
    fn gate(&mut self, table: TableId) -> String {
        let word = self.rng.pick(&["must", "must", "must", "exclude"]);
        format!("{word} {}", self.rule(table, 3))
    }

    /// Blocks of rules, one of which has a positive weight.
    fn blocks(&mut self, table: TableId, gates: bool) -> String {
        let mut body = String::new();
        let first = self.rng.below(BLOCKS.len());
        for block in 0..1 + self.rng.below(3) {
            let cap = if self.rng.percent(30) {
                format!(" cap {}", self.rng.pick(&["10", "7.5", "40"]))
            } else {
                String::new()
            };
            body += &format!("  {}{cap} {{\n", BLOCKS[(first + block) % BLOCKS.len()]);
            body += &format!("    {}\n", self.should(table, false));
            for _ in 0..self.rng.below(3) {
                body += &format!("    {}\n", self.should(table, true));
            }
            if gates && self.rng.percent(20) {
                body += &format!("    {}\n", self.gate(table));
            }
            body += "  }\n";
        }
        if self.rng.percent(30) {
            body += &format!("  {}\n", self.should(table, true));
        }
        body
    }

    fn should(&mut self, table: TableId, penalty: bool) -> String {
        let weight = match penalty && self.rng.percent(25) {
            true => self.rng.pick(&["-10", "-2.5", "-0.01"]),
            false => self.rng.pick(&["10", "30", "2.5", "0.01", "33.33", "100", "7"]),
        };
        let rule = match self.rng.below(10) {
            0 | 1 => {
                let (from, to) = self.rng.pick(&[
                    ("0", "10"),
                    ("10", "0"),
                    ("0.5", "1"),
                    ("-3", "3"),
                    ("0", "30%"),
                    ("5", "0.1"),
                ]);
                let value = self.numeric(table, 2);
                match self.rng.percent(30) {
                    true => format!("ramp({value}, {from}, {to}) ?? 0.5"),
                    false => format!("ramp({value}, {from}, {to})"),
                }
            }
            2 => {
                let half_life = self.rng.pick(&["30 days", "2 weeks", "1 days", "365 days"]);
                format!("decay({}, {half_life})", self.day(table, 1))
            }
            _ => self.rule(table, 2),
        };
        format!("should {rule} weight {weight}")
    }

    fn tiers(&mut self, body: &mut String) -> Vec<&'static str> {
        let names = ["A", "B", "1", "core"];
        let bounds = self.rng.pick(&[
            &["75", "50", "0"][..],
            &["100", "66.67", "33.33", "10"],
            &["50"],
            &["99.99", "0.01"],
            &["70", "20.5"],
        ]);
        let tiers: Vec<String> =
            names.iter().zip(bounds).map(|(name, bound)| format!("{name}: {bound}")).collect();
        *body += &format!("  tiers {{ {} }}\n", tiers.join("  "));
        names[..bounds.len()].to_vec()
    }

    pub fn assigns_and_grids(&mut self) {
        for table in [world::CUSTOMERS, world::ORDERS] {
            let mut cohorts: Vec<CohortName> =
                self.cohorts.iter().filter(|c| c.table == table).cloned().collect();
            self.rng.shuffle(&mut cohorts);
            let among: Vec<&str> = cohorts.iter().filter(|c| c.is_rule).map(|c| c.name.as_str()).collect();
            if among.len() >= 2 {
                let by = self.rng.pick(&["highest score", "highest score", "priority"]);
                let at_least =
                    self.rng.pick(&["", "\n  at least 40", "\n  at least 33.33", "\n  at least 100"]);
                let name = format!("best_of_{}", world::table(table).name);
                let among = among.join(", ");
                self.declarations
                    .push(format!("assign {name} {{\n  among [{among}]\n  by {by}{at_least}\n}}"));
            }
            let tiered: Vec<&str> =
                cohorts.iter().filter(|c| !c.tiers.is_empty()).map(|c| c.name.as_str()).collect();
            if let [rows, columns, ..] = tiered[..] {
                let name = format!("grid_of_{}", world::table(table).name);
                self.declarations.push(format!("grid {name}: {rows} by {columns}"));
            }
        }
    }
}
