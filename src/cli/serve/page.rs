//! Pages as they are served: as `run` writes them, with what reloads them, and with what is wrong.
//!
//! The files of a project stay free of all this. It is put into a page on its way out, whatever template made it, and the page's
//! content security policy is widened by exactly that: the hashes of one script and one style sheet, and questions to this server.

use super::ansi::{escaped, html};
use super::board::View;
use crate::documents::{Lang, policy_hash};
use regex::{Captures, Regex};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::LazyLock;

const SCRIPT: &str = include_str!("reload.js");
const STYLE: &str = include_str!("serve.css");

/// What answers a request.
pub struct Reply {
    pub status: u16,
    /// The media type.
    pub kind: &'static str,
    body: String,
}

impl Reply {
    /// A line of text.
    pub fn plain(status: u16, text: &str) -> Reply {
        Reply { status, kind: "text/plain; charset=utf-8", body: format!("{text}\n") }
    }

    fn page(status: u16, body: String) -> Reply {
        Reply { status, kind: "text/html; charset=utf-8", body }
    }

    /// Differs from that of any other answer.
    pub fn mark(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.status.to_le_bytes());
        hash.update(&self.body);
        hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The body as it is sent: a page with what reloads it.
    pub fn sent(self) -> String {
        if self.kind.starts_with("text/html") { with_script(&self.body, &self.mark()) } else { self.body }
    }
}

/// What stands at an address.
pub fn reply(view: &View, address: &str) -> Reply {
    let words = words(view.lang);
    let Some(pages) = &view.pages else {
        let (count, text) = view.trouble.as_ref().map_or((0, ""), |(count, text)| (*count, text.as_str()));
        let title = words.errors(count);
        let body = format!(
            "<h1>{title}</h1>\n<p>{}</p>\n<pre class=\"personac-text\" tabindex=\"0\">{}</pre>",
            words.none_yet,
            html(text.trim_end())
        );
        return Reply::page(500, page(view.lang, &title, &body));
    };
    let file = if address.ends_with('/') { format!("{address}index.html") } else { address.to_owned() };
    let found = match pages.get(&file) {
        Some(content) => Reply { status: 200, kind: kind(&file), body: content.clone() },
        None => Reply::page(404, page(view.lang, words.no_page, &list(view, address))),
    };
    match &view.trouble {
        Some((count, text)) if found.kind.starts_with("text/html") => {
            let title = words.errors(*count);
            let panel = format!(
                "<style>{STYLE}</style>\n<details open class=\"personac-trouble\"><summary>{title} <span>{}</span></summary>\n\
                 <pre class=\"personac-text\" tabindex=\"0\">{}</pre></details>\n",
                if view.stale { words.stale } else { words.fresh },
                html(text.trim_end())
            );
            let body = allowed(&found.body, "style-src", STYLE);
            Reply { body: at_the_end(&body, &panel), ..found }
        }
        _ => found,
    }
}

/// Before anything has been made.
pub fn working(lang: Lang) -> Reply {
    let words = words(lang);
    let body = format!("<h1>{}</h1>\n<p>{}</p>", words.working, words.patience);
    Reply::page(503, page(lang, words.working, &body))
}

/// By what a file's name ends with.
fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" | "htm" => "text/html; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "ndjson" => "application/x-ndjson; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "tsv" => "text/tab-separated-values; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "yaml" | "yml" => "application/yaml; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}

/// All pages and files, for somebody who asked for one that is not there.
fn list(view: &View, address: &str) -> String {
    let words = words(view.lang);
    let mut list = format!(
        "<h1>{}</h1>\n<p><code>{}</code></p>\n<p>{}</p>\n<ul>\n",
        words.no_page,
        escaped(address),
        words.there_are
    );
    let mut files: Vec<(&String, &String)> = view.pages.iter().flatten().collect();
    // The index, then all pages, then what is none.
    files.sort_by_key(|(path, _)| (*path != "/index.html", !path.ends_with(".html")));
    for (path, content) in files {
        let title = title(content).filter(|_| path.ends_with(".html")).unwrap_or_default();
        let gap = if title.is_empty() { "" } else { " " };
        let (link, path) = (encoded(path), escaped(path));
        // The title is text of an HTML page: it is escaped already.
        let _ = writeln!(
            list,
            "<li><a href=\"{link}\">{}</a>{gap}<span class=\"path\">{}</span></li>",
            if title.is_empty() { &path } else { title },
            if title.is_empty() { "" } else { &path },
        );
    }
    list.push_str("</ul>");
    list
}

fn title(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once("<title>")?;
    rest.split_once("</title>").map(|(title, _)| title.trim()).filter(|t| !t.contains('<'))
}

/// An address for a link.
fn encoded(path: &str) -> String {
    let mut link = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                link.push(byte.into())
            }
            other => {
                let _ = write!(link, "%{other:02X}");
            }
        }
    }
    link
}

/// A page of the server's own.
fn page(lang: Lang, title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>{title} · personac</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main class=\"personac-page\">\n{body}\n</main>\n</body>\n</html>\n",
        lang.tag(),
        policy_hash(STYLE),
    )
}

/// A page that reloads itself when another stands in its place; `mark` is its own.
fn with_script(page: &str, mark: &str) -> String {
    let page = allowed(page, "script-src", SCRIPT);
    let page = policies(&page, |policy| allow(policy, "connect-src", "'self'"));
    at_the_end(&page, &format!("<script data-seen=\"{mark}\">{SCRIPT}</script>\n"))
}

/// The page with this text among what its policy lets run.
fn allowed(page: &str, directive: &str, text: &str) -> String {
    policies(page, |policy| allow(policy, directive, &format!("'{}'", policy_hash(text))))
}

/// Changes the policies in the page's `<meta>` elements. A page without one allows everything anyway.
fn policies(page: &str, change: impl Fn(&str) -> String) -> String {
    static POLICY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let meta = r#"(?i)(<meta\s[^>]*http-equiv\s*=\s*["']?content-security-policy["']?\s[^>]*content\s*=\s*")([^">]*)"#;
        Regex::new(meta).ok()
    });
    let Some(policy) = POLICY.as_ref() else { return page.to_owned() };
    policy.replace_all(page, |found: &Captures| format!("{}{}", &found[1], change(&found[2]))).into_owned()
}

/// The policy with one more source allowed.
fn allow(policy: &str, directive: &str, source: &str) -> String {
    let mut directives: Vec<Vec<&str>> = policy
        .split(';')
        .map(|directive| directive.split_whitespace().collect::<Vec<_>>())
        .filter(|words| !words.is_empty())
        .collect();
    let at = |directives: &[Vec<&str>], name: &str| {
        directives.iter().position(|words| words[0].eq_ignore_ascii_case(name))
    };
    let place = match (at(&directives, directive), at(&directives, "default-src")) {
        (Some(place), _) => place,
        (None, Some(default)) => {
            let mut words = directives[default].clone();
            words[0] = directive;
            directives.push(words);
            directives.len() - 1
        }
        // Nothing is forbidden.
        (None, None) => return policy.to_owned(),
    };
    let words = &mut directives[place];
    let exact = |word: &&str| word.starts_with("'sha") || word.starts_with("'nonce-");
    // With the first hash, what is allowed by this word is forbidden.
    let any = words.iter().any(|w| w.eq_ignore_ascii_case("'unsafe-inline'")) && !words.iter().any(exact);
    if !(any && source.starts_with("'sha")) {
        words.retain(|word| !word.eq_ignore_ascii_case("'none'"));
        words.push(source);
    }
    directives.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join("; ")
}

/// Puts something at the end of the page's body.
fn at_the_end(page: &str, more: &str) -> String {
    // What people typed is escaped, so the last one ends the body.
    let end = page.to_ascii_lowercase().rfind("</body").unwrap_or(page.len());
    format!("{}{more}{}", &page[..end], &page[end..])
}

/// The fixed text of the server's own pages.
struct Words {
    lang: Lang,
    none_yet: &'static str,
    stale: &'static str,
    fresh: &'static str,
    no_page: &'static str,
    there_are: &'static str,
    working: &'static str,
    patience: &'static str,
}

fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::En => &Words {
            lang: Lang::En,
            none_yet: "There are no pages yet. They come with the next save that is right.",
            stale: "· behind this is the page of the last good save",
            fresh: "· the page behind this is up to date",
            no_page: "There is no such page",
            there_are: "There are these:",
            working: "Working out the figures…",
            patience: "The pages appear here by themselves.",
        },
        Lang::Zh => &Words {
            lang: Lang::Zh,
            none_yet: "还没有可以显示的页面。改正并保存后，页面会自动出现。",
            stale: "· 后面显示的仍是上次正确保存时的页面",
            fresh: "· 后面的页面已是最新",
            no_page: "没有这个页面",
            there_are: "可以查看的页面：",
            working: "正在计算…",
            patience: "完成后页面会自动出现。",
        },
    }
}

impl Words {
    fn errors(&self, count: usize) -> String {
        match (self.lang, count) {
            (Lang::En, 1) => "1 error".to_owned(),
            (Lang::En, _) => format!("{count} errors"),
            (Lang::Zh, _) => format!("{count} 个错误"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_allows_one_thing_more() {
        let strict = "default-src 'none'; style-src 'sha256-a'; img-src data:";
        assert_eq!(
            allow(strict, "style-src", "'sha256-b'"),
            "default-src 'none'; style-src 'sha256-a' 'sha256-b'; img-src data:"
        );
        assert_eq!(allow(strict, "connect-src", "'self'"), format!("{strict}; connect-src 'self'"));
        assert_eq!(allow("img-src data:", "script-src", "'sha256-b'"), "img-src data:");
        let open = "script-src 'self' 'unsafe-inline'";
        assert_eq!(allow(open, "script-src", "'sha256-b'"), open);
    }

    #[test]
    fn a_page_gets_its_script_at_the_end_of_its_body() {
        let page = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><body>&lt;/body>x</BODY></html>";
        let live = with_script(page, "m");
        assert!(
            live.contains(&format!("script-src '{}'; connect-src 'self'\"", policy_hash(SCRIPT))),
            "{live}"
        );
        assert!(live.contains("x<script data-seen=\"m\">(() => {"), "{live}");
        assert!(live.ends_with("</script>\n</BODY></html>"), "{live}");
        assert!(with_script("no page", "m").starts_with("no page<script"));
    }
}
