//! The server: one thread per connection, one request per connection.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::fault::Damage;
use super::routes::{Answer, Asked, answer};
use super::spec::GITHUB;
use super::state::{Seen, State};
use super::token::needed;

/// Largest head of a request.
const LARGEST_HEAD: usize = 64 << 10;

/// The fake, until it is dropped.
pub(crate) struct Github {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    /// What stands before every path, as on an Enterprise server.
    prefix: &'static str,
}

impl Github {
    /// Starts a server with an open pull request 7 of `octo:fix` at `sha`.
    pub(crate) fn start() -> Self {
        Self::start_at("")
    }

    /// The same, with its API below `prefix`.
    pub(crate) fn start_at(prefix: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State {
            author: "github-actions[bot]".to_owned(),
            ..State::default()
        }));
        let shared = Arc::clone(&state);
        // Ends with the process: a test's server is of no use to the next one.
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || serve(connection, &state, prefix));
            }
        });
        Self { address, state, prefix }
    }

    /// Base of its API.
    pub(crate) fn url(&self) -> String {
        format!("http://{}{}", self.address, self.prefix)
    }

    /// What it knows now.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

fn serve(mut connection: TcpStream, state: &Mutex<State>, prefix: &str) {
    // A client that went away is no failure of the server's.
    if let Some(request) = read(&mut connection) {
        drop(respond(&mut connection, &request, state, prefix));
    }
}

fn read(connection: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 << 10];
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        if let httparse::Status::Complete(length) = request.parse(&bytes).ok()? {
            let headers: BTreeMap<_, _> = request
                .headers
                .iter()
                .map(|header| {
                    let value = String::from_utf8_lossy(header.value).into_owned();
                    (header.name.to_lowercase(), value)
                })
                .collect();
            let size = headers.get("content-length").map_or(Ok(0), |size| size.parse::<usize>());
            let mut seen = Seen {
                method: request.method?.to_owned(),
                target: request.path?.to_owned(),
                headers,
                body: String::new(),
            };
            let mut body = bytes[length..].to_vec();
            body.resize(size.ok()?, 0);
            let come = bytes.len() - length;
            connection.read_exact(&mut body[come..]).ok()?;
            seen.body = String::from_utf8(body).ok()?;
            return Some(seen);
        }
        let count = connection.read(&mut buffer).ok()?;
        bytes.extend_from_slice(&buffer[..count]);
        if count == 0 || bytes.len() > LARGEST_HEAD {
            return None;
        }
    }
}

fn respond(
    connection: &mut TcpStream,
    request: &Seen,
    state: &Mutex<State>,
    prefix: &str,
) -> std::io::Result<()> {
    let damage = {
        let mut state = state.lock().unwrap();
        state.seen.push(request.clone());
        state.fault(&request.method, &request.target).map(|fault| fault.damage)
    };
    match &damage {
        Some(Damage::Instead { status, headers, body }) => {
            return send(connection, *status, headers, body);
        }
        Some(Damage::Reset) => return Ok(()),
        Some(Damage::Silent) => {
            // Until the client closes its end.
            let mut rest = [0; 1];
            return connection.read(&mut rest).map(|_count| ());
        }
        Some(Damage::Slow(time)) => thread::sleep(Duration::from_millis(*time)),
        _later => {}
    }
    let answer = handle(&mut state.lock().unwrap(), request, prefix);
    let body = match (&damage, answer.body) {
        (Some(Damage::Stale), Some(Value::Array(mut list))) => {
            list.pop();
            Value::Array(list).to_string()
        }
        (_, Some(body)) => body.to_string(),
        (_, None) => String::new(),
    };
    let mut headers = vec![("x-ratelimit-remaining", "4999".to_owned())];
    if answer.has_next {
        headers.push(("link", "<http://127.0.0.1:1/elsewhere?page=2>; rel=\"next\"".to_owned()));
    }
    match damage {
        Some(Damage::After(status)) => send(connection, status, &[], "<html>Unicorn!</html>"),
        Some(Damage::ResetAfter) => Ok(()),
        Some(Damage::Html) => send(connection, answer.status, &headers, "<html>Sign in</html>"),
        Some(Damage::Garbage) => send(connection, answer.status, &headers, "{\"id\":"),
        Some(Damage::OtherShape) => send(connection, answer.status, &headers, "{\"id\":\"x\"}"),
        Some(Damage::Truncated) => {
            let half = body.len() / 2;
            let head = head(answer.status, &headers, body.len());
            connection.write_all(head.as_bytes())?;
            connection.write_all(&body.as_bytes()[..half])
        }
        _whole => send(connection, answer.status, &headers, &body),
    }
}

fn send(
    connection: &mut TcpStream,
    status: u16,
    headers: &[(&str, String)],
    body: &str,
) -> std::io::Result<()> {
    connection.write_all(head(status, headers, body.len()).as_bytes())?;
    connection.write_all(body.as_bytes())?;
    connection.flush()
}

fn head(status: u16, headers: &[(&str, String)], length: usize) -> String {
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let headers = headers.concat();
    // Neither a body nor its length belongs to 204.
    let length =
        if status == 204 { String::new() } else { format!("content-length: {length}\r\n") };
    let kind = "content-type: application/json; charset=utf-8\r\nconnection: close\r\n";
    format!("HTTP/1.1 {status} X\r\n{kind}{length}{headers}\r\n")
}

/// Checks the request, does what it asks, and checks the reply.
fn handle(state: &mut State, request: &Seen, prefix: &str) -> Answer {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let query: Vec<_> = query.split('&').filter(|part| !part.is_empty()).map(pair).collect();
    let operation =
        path.strip_prefix(prefix).and_then(|path| GITHUB.operation(&request.method, path));
    let Some(operation) = operation else {
        state.violations.push(format!("no operation {} {path}", request.method));
        return Answer { status: 404, body: Some(serde_json::json!({})), has_next: false };
    };
    let mut problems = header_problems(request);
    problems.extend(operation.query_problems(&query));
    let body: Option<Value> = serde_json::from_str(&request.body).ok();
    if body.is_none() && !request.body.is_empty() {
        problems.push("the body is no JSON".to_owned());
    }
    problems.extend(operation.body_problems(body.as_ref()));
    let is_wrong = !problems.is_empty();
    let place = format!("{} {}", request.method, request.target);
    state.violations.extend(problems.iter().map(|problem| format!("{place}: {problem}")));
    if is_wrong {
        let message = serde_json::json!({ "message": problems.join("; ") });
        return Answer { status: 422, body: Some(message), has_next: false };
    }
    let body = body.unwrap_or_default();
    let asked =
        Asked { method: &request.method, operation: &operation, query: &query, body: &body };
    let token = request.headers.get("authorization").and_then(|it| it.strip_prefix("Bearer "));
    let needed = needed(operation.template);
    let writes = request.method != "GET";
    if !needed.is_empty() && !state.tokens.may(token.unwrap_or_default(), needed, writes) {
        let message = "Resource not accessible by integration";
        let body = serde_json::json!({ "message": message, "documentation_url": "https://docs" });
        return Answer { status: 403, body: Some(body), has_next: false };
    }
    let answer = answer(state, &asked);
    // Errors are not described for every operation that has them.
    if answer.status < 300 {
        let problems = operation.reply_problems(answer.status, answer.body.as_ref());
        state.violations.extend(problems.iter().map(|it| format!("own reply to {place}: {it}")));
    }
    answer
}

fn header_problems(request: &Seen) -> Vec<String> {
    let header = |name: &str| request.headers.get(name).map(String::as_str).unwrap_or_default();
    let checks = [
        ("user-agent", header("user-agent").starts_with("paceline/")),
        ("accept", header("accept") == "application/vnd.github+json"),
        ("authorization", header("authorization").starts_with("Bearer gh")),
        ("x-github-api-version", header("x-github-api-version") == "2022-11-28"),
        ("content-type", request.body.is_empty() || header("content-type") == "application/json"),
    ];
    let wrong = checks.iter().filter(|(_, is_right)| !is_right);
    wrong.map(|(name, _)| format!("header {name} is `{}`", header(name))).collect()
}

/// A parameter of a query, its escapes resolved.
fn pair(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (decoded(name), decoded(value))
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let escape = others.get(..2).filter(|_| *first == b'%');
        let byte = escape.and_then(|digits| std::str::from_utf8(digits).ok());
        if let Some(byte) = byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = &others[2..];
        } else {
            bytes.push(*first);
            rest = others;
        }
    }
    String::from_utf8(bytes).unwrap()
}
