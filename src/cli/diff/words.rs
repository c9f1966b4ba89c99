//! What changed, in words that all forms share.

use crate::changes::{
    Changes, ClauseChange, DeclarationChange, Detail, Direction, Effect, FileChange, FileEffect, Kind, Lean,
    Through, What,
};

/// `persona smart_home`
pub fn declaration(change: &DeclarationChange) -> String {
    format!("{} {}", change.kind.word(), change.name)
}

/// What happened to a declaration: `loosened`, `renamed from spend`, `changed through feature spend`. `quote` makes a form's own of
/// names that users chose.
pub fn effect(change: &DeclarationChange, quote: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut words = Vec::new();
    let by_rules = change.direction.map(Direction::word);
    match change.effect {
        Effect::Added => words.push("added".to_owned()),
        Effect::Removed => words.push("removed".to_owned()),
        // Told below, for any effect.
        Effect::Renamed | Effect::Moved => {}
        Effect::Meaning | Effect::Through => match (by_rules, change.score) {
            (None, Some(_)) => {}
            (by_rules, _) => words.push(by_rules.unwrap_or("changed").to_owned()),
        },
        Effect::Status => words.push("status changed".to_owned()),
        Effect::Claims => words.push("claims changed".to_owned()),
        Effect::Narrative => words.push(format!("told differently: {}", quote(&fields(change)))),
        Effect::Rewritten => words.push("written differently, means the same".to_owned()),
        Effect::Comments => words.push("comments".to_owned()),
        Effect::Formatting => words.push("formatting".to_owned()),
    }
    words.extend(change.score.map(|lean| score(lean).to_owned()));
    words.extend(change.renamed_from.as_ref().map(|name| format!("renamed from {}", quote(name))));
    words.extend(change.moved_from.as_ref().map(|file| format!("moved from {}", quote(file))));
    if !change.through.is_empty() {
        words.push(format!("through {}", through(change, quote)));
    }
    words
}

/// By what a meaning changed: what changed itself, not what lies between.
fn through(change: &DeclarationChange, quote: &dyn Fn(&str) -> String) -> String {
    let named = |t: &Through| quote(&t.to_string().replace('`', ""));
    let roots: Vec<String> = change.through.iter().filter(|t| t.root).map(named).collect();
    let names = if roots.is_empty() { change.through.iter().map(named).collect() } else { roots };
    names.join(", ")
}

pub fn score(lean: Lean) -> &'static str {
    match lean {
        Lean::Higher => "scores go up",
        Lean::Lower => "scores go down",
        Lean::Either => "scores change",
    }
}

/// What a changed clause does: `loosened, weight 10 → 20`.
pub fn clause(change: &ClauseChange) -> Vec<String> {
    let mut words = Vec::new();
    // That it changed is seen.
    let told = change.direction.filter(|direction| *direction != Direction::Changed);
    words.extend(told.map(|direction| direction.word().to_owned()));
    words.extend(change.score.map(|lean| score(lean).to_owned()));
    if change.through {
        words.push("by what it uses".to_owned());
    }
    words
}

/// The fields of a declaration that changed: `story, goals`.
pub fn fields(change: &DeclarationChange) -> String {
    let mut names: Vec<&str> = Vec::new();
    for detail in &change.details {
        if !names.contains(&detail.field.as_str()) {
            names.push(&detail.field);
        }
    }
    names.join(", ")
}

/// `added`, `removed`, `changed`, of something whose sides do not fit on a line.
pub fn fate(detail: &Detail) -> &'static str {
    match (&detail.old, &detail.new) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "changed",
    }
}

pub fn mark(change: &DeclarationChange) -> char {
    match change.effect {
        Effect::Added => '+',
        Effect::Removed => '-',
        _ => '~',
    }
}

pub fn clause_mark(what: What) -> char {
    match what {
        What::Added => '+',
        What::Removed => '-',
        What::Changed => '~',
    }
}

/// Whether people and scores, or names, can be other ones; the rest is told at the end.
///
/// Tests move nobody, and most of them change through what they test: they are told all at once, see [`tests`].
pub fn is_of_weight(change: &DeclarationChange) -> bool {
    change.kind != Kind::Test && (change.effect.is_meaning() || change.effect == Effect::Renamed)
}

/// What became of all tests: `tests: 2 added, 39 about something that changed`.
pub fn tests(changes: &Changes) -> Option<String> {
    let number = |wanted: &[Effect]| {
        let tests = changes.declarations.iter().filter(|change| change.kind == Kind::Test);
        tests.filter(|change| wanted.contains(&change.effect)).count()
    };
    let counts = [
        (number(&[Effect::Added]), "added"),
        (number(&[Effect::Removed]), "removed"),
        (number(&[Effect::Meaning, Effect::Status, Effect::Claims, Effect::Narrative]), "changed"),
        (number(&[Effect::Renamed, Effect::Rewritten, Effect::Moved]), "written differently"),
        (number(&[Effect::Through]), "about something that changed"),
    ];
    let parts: Vec<String> =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    (!parts.is_empty()).then(|| format!("tests: {}", parts.join(", ")))
}

pub fn file(effect: FileEffect) -> &'static str {
    match effect {
        FileEffect::Added => "added",
        FileEffect::Removed => "removed",
        FileEffect::Content => "changed",
        FileEffect::Comments => "comments",
        FileEffect::Formatting => "formatting",
    }
}

/// How much of what: `1 changed in meaning, 2 through others, 1 renamed; 24 the same`.
pub fn verdict(changes: &Changes) -> String {
    let declarations = || changes.declarations.iter().filter(|change| change.kind != Kind::Test);
    let number = |effects: &[Effect]| declarations().filter(|d| effects.contains(&d.effect)).count();
    let files: Vec<&FileChange> = formatted_files(changes).collect();
    let settings =
        if changes.catalog.len() == 1 { "setting of the catalog" } else { "settings of the catalog" };
    let counts = [
        (number(&[Effect::Added]), "added"),
        (number(&[Effect::Removed]), "removed"),
        (number(&[Effect::Meaning, Effect::Status]), "changed in meaning"),
        (number(&[Effect::Through]), "changed through others"),
        (number(&[Effect::Claims]), "claimed differently"),
        (number(&[Effect::Renamed]), "renamed"),
        (number(&[Effect::Narrative]), "told differently"),
        (number(&[Effect::Rewritten]), "written differently"),
        (number(&[Effect::Moved]), "moved"),
        (formatted_alone(changes).count(), "formatted"),
        (files.len(), if files.len() == 1 { "file formatted" } else { "files formatted" }),
        (changes.catalog.len(), settings),
        (changes.unread.len(), "not compared"),
    ];
    let parts: Vec<String> =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let same = match changes.same {
        0 => String::new(),
        n => format!("; {n} the same"),
    };
    if parts.is_empty() {
        if let Some(tests) = tests(changes) {
            return format!("nothing changed but {tests}{same}");
        }
        let nothing = if changes.files.is_empty() { "nothing changed" } else { "nothing changed in meaning" };
        return format!("{nothing}{same}");
    }
    let lead = if keeps_meaning(changes) { "the meaning is the same: " } else { "" };
    format!("{lead}{}{same}", parts.join(", "))
}

/// The files in which nothing but blanks and comments changed.
pub fn formatted_files(changes: &Changes) -> impl Iterator<Item = &FileChange> {
    changes.files.iter().filter(|file| matches!(file.effect, FileEffect::Formatting | FileEffect::Comments))
}

/// Declarations of which nothing but blanks and comments changed, in files of which more did.
pub fn formatted_alone(changes: &Changes) -> impl Iterator<Item = &DeclarationChange> {
    let looks = |change: &&DeclarationChange| matches!(change.effect, Effect::Formatting | Effect::Comments);
    let whole = move |change: &&DeclarationChange| {
        formatted_files(changes).any(|file| file.file == change.place.file)
    };
    changes.declarations.iter().filter(looks).filter(move |change| !whole(change))
}

/// Whether members, scores, tiers and claims are sure to be the same.
pub fn keeps_meaning(changes: &Changes) -> bool {
    let keeps = |change: &DeclarationChange| change.kind == Kind::Test || !change.effect.is_meaning();
    let settings = changes.catalog.iter().all(|change| !change.meaning);
    changes.declarations.iter().all(keeps) && changes.unread.is_empty() && settings
}
