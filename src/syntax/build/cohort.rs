//! The body of an `icp`, a `persona` or a `score`.

use super::*;

impl Build<'_> {
    pub(super) fn cohort(&mut self, pair: &Pair<'_, Rule>) -> Option<ItemKind> {
        let body = pair.part(Rule::body)?;
        let kind = cohort_kind(pair.clone().into_inner().next()?.as_str());
        let head = self.head(pair)?;
        let span = self.span(&body);
        let members = body.into_inner().filter_map(|p| self.member(&p)).collect();
        self.nothing_below();
        Some(ItemKind::Cohort(Cohort {
            kind,
            name: head.name,
            of: head.of,
            title: head.title,
            members,
            body: span,
        }))
    }

    /// A line of a body; `None` for an `allow`, which belongs to the next one.
    pub(in crate::syntax) fn member(&mut self, pair: &Pair<'_, Rule>) -> Option<Member> {
        if self.is_allow(pair) {
            return None;
        }
        let span = self.span(pair);
        let (kind, doc) = self.covered(span, |build| build.member_kind(pair));
        Some(Member { doc: self.doc(pair).or(doc), span, kind: kind.unwrap_or(MemberKind::Broken) })
    }

    fn member_kind(&mut self, pair: &Pair<'_, Rule>) -> Option<MemberKind> {
        self.defines(pair);
        Some(match pair.as_rule() {
            Rule::rule_line => MemberKind::Rule(self.bare_rule(pair)?),
            Rule::title_line => MemberKind::Title(self.local_in(pair)?),
            Rule::dimension => MemberKind::Dimension(self.dimension(pair)?),
            Rule::icp => MemberKind::Icp(self.name_in(pair, Rule::name)?),
            Rule::owner => MemberKind::Owner(self.text_in(pair)?),
            Rule::version => MemberKind::Version(self.text_in(pair)?),
            Rule::status => MemberKind::Status(self.status(pair)?),
            Rule::review => {
                let date = pair.part(Rule::date).or_else(|| pair.part(Rule::odd_date))?;
                MemberKind::Review(self.date(&date)?)
            }
            Rule::tiers => MemberKind::Tiers(self.tiers(pair)),
            Rule::profile => {
                let kind = match pair.part(Rule::profile_kind).map(|kind| kind.as_str()) {
                    None => ProfileKind::General,
                    Some("demographic") => ProfileKind::Demographic,
                    Some("psychographic") => ProfileKind::Psychographic,
                    Some("buyer") => ProfileKind::Buyer,
                    Some(_) => ProfileKind::Behavioral,
                };
                MemberKind::Profile(kind, self.cells(pair))
            }
            Rule::text_list => {
                let kind = match pair.part(Rule::list_word)?.as_str() {
                    "goals" => TextListKind::Goals,
                    "channels" => TextListKind::Channels,
                    _ => TextListKind::Criteria,
                };
                MemberKind::TextList(kind, self.texts_in(pair))
            }
            Rule::pain_points => MemberKind::PainPoints(self.pain_points(pair)),
            Rule::story => MemberKind::Story(self.local_in(pair)?),
            Rule::claim => {
                let text = self.local_in(pair)?;
                MemberKind::Claim(Claim { text, rule: self.expr_in(pair) })
            }
            Rule::expects => {
                let rules: Vec<_> = pair.parts(Rule::expr).collect();
                MemberKind::Expect(rules.into_iter().map(|p| self.expr(p)).collect())
            }
            Rule::evidence => {
                let findings: Vec<_> = pair.parts(Rule::finding).collect();
                MemberKind::Evidence(findings.iter().filter_map(|p| self.finding(p)).collect())
            }
            _ => return None,
        })
    }

    /// A rule in a block.
    pub(in crate::syntax) fn rule(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Rule> {
        let span = self.span(pair);
        self.covered(span, |build| build.bare_rule(pair)).0
    }

    fn bare_rule(&mut self, pair: &Pair<'_, Rule>) -> Option<ast::Rule> {
        let word = pair.part(Rule::rule_word)?;
        let kind = rule_kind(word.as_str());
        let keyword = self.span(&word);
        let rule = self.expr_in(pair);
        let (mut weight, mut because) = (None, None);
        for part in pair.clone().into_inner() {
            let place = self.span(&part);
            match part.as_rule() {
                Rule::weight => {
                    self.weight_colon(&part);
                    let value = part.part(Rule::signed);
                    if let Some(value) = value.and_then(|p| self.signed(&p)) {
                        self.once(&mut weight, value, place, "`weight`");
                    }
                }
                Rule::because => {
                    if let Some(text) = self.local_in(&part) {
                        self.once(&mut because, text, place, "`because`");
                    }
                }
                _ => {}
            }
        }
        Some(ast::Rule { kind, keyword, rule, weight, because })
    }

    fn weight_colon(&mut self, pair: &Pair<'_, Rule>) {
        if let Some(colon) = pair.part(Rule::odd_colon) {
            let span = self.span(&colon);
            self.report(
                Diagnostic::new(&codes::SYNTAX, format!("`weight` takes no `{}`", colon.as_str()))
                    .at(span, "leave it out")
                    .help("write `weight 20`")
                    .fix(span, " "),
            );
        }
    }

    pub(in crate::syntax) fn dimension(&mut self, pair: &Pair<'_, Rule>) -> Option<Dimension> {
        let mut dimension = self.dimension_head(pair)?;
        let body = pair.part(Rule::dimension_body)?;
        dimension.body = self.span(&body);
        for line in body.into_inner() {
            match line.as_rule() {
                Rule::title_line => self.title_line(&mut dimension.title, &line),
                _ if self.is_allow(&line) => {}
                _ => dimension.rules.extend(self.rule(&line)),
            }
        }
        self.nothing_below();
        Some(dimension)
    }

    /// A block without its rules.
    pub(in crate::syntax) fn dimension_head(&mut self, pair: &Pair<'_, Rule>) -> Option<Dimension> {
        let name = self.name_in(pair, Rule::dimension_word).or_else(|| self.name_in(pair, Rule::name))?;
        let cap = pair.part(Rule::cap);
        let cap = cap.and_then(|cap| cap.part(Rule::signed));
        let cap = cap.and_then(|p| self.signed(&p));
        Some(Dimension { name, title: self.title(pair), cap, rules: Vec::new(), body: self.span(pair) })
    }

    fn status(&mut self, pair: &Pair<'_, Rule>) -> Option<Name> {
        if let Some(text) = self.text_in(pair) {
            let word = text.value.clone();
            self.report(
                Diagnostic::new(&codes::SYNTAX, "a status is a bare word")
                    .at(text.span, format!("write `{word}`"))
                    .help("the states are `draft`, `active` and `retired`")
                    .fix(text.span, word),
            );
            return Some(text);
        }
        self.name_in(pair, Rule::name)
    }

    fn tiers(&mut self, pair: &Pair<'_, Rule>) -> Vec<Tier> {
        let tiers: Vec<_> = pair.parts(Rule::tier).collect();
        tiers
            .into_iter()
            .filter_map(|tier| {
                self.defines(&tier);
                let name = tier.part(Rule::tier_name)?;
                let text = name.as_str().trim_matches('"');
                let name = Spanned::new(plain_name(text), self.span(&name));
                let bound = tier.part(Rule::signed).and_then(|p| self.signed(&p))?;
                Some(Tier { name, bound })
            })
            .collect()
    }

    /// All texts of the pair's list.
    pub(super) fn texts_in(&mut self, pair: &Pair<'_, Rule>) -> Vec<Spanned<LocalText>> {
        let list = pair.part(Rule::texts);
        let texts: Vec<_> = list.into_iter().flat_map(Pair::into_inner).collect();
        let texts = texts.iter().filter(|p| p.as_rule() != Rule::comma);
        texts.filter_map(|p| self.local(p)).collect()
    }

    fn pain_points(&mut self, pair: &Pair<'_, Rule>) -> Vec<PainPoint> {
        let plain = self.texts_in(pair).into_iter().map(|text| PainPoint { text, backed_by: None });
        let mut points: Vec<PainPoint> = plain.collect();
        for point in pair.parts(Rule::pain_point) {
            let Some(text) = self.local_in(&point) else { continue };
            let backed_by = point.part(Rule::backed_by).map(|p| self.expr_in(&p));
            points.push(PainPoint { text, backed_by });
        }
        points
    }

    fn finding(&mut self, pair: &Pair<'_, Rule>) -> Option<Evidence> {
        let kind = self.name_in(pair, Rule::name)?;
        let text = self.local_in(pair)?;
        let (mut date, mut n, mut link) = (None, None, None);
        for part in pair.clone().into_inner() {
            let place = self.span(&part);
            match part.as_rule() {
                Rule::date | Rule::odd_date => date = self.date(&part),
                Rule::sample => {
                    self.defines(&part);
                    let number = part.part(Rule::number);
                    if let Some(whole) = number.and_then(|p| self.whole(&p)) {
                        self.once(&mut n, whole.map(i64::unsigned_abs), place, "`n:`");
                    }
                }
                Rule::link => {
                    self.defines(&part);
                    if let Some(text) = self.text_in(&part) {
                        self.once(&mut link, text, place, "`link:`");
                    }
                }
                _ => {}
            }
        }
        Some(Evidence { kind, date: date?, text, n, link })
    }
}

pub(in crate::syntax) fn cohort_kind(word: &str) -> CohortKind {
    match word {
        "icp" => CohortKind::Icp,
        "persona" => CohortKind::Persona,
        _ => CohortKind::Score,
    }
}

pub(in crate::syntax) fn rule_kind(word: &str) -> RuleKind {
    match word {
        "must" => RuleKind::Must,
        "should" => RuleKind::Should,
        _ => RuleKind::Exclude,
    }
}
