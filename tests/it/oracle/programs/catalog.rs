//! `personac.yaml` for the tables of the world.

use super::Programs;
use crate::oracle::world::{CUSTOMERS, RELATIONS, TABLES, Table};
use personac::ir::{TableId, Type};

impl Programs<'_> {
    pub fn catalog(&mut self) -> String {
        let mut yaml = format!(
            "project: oracle\ntimezone: {}\nas_of: {}\nentity: customers\nprivacy: {{ min_cell: {} }}\ntables:\n",
            self.setting.timezone,
            self.setting.as_of,
            self.rng.below(5)
        );
        for (index, table) in TABLES.iter().enumerate() {
            yaml += &self.catalog_table(TableId(index as u32), table);
        }
        yaml
    }

    fn catalog_table(&mut self, id: TableId, table: &Table) -> String {
        let mut yaml = format!("  {}:\n    source: data/{}.parquet\n", table.name, table.name);
        if let Some(key) = table.key {
            yaml += &format!("    key: {}\n", table.columns[key].name);
        }
        if let Some(time) = table.time {
            yaml += &format!("    time: {}\n", table.columns[time].name);
        }
        if id == CUSTOMERS {
            if self.rng.percent(60) {
                let rule = self.rule(id, 1);
                yaml += &format!("    population: '{}'\n", rule.replace('\'', "''"));
            }
            if self.rng.percent(50) {
                yaml += "    consent: opted_in\n";
            }
        }
        let relations: Vec<String> = RELATIONS
            .iter()
            .filter(|relation| relation.child == id)
            .map(|relation| {
                let (parent, by) = (&TABLES[relation.parent.0 as usize], table.columns[relation.column].name);
                format!("{}: {{ table: {}, by: {by} }}", relation.name, parent.name)
            })
            .collect();
        if self.rng.percent(40) {
            let value = self.numeric(id, 2);
            yaml += &format!("    value: '{}'\n", value.replace('\'', "''"));
        }
        let texts: Vec<&str> = table.columns.iter().filter(|c| c.ty == Type::Text).map(|c| c.name).collect();
        if !relations.is_empty() && !texts.is_empty() && self.rng.percent(50) {
            yaml += &format!("    category: {}\n", self.rng.pick(&texts));
        }
        if !relations.is_empty() {
            yaml += &format!("    belongs_to: {{ {} }}\n", relations.join(", "));
        }
        yaml += "    columns:\n";
        for column in table.columns {
            let values: Vec<String> = column.values.iter().map(|value| format!("\"{value}\"")).collect();
            let ty = match column.ty {
                Type::Text if !values.is_empty() => format!("enum, values: [{}]", values.join(", ")),
                Type::Text => "text".into(),
                Type::Bool => "bool".into(),
                Type::Int => "int".into(),
                Type::Number => "number".into(),
                Type::Decimal { scale } => format!("decimal, scale: {scale}"),
                Type::Date => "date".into(),
                Type::Datetime => "datetime".into(),
                Type::List => "list".into(),
            };
            let as_of = if column.as_of { ", as_of: true" } else { "" };
            let quotable = match column.ty {
                Type::Text if !values.is_empty() => "",
                Type::Text if self.rng.percent(50) => ", quotable: true",
                Type::Text if self.rng.percent(10) => ", pii: true",
                _ => "",
            };
            yaml += &format!("      \"{}\": {{ type: {ty}{as_of}{quotable} }}\n", column.name);
        }
        yaml
    }
}
