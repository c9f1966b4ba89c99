use super::command::{self, Git};
use super::{Commit, GitError, Repository};
use crate::source::World;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The catalog's name; a folder with one of its own is another project.
const CATALOG: &str = "personac.yaml";

/// A project's files at a commit. Specs and the catalog are read when it is opened, other files when they are asked for.
///
/// The same folders are passed over as in [`DiskWorld`](crate::source::DiskWorld), and so are submodules: their files are
/// another repository's. A link is followed as long as it stays in the repository.
#[derive(Debug, Clone)]
pub struct GitWorld {
    git: Git,
    commit: Commit,
    /// Where data is, now as then.
    root: PathBuf,
    /// The project's folder in the repository.
    prefix: PathBuf,
    entries: BTreeMap<PathBuf, Entry>,
    specs: Vec<PathBuf>,
    texts: BTreeMap<PathBuf, Vec<u8>>,
}

/// A file at the commit.
#[derive(Debug, Clone)]
struct Entry {
    id: String,
    link: bool,
}

impl GitWorld {
    pub(super) fn open(repository: &Repository, commit: &Commit) -> Result<GitWorld, GitError> {
        let mut world = GitWorld {
            git: repository.git.clone(),
            commit: commit.clone(),
            root: repository.dir.clone(),
            prefix: repository.prefix.clone(),
            entries: BTreeMap::new(),
            specs: Vec::new(),
            texts: BTreeMap::new(),
        };
        if let Some(tree) = world.tree()? {
            let listed = world.git.run(&["ls-tree", "-r", "-z", "--full-tree", &tree])?;
            world.entries = listed.split(|byte| *byte == 0).filter_map(entry).collect();
            world.specs = specs(&world.entries);
            world.read_ahead()?;
        }
        Ok(world)
    }

    /// The commit that the files are of.
    pub fn commit(&self) -> &Commit {
        &self.commit
    }

    /// Whether the project was there: its folder with a catalog.
    pub fn has_project(&self) -> bool {
        self.entries.contains_key(Path::new(CATALOG))
    }

    /// A file of the project as git names it: `main:specs/smart-home.persona`.
    pub fn shown(&self, path: &Path) -> String {
        let name = &self.commit.name;
        // `main^:x` and `HEAD@{1}:x` read as git does; a name with a colon would not.
        let name = if name.contains(':') { self.commit.short() } else { name };
        command::object_name(name, &self.prefix.join(path)).to_string_lossy().into_owned()
    }

    /// The project folder's tree; `None` if it was not there, or was no folder.
    fn tree(&self) -> Result<Option<String>, GitError> {
        let name = command::object_name(&self.commit.id, &self.prefix);
        // Behind a path, `^{tree}` would be a part of it.
        match self.git.line(&[
            OsStr::new("rev-parse"),
            OsStr::new("--verify"),
            OsStr::new("--quiet"),
            &name,
        ])? {
            Some(id) => self.git.line(&["rev-parse", "--verify", "--quiet", &format!("{id}^{{tree}}")]),
            None => Ok(None),
        }
    }

    /// Specs and catalog in one go.
    fn read_ahead(&mut self) -> Result<(), GitError> {
        let wanted = self.specs.iter().map(PathBuf::as_path).chain([Path::new(CATALOG)]);
        let (links, files): (Vec<_>, Vec<_>) = wanted
            .filter_map(|path| self.entries.get(path).map(|entry| (path.to_owned(), entry.clone())))
            .partition(|(_, entry)| entry.link);
        let names: String = files.iter().map(|(_, entry)| format!("{}\n", entry.id)).collect();
        let answer = self.git.feed(&["cat-file", "--batch"], names.as_bytes())?;
        let mut rest = answer.as_slice();
        for (path, _) in files {
            let Some((text, after)) = first_object(rest) else { break };
            self.texts.insert(path, text.to_vec());
            rest = after;
        }
        for (path, _) in links {
            // One that leads nowhere is reported when it is read.
            if let Ok(text) = self.follow(&path) {
                self.texts.insert(path, text);
            }
        }
        Ok(())
    }

    /// What a link leads to.
    fn follow(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut name = command::object_name(&self.commit.id, &self.prefix.join(path)).into_encoded_bytes();
        name.push(b'\n');
        let answer = self.git.feed(&["cat-file", "--batch", "--follow-symlinks"], &name).map_err(failed)?;
        let (text, _) = first_object(&answer)
            .ok_or_else(|| io::Error::other("it is a link that leads to no file of this revision"))?;
        Ok(text.to_vec())
    }
}

impl World for GitWorld {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if let Some(text) = self.texts.get(path) {
            return Ok(text.clone());
        }
        match self.entries.get(path) {
            None => Err(io::ErrorKind::NotFound.into()),
            Some(entry) if entry.link => self.follow(path),
            Some(entry) => self.git.run(&["cat-file", "blob", &entry.id]).map_err(failed),
        }
    }

    fn persona_files(&self) -> io::Result<Vec<PathBuf>> {
        Ok(self.specs.clone())
    }

    fn today(&self, timezone: chrono_tz::Tz) -> NaiveDate {
        chrono::Utc::now().with_timezone(&timezone).date_naive()
    }

    fn root(&self) -> &Path {
        &self.root
    }
}

fn failed(error: GitError) -> io::Error {
    io::Error::other(match error {
        GitError::Failed { said, .. } => said,
        _ => "git does not answer".to_owned(),
    })
}

/// `MODE TYPE ID<tab>PATH`
fn entry(line: &[u8]) -> Option<(PathBuf, Entry)> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let head = std::str::from_utf8(&line[..tab]).ok()?;
    let [mode, kind, id] = head.split(' ').collect::<Vec<_>>()[..] else { return None };
    let entry = Entry { id: id.to_owned(), link: mode == "120000" };
    (kind == "blob").then(|| (command::path_of(&line[tab + 1..]), entry))
}

/// `ID blob SIZE`, a line break, that many bytes, a line break.
fn first_object(answer: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = answer.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let [_, "blob", size] = head.split(' ').collect::<Vec<_>>()[..] else { return None };
    let (body, from) = (size.parse::<usize>().ok()?, end + 1);
    let text = answer.get(from..from.checked_add(body)?)?;
    Some((text, answer.get(from + body + 1..).unwrap_or_default()))
}

/// The specs of the project among all files, sorted.
fn specs(entries: &BTreeMap<PathBuf, Entry>) -> Vec<PathBuf> {
    let catalogs = entries.keys().filter(|path| path.file_name().is_some_and(|name| name == CATALOG));
    let projects: HashSet<&Path> = catalogs.filter_map(|path| path.parent()).collect();
    let own = |path: &Path| {
        let folders = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
        folders.into_iter().all(|folder| !projects.contains(folder))
    };
    entries.keys().filter(|path| is_spec(path) && own(path)).cloned().collect()
}

/// A spec that is neither hidden nor in a folder that is passed over.
fn is_spec(path: &Path) -> bool {
    let hidden = |part: &OsStr| part.as_encoded_bytes().starts_with(b".");
    let folders = path.parent().into_iter().flat_map(Path::components);
    let mut folders = folders.map(Component::as_os_str);
    path.extension().is_some_and(|extension| extension == "persona")
        && !path.file_name().is_some_and(hidden)
        && !folders.any(|folder| hidden(folder) || folder == "target")
}

/// A spec, or the catalog.
pub(super) fn is_of_project(path: &Path) -> bool {
    is_spec(path) || path == Path::new(CATALOG)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(names: &[&str]) -> BTreeMap<PathBuf, Entry> {
        let entry = || Entry { id: String::new(), link: false };
        names.iter().map(|name| (PathBuf::from(name), entry())).collect()
    }

    #[test]
    fn other_projects_hidden_folders_and_results_are_passed_over() {
        let all = paths(&[
            "personac.yaml",
            "b/城市 1.persona",
            "a.persona",
            ".a.persona",
            ".x/a.persona",
            "target/a.persona",
            "deep/target/a.persona",
            "other/personac.yaml",
            "other/a.persona",
            "other/deep/a.persona",
            "notes.txt",
        ]);
        assert_eq!(specs(&all), [PathBuf::from("a.persona"), PathBuf::from("b/城市 1.persona")]);
    }

    #[test]
    fn objects_are_read_by_their_size() {
        let answer = b"abc blob 4\na\nb\n\nabd blob 0\n\nx missing\n";
        let (text, rest) = first_object(answer).expect("an object");
        assert_eq!(text, b"a\nb\n");
        let (text, rest) = first_object(rest).expect("an object");
        assert_eq!(text, b"");
        assert_eq!(first_object(rest), None);
    }
}
