//! The hooks for pre-commit: run by pre-commit itself where it is installed, else the way it runs them.

use super::forms::CATALOG;
use crate::common::repository;
use crate::repo::Repo;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const MANIFEST: &str = ".pre-commit-hooks.yaml";

const ROUGH: &str = "persona grown \"Grown-ups\" { must age>=18 }\n";
const NEAT: &str = "persona grown \"Grown-ups\" { must age >= 18 }\n";

fn manifest() -> String {
    fs_err::read_to_string(repository().join(MANIFEST)).unwrap()
}

fn hooks() -> Vec<Value> {
    let hooks: Value = serde_yaml::from_str(&manifest()).unwrap();
    hooks.as_array().unwrap().clone()
}

#[test]
fn the_hooks_run_commands_that_there_are() {
    let ids: Vec<String> = hooks().iter().map(|hook| hook["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, ["personac-check", "personac-fmt", "personac-test"]);
    for hook in hooks() {
        let entry: Vec<&str> = hook["entry"].as_str().unwrap().split(' ').collect();
        assert_eq!(entry[0], "personac", "the name of the binary that is installed");
        assert_eq!(hook["language"], "rust");
        let files = regex::Regex::new(hook["files"].as_str().unwrap()).unwrap();
        assert!(files.is_match("specs/城市.persona") && !files.is_match("notes.md"));
        let catalog = files.is_match("specs/personac.yaml");
        assert_eq!(catalog, hook["pass_filenames"] == false, "a catalog has nothing to be formatted");
    }
}

/// What runs hooks over all files of a repository.
trait Hooks {
    /// Whether the hook passes, and what is said.
    fn run(&self, repository: &Repo, id: &str) -> (bool, String);
}

/// Over the files in the index: those that match, as arguments unless the hook wants none. A hook that changes a file fails.
struct ByHand;

impl Hooks for ByHand {
    fn run(&self, repository: &Repo, id: &str) -> (bool, String) {
        let hook = hooks().into_iter().find(|hook| hook["id"] == id).unwrap();
        let pattern = regex::Regex::new(hook["files"].as_str().unwrap()).unwrap();
        let listed = repository.git(&["ls-files", "-z"]);
        let files: Vec<&str> = listed.split('\0').filter(|file| pattern.is_match(file)).collect();
        if files.is_empty() {
            return (true, "no files to check".to_owned());
        }
        let entry = hook["entry"].as_str().unwrap().split(' ').skip(1);
        let mut command = Command::new(env!("CARGO_BIN_EXE_personac"));
        command.args(entry).current_dir(repository.path());
        if hook["pass_filenames"] != false {
            command.args(&files);
        }
        let before = repository.git(&["diff"]);
        let output = command.output().unwrap();
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success() && repository.git(&["diff"]) == before, said)
    }
}

/// The real one, with the hooks from a repository of their own, as users have them.
struct PreCommit {
    hooks: Repo,
    home: tempfile::TempDir,
    revision: String,
}

impl PreCommit {
    /// None where it is not installed.
    fn find() -> Option<PreCommit> {
        let there = Command::new("pre-commit").arg("--version").output().is_ok_and(|o| o.status.success());
        there.then(|| {
            let hooks = Repo::with(&[(MANIFEST, &manifest())]);
            let revision = hooks.git(&["rev-parse", "HEAD"]);
            PreCommit { hooks, home: tempfile::tempdir().unwrap(), revision }
        })
    }

    /// `language: system` takes the personac on the PATH, as the manifest says; else it would be compiled here.
    fn configuration(&self) -> String {
        let hooks: String = hooks()
            .iter()
            .map(|h| format!("      - id: {}\n        language: system\n", h["id"].as_str().unwrap()))
            .collect();
        let repo = self.hooks.path().display();
        format!("repos:\n  - repo: \"{repo}\"\n    rev: {}\n    hooks:\n{hooks}", self.revision)
    }
}

impl Hooks for PreCommit {
    fn run(&self, repository: &Repo, id: &str) -> (bool, String) {
        let configuration = self.home.path().join("config.yaml");
        fs_err::write(&configuration, self.configuration()).unwrap();
        let own = Path::new(env!("CARGO_BIN_EXE_personac")).parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap();
        let path = std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&path))).unwrap();
        let output = Command::new("pre-commit")
            .args(["run", "--all-files", "--verbose", "--color", "never", "--config"])
            .arg(&configuration)
            .arg(id)
            .current_dir(repository.path())
            .env("PATH", path)
            .env("PRE_COMMIT_HOME", self.home.path())
            // A hook must not see the repository of whoever runs these tests.
            .env_remove("GIT_DIR")
            .env_remove("GIT_INDEX_FILE")
            .output()
            .unwrap();
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(!said.contains("An error has occurred"), "{said}");
        (output.status.success(), said)
    }
}

fn shop(spec: &str) -> Repo {
    let tests = "test \"of age\" {\n  given { age: 18 }\n  expect grown matches\n}\n";
    let files = [
        ("personac.yaml", CATALOG),
        ("特 b.persona", spec),
        ("tests.persona", tests),
        ("notes.md", "# age>=18\n"),
    ];
    Repo::with(&files)
}

fn exercised(hooks: &dyn Hooks) {
    let good = shop(NEAT);
    for id in ["personac-check", "personac-fmt", "personac-test"] {
        let (passed, said) = hooks.run(&good, id);
        assert!(passed, "{id}: {said}");
    }
    let rough = shop(ROUGH);
    let (passed, said) = hooks.run(&rough, "personac-fmt");
    assert!(!passed && said.contains("1 file formatted, 1 file unchanged"), "{said}");
    assert_eq!(fs_err::read_to_string(rough.files.file("特 b.persona")).unwrap(), NEAT);
    assert!(hooks.run(&rough, "personac-fmt").0, "it is formatted now");
    let wrong = shop(&NEAT.replace("age", "agee"));
    let (passed, said) = hooks.run(&wrong, "personac-check");
    assert!(!passed && said.contains("did you mean `age`"), "{said}");
    let failing = shop(&NEAT.replace("18", "21"));
    assert!(hooks.run(&failing, "personac-check").0);
    let (passed, said) = hooks.run(&failing, "personac-test");
    assert!(!passed && said.contains("0 passed, 1 failed"), "{said}");
    let other = Repo::with(&[("notes.md", "# nothing here\n")]);
    assert!(hooks.run(&other, "personac-check").0, "without specs there is nothing to check");
}

#[test]
fn hooks_run_the_way_pre_commit_runs_them() {
    exercised(&ByHand);
}

#[test]
fn hooks_run_by_pre_commit_itself() {
    match PreCommit::find() {
        Some(pre_commit) => exercised(&pre_commit),
        None => eprintln!("skipped: pre-commit is not installed (`pip install pre-commit`)"),
    }
}
