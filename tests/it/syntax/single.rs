//! One mistake gives one finding, through the parser and the checker: what could not be read is not missed later.

use personac::check::project::{LoadOptions, load};
use personac::diagnostics::Severity;
use personac::source::MemoryWorld;

/// The sample project with one text put in place of another.
fn errors(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut world = MemoryWorld::new("2026-10-31".parse().unwrap());
    for entry in std::fs::read_dir("specs/xyz-electronics").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".persona") || name == "personac.yaml" {
            let mut text = std::fs::read_to_string(&path).unwrap();
            if name == file {
                assert!(text.contains(from), "{file} lacks {from}");
                text = text.replacen(from, to, 1);
            }
            world = world.with(&name, &text);
        }
    }
    let loaded = load(&world, &LoadOptions::default());
    let found = loaded.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    found.map(|d| format!("{} {}", d.code.id, d.message)).collect()
}

#[test]
fn one_mistake_gives_one_finding() {
    assert_eq!(errors("icp.persona", "", ""), Vec::<String>::new());
    let mistakes = [
        ("vocabulary.persona", "}: 200_000", "}: 200,000"),
        ("vocabulary.persona", "}: 200_000", "} 200_000"),
        ("vocabulary.persona", "param min_income ", "parm min_income "),
        (
            "vocabulary.persona",
            "count(orders during last 12 months where channel",
            "count(orders, during last 12 months where channel",
        ),
        (
            "vocabulary.persona",
            "count(orders during last 12 months where channel",
            "count orders during last 12 months where channel",
        ),
        ("vocabulary.persona", "and status = \"paid\")\n", "and status = \"paid\"\n"),
        ("vocabulary.persona", "and status = \"paid\")\n", "&& status = \"paid\")\n"),
        ("vocabulary.persona", "and status = \"paid\")\n", "and status = \"paid)\n"),
        ("vocabulary.persona", "and status = \"paid\")\n", "and status == \"paid\")\n"),
        ("vocabulary.persona", "and status = \"paid\")\n", "and status = “paid”)\n"),
        ("vocabulary.persona", "children >= 1", "children >="),
        ("vocabulary.persona", "segment parents ", "segmnt parents "),
        ("vocabulary.persona", "children >= 1", "(children >= 1"),
        ("vocabulary.persona", "\"北京\",", "\"北京\""),
        ("vocabulary.persona", "\"北京\",", "\"北京\"，"),
        ("vocabulary.persona", "zh: \"住在大城市\" }:", "zh: \"住在大城市\" }"),
        ("vocabulary.persona", "csat(surveys", "csat((surveys"),
        ("icp.persona", "icp smart_home {", "icp smart_home"),
        ("icp.persona", "icp smart_home {", "icp \"Smart home\" {"),
        ("icp.persona", "icp smart_home {", "icp {"),
        ("icp.persona", "title: { en:", "title { en:"),
        ("icp.persona", "title: { en: ", "title: { en "),
        ("icp.persona", "title: { en: ", "title: { english: "),
        ("icp.persona", "because { en: \"buys", "because { \"buys"),
        ("icp.persona", "{ en: \"buys its second or third device\",", "{ en: buys,"),
        ("icp.persona", "demographics {", "demogrphics {"),
        ("icp.persona", "demographics {", "demographics"),
        ("icp.persona", "must   age between 30 and 45", "must   age between 30, 45"),
        ("icp.persona", "must   age between 30 and 45", "mst   age between 30 and 45"),
        ("icp.persona", "must   age between 30 and 45", "must   30 <= age <= 45"),
        ("icp.persona", "weight 20", "20"),
        ("icp.persona", "weight 20", "wieght 20"),
        ("icp.persona", "weight 20", "weight: 20"),
        ("icp.persona", "  }\n  psychographics {", "  psychographics {"),
        ("icp.persona", "tiers { A: 75", "tiers { A 75"),
        ("icp.persona", "B: 50  C: 0 }", "B: 50  C: 0"),
        ("icp.persona", "version: \"2.1.0\"", "version: 2.1.0"),
        ("icp.persona", "review: 2027-03-01", "review: 2027-02-30"),
        ("icp.persona", "lift(spend) >= 1.5\n  }\n}", "lift(spend) >= 1.5\n  }\n"),
        ("icp.persona", "lift(spend) >= 1.5\n  }\n}", "lift(spend) >= 1.5\n  }\n}\n}"),
        ("icp.persona", "lift(spend) >= 1.5", "lift(spend >= 1.5"),
        ("personas.persona", "icp: smart_home ", "icp smart_home "),
        ("personas.persona", "at least 2 of [", "at least 2 ["),
        ("personas.persona", "at least 2 of [", "at least 2 of "),
        ("personas.persona", "    devices_owned >= 4,\n  ]", "    devices_owned >= 4,\n"),
        ("personas.persona", "name: \"Sarah Johnson\"", "name \"Sarah Johnson\""),
        ("personas.persona", "    en: \"\"\"", "    en: \""),
        ("personas.persona", "must discount_share >= 50% and", "must not discount_share >= 50% and"),
        ("personas.persona", "interview 2026-06-12", "interview 12/06/2026"),
        ("personas.persona", "zh: \"守护家人的父母\"", "zh: “守护家人的父母\""),
        ("scores.persona", "behavior cap 40 {", "behavior cap {"),
        ("scores.persona", "during last 30 days)", "during last month)"),
        ("scores.persona", "during last 30 days)", "last 30 days)"),
        ("scores.persona", "among [connected_pro, ", "among [connected_pro "),
        ("scores.persona", "by highest score", "by score"),
        ("scores.persona", "}: smart_home by", "}: smart_home"),
        ("scores.persona", "\"随便看看\" }:", "\"随便看看\" }"),
        ("scores.persona", "stage buying ", "stge buying "),
        ("tests.persona", "given { age: 36,", "given { age 36,"),
        ("tests.persona", "expect connected_pro matches", "expct connected_pro matches"),
    ];
    let mut wrong = String::new();
    for (file, from, to) in mistakes {
        let found = errors(file, from, to);
        if found.len() != 1 {
            wrong += &format!("`{from}` → `{to}`: {found:#?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
