//! The plan as stable text, for people and for tests: one line per node, then what is made of them.

use super::*;
use chrono::{DateTime, NaiveDate, TimeDelta};
use std::fmt::Write;

/// The whole plan. The same plan always gives the same text.
pub fn print(plan: &Plan) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "as of {} ({})", date(plan.as_of), plan.timezone);
    for table in plan.tables.iter() {
        let column = |id: Option<ColumnId>| id.map(|c| table.columns[c.0 as usize].name.as_str());
        let mut line = format!("table {}", quoted(&table.name));
        if let Some(key) = column(table.key) {
            let _ = write!(line, " key {}", quoted(key));
        }
        if let Some(time) = column(table.time) {
            let _ = write!(line, " time {}", quoted(time));
        }
        if let Some(base) = table.base {
            let _ = write!(line, " base {}", id(base));
        }
        let _ = writeln!(out, "{line}");
    }
    out.push('\n');
    for (index, node) in plan.nodes.iter().enumerate() {
        let _ = writeln!(
            out,
            "{:<5} {} {} = {}",
            id(NodeId(index as u32)),
            quoted(&plan.table(node.table).name),
            type_name(node.ty),
            op(plan, node)
        );
    }
    plan.cohorts.iter().for_each(|cohort| print_cohort(&mut out, plan, cohort));
    for assign in &plan.assigns {
        let among: Vec<_> = assign.among.iter().map(|&c| quoted(&plan.cohorts[c].name)).collect();
        let by = if assign.by_score { "score" } else { "priority" };
        let at_least = points(assign.at_least);
        let _ = writeln!(
            out,
            "\nassign {} by {by} at least {at_least} among {}",
            quoted(&assign.name),
            among.join(" ")
        );
    }
    for grid in &plan.grids {
        let name = |c: usize| quoted(&plan.cohorts[c].name);
        let _ = writeln!(out, "\ngrid {}: {} by {}", quoted(&grid.name), name(grid.rows), name(grid.columns));
    }
    measures(&mut out, plan);
    print_insights(&mut out, plan);
    out
}

/// Statistics as `#0`, `#1`, …; in formulas `#0` is the group's and `#0*` everyone's.
fn measures(out: &mut String, plan: &Plan) {
    if plan.measures.measures.is_empty() {
        return;
    }
    out.push('\n');
    for (index, statistic) in plan.measures.statistics.iter().enumerate() {
        let function = match statistic.function {
            StatisticFunction::Quantile { part } => format!("quantile {}", percent(part)),
            StatisticFunction::Predicted { last, observed, mean, months } => {
                format!("predicted {months} months {}", ids(&[last, observed, mean]))
            }
            function => lower_word(&function),
        };
        let mut line = format!("#{index:<4} {} {function}", quoted(&plan.table(statistic.table).name));
        if let Some(relation) = statistic.relation {
            let child = plan.relation(relation).child;
            let _ = write!(line, " over {}", quoted(&plan.table(child).name));
        }
        if let Some(value) = statistic.value {
            let _ = write!(line, " of {}", id(value));
        }
        if let Some(window) = statistic.window {
            let from = window.from.map(date).unwrap_or_default();
            let _ = write!(line, " during {from}..{}", date(window.to));
        }
        if let Some(filter) = statistic.filter {
            let _ = write!(line, " where {}", id(filter));
        }
        let _ = writeln!(out, "{line}");
    }
    let formulas = plan.formulas();
    for (index, node) in formulas.nodes.iter().enumerate() {
        let op = match node.op {
            Op::Column(column) => {
                format!("#{}{}", column.0 / 2, if column.0.is_multiple_of(2) { "" } else { "*" })
            }
            _ => op(&formulas, node),
        };
        let _ = writeln!(out, "{:<5} {} = {op}", id(NodeId(index as u32)), type_name(node.ty));
    }
    for measure in &plan.measures.measures {
        let what = match measure.owner {
            MeasureOwner::Metric(_) => "metric".to_owned(),
            MeasureOwner::Claim { index, .. } => format!("claim {index} of"),
            MeasureOwner::Backing { index, .. } => format!("backing {index} of"),
            MeasureOwner::Expect { index, .. } => format!("expectation {index} of"),
        };
        let _ = writeln!(out, "{what} {} = {}", quoted(&measure.name), id(measure.formula));
    }
}

fn print_insights(out: &mut String, plan: &Plan) {
    let Insights { journeys, themes, values, categories, .. } = &plan.insights;
    for journey in journeys {
        let _ = writeln!(
            out,
            "\njourney {} of {}",
            quoted(&journey.name),
            quoted(&plan.table(journey.table).name)
        );
        for stage in &journey.stages {
            let time = stage.time.map_or(String::new(), |time| format!(" on {}", id(time)));
            let _ = writeln!(out, "  stage {} {}{time}", quoted(&stage.name), id(stage.reached));
        }
    }
    for theme in themes {
        let by = theme.owner.map_or(String::new(), |r| format!(" by {}", quoted(&plan.relation(r).name)));
        let quotes =
            if theme.quoted.is_empty() { String::new() } else { format!(" quotes {}", ids(&theme.quoted)) };
        let table = quoted(&plan.table(theme.table).name);
        let _ = writeln!(out, "\ntheme {} of {table}{by} {}{quotes}", quoted(&theme.name), id(theme.rule));
    }
    for value in values {
        let _ = writeln!(out, "\nvalue of {} {}", quoted(&plan.table(value.table).name), id(value.value));
    }
    for category in categories {
        let relation = plan.relation(category.relation);
        let table = quoted(&plan.table(relation.child).name);
        let _ = writeln!(out, "\ncategory of {table} by {} {}", quoted(&relation.name), id(category.value));
    }
}

fn print_cohort(out: &mut String, plan: &Plan, cohort: &Cohort) {
    let kind = cohort.kind.word();
    let _ = writeln!(out, "\n{kind} {} of {}", quoted(&cohort.name), quoted(&plan.table(cohort.table).name));
    let _ = writeln!(out, "  matched {} undecided {}", id(cohort.matched), id(cohort.undecided));
    if !cohort.steps.is_empty() {
        let _ = writeln!(out, "  steps {}", ids(&cohort.steps));
    }
    let score = &cohort.score;
    let _ = writeln!(
        out,
        "  score {} earned {} of {} coverage {}",
        id(score.score),
        id(score.earned),
        score.total,
        id(score.coverage)
    );
    for dimension in &score.dimensions {
        let _ = writeln!(
            out,
            "  dimension {} {} earned {} of {}",
            quoted(&dimension.name),
            id(dimension.score),
            id(dimension.earned),
            dimension.total
        );
    }
    if let Some(tier) = score.tier {
        let bounds: Vec<_> = score.tiers.iter().map(tier_bound).collect();
        let _ = writeln!(out, "  tier {} ({})", id(tier), bounds.join(", "));
    }
    for (label, node) in &cohort.missing {
        let _ = writeln!(out, "  missing {} {}", quoted(label), id(*node));
    }
    for column in &cohort.columns {
        let _ = writeln!(out, "  column {} {}", quoted(&column.label), id(column.value));
    }
}

/// The name of a type in plans: `int`, `decimal(2)`.
pub fn type_name(ty: Type) -> String {
    match ty {
        Type::Bool => "bool".into(),
        Type::Int => "int".into(),
        Type::Number => "number".into(),
        Type::Decimal { scale } => format!("decimal({scale})"),
        Type::Text => "text".into(),
        Type::Date => "date".into(),
        Type::Datetime => "datetime".into(),
        Type::List => "list".into(),
    }
}

fn op(plan: &Plan, node: &Node) -> String {
    match &node.op {
        Op::Literal(value) => literal(value, node.ty),
        Op::Column(column) => quoted(&plan.table(node.table).columns[column.0 as usize].name),
        Op::Parent { relation, value } => {
            format!("{} of {}", id(*value), quoted(&plan.relation(*relation).name))
        }
        Op::Aggregate(a) => aggregate(plan, a),
        Op::Rank { kind, value } => match kind {
            RankKind::Top { share } => format!("{} in top {}", id(*value), percent(*share)),
            RankKind::Bottom { share } => format!("{} in bottom {}", id(*value), percent(*share)),
            RankKind::Percentile => format!("percentile {}", id(*value)),
            RankKind::Quantile { k } => format!("quantile {} {k}", id(*value)),
        },
        Op::And(v) => format!("and {}", ids(v)),
        Op::Or(v) => format!("or {}", ids(v)),
        Op::Not(v) => format!("not {}", id(*v)),
        Op::AtLeast { n, rules } => format!("at least {n} of {}", ids(rules)),
        Op::IsTrue(v) => format!("{} is true", id(*v)),
        Op::IsMissing(v) => format!("{} is missing", id(*v)),
        Op::Coalesce(v) => format!("coalesce {}", ids(v)),
        Op::If { condition, then, otherwise } => {
            format!("if {} then {} else {}", id(*condition), id(*then), id(*otherwise))
        }
        Op::Compare { op, left, right } => {
            let sign = match op {
                Compare::Eq => "=",
                Compare::Lt => "<",
                Compare::Le => "<=",
            };
            format!("{} {sign} {}", id(*left), id(*right))
        }
        Op::CompareIntNumber { op, left, right } => {
            let sign = match op {
                CompareFull::Eq => "=",
                CompareFull::Lt => "<",
                CompareFull::Le => "<=",
                CompareFull::Gt => ">",
                CompareFull::Ge => ">=",
            };
            format!("exactly {} {sign} {}", id(*left), id(*right))
        }
        Op::In { value, list } => {
            let ty = plan.node(*value).ty;
            let items: Vec<_> = list.iter().map(|l| literal(l, ty)).collect();
            format!("{} in [{}]", id(*value), items.join(", "))
        }
        Op::Arith { op, left, right } => {
            let sign = match op {
                Arith::Add => "+",
                Arith::Sub => "-",
                Arith::Mul => "*",
                Arith::Div => "/",
            };
            format!("{} {sign} {}", id(*left), id(*right))
        }
        Op::Tier { earned, total, tiers } => {
            let bounds: Vec<_> = tiers.iter().map(tier_bound).collect();
            format!("tier {} of {total} ({})", id(*earned), bounds.join(", "))
        }
        other => row_op(other).unwrap_or_default(),
    }
}

/// Operations whose text needs nothing but their own fields; `None` for those that [`op()`] prints.
fn row_op(op: &Op) -> Option<String> {
    let text = match op {
        Op::ToNumber(v) => format!("number {}", id(*v)),
        Op::Neg(v) => format!("-{}", id(*v)),
        Op::Math { function, value } => format!("{} {}", lower_word(function), id(*value)),
        Op::Round { value, places } => format!("round {} {places}", id(*value)),
        Op::Least(v) => format!("least {}", ids(v)),
        Op::Greatest(v) => format!("greatest {}", ids(v)),
        Op::Contains { value, needles, all } => {
            format!("{} contains {} [{}]", id(*value), if *all { "all of" } else { "any of" }, texts(needles))
        }
        Op::StartsWith { value, prefix } => format!("{} starts with {prefix:?}", id(*value)),
        Op::EndsWith { value, suffix } => format!("{} ends with {suffix:?}", id(*value)),
        Op::Matches { value, pattern } => format!("{} matches /{pattern}/", id(*value)),
        Op::TextMap { function, value } => format!("{} {}", lower_word(function), id(*value)),
        Op::TextLength(v) => format!("length {}", id(*v)),
        Op::Has { value, items, all } => {
            format!("{} has {} [{}]", id(*value), if *all { "all of" } else { "any of" }, texts(items))
        }
        Op::ListLength(v) => format!("items {}", id(*v)),
        Op::DateOf(v) => format!("date {}", id(*v)),
        Op::DaysSince(v) => format!("days since {}", id(*v)),
        Op::Age(v) => format!("age {}", id(*v)),
        Op::DatePart { part, value } => format!("{} {}", lower_word(part), id(*value)),
        Op::DaysBetween { left, right } => format!("days between {} {}", id(*left), id(*right)),
        Op::Shift { value, months, days } => format!("{} later by {months} months {days} days", id(*value)),
        Op::Ramp { value, from, to } => format!("ramp {} from {} to {}", id(*value), from.0, to.0),
        Op::Decay { value, half_life } => format!("decay {} half-life {} days", id(*value), half_life.0),
        Op::Earn { grade, weight } => format!("earn {} weight {}", id(*grade), *weight as f64 / 100.0),
        Op::Sum(v) => format!("sum {}", ids(v)),
        Op::AtMost { value, cap } => format!("at most {cap} {}", id(*value)),
        Op::Score { earned, total } => format!("score {} of {total}", id(*earned)),
        Op::Share { earned, total } => format!("share {} of {total}", id(*earned)),
        Op::Literal(_)
        | Op::Column(_)
        | Op::Parent { .. }
        | Op::Aggregate(_)
        | Op::Rank { .. }
        | Op::And(_)
        | Op::Or(_)
        | Op::Not(_)
        | Op::AtLeast { .. }
        | Op::IsTrue(_)
        | Op::IsMissing(_)
        | Op::Coalesce(_)
        | Op::If { .. }
        | Op::Compare { .. }
        | Op::CompareIntNumber { .. }
        | Op::In { .. }
        | Op::Arith { .. }
        | Op::Tier { .. } => return None,
    };
    Some(text)
}

fn aggregate(plan: &Plan, a: &Aggregate) -> String {
    let relation = plan.relation(a.relation);
    let function = match a.function {
        AggregateFunction::NthLeast { n } => format!("least no. {n}"),
        function => lower_word(&function),
    };
    let mut text =
        format!("{function} of {} by {}", quoted(&plan.table(relation.child).name), quoted(&relation.name));
    if let Some(value) = a.value {
        let _ = write!(text, " value {}", id(value));
    }
    if let Some(window) = a.window {
        let from = window.from.map_or("..".into(), |from| format!("{}..", date(from)));
        let _ = write!(text, " during {from}{}", date(window.to));
    }
    if let Some(filter) = a.filter {
        let _ = write!(text, " where {}", id(filter));
    }
    text
}

fn tier_bound(tier: &TierBound) -> String {
    format!("{} {}", tier.name, points(tier.bound))
}

/// Ten-thousandths of a point as points.
fn points(units: i64) -> f64 {
    units as f64 / 10_000.0
}

fn percent(share: i64) -> String {
    format!("{}%", share as f64 / 1e6)
}

fn id(node: NodeId) -> String {
    format!("%{}", node.0)
}

fn ids(nodes: &[NodeId]) -> String {
    nodes.iter().map(|n| id(*n)).collect::<Vec<_>>().join(" ")
}

fn texts(items: &[std::sync::Arc<str>]) -> String {
    items.iter().map(|t| format!("{t:?}")).collect::<Vec<_>>().join(", ")
}

/// `CountDistinct` → `count distinct`: the plan's own words are those of its variants.
fn lower_word(value: &impl std::fmt::Debug) -> String {
    let mut out = String::new();
    for c in format!("{value:?}").chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}

fn quoted(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    if plain { name.to_owned() } else { format!("`{name}`") }
}

/// A constant as the language writes it.
pub fn literal(value: &Literal, ty: Type) -> String {
    match (value, ty) {
        (Literal::Missing, _) => "missing".into(),
        (Literal::Bool(b), _) => b.to_string(),
        (Literal::Int(i), _) => i.to_string(),
        (Literal::Number(x), _) => x.0.to_string(),
        (Literal::Decimal(units), Type::Decimal { scale }) => {
            format!("{:.*}", scale as usize, *units as f64 / 10f64.powi(scale as i32))
        }
        (Literal::Decimal(units), _) => units.to_string(),
        (Literal::Text(text), _) => format!("{text:?}"),
        (Literal::Date(day), _) => date(*day),
        (Literal::Datetime(micros), _) => DateTime::from_timestamp_micros(*micros)
            .map_or_else(|| micros.to_string(), |t| t.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string()),
        (Literal::List(items), _) => format!("[{}]", texts(items)),
    }
}

fn date(day: Day) -> String {
    NaiveDate::default()
        .checked_add_signed(TimeDelta::days(day.into()))
        .map_or_else(|| day.to_string(), |d| d.to_string())
}
