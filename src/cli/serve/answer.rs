//! Requests and their answers. Only this machine can ask, but a page of somebody else in the same browser could try: so it must name
//! this machine as the host, and no page of another origin may read or frame an answer.

use super::board::Board;
use super::page::Reply;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use tiny_http::{Header, Method, Request, Response, Server};

/// Where open pages ask for news.
const NEWS: &str = "/-/news";

/// So long a question for news waits; after that it is asked again.
const PATIENCE: Duration = Duration::from_secs(25);

/// Questions for news that wait at once; one more is answered at once.
const WAITING: usize = 200;

/// A longer body is not even read past: nobody who previews pages sends any.
const LONGEST_BODY: usize = 1 << 16;

/// Answers until the server ends, each request in a thread of its own, as some wait.
pub fn all(server: &Server, board: &Arc<Board>) {
    let waiting = Arc::new(AtomicUsize::new(0));
    for request in server.incoming_requests() {
        if request.body_length().is_some_and(|length| length > LONGEST_BODY) {
            // To drop it would be to read all of it.
            std::mem::forget(request);
            continue;
        }
        let (board, waiting) = (board.clone(), waiting.clone());
        // Where no thread can be had, the request is dropped, which answers it with an error.
        let _ = thread::Builder::new().name("answer".to_owned()).spawn(move || {
            let reply = answer(&request, &board, &waiting);
            // Whoever asked may be gone.
            let _ = request.respond(response(reply));
        });
    }
}

fn answer(request: &Request, board: &Board, waiting: &AtomicUsize) -> Reply {
    let host = request.headers().iter().filter(|h| h.field.equiv("Host"));
    let hosts: Vec<&str> = host.map(|h| h.value.as_str()).collect();
    if !matches!(hosts.as_slice(), [host] if is_local(host)) {
        return Reply::plain(
            403,
            "this preview is for the machine that it runs on: ask for http://127.0.0.1",
        );
    }
    if !matches!(request.method(), Method::Get | Method::Head) {
        return Reply::plain(405, "there are only pages to read here");
    }
    let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
    if path == NEWS {
        // A browser's own form of the address, which is an address once more.
        let page = decoded(&parameter(query, "page")).unwrap_or_default();
        let asked = waiting.fetch_add(1, Ordering::Relaxed);
        let patience = if asked < WAITING { PATIENCE } else { Duration::ZERO };
        let changed = board.changes(&page, &parameter(query, "seen"), patience);
        waiting.fetch_sub(1, Ordering::Relaxed);
        return Reply::plain(200, if changed { "changed" } else { "same" });
    }
    match decoded(path) {
        Some(path) if path.starts_with('/') => board.at(&path),
        _ => Reply::plain(400, "this is no address of a page"),
    }
}

/// Whether a `Host` header names this machine: another name that leads here is one that somebody else gave it.
fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|local| name.eq_ignore_ascii_case(local))
}

/// A value of a query, decoded; empty if it is not there.
fn parameter(query: &str, name: &str) -> String {
    let values = query.split('&').filter_map(|pair| pair.split_once('='));
    values.filter(|(n, _)| *n == name).find_map(|(_, value)| decoded(value)).unwrap_or_default()
}

/// `%E4%BA%BA` as text; none if it is no UTF-8.
fn decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex =
            text.get(at + 1..at + 3).filter(|hex| byte == b'%' && hex.bytes().all(|b| b.is_ascii_hexdigit()));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(meant) => {
                decoded.push(meant);
                at += 3;
            }
            None => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).ok()
}

fn response(reply: Reply) -> Response<Cursor<Vec<u8>>> {
    let mut headers = vec![
        ("Content-Type", reply.kind),
        // A page is made anew at every save.
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("Referrer-Policy", "no-referrer"),
    ];
    if reply.status == 405 {
        headers.push(("Allow", "GET, HEAD"));
    }
    let (status, body) = (reply.status, reply.sent());
    let response = Response::from_data(body).with_status_code(status).with_chunked_threshold(usize::MAX);
    let headers = headers.into_iter().filter_map(|(name, value)| Header::from_bytes(name, value).ok());
    headers.fold(response, Response::with_header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_a_host() {
        for host in ["localhost", "LOCALHOST:7373", "127.0.0.1:7373", "[::1]:80", "[::1]"] {
            assert!(is_local(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "127.0.0.1.evil.example:7373",
            "localhost.:80",
            "::1",
            "127.0.0.1:80:80",
            "a:b",
        ] {
            assert!(!is_local(host), "{host}");
        }
    }

    #[test]
    fn addresses_are_decoded_once() {
        assert_eq!(decoded("/%E4%BA%BA.html").as_deref(), Some("/人.html"));
        assert_eq!(decoded("/%252e%2").as_deref(), Some("/%2e%2"));
        assert_eq!(decoded("/%%é").as_deref(), Some("/%%é"));
        assert_eq!(decoded("/%ff"), None);
        assert_eq!(parameter("a=1&page=%2Fx", "page"), "/x");
    }
}
