//! Journeys and themes.

use super::Programs;
use personac::ir::TableId;

impl Programs<'_> {
    pub fn insights(&mut self) {
        for number in 0..self.rng.below(3) {
            let table = self.entity();
            let stages: String = (0..1 + self.rng.below(4)).map(|stage| self.stage(table, stage)).collect();
            let of = self.of(table);
            self.declarations.push(format!("journey journey_{number}{of} {{\n{stages}}}"));
        }
        for number in 0..self.rng.below(3) {
            let table = self.table();
            let name = crate::oracle::world::table(table).name;
            let rule = self.rule(table, 2);
            self.declarations.push(format!("theme theme_{number} of {name}: {rule}"));
        }
    }

    /// Mostly rules that have a time.
    fn stage(&mut self, table: TableId, number: usize) -> String {
        let rule = match self.rng.below(4) {
            0 => self.rule(table, 2),
            1 => format!("{} and {}", self.timed(table), self.timed(table)),
            2 => format!("{} or {}", self.timed(table), self.timed(table)),
            _ => self.timed(table),
        };
        format!("  stage stage_{number}: {rule}\n")
    }

    fn timed(&mut self, table: TableId) -> String {
        let related = self.rng.percent(70).then(|| self.counted(table)).flatten();
        related.unwrap_or_else(|| {
            let date = self.day(table, 0);
            match self.rng.percent(50) {
                true => format!("({date} is known)"),
                false => format!("({date} <= {})", crate::oracle::data::date(self.rng, self.setting)),
            }
        })
    }

    /// `any(orders …)`, `count(orders …) >= 2`
    fn counted(&mut self, table: TableId) -> Option<String> {
        let any = self.rng.percent(30);
        let ty = if any { personac::ir::Type::Bool } else { personac::ir::Type::Int };
        let aggregate = self.aggregate(table, ty, 1)?;
        Some(match (any, self.rng.below(3)) {
            (true, _) => aggregate,
            (false, 0) => format!("({aggregate} > {})", self.rng.between(0, 2)),
            (false, 1) => format!("({} <= {aggregate})", self.rng.between(0, 3)),
            (false, _) => format!("({aggregate} >= {})", self.rng.pick(&["1", "2", "3", "1.5"])),
        })
    }
}
