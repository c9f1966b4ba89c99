//! Chromium, driven over its debugging pipe: messages of the DevTools protocol as JSON, a zero byte after each. A library for that
//! would bring a web socket and an event loop into the test build, and change the features of crates that the build shares with it.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A browser with one page.
pub struct Chrome {
    child: Child,
    into: ChildStdin,
    from: BufReader<ChildStdout>,
    session: String,
    next: u64,
    /// Events since the last [`Chrome::events`].
    seen: Vec<Value>,
    _profile: tempfile::TempDir,
}

/// Where Chromium is: `$CHROMIUM` (empty: nowhere), else on the `PATH`.
pub fn chromium() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM") {
        return Some(PathBuf::from(path)).filter(|path| !path.as_os_str().is_empty());
    }
    let folders = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&folders)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|path| path.is_file())
}

impl Chrome {
    pub fn start(chromium: &Path) -> Chrome {
        let profile = tempfile::tempdir().unwrap();
        // Chromium talks on the file descriptors 3 and 4; a shell puts its standard ones there.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 1>&2"])
            .arg(chromium)
            .args([
                "--headless=new",
                "--remote-debugging-pipe",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let into = child.stdin.take().unwrap();
        let from = BufReader::new(child.stdout.take().unwrap());
        let mut chrome = Chrome {
            child,
            into,
            from,
            session: String::new(),
            next: 1,
            seen: Vec::new(),
            _profile: profile,
        };
        let target = chrome.call("Target.createTarget", json!({ "url": "about:blank" }));
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let session = chrome.call("Target.attachToTarget", target);
        chrome.session = session["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            chrome.call(&format!("{domain}.enable"), json!({}));
        }
        chrome
    }

    /// Calls a method and waits for its answer.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        loop {
            let answer = self.read();
            if answer["id"] == id {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            self.seen.push(answer);
        }
    }

    fn read(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes).unwrap();
        assert_eq!(bytes.pop(), Some(0), "the browser has ended");
        let message: Value = serde_json::from_slice(&bytes).unwrap();
        // A dialog stays among the events; while it is open the page would answer nothing.
        if message["method"] == "Page.javascriptDialogOpening" {
            let close = json!({ "accept": false });
            self.send("Page.handleJavaScriptDialog", close);
        }
        message
    }

    fn send(&mut self, method: &str, params: Value) -> u64 {
        let id = self.next;
        self.next += 1;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if !self.session.is_empty() {
            message["sessionId"] = self.session.as_str().into();
        }
        self.into.write_all(message.to_string().as_bytes()).unwrap();
        self.into.write_all(&[0]).unwrap();
        id
    }

    /// Opens a file and waits until it has loaded.
    pub fn open(&mut self, file: &Path) {
        self.visit(&url_of(file));
    }

    /// Opens an address and waits until it has loaded.
    pub fn visit(&mut self, url: &str) {
        self.load("Page.navigate", json!({ "url": url }));
    }

    pub fn reload(&mut self) {
        self.load("Page.reload", json!({}));
    }

    /// Waits until a page has loaded by itself since the last one was opened; what has happened before is forgotten.
    pub fn reloaded(&mut self) {
        self.seen.clear();
        self.loaded();
    }

    fn load(&mut self, method: &str, params: Value) {
        self.seen.clear();
        self.call(method, params);
        self.loaded();
    }

    fn loaded(&mut self) {
        while !self.seen.iter().any(|e| e["method"] == "Page.loadEventFired") {
            let event = self.read();
            self.seen.push(event);
        }
    }

    /// What has happened since the page was opened.
    pub fn events(&self) -> &[Value] {
        &self.seen
    }

    /// The value of an expression, awaited if it is a promise.
    pub fn eval(&mut self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true });
        let answer = self.call("Runtime.evaluate", params);
        assert!(answer["exceptionDetails"].is_null(), "{}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Whether pages that are opened from here on may run scripts.
    pub fn script(&mut self, may: bool) {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": !may }));
    }

    /// A window of somebody who prefers dark pages.
    pub fn dark(&mut self, width: u32, height: u32) {
        self.resize(width, height, false);
        let dark = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
        self.call("Emulation.setEmulatedMedia", json!({ "media": "screen", "features": dark }));
    }

    /// The size of the window in CSS pixels, and whether styles for print hold.
    pub fn resize(&mut self, width: u32, height: u32, print: bool) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
        let media = if print { "print" } else { "screen" };
        self.call("Emulation.setEmulatedMedia", json!({ "media": media, "features": [] }));
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// As the browser writes it.
pub fn url_of(file: &Path) -> String {
    let mut url = "file://".to_owned();
    for byte in file.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => url.push(byte.into()),
            other => url += &format!("%{other:02X}"),
        }
    }
    url
}
