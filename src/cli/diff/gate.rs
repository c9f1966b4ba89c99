//! Budgets of movement, and who may exceed them.
//!
//! The budgets of the old version hold as well as those of the new one, so no change can raise its own. One that is broken passes
//! if a commit of the range carries the trailer `Approved-movement: NAME` of the cohort's owner: the owner that the old version
//! names, where it names one.

use super::{Sides, load::Version};
use crate::changes::budgets::{self, Flow, Kept};
use crate::changes::{Changes, Unread};
use crate::cohort::{CohortMovement, Movement};
use crate::diagnostics::{Diagnostic, codes};
use crate::model::{Cohort, Expr, Program};
use crate::source::Span;
use crate::source::git::Trailer;

/// The key of an approval.
pub const TRAILER: &str = "Approved-movement";

/// What became of all budgets.
#[derive(Debug, Default)]
pub struct Gate {
    pub outcomes: Vec<Outcome>,
    /// Trailers that approve nothing, and why.
    pub idle: Vec<Diagnostic>,
}

/// What became of a budget.
#[derive(Debug)]
pub struct Outcome {
    /// In the new version, where it is there.
    pub cohort: String,
    old_name: String,
    owner: Option<String>,
    /// As it is written.
    pub text: String,
    /// Only the old version asks for it.
    pub of_old: bool,
    span: Span,
    pub flow: Option<Flow>,
    pub verdict: Verdict,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Kept,
    Broken,
    /// Broken, and approved: by whom, in which commit.
    Approved(String),
    /// Nobody was in the cohort before, so there is no share.
    NobodyBefore,
    /// It looks at more than who moved.
    Untold,
    /// The cohort does not read on a side.
    NotCompared,
}

/// Whether any cohort of either version has a budget.
pub fn has_budgets(sides: &Sides) -> bool {
    let programs = [&sides.old, &sides.new].into_iter().filter_map(Version::program);
    programs.flat_map(|program| &program.cohorts).any(|cohort| budgets::budgets(cohort).next().is_some())
}

impl Gate {
    /// Judges the budgets of both versions.
    pub fn of(sides: &Sides, changes: &Changes, movement: &Movement) -> Gate {
        let mut outcomes = Vec::new();
        let judged = Judged { sides, changes, movement };
        for cohort in sides.new.program().into_iter().flat_map(|program| &program.cohorts) {
            judged.budgets(cohort, None, &mut outcomes);
        }
        for cohort in sides.old.program().into_iter().flat_map(|program| &program.cohorts) {
            let old = judged.new_name(&cohort.name);
            judged.budgets(cohort, Some(old), &mut outcomes);
        }
        Gate { outcomes, idle: Vec::new() }
    }

    /// Lets trailers approve what is broken.
    pub fn approve(&mut self, trailers: &[Trailer]) {
        for trailer in trailers {
            if let Err(why) = self.apply(trailer) {
                let commit = trailer.commit.get(..8).unwrap_or(&trailer.commit);
                let message = format!("`{TRAILER}: {}` in {commit} approves nothing", plain(&trailer.value));
                self.idle.push(Diagnostic::new(&codes::IDLE_APPROVAL, message).help(why));
            }
        }
    }

    fn apply(&mut self, trailer: &Trailer) -> Result<(), String> {
        let name = approved_name(&trailer.value);
        let named = |outcome: &&mut Outcome| outcome.cohort == name || outcome.old_name == name;
        let mut outcomes = self.outcomes.iter_mut().filter(named).peekable();
        let Some(first) = outcomes.peek() else {
            return Err(format!("no cohort with a budget is called `{}`", plain(name)));
        };
        let by = by_owner(first.owner.as_deref(), trailer)?;
        let commit = trailer.commit.get(..8).unwrap_or(&trailer.commit);
        for outcome in outcomes {
            // The newest one stands first.
            if matches!(outcome.verdict, Verdict::Broken | Verdict::NotCompared | Verdict::Untold) {
                outcome.verdict = Verdict::Approved(format!("by {by} in {commit}"));
            }
        }
        Ok(())
    }

    /// Whether the change may pass.
    pub fn is_open(&self) -> bool {
        self.outcomes.iter().all(|outcome| !outcome.verdict.closes())
    }

    /// What closes the gate, at its place: findings in the old version's texts, and in the new one's.
    pub fn findings(&self, said: &dyn Fn(Flow) -> String) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for outcome in &self.outcomes {
            if let Some(finding) = outcome.finding(said) {
                if outcome.of_old { old.push(finding) } else { new.push(finding) }
            }
        }
        (old, new)
    }

    /// `3 budgets kept`, `1 of 3 budgets broken`
    pub fn verdict(&self) -> String {
        let number =
            |wanted: fn(&Verdict) -> bool| self.outcomes.iter().filter(|o| wanted(&o.verdict)).count();
        let (closed, approved) =
            (number(Verdict::closes), number(|verdict| matches!(verdict, Verdict::Approved(_))));
        let all = crate::cli::common::count(self.outcomes.len(), "budget");
        let approved =
            if approved > 0 { format!(", {approved} exceeded with approval") } else { String::new() };
        match (self.outcomes.len(), closed) {
            (0, _) => "gate: open; nobody has a budget of movement".to_owned(),
            (_, 0) if approved.is_empty() => format!("gate: open, {all} kept"),
            (_, 0) => format!("gate: open, {all}{approved}"),
            _ => format!("gate: closed, {closed} of {all} exceeded{approved}"),
        }
    }
}

impl Verdict {
    pub fn closes(&self) -> bool {
        matches!(self, Verdict::Broken | Verdict::NotCompared | Verdict::Untold)
    }

    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Kept => "kept",
            Verdict::Broken => "exceeded",
            Verdict::Approved(_) => "approved",
            Verdict::NobodyBefore => "nobody was in before",
            Verdict::Untold => "cannot be told",
            Verdict::NotCompared => "not compared",
        }
    }
}

struct Judged<'a> {
    sides: &'a Sides,
    changes: &'a Changes,
    movement: &'a Movement,
}

impl Judged<'_> {
    /// Adds the budgets of a cohort: of the new version, or of the old one with its name in the new one.
    fn budgets(&self, cohort: &Cohort, old: Option<String>, outcomes: &mut Vec<Outcome>) {
        let (version, of_old) = match &old {
            Some(_) => (&self.sides.old, true),
            None => (&self.sides.new, false),
        };
        let Some(program) = version.program() else { return };
        let name = old.unwrap_or_else(|| cohort.name.clone());
        for budget in budgets::budgets(cohort) {
            let written = version.loaded.sources.text(budget.span);
            let text = written.split_whitespace().collect::<Vec<_>>().join(" ");
            // Both versions ask for the same.
            if of_old && outcomes.iter().any(|o| !o.of_old && o.cohort == name && o.text == text) {
                continue;
            }
            let moved = self.moved(&name);
            outcomes.push(Outcome {
                flow: moved.map(flow),
                verdict: self.verdict(program, budget, &name, moved),
                owner: self.owner(&name),
                old_name: self.old_name(&name),
                cohort: name.clone(),
                text,
                of_old,
                span: budget.span,
            });
        }
    }

    fn verdict(
        &self,
        program: &Program,
        budget: &Expr,
        name: &str,
        moved: Option<&CohortMovement>,
    ) -> Verdict {
        if !self.sides.old.there {
            return Verdict::NobodyBefore;
        }
        let unread = |unread: &Unread| unread.name.as_deref() == Some(name);
        let Some(moved) = moved.filter(|_| !self.changes.unread.iter().any(unread)) else {
            return Verdict::NotCompared;
        };
        match budgets::judge(program, budget, flow(moved)) {
            Kept::Yes => Verdict::Kept,
            Kept::No => Verdict::Broken,
            Kept::NobodyBefore => Verdict::NobodyBefore,
            Kept::Untold => Verdict::Untold,
        }
    }

    fn moved(&self, name: &str) -> Option<&CohortMovement> {
        self.movement.cohorts.iter().find(|cohort| cohort.name == name)
    }

    fn new_name(&self, old: &str) -> String {
        let renamed = self.movement.cohorts.iter().find(|cohort| cohort.renamed_from.as_deref() == Some(old));
        renamed.map_or(old, |cohort| &cohort.name).to_owned()
    }

    fn old_name(&self, new: &str) -> String {
        let cohort = self.moved(new).and_then(|cohort| cohort.renamed_from.as_deref());
        cohort.unwrap_or(new).to_owned()
    }

    /// Whom the old version names; whom the new one does, where the old one names nobody.
    fn owner(&self, name: &str) -> Option<String> {
        let of = |version: &Version, name: &str| {
            let cohort = version.program()?.cohorts.iter().find(|cohort| cohort.name == name)?;
            cohort.owner.clone()
        };
        of(&self.sides.old, &self.old_name(name)).or_else(|| of(&self.sides.new, name))
    }
}

fn flow(moved: &CohortMovement) -> Flow {
    Flow { before: moved.size.before, entered: moved.entered.people, left: moved.left.people }
}

impl Outcome {
    fn finding(&self, said: &dyn Fn(Flow) -> String) -> Option<Diagnostic> {
        let cohort = &self.cohort;
        let label = self.flow.map(said).unwrap_or_default();
        let (message, label) = match self.verdict {
            Verdict::Broken => (format!("more people of `{cohort}` move than its budget allows"), label),
            Verdict::Untold => (
                format!("a budget of `{cohort}` looks at more than who moves, so no comparison can tell it"),
                "write what is about movement apart".to_owned(),
            ),
            Verdict::NotCompared => (
                format!(
                    "a budget of `{cohort}` cannot be told, because the cohort does not read in both versions"
                ),
                String::new(),
            ),
            Verdict::Kept | Verdict::Approved(_) | Verdict::NobodyBefore => return None,
        };
        let who = match &self.owner {
            Some(owner) => format!("its owner, {}, approves it", plain(owner)),
            None => "somebody approves it".to_owned(),
        };
        let help = format!(
            "change less, or {who} with a commit of this branch: `git commit --allow-empty -m \"…\" --trailer \"{TRAILER}: {cohort}\"`"
        );
        let finding = Diagnostic::new(&codes::BUDGET, message).at(self.span, label).help(help);
        Some(match self.of_old {
            true => finding.note("this is the old version's budget: a change cannot raise its own"),
            false => finding,
        })
    }
}

/// `NAME`, in back quotes or not, or `NAME (who)`.
fn approved_name(value: &str) -> &str {
    let name = match value.split_once('(') {
        Some((name, rest)) if rest.trim_end().ends_with(')') => name,
        _ => value,
    };
    name.trim().trim_matches('`')
}

/// Who approves. An owner that is an address must have written or committed the commit; any other owner cannot be held against it.
fn by_owner(owner: Option<&str>, trailer: &Trailer) -> Result<String, String> {
    let Some(address) = owner.and_then(address) else {
        return Ok(plain(&trailer.author));
    };
    let is_owner = |who: &&String| who.eq_ignore_ascii_case(address);
    match [&trailer.author, &trailer.committer].into_iter().find(is_owner) {
        Some(who) => Ok(plain(who)),
        None => {
            Err(format!("it is {}'s to approve; the commit is by {}", plain(address), plain(&trailer.author)))
        }
    }
}

/// The address in `ann@shop.example` or `Ann <ann@shop.example>`.
fn address(owner: &str) -> Option<&str> {
    let inside = owner.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(inside, _)| inside);
    let text = inside.unwrap_or(owner).trim();
    let (name, host) = text.split_once('@')?;
    let fine = !name.is_empty() && !host.is_empty() && !text.contains(char::is_whitespace);
    fine.then_some(text)
}

fn plain(text: &str) -> String {
    crate::cli::common::plain(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses() {
        for value in ["buyers", " buyers ", "`buyers`", "buyers (Ann of growth)", "`buyers` (Ann)"] {
            assert_eq!(approved_name(value), "buyers", "{value}");
        }
        assert_eq!(approved_name("a (b"), "a (b");
        assert_eq!(address("Ann <ann@shop.example>"), Some("ann@shop.example"));
        assert_eq!(address("ann@shop.example"), Some("ann@shop.example"));
        assert_eq!(address("Growth team"), None);
        assert_eq!(address("growth @ night"), None);
    }

    #[test]
    fn an_owner_with_an_address_must_be_the_one() {
        let by = |author: &str, committer: &str| Trailer {
            value: "buyers".into(),
            commit: "0123456789".into(),
            author: author.into(),
            committer: committer.into(),
        };
        let owner = Some("Ann <ann@shop.example>");
        assert_eq!(by_owner(owner, &by("Ann@Shop.example", "x@y")).as_deref(), Ok("Ann@Shop.example"));
        assert_eq!(by_owner(owner, &by("x@y", "ann@shop.example")).as_deref(), Ok("ann@shop.example"));
        assert!(by_owner(owner, &by("bob@shop.example", "x@y")).is_err());
        assert_eq!(
            by_owner(Some("Growth"), &by("bob@shop.example", "x@y")).as_deref(),
            Ok("bob@shop.example")
        );
        assert!(by_owner(None, &by("bob@shop.example", "x@y")).is_ok());
    }
}
