//! A proxy between the job and the host.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use paceline_publish::Surroundings;

use crate::fake::Github;
use crate::fixture::Job;

/// A proxy that answers its first visitor with `reply`: what that asked for, and what it said then.
fn proxy(reply: &'static str) -> (String, JoinHandle<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let visit = thread::spawn(move || {
        let (mut visitor, _address) = listener.accept().unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            visitor.read_exact(&mut byte).unwrap();
            asked.extend(byte);
        }
        visitor.write_all(reply.as_bytes()).unwrap();
        let mut said = vec![0; 512];
        let count = visitor.read(&mut said).unwrap_or_default();
        said.truncate(count);
        (String::from_utf8(asked).unwrap(), said)
    });
    (format!("http://user:pass@{address}"), visit)
}

fn job(proxy: &str) -> Job {
    let mut job = Job::of(&Github::start(), "lru");
    let variables = [
        ("GITHUB_API_URL", "https://git.example/api/v3"),
        ("GITHUB_REPOSITORY", "octo/cat"),
        ("https_proxy", proxy),
    ];
    let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let variables: BTreeMap<_, _> = variables.into_iter().map(own).collect();
    job.surroundings = Surroundings::from_variables(&variables);
    job
}

#[test]
fn a_proxy_is_asked_for_the_host_and_sees_nothing_but_ciphers() {
    let (address, visit) = proxy("HTTP/1.1 200 Connection established\r\n\r\n");
    job(&address).publish(&Github::start());
    let (asked, said) = visit.join().unwrap();
    assert!(asked.starts_with("CONNECT git.example:443 HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("Proxy-Authorization: Basic dXNlcjpwYXNz\r\n"), "{asked}");
    assert!(!asked.contains("secret"), "{asked}");
    // The greeting of TLS, which names the host.
    assert_eq!(said[..2], [0x16, 0x03]);
    assert!(said.windows(11).any(|part| part == b"git.example"));
}

#[test]
fn a_proxy_that_refuses_is_a_notice() {
    let (address, visit) = proxy("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    let notices = job(&address).publish(&Github::start()).notices;
    visit.join().unwrap();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].starts_with("no comment: no usable answer ("), "{notices:?}");
    assert!(!notices[0].contains("pass"), "{notices:?}");
    let notices = job("socks5://127.0.0.1:1").publish(&Github::start()).notices;
    assert!(notices[0].contains("neither with `http` nor with `https`"), "{notices:?}");
}
