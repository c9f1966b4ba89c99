//! `personac serve`: what a browser gets, and what it does not get.

use crate::browser::chrome::{Chrome, chromium};
use crate::common::{Scratch, personac};
use crate::templates;
use personac::check::project::{LoadOptions, load};
use personac::documents::Summary;
use personac::source::DiskWorld;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

const EARLIER: &[&str] = &["--summary", "out/summary.json"];

/// A shop, with the summary of a run that says what its specs meant.
fn shop(files: &[(&str, &str)]) -> Scratch {
    let shop = templates::shop(files);
    let project = load(&DiskWorld::new(shop.path()), &LoadOptions::default()).project.unwrap();
    let text = fs_err::read_to_string(shop.file("out/summary.json")).unwrap();
    let mut summary: Summary = serde_json::from_str(&text).unwrap();
    summary.meanings = Some(Summary::meanings_of(&project.program, &project.catalog));
    shop.write("out/summary.json", &serde_json::to_vec(&summary).unwrap());
    shop
}

/// A server under way; ended when dropped.
pub struct Preview {
    child: Child,
    pub port: u16,
    /// What it prints.
    lines: Receiver<String>,
}

/// An answer to a request.
pub struct Answer {
    pub status: u16,
    /// The status line and headers, in small letters.
    head: String,
    pub body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().filter_map(|line| line.split_once(": ")).find(|(n, _)| *n == name).map(|(_, v)| v)
    }

    /// What the page's script tells apart this page by.
    fn mark(&self) -> &str {
        let (_, rest) = self.body.split_once("<script data-seen=\"").expect("a page with a script");
        rest.split_once('"').unwrap().0
    }
}

impl Preview {
    pub fn start(folder: &Path, args: &[&str]) -> Preview {
        Preview::at(folder, 0, args)
    }

    fn at(folder: &Path, port: u16, args: &[&str]) -> Preview {
        let mut command = Command::new(env!("CARGO_BIN_EXE_personac"));
        command.current_dir(folder).args(["serve", "--port", &port.to_string()]).args(args);
        command.env("NO_COLOR", "1").env("COLUMNS", "100");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut preview = Preview { child, port, lines };
        let first = preview.line();
        let (_, rest) = first.split_once("http://127.0.0.1:").expect("the address");
        preview.port = rest.split_once('/').unwrap().0.parse().unwrap();
        preview
    }

    fn line(&self) -> String {
        // A busy machine may take its time; a save that was missed never comes.
        self.lines.recv_timeout(Duration::from_secs(60)).expect("one more line")
    }

    /// What is printed on the next pages.
    fn told(&self) -> String {
        let mut text = String::new();
        loop {
            let line = self.line();
            text += &line;
            text.push('\n');
            if line.contains(" ms") {
                return text;
            }
        }
    }

    fn ask(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{text:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    fn send(&self, method: &str, path: &str, host: &str) -> Answer {
        self.ask(&format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &format!("localhost:{}", self.port))
    }

    /// The page that takes the place of this one.
    fn next(&self, path: &str, seen: &Answer) -> Answer {
        let page: String = path.bytes().map(|b| format!("%{b:02x}")).collect();
        let news = self.get(&format!("/-/news?page={page}&seen={}", seen.mark()));
        assert_eq!(news.body, "changed\n");
        self.get(path)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn pages_follow_every_save_and_show_what_is_wrong() {
    let shop = shop(&[]);
    let spec = fs_err::read_to_string(shop.file("shop.persona")).unwrap();
    let preview = Preview::start(shop.path(), EARLIER);
    preview.told();
    let first = preview.get("/grown.html");
    assert!(first.status == 200 && first.body.contains("Grown, &quot;up&quot;"), "{}", first.body);
    assert!(!first.body.contains("class=\"personac-trouble\""));

    shop.write("shop.persona", spec.replace("Grown, ", "Grown <i>").as_bytes());
    let second = preview.next("/grown.html", &first);
    assert!(second.body.contains("Grown &lt;i&gt;&quot;up&quot;"), "{}", second.body);
    let told = preview.told();
    assert!(told.contains(" files\n") && told.contains("figures kept  after shop.persona"), "{told}");

    shop.write("shop.persona", spec.replace("age >= 18", "aeg >= 18 # <b>新\n").as_bytes());
    let wrong = preview.next("/grown.html", &second);
    assert!(
        wrong.status == 200 && wrong.body.contains("Grown &lt;i&gt;&quot;up&quot;"),
        "the last good page"
    );
    assert!(
        wrong.body.contains("1 error") && wrong.body.contains("class=\"personac-trouble\""),
        "{}",
        wrong.body
    );
    // The same as in the terminal, but for its looks.
    let told = preview.told();
    let text: String = wrong.body.split_once("personac-text\" tabindex=\"0\">").unwrap().1.to_owned();
    let text = strip_tags(text.split_once("</pre>").unwrap().0);
    assert!(told.starts_with(&text), "{told}\n{text}");
    assert!(text.contains("E0301") && text.contains("# <b>新"), "{text}");
    assert!(!wrong.body.contains("# <b>"));

    shop.write("shop.persona", spec.as_bytes());
    let mended = preview.next("/grown.html", &wrong);
    assert_eq!(mended.body, first.body);
}

fn strip_tags(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        text += piece.split_once('>').map_or(piece, |(_, text)| text);
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[test]
fn a_project_that_is_wrong_from_the_start_has_a_page_of_its_errors() {
    let shop = shop(&[]);
    let spec = fs_err::read_to_string(shop.file("shop.persona")).unwrap();
    shop.write("shop.persona", b"persona {");
    let preview = Preview::start(shop.path(), &[EARLIER, &["--lang", "zh"]].concat());
    preview.told();
    let wrong = preview.get("/grown.html");
    assert!(
        wrong.status == 500 && wrong.body.contains("个错误") && wrong.body.contains("E0101"),
        "{}",
        wrong.body
    );
    shop.write("shop.persona", spec.as_bytes());
    let good = preview.next("/grown.html", &wrong);
    assert!(good.status == 200 && good.body.contains("zh-CN"));
}

#[test]
fn figures_of_other_rules_are_not_shown() {
    let shop = shop(&[]);
    let spec = fs_err::read_to_string(shop.file("shop.persona")).unwrap();
    let preview = Preview::start(shop.path(), EARLIER);
    preview.told();
    shop.write("shop.persona", spec.replace("age >= 18", "age >= 19").as_bytes());
    assert!(preview.told().contains("E0719"));
    shop.write("shop.persona", spec.as_bytes());
    assert!(!preview.told().contains("E0719"));
    let catalog = fs_err::read_to_string(shop.file("personac.yaml")).unwrap();
    shop.write("personac.yaml", catalog.replace("min_cell: 1", "min_cell: 9").as_bytes());
    assert!(preview.told().contains("E0719"));
}

#[test]
fn own_templates_are_previewed_as_they_are_saved() {
    let shop = shop(&[("templates/list.csv.j2", "{% for p in pages %}{{ p.name }}\n{% endfor %}")]);
    let preview = Preview::start(shop.path(), EARLIER);
    preview.told();
    let list = preview.get("/custom/list.csv");
    assert_eq!(
        (list.body.as_str(), list.header("content-type")),
        ("grown\nyoung\n", Some("text/csv; charset=utf-8"))
    );
    let index = preview.get("/");
    shop.write("templates/index.html.j2", b"<p>{{ projec }}");
    let wrong = preview.next("/", &index);
    assert!(wrong.body.contains("E0720") && wrong.body.contains("templates/index.html.j2"), "{}", wrong.body);
    shop.write("templates/index.html.j2", b"<p>my {{ project }}</p>");
    let mine = preview.next("/", &wrong);
    assert!(mine.body.starts_with("<p>my shop</p>\n<script data-seen="), "{}", mine.body);
}

#[test]
fn answers_have_what_a_browser_needs_and_a_policy() {
    let shop = shop(&[]);
    let preview = Preview::start(shop.path(), EARLIER);
    preview.told();
    for (path, kind) in [
        ("/", "text/html"),
        ("/grown.html", "text/html"),
        ("/grown.md", "text/markdown"),
        ("/none", "text/html"),
    ] {
        let answer = preview.get(path);
        let kind = format!("{kind}; charset=utf-8");
        assert_eq!(answer.header("content-type"), Some(kind.as_str()), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
    }
    let page = preview.get("/index.html").body;
    assert!(page.contains("default-src 'none'") && page.contains("; connect-src 'self'"), "{page}");
    assert!(!page.contains("unsafe"));
    let head = preview.send("HEAD", "/index.html", "127.0.0.1");
    assert!(head.status == 200 && head.body.is_empty());
    // Nothing of it is in the files that are written.
    personac().current_dir(shop.path()).args(["docs"]).assert().success();
    let written = fs_err::read_to_string(shop.file("site/index.html")).unwrap();
    assert!(!written.contains("data-seen") && !written.contains("connect-src"));
}

#[test]
fn what_is_not_a_page_is_refused() {
    let shop = shop(&[("secret.html", "<p>secret")]);
    let preview = Preview::start(shop.path(), EARLIER);
    preview.told();
    for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""] {
        let answer = preview.send("GET", "/", host);
        assert!(answer.status == 403 && !answer.body.contains('<'), "{host}: {}", answer.body);
    }
    assert_eq!(preview.ask("GET / HTTP/1.0\r\n\r\n").status, 403);
    assert_eq!(
        preview.ask("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\nConnection: close\r\n\r\n").status,
        403
    );
    let local = format!("[::1]:{}", preview.port);
    assert_eq!(preview.send("GET", "/", &local).status, 200);
    for path in [
        "/../secret.html",
        "/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "//secret.html",
        "/secret.html",
        "/out/summary.json",
        "/%00",
        "/C:\\x",
    ] {
        let answer = preview.get(path);
        assert!(answer.status == 404 && !answer.body.contains("<p>secret"), "{path}");
        assert!(answer.body.contains("href=\"/grown.html\""), "it lists the pages");
    }
    let hostile = preview.get("/%3Cscript%3Ealert(1)%3C/script%3E");
    assert!(hostile.status == 404 && !hostile.body.contains("<script>alert"), "{}", hostile.body);
    assert_eq!(preview.get("/%ff").status, 400);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let answer = preview.send(method, "/", "localhost");
        assert_eq!((answer.status, answer.header("allow")), (405, Some("get, head")), "{method}");
    }
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn a_taken_port_gives_way_to_the_next_one() {
    let shop = shop(&[]);
    let first = Preview::start(shop.path(), EARLIER);
    let second = Preview::at(shop.path(), first.port, EARLIER);
    assert_ne!(first.port, second.port);
    assert!(second.line().contains(&format!("port {} is taken", first.port)));
    // A page that was open all the while stays as it is when the server comes back.
    first.told();
    let (page, port) = (first.get("/"), first.port);
    drop(first);
    let again = Preview::at(shop.path(), port, EARLIER);
    again.told();
    assert_eq!(again.get("/").mark(), page.mark());
}

/// In a real browser: a page takes up what is saved and stays where the reader is, under a policy that nothing breaks.
#[test]
fn an_open_page_reloads_itself() {
    let Some(path) = chromium() else {
        eprintln!("skipped: there is no Chromium (on Debian: apt install chromium)");
        return;
    };
    let shop = shop(&[]);
    let spec = fs_err::read_to_string(shop.file("shop.persona")).unwrap();
    let preview = Preview::start(shop.path(), EARLIER);
    preview.told();
    let mut chrome = Chrome::start(&path);
    let quiet = |chrome: &Chrome| {
        let noise = ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"];
        let event = chrome.events().iter().find(|e| noise.iter().any(|n| e["method"] == *n));
        assert!(event.is_none(), "{}", event.unwrap());
    };
    chrome.resize(600, 300, false);
    chrome.visit(&format!("http://localhost:{}/grown.html", preview.port));
    quiet(&chrome);
    let at = chrome.eval("scrollTo({ top: 200, behavior: 'instant' }); scrollY");
    assert_eq!(at, 200.0, "the page is longer than its window");

    shop.write("shop.persona", spec.replace("Grown", "Adult").as_bytes());
    chrome.reloaded();
    assert!(chrome.eval("document.title").as_str().unwrap().contains("Adult"));
    assert_eq!(chrome.eval("scrollY"), 200.0);
    quiet(&chrome);

    shop.write(
        "shop.persona",
        spec.replace("Grown", "Adult").replace("age >= 18", "aeg >= 18 # <img src=x>\n").as_bytes(),
    );
    chrome.reloaded();
    let panel = chrome.eval("document.querySelector('.personac-trouble pre').innerText");
    assert!(
        panel.as_str().unwrap().contains("E0301") && panel.as_str().unwrap().contains("# <img src=x>"),
        "{panel}"
    );
    assert_eq!(
        chrome.eval("getComputedStyle(document.querySelector('.personac-trouble')).position"),
        "fixed"
    );
    assert!(chrome.eval("document.title").as_str().unwrap().contains("Adult"), "over the last good page");
    quiet(&chrome);

    shop.write("shop.persona", spec.as_bytes());
    chrome.reloaded();
    assert!(chrome.eval("document.title").as_str().unwrap().contains("Grown"));
    assert_eq!(chrome.eval("document.querySelector('.personac-trouble')"), serde_json::Value::Null);
    assert_eq!(chrome.eval("scrollY"), 200.0);

    // While the server is away the page stays, and it finds the one that comes back.
    let port = preview.port;
    drop(preview);
    let preview = Preview::at(shop.path(), port, &[EARLIER, &["--lang", "zh"]].concat());
    preview.told();
    chrome.reloaded();
    assert_eq!(chrome.eval("document.documentElement.lang"), "zh-CN");
}

#[test]
fn mistakes_on_the_command_line_are_told_at_once() {
    let fails = |folder: &Scratch, args: &[&str], part: &str| {
        let output = personac().current_dir(folder.path()).arg("serve").args(args).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && errors.contains(part), "{args:?}: {errors}");
    };
    fails(&Scratch::new(&[]), &[], "E0701");
    let shop = shop(&[]);
    fails(&shop, &["--as-of", "soon"], "E0703");
    fails(&shop, &["--set", "x"], "E0704");
    fails(&shop, &["--port", "99999"], "99999");
}

/// Without the engine there are no figures but those of an earlier run.
#[cfg(not(feature = "engine"))]
#[test]
fn without_the_engine_a_summary_is_asked_for() {
    let output = personac().current_dir(shop(&[]).path()).arg("serve").output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && errors.contains("E0704"), "{errors}");
    assert!(errors.contains("personac serve --summary out/summary.json"), "{errors}");
}

#[cfg(feature = "engine")]
#[test]
fn the_data_is_read_again_where_figures_can_have_changed() {
    let shop = shop(&[("templates/rows.csv.j2", "{% for m in members(\"grown\") %}{{ m.id }} {% endfor %}")]);
    let spec = fs_err::read_to_string(shop.file("shop.persona")).unwrap();
    let preview = Preview::start(shop.path(), &[]);
    assert!(!preview.told().contains("figures kept"));
    assert_eq!(preview.get("/custom/rows.csv").body, "b c\n");
    shop.write("shop.persona", spec.replace("Grown", "Adult").as_bytes());
    assert!(preview.told().contains("figures kept"));
    shop.write("templates/rows.csv.j2", b"{% for m in members(\"grown\") %}{{ m.id }};{% endfor %}");
    assert!(preview.told().contains("figures kept"));
    assert_eq!(preview.get("/custom/rows.csv").body, "b;c;\n");
    shop.write("shop.persona", spec.replace("age >= 18", "age >= 35").as_bytes());
    assert!(!preview.told().contains("figures kept"));
    assert_eq!(preview.get("/custom/rows.csv").body, "c;\n");
    let page = preview.get("/grown.html");
    shop.write("customers.csv", b"id,age\nb,31\nc,40\nd,50\n");
    assert_ne!(preview.next("/grown.html", &page).body, page.body);
    assert!(preview.told().contains("after customers.csv"));
    assert_eq!(preview.get("/custom/rows.csv").body, "c;d;\n");
    assert!(!shop.file("out/manifest.json").exists(), "nothing is written");
}
