//! The form for a pull request: one screen with what matters, everything else folded below.

use super::gate::Verdict;
use super::page::{Lines, Page, code};
use super::terminal::with_weight;
use super::versions::{New, Versions};
use super::{Report, movers, place_in, public, since_lock, words};
use crate::changes::{CatalogChange, ClauseChange, DeclarationChange, Detail, Effect, Kind, What};
use crate::cli::common::{count, thousands};
use crate::cohort::Fate;

/// By this a program finds the comment again that it has written before.
const MARK: &str = "<!-- personac diff -->\n";

/// How many declarations the first screen shows.
const FIRST_ROWS: usize = 12;

pub fn text(report: &Report<'_>) -> String {
    let changes = &report.changes;
    let mut page = Page::default();
    page.add(MARK);
    page.add(&format!("### {}: {}\n\n", code(report.project), words::verdict(changes)));
    page.add(&format!("{}\n", versions(report.versions)));
    let weighty: Vec<&DeclarationChange> =
        changes.declarations.iter().filter(|change| words::is_of_weight(change)).collect();
    let light: Vec<&DeclarationChange> = changes
        .declarations
        .iter()
        .filter(|change| !words::is_of_weight(change) && change.kind != Kind::Test)
        .collect();
    let mut rows: Vec<String> = weighty.iter().map(|change| row(change, report)).collect();
    rows.extend(changes.catalog.iter().map(catalog_row));
    rows.extend(unread_rows(report));
    if !rows.is_empty() {
        page.add(TABLE);
        for row in rows.iter().take(FIRST_ROWS) {
            page.add(row);
        }
    }
    if let Some(rest) = rows.get(FIRST_ROWS..).filter(|rest| !rest.is_empty()) {
        let more = format!("{TABLE}{}", rest[0]);
        let blocks: Vec<String> = std::iter::once(more).chain(rest[1..].iter().cloned()).collect();
        page.fold(&format!("and {} more", rest.len()), &blocks);
    }
    people(&mut page, report);
    let rules: Vec<String> =
        weighty.iter().map(|change| block(change)).filter(|text| !text.is_empty()).collect();
    page.fold(&format!("Rule by rule ({})", count(rules.len(), "declaration")), &rules);
    told(&mut page, report, &light);
    page.finish()
}

const TABLE: &str = "\n| | declaration | what changed | where |\n| --- | --- | --- | --- |\n";

fn versions(versions: &Versions) -> String {
    let named = |name: &str, short: &str| match short.starts_with(name) || name.starts_with(short) {
        true => code(short),
        false => format!("{} ({})", code(name), code(short)),
    };
    let old = match &versions.parted {
        Some((branch, main)) => {
            format!("{} (where {} left {})", code(versions.old.short()), code(branch), code(main))
        }
        None => named(&versions.old.name, versions.old.short()),
    };
    let new = match &versions.new {
        New::Files => versions.new_words(),
        New::At(commit) => named(&commit.name, commit.short()),
    };
    format!("{old} → {new}")
}

fn effect(change: &DeclarationChange) -> String {
    words::effect(change, &code).join(", ")
}

fn row(change: &DeclarationChange, report: &Report<'_>) -> String {
    let name = code(&words::declaration(change));
    format!(
        "| {} | {name} | {} | {} |\n",
        sign(words::mark(change)),
        effect(change),
        code(&place_in(report.prefix, &change.place))
    )
}

/// A sign that is no list and no strike-through.
fn sign(mark: char) -> &'static str {
    match mark {
        '+' => "➕",
        '-' => "➖",
        _ => "✏️",
    }
}

fn catalog_row(change: &CatalogChange) -> String {
    let name = format!("catalog {} {}", change.path, change.field);
    let side =
        |text: &Option<String>| text.as_deref().map(code).filter(|t| !t.is_empty()).unwrap_or("–".into());
    let meaning = if change.meaning { " (changes the meaning)" } else { "" };
    format!(
        "| ✏️ | {} | {} → {}{meaning} | `personac.yaml` |\n",
        code(&name),
        side(&change.old),
        side(&change.new)
    )
}

fn unread_rows(report: &Report<'_>) -> Vec<String> {
    let row = |unread: &crate::changes::Unread| {
        let name = unread.name.as_deref().map_or("a declaration without a name".to_owned(), code);
        let wrong = match (&unread.old, &unread.new) {
            (Some(_), Some(_)) => "in both versions",
            (Some(_), None) => "in the old version",
            _ => "in the new version",
        };
        let place = unread
            .new
            .as_ref()
            .or(unread.old.as_ref())
            .map(|side| code(&place_in(report.prefix, &side.place)));
        format!("| ⚠️ | {name} | not compared: it is wrong {wrong} | {} |\n", place.unwrap_or_default())
    };
    report.changes.unread.iter().map(row).collect()
}

/// A declaration with its rules, as a diff; empty where there is nothing to say beyond its row.
fn block(change: &DeclarationChange) -> String {
    let mut lines = Lines::default();
    for clause in &change.clauses {
        push_clause(&mut lines, clause);
    }
    for detail in &change.details {
        push_detail(&mut lines, detail);
    }
    let fenced = lines.fenced();
    if fenced.is_empty() {
        return String::new();
    }
    format!("{} {}\n\n{fenced}\n", code(&words::declaration(change)), effect(change))
}

fn push_clause(lines: &mut Lines, change: &ClauseChange) {
    let words = words::clause(change).join(", ");
    let words = if words.is_empty() { words } else { format!("   # {words}") };
    let side = |clause: &Option<crate::changes::Clause>| {
        clause.as_ref().map(|clause| with_weight(&clause.text, clause.weight.as_deref()))
    };
    match (side(&change.old), side(&change.new)) {
        (Some(old), Some(new)) if old == new => lines.push(' ', &format!("{new}{words}")),
        (old, new) => {
            let gone = change.what == What::Removed;
            if let Some(old) = old {
                lines.push('-', &if gone { format!("{old}{words}") } else { old });
            }
            if let Some(new) = new {
                lines.push('+', &format!("{new}{words}"));
            }
        }
    }
    change
        .details
        .iter()
        .filter(|detail| detail.field != "weight")
        .for_each(|detail| push_detail(lines, detail));
}

fn push_detail(lines: &mut Lines, detail: &Detail) {
    for (sign, side) in [('-', &detail.old), ('+', &detail.new)] {
        if let Some(text) = side {
            let between = if text.contains('\n') { "\n" } else { " " };
            lines.push(sign, &format!("{}:{between}{text}", detail.field));
        }
    }
}

/// Who moves: a row for each cohort, and below why.
fn people(page: &mut Page, report: &Report<'_>) {
    let Some(people) = report.public() else { return };
    let moved: Vec<&public::Cohort> = people.cohorts.iter().filter(|cohort| is_moved(cohort)).collect();
    if moved.is_empty() {
        page.add(&format!("\nNobody enters or leaves a cohort, as of {}.\n", people.as_of));
    } else {
        page.add(&format!(
            "\n| as of {} | before | after | enter | leave | moved |\n| --- | ---: | ---: | ---: | ---: | ---: |\n",
            people.as_of
        ));
        for cohort in moved.iter().take(FIRST_ROWS) {
            page.add(&cohort_row(cohort));
        }
    }
    budgets(page, report);
    if let Some(rest) = moved.get(FIRST_ROWS..).filter(|rest| !rest.is_empty()) {
        let rows: Vec<String> = rest.iter().map(|cohort| format!("- {}\n", code(&cohort.name))).collect();
        page.fold(&format!("{} more move people", count(rest.len(), "cohort")), &rows);
    }
    let mut why: Vec<String> = moved.iter().map(|cohort| cohort_block(cohort)).collect();
    why.extend(people.assigns.iter().map(|assign| moves_block("assign", assign)));
    why.extend(people.grids.iter().map(|grid| moves_block("grid", grid)));
    why.retain(|text| !text.is_empty());
    page.fold("Why they move", &why);
    if let Some(since_lock) = &report.since_lock {
        let (heading, blocks) = since_lock::markdown(since_lock);
        page.fold(&heading, &blocks);
    }
    if people.min_cell > 1 {
        page.add(&format!(
            "\n<sub>– is held back: fewer than {} people, or a count that would tell of them.</sub>\n",
            people.min_cell
        ));
    }
}

fn is_moved(cohort: &public::Cohort) -> bool {
    let counts = &cohort.counts;
    cohort.fate != Fate::Kept
        || counts.entered != Some(0)
        || counts.left != Some(0)
        || !cohort.tier_moves.is_empty()
}

fn number(people: Option<u64>) -> String {
    people.map_or("–".to_owned(), thousands)
}

fn cohort_row(cohort: &public::Cohort) -> String {
    let counts = &cohort.counts;
    let share = cohort.moved_share.map_or("–".to_owned(), movers::percent);
    let fate = movers::fate(cohort.fate);
    let fate = if fate.is_empty() { String::new() } else { format!(" ({fate})") };
    format!(
        "| {}{fate} | {} | {} | {} | {} | {share} |\n",
        code(&format!("{} {}", cohort.kind, cohort.name)),
        number(counts.before),
        number(counts.after),
        number(counts.entered),
        number(counts.left),
    )
}

/// How many parts of a block are listed.
const MOST_PARTS: usize = 8;

fn cohort_block(cohort: &public::Cohort) -> String {
    let mut text = String::new();
    for (verb, parts) in
        [("enter", &cohort.entered_by), ("leave", &cohort.left_by), ("change tier", &cohort.tier_moves)]
    {
        text += &parts_list(verb, parts);
    }
    let told = cohort.metrics.iter().filter(|metric| metric.entered.is_some() || metric.left.is_some());
    let rows: Vec<String> = told
        .map(|metric| {
            let figure = |text: &Option<String>| text.clone().unwrap_or("–".to_owned());
            let [entered, left, stayed] = [&metric.entered, &metric.left, &metric.stayed].map(figure);
            format!("| {} | {entered} | {left} | {stayed} |\n", code(&metric.name))
        })
        .collect();
    if !rows.is_empty() {
        text +=
            &format!("\n| metric | enter | leave | stay |\n| --- | ---: | ---: | ---: |\n{}", rows.concat());
    }
    if text.is_empty() {
        text
    } else {
        format!("{}\n\n{text}\n", code(&format!("{} {}", cohort.kind, cohort.name)))
    }
}

fn moves_block(kind: &str, moves: &public::Moves) -> String {
    let text = parts_list("move", &moves.moves);
    if text.is_empty() { text } else { format!("{}\n\n{text}\n", code(&format!("{kind} {}", moves.name))) }
}

fn parts_list(verb: &str, parts: &[public::Part]) -> String {
    let line = |part: &public::Part| {
        let by: Vec<String> = part.by.iter().map(|text| code(text)).collect();
        format!("- {} {verb}: {}\n", number(part.people), by.join(" and "))
    };
    let mut text: String = parts.iter().take(MOST_PARTS).map(line).collect();
    if parts.len() > MOST_PARTS {
        text += &format!("- and {} more reasons\n", parts.len() - MOST_PARTS);
    }
    text
}

/// A line for each budget.
fn budgets(page: &mut Page, report: &Report<'_>) {
    let Some(budgets) = &report.budgets else { return };
    if report.gate {
        page.add(&format!("\n**{}**\n", budgets.verdict()));
    }
    if budgets.outcomes.is_empty() {
        return;
    }
    page.add("\n");
    for outcome in &budgets.outcomes {
        let (mark, by) = match &outcome.verdict {
            Verdict::Kept | Verdict::NobodyBefore => ("✅", String::new()),
            Verdict::Approved(by) => ("☑️", format!(" {}", code(by))),
            _ => ("❌", String::new()),
        };
        let old = if outcome.of_old { " (the old version's)" } else { "" };
        let flow = outcome.flow.map(|flow| format!(": {}", report.flow(flow, false))).unwrap_or_default();
        let (name, text, word) = (code(&outcome.cohort), code(&outcome.text), outcome.verdict.word());
        page.add(&format!("- {mark} {name} {text}{old} {word}{by}{flow}\n"));
    }
}

/// What nobody is moved by.
fn told(page: &mut Page, report: &Report<'_>, light: &[&DeclarationChange]) {
    let changes = &report.changes;
    let told = light.iter().filter(|change| change.effect == Effect::Narrative);
    let blocks: Vec<String> = told.map(|change| block(change)).filter(|text| !text.is_empty()).collect();
    page.fold(&format!("Told differently ({})", count(blocks.len(), "declaration")), &blocks);
    let mut looks: Vec<String> = light
        .iter()
        .filter(|change| !matches!(change.effect, Effect::Narrative | Effect::Formatting | Effect::Comments))
        .map(|change| format!("- {}: {}\n", code(&words::declaration(change)), effect(change)))
        .collect();
    let files = words::formatted_files(changes);
    looks.extend(
        files.map(|f| format!("- {}: {}\n", code(&place_in(report.prefix, &f.file)), words::file(f.effect))),
    );
    let alone = words::formatted_alone(changes);
    looks.extend(alone.map(|change| format!("- {}: formatting\n", code(&words::declaration(change)))));
    looks.extend(words::tests(changes).map(|tests| format!("- {tests}\n")));
    page.fold(&format!("Written differently, and tests ({})", looks.len()), &looks);
}
