//! Git's own HTTP server on 127.0.0.1: a listener that runs `git http-backend` for each request.

use std::io::{BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

/// Serves the repositories in `folder`, for reading and writing, for as long as the process lives,
/// and gives the address.
pub(crate) fn serve(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let folder = folder.to_owned();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            // A client that goes away is its own problem.
            thread::spawn(move || drop(answer(stream, &folder)));
        }
    });
    format!("http://{address}")
}

/// A request as CGI has it: variables and body.
struct Request {
    variables: Vec<(String, String)>,
    body: Vec<u8>,
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let request = read(&mut BufReader::new(&stream))?;
    let mut backend = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", folder)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .envs(request.variables)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut input = backend.stdin.take().unwrap();
    // Its answer may be long as well, so both ends move at once.
    let writer = thread::spawn(move || drop(input.write_all(&request.body)));
    let output = backend.wait_with_output()?.stdout;
    writer.join().unwrap();
    let text = String::from_utf8_lossy(&output[..output.len().min(1000)]).into_owned();
    let status = text.lines().find_map(|line| line.strip_prefix("Status: "));
    let status = status.unwrap_or("200 OK");
    stream.write_all(format!("HTTP/1.1 {status}\r\nConnection: close\r\n").as_bytes())?;
    stream.write_all(&output)
}

fn read(reader: &mut impl std::io::BufRead) -> std::io::Result<Request> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut words = lines.first().map_or("", String::as_str).split(' ');
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let header = |name: &str| {
        let mut headers = lines.iter().skip(1).filter_map(|line| line.split_once(": "));
        headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    };
    let body = match header("Transfer-Encoding") {
        "chunked" => chunks(reader)?,
        _whole => {
            let mut body = vec![0; header("Content-Length").parse().unwrap_or(0)];
            reader.read_exact(&mut body)?;
            body
        }
    };
    let length = body.len().to_string();
    let variables = [
        ("REQUEST_METHOD", method),
        ("PATH_INFO", path),
        ("QUERY_STRING", query),
        ("CONTENT_TYPE", header("Content-Type")),
        ("CONTENT_LENGTH", &length),
        ("HTTP_CONTENT_ENCODING", header("Content-Encoding")),
        ("GIT_PROTOCOL", header("Git-Protocol")),
    ];
    let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    Ok(Request { variables: variables.map(own).to_vec(), body })
}

fn chunks(reader: &mut impl std::io::BufRead) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let length = u64::from_str_radix(line.trim(), 16).unwrap_or(0);
        reader.by_ref().take(length).read_to_end(&mut body)?;
        reader.read_line(&mut line)?;
        if length == 0 {
            return Ok(body);
        }
    }
}
