//! Runs the steps of a composite action as GitHub's runner does, with stand-ins for what is not here: other actions, and `gh`.

use super::expression::{self, Context};
use crate::common::Scratch;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Runner {
    /// `bin`, `home`, `temp`.
    pub machine: Scratch,
    context: Context,
    path: Vec<PathBuf>,
    /// The steps of other actions that would have run: what they are, and what they were given.
    pub used: Vec<(String, Value)>,
    pub summary: String,
    /// What all steps printed.
    pub log: String,
    pub outputs: Context,
}

impl Runner {
    /// A machine on which these programs are installed; `{}` in a script stands for the machine's folder.
    pub fn new(programs: &[(&str, &str)]) -> Runner {
        let machine = Scratch::new(&[]);
        for folder in ["bin", "home", "temp"] {
            fs_err::create_dir_all(machine.file(folder)).unwrap();
        }
        for (name, script) in programs {
            let script = script.replace("{}", &machine.path().display().to_string());
            machine.write(&format!("bin/{name}"), format!("#!/usr/bin/env bash\n{script}").as_bytes());
            executable(&machine.file(&format!("bin/{name}")));
        }
        let path = std::env::split_paths(&std::env::var_os("PATH").unwrap()).collect();
        let (context, summary, log) = (Context::new(), String::new(), String::new());
        Runner { machine, context, path, used: Vec::new(), summary, log, outputs: Context::new() }
    }

    pub fn set(mut self, name: &str, value: impl Into<String>) -> Runner {
        self.context.insert(name.to_owned(), value.into());
        self
    }

    /// Runs an action in a folder; whether all of its steps succeeded.
    pub fn run(&mut self, action: &Value, folder: &Path) -> bool {
        for (name, input) in action["inputs"].as_object().unwrap() {
            let value = expression::filled(text(&input["default"]), &self.context);
            self.context.entry(format!("inputs.{name}")).or_insert(value);
        }
        let steps = action["runs"]["steps"].as_array().unwrap();
        let fine = steps.iter().all(|step| {
            let condition = step.get("if").map(text);
            let runs = condition.is_none_or(|condition| expression::holds(condition, &self.context));
            !runs || self.step(step, folder)
        });
        for (name, output) in action["outputs"].as_object().unwrap() {
            self.outputs.insert(name.clone(), expression::filled(text(&output["value"]), &self.context));
        }
        fine
    }

    fn step(&mut self, step: &Value, folder: &Path) -> bool {
        let filled = |value: &Value| expression::filled(text(value), &self.context);
        if let Some(action) = step.get("uses") {
            let with = step["with"].as_object().into_iter().flatten();
            let with = with.map(|(key, value)| (key.clone(), Value::String(filled(value)))).collect();
            self.used.push((text(action).to_owned(), with));
            return true;
        }
        let script = self.machine.file("temp/step.sh");
        fs_err::write(&script, text(&step["run"])).unwrap();
        let files = ["output", "summary", "path", "env"]
            .map(|name| (name, self.machine.file(&format!("temp/{name}.txt"))));
        files.iter().for_each(|(_, file)| fs_err::write(file, "").unwrap());
        let own = [self.machine.file("bin")];
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(&script)
            .current_dir(folder)
            .env_clear();
        command.env("PATH", std::env::join_paths(own.iter().chain(&self.path)).unwrap());
        command.env("HOME", self.machine.file("home")).env("RUNNER_TEMP", self.machine.file("temp"));
        command.env("CI", "true").env("GITHUB_ACTIONS", "true");
        for (key, value) in step["env"].as_object().into_iter().flatten() {
            command.env(key, filled(value));
        }
        for (name, file) in &files {
            let name = if *name == "summary" { "STEP_SUMMARY".to_owned() } else { name.to_uppercase() };
            command.env(format!("GITHUB_{name}"), file);
        }
        let output = command.output().unwrap();
        self.log += &format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        let [outputs, summary, path, env] = files.map(|(_, file)| fs_err::read_to_string(file).unwrap());
        for line in outputs.lines() {
            let (name, value) = line.split_once('=').expect("NAME=VALUE");
            self.context.insert(format!("steps.{}.outputs.{name}", text(&step["id"])), value.to_owned());
        }
        self.summary += &summary;
        let folders: Vec<PathBuf> = path.lines().map(PathBuf::from).collect();
        self.path.splice(0..0, folders);
        assert_eq!(env, "", "no step passes a variable on");
        output.status.success()
    }
}

/// A scalar as YAML's reader of the runner has it.
fn text(value: &Value) -> &str {
    match value {
        Value::Null => "",
        value => value.as_str().unwrap_or_else(|| panic!("{value} should be a text")),
    }
}

#[cfg(unix)]
fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs_err::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn executable(_: &Path) {}
