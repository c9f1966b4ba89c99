//! `personac docs`, and a project's own templates.

use crate::common::{Scratch, personac};
use personac::check::project::{LoadOptions, load};
use personac::documents::{RunFound, Summary};
use personac::lower;
use personac::reference::{Data, TableData, Value, cohorts};
use personac::source::DiskWorld;
use std::path::Path;

const CATALOG: &str = "\
project: shop
timezone: UTC
as_of: 2026-10-31
privacy: { min_cell: 1 }
tables:
  customers:
    source: customers.csv
    key: id
    columns: { id: text, age: int }
";
const SPEC: &str = "\
persona grown \"Grown, \\\"up\\\"\" { must age >= 18  should age >= 30 weight 5 }
persona =young { must age < 18 }
";

fn output(command: &mut assert_cmd::Command) -> (Option<i32>, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// A shop of three, with the summary that a run of it would write.
pub fn shop(files: &[(&str, &str)]) -> Scratch {
    let spec = SPEC.replace("=young", "young");
    let mut all = vec![("personac.yaml", CATALOG), ("shop.persona", spec.as_str())];
    all.push(("customers.csv", "id,age\n=1+1,17\nb,31\nc,40\n"));
    all.extend_from_slice(files);
    let shop = Scratch::new(&all);
    let project = load(&DiskWorld::new(shop.path()), &LoadOptions::default()).project.unwrap();
    let plan = lower::lower(&project.program, &project.catalog, project.as_of, &Default::default()).plan;
    let columns = vec![["=1+1", "b", "c"].map(Value::text).to_vec(), [17, 31, 40].map(Value::Int).to_vec()];
    let results = cohorts(&plan, &Data { tables: vec![TableData { columns }] });
    let found = RunFound {
        catalog: &project.catalog,
        results: &results,
        reports: &[],
        history: None,
        spec_hash: &project.spec_hash,
    };
    write(&shop, "out/summary.json", &serde_json::to_string(&Summary::new(&found)).unwrap());
    shop
}

fn write(scratch: &Scratch, path: &str, text: &str) {
    let path = scratch.file(path);
    fs_err::create_dir_all(path.parent().unwrap()).unwrap();
    fs_err::write(path, text).unwrap();
}

fn read(scratch: &Scratch, path: &str) -> String {
    fs_err::read_to_string(scratch.file(path)).unwrap()
}

fn docs(shop: &Scratch, args: &[&str]) -> (Option<i32>, String, String) {
    output(personac().current_dir(shop.path()).arg("docs").args(args))
}

#[test]
fn pages_come_of_a_summary_alone() {
    let shop = shop(&[]);
    fs_err::remove_file(shop.file("customers.csv")).unwrap();
    let (code, said, errors) = docs(&shop, &[]);
    assert_eq!((code, said.as_str()), (Some(0), "wrote 11 files to site\n"), "{errors}");
    assert!(read(&shop, "site/grown.html").contains("Grown, &quot;up&quot;"));
    assert!(read(&shop, "site/index.html").contains("grown.html"));
    // Again, in Chinese, in the same place.
    assert_eq!(docs(&shop, &["--lang", "zh"]).0, Some(0));
    assert!(read(&shop, "site/grown.html").contains("zh-CN"));
}

#[test]
fn a_summary_that_cannot_be_used_is_a_finding() {
    let shop = shop(&[]);
    let whole = read(&shop, "out/summary.json");
    let fails = |text: &str, part: &str| {
        write(&shop, "out/summary.json", text);
        let (code, _, errors) = docs(&shop, &[]);
        assert_eq!(code, Some(1), "{part}");
        assert!(errors.contains("E0719") && errors.contains(part), "{part}: {errors}");
        assert!(!shop.file("site").exists());
    };
    fails(&whole[..whole.len() / 2], "does not read as JSON");
    fails(&whole.replace("\"format\":1", "\"format\":99"), "newer personac");
    fails("{}", "no summary of this personac");
    fails("[1, 2]", "no summary of this personac");
    fails("{\"format\": 1}", "lacks");
    write(&shop, "shop.persona", "persona grown { must age >= 19 }");
    fails(&whole, "other specs");
    fs_err::remove_file(shop.file("out/summary.json")).unwrap();
    let (code, _, errors) = docs(&shop, &[]);
    assert!(code == Some(1) && errors.contains("personac run"), "{errors}");
}

#[test]
fn own_templates_replace_pages_and_make_files() {
    let shop = shop(&[
        ("templates/index.html.j2", "<p>{{ project }} {% include \"_foot.html.j2\" %}"),
        ("templates/_foot.html.j2", "{{ summary.cohorts.grown.matched if summary is defined else \"<\" }}"),
        (
            "templates/list.csv.j2",
            "{% for p in pages %}{{ p.heading }},{{ summary.cohorts[p.name].matched }}\n{% endfor %}",
        ),
        (
            "templates/card.each.json.j2",
            "{\"name\": {{ heading }}, \"n\": {{ summary.cohorts[name].matched }}}",
        ),
        ("templates/rows.csv.j2", "{% for m in members(\"grown\") %}{{ m.id }}{% endfor %}"),
        ("templates/notes.txt", "no template"),
    ]);
    let (code, said, errors) = docs(&shop, &[]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.contains("passed over rows.csv.j2"), "{said}");
    assert_eq!(read(&shop, "site/index.html"), "<p>shop &lt;\n");
    assert_eq!(read(&shop, "site/custom/list.csv"), "\"Grown, \"\"up\"\"\",2\nyoung,1\n");
    let card: serde_json::Value = serde_json::from_str(&read(&shop, "site/custom/card/grown.json")).unwrap();
    assert_eq!(card, serde_json::json!({ "name": "Grown, \"up\"", "n": 2 }));
    assert!(!shop.file("site/custom/rows.csv").exists() && !shop.file("site/custom/notes.txt").exists());
}

#[test]
fn a_broken_template_is_shown_with_its_line_and_nothing_is_written() {
    let broken = [
        ("fine\n{{ headin }}", "templates/persona.md.j2:2:4"),
        ("{% for x in %}", "templates/persona.md.j2:1:"),
        ("{% include \"_part.md.j2\" %}", "templates/_part.md.j2:2:"),
        (
            "{% for i in range(9000) %}{% for j in range(9000) %}x{% endfor %}{% endfor %}",
            "templates/persona.md.j2:1:",
        ),
    ];
    for (text, place) in broken {
        let shop = shop(&[("templates/persona.md.j2", text), ("templates/_part.md.j2", "\n{{ a.b }}")]);
        let (code, _, errors) = docs(&shop, &[]);
        assert_eq!(code, Some(1), "{text}");
        assert!(errors.contains("E0720") && errors.contains(place), "{text}: {errors}");
        assert!(!shop.file("site").exists());
    }
}

#[test]
fn templates_are_copied_out_and_never_over_others() {
    let shop = shop(&[("templates/index.html.j2", "mine")]);
    let (code, said, _) = docs(&shop, &["--eject"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("left templates/index.html.j2 as it is"), "{said}");
    assert_eq!(read(&shop, "templates/index.html.j2"), "mine");
    for name in ["persona.html.j2", "README.md"] {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(name);
        assert_eq!(read(&shop, &format!("templates/{name}")), fs_err::read_to_string(own).unwrap());
    }
    // They make the same pages.
    fs_err::remove_file(shop.file("templates/index.html.j2")).unwrap();
    assert_eq!(docs(&shop, &["--out", "ejected"]).0, Some(0));
    fs_err::remove_dir_all(shop.file("templates")).unwrap();
    assert_eq!(docs(&shop, &["--out", "embedded"]).0, Some(0));
    for name in ["grown.html", "grown.md", "data.html"] {
        assert_eq!(
            read(&shop, &format!("ejected/{name}")),
            read(&shop, &format!("embedded/{name}")),
            "{name}"
        );
    }
}

/// Rows of people come from the data; what a spreadsheet would run does not.
#[cfg(feature = "engine")]
#[test]
fn templates_get_the_rows_of_a_run() {
    let shop = shop(&[
        (
            "templates/import.csv.j2",
            "{% for m in members(\"young\") %}{{ m.id }},{{ m.score }}\n{% endfor %}",
        ),
        (
            "templates/ids.json.j2",
            "[{% for m in members(\"grown\") %}{{ m.id }}{% if not loop.last %},{% endif %}{% endfor %}]",
        ),
    ]);
    fs_err::remove_dir_all(shop.file("out")).unwrap();
    let run = |args: &[&str]| output(personac().current_dir(shop.path()).arg("run").args(args));
    let (code, _, errors) = run(&[]);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(read(&shop, "out/custom/import.csv"), "'=1+1,100.0\n");
    assert_eq!(read(&shop, "out/custom/ids.json"), "[\"b\",\"c\"]\n");
    assert!(read(&shop, "out/manifest.json").contains("custom/import.csv"));
    // The same pages without the data.
    assert_eq!(docs(&shop, &[]).0, Some(0));
    assert_eq!(read(&shop, "site/grown.html"), read(&shop, "out/personas/grown.html"));
    // What was not run makes nothing; what there is not is an error.
    assert_eq!(run(&["--only", "grown"]).0, Some(0));
    assert!(shop.file("out/custom/ids.json").exists() && !shop.file("out/custom/import.csv").exists());
    write(&shop, "templates/ids.json.j2", "{{ members(\"grwn\") }}");
    let (code, _, errors) = run(&[]);
    assert!(code == Some(1) && errors.contains("did you mean `grown`"), "{errors}");
}
