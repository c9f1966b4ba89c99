//! Trailers of commits: lines such as `Approved-movement: smart_home` at the end of their messages.

use super::{Commit, GitError, Repository};

/// A trailer's value and the commit that carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trailer {
    pub value: String,
    /// The whole hash of the commit.
    pub commit: String,
    /// The addresses of who wrote it and who committed it.
    pub author: String,
    pub committer: String,
}

impl Repository {
    /// The trailers with a key in the commits of `to` that `from` does not have, the newest first. Upper and lower case of the
    /// key are the same.
    pub fn trailers(&self, from: &Commit, to: &Commit, key: &str) -> Result<Vec<Trailer>, GitError> {
        // A message cannot hold a zero byte, so nothing in it passes for another commit.
        let format =
            format!("--format=tformat:%H%x00%ae%x00%ce%x00%(trailers:key={key},valueonly,unfold)%x00");
        let range = format!("{}..{}", from.id, to.id);
        let args = ["log", "--no-show-signature", "--no-color", "--encoding=UTF-8", &format, &range, "--"];
        let listed = self.git.run(&args)?;
        let text = String::from_utf8_lossy(&listed);
        let fields: Vec<&str> = text.split('\0').collect();
        let mut found = Vec::new();
        for commit in fields.chunks_exact(4) {
            let [id, author, committer, values] = commit else { continue };
            found.extend(values.lines().map(str::trim).filter(|value| !value.is_empty()).map(|value| {
                Trailer {
                    value: value.to_owned(),
                    commit: id.trim().to_owned(),
                    author: (*author).to_owned(),
                    committer: (*committer).to_owned(),
                }
            }));
        }
        Ok(found)
    }
}
