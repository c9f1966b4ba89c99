//! What people write about: the rows of texts are read once for all groups, counted by person, and then by group.

use super::{Group, PERSON};
use crate::cohort::{Portion, ThemeGroup, ThemeResult, example, examples};
use crate::engine::frame::{ROW, Tables, Wanted, node_col, node_name, raw_col};
use crate::ir::{NodeId, Theme};
use polars::lazy::dsl::Expr;
use polars::prelude::*;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// By person: how many rows they have, how many texts, and how many of these with the theme.
#[derive(Debug, Clone, Copy, Default)]
struct Texts {
    rows: u32,
    texts: u32,
    found: u32,
}

/// Texts with the theme, the most recent first.
struct Quotes {
    people: Vec<IdxSize>,
    texts: Vec<String>,
}

impl Tables<'_> {
    /// All themes of the plan for an entity, those of one table of texts with one reading of it.
    pub(super) fn themes(
        &self,
        of: &[&Theme],
        height: usize,
        groups: &[Group],
    ) -> PolarsResult<Vec<ThemeResult>> {
        let mut results = Vec::with_capacity(of.len());
        for (theme, texts) in of.iter().zip(self.texts(of, height)?) {
            results.push(self.theme(theme, &texts, groups)?);
        }
        Ok(results)
    }

    fn theme(&self, theme: &Theme, texts: &[Texts], groups: &[Group]) -> PolarsResult<ThemeResult> {
        let plan = self.plan;
        let quotes = match theme.quoted.is_empty() {
            true => Quotes { people: Vec::new(), texts: Vec::new() },
            false => self.quotes(theme)?,
        };
        let group = |group: &Group| {
            let (mut rows, mut known, mut found) = (0u64, 0u64, 0u64);
            let (mut writers, mut people) = (0, 0);
            let mut is_in = vec![false; texts.len()];
            group.members.for_each(|person| {
                let of = texts[person];
                is_in[person] = true;
                rows += u64::from(of.rows);
                known += u64::from(of.texts);
                found += u64::from(of.found);
                writers += u64::from(of.texts > 0);
                people += u64::from(of.found > 0);
            });
            let own = quotes.people.iter().zip(&quotes.texts).filter(|(person, _)| is_in[**person as usize]);
            let enough = people >= plan.insights.min_cell;
            ThemeGroup {
                cohort: group.cohort.map(str::to_owned),
                rows: Some(rows),
                without_text: Some(rows - known),
                texts: Some(Portion::new(found, known)),
                people: Some(Portion::new(people, writers)),
                examples: examples(own.filter(|_| enough).map(|(_, text)| text.as_str())),
            }
        };
        Ok(ThemeResult {
            name: theme.name.clone(),
            table: plan.table(theme.table).name.clone(),
            entity: plan.table(theme.entity).name.clone(),
            relation: theme.owner.map(|relation| plan.relation(relation).name.clone()),
            groups: groups.par_iter().map(group).collect(),
        })
    }

    /// The rows of the texts with the person that they belong to.
    fn written(&self, theme: &Theme, wanted: Wanted) -> PolarsResult<LazyFrame> {
        match theme.owner {
            Some(relation) => self.rows_of_people(relation, wanted),
            None => {
                let rows = self.frame(theme.table, &Wanted { row: true, ..wanted })?;
                Ok(rows.with_columns([Expr::Column(ROW.into()).alias(PERSON)]))
            }
        }
    }

    fn title(&self, what: &str, theme: &Theme) -> String {
        let table = |table| &self.plan.table(table).name;
        format!("{what} in {} of {}", table(theme.table), table(theme.entity))
    }

    /// By theme and person.
    fn texts(&self, themes: &[&Theme], height: usize) -> PolarsResult<Vec<Vec<Texts>>> {
        let Some(first) = themes.first() else { return Ok(Vec::new()) };
        let nodes: BTreeSet<NodeId> = themes.iter().map(|theme| theme.rule).collect();
        let nodes: Vec<NodeId> = nodes.into_iter().collect();
        let columns =
            [Expr::Column(PERSON.into())].into_iter().chain(nodes.iter().map(|&node| node_col(node)));
        let columns: Vec<Expr> = columns.collect();
        let rows = self.written(first, Wanted { nodes, ..Wanted::default() })?.select(columns);
        let rows = self.query(|| self.title("themes", first), rows)?;
        let people = rows.column(PERSON)?.idx()?;
        let mut found = Vec::with_capacity(themes.len());
        for theme in themes {
            let mut texts = vec![Texts::default(); height];
            for (person, rule) in people.iter().zip(rows.column(&node_name(theme.rule))?.bool()?.iter()) {
                let Some(of) = person.and_then(|person| texts.get_mut(person as usize)) else { continue };
                of.rows += 1;
                of.texts += u32::from(rule.is_some());
                of.found += u32::from(rule == Some(true));
            }
            found.push(texts);
        }
        Ok(found)
    }

    fn quotes(&self, theme: &Theme) -> PolarsResult<Quotes> {
        let table = self.plan.table(theme.table);
        let order: Vec<_> = [table.time, table.key].into_iter().flatten().collect();
        let mut nodes = theme.quoted.clone();
        nodes.push(theme.rule);
        let wanted = Wanted { nodes, columns: order.clone(), row: false };
        let columns = [Expr::Column(PERSON.into())]
            .into_iter()
            .chain(order.iter().map(|&c| raw_col(c).alias(sort_name(c.0))));
        let columns: Vec<Expr> = columns.chain(theme.quoted.iter().map(|&node| node_col(node))).collect();
        let rows = self.written(theme, wanted)?.filter(node_col(theme.rule)).select(columns);
        let rows = self.query(|| self.title("examples", theme), rows)?;
        let mut quoted = Vec::with_capacity(theme.quoted.len());
        for &node in &theme.quoted {
            quoted.push(rows.column(&node_name(node))?.str()?.clone());
        }
        let texts: Vec<String> = (0..rows.height())
            .map(|row| example(quoted.iter().filter_map(|column| column.get(row))))
            .collect();
        let mut by: Vec<Column> = Vec::new();
        for column in order {
            by.push(rows.column(&sort_name(column.0))?.clone());
        }
        by.push(Column::new("text".into(), texts.iter().map(String::as_str).collect::<Vec<_>>()));
        // The latest time and the greatest key first; then, for tables without a key, the smaller text.
        let mut descending = vec![true; by.len()];
        descending[by.len() - 1] = false;
        let options =
            SortMultipleOptions::default().with_order_descending_multi(descending).with_nulls_last(true);
        let mut frame = DataFrame::new(rows.height(), by.clone())?;
        frame.with_column(rows.column(PERSON)?.clone())?;
        let names: Vec<PlSmallStr> = by.iter().map(|column| column.name().clone()).collect();
        let sorted = frame.sort(names, options)?;
        let people = sorted.column(PERSON)?.idx()?.iter().flatten().collect();
        let texts = sorted.column("text")?.str()?.iter().map(|t| t.unwrap_or_default().to_owned()).collect();
        Ok(Quotes { people, texts })
    }
}

fn sort_name(column: u32) -> PlSmallStr {
    PlSmallStr::from_string(format!("by{column}"))
}
