//! What became of each declaration.

use super::declared::{Decl, Missing};
use super::details::{Details, One, details};
use super::logic::Logic;
use super::{
    Both, Changes, ClauseChange, DeclarationChange, Direction, Effect, Lean, Pair, Side, Unread, Unreadable,
    Version,
};
use crate::ir::Type;
use crate::meaning::{Declaration, Forms};
use crate::model::Expr;
use crate::source::Span;
use crate::syntax;
use std::collections::BTreeMap;

/// How the texts of a declaration differ.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    /// Words and signs.
    tokens: bool,
    comments: bool,
    /// Blanks and line breaks.
    blanks: bool,
}

impl Look {
    fn is_same(self) -> bool {
        !self.tokens && !self.comments && !self.blanks
    }
}

/// In what two versions of a declaration differ.
struct Differs {
    meaning: bool,
    /// The meaning, what is used standing by its name.
    written: bool,
    claims: bool,
    look: Look,
}

impl Differs {
    fn effect(&self, change: &DeclarationChange, found: &Details) -> Effect {
        // Of a clause whose meaning is the same only the reason, or the block of a `must`, is another.
        let told = |clause: &ClauseChange| clause.details.iter().any(|d| d.field == "because");
        match () {
            () if change.renamed_from.is_some() && !self.meaning => Effect::Renamed,
            () if self.meaning && self.written => Effect::Meaning,
            () if self.meaning => Effect::Through,
            () if !found.status.is_empty() => Effect::Status,
            () if self.claims => Effect::Claims,
            () if !found.narrative.is_empty() || change.clauses.iter().any(told) => Effect::Narrative,
            () if self.look.tokens => Effect::Rewritten,
            () if change.moved_from.is_some() => Effect::Moved,
            () if self.look.comments => Effect::Comments,
            () => Effect::Formatting,
        }
    }
}

impl Both<'_> {
    pub(super) fn changes(&self, forms: &mut Forms) -> Changes {
        let mut changes = Changes { files: self.files(), catalog: self.catalog(), ..Changes::default() };
        let (pairs, rules) = self.all_pairs(forms);
        changes.rules = rules;
        let catalogs = [self.old.side().catalog, self.new.side().catalog];
        let mut logic = Logic::new(forms, catalogs);
        for (new, pairs) in pairs.iter().enumerate() {
            match self.matched.old_of[new] {
                Some(old) => match self.change(old, new, pairs, &mut logic) {
                    Some(change) => changes.declarations.push(change),
                    None => changes.same += 1,
                },
                None if self.missing_on(&self.old, self.new.declared.all[new].name) => {}
                None => changes.declarations.push(self.new.plain(new, Effect::Added)),
            }
        }
        for (old, new) in self.matched.new_of.iter().enumerate() {
            if new.is_none() && !self.missing_on(&self.new, self.old.declared.all[old].name) {
                changes.declarations.push(self.old.plain(old, Effect::Removed));
            }
        }
        changes.unread = self.unread();
        changes
    }

    /// By declaration of the new side; and by the name of the cohort.
    fn all_pairs(&self, forms: &Forms) -> (Vec<Vec<Pair>>, BTreeMap<String, Vec<Pair>>) {
        let mut by_name = BTreeMap::new();
        let mut all = Vec::with_capacity(self.new.declared.all.len());
        for (new, decl) in self.new.declared.all.iter().enumerate() {
            let two = self.matched.old_of[new].and_then(|old| self.two_cohorts(old, new));
            let pairs = two.map(|two| two.pairs(forms)).unwrap_or_default();
            if !pairs.is_empty() {
                by_name.insert(decl.name.to_owned(), pairs.clone());
            }
            all.push(pairs);
        }
        (all, by_name)
    }

    fn change(
        &self,
        old: usize,
        new: usize,
        pairs: &[Pair],
        logic: &mut Logic<'_>,
    ) -> Option<DeclarationChange> {
        let (before, after) = (&self.old.declared.all[old], &self.new.declared.all[new]);
        let (before_text, after_text) = (self.old.text(before), self.new.text(after));
        let mut change = self.new.plain(new, Effect::Formatting);
        change.renamed_from = (before.name != after.name).then(|| before.name.to_owned());
        let file = self.old.side().path(before.name_span.file);
        change.moved_from = (file != change.place.file).then_some(file);
        let differs = Differs {
            meaning: self.old.forms[old].whole != self.new.forms[new].whole,
            written: self.old.written[old].whole != self.new.written[new].whole,
            claims: self.old.forms[old].claims != self.new.forms[new].claims,
            look: self.look(before_text, after_text),
        };
        if !differs.meaning && !differs.claims && change.renamed_from.is_none() && differs.look.is_same() {
            change.effect = Effect::Moved;
            return change.moved_from.is_some().then_some(change);
        }
        let mut found = details(
            &One { side: self.old.side(), at: before.at },
            &One { side: self.new.side(), at: after.at },
        );
        if !differs.look.tokens {
            // The names of others, which have new ones.
            found.meaning.clear();
            found.claims.clear();
        }
        if let Some(two) = self.two_cohorts(old, new) {
            change.clauses = two.changes(pairs, logic);
            if differs.meaning {
                change.direction = two.direction(logic);
                change.score = two.score(pairs, logic);
            } else {
                // What one rule lets in another keeps out.
                for clause in &mut change.clauses {
                    (clause.direction, clause.score) = (None, None);
                }
            }
        } else if differs.meaning {
            (change.direction, change.values) = self.value_change(before.at, after.at, logic);
        }
        change.effect = differs.effect(&change, &found);
        if differs.meaning {
            change.through = self.through(after.at, false);
        }
        if differs.claims {
            for through in self.through(after.at, true) {
                if !change.through.contains(&through) {
                    change.through.push(through);
                }
            }
        }
        change.details = found.all();
        Some(change)
    }

    /// How two texts of a declaration look beside each other. A name that another declaration has now is no difference.
    fn look(&self, before: &str, after: &str) -> Look {
        if before == after {
            return Look::default();
        }
        let (old, new) = (syntax::surface(before), syntax::surface(after));
        let bare = |token: &str| token.trim_matches('`').to_owned();
        let mut renamed = false;
        let mut same = |old: &String, new: &String| {
            if old == new {
                return true;
            }
            renamed = true;
            self.matched.renames.get(&bare(old)).is_some_and(|name| *name == bare(new))
        };
        let tokens = old.tokens.len() != new.tokens.len()
            || !old.tokens.iter().zip(&new.tokens).all(|(old, new)| same(old, new));
        // A longer name moves what stands in columns.
        let blanks = !tokens && !renamed;
        Look { tokens, comments: old.comments != new.comments, blanks }
    }

    /// Of a segment and a theme, and of a feature.
    fn value_change(
        &self,
        old: Declaration,
        new: Declaration,
        logic: &mut Logic<'_>,
    ) -> (Option<Direction>, Option<Lean>) {
        let (Some(old), Some(new)) = (value(&self.old, old), value(&self.new, new)) else {
            return (None, None);
        };
        let before = logic.rule(self.old.side(), old);
        let after = logic.rule(self.new.side(), new);
        if old.ty == Type::Bool && new.ty == Type::Bool {
            return (logic.direction(before, after), None);
        }
        let lean = match (logic.order(before, after).at_most, logic.order(after, before).at_most) {
            (true, _) => Lean::Higher,
            (_, true) => Lean::Lower,
            _ => Lean::Either,
        };
        (None, Some(lean))
    }

    fn missing_on(&self, version: &Version<'_>, name: &str) -> bool {
        version.declared.missing.iter().any(|m| m.name == Some(name))
    }

    /// What is missing on either side, each name once.
    fn unread(&self) -> Vec<Unread> {
        let mut found: Vec<Unread> = Vec::new();
        for missing in &self.old.declared.missing {
            let old = Some(self.old.unreadable(missing));
            found.push(Unread { name: missing.name.map(str::to_owned), old, new: None });
        }
        for missing in &self.new.declared.missing {
            let new = Some(self.new.unreadable(missing));
            let known = found
                .iter_mut()
                .find(|u| u.new.is_none() && u.name.is_some() && u.name.as_deref() == missing.name);
            match known {
                Some(known) => known.new = new,
                None => found.push(Unread { name: missing.name.map(str::to_owned), old: None, new }),
            }
        }
        found
    }
}

/// What a declaration of a rule or a value says.
fn value<'a>(version: &Version<'a>, at: Declaration) -> Option<&'a Expr> {
    let program = version.side().program;
    match at {
        Declaration::Segment(i) => Some(&program.segments[i].rule),
        Declaration::Feature(i) => Some(&program.features[i].value),
        Declaration::Theme(i) => Some(&program.themes[i].rule),
        _ => None,
    }
}

impl<'a> Version<'a> {
    pub(super) fn side(&self) -> &Side<'a> {
        &self.declared.side
    }

    fn text(&self, decl: &Decl<'_>) -> &str {
        let text = &self.side().sources.file(decl.name_span.file).text;
        text.get(decl.range.clone()).unwrap_or_default().trim()
    }

    /// A change that says no more than its effect.
    fn plain(&self, index: usize, effect: Effect) -> DeclarationChange {
        let decl = &self.declared.all[index];
        DeclarationChange {
            kind: decl.kind,
            name: decl.name.to_owned(),
            renamed_from: None,
            moved_from: None,
            place: self.side().place(decl.name_span),
            effect,
            direction: None,
            values: None,
            score: None,
            clauses: Vec::new(),
            details: Vec::new(),
            through: Vec::new(),
        }
    }

    fn unreadable(&self, missing: &Missing<'_>) -> Unreadable {
        let side = self.side();
        let inside = |span: Span| {
            span.file == missing.span.file
                && missing.span.start <= span.start
                && span.start <= missing.span.end
        };
        let about = side.diagnostics.iter().filter(|d| d.is_error());
        let about = about.filter(|d| d.labels.first().is_some_and(|label| inside(label.span)));
        Unreadable {
            place: side.place(missing.span),
            findings: about.map(|d| format!("{}: {}", d.code.id, d.message)).collect(),
        }
    }
}
