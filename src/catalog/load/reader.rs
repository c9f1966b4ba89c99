//! Reading single keys: right kind or a finding.

use crate::catalog::keys::{self, Key};
use crate::catalog::yaml::{Entry, Kind, Node};
use crate::diagnostics::{Code, Diagnostic, codes, suggest};
use crate::source::{FileId, Span};

/// Collects findings.
pub struct Reader<'t> {
    file: FileId,
    text: &'t str,
    pub diagnostics: Vec<Diagnostic>,
    /// Tables whose `key` is written but wrong.
    pub broken_keys: Vec<String>,
    /// A `time` was wrong, so that a table has none.
    pub broken_time: bool,
}

/// A map whose keys are fixed: known, and each written once.
pub struct Map {
    entries: Vec<Entry>,
}

impl Map {
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.key.value == key)
    }
}

/// The finding last reported, so that a way out can be added.
pub struct Reported<'a>(&'a mut Diagnostic);

impl Reported<'_> {
    pub fn help(self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    pub fn also(self, span: Span, text: impl Into<String>) -> Self {
        self.0.labels.push(crate::diagnostics::Label { span, text: text.into() });
        self
    }

    pub fn fix(self, span: Span, replacement: impl Into<String>) -> Self {
        self.0.fix = Some(Box::new(crate::diagnostics::Fix { span, replacement: replacement.into() }));
        self
    }
}

impl<'t> Reader<'t> {
    pub fn new(file: FileId, text: &'t str) -> Self {
        Reader { file, text, diagnostics: Vec::new(), broken_keys: Vec::new(), broken_time: false }
    }

    /// The first line that says something.
    pub fn start(&self) -> Span {
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let said = line.trim_start_matches('\u{feff}').trim();
            if !said.is_empty() && !said.starts_with('#') {
                let from = at + line.find(said).unwrap_or(0);
                return Span::new(self.file, from, from + said.len());
            }
            at += line.len();
        }
        Span::new(self.file, 0, 0)
    }

    pub fn source(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    pub fn report(
        &mut self,
        code: &'static Code,
        message: impl Into<String>,
        span: Span,
        label: impl Into<String>,
    ) -> Reported<'_> {
        let at = self.diagnostics.len();
        self.diagnostics.push(Diagnostic::new(code, message).at(span, label));
        Reported(&mut self.diagnostics[at])
    }

    /// `what` wants one thing and got another.
    pub fn wrong_kind(&mut self, what: &str, wants: &str, node: &Node, key: Span) -> Reported<'_> {
        let is = kind(node);
        // A list or map may go over many lines, and nothing may stand nowhere: then the key is the better place.
        let span = if node.text.is_empty() { key } else { node.span };
        self.report(
            &codes::WRONG_KIND,
            format!("{what} wants {wants}, got {is}"),
            span,
            format!("this is {is}"),
        )
    }

    fn wrong_entry(&mut self, entry: &Entry, wants: &str) -> Reported<'_> {
        self.wrong_kind(&format!("`{}`", entry.key.value), wants, &entry.value, entry.key.span)
    }

    /// Checks keys against the known ones; unknown and repeated ones are reported and left out.
    pub fn map(&mut self, entries: Vec<Entry>, what: &str, known: &'static [Key]) -> Map {
        let entries = self.unique(entries, "key");
        let (entries, unknown): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|e| known.iter().any(|k| k.name == e.key.value));
        for entry in unknown {
            let name = &entry.key.value;
            let help = match keys::meant(name, known) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => {
                    format!("there is {}", listed(&known.iter().map(|k| k.name).collect::<Vec<_>>()))
                }
            };
            let message = format!("{what} has no key `{name}`");
            self.report(&codes::UNKNOWN_KEY, message, entry.key.span, "this is no key here").help(help);
        }
        Map { entries }
    }

    /// A map of fixed keys below a key.
    pub fn keyed_map(&mut self, entry: &Entry, known: &'static [Key]) -> Option<Map> {
        match &entry.value.kind {
            Kind::Map(entries) => {
                let what = format!("`{}`", entry.key.value);
                Some(self.map(entries.clone(), &what, known))
            }
            _ => {
                self.wrong_entry(entry, "a map");
                None
            }
        }
    }

    /// A map whose keys are names of the user's. Repeated and impossible names are reported and left out.
    pub fn named_map(&mut self, entry: &Entry, what: &str) -> Option<Vec<Entry>> {
        let Kind::Map(entries) = &entry.value.kind else {
            self.wrong_entry(entry, &format!("a map, with a {what}'s name before each `:`"));
            return None;
        };
        let mut entries = self.unique(entries.clone(), what);
        entries.retain(|e| {
            let problem = match e.key.value.trim() {
                "" => "is empty",
                name if name.contains('`') => "holds a back-quote",
                name if name.contains(char::is_control) => "holds a control character",
                _ => return true,
            };
            let message = format!("a name that {problem} cannot be used in rules");
            self.report(&codes::BAD_SETTING, message, e.key.span, format!("this name {problem}"))
                .help("choose another name; `from:` says how the file calls the column");
            false
        });
        Some(entries)
    }

    /// Those whose key has not been there before; the others are reported.
    pub fn unique(&mut self, entries: Vec<Entry>, what: &str) -> Vec<Entry> {
        let mut seen: std::collections::HashMap<String, Span> = Default::default();
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            let name = crate::catalog::nfc(&entry.key.value);
            match seen.get(&name) {
                None => {
                    seen.insert(name, entry.key.span);
                    kept.push(entry);
                }
                Some(&first) => {
                    let message = format!("the {what} `{}` is written twice", entry.key.value);
                    self.report(&codes::DUPLICATE_KEY, message, entry.key.span, "again here")
                        .also(first, "first here")
                        .help("keep one of them");
                }
            }
        }
        kept
    }

    /// A text; numbers and truth values count by how they are written.
    pub fn text(&mut self, entry: &Entry) -> Option<String> {
        match &entry.value.kind {
            Kind::Null | Kind::List(_) | Kind::Map(_) => {
                self.wrong_entry(entry, "a text");
                None
            }
            _ => Some(entry.value.text.clone()),
        }
    }

    /// A text that names something.
    pub fn name(&mut self, entry: &Entry) -> Option<String> {
        self.text(entry).map(|t| crate::catalog::nfc(&t))
    }

    pub fn truth(&mut self, entry: &Entry) -> Option<bool> {
        match entry.value.kind {
            Kind::Bool(value) => return Some(value),
            Kind::Text => {
                let right = match entry.value.text.to_lowercase().as_str() {
                    "yes" | "y" | "on" | "true" => "true",
                    "no" | "n" | "off" | "false" => "false",
                    _ => {
                        self.wrong_entry(entry, "`true` or `false`");
                        return None;
                    }
                };
                self.wrong_entry(entry, "`true` or `false`")
                    .help(format!("write `{right}`, without quotes"))
                    .fix(entry.value.span, right);
            }
            _ => {
                self.wrong_entry(entry, "`true` or `false`");
            }
        }
        None
    }

    /// A whole number from 0 to `most`.
    pub fn whole(&mut self, entry: &Entry, most: u64) -> Option<u64> {
        let Kind::Int(value) = entry.value.kind else {
            self.wrong_entry(entry, "a whole number");
            return None;
        };
        match u64::try_from(value) {
            Ok(value) if value <= most => Some(value),
            _ => {
                let name = &entry.key.value;
                let message = match most {
                    u64::MAX => format!("`{name}` cannot be below 0"),
                    _ => format!("`{name}` must lie between 0 and {most}"),
                };
                self.report(&codes::BAD_SETTING, message, entry.value.span, "out of bounds");
                None
            }
        }
    }

    /// A list of texts (or one), each with its place. `null` counts as it is written.
    pub fn texts(&mut self, entry: &Entry) -> Option<Vec<Node>> {
        let items = match &entry.value.kind {
            Kind::List(items) => items.clone(),
            Kind::Map(_) => {
                self.wrong_entry(entry, "a list of texts");
                return None;
            }
            _ => vec![entry.value.clone()],
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            if matches!(item.kind, Kind::List(_) | Kind::Map(_)) {
                let what = format!("each item of `{}`", entry.key.value);
                self.wrong_kind(&what, "a text", &item, item.span);
            } else {
                texts.push(item);
            }
        }
        Some(texts)
    }

    /// One character. `\t` and `tab` mean a tab.
    pub fn character(&mut self, entry: &Entry) -> Option<char> {
        let text = self.text(entry)?;
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Some(c),
            _ if matches!(text.as_str(), "\\t" | "tab") => Some('\t'),
            _ => {
                let message = format!("`{}` is one character, got `{text}`", entry.key.value);
                let count = text.chars().count();
                let span = if text.is_empty() { entry.key.span } else { entry.value.span };
                self.report(&codes::BAD_SETTING, message, span, format!("{count} characters"));
                None
            }
        }
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&mut self, entry: &Entry, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(entry)?;
        let word = text.trim().to_lowercase();
        if let Some((_, value)) = choices.iter().find(|(name, _)| *name == word) {
            return Some(*value);
        }
        self.unknown_word(&entry.key.value, &entry.value, choices.iter().map(|(name, _)| *name).collect());
        None
    }

    pub fn unknown_word(&mut self, key: &str, node: &Node, names: Vec<&str>) {
        let help = match suggest::nearest(&node.text, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? there is {}", listed(&names)),
            None => format!("there is {}", listed(&names)),
        };
        let message = format!("`{key}` does not know `{}`", node.text);
        self.report(&codes::UNKNOWN_WORD, message, node.span, "not known").help(help);
    }
}

/// What a value is, in the words of messages.
pub fn kind(node: &Node) -> String {
    match &node.kind {
        Kind::Null => "nothing".to_owned(),
        Kind::Bool(value) => format!("`{value}`"),
        Kind::Int(_) | Kind::Number(_) => format!("the number {}", node.text),
        Kind::Text => format!("the text `{}`", shortened(&node.text)),
        Kind::List(_) => "a list".to_owned(),
        Kind::Map(_) => "a map".to_owned(),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `` `a`, `b` and `c` ``; long lists are cut.
pub fn listed(names: &[&str]) -> String {
    const MOST: usize = 20;
    let quoted: Vec<String> = names.iter().take(MOST).map(|n| format!("`{n}`")).collect();
    match quoted.split_last() {
        None => "none".to_owned(),
        Some((only, [])) => format!("only {only}"),
        Some(_) if names.len() > MOST => format!("{} and {} more", quoted.join(", "), names.len() - MOST),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}
