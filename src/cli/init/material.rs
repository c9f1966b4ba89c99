//! What the rules of a first spec can be made of.

use super::persona::name;
use super::yaml::number;
use crate::catalog::ColumnType;
use crate::engine::infer::{ColumnGuess, Facts, Inference, TableGuess};

#[derive(Debug, Default)]
pub(super) struct Material {
    /// Declarations above the cohorts, each with its doc comment.
    pub features: Vec<(String, String)>,
    /// Rules and grades that are each worth a `should`, with a reason.
    pub graded: Vec<(String, &'static str)>,
    /// A number that people can be ranked by.
    pub rank: Option<String>,
    /// Rules that hold for a fair share of people, the more telling first.
    pub splits: Vec<String>,
    /// A rule that the persona can ask of those who have done something.
    pub again: Option<String>,
}

pub(super) fn gather(inference: &Inference, entity: usize) -> Material {
    let mut material = Material::default();
    events(inference, entity, &mut material);
    let mut reachable = reachable(inference, entity);
    // Money first: it is what most first questions are about.
    reachable.sort_by_key(|(_, c)| !matches!(c.column.ty, ColumnType::Decimal { .. }));
    for (path, column) in &reachable {
        if let Some(rule) = grade(path, column).filter(|_| material.graded.len() < 3) {
            material.graded.push((rule, "from the median to the top tenth"));
            material.rank.get_or_insert_with(|| path.clone());
        }
    }
    if material.graded.is_empty()
        && let Some((path, _)) = reachable.iter().find(|(_, c)| is_dated(c) && !c.facts.unique)
    {
        let since = format!("days_since({path})");
        material.graded.push((format!("{since} in top 20%"), "the fifth that it is longest for"));
    }
    reachable.sort_by_key(|(_, c)| (!c.facts.segment, matches!(c.column.ty, ColumnType::Bool)));
    material.splits.extend(reachable.iter().filter_map(|(path, column)| split(path, column)));
    material
}

fn is_dated(guess: &ColumnGuess) -> bool {
    matches!(guess.column.ty, ColumnType::Date | ColumnType::Datetime)
}

/// What rules can name of the entity: its own columns and, by a dot, the facts of its sister tables. Nothing personal, and
/// nothing that is different for (nearly) everybody.
fn reachable(inference: &Inference, entity: usize) -> Vec<(String, &ColumnGuess)> {
    let own = &inference.tables[entity];
    let mut all: Vec<(String, &ColumnGuess)> =
        own.columns.iter().map(|c| (name(&c.column.name), c)).collect();
    for relation in inference.relations.iter().filter(|r| r.child == entity && r.facts) {
        let sister = &inference.tables[relation.parent];
        let columns = sister.columns.iter().enumerate().filter(|(c, _)| Some(*c) != sister.key);
        all.extend(columns.map(|(_, c)| (format!("{}.{}", name(&relation.name), name(&c.column.name)), c)));
    }
    all.retain(|(_, c)| !c.column.pii && !c.column.sensitive && !c.facts.unique);
    all
}

/// Features over the rows that belong to the entity: how much, how often, how recently.
fn events(inference: &Inference, entity: usize, material: &mut Material) {
    let children = inference
        .relations
        .iter()
        .filter(|r| r.parent == entity && r.child != entity && r.orphans.is_none() && !r.facts)
        .map(|r| r.child)
        // Two relations to the same table leave open which is meant.
        .filter(|c| inference.relations.iter().filter(|r| r.parent == entity && r.child == *c).count() == 1);
    let Some(child) = children.max_by_key(|&c| (inference.tables[c].rows, std::cmp::Reverse(c))) else {
        return;
    };
    let (events, own) = (&inference.tables[child], &inference.tables[entity]);
    // A feature of the entity may not share a name with its columns.
    let free = |wish: String| {
        let taken = own.columns.iter().any(|c| c.column.name == wish)
            || inference.relations.iter().any(|r| r.child == entity && r.name == wish);
        name(&if taken { format!("my_{wish}") } else { wish })
    };
    let table = name(&events.name);
    if let Some((value, doc)) = product(events) {
        let total = free("total_value".to_owned());
        material.features.push((format!("feature line_value of {table}: {value}"), doc));
        material.features.push((
            format!("feature {total}: sum({table}.line_value)"),
            format!("What all {} come to.", events.name),
        ));
        material.graded.push((format!("{total} in top 20%"), "the fifth that brings most"));
        material.rank = Some(total);
    } else if let Some(amount) = amount(events) {
        let feature = free(format!("total_{}", snake(&amount.column.name)));
        let path = format!("{table}.{}", name(&amount.column.name));
        let doc = format!("The sum of {} over all {}.", amount.column.name, events.name);
        material.features.push((format!("feature {feature}: sum({path})"), doc));
        material.graded.push((format!("{feature} in top 20%"), "the fifth that brings most"));
        material.rank = Some(feature);
    }
    let count = free(format!("{}_count", snake(&events.name)));
    let doc = format!("How many rows of {}.", events.name);
    material.features.push((format!("feature {count}: count({table})"), doc));
    material.graded.push((format!("ramp(percentile({count}), 0.5, 0.9)"), "more often than most"));
    material.rank.get_or_insert_with(|| count.clone());
    if let Some(time) = events.time {
        let feature = free("recency".to_owned());
        let column = &events.columns[time].column.name;
        let declaration = format!("feature {feature}: days_since(max({table}.{}))", name(column));
        material.features.push((declaration, format!("Days since the last {column}.")));
        material.graded.push((format!("ramp({feature}, 90, 0)"), "all of it today, nothing after 90 days"));
    }
    material.splits.push(format!("{count} >= 1"));
    material.again = Some(format!("{count} >= 2"));
}

/// What a line is worth, where it has a price and a quantity and nothing better.
fn product(events: &TableGuess) -> Option<(String, String)> {
    let column = |words: &[&str]| {
        let numeric = |c: &&ColumnGuess| c.facts.numbers.is_some();
        let named = |c: &&ColumnGuess| words.iter().any(|w| c.column.name.to_lowercase().contains(w));
        events.columns.iter().filter(numeric).find(named).map(|c| &c.column.name)
    };
    let (price, quantity) = (column(&["price", "单价"])?, column(&["quantity", "qty", "数量"])?);
    let taken = events.columns.iter().any(|c| c.column.name == "line_value");
    let better = amount(events).is_some_and(|c| c.column.name != *price);
    (!taken && !better).then(|| {
        (format!("{} * {}", name(quantity), name(price)), format!("What a row of {} comes to.", events.name))
    })
}

/// The column of events that most looks like an amount of money.
fn amount(events: &TableGuess) -> Option<&ColumnGuess> {
    const BEST: [&str; 8] = ["amount", "total", "revenue", "sales", "value", "金额", "销售额", "payment"];
    let rank = |c: &&ColumnGuess| {
        let lower = c.column.name.to_lowercase();
        let by_name = BEST.iter().position(|w| lower.contains(w)).unwrap_or(BEST.len());
        (by_name, !matches!(c.column.ty, ColumnType::Decimal { .. }))
    };
    let numeric = |c: &&ColumnGuess| {
        let decimal = matches!(c.column.ty, ColumnType::Decimal { .. });
        let named = rank(c).0 < BEST.len() && matches!(c.column.ty, ColumnType::Number | ColumnType::Int);
        (decimal || named) && !c.facts.unique
    };
    events.columns.iter().filter(numeric).min_by_key(rank)
}

/// A name as part of a feature's name: `UnitPrice` → `unit_price`.
fn snake(text: &str) -> String {
    let mut out = String::new();
    let mut last_lower = false;
    for c in text.chars() {
        let fits = c.is_ascii_alphanumeric() || ('\u{4e00}'..='\u{9fff}').contains(&c);
        if (!fits || (c.is_uppercase() && last_lower)) && !out.ends_with('_') && !out.is_empty() {
            out.push('_');
        }
        if fits {
            out.extend(c.to_lowercase());
        }
        last_lower = c.is_lowercase();
    }
    let out = out.trim_end_matches('_');
    if out.is_empty() { "rows".to_owned() } else { out.to_owned() }
}

/// A number that grows with what makes a customer: nothing at the median, all of it for the top tenth.
fn grade(path: &str, guess: &ColumnGuess) -> Option<String> {
    let Facts { numbers, distinct, known, .. } = &guess.facts;
    let numbers = numbers.filter(|_| *distinct > 4)?;
    let whole = guess.column.ty == ColumnType::Int;
    // Nearly as many values as rows: a number that names something, or a place.
    let names = whole && *known > 50 && *distinct as u64 * 10 > *known * 9;
    let place = ["lat", "long", "year", "zip"].iter().any(|w| guess.column.name.to_lowercase().contains(w));
    if names || place || numbers.high.abs() > 1e12 {
        return None;
    }
    let places = numbers.places.min(4) as usize;
    let bounds = [numbers.median, numbers.ninetieth].map(|n| number(n, places, '_'));
    (bounds[0] != bounds[1]).then(|| format!("ramp({path}, {}, {})", bounds[0], bounds[1]))
}

/// A rule over a choice or truth value that holds for a fair share.
fn split(path: &str, guess: &ColumnGuess) -> Option<String> {
    let facts = &guess.facts;
    let fair = |count: u64| (25..=75).contains(&(100 * count / facts.known.max(1)));
    match &guess.column.ty {
        ColumnType::Enum { .. } => {
            let writable = |v: &str| !v.contains(['"', '\\']) && !v.contains(char::is_control);
            let (mut count, mut values) = (0, Vec::new());
            for (value, rows) in facts.values.iter().take(4) {
                if count * 100 < facts.known * 40 {
                    count += rows;
                    values.push(format!("\"{value}\""));
                }
            }
            let written = facts.values.iter().take(values.len()).all(|(v, _)| writable(v));
            match values.as_slice() {
                _ if !fair(count) || !written => None,
                [only] => Some(format!("{path} = {only}")),
                several => Some(format!("{path} in [{}]", several.join(", "))),
            }
        }
        ColumnType::Bool => {
            let (value, rows) = facts.values.first()?;
            let is_true = guess.column.true_values.contains(value)
                || ["true", "yes", "y", "t", "1"].iter().any(|w| value.eq_ignore_ascii_case(w));
            fair(if is_true { *rows } else { facts.known.saturating_sub(*rows) }).then(|| path.to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_feature_names() {
        for (column, part) in [
            ("UnitPrice", "unit_price"),
            ("close_value", "close_value"),
            ("Total Charges", "total_charges"),
            ("销售额", "销售额"),
            ("!", "rows"),
        ] {
            assert_eq!(snake(column), part);
        }
    }
}
