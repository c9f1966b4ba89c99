//! `icp`, `persona`, `score`: rules, blocks, and what else shapes a cohort.

use super::definitions::text;
use super::names::Kind;
use super::paths::Scope;
use super::{Checker, words};
use crate::diagnostics::{Diagnostic, codes, suggest};
use crate::ir::Type;
use crate::model::{self, Cohort, ExprKind, Narrative, Rule, Status};
use crate::source::{LocalText, Span, Spanned};
use crate::syntax::ast::{self, CohortKind, ItemKind, MemberKind, RuleKind};
use chrono::NaiveDate;

/// A cohort on its way.
pub(super) struct Building<'e> {
    pub cohort: &'e ast::Cohort,
    pub table: usize,
    pub rules: Vec<Rule>,
    pub dimensions: Vec<model::Dimension>,
    /// Where the `should` of each dimension (`None` first: of no dimension) begin, for messages.
    pub shoulds: Vec<Span>,
    pub fine: bool,
}

/// Lines that may stand once.
#[derive(Default)]
struct Header {
    owner: Option<Spanned<String>>,
    version: Option<Spanned<String>>,
    status: Option<Spanned<Status>>,
    review: Option<Spanned<NaiveDate>>,
    icp: Option<Spanned<usize>>,
    title: Option<Spanned<LocalText>>,
}

impl<'a> Checker<'a> {
    pub fn define_cohort(&mut self, id: usize) -> Option<()> {
        let decl = &self.names.decls[id];
        let (item, table, slot) = (decl.item, decl.table?, decl.slot);
        let ItemKind::Cohort(cohort) = &item.kind else { return None };
        self.has_key(table, cohort);
        self.stands_on_population(table, cohort.name.span);
        let mut building = Building {
            cohort,
            table,
            rules: Vec::new(),
            dimensions: Vec::new(),
            shoulds: Vec::new(),
            fine: true,
        };
        let status = self.status(cohort);
        self.retired = status.as_ref().is_some_and(|s| s.value == Status::Retired);
        let header = self.members(&mut building, status);
        self.retired = false;
        let tiers = self.tiers(&mut building);
        self.is_empty(&mut building);
        self.penalties_only(&mut building);
        if !building.fine {
            return None;
        }
        self.draft.cohorts[slot] = Some(Cohort {
            name: cohort.name.value.clone(),
            kind: cohort.kind,
            title: text(&header.title),
            doc: item.doc.clone(),
            span: cohort.name.span,
            table,
            rules: building.rules,
            dimensions: building.dimensions,
            tiers,
            owner: header.owner.map(|o| o.value),
            version: header.version.map(|v| v.value),
            status: header.status.map_or(Status::Active, |s| s.value),
            review: header.review.map(|r| r.value),
            icp: header.icp.map(|i| i.value),
            narrative: Narrative::default(),
            claims: Vec::new(),
            expects: Vec::new(),
        });
        Some(())
    }

    /// Members are named by the key of their table. Said once for each table.
    fn has_key(&mut self, table: usize, cohort: &ast::Cohort) {
        let said = self.catalog.incomplete;
        if said || self.catalog.tables[table].key.is_some() || !self.keyless.insert(table) {
            return;
        }
        let name = self.table_name(table);
        let diagnostic = Diagnostic::new(
            &codes::KEY_NEEDED,
            format!("nothing identifies the members of `{}`", cohort.name.value),
        )
        .at(cohort.of.as_ref().unwrap_or(&cohort.name).span, format!("`{name}` has no key"))
        .at(self.catalog.tables[table].span, "no `key:` here")
        .help("say in personac.yaml which column is different for each row: `key: …`");
        self.report(diagnostic);
    }

    /// All members but tiers and what is said about the finished cohort.
    fn members(&mut self, building: &mut Building<'_>, status: Option<Spanned<Status>>) -> Header {
        let cohort = building.cohort;
        let mut header = Header { status, title: cohort.title.clone(), ..Header::default() };
        let mut seen_status: Option<Span> = None;
        for member in &cohort.members {
            match &member.kind {
                MemberKind::Rule(rule) => self.cohort_rule(building, rule, None),
                MemberKind::Dimension(dimension) => self.dimension(building, dimension),
                MemberKind::Icp(name) => {
                    let icp = self.icp(building, name);
                    self.once(&mut header.icp, icp, "`icp`", name.span);
                }
                MemberKind::Title(title) => {
                    self.once(&mut header.title, Some(title.clone()), "the title", title.span);
                }
                MemberKind::Owner(owner) => {
                    self.once(&mut header.owner, Some(owner.clone()), "`owner`", owner.span)
                }
                MemberKind::Version(version) => {
                    self.once(&mut header.version, Some(version.clone()), "`version`", version.span);
                }
                MemberKind::Review(review) => {
                    self.once(&mut header.review, Some(review.clone()), "`review`", review.span);
                }
                MemberKind::Status(word) => {
                    if let Some(first) = seen_status {
                        self.twice("`status`", word.span, first);
                    }
                    seen_status = Some(word.span);
                }
                // What it said is not known, so nobody can tell who matches.
                MemberKind::Broken => {
                    self.unreadable = true;
                    building.fine = false;
                }
                _ => {}
            }
        }
        header
    }

    fn once<T>(&mut self, slot: &mut Option<Spanned<T>>, value: Option<Spanned<T>>, what: &str, span: Span) {
        if let Some(first) = slot {
            self.twice(what, span, first.span);
        } else {
            *slot = value;
        }
    }

    /// The first `status` line. Looked at before the rules: retired cohorts may use retired ones.
    fn status(&mut self, cohort: &ast::Cohort) -> Option<Spanned<Status>> {
        const WORDS: [(&str, Status); 3] =
            [("draft", Status::Draft), ("active", Status::Active), ("retired", Status::Retired)];
        let mut found = None;
        for member in &cohort.members {
            let MemberKind::Status(word) = &member.kind else { continue };
            match WORDS.iter().find(|(w, _)| *w == word.value) {
                Some((_, status)) => {
                    found.get_or_insert(Spanned::new(*status, word.span));
                }
                None => {
                    let help = match suggest::nearest(&word.value, WORDS.iter().map(|(w, _)| *w)) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "a status is `draft`, `active` or `retired`".into(),
                    };
                    let message = format!("there is no status `{}`", word.value);
                    self.error(&codes::UNKNOWN_NAME, message, word.span, "not a status", help);
                }
            }
        }
        found
    }

    /// `icp: NAME` is a `must` over that icp.
    fn icp(&mut self, building: &mut Building<'_>, name: &ast::Name) -> Option<Spanned<usize>> {
        building.fine &= building.cohort.kind != CohortKind::Score;
        if building.cohort.kind == CohortKind::Score {
            self.no_members_in_score(name.span, "`icp`");
            return None;
        }
        let found = self.icp_slot(building.table, name);
        let Some(slot) = found else {
            building.fine = false;
            return None;
        };
        let rule = self.make(building.table, name.span, Type::Bool, ExprKind::CohortMatches(slot));
        building.rules.push(Rule {
            kind: RuleKind::Must,
            span: name.span,
            dimension: None,
            rule,
            weight: 0,
            because: None,
        });
        Some(Spanned::new(slot, name.span))
    }

    fn icp_slot(&mut self, table: usize, name: &ast::Name) -> Option<usize> {
        let is_icp = |k: Kind| k == Kind::Cohort(CohortKind::Icp);
        let Some(id) = self.names.find(&name.value) else {
            let known = self.names.of_kind(is_icp);
            let help = match self.nearest(&name.value, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None if self.nameless => return None,
                None if known.is_empty() => "the specs declare no icp".into(),
                None => format!("there are {}", words::list(&known)),
            };
            let message = format!("there is no icp `{}`", name.value);
            self.error(&codes::UNKNOWN_NAME, message, name.span, "not declared", help);
            return None;
        };
        let kind = self.names.decls[id].kind;
        if kind == Kind::Unreadable {
            return None;
        }
        if !is_icp(kind) {
            self.names.decls[id].used = true;
            let message = format!("`{}` is {}, not an icp", name.value, kind.a_word());
            let help = format!("write `must {}` to use it as a rule", words::quoted(&name.value));
            self.error(&codes::OTHER_KIND, message, name.span, kind.a_word(), help);
            return None;
        }
        self.ready(id, name.span)?;
        if self.names.decls[id].table != Some(table) {
            self.wrong_entity(table, id, name.span);
            return None;
        }
        self.not_retired(id, name.span)?;
        Some(self.names.decls[id].slot)
    }

    fn no_members_in_score(&mut self, span: Span, word: &str) {
        let help =
            "a score ranks everyone; write `persona` or `icp` for a cohort, or a `should` with a weight";
        let message = format!("{word} chooses members, and a score has none");
        self.error(&codes::IN_A_SCORE, message, span, "not possible in a score", help);
    }

    fn dimension(&mut self, building: &mut Building<'_>, dimension: &ast::Dimension) {
        let name = &dimension.name.value;
        let index = building.dimensions.len();
        let cohort = building.cohort;
        let first = cohort.members.iter().find_map(|m| match &m.kind {
            MemberKind::Dimension(d) if d.name.value == *name => Some(d.name.span),
            _ => None,
        });
        if let Some(first) = first.filter(|f| *f != dimension.name.span) {
            self.twice(&format!("block `{name}`"), dimension.name.span, first);
            building.fine = false;
        }
        if dimension.rules.is_empty() {
            let help = "add a rule, or take the block out";
            let message = format!("block `{name}` is empty");
            self.error(&codes::EMPTY, message, dimension.name.span, "no rules in it", help);
            building.fine = false;
        }
        let cap = self.cap(building, dimension);
        building.dimensions.push(model::Dimension {
            name: name.clone(),
            span: dimension.name.span,
            title: text(&dimension.title),
            cap,
        });
        for rule in &dimension.rules {
            self.cohort_rule(building, rule, Some(index));
        }
    }

    fn cohort_rule(&mut self, building: &mut Building<'_>, rule: &ast::Rule, dimension: Option<usize>) {
        let scope = Scope::row(building.table);
        let score = building.cohort.kind == CohortKind::Score;
        if score && rule.kind != RuleKind::Should {
            let word = if rule.kind == RuleKind::Must { "`must`" } else { "`exclude`" };
            self.no_members_in_score(rule.keyword, word);
            building.fine = false;
        }
        let checked = match rule.kind {
            RuleKind::Should => self.should(scope, &rule.rule),
            RuleKind::Must | RuleKind::Exclude => self.yes_or_no(scope, rule),
        };
        let weight = self.weight(rule);
        if rule.kind == RuleKind::Should {
            building.shoulds.push(rule.keyword);
        }
        let (Some(checked), Some(weight)) = (checked, weight) else {
            building.fine = false;
            return;
        };
        building.rules.push(Rule {
            kind: rule.kind,
            span: rule.keyword.to(rule.rule.span),
            dimension,
            rule: checked,
            weight,
            because: text(&rule.because),
        });
    }

    /// A `must` or `exclude`: a grade is neither yes nor no.
    fn yes_or_no(&mut self, scope: Scope, rule: &ast::Rule) -> Option<model::Expr> {
        let value = self.expr(scope, &rule.rule)?;
        if value.ty == Type::Bool {
            return Some(value);
        }
        if self.is_grade(&value) {
            let word = if rule.kind == RuleKind::Must { "must" } else { "exclude" };
            let diagnostic = Diagnostic::new(
                &codes::GRADE,
                format!("`{word}` needs a yes or no, and this is a grade from 0 to 1"),
            )
            .at(value.span, "a grade")
            .help("compare it, as in `… >= 0.5`, or let it score: `should … weight 10`");
            self.report(diagnostic);
        } else {
            self.not_a_rule(&value);
        }
        None
    }

    /// A `should`: a truth value or a grade.
    fn should(&mut self, scope: Scope, rule: &ast::Expr) -> Option<model::Expr> {
        let value = self.expr(scope, rule)?;
        if value.ty == Type::Bool || self.is_grade(&value) {
            return Some(value);
        }
        if value.ty.is_numeric() {
            let shown = self.called(&value).unwrap_or("x".into());
            let label = self.is_what(&value);
            let message = "a `should` takes a rule or a grade from 0 to 1, and this is a number";
            let help =
                format!("turn it into a grade: `ramp({shown}, 0, 10)`, or into a rule: `{shown} >= 1`");
            self.error(&codes::GRADE, message, value.span, label, help);
        } else if matches!(value.ty, Type::Date | Type::Datetime) {
            let shown = self.called(&value).unwrap_or("x".into());
            let label = self.is_what(&value);
            let message =
                format!("a `should` takes a rule or a grade from 0 to 1, and this is a {}", value.ty.word());
            let help = format!("let it fade: `decay({shown}, 30 days)`");
            self.error(&codes::GRADE, message, value.span, label, help);
        } else {
            self.not_a_rule(&value);
        }
        None
    }

    /// A cohort without rules would be everyone.
    fn is_empty(&mut self, building: &mut Building<'_>) {
        let cohort = building.cohort;
        let name = &cohort.name.value;
        let has_rules = cohort.members.iter().any(|m| match &m.kind {
            MemberKind::Rule(_) | MemberKind::Icp(_) => true,
            // An empty block has been reported already.
            MemberKind::Dimension(_) | MemberKind::Broken => true,
            _ => false,
        });
        let word = Kind::Cohort(cohort.kind).word();
        if !has_rules {
            let help = match cohort.kind {
                CohortKind::Score => "add at least one `should … weight 10`",
                _ => "add at least one `must`; a rule for everyone would be a mistake more often than not",
            };
            let message = match cohort.kind {
                CohortKind::Score => format!("score `{name}` has no rules, so there is nothing to score"),
                _ => format!("{word} `{name}` has no rules, and would match everyone"),
            };
            self.error(&codes::EMPTY, message, cohort.name.span, "no rules", help);
            building.fine = false;
        }
    }
}
