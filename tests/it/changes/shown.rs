//! Changes as lines that a reader can check.

use personac::changes::{Changes, Clause, DeclarationChange, Detail, Direction, FileEffect, Lean, What};

pub fn shown(changes: &Changes) -> Vec<String> {
    let mut lines = Vec::new();
    changes.declarations.iter().for_each(|change| declaration(change, &mut lines));
    for change in &changes.catalog {
        let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".into());
        let path = format!("{} {}", change.path, change.field);
        lines.push(format!(
            "catalog {}: {} → {}{}",
            path.trim(),
            side(&change.old),
            side(&change.new),
            if change.meaning { "" } else { " (shown only)" }
        ));
    }
    for unread in &changes.unread {
        let sides = [("old", &unread.old), ("new", &unread.new)];
        for (word, side) in sides.iter().filter_map(|(word, side)| Some((word, side.as_ref()?))) {
            let name = unread.name.as_deref().unwrap_or("(no name)");
            lines.push(format!("unread {name}, {word} {}: {}", side.place, side.findings.join("; ")));
        }
    }
    for file in changes.files.iter().filter(|f| f.effect != FileEffect::Content) {
        lines.push(format!("file {}: {}", file.file, word(&file.effect)));
    }
    lines
}

fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn declaration(change: &DeclarationChange, lines: &mut Vec<String>) {
    let mut line = format!("{} {}: {}", change.kind.word(), change.name, word(&change.effect));
    if let Some(old) = &change.renamed_from {
        line += &format!(" from {old}");
    }
    if let Some(old) = &change.moved_from {
        line += &format!(" from {old}");
    }
    line += &leaning(change.direction, change.score);
    if let Some(values) = change.values {
        line += &format!(", values {}", word(&values));
    }
    if !change.through.is_empty() {
        let all: Vec<String> =
            change.through.iter().map(|t| format!("{t}{}", if t.root { "!" } else { "" })).collect();
        line += &format!(" through {}", all.join(", "));
    }
    lines.push(line);
    for clause in &change.clauses {
        let text = |c: &Option<Clause>| c.as_ref().map(full);
        let line = match (clause.what, text(&clause.old), text(&clause.new)) {
            (What::Added, _, new) => format!("+ {}", new.unwrap_or_default()),
            (What::Removed, old, _) => format!("- {}", old.unwrap_or_default()),
            (What::Changed, old, new) if old == new => old.unwrap_or_default(),
            (What::Changed, old, new) => {
                format!("{} → {}", old.unwrap_or_default(), new.unwrap_or_default())
            }
        };
        let through = if clause.through { " (through)" } else { "" };
        lines.push(format!("  {line}{}{through}", leaning(clause.direction, clause.score)));
        clause.details.iter().for_each(|d| lines.push(format!("    {}", detail(d))));
    }
    change.details.iter().for_each(|d| lines.push(format!("  {}", detail(d))));
}

fn full(clause: &Clause) -> String {
    let weight = clause.weight.as_ref().map(|w| format!(" weight {w}"));
    format!("{}{}", clause.text.replace('\n', " ⏎ "), weight.unwrap_or_default())
}

fn detail(detail: &Detail) -> String {
    let side = |text: &Option<String>| text.as_ref().map_or("–".into(), |t| t.replace('\n', " ⏎ "));
    format!("{}: {} → {}", detail.field, side(&detail.old), side(&detail.new))
}

fn leaning(direction: Option<Direction>, score: Option<Lean>) -> String {
    let mut text = String::new();
    if let Some(direction) = direction {
        text += &format!(", {}", direction.word());
    }
    if let Some(score) = score {
        text += &format!(", score {}", word(&score));
    }
    text
}
