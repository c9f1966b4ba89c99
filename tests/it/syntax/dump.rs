//! A syntax tree as text, every operator in its own parentheses.

use personac::source::{LocalText, Spanned};
use personac::syntax::ast::*;
use std::fmt::Write;

pub fn file(file: &File) -> String {
    let mut out = String::new();
    for item in &file.items {
        for line in item.doc.iter().flat_map(|doc| doc.lines()) {
            writeln!(out, "## {line}").unwrap();
        }
        writeln!(out, "{}", self::item(&item.kind)).unwrap();
        for allow in &item.allows {
            let lints: Vec<&str> = allow.lints.iter().map(|l| l.value.as_str()).collect();
            writeln!(out, "  allow {} because {}", lints.join(", "), local(&allow.because.value)).unwrap();
        }
    }
    out
}

fn item(kind: &ItemKind) -> String {
    match kind {
        ItemKind::Param(p) => format!("param {}: {}", head(&p.name, &None, &p.title), expr(&p.value)),
        ItemKind::Feature(d) => definition("feature", d),
        ItemKind::Segment(d) => definition("segment", d),
        ItemKind::Metric(d) => definition("metric", d),
        ItemKind::Theme(t) => format!("theme {}: {}", head(&t.name, &t.of, &t.title), expr(&t.rule)),
        ItemKind::Cohort(c) => {
            let members: Vec<String> = c.members.iter().map(member).collect();
            format!("{} {} {{{}\n}}", word(c.kind), head(&c.name, &c.of, &c.title), indented(&members))
        }
        ItemKind::Assign(a) => {
            let among = names(&a.among);
            let by = a.by.as_ref().map(|by| by.value);
            let least = a.at_least.as_ref().map(|d| decimal(d.value));
            format!("assign {} among {among} by {by:?} at least {least:?}", head(&a.name, &None, &a.title))
        }
        ItemKind::Grid(g) => {
            format!("grid {}: {} by {}", head(&g.name, &None, &g.title), g.rows.value, g.columns.value)
        }
        ItemKind::Journey(j) => {
            let stages: Vec<String> = j.stages.iter().map(stage).collect();
            format!("journey {} {{{}\n}}", head(&j.name, &j.of, &j.title), indented(&stages))
        }
        ItemKind::Test(t) => {
            let steps: Vec<String> = t.steps.iter().map(step).collect();
            format!("test {:?} {{{}\n}}", t.title.value, indented(&steps))
        }
        ItemKind::Broken(name) => format!("broken {:?}", name.as_ref().map(|n| &n.value)),
    }
}

fn indented(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n  {}", line.replace('\n', "\n  "))).collect()
}

fn word(kind: CohortKind) -> &'static str {
    match kind {
        CohortKind::Icp => "icp",
        CohortKind::Persona => "persona",
        CohortKind::Score => "score",
    }
}

fn definition(word: &str, d: &Definition) -> String {
    format!("{word} {}: {}", head(&d.name, &d.of, &d.title), expr(&d.value))
}

fn head(name: &Name, of: &Option<Name>, title: &Option<Spanned<LocalText>>) -> String {
    let of = of.as_ref().map_or(String::new(), |of| format!(" of {}", of.value));
    let title = title.as_ref().map_or(String::new(), |title| format!(" {}", local(&title.value)));
    format!("{}{of}{title}", name.value)
}

fn names(names: &[Name]) -> String {
    let names: Vec<&str> = names.iter().map(|n| n.value.as_str()).collect();
    format!("[{}]", names.join(", "))
}

/// `"…"`, or `{en "…", zh "…"}`.
fn local(text: &LocalText) -> String {
    if text.tags().next().is_none() {
        return format!("{:?}", text.first());
    }
    let texts: Vec<String> = text.all().map(|t| format!("{} {:?}", t.tag, t.text)).collect();
    format!("{{{}}}", texts.join(", "))
}

fn texts(texts: &[Spanned<LocalText>]) -> String {
    let texts: Vec<String> = texts.iter().map(|t| local(&t.value)).collect();
    format!("[{}]", texts.join(", "))
}

fn member(member: &Member) -> String {
    let doc = member.doc.as_ref().map_or(String::new(), |doc| format!("## {}\n", doc.replace('\n', "\n## ")));
    doc + &match &member.kind {
        MemberKind::Rule(r) => rule(r),
        MemberKind::Dimension(d) => {
            let title = d.title.as_ref().map_or(String::new(), |t| format!(" {}", local(&t.value)));
            let cap = d.cap.as_ref().map_or(String::new(), |c| format!(" cap {}", decimal(c.value)));
            let rules: Vec<String> = d.rules.iter().map(rule).collect();
            format!("{}{title}{cap} {{{}\n}}", d.name.value, indented(&rules))
        }
        MemberKind::Title(t) => format!("title: {}", local(&t.value)),
        MemberKind::Icp(name) => format!("icp: {}", name.value),
        MemberKind::Tiers(tiers) => {
            let tiers: Vec<String> =
                tiers.iter().map(|t| format!("{}: {}", t.name.value, decimal(t.bound.value))).collect();
            format!("tiers {}", tiers.join(", "))
        }
        MemberKind::Owner(t) => format!("owner: {:?}", t.value),
        MemberKind::Version(t) => format!("version: {:?}", t.value),
        MemberKind::Status(n) => format!("status: {}", n.value),
        MemberKind::Review(d) => format!("review: {}", d.value),
        MemberKind::Profile(kind, cells) => format!("profile {}", [kind.word(), &row(cells)].concat()),
        MemberKind::TextList(kind, list) => format!("{kind:?} {}", texts(list)),
        MemberKind::PainPoints(points) => {
            let points: Vec<String> = points
                .iter()
                .map(|p| match &p.backed_by {
                    Some(rule) => format!("{} backed by {}", local(&p.text.value), expr(rule)),
                    None => local(&p.text.value),
                })
                .collect();
            format!("pain_points{}", indented(&points))
        }
        MemberKind::Story(t) => format!("story {}", local(&t.value)),
        MemberKind::Claim(c) => format!("claim {}: {}", local(&c.text.value), expr(&c.rule)),
        MemberKind::Expect(rules) => {
            format!("expect{}", indented(&rules.iter().map(expr).collect::<Vec<_>>()))
        }
        MemberKind::Evidence(list) => {
            let list: Vec<String> = list
                .iter()
                .map(|e| {
                    let (n, link) = (e.n.as_ref().map(|n| n.value), e.link.as_ref().map(|l| &l.value));
                    {
                        let text = local(&e.text.value);
                        format!("{} {} {text} n {n:?} link {link:?}", e.kind.value, e.date.value)
                    }
                })
                .collect();
            format!("evidence{}", indented(&list))
        }
        MemberKind::Broken => "broken".to_owned(),
    }
}

fn rule(rule: &Rule) -> String {
    let weight = rule.weight.as_ref().map_or(String::new(), |w| format!(" weight {}", decimal(w.value)));
    let because = rule.because.as_ref().map_or(String::new(), |b| format!(" because {}", local(&b.value)));
    format!("{:?} {}{weight}{because}", rule.kind, expr(&rule.rule)).replacen(
        &format!("{:?}", rule.kind),
        &format!("{:?}", rule.kind).to_lowercase(),
        1,
    )
}

fn stage(stage: &Stage) -> String {
    let head = head(&stage.name, &None, &stage.title);
    format!("stage {head}: {} {} {}", expr(&stage.rule), texts(&stage.touchpoints), texts(&stage.pains))
}

fn step(step: &TestStep) -> String {
    match step {
        TestStep::AsOf(date) => format!("given as of {}", date.value),
        TestStep::Given(given) => format!("given {}", row(&given.cells)),
        TestStep::GivenTable(path, rows) => {
            let rows: Vec<String> = rows.iter().map(|r| row(&r.cells)).collect();
            format!("given {}{}", names(path), indented(&rows))
        }
        TestStep::Expect(expect) => match &expect.value {
            TestExpect::Matches(name) => format!("expect {} matches", name.value),
            TestExpect::DoesNotMatch(name) => format!("expect {} does not match", name.value),
            TestExpect::Undecided(name) => format!("expect {} is undecided", name.value),
            TestExpect::Holds(rule) => format!("expect {}", expr(rule)),
        },
        TestStep::Broken => "broken".to_owned(),
    }
}

fn row(cells: &[(Name, Expr)]) -> String {
    let cells: Vec<String> =
        cells.iter().map(|(name, value)| format!("{}: {}", name.value, expr(value))).collect();
    format!("{{{}}}", cells.join(", "))
}

pub fn decimal(decimal: Decimal) -> String {
    if decimal.scale == 0 {
        decimal.digits.to_string()
    } else {
        format!("{}e-{}", decimal.digits, decimal.scale)
    }
}

pub fn expr(e: &Expr) -> String {
    let not = |negated: &bool| if *negated { "not " } else { "" };
    let list = |items: &[Expr]| items.iter().map(expr).collect::<Vec<_>>().join(", ");
    match &e.kind {
        ExprKind::Bool(b) => b.to_string(),
        ExprKind::Int(i) => i.to_string(),
        ExprKind::Number(d) => decimal(*d),
        ExprKind::Percent(d) => format!("{}%", decimal(*d)),
        ExprKind::Text(t) => format!("{t:?}"),
        ExprKind::Local(texts) => local(texts),
        ExprKind::Date(d) => d.to_string(),
        ExprKind::Duration(d) => format!("{} {:?}", d.n, d.unit),
        ExprKind::Regex(r) => format!("/{r}/"),
        ExprKind::List(items) => format!("[{}]", list(items)),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Field(of, name) => format!("{}.{}", expr(of), name.value),
        ExprKind::Call(call) => self::call(call),
        ExprKind::Not(e) => format!("(not {})", expr(e)),
        ExprKind::Neg(e) => format!("(- {})", expr(e)),
        ExprKind::And(parts) => format!("({})", parts.iter().map(expr).collect::<Vec<_>>().join(" and ")),
        ExprKind::Or(parts) => format!("({})", parts.iter().map(expr).collect::<Vec<_>>().join(" or ")),
        ExprKind::Default(a, b) => format!("({} ?? {})", expr(a), expr(b)),
        ExprKind::Arith(op, a, b) => format!("({} {op:?} {})", expr(a), expr(b)),
        ExprKind::Compare(op, a, b) => format!("({} {:?} {})", expr(a), op.value, expr(b)),
        ExprKind::Between { value, low, high, negated } => {
            format!("({} {}between {} and {})", expr(value), not(negated), expr(low), expr(high))
        }
        ExprKind::In { value, list, negated } => {
            format!("({} {}in {})", expr(value), not(negated), expr(list))
        }
        ExprKind::Rank { value, end, share, negated } => {
            format!("({} {}in {end:?} {})", expr(value), not(negated), expr(share))
        }
        ExprKind::TextTest { value, test, argument, negated } => {
            format!("({} {}{test:?} {})", expr(value), not(negated), expr(argument))
        }
        ExprKind::Matches { value, pattern, negated } => {
            format!("({} {}matches {})", expr(value), not(negated), expr(pattern))
        }
        ExprKind::Has { value, mode, items, negated } => {
            format!("({} {}has {mode:?} {})", expr(value), not(negated), expr(items))
        }
        ExprKind::Is { value, test, negated } => format!("({} is {}{test:?})", expr(value), not(negated)),
        ExprKind::AtLeast { n, rules } => format!("(at least {} of [{}])", n.value, list(rules)),
        ExprKind::AtMost { value, bound, least } => {
            format!("({} at {} {})", expr(value), if *least { "least" } else { "most" }, expr(bound))
        }
        ExprKind::Error => "<error>".to_owned(),
    }
}

fn call(call: &Call) -> String {
    let mut parts: Vec<String> = call.args.iter().map(expr).collect();
    parts.extend(call.named.iter().map(|(name, value)| format!("{}: {}", name.value, expr(value))));
    let mut inside = parts.join(", ");
    if let Some(via) = &call.via {
        inside += &format!(" via {}", via.value);
    }
    if let Some(window) = &call.during {
        inside += &format!(" during {:?}", window.value);
    }
    if let Some(filter) = &call.filter {
        inside += &format!(" where {}", expr(filter));
    }
    format!("{}({inside})", call.function.value)
}
