//! Journeys, themes, overlaps, values and categories, counted plainly.

use super::{Value, Values, numbers};
use crate::cohort::*;
use crate::ir::{self, CohortKind, NodeId, TableId};
use std::cmp::Ordering;
use std::collections::BTreeMap;

pub(super) fn insights(values: &Values) -> Insights {
    let plan = &values.plan().insights;
    Insights {
        journeys: plan.journeys.iter().map(|journey| one_journey(values, journey)).collect(),
        themes: plan.themes.iter().map(|theme| one_theme(values, theme)).collect(),
        overlaps: overlaps(values),
        pareto: plan.values.iter().map(|value| pareto(values, value)).collect(),
        affinities: plan.categories.iter().map(|category| affinity(values, category)).collect(),
    }
}

/// People that figures are about, and for each row of the table whether it is one of them.
struct Group {
    /// `None`: everyone who counts.
    cohort: Option<String>,
    is_in: Vec<bool>,
}

impl Group {
    fn rows(&self) -> impl Iterator<Item = usize> {
        (0..self.is_in.len()).filter(|&row| self.is_in[row])
    }

    fn len(&self) -> u64 {
        self.rows().count() as u64
    }
}

/// The ICPs and personas of a table.
fn cohorts(values: &Values, table: TableId) -> Vec<Group> {
    let cohorts = values.plan().cohorts.iter().filter(|c| c.table == table && c.kind != CohortKind::Score);
    cohorts
        .map(|c| Group {
            cohort: Some(c.name.clone()),
            is_in: values.of(c.matched).iter().map(Value::is_true).collect(),
        })
        .collect()
}

fn everyone_and_cohorts(values: &Values, table: TableId) -> Vec<Group> {
    let everyone = Group { cohort: None, is_in: values.base(table) };
    [everyone].into_iter().chain(cohorts(values, table)).collect()
}

fn table_name(values: &Values, table: TableId) -> String {
    values.plan().table(table).name.clone()
}

fn one_journey(values: &Values, journey: &ir::Journey) -> JourneyResult {
    let reached: Vec<&[Value]> = journey.stages.iter().map(|stage| values.of(stage.reached)).collect();
    let groups = everyone_and_cohorts(values, journey.table);
    let group = |group: &Group| {
        let furthest =
            |person: usize| (0..reached.len()).rev().find(|&stage| reached[stage][person].is_true());
        let stages = (0..reached.len()).map(|index| {
            let is_here = |person: &usize| reached[index][*person].is_true();
            let was_before = |person: &usize| index > 0 && reached[index - 1][*person].is_true();
            let before: Vec<usize> = group.rows().filter(was_before).collect();
            let both: Vec<usize> = before.iter().copied().filter(is_here).collect();
            StageResult {
                name: journey.stages[index].name.clone(),
                reached: Some(group.rows().filter(is_here).count() as u64),
                at: Some(group.rows().filter(|&person| furthest(person) == Some(index)).count() as u64),
                conversion: (index > 0).then(|| Portion::new(both.len() as u64, before.len() as u64)),
                days: StageDays::of(days(values, journey, index, &both)),
            }
        });
        JourneyGroup {
            cohort: group.cohort.clone(),
            people: Some(group.len()),
            before: Some(group.rows().filter(|&person| furthest(person).is_none()).count() as u64),
            stages: stages.collect(),
        }
    };
    JourneyResult {
        name: journey.name.clone(),
        entity: table_name(values, journey.table),
        groups: groups.iter().map(group).collect(),
    }
}

/// For each of the people the days from the stage before, where both are known and in order.
fn days(values: &Values, journey: &ir::Journey, stage: usize, people: &[usize]) -> Vec<i64> {
    let before = stage.checked_sub(1).and_then(|before| journey.stages[before].time);
    let (Some(before), Some(here)) = (before, journey.stages[stage].time) else { return Vec::new() };
    let (before, here) = (values.of(before), values.of(here));
    let between = |&person: &usize| match (&before[person], &here[person]) {
        (Value::Date(from), Value::Date(to)) if from <= to => Some(i64::from(*to) - i64::from(*from)),
        _ => None,
    };
    people.iter().filter_map(between).collect()
}

fn one_theme(values: &Values, theme: &ir::Theme) -> ThemeResult {
    let plan = values.plan();
    let owners: Vec<Option<usize>> = match theme.owner {
        Some(relation) => values.parents(relation).to_vec(),
        None => (0..values.rows(theme.table).len()).map(Some).collect(),
    };
    let rule = values.of(theme.rule);
    let in_order = most_recent_first(values, theme.table);
    let text = |row: usize| {
        let texts = theme.quoted.iter().filter_map(|&column| match &values.of(column)[row] {
            Value::Text(text) => Some(text.to_string()),
            _ => None,
        });
        let texts: Vec<String> = texts.collect();
        example(texts.iter().map(String::as_str))
    };
    let group = |group: &Group| {
        let rows: Vec<usize> =
            (0..owners.len()).filter(|&row| owners[row].is_some_and(|owner| group.is_in[owner])).collect();
        let texts: Vec<usize> = rows.iter().copied().filter(|&row| !rule[row].is_missing()).collect();
        let found: Vec<usize> = rows.iter().copied().filter(|&row| rule[row].is_true()).collect();
        let people = Portion::new(different(&owners, &found), different(&owners, &texts));
        let mut quotes: Vec<(usize, String)> = Vec::new();
        if !theme.quoted.is_empty() && people.count >= plan.insights.min_cell {
            quotes = found.iter().map(|&row| (row, text(row))).collect();
            quotes.sort_by(|a, b| in_order(a.0, b.0).then_with(|| a.1.cmp(&b.1)));
        }
        ThemeGroup {
            cohort: group.cohort.clone(),
            rows: Some(rows.len() as u64),
            without_text: Some((rows.len() - texts.len()) as u64),
            texts: Some(Portion::new(found.len() as u64, texts.len() as u64)),
            people: Some(people),
            examples: examples(quotes.iter().map(|(_, text)| text.as_str())),
        }
    };
    ThemeResult {
        name: theme.name.clone(),
        table: table_name(values, theme.table),
        entity: table_name(values, theme.entity),
        relation: theme.owner.map(|relation| plan.relation(relation).name.clone()),
        groups: everyone_and_cohorts(values, theme.entity).iter().map(group).collect(),
    }
}

/// How many people the rows belong to.
fn different(owners: &[Option<usize>], rows: &[usize]) -> u64 {
    let mut people: Vec<usize> = rows.iter().filter_map(|&row| owners[row]).collect();
    people.sort();
    people.dedup();
    people.len() as u64
}

/// The order of rows by time, the latest first and those without a time last, then by key, the greatest first.
fn most_recent_first(values: &Values, table: TableId) -> impl Fn(usize, usize) -> Ordering + use<> {
    let description = values.plan().table(table);
    let columns = [description.time, description.key].into_iter().flatten();
    let columns: Vec<Vec<Value>> = columns.map(|column| values.column(table, column)).collect();
    move |a, b| {
        let by = |column: &Vec<Value>| match (column[a].is_missing(), column[b].is_missing()) {
            (false, false) => column[b].compare(&column[a]).unwrap_or(Ordering::Equal),
            (a_missing, b_missing) => a_missing.cmp(&b_missing),
        };
        columns.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

fn overlaps(values: &Values) -> Vec<OverlapResult> {
    let mut found = Vec::new();
    for table in (0..values.plan().tables.len() as u32).map(TableId) {
        let entity = table_name(values, table);
        let mut cohorts = cohorts(values, table);
        cohorts.truncate(MOST_PAIRED);
        for (index, first) in cohorts.iter().enumerate() {
            for second in &cohorts[index + 1..] {
                let both = first.rows().filter(|&row| second.is_in[row]).count() as u64;
                let sized = |group: &Group| (group.cohort.clone().unwrap_or_default(), group.len());
                let ((a, a_len), (b, b_len)) = (sized(first), sized(second));
                found.push(OverlapResult::new(&entity, (&a, a_len), (&b, b_len), both));
            }
        }
    }
    found
}

fn pareto(values: &Values, value: &ir::TableValue) -> ParetoResult {
    let base = values.base(value.table);
    let of = values.of(value.value);
    let units = (0..of.len()).filter(|&row| base[row]).filter_map(|row| numbers::units(&of[row]));
    let scale = numbers::sum_scale(values.ty(value.value));
    ParetoResult::new(&table_name(values, value.table), units.collect(), scale)
}

fn affinity(values: &Values, category: &ir::Category) -> AffinityResult {
    let plan = values.plan();
    let relation = plan.relation(category.relation);
    let everyone = Group { cohort: None, is_in: values.base(relation.parent) };
    let takers = takers(values, category.relation, category.value);
    let count = |group: &Group, people: &[usize]| people.iter().filter(|&&p| group.is_in[p]).count() as u64;
    let cohort = |group: &Group| {
        let items = takers.iter().filter_map(|(name, people)| {
            let here = (count(group, people), group.len());
            AffinityItem::new(name, here, (count(&everyone, people), everyone.len()))
        });
        CohortAffinity {
            cohort: group.cohort.clone().unwrap_or_default(),
            items: strongest(items, plan.insights.min_cell),
        }
    };
    AffinityResult {
        table: table_name(values, relation.child),
        column: category.column.clone(),
        entity: table_name(values, relation.parent),
        relation: relation.name.clone(),
        cohorts: cohorts(values, relation.parent).iter().map(cohort).collect(),
    }
}

/// By category the people who have a row of it, each once.
fn takers(values: &Values, relation: ir::RelationId, category: NodeId) -> BTreeMap<String, Vec<usize>> {
    let mut takers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (category, owner) in values.of(category).iter().zip(values.parents(relation)) {
        if let (Value::Text(category), Some(owner)) = (category, owner) {
            takers.entry(category.to_string()).or_default().push(*owner);
        }
    }
    for people in takers.values_mut() {
        people.sort();
        people.dedup();
    }
    takers
}
