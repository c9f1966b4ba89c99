//! The sample projects as their users run them: results pinned, the same bytes again, and every command on them.

use crate::common::{files_below, personac, repository};
use std::path::Path;

const SAMPLES: [&str; 3] = ["xyz-electronics", "telco", "accounts-b2b"];

fn run(sample: &str, out: &Path, args: &[&str]) -> String {
    let folder = repository().join("specs").join(sample);
    let output = personac().arg("run").args(args).arg("--out").arg(out).arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn results_are_pinned() {
    for sample in SAMPLES {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let said = run(sample, &out, &[]);
        let said = said.replace(&out.display().to_string(), "OUT");
        insta::assert_snapshot!(format!("{sample}_run"), said);
        let summary = fs_err::read_to_string(out.join("summary.json")).unwrap();
        insta::assert_snapshot!(format!("{sample}_summary"), summary);
    }
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    for sample in SAMPLES {
        let folder = tempfile::tempdir().unwrap();
        let results: Vec<_> = [["--threads", "1"], ["--threads", "2"], ["--threads", "7"]]
            .iter()
            .enumerate()
            .map(|(index, args)| {
                let out = folder.path().join(index.to_string());
                run(sample, &out, args);
                files_below(&out)
            })
            .collect();
        for other in &results[1..] {
            assert_eq!(results[0].keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
            for (path, bytes) in &results[0] {
                assert!(bytes == &other[path], "{sample}: {} differs", path.display());
            }
        }
    }
}

#[test]
fn documents_in_both_languages_are_pinned() {
    let pages = [("xyz-electronics", "connected_pro"), ("telco", "newcomer"), ("accounts-b2b", "champion")];
    for (sample, name) in pages {
        for lang in ["en", "zh"] {
            let folder = tempfile::tempdir().unwrap();
            let out = folder.path().join("out");
            run(sample, &out, &["--only", name, "--lang", lang]);
            let page = fs_err::read_to_string(out.join(format!("personas/{name}.md"))).unwrap();
            insta::assert_snapshot!(format!("{sample}_{name}_{lang}"), page);
        }
    }
}

#[test]
fn one_customer_is_explained() {
    let cases = [("telco", "newcomer", "7590-VHVEG"), ("telco", "newcomer", "5575-GNVDE")];
    for (sample, name, key) in cases {
        let folder = repository().join("specs").join(sample);
        let output = personac().args(["explain", name, "--key", key]).arg(folder).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        insta::assert_snapshot!(format!("{sample}_explain_{key}"), String::from_utf8(output.stdout).unwrap());
    }
}

#[test]
fn plans_are_stable_text() {
    for sample in SAMPLES {
        let folder = repository().join("specs").join(sample);
        for form in ["ir", "polars"] {
            let text = || {
                let output = personac().args(["compile", "--emit", form]).arg(&folder).output().unwrap();
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                String::from_utf8(output.stdout).unwrap()
            };
            let plan = text();
            assert_eq!(plan, text());
            assert!(
                !plan.contains(&repository().display().to_string()),
                "a path of this machine in the plan"
            );
            if form == "ir" {
                insta::assert_snapshot!(format!("{sample}_plan"), plan);
            }
        }
    }
}
