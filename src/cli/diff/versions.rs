//! Which two versions of a project are compared.

use crate::cli::git;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::git::{Commit, GitError, Repository};

/// The version that the other one is compared with.
#[derive(Debug, Clone)]
pub enum New {
    /// The files as they are.
    Files,
    At(Commit),
}

#[derive(Debug, Clone)]
pub struct Versions {
    pub old: Commit,
    pub new: New,
    /// Where the old one was not named: the names of the two lines that part there.
    pub parted: Option<(String, String)>,
}

impl Versions {
    /// What the command line asks for. Without revisions: where the last commit's line left the main branch, and the files as they
    /// are.
    pub fn of(
        repository: &Repository,
        first: Option<&str>,
        second: Option<&str>,
    ) -> Result<Versions, Box<Diagnostic>> {
        let versions = match (first, second) {
            (None, _) => {
                let main = repository.main_branch().map_err(found)?;
                parted(repository, main, repository.head().map_err(found)?, None)?
            }
            (Some(first), None) => match range(first) {
                Some(Range { old, new, parted: true }) => {
                    let [old, new] = [resolve(repository, old)?, resolve(repository, new)?];
                    parted(repository, old, new.clone(), Some(new))?
                }
                Some(Range { old, new, parted: false }) => Versions {
                    old: resolve(repository, old)?,
                    new: New::At(resolve(repository, new)?),
                    parted: None,
                },
                None => Versions { old: resolve(repository, first)?, new: New::Files, parted: None },
            },
            (Some(first), Some(second)) => {
                if let Some(range) = [first, second].into_iter().find(|text| range(text).is_some()) {
                    let message = format!("`{range}` names two revisions, and another one stands beside it");
                    let help = "name two revisions, `personac diff main feature`, or one range, `personac diff main..feature`";
                    return Err(Box::new(Diagnostic::new(&codes::BAD_OPTION, message).help(help)));
                }
                Versions {
                    old: resolve(repository, first)?,
                    new: New::At(resolve(repository, second)?),
                    parted: None,
                }
            }
        };
        match versions.new {
            New::Files if repository.is_bare() => Err(found(GitError::NoFiles)),
            _ => Ok(versions),
        }
    }

    /// The last commit of the range: of the files as they are, the one that they stand on.
    pub fn last(&self, repository: &Repository) -> Result<Commit, Box<Diagnostic>> {
        match &self.new {
            New::At(commit) => Ok(commit.clone()),
            New::Files => repository.head().map_err(found),
        }
    }

    /// The old version in words.
    pub fn old_words(&self) -> String {
        match &self.parted {
            Some((branch, main)) => format!("`{}` (where `{branch}` left `{main}`)", self.old.short()),
            None => commit_words(&self.old),
        }
    }

    /// The new version in words.
    pub fn new_words(&self) -> String {
        match &self.new {
            New::Files => "the files as they are".to_owned(),
            New::At(commit) => commit_words(commit),
        }
    }
}

fn commit_words(commit: &Commit) -> String {
    if commit.id.starts_with(&commit.name) {
        format!("`{}`", commit.short())
    } else {
        format!("`{}` ({})", commit.name, commit.short())
    }
}

fn parted(
    repository: &Repository,
    main: Commit,
    branch: Commit,
    new: Option<Commit>,
) -> Result<Versions, Box<Diagnostic>> {
    let old = repository.merge_base(&main, &branch).map_err(found)?;
    let name = match branch.name.as_str() {
        "HEAD" => repository.branch().map_err(found)?.unwrap_or(branch.name),
        _ => branch.name,
    };
    let parted = (name != main.name).then_some((name, main.name));
    Ok(Versions { old, new: new.map_or(New::Files, New::At), parted })
}

fn resolve(repository: &Repository, revision: &str) -> Result<Commit, Box<Diagnostic>> {
    repository.resolve(revision).map_err(found)
}

pub fn found(error: GitError) -> Box<Diagnostic> {
    Box::new(git::finding(&error))
}

/// `A..B`, or `A...B`, which begins where the two parted.
struct Range<'a> {
    old: &'a str,
    new: &'a str,
    parted: bool,
}

fn range(text: &str) -> Option<Range<'_>> {
    // `:/words` looks for words in messages, and `A:../x` is a path.
    if text.contains(':') {
        return None;
    }
    let (parted, (old, new)) = match text.split_once("...") {
        Some(sides) => (true, sides),
        None => (false, text.split_once("..")?),
    };
    let or_head = |side: &'static str, given| if str::is_empty(given) { side } else { given };
    Some(Range { old: or_head("HEAD", old), new: or_head("HEAD", new), parted })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_git_reads_them() {
        let read = |text| range(text).map(|r| (r.old.to_owned(), r.new.to_owned(), r.parted));
        let sides = |old: &str, new: &str, parted| Some((old.to_owned(), new.to_owned(), parted));
        assert_eq!(read("a..b"), sides("a", "b", false));
        assert_eq!(read("a...b"), sides("a", "b", true));
        assert_eq!(read("main..."), sides("main", "HEAD", true));
        assert_eq!(read("..b"), sides("HEAD", "b", false));
        assert_eq!(read("v1.0"), None);
        assert_eq!(read(":/a..b"), None);
    }
}
