//! The form for people at a terminal: a line for each declaration, its clauses below, what is only told or formatted at the end.

use super::{Report, place_in, since_lock, terminal_people, words};
use crate::changes::{ClauseChange, DeclarationChange, Detail, Effect, Kind, What};
use crate::cli::common::{count, plain};
use crate::cli::tree::Paint;
use crate::diagnostics::render::Style;
use unicode_width::UnicodeWidthStr;

pub fn text(report: &Report<'_>, style: Style) -> String {
    let mut form =
        Form { paint: Paint { color: style.color }, width: style.width, out: String::new(), head: 0 };
    form.head(report);
    form.head = form.out.len();
    for change in report.changes.declarations.iter().filter(|change| words::is_of_weight(change)) {
        form.declaration(change, report);
    }
    form.catalog(report);
    form.unread(report);
    form.light(report);
    form.people(report);
    let verdict = words::verdict(&report.changes);
    form.line(&form.paint.wrap("1", &verdict));
    if let Some(budgets) = report.budgets.as_ref().filter(|_| report.gate) {
        let color = if budgets.is_open() { "1;32" } else { "1;31" };
        form.line(&form.paint.wrap(color, &budgets.verdict()));
    }
    form.out
}

struct Form {
    paint: Paint,
    width: usize,
    out: String,
    /// Where the head ends.
    head: usize,
}

impl Form {
    fn line(&mut self, line: &str) {
        self.out += line.trim_end();
        self.out.push('\n');
    }

    fn head(&mut self, report: &Report<'_>) {
        let from = report.versions.old_words().replace('`', "");
        let to = report.versions.new_words().replace('`', "");
        let head = format!("{}: {from} → {to}", report.project);
        let head = self.paint.wrap("2", &plain(&head));
        self.line(&head);
        self.line("");
    }

    fn color(mark: char) -> &'static str {
        match mark {
            '+' => "32",
            '-' => "31",
            _ => "33",
        }
    }

    /// A line with its place at the right, and what changed below.
    fn declaration(&mut self, change: &DeclarationChange, report: &Report<'_>) {
        let mark = words::mark(change);
        let name = plain(&words::declaration(change));
        let effect = plain(&words::effect(change, &str::to_owned).join(", "));
        let left = format!("{mark} {name}  {effect}");
        let painted = format!(
            "{} {}  {}",
            self.paint.wrap(Self::color(mark), &mark.to_string()),
            self.paint.wrap("1", &name),
            self.effect(change, &effect)
        );
        self.with_place(&left, &painted, &place_in(report.dir, &change.place));
        for clause in &change.clauses {
            self.clause(clause);
        }
        for detail in &change.details {
            self.detail(detail);
        }
    }

    fn effect(&self, change: &DeclarationChange, effect: &str) -> String {
        match change.effect {
            Effect::Added => self.paint.wrap("32", effect),
            Effect::Removed => self.paint.wrap("31", effect),
            _ => self.paint.wrap("33", effect),
        }
    }

    fn with_place(&mut self, left: &str, painted: &str, place: &str) {
        let gap = self.width.saturating_sub(left.width() + place.width()).max(2);
        let place = self.paint.wrap("2", &plain(place));
        self.line(&format!("{painted}{}{place}", " ".repeat(gap)));
    }

    fn clause(&mut self, change: &ClauseChange) {
        let old = change.old.as_ref().map(|c| with_weight(&c.text, c.weight.as_deref()));
        let new = change.new.as_ref().map(|c| with_weight(&c.text, c.weight.as_deref()));
        let words = words::clause(change).join(", ");
        let words = if words.is_empty() { words } else { format!("   {}", self.paint.wrap("33", &words)) };
        match (old, new) {
            (Some(old), Some(new)) if old != new => {
                self.block("~", "", &old, "31");
                self.block("→", &words, &new, "32");
            }
            (Some(text), _) if change.what == What::Removed => self.block("-", &words, &text, "31"),
            (_, Some(text)) => {
                let mark = words::clause_mark(change.what);
                self.block(&mark.to_string(), &words, &text, Self::color(mark));
            }
            _ => {}
        }
        for detail in change.details.iter().filter(|d| d.field != "weight") {
            self.detail(detail);
        }
    }

    /// A text of one line or several behind a mark.
    fn block(&mut self, mark: &str, words: &str, text: &str, color: &str) {
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        let mut shown: Vec<String> =
            vec![format!("    {} {}", self.paint.wrap(color, mark), self.paint.wrap(color, &plain(first)))];
        shown.extend(lines.map(|line| format!("      {}", self.paint.wrap(color, &plain(line)))));
        if let Some(last) = shown.last_mut() {
            *last += words;
        }
        shown.iter().for_each(|line| self.line(line));
    }

    /// Old and new on one line where they fit; else only that it changed.
    fn detail(&mut self, detail: &Detail) {
        let short =
            |text: &Option<String>| text.as_ref().is_none_or(|t| !t.contains('\n') && t.width() <= 60);
        let field = plain(&detail.field);
        if !short(&detail.old) || !short(&detail.new) {
            return self.line(&format!("    · {field} {}", words::fate(detail)));
        }
        let old = detail.old.as_deref().map(plain);
        let new = detail.new.as_deref().map(plain);
        let sides = match (old, new) {
            (Some(old), Some(new)) => {
                format!("{} → {}", self.paint.wrap("31", &old), self.paint.wrap("32", &new))
            }
            (Some(old), None) => self.paint.wrap("31", &format!("- {old}")),
            (None, Some(new)) => self.paint.wrap("32", &format!("+ {new}")),
            (None, None) => String::new(),
        };
        self.line(&format!("    · {field}: {sides}"));
    }

    fn catalog(&mut self, report: &Report<'_>) {
        for change in &report.changes.catalog {
            let words = if change.meaning { "changes the meaning" } else { "" };
            let field = [change.path.as_str(), change.field.as_str()].map(plain);
            let field = field.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
            let mark = self.paint.wrap("33", "~");
            let name = self.paint.wrap("1", &format!("catalog {field}"));
            self.line(&format!("{mark} {name}  {}", self.paint.wrap("33", words)));
            self.detail(&Detail {
                field: "value".to_owned(),
                old: change.old.clone(),
                new: change.new.clone(),
            });
        }
    }

    fn unread(&mut self, report: &Report<'_>) {
        for unread in &report.changes.unread {
            let name = unread.name.as_deref().map_or("a declaration without a name".to_owned(), plain);
            let sides = [("before", &unread.old), ("now", &unread.new)];
            let wrong: Vec<String> = sides
                .iter()
                .filter_map(|(when, side)| {
                    side.as_ref().map(|side| format!("{when} at {}", place_in(report.dir, &side.place)))
                })
                .collect();
            let mark = self.paint.wrap("31", "!");
            let name = self.paint.wrap("1", &name);
            self.line(&format!("{mark} {name}  not compared: it is wrong {}", plain(&wrong.join(", "))));
        }
    }

    /// Who moves, and the budgets for it.
    fn people(&mut self, report: &Report<'_>) {
        let mut people = terminal_people::Form {
            paint: self.paint,
            width: self.width,
            project: report.sides.new.project(),
            dir: report.dir,
            out: String::new(),
        };
        if let Some(found) = &report.people {
            people.movement(&found.movement);
        }
        if let Some(budgets) = &report.budgets {
            people.budgets(budgets);
        }
        self.out += &people.out;
        if let Some(since_lock) = &report.since_lock {
            self.out += &since_lock::terminal(since_lock, self.width);
        }
    }

    /// What nobody is moved by.
    fn light(&mut self, report: &Report<'_>) {
        let start = self.out.len();
        let looks =
            |change: &DeclarationChange| matches!(change.effect, Effect::Formatting | Effect::Comments);
        for change in &report.changes.declarations {
            if words::is_of_weight(change) || looks(change) || change.kind == Kind::Test {
                continue;
            }
            let left = format!(
                "· {}  {}",
                words::declaration(change),
                words::effect(change, &str::to_owned).join(", ")
            );
            let left = plain(&left);
            self.with_place(&left, &left, &place_in(report.dir, &change.place));
        }
        if let Some(tests) = words::tests(&report.changes) {
            self.line(&format!("· {tests}"));
        }
        for file in words::formatted_files(&report.changes) {
            self.line(&format!(
                "· {}  {}",
                plain(&place_in(report.dir, &file.file)),
                words::file(file.effect)
            ));
        }
        let alone: Vec<String> = words::formatted_alone(&report.changes)
            .map(|change| plain(&words::declaration(change)))
            .collect();
        match alone.as_slice() {
            [] => {}
            few if few.len() <= 3 => self.line(&format!("· {}  formatting", few.join(", "))),
            many => self.line(&format!("· {}  formatting", count(many.len(), "declaration"))),
        }
        // A blank line between what weighs and what does not, and before the verdict.
        if self.out.len() > start && start > self.head {
            self.out.insert(start, '\n');
        }
        if self.out.len() > self.head {
            self.out.push('\n');
        }
    }
}

/// A rule with what it is worth.
pub fn with_weight(text: &str, weight: Option<&str>) -> String {
    match weight {
        Some(weight) => format!("{text}  weight {weight}"),
        None => text.to_owned(),
    }
}
