//! What changed, in words of the page's language.

use super::Source;
use crate::documents::changed::{ChangedClause, ChangedDeclaration, SinceRevision};
use crate::documents::clean::line;
use crate::documents::text::{Lang, Texts};
use crate::documents::{format, prose};

/// Speaks of changes in a page's language.
pub struct Words<'a> {
    t: &'static Texts,
    lang: Lang,
    source: &'a Source<'a>,
}

impl<'a> Words<'a> {
    pub fn new(source: &'a Source<'a>) -> Words<'a> {
        Words { t: source.t(), lang: source.lang, source }
    }

    pub fn day(&self, iso: &str) -> String {
        iso.parse().map_or_else(|_| line(iso), |date| format::date(date, self.lang))
    }

    pub fn since(&self, found: &SinceRevision) -> String {
        let short: String = found.commit.chars().take(8).collect();
        let (text, name) = match &found.left {
            Some(main) => (self.t.since_left, main),
            None => (self.t.since_revision, &found.name),
        };
        // Of a commit that was named by its hash the name says nothing more.
        let name = if found.commit.starts_with(name.as_str()) { &short } else { name };
        let said =
            fill(text, &[("{name}", &line(name)), ("{commit}", &short), ("{date}", &self.day(&found.date))]);
        match self.lang {
            Lang::En => said.replace(&format!("{short} ({short}, "), &format!("{short} (")),
            Lang::Zh => said.replace(&format!("{short}（{short}，"), &format!("{short}（")),
        }
    }

    /// How much of what.
    pub fn verdict(&self, found: &SinceRevision) -> String {
        let t = self.t;
        let number = |effects: &[&str]| {
            found.declarations.iter().filter(|d| effects.contains(&d.effect.as_str())).count() as u64
        };
        let counts = [
            (number(&["added"]), t.n_added),
            (number(&["removed"]), t.n_removed),
            (number(&["meaning", "status"]), t.n_meaning),
            (number(&["through"]), t.n_through),
            (number(&["claims"]), t.n_claims),
            (number(&["renamed"]), t.n_renamed),
            (number(&["narrative"]), t.n_told),
            (number(&["rewritten", "moved"]) + found.formatted, t.n_written),
            (found.catalog.len() as u64, t.n_settings),
            (found.tests, t.n_tests),
            (found.unread.len() as u64, t.n_unread),
        ];
        let parts: Vec<String> =
            counts.iter().filter(|(n, _)| *n > 0).map(|(n, text)| count(text, *n)).collect();
        let same = (found.same > 0).then(|| count(t.n_same, found.same));
        let (comma, semicolon) = match self.lang {
            Lang::En => (", ", "; "),
            Lang::Zh => ("，", "；"),
        };
        match (parts.is_empty(), same) {
            (true, _) => t.nothing_changed.to_owned(),
            (false, Some(same)) => format!("{}{semicolon}{same}", parts.join(comma)),
            (false, None) => parts.join(comma),
        }
    }

    pub fn kind(&self, kind: &str) -> String {
        let t = self.t;
        let known = match kind {
            "icp" => t.icp,
            "persona" => t.persona,
            "score" => t.score,
            "param" => t.kind_param,
            "feature" => t.kind_feature,
            "segment" => t.kind_segment,
            "assign" | "assignment" => t.kind_assign,
            "grid" => t.kind_grid,
            "journey" => t.kind_journey,
            "metric" => t.kind_metric,
            "theme" => t.kind_theme,
            other => return line(other),
        };
        known.to_owned()
    }

    /// What happened to a declaration.
    pub fn effect(&self, change: &ChangedDeclaration) -> Vec<String> {
        let t = self.t;
        let direction = change.direction.as_deref().map(|word| self.direction(word));
        let feature = change.kind == "feature" || change.kind == "param";
        let score = change.score.as_deref().map(|word| self.lean(word, feature));
        let mut words: Vec<String> = Vec::new();
        match change.effect.as_str() {
            "added" => words.push(t.added.to_owned()),
            "removed" => words.push(t.removed.to_owned()),
            "renamed" | "moved" if change.renamed_from.is_some() => {}
            "moved" => words.push(t.moved_file.to_owned()),
            "meaning" | "through" if direction.is_none() && score.is_some() => {}
            "meaning" | "through" => words.push(direction.unwrap_or(t.meaning_changed).to_owned()),
            "status" => words.push(t.status_changed.to_owned()),
            "claims" => words.push(t.claims_changed.to_owned()),
            "narrative" => words.push(t.told_differently.to_owned()),
            _ => words.push(t.written_differently.to_owned()),
        }
        words.extend(score.map(str::to_owned));
        words.extend(change.renamed_from.as_deref().map(|name| t.renamed.replace("{}", &line(name))));
        if !change.through.is_empty() {
            words.push(t.through.replace("{}", &self.named(&change.through)));
        }
        words
    }

    /// `feature “Spend”, column “customers.age”`, by the words of the language.
    fn named(&self, through: &[String]) -> String {
        let one = |text: &String| match text.split_once(' ') {
            Some((kind, name)) => {
                let name = self.title(kind, name);
                let kind = self.kind(kind);
                match self.lang {
                    Lang::En => format!("{} “{name}”", kind.to_lowercase()),
                    Lang::Zh => format!("{kind}“{name}”"),
                }
            }
            None => line(text),
        };
        let names: Vec<String> = through.iter().map(one).collect();
        names.join(if self.lang == Lang::Zh { "、" } else { ", " })
    }

    fn direction(&self, word: &str) -> &'static str {
        match word {
            "loosened" => self.t.loosened,
            "tightened" => self.t.tightened,
            _ => self.t.meaning_changed,
        }
    }

    fn lean(&self, word: &str, values: bool) -> &'static str {
        match (word, values) {
            ("higher", false) => self.t.scores_higher,
            ("lower", false) => self.t.scores_lower,
            (_, false) => self.t.scores_change,
            ("higher", true) => self.t.values_higher,
            ("lower", true) => self.t.values_lower,
            (_, true) => self.t.values_changed,
        }
    }

    /// What a rule does by its change; that it changed is seen.
    pub fn clause(&self, change: &ChangedClause) -> Vec<String> {
        let told = change.direction.as_deref().filter(|word| *word != "changed");
        let mut words: Vec<&str> = told.map(|word| self.direction(word)).into_iter().collect();
        words.extend(change.score.as_deref().map(|word| self.lean(word, false)));
        words.extend(change.through.then_some(self.t.by_use));
        words.into_iter().map(str::to_owned).collect()
    }

    /// A rule that moved people.
    pub fn blamed(&self, cause: &str, text: String, through: &[String]) -> String {
        let (open, close, colon) = match self.lang {
            Lang::En => (" (", ")", ": "),
            Lang::Zh => ("（", "）", "："),
        };
        match cause {
            "added" => format!("{}{colon}{text}", self.t.rule_new),
            "removed" => format!("{}{colon}{text}", self.t.rule_gone),
            "through" if !through.is_empty() => {
                format!("{text}{open}{}{close}", self.t.through.replace("{}", &self.named(through)))
            }
            _ => text,
        }
    }

    /// The title of a declaration by its kind and name, as far as the program knows it; else its name.
    pub fn title(&self, kind: &str, name: &str) -> String {
        let program = self.source.program;
        let title = match kind {
            "cohort" | "icp" | "persona" | "score" => {
                let cohort = program.cohorts.iter().find(|c| c.name == name);
                return cohort.map_or_else(|| line(name), |c| prose::cohort_title(c, self.lang));
            }
            "param" => program.params.iter().find(|p| p.name == name).map(|p| &p.title),
            "feature" => program.features.iter().find(|f| f.name == name).map(|f| &f.title),
            "segment" => program.segments.iter().find(|s| s.name == name).map(|s| &s.title),
            "metric" => program.metrics.iter().find(|m| m.name == name).map(|m| &m.title),
            "grid" => program.grids.iter().find(|g| g.name == name).map(|g| &g.title),
            "assign" | "assignment" => program.assigns.iter().find(|a| a.name == name).map(|a| &a.title),
            "journey" => program.journeys.iter().find(|j| j.name == name).map(|j| &j.title),
            "theme" => program.themes.iter().find(|t| t.name == name).map(|t| &t.title),
            _ => None,
        };
        match title {
            Some(title) => self.source.titled(title.as_ref(), name),
            None => line(name),
        }
    }
}

/// A text of the specs, which may stand on several lines there.
pub fn one_line(text: &str) -> String {
    line(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn count(text: &str, n: u64) -> String {
    text.replace("{}", &format::count(n))
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}
