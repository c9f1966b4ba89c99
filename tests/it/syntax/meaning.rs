//! What texts mean, one rule of the language at a time.

use super::{dump, parsed};
use personac::source::{FileId, SourceMap, Span};
use personac::syntax::{self, ast};

/// The tree of an expression, every operator in its own parentheses.
fn tree(text: &str) -> String {
    let parsed = syntax::parse_value(text, FileId(0));
    assert!(parsed.diagnostics.is_empty(), "{text}: {:?}", parsed.diagnostics);
    dump::expr(&parsed.value)
}

#[test]
fn precedence_from_call_and_dot_to_and_or() {
    for (text, expected) in [
        ("-a.b ?? c * d + e = f", "(((((- a.b) ?? c) Mul d) Add e) Eq f)"),
        ("a + b * c - d / e", "((a Add (b Mul c)) Sub (d Div e))"),
        ("a - b - c", "((a Sub b) Sub c)"),
        ("a / b ?? 1 * c", "((a Div (b ?? 1)) Mul c)"),
        ("a ?? b ?? c", "((a ?? b) ?? c)"),
        ("- - a", "(- (- a))"),
        ("a - -1", "(a Sub (- 1))"),
        ("x and not a = b and c", "(x and (not (a Eq b)) and c)"),
        ("not not a", "(not (not a))"),
        ("a and (b or not c)", "(a and (b or (not c)))"),
        ("x between a + 1 and b * 2 and c", "((x between (a Add 1) and (b Mul 2)) and c)"),
        ("f(x).y + f(x, top: 4)", "(f(x).y Add f(x, top: 4))"),
    ] {
        assert_eq!(tree(text), expected, "{text}");
    }
}

#[test]
fn tests_of_values() {
    for (text, expected) in [
        ("x not between 1 and 2", "(x not between 1 and 2)"),
        ("x not in [\"a\", \"b\",]", "(x not in [\"a\", \"b\"])"),
        ("x in core_cities", "(x in core_cities)"),
        ("x in top 20%", "(x in Top 20%)"),
        ("x not in bottom 2.5 %", "(x not in Bottom 25e-1%)"),
        ("x in top", "(x in top)"),
        ("x contains any of [\"a\"]", "(x ContainsAny [\"a\"])"),
        ("x contains all of [\"a\"]", "(x ContainsAll [\"a\"])"),
        ("x does not contain \"a\"", "(x not Contains \"a\")"),
        ("x not contains \"a\"", "(x not Contains \"a\")"),
        (
            "x starts with \"a\" or x does not end with \"b\"",
            "((x StartsWith \"a\") or (x not EndsWith \"b\"))",
        ),
        ("x matches /a\\/b [/", "(x matches /a\\/b [/)"),
        ("account does not match mid_market", "(account not matches mid_market)"),
        ("x has \"a\" and y has all of [\"b\"]", "((x has One \"a\") and (y has All [\"b\"]))"),
        ("x does not have any of [\"a\"]", "(x not has Any [\"a\"])"),
        ("x is missing", "(x is Missing)"),
        ("(a = b) is not true", "((a Eq b) is not True)"),
        ("at least 2 of [a, b = 1, c]", "(at least 2 of [a, (b Eq 1), c])"),
        ("size at least 100", "(size at least 100)"),
        ("movement at most 3%", "(movement at most 3%)"),
    ] {
        assert_eq!(tree(text), expected, "{text}");
    }
}

#[test]
fn aggregates_and_windows() {
    for (text, expected) in [
        ("count(orders)", "count(orders)"),
        ("count()", "count()"),
        (
            "sum(orders.amount during last 12 months where a = 1)",
            "sum(orders.amount during Last(Duration { n: 12, unit: Months }) where (a Eq 1))",
        ),
        ("any(orders via owner during this quarter)", "any(orders via owner during This(Quarters))"),
        ("any(t during previous year)", "any(t during Previous(Years))"),
        ("any(t during since 2026-01-01)", "any(t during Since(2026-01-01))"),
        ("any(t during before 2026-01-01)", "any(t during Before(2026-01-01))"),
        ("any(t during from 2026-01-01 to 2026-06-30)", "any(t during FromTo(2026-01-01, 2026-06-30))"),
        ("quantile(x, 5) = 1", "(quantile(x, 5) Eq 1)"),
        (
            "share(any(tickets where topic = \"a\")) >= 30%",
            "(share(any(tickets where (topic Eq \"a\"))) Ge 30%)",
        ),
    ] {
        assert_eq!(tree(text), expected, "{text}");
    }
}

#[test]
fn literals() {
    for (text, expected) in [
        ("200_000", "200000"),
        ("0.50", "50e-2"),
        ("7%", "7%"),
        ("12.5%", "125e-1%"),
        ("2026-10-31", "2026-10-31"),
        ("2026 - 10", "(2026 Sub 10)"),
        ("1 day", "1 Days"),
        ("2 weeks", "2 Weeks"),
        ("true", "true"),
        (r#""a\"b\\c\n\t\u{57ce}""#, r#""a\"b\\c\n\t城""#),
        ("[]", "[]"),
        ("[1, 2,]", "[1, 2]"),
        ("missing", "missing"),
    ] {
        assert_eq!(tree(text), expected, "{text}");
    }
}

#[test]
fn words_are_names_wherever_they_cannot_be_misread() {
    for name in [
        "status", "version", "owner", "count", "size", "channel", "date", "name", "score", "test", "value",
        "needs", "weight", "last", "first", "top", "any", "all", "by", "at", "to", "from", "this", "missing",
        "known", "n", "link", "cap", "days", "like", "icp", "persona", "segment", "match", "with", "expect",
        "given", "tiers", "profile", "as",
    ] {
        assert_eq!(
            tree(&format!("{name} > 3 and not {name} in [1]")),
            format!("(({name} Gt 3) and (not ({name} in [1])))")
        );
        assert_eq!(tree(&format!("f({name}, x.{name})")), format!("f({name}, x.{name})"));
        let text = format!("persona p {{\n  must {name}\n  should {name} weight 2\n  must x > {name}\n}}\n");
        assert!(parsed(&text).diagnostics.is_empty(), "{text}");
    }
    assert_eq!(tree("x.where + `Customer ID` + `between`"), "((x.where Add Customer ID) Add between)");
    assert_eq!(tree("城市 = \"北京\" and _x2 > ñ"), "((城市 Eq \"北京\") and (_x2 Gt ñ))");
    // One name, two ways of writing it in Unicode.
    assert_eq!(tree("cafe\u{301}"), tree("caf\u{e9}"));
}

#[test]
fn a_call_begins_on_its_line() {
    let text = "persona p {\n  expect {\n    lift(x) > y\n    (a or b)\n  }\n}";
    let dumped = dump::file(&parsed(text).value);
    assert!(dumped.contains("(lift(x) Gt y)\n    (a or b)"), "{dumped}");
}

#[test]
fn long_texts_and_docs() {
    let text = "## One\n##   two\n\npersona p {\n  ## inner\n  must x\n  story \"\"\"\n    First \\n line.\n      Second.\n\n    \"Third\"\n  \"\"\"\n}";
    let parsed = parsed(text);
    assert!(parsed.diagnostics.is_empty());
    let item = &parsed.value.items[0];
    assert_eq!(item.doc.as_deref(), Some("One\n  two"));
    let ast::ItemKind::Cohort(cohort) = &item.kind else { panic!() };
    assert_eq!(cohort.members[0].doc.as_deref(), Some("inner"));
    let ast::MemberKind::Story(story) = &cohort.members[1].kind else { panic!() };
    assert_eq!(story.value.first(), "First \\n line.\n  Second.\n\n\"Third\"");
}

#[test]
fn spans_end_with_the_last_word() {
    let text = "feature a: b + c   # why\n\n# more\nsegment d: (e or\n f) and g\n";
    let mut sources = SourceMap::default();
    let file = sources.add("a.persona", text);
    let items = syntax::parse(file, text).value.items;
    assert_eq!(sources.text(items[0].span), "feature a: b + c");
    let ast::ItemKind::Segment(segment) = &items[1].kind else { panic!() };
    assert_eq!(sources.text(segment.value.span), "(e or\n f) and g");
    let ast::ExprKind::And(parts) = &segment.value.kind else { panic!() };
    assert_eq!(sources.text(parts[0].span), "(e or\n f)");
}

#[test]
fn rules_inside_another_file_point_into_it() {
    let yaml = "population: country = \"CN\" and age > 2026-02-30 # x";
    let mut sources = SourceMap::default();
    let file = sources.add("personac.yaml", yaml);
    let (start, end) = (12, yaml.len() - 4);
    let rule = syntax::parse_rule(Span::new(file, start, end), &yaml[start..end]);
    assert_eq!(sources.text(rule.value.span), "country = \"CN\" and age > 2026-02-30");
    assert_eq!(sources.text(rule.diagnostics[0].labels[0].span), "2026-02-30");
    // A text that is longer than its place in the YAML (it had escapes there) stays inside it.
    let longer = syntax::parse_rule(Span::new(file, start, start + 5), "country = \"a long text\" or");
    assert!(longer.diagnostics.iter().flat_map(|d| &d.labels).all(|l| l.span.end as usize <= start + 5));
    assert_eq!(syntax::parse_rule(Span::new(file, start, start), "").diagnostics.len(), 1);
}

#[test]
fn declarations_of_one_line_and_of_many() {
    let text = "persona a of accounts \"A\" { must x owner: \"me\" value { should y weight 2 } tiers { B: 1, C: 0 } }";
    assert_eq!(
        dump::file(&parsed(text).value),
        "persona a of accounts \"A\" {\n  must x\n  owner: \"me\"\n  value {\n    should y weight 2\n  }\n  tiers B: 1, C: 0\n}\n"
    );
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_change_nothing() {
    let text = include_str!("../../fixtures/valid/consumer.persona");
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let decoded = syntax::decode(windows.as_bytes()).unwrap();
    for other in [decoded, windows] {
        let parsed_other = parsed(&other);
        assert!(parsed_other.diagnostics.is_empty(), "{:?}", parsed_other.diagnostics);
        assert_eq!(dump::file(&parsed_other.value), dump::file(&parsed(text).value));
    }
}
