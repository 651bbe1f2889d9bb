//! Where the action takes the program from.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use serde_json::json;

use super::{play_action, repository};
use crate::runner::{Hub, Outcome};

const FILE: &str = "v1.2.3/paceline-x86_64-unknown-linux-musl.tar.gz";

/// Answers every request with `reply`: its address.
fn serve(reply: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut connection in listener.incoming().flatten() {
            let mut request = [0; 4096];
            let count = connection.read(&mut request).unwrap();
            let is_asked = String::from_utf8_lossy(&request[..count]).contains(FILE);
            let status = if is_asked { "200 OK" } else { "404 Not Found" };
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n", reply.len());
            // A client that went away is no failure of the server's.
            drop(connection.write_all(&[head.as_bytes(), &reply].concat()));
        }
    });
    url
}

/// A release with a program that says what it is, and its checksum.
fn release(hub: &Hub) -> (Vec<u8>, String) {
    let folder = hub.author.path("release/paceline-x86_64-unknown-linux-musl");
    let script = "release/paceline-x86_64-unknown-linux-musl/paceline";
    hub.author.write(script, "#!/bin/sh\necho \"released $*\"\n");
    let pack = "chmod +x */paceline && tar -czf archive paceline-* && sha256sum archive";
    let output = Command::new("sh")
        .args(["-c", pack])
        .current_dir(folder.parent().unwrap())
        .output()
        .unwrap();
    assert!(output.status.success());
    let checksum = String::from_utf8(output.stdout).unwrap();
    let archive = fs::read(hub.author.path("release/archive")).unwrap();
    fs::remove_dir_all(hub.author.path("release")).unwrap();
    (archive, checksum.split(' ').next().unwrap().to_owned())
}

#[test]
fn a_release_is_taken_if_it_is_what_was_pinned_and_else_never_run() {
    let hub = repository();
    let (archive, checksum) = release(&hub);
    hub.pin(&format!("{checksum}  {FILE}\n"));
    let mut damaged = archive.clone();
    *damaged.last_mut().unwrap() ^= 1;
    for (reply, outcome, told) in [
        (archive, Outcome::Success, "released --version"),
        (damaged, Outcome::Failure, "it is not what was released"),
    ] {
        let script = format!("echo PACELINE_DOWNLOAD_URL={} >>\"$GITHUB_ENV\"", serve(reply));
        let run = play_action(&hub, &script, &json!({ "mode": "install", "version": "1.2.3" }));
        assert_eq!(run.outcome(), outcome, "{}", run.logs());
        assert!(run.step("gate/install").log.contains(told), "{}", run.logs());
        let ran = run.logs().contains("released --version");
        assert_eq!(ran, outcome == Outcome::Success);
    }
}

#[test]
fn an_address_elsewhere_is_not_believed() {
    let hub = repository();
    hub.pin(&format!("{}  {FILE}\n", "0".repeat(64)));
    for url in
        ["http://example.org", "http://127.0.0.1.example.org", "file:///tmp", "http://127.0.0.1@x"]
    {
        let script = format!("echo PACELINE_DOWNLOAD_URL={url} >>\"$GITHUB_ENV\"");
        let run = play_action(&hub, &script, &json!({ "mode": "install", "version": "1.2.3" }));
        assert_eq!(run.outcome(), Outcome::Failure, "{}", run.logs());
        assert!(run.step("gate/install").log.contains("is for tests"), "{}", run.logs());
    }
}

#[test]
fn a_server_that_is_down_is_told_in_one_error() {
    let hub = repository();
    hub.pin(&format!("{}  {FILE}\n", "0".repeat(64)));
    // Nobody listens where somebody did.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let script = format!("echo PACELINE_DOWNLOAD_URL=http://{address} >>\"$GITHUB_ENV\"");
    let run = play_action(&hub, &script, &json!({ "mode": "install", "version": "1.2.3" }));
    assert_eq!(run.outcome(), Outcome::Failure);
    let step = run.step("gate/install");
    assert!(step.log.contains("can't download"), "{}", step.log);
    assert_eq!(step.commands.iter().filter(|it| it.name == "error").count(), 1);
}
