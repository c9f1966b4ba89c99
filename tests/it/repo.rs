//! Repositories made by the tests, with real git.

use crate::common::Scratch;
use std::path::Path;
use std::process::Command;

/// A repository with a project, gone when dropped.
pub struct Repo {
    pub files: Scratch,
}

impl Repo {
    /// An empty repository on the branch `main`.
    pub fn new() -> Repo {
        let repo = Repo { files: Scratch::new(&[]) };
        repo.git(&["init", "--quiet", "--initial-branch=main"]);
        repo
    }

    /// A repository with one commit of these files.
    pub fn with(files: &[(&str, &str)]) -> Repo {
        let repo = Repo::new();
        repo.write(files);
        repo.commit("first");
        repo
    }

    pub fn path(&self) -> &Path {
        self.files.path()
    }

    pub fn write(&self, files: &[(&str, &str)]) {
        files.iter().for_each(|(path, text)| self.files.write(path, text.as_bytes()));
    }

    /// Commits everything; the hash.
    pub fn commit(&self, message: &str) -> String {
        self.commit_by("team@shop.example", message)
    }

    pub fn commit_by(&self, email: &str, message: &str) -> String {
        self.git(&["add", "--all"]);
        run(self.path(), email, &["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Runs git here; what it writes.
    pub fn git(&self, args: &[&str]) -> String {
        run(self.path(), "team@shop.example", args)
    }

    /// `personac ARGS` in the repository's top.
    pub fn personac(&self, args: &[&str]) -> (Option<i32>, String, String) {
        said(crate::common::personac().current_dir(self.path()).args(args))
    }
}

pub fn said(command: &mut assert_cmd::Command) -> (Option<i32>, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Runs git with an identity and a day of its own and without anybody's settings, so that commits have the same hashes everywhere.
pub fn run(dir: &Path, email: &str, args: &[&str]) -> String {
    let output = git(dir, email).args(args).output().expect("git is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {args:?}: {said}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The command `git`, to be run in a folder.
pub fn git(dir: &Path, email: &str) -> Command {
    let mut command = Command::new("git");
    command.current_dir(dir).args(["-c", "protocol.file.allow=always"]);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Team").env(format!("GIT_{who}_EMAIL"), email);
        command.env(format!("GIT_{who}_DATE"), "2026-10-01T12:00:00Z");
    }
    command
}
