//! Projects at a git revision, read from repositories that are made here.

use crate::repo::{self, Repo};
use personac::source::git::{GitError, Repository};
use personac::source::{DiskWorld, World};
use std::path::{Path, PathBuf};

const CATALOG: &str = "project: shop\n";

fn texts(world: &dyn World) -> Vec<(PathBuf, String)> {
    let files = world.persona_files().unwrap();
    let read = |path: PathBuf| (path.clone(), String::from_utf8(world.read(&path).unwrap()).unwrap());
    files.into_iter().chain([PathBuf::from("personac.yaml")]).map(read).collect()
}

/// A project in a subfolder with everything that is passed over, names that need care, and a link.
fn project() -> Repo {
    let repo = Repo::with(&[
        ("specs/personac.yaml", CATALOG),
        ("specs/b.persona", "segment b: x > 1\n"),
        ("specs/b/with space.persona", "segment c: x > 2\n"),
        ("specs/b/城市 \"1\".persona", "# 城市\n"),
        ("specs/-dash.persona", "# dash\n"),
        ("specs/.hidden.persona", "hidden"),
        ("specs/.hidden/x.persona", "hidden"),
        ("specs/target/x.persona", "target"),
        ("specs/other/personac.yaml", CATALOG),
        ("specs/other/x.persona", "other"),
        ("specs/empty.persona", ""),
        ("elsewhere.persona", "elsewhere"),
        ("shared.persona", "# shared\n"),
    ]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../shared.persona", repo.files.file("specs/link.persona")).unwrap();
        repo.commit("a link");
    }
    repo
}

#[test]
fn a_revision_is_read_as_the_disk_is() {
    let repo = project();
    let disk = texts(&DiskWorld::new(repo.files.file("specs")));
    assert_eq!(disk.len(), if cfg!(unix) { 7 } else { 6 });
    let opened = Repository::open(&repo.files.file("specs")).unwrap();
    let head = opened.head().unwrap();
    let world = opened.at(&head).unwrap();
    assert_eq!(texts(&world), disk);
    assert_eq!(world.shown(Path::new("b.persona")), "HEAD:specs/b.persona");
    assert_eq!(world.read(Path::new("no.persona")).unwrap_err().kind(), std::io::ErrorKind::NotFound);
    // What has changed since is not seen.
    repo.write(&[("specs/b.persona", "changed"), ("specs/new.persona", "new")]);
    assert_eq!(texts(&opened.at(&head).unwrap()), disk);
}

#[test]
fn folders_worktrees_and_bare_repositories() {
    let repo = project();
    let disk = texts(&DiskWorld::new(repo.files.file("specs")));
    let at_head = |dir: &Path| {
        let opened = Repository::open(dir)?;
        opened.at(&opened.head()?)
    };
    let tree = tempfile::tempdir().unwrap();
    let tree = tree.path().join("tree");
    repo.git(&["worktree", "add", "--quiet", "--detach", tree.to_str().unwrap()]);
    assert_eq!(texts(&at_head(&tree.join("specs")).unwrap()), disk);
    assert_eq!(at_head(&repo.files.file("specs/other")).unwrap().persona_files().unwrap().len(), 1);
    // A folder that is no longer there is still there at the revision.
    std::fs::rename(repo.files.file("specs"), repo.files.file("moved")).unwrap();
    assert_eq!(texts(&at_head(&repo.files.file("specs")).unwrap()), disk);
    let moved = at_head(&repo.files.file("moved")).unwrap();
    assert!(!moved.has_project() && moved.persona_files().unwrap().is_empty());
    let bare = tempfile::tempdir().unwrap();
    repo::run(
        bare.path(),
        "x@y.example",
        &["clone", "--quiet", "--bare", repo.path().to_str().unwrap(), "b"],
    );
    let opened = Repository::open(&bare.path().join("b/specs")).unwrap();
    assert!(opened.is_bare());
    assert_eq!(texts(&opened.at(&opened.head().unwrap()).unwrap()), disk);
}

#[test]
fn revisions_in_all_spellings() {
    let repo = Repo::with(&[("personac.yaml", CATALOG)]);
    let first = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["switch", "--quiet", "--create", "feature/城市"]);
    let second = repo.commit("second");
    repo.git(&["tag", "--annotate", "-m", "a tag", "v1.0"]);
    let opened = Repository::open(repo.path()).unwrap();
    let id = |revision: &str| opened.resolve(revision).map(|commit| commit.id);
    for revision in ["HEAD", "feature/城市", "v1.0", "@", &second, &second[..9], ":/second", "HEAD^{commit}"]
    {
        assert_eq!(id(revision).as_ref(), Ok(&second), "{revision}");
    }
    for revision in ["main", "HEAD~1", "HEAD^", "v1.0~1", "HEAD@{1}"] {
        assert_eq!(id(revision).as_ref(), Ok(&first), "{revision}");
    }
    let unknown = |revision: &str| match id(revision) {
        Err(GitError::UnknownRevision { near, .. }) => near,
        other => panic!("{revision}: {other:?}"),
    };
    assert_eq!(unknown("mian").as_deref(), Some("main"));
    assert_eq!(unknown("v1.1~1").as_deref(), Some("v1.0~1"));
    assert_eq!(unknown("城市").as_deref(), Some("feature/城市"));
    assert_eq!(unknown("0123456789012345678901234567890123456789"), None);
    for revision in ["", "-h", "--help", "--output=x", "a\nb"] {
        assert!(matches!(id(revision), Err(GitError::BadRevision { .. })), "{revision}");
    }
    assert!(matches!(id("HEAD:personac.yaml"), Err(GitError::NotACommit { what, .. }) if what == "blob"));
    repo.git(&["tag", "main", &second]);
    match id("main~1") {
        Err(GitError::AmbiguousRevision { candidates, .. }) => {
            assert_eq!(candidates, ["heads/main~1", "tags/main~1"]);
            assert_eq!(id("heads/main").as_ref(), Ok(&first));
            assert_eq!(id("tags/main~1").as_ref(), Ok(&first));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(opened.merge_base(&opened.head().unwrap(), &opened.main_branch().unwrap()).unwrap().id, first);
}

#[test]
fn what_is_missing_is_said() {
    let nowhere = tempfile::tempdir().unwrap();
    assert!(
        matches!(Repository::open(nowhere.path()), Err(GitError::NoRepository { dir }) if dir == nowhere.path())
    );
    let empty = Repo::new();
    let opened = Repository::open(empty.path()).unwrap();
    assert_eq!(opened.head(), Err(GitError::NoCommit));
    assert_eq!(opened.main_branch(), Err(GitError::NoCommit));
    let repo = Repo::with(&[("personac.yaml", CATALOG)]);
    repo.git(&["branch", "--quiet", "--move", "work"]);
    let opened = Repository::open(repo.path()).unwrap();
    assert_eq!(opened.main_branch(), Err(GitError::NoMainBranch { shallow: false }));
    repo.git(&["switch", "--quiet", "--orphan", "alone"]);
    repo.commit("alone");
    let [work, alone] = ["work", "alone"].map(|name| opened.resolve(name).unwrap());
    assert!(matches!(opened.merge_base(&work, &alone), Err(GitError::NoMergeBase { shallow: false, .. })));
}

#[test]
fn a_shallow_clone_is_known_as_one() {
    let repo = Repo::with(&[("personac.yaml", CATALOG)]);
    repo.git(&["switch", "--quiet", "--create", "work"]);
    repo.commit("second");
    repo.git(&["switch", "--quiet", "main"]);
    repo.commit("third");
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", repo.path().display());
    let args = ["clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=work", &url, "clone"];
    repo::run(folder.path(), "x@y.example", &args);
    let opened = Repository::open(&folder.path().join("clone")).unwrap();
    assert!(opened.is_shallow());
    let main = opened.main_branch().unwrap();
    assert_eq!(main.name, "origin/main");
    let base = opened.merge_base(&main, &opened.head().unwrap());
    assert!(matches!(base, Err(GitError::NoMergeBase { shallow: true, .. })), "{base:?}");
    assert!(matches!(opened.resolve("HEAD~1"), Err(GitError::UnknownRevision { shallow: true, .. })));
}

#[test]
fn trailers_of_a_range() {
    let repo = Repo::with(&[("personac.yaml", CATALOG)]);
    let opened = Repository::open(repo.path()).unwrap();
    let first = opened.head().unwrap();
    repo.commit("one\n\nApproved-movement: a\napproved-movement: b (Ann,\n of growth)\n\nno trailer: here");
    repo.commit(
        "two\n\nApproved-movement: a\napproved-movement: b (Ann,\n of growth)\nSigned-off-by: x <x@y>",
    );
    repo.commit_by("ann@shop.example", "three: Approved-movement: c\n\nApproved-movement: 城市");
    let trailers = opened.trailers(&first, &opened.head().unwrap(), "Approved-movement").unwrap();
    let found: Vec<(&str, &str)> = trailers.iter().map(|t| (t.value.as_str(), t.author.as_str())).collect();
    let team = "team@shop.example";
    assert_eq!(found, [("城市", "ann@shop.example"), ("a", team), ("b (Ann, of growth)", team)]);
    assert!(trailers[0].commit.len() == 40 && trailers[0].committer == "ann@shop.example");
    let head = opened.head().unwrap();
    assert_eq!(opened.trailers(&head, &head, "Approved-movement").unwrap(), []);
}

#[test]
fn files_in_conflict_are_listed() {
    let repo = Repo::with(&[("p/personac.yaml", CATALOG), ("p/a b.persona", "# 1\n"), ("p/notes", "1")]);
    repo.git(&["switch", "--quiet", "--create", "work"]);
    repo.write(&[("p/a b.persona", "# 2\n"), ("p/notes", "2")]);
    repo.commit("second");
    repo.git(&["switch", "--quiet", "main"]);
    repo.write(&[("p/a b.persona", "# 3\n"), ("p/notes", "3")]);
    repo.commit("third");
    let opened = Repository::open(&repo.files.file("p")).unwrap();
    assert_eq!(opened.unmerged().unwrap(), Vec::<PathBuf>::new());
    let merge = repo::git(repo.path(), "x@y.example").args(["merge", "--quiet", "work"]).output().unwrap();
    assert!(!merge.status.success());
    assert_eq!(opened.unmerged().unwrap(), [PathBuf::from("a b.persona")]);
}
