//! The `git` command as a process.

use super::GitError;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What git sets for its hooks: it says which repository they run in, whatever folder they look at.
const OF_HOOKS: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"];

/// Where a push that is not accepted yet keeps its commits, in the hooks that look at it.
const OF_A_PUSH: [&str; 2] = ["GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"];

/// How git is called: in which folder, with which environment.
#[derive(Debug, Clone)]
pub(super) struct Git {
    dir: PathBuf,
    environment: bool,
}

impl Git {
    pub fn at(dir: &Path) -> Git {
        Git { dir: dir.to_owned(), environment: false }
    }

    pub fn inside(self, dir: &Path) -> Git {
        Git { dir: dir.to_owned(), ..self }
    }

    /// Believes the variables that say where the repository is.
    pub fn with_environment(self) -> Git {
        Git { environment: true, ..self }
    }

    /// Whether there are variables to believe.
    pub fn has_environment(&self) -> bool {
        std::env::var_os("GIT_DIR").is_some()
    }

    fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = Command::new("git");
        command.args(["--no-pager", "--literal-pathspecs", "-c", "core.warnAmbiguousRefs=true"]).args(args);
        command.current_dir(&self.dir);
        // Messages that are looked at are in English; nothing is locked, and nobody is asked for a password.
        command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
        if !self.environment {
            let push = std::env::var_os("GIT_QUARANTINE_PATH").is_some();
            for name in OF_HOOKS.iter().chain(OF_A_PUSH.iter().filter(|_| !push)) {
                command.env_remove(name);
            }
        }
        command
    }

    /// Runs a command to its end, whatever comes of it.
    pub fn output<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<Output, GitError> {
        self.command(args).stdin(Stdio::null()).output().map_err(not_started)
    }

    /// What a command that succeeds writes.
    pub fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<Vec<u8>, GitError> {
        self.succeeded(args, self.output(args)?)
    }

    /// What a command that succeeds writes when it is given something to read.
    pub fn feed<S: AsRef<OsStr>>(&self, args: &[S], input: &[u8]) -> Result<Vec<u8>, GitError> {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(not_started)?;
        let stdin = child.stdin.take();
        // Both pipes are small: who writes everything before reading waits forever.
        let output = std::thread::scope(|scope| {
            scope.spawn(move || {
                // One that ends early says why on its way out.
                stdin.map(|mut pipe| pipe.write_all(input))
            });
            child.wait_with_output()
        });
        self.succeeded(args, output.map_err(not_started)?)
    }

    /// The one line that a command writes; `None` if it fails.
    pub fn line<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<Option<String>, GitError> {
        let output = self.output(args)?;
        let text = String::from_utf8_lossy(&output.stdout).trim_end_matches(['\r', '\n']).to_owned();
        Ok(Some(text).filter(|text| output.status.success() && !text.is_empty()))
    }

    fn succeeded<S: AsRef<OsStr>>(&self, args: &[S], output: Output) -> Result<Vec<u8>, GitError> {
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(if said.contains("dubious ownership") {
            GitError::OtherOwner { dir: self.dir.clone() }
        } else if said.contains("not a git repository") {
            GitError::NoRepository { dir: self.dir.clone() }
        } else {
            let command = args.first().map(|arg| arg.as_ref().to_string_lossy().into_owned());
            GitError::Failed { command: command.unwrap_or_default(), said: first_line(&said) }
        })
    }
}

fn not_started(error: io::Error) -> GitError {
    match error.kind() {
        io::ErrorKind::NotFound => GitError::NoGit,
        _ => GitError::Failed { command: String::new(), said: crate::source::reason(&error) },
    }
}

/// What went wrong, without what git advises.
fn first_line(said: &str) -> String {
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = said.lines().find(|line| line.starts_with("fatal: ") || line.starts_with("error: "));
    let line = first.or_else(|| lines.next()).unwrap_or("it ended without a word");
    line.trim_start_matches("fatal: ").trim_start_matches("error: ").to_owned()
}

/// A path as git writes it.
#[cfg(unix)]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// `COMMIT:folder/file`, with slashes.
pub(super) fn object_name(commit: &str, path: &Path) -> OsString {
    let mut name = OsString::from(commit);
    for (index, part) in path.components().enumerate() {
        name.push(if index == 0 { ":" } else { "/" });
        name.push(part.as_os_str());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_wrong_is_one_line_without_advice() {
        let said = "warning: x\nfatal: bad object abc\nhint: try y\n";
        assert_eq!(first_line(said), "bad object abc");
        assert_eq!(first_line("odd\n"), "odd");
        assert_eq!(first_line(""), "it ended without a word");
    }

    #[test]
    fn objects_are_named_with_slashes() {
        assert_eq!(object_name("abc", Path::new("a b/城市")), "abc:a b/城市");
        assert_eq!(object_name("abc", Path::new("")), "abc");
    }
}
