//! Where a file is, for programs that look for it from the root of a repository.

use std::path::{Component, Path, PathBuf};

/// Turns paths as they are shown (relative to where the command runs) into paths from a root.
#[derive(Debug, Clone, Default)]
pub struct Paths {
    /// Where the command runs, absolute.
    here: PathBuf,
    /// The repository's root, absolute; without a repository, where the command runs.
    root: PathBuf,
}

/// A file's place as seen from the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// With `/` between folders: relative to the root, or absolute for a file outside of it.
    pub path: String,
    pub inside: bool,
}

impl Paths {
    pub fn new(here: &Path, root: Option<&Path>) -> Paths {
        Paths { here: plain(here), root: plain(root.unwrap_or(here)) }
    }

    /// The absolute path, without `.` and `..`, by the text alone: a link is not followed.
    pub fn full(&self, shown: &Path) -> PathBuf {
        plain(&self.here.join(shown))
    }

    pub fn place(&self, shown: &str) -> Place {
        let full = self.full(Path::new(shown));
        match full.strip_prefix(&self.root) {
            Ok(inside) => Place { path: slashed(inside), inside: true },
            Err(_) => Place { path: slashed(&full), inside: false },
        }
    }
}

impl Place {
    /// As a URI reference: relative to the root, or a `file:` URI.
    pub fn uri(&self) -> String {
        match (self.inside, self.path.starts_with('/')) {
            // A first part with a colon would read as a scheme; the encoding leaves none.
            (true, _) => encoded(&self.path),
            (false, true) => format!("file://{}", encoded(&self.path)),
            // `C:/specs`
            (false, false) => format!("file:///{}", encoded(&self.path)),
        }
    }
}

fn plain(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts
}

fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// Percent-encoded, but for what RFC 3986 leaves unreserved, and the `/` between folders.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_start_at_the_root() {
        let paths = Paths::new(Path::new("/home/me/repo/specs"), Some(Path::new("/home/me/repo")));
        for (shown, path, uri) in [
            ("a.persona", "specs/a.persona", "specs/a.persona"),
            ("./x/../b c.persona", "specs/b c.persona", "specs/b%20c.persona"),
            ("../personac.yaml", "personac.yaml", "personac.yaml"),
            ("/home/me/repo/城市#1.persona", "城市#1.persona", "%E5%9F%8E%E5%B8%82%231.persona"),
            ("../../other/a.persona", "/home/me/other/a.persona", "file:///home/me/other/a.persona"),
            ("a:b%.persona", "specs/a:b%.persona", "specs/a%3Ab%25.persona"),
        ] {
            let place = paths.place(shown);
            assert_eq!((place.path.as_str(), place.uri().as_str()), (path, uri));
        }
        let nowhere = Paths::new(Path::new("/work"), None);
        assert_eq!(nowhere.place("specs/a.persona").path, "specs/a.persona");
    }
}
