//! The reference of what templates get, in `templates/README.md`: made from the documentation of the types themselves.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A type that templates get, as it stands in the code.
struct Described {
    /// The folder of its file: names mean what they mean there.
    folder: PathBuf,
    doc: String,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    ty: String,
    doc: String,
    /// Its own fields stand where it stands.
    flat: bool,
}

const ROOTS: [(&str, &str, &str); 9] = [
    (
        "src/documents/view",
        "Page",
        "`persona.html.j2`, `persona.md.j2`, own `FILE.each.EXT.j2`, and each of `pages`",
    ),
    ("src/documents/view", "Index", "`index.html.j2`, `index.md.j2`, and own `FILE.EXT.j2`"),
    (
        "src/documents/view",
        "OverlapsPage",
        "`overlaps.html.j2`, `overlaps.md.j2`, and `overlaps` of own `FILE.EXT.j2` (none if there is no such page)",
    ),
    (
        "src/documents/view",
        "JourneysPage",
        "`journeys.html.j2`, `journeys.md.j2`, and `journeys` of own `FILE.EXT.j2` (none if there is no such page)",
    ),
    ("src/documents/view", "HistoryPage", "`history.html.j2`, `history.md.j2`"),
    ("src/documents/view", "HistoryIndex", "`history_index.html.j2`, `history_index.md.j2`"),
    ("src/documents/view", "DataPage", "`data.html.j2`, `data.md.j2`, and `data` of own `FILE.EXT.j2`"),
    (
        "src/documents/view",
        "ChangesPage",
        "`changes.html.j2`, `changes.md.j2`, and `changes` of own `FILE.EXT.j2` (none if there is no such page)",
    ),
    ("src/documents", "Summary", "`summary` of own templates: the figures themselves, as in `summary.json`"),
];

#[test]
fn the_reference_of_template_data_is_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let types = described(root);
    let mut text = String::new();
    let mut done: Vec<(PathBuf, String)> = Vec::new();
    for (folder, name, of) in ROOTS {
        writeln!(text, "## {name}\n\nOf {of}.\n").unwrap();
        let mut queue = vec![(PathBuf::from(folder), name.to_owned())];
        while let Some(key) = queue.first().cloned() {
            queue.remove(0);
            if done.contains(&key) {
                continue;
            }
            let described = &types[&key];
            if key.1 != name {
                writeln!(text, "### {}\n", title(&types, &key)).unwrap();
            }
            if !described.doc.is_empty() {
                writeln!(text, "{}\n", described.doc).unwrap();
            }
            writeln!(text, "| field | type | meaning |\n| --- | --- | --- |").unwrap();
            rows(&types, described, &mut text, &mut queue);
            text.push('\n');
            done.push(key);
        }
    }
    let path = root.join("templates/README.md");
    let written = fs_err::read_to_string(&path).unwrap();
    let (head, _) = written.split_once("\n## Page\n").unwrap();
    let page = format!("{head}\n{}\n", text.trim_end());
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        fs_err::write(&path, &page).unwrap();
        return;
    }
    assert!(written == page, "run this test with UPDATE_REFERENCE=1 to write templates/README.md");
}

fn rows(
    types: &BTreeMap<(PathBuf, String), Described>,
    described: &Described,
    text: &mut String,
    queue: &mut Vec<(PathBuf, String)>,
) {
    for field in &described.fields {
        let (shown, inner) = shown(types, &described.folder, &field.ty);
        if field.flat
            && let Some(inner) = &inner
        {
            rows(types, &types[inner], text, queue);
            continue;
        }
        assert!(!field.doc.is_empty(), "say what `{}` of {} is", field.name, described.doc);
        writeln!(text, "| `{}` | {shown} | {} |", field.name, said(&field.doc)).unwrap();
        queue.extend(inner);
    }
}

type Key = (PathBuf, String);

/// As it stands in a table of a page about templates: no links into the code.
fn said(doc: &str) -> String {
    doc.replace("[`", "`").replace("`]", "`").replace("`None`", "none").replace('|', "\\|")
}

/// A type in words, and the described one in it.
fn shown(types: &BTreeMap<Key, Described>, folder: &Path, ty: &str) -> (String, Option<Key>) {
    let inside = |prefix: &str| ty.strip_prefix(prefix).and_then(|t| t.strip_suffix('>'));
    if let Some(inner) = inside("Option<") {
        let (text, key) = shown(types, folder, inner);
        return (format!("{text}, or none"), key);
    }
    if let Some(inner) = inside("Vec<") {
        let (text, key) = shown(types, folder, inner);
        return (format!("list of {text}"), key);
    }
    if let Some(inner) = inside("Named<") {
        let (text, key) = shown(types, folder, inner);
        return (format!("by name: {text}"), key);
    }
    let plain = match ty {
        "String" | "&'static str" => "text",
        "bool" => "true or false",
        "u64" | "u32" | "usize" | "i64" => "whole number",
        "f64" => "number",
        "Measured" => "number, or a day as ISO writes it",
        "&'static Texts" => "texts by name, in the page's language",
        _ => "",
    };
    if !plain.is_empty() {
        return (plain.to_owned(), None);
    }
    let name = ty.rsplit("::").next().unwrap().to_owned();
    // A name that is not the folder's own comes from the floors that figures come from.
    let floors = ["src/disclosure", "src/cohort", "src/documents", "src/stats"].map(Path::new);
    let folders = [folder].into_iter().chain(floors);
    let mut found = folders.map(|folder| (folder.to_owned(), name.clone()));
    let key = found.find(|key| types.contains_key(key));
    let key = key.unwrap_or_else(|| panic!("{ty} of {} is not described", folder.display()));
    let title = title(types, &key);
    (format!("[{title}](#{})", title.to_lowercase().replace(' ', "-").replace(['(', ')'], "")), Some(key))
}

/// Two types of one name are told apart by where they stand.
fn title(types: &BTreeMap<Key, Described>, (folder, name): &Key) -> String {
    let view = (PathBuf::from(ROOTS[0].0), name.clone());
    let other = !folder.ends_with("view") && types.contains_key(&view);
    if other { format!("{name} of the summary") } else { name.clone() }
}

/// All public types with their documentation.
fn described(root: &Path) -> BTreeMap<Key, Described> {
    let mut types = BTreeMap::new();
    for folder in ["src/documents/view", "src/documents", "src/disclosure", "src/cohort", "src/stats"] {
        for entry in fs_err::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "rs") {
                read(&fs_err::read_to_string(&path).unwrap(), Path::new(folder), &mut types);
            }
        }
    }
    types
}

fn read(text: &str, folder: &Path, types: &mut BTreeMap<Key, Described>) {
    let mut lines = text.lines().peekable();
    let (mut doc, mut tag) = (Vec::new(), false);
    while let Some(line) = lines.next() {
        let line = line.trim();
        if let Some(said) = line.strip_prefix("///") {
            doc.push(said.trim().to_owned());
            continue;
        }
        if line.starts_with("#[") {
            tag |= line.contains("tag =");
            continue;
        }
        let declared = line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum "));
        let named = declared.and_then(|rest| rest.strip_suffix(" {"));
        if let Some(name) = named.filter(|n| n.chars().all(char::is_alphanumeric)) {
            let fields = fields(&mut lines, line.starts_with("pub enum "), tag);
            let key = (folder.to_owned(), name.to_owned());
            types.insert(key, Described { folder: folder.to_owned(), doc: doc.join(" "), fields });
        }
        (doc, tag) = (Vec::new(), false);
    }
}

/// The fields of a struct, or the words and fields of an enum, up to its closing brace.
fn fields<'a>(lines: &mut impl Iterator<Item = &'a str>, is_enum: bool, tagged: bool) -> Vec<Field> {
    let mut fields = Vec::new();
    let (mut doc, mut flat, mut hidden): (Vec<String>, bool, bool) = (Vec::new(), false, false);
    for line in lines {
        if line.starts_with('}') {
            break;
        }
        let line = line.trim();
        if let Some(said) = line.strip_prefix("///") {
            doc.push(said.trim().to_owned());
            continue;
        }
        if line.starts_with("#[") {
            flat |= line.contains("flatten");
            hidden |= line.contains("skip)");
            continue;
        }
        let field = line.trim_end_matches(',').trim_start_matches("pub ");
        match field.split_once(": ") {
            Some((name, ty)) if !hidden => fields.push(Field {
                name: name.to_owned(),
                ty: ty.to_owned(),
                doc: std::mem::take(&mut doc).join(" "),
                flat,
            }),
            None if is_enum && !field.is_empty() && field != "}" => {
                let word = snake(field.trim_end_matches(" {"));
                let name = if tagged { "shape".to_owned() } else { word.clone() };
                let said = std::mem::take(&mut doc).join(" ");
                let doc = if tagged { format!("`{word}`: {said}") } else { said };
                fields.push(Field { name, ty: "String".into(), doc, flat: false });
            }
            _ => doc.clear(),
        }
        (flat, hidden) = (false, false);
    }
    fields
}

fn snake(name: &str) -> String {
    let mut word = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.extend(c.to_lowercase());
    }
    word
}
