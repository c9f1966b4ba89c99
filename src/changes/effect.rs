//! What became of each declaration.

use super::declared::{Decl, Missing};
use super::details::{One, details};
use super::logic::Logic;
use super::{Both, Changes, DeclarationChange, Direction, Effect, Pair, Side, Unread, Unreadable, Version};
use crate::ir::Type;
use crate::meaning::{Declaration, Forms};
use crate::source::Span;
use crate::syntax;
use std::collections::BTreeMap;

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
        let meaning = self.old.forms[old].whole != self.new.forms[new].whole;
        let written = self.old.written[old].whole != self.new.written[new].whole;
        let claims = self.old.forms[old].claims != self.new.forms[new].claims;
        let same_text = before_text == after_text;
        if same_text && !meaning && !claims {
            change.effect = Effect::Moved;
            return change.moved_from.is_some().then_some(change);
        }
        let found = details(
            &One { side: self.old.side(), at: before.at },
            &One { side: self.new.side(), at: after.at },
        );
        if let Some(two) = self.two_cohorts(old, new) {
            change.clauses = two.changes(pairs, logic);
            if meaning {
                change.direction = two.direction(logic);
                change.score = two.score(pairs, logic);
            }
        } else if meaning {
            change.direction = self.rule_direction(before.at, after.at, logic);
        }
        let because =
            change.clauses.iter().any(|clause| clause.direction.is_none() && clause.score.is_none());
        change.effect = match () {
            () if change.renamed_from.is_some() && !meaning => Effect::Renamed,
            () if meaning && written => Effect::Meaning,
            () if meaning => Effect::Through,
            () if !found.status.is_empty() => Effect::Status,
            () if claims || !found.claims.is_empty() => Effect::Claims,
            () if !found.narrative.is_empty() || because => Effect::Narrative,
            () => self.looks(before_text, after_text, change.moved_from.is_some()),
        };
        if meaning {
            change.through = self.through(after.at, false);
        }
        if claims {
            let more = self.through(after.at, true);
            change
                .through
                .extend(more.into_iter().filter(|t| !change.through.contains(t)).collect::<Vec<_>>());
        }
        change.details = found.all();
        Some(change)
    }

    /// Of a segment, and of a feature that is a rule.
    fn rule_direction(&self, old: Declaration, new: Declaration, logic: &mut Logic<'_>) -> Option<Direction> {
        let rule = |version: &Version<'_>, at: Declaration| {
            let program = version.side().program;
            let rule = match at {
                Declaration::Segment(i) => &program.segments[i].rule,
                Declaration::Feature(i) if program.features[i].value.ty == Type::Bool => {
                    &program.features[i].value
                }
                _ => return None,
            };
            Some(rule.clone())
        };
        let (old, new) = (rule(&self.old, old)?, rule(&self.new, new)?);
        let before = logic.rule(self.old.side(), &old);
        let after = logic.rule(self.new.side(), &new);
        logic.direction(before, after)
    }

    /// A declaration that says the same in the same fields: only how it is written differs.
    fn looks(&self, before: &str, after: &str, moved: bool) -> Effect {
        let (before, after) = (syntax::surface(before), syntax::surface(after));
        match () {
            () if before.tokens != after.tokens => Effect::Rewritten,
            () if moved => Effect::Moved,
            () if before.comments != after.comments => Effect::Comments,
            () => Effect::Formatting,
        }
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
