use super::public::{discreet, more};
use super::{Findings, Paths};
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::SourceMap;

/// Findings as workflow commands of GitHub Actions, a line each: the runner shows them beside the code of a pull request.
///
/// `::error file=specs/a.persona,line=3,endLine=3,col=8,endColumn=11,title=E0301 unknown-name::…`. Paths start at the
/// repository's root. Lines and columns count from 1; columns are left out where more than one line is meant, since the runner
/// ignores them there. What examples and figures of the data would tell about people is left out.
pub fn github(findings: &Findings) -> String {
    findings.diagnostics.iter().map(|d| command(d, findings.sources, findings.paths)).collect()
}

fn command(diagnostic: &Diagnostic, sources: &SourceMap, paths: &Paths) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(label) = diagnostic.labels.first() {
        let file = sources.file(label.span.file);
        if file.on_disk {
            let (start, end) = (sources.position(label.span), file.position(label.span.end as usize));
            properties.push(("file", paths.place(&file.path).path));
            properties.push(("line", start.line.to_string()));
            properties.push(("endLine", end.line.to_string()));
            if start.line == end.line {
                properties.push(("col", start.column.to_string()));
                properties.push(("endColumn", end.column.to_string()));
            }
        }
    }
    properties.push(("title", format!("{} {}", diagnostic.code.id, diagnostic.code.name)));
    let properties: Vec<String> =
        properties.iter().map(|(key, value)| format!("{key}={}", property(value))).collect();
    let told = discreet(diagnostic);
    let message = [std::slice::from_ref(&told.message), &more(&told)].concat().join("\n");
    format!("::{command} {}::{}\n", properties.join(","), data(&message))
}

/// A message as the runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value as the runner reads it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::codes;
    use crate::source::Span;
    use std::path::Path;

    /// What the runner makes of a command line (its own rules: properties up to `::`, then the message, both unescaped).
    fn read(line: &str) -> (String, Vec<(String, String)>, String) {
        let rest = line.strip_prefix("::").unwrap();
        let (head, message) = rest.split_once("::").unwrap();
        let (command, properties) = head.split_once(' ').unwrap();
        let data = |s: &str| s.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
        let property = |s: &str| {
            let s = s.replace("%0D", "\r").replace("%0A", "\n");
            s.replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
        };
        let properties = properties.split(',').map(|p| {
            let (key, value) = p.split_once('=').unwrap();
            (key.to_owned(), property(value))
        });
        (command.to_owned(), properties.collect(), data(message))
    }

    #[test]
    fn the_runner_reads_what_was_meant() {
        let mut sources = SourceMap::default();
        let file = sources.add("a,b:c%2C.persona", "城市 = 1\n多 = 2\n");
        let aside = sources.add_aside("--set", "x=1");
        let awkward = "50% of `a::b`, or\r\n::error::not a command";
        let diagnostics = [
            Diagnostic::new(&codes::SYNTAX, awkward).at(Span::new(file, 0, 6), "here").help("100%25"),
            Diagnostic::new(&codes::UNUSED, "two lines").at(Span::new(file, 0, 12), ""),
            Diagnostic::new(&codes::UNTOLD, "elsewhere").at(Span::new(aside, 0, 1), "there"),
        ];
        let paths = Paths::new(Path::new("/repo"), None);
        let text = github(&Findings { diagnostics: &diagnostics, sources: &sources, paths: &paths });
        let lines: Vec<_> = text.lines().map(read).collect();
        assert_eq!(lines.len(), 3, "{text}");
        let wanted = [
            ("file", "a,b:c%2C.persona"),
            ("line", "1"),
            ("endLine", "1"),
            ("col", "1"),
            ("endColumn", "3"),
            ("title", "E0101 syntax"),
        ];
        assert_eq!(lines[0].0, "error");
        assert_eq!(lines[0].1, wanted.map(|(k, v)| (k.to_owned(), v.to_owned())));
        assert_eq!(lines[0].2, format!("{awkward}\nhere\nhelp: 100%25"));
        let keys: Vec<&str> = lines[1].1.iter().map(|(k, _)| k.as_str()).collect();
        assert_eq!((lines[1].0.as_str(), keys), ("warning", vec!["file", "line", "endLine", "title"]));
        assert_eq!((lines[2].0.as_str(), lines[2].1.len()), ("notice", 1));
    }
}
