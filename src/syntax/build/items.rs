//! Declarations.

use super::*;

impl Build<'_> {
    pub(in crate::syntax) fn item(&mut self, pair: Pair<'_, Rule>) -> Option<Item> {
        if self.is_allow(&pair) || pair.as_rule() == Rule::EOI {
            return None;
        }
        let span = self.span(&pair);
        let (kind, doc) = self.covered(span, |build| {
            Some(match pair.as_rule() {
                Rule::param => build.param(&pair),
                Rule::definition => build.definition(&pair),
                Rule::cohort => build.cohort(&pair),
                Rule::assign => build.assign(&pair),
                Rule::grid => build.grid(&pair),
                Rule::journey => build.journey(&pair),
                Rule::test => build.test(&pair),
                _ => return None,
            })
        });
        let allows = std::mem::take(&mut self.allowed);
        // Every declaration has a name by the grammar; without one there is nothing that could be used.
        let kind = kind?.unwrap_or(ItemKind::Broken(None));
        Some(Item { doc: self.doc(&pair).or(doc), span, kind, allows })
    }

    fn param(&mut self, pair: &Pair<'_, Rule>) -> Option<ItemKind> {
        self.defines(pair);
        let name = self.name_in(pair, Rule::name)?;
        let title = self.title(pair);
        Some(ItemKind::Param(Param { name, title, value: self.expr_in(pair) }))
    }

    fn definition(&mut self, pair: &Pair<'_, Rule>) -> Option<ItemKind> {
        self.defines(pair);
        let head = self.head(pair)?;
        let value = self.expr_in(pair);
        let word = pair.clone().into_inner().next()?;
        let Head { name, of, title } = head;
        Some(match word.as_str() {
            "theme" => ItemKind::Theme(Theme { name, of, title, rule: value }),
            "feature" => ItemKind::Feature(Definition { name, of, title, value }),
            "segment" => ItemKind::Segment(Definition { name, of, title, value }),
            _ => ItemKind::Metric(Definition { name, of, title, value }),
        })
    }

    /// Reports a `=` that defines among a pair's own parts.
    pub(super) fn defines(&mut self, pair: &Pair<'_, Rule>) {
        for part in pair.parts(Rule::define) {
            self.define(&part);
        }
    }

    /// `NAME [of TABLE] ["Title"]`
    pub(in crate::syntax) fn head(&mut self, pair: &Pair<'_, Rule>) -> Option<Head> {
        let name = self.name_in(pair, Rule::name)?;
        let of = pair.part(Rule::of_table);
        let of = of.and_then(|of| self.name_in(&of, Rule::name));
        Some(Head { name, of, title: self.title(pair) })
    }

    pub(super) fn title(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<LocalText>> {
        if let Some(odd) = pair.part(Rule::odd_title) {
            let title = self.local_in(&odd)?;
            self.title_before_brace(&title);
            return Some(title);
        }
        let title = pair.part(Rule::title).or_else(|| pair.part(Rule::plain_title))?;
        self.local_in(&title)
    }

    fn title_before_brace(&mut self, title: &Spanned<LocalText>) {
        let written = one_line(self.source(title.span));
        self.report(
            Diagnostic::new(&codes::MISPLACED, "before a body in braces a title is one text")
                .at(title.span, "this looks like the body")
                .help(format!("write it as a line of the body: `title: {written}`")),
        );
    }

    /// `title: …` among the lines of a body, beside the title of the head.
    pub(in crate::syntax) fn title_line(
        &mut self,
        slot: &mut Option<Spanned<LocalText>>,
        line: &Pair<'_, Rule>,
    ) {
        self.defines(line);
        let span = self.span(line);
        if let Some(title) = self.local_in(line) {
            self.once(slot, title, span, "the title");
        }
    }

    fn assign(&mut self, pair: &Pair<'_, Rule>) -> Option<ItemKind> {
        let body = pair.part(Rule::assign_body)?;
        let head = self.head(pair)?;
        let mut assign = Assign::new(head, self.span(&body));
        for line in body.into_inner() {
            self.assign_line(&mut assign, line);
        }
        Some(ItemKind::Assign(assign))
    }

    pub(in crate::syntax) fn assign_line(&mut self, assign: &mut Assign, line: Pair<'_, Rule>) {
        let span = self.span(&line);
        match line.as_rule() {
            Rule::title_line => self.title_line(&mut assign.title, &line),
            Rule::among => {
                let names = line.parts(Rule::name);
                let names: Vec<Name> = names.map(|p| self.name(&p)).collect();
                let mut slot = (!assign.among.is_empty()).then(|| std::mem::take(&mut assign.among));
                self.once(&mut slot, names, span, "`among`");
                assign.among = slot.unwrap_or_default();
            }
            Rule::assign_by => {
                let by = if line.part(Rule::kw_priority).is_some() {
                    AssignBy::Priority
                } else {
                    AssignBy::HighestScore
                };
                self.once(&mut assign.by, Spanned::new(by, span), span, "`by`");
            }
            Rule::floor => {
                if let Some(bound) = line.part(Rule::signed).and_then(|p| self.signed(&p)) {
                    self.once(&mut assign.at_least, bound, span, "`at least`");
                }
            }
            _ => {}
        }
    }

    fn grid(&mut self, pair: &Pair<'_, Rule>) -> Option<ItemKind> {
        self.defines(pair);
        let names: Vec<_> = pair.parts(Rule::name).collect();
        let [name, rows, columns] = &names[..] else { return None };
        Some(ItemKind::Grid(Grid {
            name: self.name(name),
            title: self.title(pair),
            rows: self.name(rows),
            columns: self.name(columns),
        }))
    }

    fn journey(&mut self, pair: &Pair<'_, Rule>) -> Option<ItemKind> {
        let body = pair.part(Rule::journey_body)?;
        let Head { name, of, mut title } = self.head(pair)?;
        let span = self.span(&body);
        let mut stages = Vec::new();
        for line in body.into_inner() {
            match line.as_rule() {
                Rule::title_line => self.title_line(&mut title, &line),
                _ if self.is_allow(&line) => {}
                _ => stages.extend(self.stage(&line)),
            }
        }
        self.nothing_below();
        Some(ItemKind::Journey(Journey { name, of, title, stages, body: span }))
    }

    pub(in crate::syntax) fn stage(&mut self, pair: &Pair<'_, Rule>) -> Option<Stage> {
        let span = self.span(pair);
        self.covered(span, |build| build.bare_stage(pair)).0
    }

    fn bare_stage(&mut self, pair: &Pair<'_, Rule>) -> Option<Stage> {
        self.defines(pair);
        let name = self.name_in(pair, Rule::name)?;
        let title = self.title(pair);
        let rule = self.expr_in(pair);
        let (mut touchpoints, mut pains) = (Vec::new(), Vec::new());
        if let Some(body) = pair.part(Rule::stage_body) {
            for part in body.into_inner() {
                let texts = self.texts_in(&part);
                if part.as_rule() == Rule::touchpoints {
                    touchpoints.extend(texts)
                } else {
                    pains.extend(texts)
                }
            }
        }
        Some(Stage { name, title, rule, touchpoints, pains })
    }

    fn test(&mut self, pair: &Pair<'_, Rule>) -> Option<ItemKind> {
        let title = self.text_in(pair)?;
        let body = pair.part(Rule::test_body)?;
        let span = self.span(&body);
        let steps = body.into_inner().map(|p| self.step(&p)).collect();
        Some(ItemKind::Test(Test { title, steps, body: span }))
    }

    pub(in crate::syntax) fn step(&mut self, pair: &Pair<'_, Rule>) -> TestStep {
        let step = match pair.as_rule() {
            Rule::given_as_of => {
                let date = pair.part(Rule::date).or_else(|| pair.part(Rule::odd_date));
                date.and_then(|d| self.date(&d)).map(TestStep::AsOf)
            }
            Rule::given_row => pair.part(Rule::row).map(|r| TestStep::Given(self.row(&r))),
            Rule::given_table => self.name_in(pair, Rule::name).map(|table| {
                let dots = pair.parts(Rule::dot).filter_map(|dot| self.name_in(&dot, Rule::field));
                let path = std::iter::once(table).chain(dots).collect();
                let rows = match pair.part(Rule::rows) {
                    Some(rows) => rows.parts(Rule::row).map(|r| self.row(&r)).collect(),
                    None => pair.part(Rule::row).map(|r| self.row(&r)).into_iter().collect(),
                };
                TestStep::GivenTable(path, rows)
            }),
            _ => match pair.part(Rule::outcome) {
                Some(outcome) => {
                    let span = self.span(&outcome);
                    self.outcome(&outcome).map(|expect| TestStep::Expect(Spanned::new(expect, span)))
                }
                None => {
                    let rule = self.expr_in(pair);
                    let span = rule.span;
                    Some(TestStep::Expect(Spanned::new(TestExpect::Holds(rule), span)))
                }
            },
        };
        step.unwrap_or(TestStep::Broken)
    }

    fn outcome(&mut self, pair: &Pair<'_, Rule>) -> Option<TestExpect> {
        let name = self.name_in(pair, Rule::name)?;
        pair.clone().into_inner().find_map(|p| match p.as_rule() {
            Rule::does_match => Some(TestExpect::Matches(name.clone())),
            Rule::does_not_match => Some(TestExpect::DoesNotMatch(name.clone())),
            Rule::is_undecided => Some(TestExpect::Undecided(name.clone())),
            _ => None,
        })
    }

    fn row(&mut self, pair: &Pair<'_, Rule>) -> Row {
        let span = self.span(pair);
        Row { cells: self.cells(pair), span }
    }

    /// `name: value` pairs.
    pub(super) fn cells(&mut self, pair: &Pair<'_, Rule>) -> Vec<(Name, Expr)> {
        let cells: Vec<_> = pair.parts(Rule::cell).collect();
        cells
            .into_iter()
            .filter_map(|cell| {
                self.defines(&cell);
                let name = self.name_in(&cell, Rule::field)?;
                Some((name, self.expr_in(&cell)))
            })
            .collect()
    }
}

/// What stands between a declaration's keyword and its body.
#[derive(Debug)]
pub(in crate::syntax) struct Head {
    pub name: Name,
    pub of: Option<Name>,
    pub title: Option<Spanned<LocalText>>,
}

impl Assign {
    fn new(head: Head, body: Span) -> Self {
        Assign { name: head.name, title: head.title, among: Vec::new(), by: None, at_least: None, body }
    }
}
