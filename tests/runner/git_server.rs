//! The repository `octo/cat` over HTTP on loopback, as a private one: git's own server program behind
//! a check of the token.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

use crate::fake::Tokens;

/// The server, until the test ends.
pub(super) struct GitServer {
    address: SocketAddr,
}

/// A request.
struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl GitServer {
    /// Serves the repositories in `folder` to whom `tokens` lets in.
    pub(super) fn start(folder: PathBuf, tokens: Arc<Tokens>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (folder, tokens) = (folder.clone(), Arc::clone(&tokens));
                thread::spawn(move || serve(connection, &folder, &tokens));
            }
        });
        Self { address }
    }

    /// As in `https://github.com`.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

fn serve(mut connection: TcpStream, folder: &Path, tokens: &Tokens) {
    let Some(request) = read(&mut connection) else { return };
    let reply = match refusal(&request, tokens) {
        Some(status) => {
            let ask =
                if status == 401 { "www-authenticate: Basic realm=\"GitHub\"\r\n" } else { "" };
            format!("HTTP/1.1 {status} X\r\n{ask}content-length: 0\r\nconnection: close\r\n\r\n")
                .into_bytes()
        }
        None => backend(&request, folder),
    };
    // A client that went away is no failure of the server's.
    drop(connection.write_all(&reply));
}

fn read(connection: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 << 10];
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        if let httparse::Status::Complete(length) = request.parse(&bytes).ok()? {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let headers = request.headers.iter();
            let headers: Vec<_> =
                headers.map(|it| (it.name.to_lowercase(), text(it.value))).collect();
            let (method, target) = (request.method?.to_owned(), request.path?.to_owned());
            let mut request = Request { method, target, headers, body: bytes[length..].to_vec() };
            let size = request.header("content-length").map_or(Some(0), |it| it.parse().ok())?;
            let come = request.body.len();
            request.body.resize(size, 0);
            connection.read_exact(&mut request.body[come..]).ok()?;
            return Some(request);
        }
        let count = connection.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
    }
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The status of a refusal. A token's job may read or write contents, or neither.
fn refusal(request: &Request, tokens: &Tokens) -> Option<u16> {
    let is_sent = |(name, _): &&(String, String)| name == "authorization";
    if request.headers.iter().filter(is_sent).count() > 1 {
        return Some(400);
    }
    let given = request.header("authorization").and_then(|it| it.split_once(' '));
    let given = given.map(|(_basic, given)| given).unwrap_or_default();
    let is_of = |token: &&String| given == base64(&format!("x-access-token:{token}"));
    let all = tokens.all();
    let Some(token) = all.iter().find(is_of) else { return Some(401) };
    let is_write = request.target.contains("git-receive-pack");
    let may = tokens.may(token, &["contents"], is_write);
    (!may).then_some(403)
}

/// What git's own server program answers.
fn backend(request: &Request, folder: &Path) -> Vec<u8> {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let mut command = Command::new("git");
    command.arg("http-backend").env("GIT_PROJECT_ROOT", folder).env("GIT_HTTP_EXPORT_ALL", "1");
    command.env("PATH_INFO", path).env("QUERY_STRING", query).env("REMOTE_USER", "x");
    command.env("REQUEST_METHOD", &request.method);
    command.env("CONTENT_LENGTH", request.body.len().to_string());
    let names = [
        ("content-type", "CONTENT_TYPE"),
        ("content-encoding", "HTTP_CONTENT_ENCODING"),
        ("git-protocol", "GIT_PROTOCOL"),
    ];
    for (header, variable) in names {
        command.env(variable, request.header(header).unwrap_or_default());
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let (mut input, body) = (child.stdin.take().unwrap(), request.body.clone());
    // It may answer before it has read everything.
    let writer = thread::spawn(move || input.write_all(&body));
    let output = child.wait_with_output().unwrap().stdout;
    drop(writer.join().unwrap());
    let end = output.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&output[..end]);
    let status = head.lines().find_map(|line| line.strip_prefix("Status: ")).unwrap_or("200 OK");
    let length = output.len() - end - 4;
    let head = format!(
        "HTTP/1.1 {status}\r\n{head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    [head.as_bytes(), &output[end + 4..]].concat()
}

/// The text in the alphabet of HTTP's basic authentication.
pub(super) fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = |bytes: &[u8]| {
        let byte = |place: usize| usize::from(bytes.get(place).copied().unwrap_or_default());
        let bits = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        let digit = |place: usize| {
            if place > bytes.len() {
                '='
            } else {
                char::from(DIGITS[(bits >> (18 - 6 * place)) & 63])
            }
        };
        [0, 1, 2, 3].map(digit).into_iter().collect::<String>()
    };
    text.as_bytes().chunks(3).map(digits).collect()
}
