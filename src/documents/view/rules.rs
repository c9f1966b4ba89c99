//! A cohort's rules: by dimension, in short, and as a funnel.

use super::{Chart, ChartRow, RuleGroup, RuleView, Source};
use crate::documents::charts::{self, About, Step};
use crate::documents::clean::line;
use crate::documents::format::{self, points};
use crate::documents::prose::{RuleLine, humanised};
use crate::documents::summary::CohortSummary;
use crate::documents::text::Lang;
use crate::model::{Cohort, Rule};
use crate::syntax::ast::RuleKind;

/// Sentences that a summary of the rules has at most, and how wide together.
const DECK: usize = 4;

/// The rules by dimension, in the order in which dimensions first appear.
pub fn groups(source: &Source, cohort: &Cohort) -> Vec<RuleGroup> {
    let prose = source.prose();
    let mut groups: Vec<(Option<usize>, RuleGroup)> = Vec::new();
    for rule in &cohort.rules {
        let view = rule_view(rule, prose.rule_line(rule));
        match groups.iter_mut().find(|(dimension, _)| *dimension == rule.dimension) {
            Some((_, group)) => group.rules.push(view),
            None => groups.push((rule.dimension, group(source, cohort, rule.dimension, view))),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn group(source: &Source, cohort: &Cohort, dimension: Option<usize>, first: RuleView) -> RuleGroup {
    let t = source.t();
    let found = dimension.and_then(|d| cohort.dimensions.get(d));
    let title = match found {
        Some(d) => dimension_title(source, cohort, &d.name),
        None => t.general.to_owned(),
    };
    let cap = found.and_then(|d| d.cap).map(|cap| t.cap.replace("{}", &points(cap)));
    RuleGroup { title, cap: cap.unwrap_or_default(), rules: vec![first] }
}

/// The team's title, else the word of the language for the dimensions that the language knows, else the name in words.
pub fn dimension_title(source: &Source, cohort: &Cohort, name: &str) -> String {
    let titled = cohort.dimensions.iter().find(|d| d.name == name).and_then(|d| d.title.as_ref());
    if let Some(title) = titled.map(|t| source.say(t)).filter(|t| !t.is_empty()) {
        return title;
    }
    let known = match name {
        "demographics" => Some(("Demographics", "人口特征")),
        "geographics" => Some(("Geographics", "地理特征")),
        "socioeconomics" => Some(("Socioeconomics", "社会经济特征")),
        "psychographics" => Some(("Psychographics", "心理特征")),
        "behavior" => Some(("Behavior", "行为特征")),
        "needs" => Some(("Needs", "需求")),
        "value" => Some(("Value", "价值")),
        "technographics" => Some(("Technographics", "技术特征")),
        "firmographics" => Some(("Firmographics", "企业特征")),
        "engagement" => Some(("Engagement", "互动")),
        _ => None,
    };
    match (known, source.lang) {
        (Some((en, _)), Lang::En) => en.to_owned(),
        (Some((_, zh)), Lang::Zh) => zh.to_owned(),
        (None, _) => humanised(name),
    }
}

fn rule_view(rule: &Rule, said: RuleLine) -> RuleView {
    let amount = points(rule.weight.abs());
    let (kind, chip) = match (rule.kind, rule.weight < 0, rule.rule.is_grade()) {
        (RuleKind::Must, ..) => ("must", said.lead.clone()),
        (RuleKind::Exclude, ..) => ("never", said.lead.clone()),
        (RuleKind::Should, false, false) => ("scores", format!("+{amount}")),
        (RuleKind::Should, false, true) => ("scores", format!("0…+{amount}")),
        (RuleKind::Should, true, false) => ("costs", format!("−{amount}")),
        (RuleKind::Should, true, true) => ("costs", format!("0…−{amount}")),
    };
    RuleView {
        kind,
        chip,
        lead: said.lead,
        sentence: said.sentence.into(),
        because: said.because.as_deref().map(line).unwrap_or_default(),
    }
}

/// The first rules that decide, and how many more there are.
pub fn deck(source: &Source, cohort: &Cohort) -> (Vec<String>, usize) {
    let prose = source.prose();
    let deciding: Vec<&Rule> = cohort.rules.iter().filter(|r| r.kind != RuleKind::Should).collect();
    if deciding.is_empty() {
        return (vec![source.t().no_rules.to_owned()], 0);
    }
    let sentences = deciding.iter().take(DECK).map(|rule| {
        let said = prose.rule_line(rule);
        let text = said.sentence.flat(source.lang);
        match (rule.kind, source.lang) {
            (RuleKind::Exclude, Lang::En) => format!("never: {text}"),
            (RuleKind::Exclude, Lang::Zh) => format!("排除：{text}"),
            (RuleKind::Must | RuleKind::Should, _) => text,
        }
    });
    (sentences.collect(), deciding.len().saturating_sub(DECK))
}

/// Who belongs, in one line: all rules that decide, as many as fit.
pub fn in_one_line(source: &Source, cohort: &Cohort) -> String {
    let (sentences, more) = deck(source, cohort);
    let t = source.t();
    if cohort.rules.iter().all(|r| r.kind == RuleKind::Should) {
        return t.no_rules.to_owned();
    }
    let (between, end) = match source.lang {
        Lang::En => ("; ", "."),
        Lang::Zh => ("；", "。"),
    };
    let rest = if more == 0 {
        String::new()
    } else {
        format!("{between}{}", t.more_rules.replace("{}", &more.to_string()))
    };
    t.in_one_line.replace("{}", &format!("{}{rest}{end}", sentences.join(between)))
}

/// People left after each `must` and `exclude`.
pub fn funnel(source: &Source, cohort: &Cohort, figures: &CohortSummary) -> Option<Chart> {
    let t = source.t();
    let rules: Vec<&Rule> = cohort.rules.iter().filter(|r| r.kind != RuleKind::Should).collect();
    if rules.is_empty() || rules.len() != figures.attrition.len() {
        return None;
    }
    let prose = source.prose();
    let start = figures.population.filter(|&n| n > 0)?;
    let shown: Vec<Option<u64>> = figures.attrition.iter().map(|step| step.left).collect();
    let part = |n: u64| n as f64 / start as f64;
    let mut steps = vec![Step {
        sentence: t.everyone.to_owned(),
        share: Some(1.0),
        value: format::count(start),
        note: format::share(1.0),
        lost: String::new(),
    }];
    let mut before = Some(start);
    for (rule, left) in rules.into_iter().zip(&shown) {
        steps.push(Step {
            sentence: prose.rule_line(rule).flat_without_reason(source.lang),
            share: left.map(part),
            value: left.map_or_else(|| "…".to_owned(), format::count),
            note: left.map_or_else(String::new, |n| format::share(part(n))),
            lost: match before.zip(*left) {
                Some((before, left)) if before > left => format!("−{}", format::count(before - left)),
                Some(_) => "±0".to_owned(),
                None => String::new(),
            },
        });
        before = *left;
    }
    // A last step that is not shown is one that a reader looks for.
    if let (Some(None), Some(last)) = (shown.last(), steps.last_mut()) {
        last.value = source.hidden();
    }
    let desc = format!("{} → {}", steps[0].value, steps[steps.len() - 1].value);
    let svg = charts::funnel(About { id: "funnel", title: t.funnel, desc: &desc }, &steps);
    let row = |s: &Step| ChartRow {
        cells: vec![s.sentence.clone(), s.value.clone(), s.note.clone(), s.lost.clone()],
        length: s.share,
    };
    Some(Chart {
        title: t.funnel.to_owned(),
        lead: t.funnel_lead.to_owned(),
        note: String::new(),
        svg,
        head: [t.step, t.left, t.head_share, t.head_lost].map(str::to_owned).to_vec(),
        rows: steps.iter().map(row).collect(),
        paired: false,
    })
}
