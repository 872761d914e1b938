use std::io::Write as _;
use std::net::{Shutdown, TcpListener, TcpStream};

use super::*;
use crate::testing::PATIENCE;

/// Where nobody listens: no port of a test's own, which another test could be given meanwhile.
const NOBODY: &str = "http://127.0.0.1:9/";

/// A server that answers one connection with `answer` and tells what it was asked.
fn server(answer: impl Into<Vec<u8>>) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = answer.into();
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let asked = request(&mut stream);
        let _ = stream.write_all(&answer).and_then(|()| stream.shutdown(Shutdown::Write));
        // A connection closed over something unread is broken off, and the answer can be lost with it.
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
        asked
    });
    (url, asked)
}

fn request(stream: &mut TcpStream) -> String {
    let (mut asked, mut bytes) = (String::new(), [0; 1024]);
    loop {
        let read = stream.read(&mut bytes).unwrap();
        asked.push_str(&String::from_utf8_lossy(&bytes[..read]));
        // A TLS greeting is not ASCII.
        if read == 0 || !asked.is_ascii() {
            return asked;
        }
        let Some((head, body)) = asked.split_once("\r\n\r\n") else { continue };
        let length = head
            .to_lowercase()
            .split("content-length: ")
            .nth(1)
            .map_or(0, |rest| rest.lines().next().unwrap().parse().unwrap());
        if body.len() >= length {
            return asked;
        }
    }
}

fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn outbound() -> Outbound {
    Outbound::with("", PATIENCE, PATIENCE)
}

#[tokio::test]
async fn bytes_go_out_and_come_back() {
    let (url, asked) = server(answer("200 OK", "signed"));
    let came = outbound().post(&url, "application/licentia-request", b"line\n".to_vec(), 6).await;
    assert_eq!(came, Ok((200, b"signed".to_vec())));
    let asked = asked.join().unwrap();
    assert!(asked.starts_with("POST / HTTP/1.1\r\n"), "{asked}");
    assert!(asked.to_lowercase().contains("content-type: application/licentia-request\r\n"), "{asked}");
    assert!(asked.ends_with("\r\n\r\nline\n"), "{asked}");
}

#[tokio::test]
async fn every_failure_has_its_code() {
    let code = async |url: &str, limit| outbound().get(url, limit).await.unwrap_err().code();
    let (url, _) = server(answer("200 OK", "1234567"));
    assert_eq!(code(&url, 6).await, "too_large");
    let (url, _) = server("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbroken");
    assert_eq!(code(&url, 100).await, "unreachable");
    let (url, _) = server("no HTTP at all");
    assert_eq!(code(&url, 100).await, "unreachable");
    let (url, _) = server("no TLS at all, whatever the client says in its greeting");
    assert_eq!(code(&url.replace("http:", "https:"), 100).await, "tls");

    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let in_a_hurry = Outbound::with("", PATIENCE, Duration::from_millis(300));
    assert_eq!(in_a_hurry.get(&url, 100).await.unwrap_err().code(), "timeout");
    assert_eq!(code(NOBODY, 100).await, "unreachable");
    for wrong in ["", "licensing.example.com", "ftp://a.example/", "http://", "http://me:secret@a.example/"] {
        assert_eq!(code(wrong, 100).await, "address_invalid", "{wrong}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_no_success() {
    let (url, asked) =
        server("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n");
    let came = outbound().get(&url, 100).await.unwrap();
    asked.join().unwrap();
    assert_eq!(success(came), Err(OutboundError::Status { status: 302, code: None }));
}

#[test]
fn a_problem_tells_its_code_and_nothing_longer() {
    let code = |body: &str| match success((409, body.as_bytes().to_vec())) {
        Err(OutboundError::Status { status: 409, code }) => code,
        other => panic!("{other:?}"),
    };
    assert_eq!(code(r#"{"code":"request_replayed","title":"x"}"#).as_deref(), Some("request_replayed"));
    assert_eq!(code(r#"{"code":"<b>hello</b>"}"#), None);
    assert_eq!(code(&format!(r#"{{"code":"{}"}}"#, "a".repeat(65))), None);
    assert_eq!(code("not JSON"), None);
    assert_eq!(success((204, Vec::new())), Ok(Vec::new()));
}

#[tokio::test]
async fn switched_off_it_opens_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let off = settings::Outbound { enabled: false, proxy: String::new() };
    assert_eq!(Outbound::new(&off).get(&url, 100).await, Err(OutboundError::Disabled));
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn a_proxy_is_asked_instead() {
    let (proxy, asked) = server(answer("200 OK", "through"));
    let outbound = Outbound::with(&proxy, PATIENCE, PATIENCE);
    let came = outbound.get("http://licensing.example.invalid/keys", 100).await;
    drop(outbound);
    assert!(asked.join().unwrap().contains("licensing.example.invalid"));
    assert!(came.is_ok() || came.unwrap_err().code() == "unreachable");
}
