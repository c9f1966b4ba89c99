//! Documents of the sample projects, figures from the reference.

use personac::catalog::{self, Catalog, ColumnType};
use personac::check::project::{LoadOptions, Project, load};
use personac::cohort::{
    ColumnQuality, Example, FileReport, LastSeen, Problem, Quality, Results, TableReport,
};
use personac::documents::{DocumentInput, Lang, RenderedFile, RunFound, Summary, render};
use personac::lower;
use personac::reference::{Data, TableData, Value, cohorts};
use personac::source::{DiskWorld, MemoryWorld};
use std::path::Path;

/// A sample project, run by the reference.
pub struct Sample {
    project: Project,
    results: Results,
    reports: Vec<TableReport>,
}

impl Sample {
    pub fn new(name: &str) -> Sample {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs").join(name);
        let loaded = load(&DiskWorld::new(&root), &LoadOptions::default());
        assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
        let project = loaded.project.unwrap();
        let plan =
            lower::lower(&project.program, &project.catalog, project.as_of, &lower::Options::default()).plan;
        let tables: Vec<TableData> =
            (0..project.catalog.tables.len()).map(|t| read(&project.catalog, t, &root)).collect();
        let reports =
            project.catalog.tables.iter().zip(&tables).map(|(table, data)| report(table, data)).collect();
        let results = cohorts(&plan, &Data { tables });
        Sample { project, results, reports }
    }

    pub fn summary(&self) -> Summary {
        summary(&self.project, &self.results, &self.reports)
    }

    pub fn documents(&self, lang: Lang) -> Vec<RenderedFile> {
        self.documents_of(&self.summary(), lang)
    }

    pub fn documents_of(&self, summary: &Summary, lang: Lang) -> Vec<RenderedFile> {
        documents(&self.project, summary, lang)
    }
}

/// As a run makes it, of a personac that never changes.
fn summary(project: &Project, results: &Results, reports: &[TableReport]) -> Summary {
    let found = RunFound {
        catalog: &project.catalog,
        results,
        reports,
        history: None,
        spec_hash: &project.spec_hash,
    };
    Summary { personac: "0.0.0".into(), ..Summary::new(&found) }
}

fn documents(project: &Project, summary: &Summary, lang: Lang) -> Vec<RenderedFile> {
    let Project { program, catalog, spec_hash, .. } = project;
    render(&DocumentInput { program, catalog, summary, spec_hash, lang, own: &[], members: None }).unwrap()
}

fn report(table: &catalog::Table, data: &TableData) -> TableReport {
    TableReport {
        table: table.name.clone(),
        files: vec![FileReport { path: table.source.path.clone(), bytes: 0, sha256: "0".repeat(64) }],
        rows_read: data.len() as u64,
        rows_set_aside: 0,
        rows_after_as_of: 0,
        problems: Vec::new(),
        ignored_columns: Vec::new(),
        quality: Quality::default(),
    }
}

/// The samples' files: plain CSV in UTF-8, dates in ISO form.
fn read(catalog: &Catalog, table: usize, root: &Path) -> TableData {
    let table = &catalog.tables[table];
    let text = fs_err::read_to_string(root.join(&table.source.path)).unwrap();
    let mut rows = records(text.trim_start_matches('\u{feff}'));
    let header = rows.remove(0);
    let columns = table.columns.iter().map(|column| {
        let at = header.iter().position(|h| *h == column.name).unwrap();
        rows.iter().map(|row| cell(catalog, column, &row[at])).collect()
    });
    TableData { columns: columns.collect() }
}

fn records(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' => {}
            c => cell.push(c),
        }
    }
    rows
}

fn cell(catalog: &Catalog, column: &catalog::Column, raw: &str) -> Value {
    let text = catalog::normalize::normalize(raw, &column.normalize);
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Value::Missing;
    }
    match &column.ty {
        ColumnType::Bool => {
            Value::Bool(matches!(trimmed.to_lowercase().as_str(), "true" | "yes" | "1" | "y" | "t"))
        }
        ColumnType::Int => Value::Int(trimmed.parse().unwrap()),
        ColumnType::Number => Value::number(trimmed.parse().unwrap()),
        ColumnType::Decimal { scale } => {
            let (whole, part) = trimmed.split_once('.').unwrap_or((trimmed, ""));
            Value::Decimal(format!("{whole}{part:0<width$}", width = *scale as usize).parse().unwrap())
        }
        ColumnType::Text | ColumnType::Enum { .. } => Value::text(&text),
        ColumnType::Date => Value::Date(lower::day(trimmed.parse().unwrap())),
        ColumnType::Datetime => {
            use chrono::TimeZone;
            let time: chrono::NaiveDateTime =
                trimmed.replace(' ', "T").trim_end_matches('Z').parse().unwrap();
            let zone = column.timezone.unwrap_or(catalog.timezone);
            Value::Datetime(zone.from_local_datetime(&time).earliest().unwrap().timestamp_micros())
        }
        ColumnType::List => {
            let separator = column.separator.as_deref().unwrap_or(";");
            let items: Vec<&str> = text.split(separator).map(str::trim).filter(|i| !i.is_empty()).collect();
            Value::list(&items)
        }
    }
}

/// Writes the documents of all samples to `$PERSONAC_DOCUMENTS`, for looking at them.
#[test]
fn documents_of_the_samples_render_in_both_languages() {
    for name in ["xyz-electronics", "telco", "accounts-b2b"] {
        let sample = Sample::new(name);
        for (lang, folder) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
            let files = sample.documents(lang);
            assert_eq!(files, sample.documents(lang), "the same input, the same bytes");
            if let Ok(target) = std::env::var("PERSONAC_DOCUMENTS") {
                for file in &files {
                    let path = Path::new(&target).join(folder).join(name).join(&file.path);
                    fs_err::create_dir_all(path.parent().unwrap()).unwrap();
                    fs_err::write(path, &file.content).unwrap();
                }
            }
        }
    }
}

const SHOP: &str = r#"
project: "<b>shop</b> | `x`"
timezone: UTC
as_of: 2026-10-31
privacy: { min_cell: 3 }
tables:
  people:
    source: people.csv
    key: id
    columns:
      id:     { type: text }
      age:    { type: int, label: "<img src=x onerror=alert(1)> | age", unit: "\"y\"" }
      city:   { type: text }
      tags:   { type: list, separator: ";" }
      vip:    { type: bool }
  notes:
    source: notes.csv
    key: note
    belongs_to: { people: person_id }
    label: "<svg onload=alert(1)> notes"
    columns:
      note:   { type: text }
      person_id: { type: text }
      body:   { type: text, quotable: true }
"#;

/// What a malicious or careless team may type, everywhere where text may stand.
fn hostile() -> Vec<String> {
    vec![
        "<script>alert(1)</script>".into(),
        "[click](javascript:alert(1)) ![x](http://evil.example/x.png) http://evil.example".into(),
        "x".repeat(10_000),
        "字".repeat(10_000),
        "\u{202e}txet desrever\u{2066} שלום עולם مرحبا".into(),
        "👩‍👩‍👧‍👦🏳️‍🌈 | # * _ ` ~ $ & < > ]]> --> {{ 7777 * 7 }} {% raw %}".into(),
        "</style></title></svg></textarea> <a href=\\\"x\\\"> ' onmouseover='".into(),
        "a\\nb\\n\\n# heading\\n- item\\n1. item\\n| a | b |\\n| --- | --- |".into(),
        // Marks over marks, flags, and people of people.
        format!(
            "Z{}algo 🇨🇳🇺🇸🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} {}",
            "\u{336}\u{489}\u{301}".repeat(50),
            "👨‍👩‍👧‍👦".repeat(300)
        ),
    ]
}

/// What no spec may hold, but data does.
const CONTROLS: &str =
    "nul \0 escape \u{1b}[31m delete \u{7f} back \u{8} next \u{85} line \u{2028} override \u{202e}end";

fn hostile_project() -> (Project, Results) {
    let mut spec = String::new();
    for (i, text) in hostile().iter().enumerate() {
        spec.push_str(&format!(
            r#"
            ## {doc}
            segment s{i} "{text}": city = "{text}"
            persona `p{i}/..\\{i} <b>` "{text}" {{
              owner: "{text}"
              version: "{text}"
              must s{i} or vip                 because "{text}"
              dimension d{i} "{text}" {{
                should tags has any of ["{text}", "b"]  weight 10  because "{text}"
                should ramp(age, 0, 100)       weight 5
              }}
              tiers {{ A: 50  B: 0 }}
              profile {{ name: "{text}" age: 3 occupation: "{text}" quote: "{text}" other: "{text}" }}
              goals ["{text}"]
              pain_points {{ "{text}" }}
              channels ["{text}"]
              criteria ["{text}"]
              story "{text}"
              evidence {{ interview 2026-01-01 "{text}" n: 3 link: "javascript:alert(1)" }}
            }}
            "#,
            doc = text.replace("\\n", " ").replace("\\\"", "'"),
        ));
    }
    for (i, text) in hostile().iter().enumerate().filter(|(i, _)| [0, 2, 3, 4].contains(i)) {
        spec.push_str(&format!(
            r#"
            metric m{i} "{text}": avg(age)
            theme t{i} of notes "{text}": body is known
            journey j{i} {{
              title: "{text}"
              stage a{i} "{text}": vip {{ touchpoints ["{text}"]  pains ["{text}"] }}
              stage b{i} "{text}": age > 50
            }}
            "#
        ));
    }
    spec.push_str(&format!(
        "assign a {{ title: \"{text}\"  among [`p0/..\\\\0 <b>`, `p2/..\\\\2 <b>`]  by priority }}\n\
         grid g \"{text}\": `p2/..\\\\2 <b>` by `p4/..\\\\4 <b>`\n",
        text = hostile()[2]
    ));
    let world =
        MemoryWorld::new("2026-10-31".parse().unwrap()).with("personac.yaml", SHOP).with("a.persona", &spec);
    let loaded = load(&world, &LoadOptions::default());
    let errors: Vec<&str> =
        loaded.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.message.as_str()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let project = loaded.project.unwrap();
    let people: Vec<usize> = (0..200).collect();
    let mut texts = hostile();
    texts.push(CONTROLS.into());
    let text = |i: usize| texts[i % texts.len()].replace("\\n", "\n").replace("\\\"", "\"");
    let column = |cell: &dyn Fn(usize) -> Value| people.iter().map(|&i| cell(i)).collect::<Vec<_>>();
    let table = TableData {
        columns: vec![
            column(&|i| Value::text(&format!("k{i}"))),
            column(&|i| Value::Int(i as i64 % 90)),
            column(&|i| Value::text(&text(i))),
            column(&|i| Value::list(&[&text(i), "b"])),
            column(&|i| Value::Bool(i % 3 == 0)),
        ],
    };
    let notes = TableData {
        columns: vec![
            column(&|i| Value::text(&format!("n{i}"))),
            column(&|i| Value::text(&format!("k{i}"))),
            column(&|i| Value::text(&text(i))),
        ],
    };
    let plan =
        lower::lower(&project.program, &project.catalog, project.as_of, &lower::Options::default()).plan;
    let results = cohorts(&plan, &Data { tables: vec![table, notes] });
    (project, results)
}

/// What may stand in the data and its files' names.
fn hostile_report() -> TableReport {
    let text = hostile().concat() + CONTROLS;
    let example =
        |value: String| Example { file: text.clone(), line: 1, column: None, value, reason: text.clone() };
    let problem = Problem {
        code: "E0612",
        column: Some("age".into()),
        rows: 50,
        examples: hostile().into_iter().rev().chain([CONTROLS.into()]).map(example).collect(),
    };
    TableReport {
        table: "people".into(),
        files: vec![FileReport { path: text.clone(), bytes: 1, sha256: text.clone() }],
        rows_read: 200,
        rows_set_aside: 0,
        rows_after_as_of: 0,
        problems: vec![problem],
        ignored_columns: hostile(),
        quality: Quality {
            newest: Some(text.clone()),
            fresh_within: Some(7),
            fresh: Some(false),
            columns: ["id", "age", "city", "tags", "vip"]
                .map(|name| ColumnQuality {
                    column: format!("{name}{text}"),
                    rows: 200,
                    missing: 50,
                    last: Some(LastSeen { day: text.clone(), rows: Some(9) }),
                    ..ColumnQuality::default()
                })
                .to_vec(),
            ..Quality::default()
        },
    }
}

/// Every start tag of the page.
fn tags(html: &str) -> Vec<&str> {
    html.split('<')
        .skip(1)
        .filter_map(|t| t.split(['>', ' ', '\n', '/']).next())
        .filter(|t| !t.is_empty())
        .collect()
}

/// The pages of the hostile project.
pub fn hostile_files(lang: Lang) -> Vec<RenderedFile> {
    let (mut project, results) = hostile_project();
    project.spec_hash = "0".repeat(64);
    documents(&project, &summary(&project, &results, &[hostile_report()]), lang)
}

#[test]
fn whatever_people_type_stays_text() {
    let known = [
        "!DOCTYPE",
        "html",
        "head",
        "meta",
        "link",
        "title",
        "style",
        "script",
        "body",
        "header",
        "nav",
        "a",
        "span",
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "b",
        "blockquote",
        "dl",
        "dt",
        "dd",
        "ul",
        "ol",
        "li",
        "main",
        "section",
        "figure",
        "figcaption",
        "svg",
        "desc",
        "rect",
        "circle",
        "path",
        "line",
        "text",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "footer",
        "strong",
        "em",
        "q",
        "code",
        "g",
    ];
    for lang in [Lang::En, Lang::Zh] {
        let files = hostile_files(lang);
        assert!(files.len() > 2 * hostile().len() + 3);
        for file in &files {
            let path = file.path.to_str().unwrap();
            assert_eq!(path.matches('/').count(), 1, "{path}");
            assert!(!path.contains(['\\', '<', '>']) && !path.contains("../"), "{path}");
            let content = &file.content;
            assert!(
                !content.contains(['\u{202e}', '\u{0}', '\u{1b}', '\u{8}', '\u{7f}', '\u{2028}']),
                "{path}"
            );
            assert!(!content.contains("54439"), "a template ran inside a text");
            if path.ends_with(".html") {
                let strange: Vec<&str> = tags(content).into_iter().filter(|t| !known.contains(t)).collect();
                assert!(strange.is_empty(), "{path}: {strange:?}");
                assert!(!content.contains("href=\"javascript:"), "{path}");
                assert!(
                    !content.contains("src=x onerror") || content.contains("&lt;img src=x onerror"),
                    "{path}"
                );
                assert_eq!(content.matches("<style>").count(), 1);
                assert!(!content.contains(" style=") && content.matches("<script").count() == 1, "{path}");
            } else {
                let bare = content.replace("\\<", "");
                assert!(!bare.contains("<script") && !bare.contains("[click]("), "{path}");
                assert!(!content.contains("\n# heading") && !content.contains("![x]"), "{path}");
            }
            if let Ok(target) = std::env::var("PERSONAC_DOCUMENTS") {
                let path = Path::new(&target).join("hostile").join(lang.tag()).join(&file.path);
                fs_err::create_dir_all(path.parent().unwrap()).unwrap();
                fs_err::write(path, content).unwrap();
            }
        }
    }
}

/// Where everybody is too few to be told about there is nothing to draw, and nothing to order by.
#[test]
fn there_is_no_chart_where_nothing_may_be_shown() {
    for name in ["xyz-electronics", "telco", "accounts-b2b"] {
        let mut sample = Sample::new(name);
        sample.project.catalog.privacy.min_cell = 1_000_000;
        for file in sample.documents(Lang::En) {
            let visible = file.content.split("</style>").last().unwrap();
            let path = file.path.display();
            assert!(!visible.contains("<rect class=\"cohort\""), "{path} draws what it may not tell");
            assert!(!visible.contains(" data-people=") && !visible.contains(" data-score="), "{path}");
        }
    }
}

/// With a cell of 300 no cohort of this project may be spoken of.
#[test]
fn small_cells_are_not_shown() {
    let mut sample = Sample::new("xyz-electronics");
    sample.project.catalog.privacy.min_cell = 300;
    for file in sample.documents(Lang::En) {
        let visible = file.content.split("</style>").last().unwrap();
        for figure in [">257<", ">129<", ">188<", ">214<", ">140<", "58.6", "59.0", "15.9%", "8.0%"] {
            assert!(!visible.contains(figure), "{} shows {figure}", file.path.display());
        }
    }
    let files = sample.documents(Lang::En);
    let index = files.iter().find(|file| file.path.ends_with("index.html")).unwrap();
    assert!(index.content.contains(">hidden<"));
}

/// What a page shows, `summary.json` holds: it can be read back.
#[test]
fn the_summary_reads_back() {
    let sample = Sample::new("xyz-electronics");
    let json = serde_json::to_value(sample.summary()).unwrap();
    let read: Summary = serde_json::from_str(&json.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), json);
    // So the same pages come of it, without the data.
    for lang in [Lang::En, Lang::Zh] {
        assert!(documents(&sample.project, &read, lang) == sample.documents(lang));
    }
    // Figures from tests/figures/figures.json, worked out in SQL.
    let cohort = &json["cohorts"]["smart_home"];
    assert_eq!((&cohort["matched"], &cohort["population"]), (&257.into(), &1619.into()));
    assert_eq!(cohort["tiers"][0]["count"], 87);
    assert_eq!(json["cohorts"]["家庭守护者"]["undecided"], 140);
    let names: Vec<&String> = json["cohorts"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["smart_home", "connected_pro", "bargain_hunter", "家庭守护者", "engagement"]);
}
