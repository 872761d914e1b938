//! What the client sends, and what it makes of answers: against a server of a few lines that says what it is told.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

use licentia_client::{Client, Error};
use licentia_protocol::api::{Access, CheckBatch, CheckQuestion};

/// A request as it arrived: first line, headers, body.
struct Seen {
    line: String,
    headers: Vec<String>,
    body: String,
}

/// Serves these answers, one connection each, and tells what was asked.
fn server(answers: Vec<(u16, &'static str)>) -> (String, JoinHandle<Vec<Seen>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        answers
            .into_iter()
            .map(|(status, answer)| {
                let (mut stream, _) = listener.accept().unwrap();
                let seen = read(&mut BufReader::new(stream.try_clone().unwrap()));
                let length = answer.len();
                write!(
                    stream,
                    "HTTP/1.1 {status} X\r\netag: \"7\"\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{answer}"
                )
                .unwrap();
                seen
            })
            .collect()
    });
    (base, thread)
}

fn read(stream: &mut impl BufRead) -> Seen {
    let mut lines = stream.by_ref().lines().map(|line| line.unwrap());
    let line = lines.next().unwrap();
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let length = headers.iter().find_map(|header| header.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).unwrap();
    Seen { line, headers, body: String::from_utf8(body).unwrap() }
}

const NO_SEAT: &str = r#"{"allowed":false,"access":"none","code":"no_seat","message":"Anna has no seat.","until":null,"standing":"current","demo":false,"revision":7}"#;

#[test]
fn a_check_is_asked_with_the_token_and_a_refusal_is_an_answer() {
    let (base, thread) = server(vec![(200, NO_SEAT)]);
    let answer = Client::new(&base, "lic_secret").check("anna", "superoffice.sale-cal").unwrap();
    assert!(!answer.allowed);
    assert_eq!((answer.access, &*answer.code, answer.revision), (Access::None, "no_seat", 7));
    let seen = thread.join().unwrap().remove(0);
    assert_eq!(seen.line, "POST /api/v1/checks HTTP/1.1");
    assert!(seen.headers.contains(&"authorization: Bearer lic_secret".to_owned()));
    assert_eq!(seen.body, r#"{"user":"anna","module":"superoffice.sale-cal"}"#);
}

#[test]
fn a_batch_and_a_why_are_asked_at_their_places() {
    let why = NO_SEAT.replace(r#""revision":7"#, r#""revision":7,"trace":[{"rule":"no_seat","holds":false,"detail":"none free"}],"remedies":[{"who":"administrator","action":"assign"}],"later":1"#);
    let why: &'static str = Box::leak(why.into_boxed_str());
    let (base, thread) = server(vec![(200, r#"{"items":[],"revision":9}"#), (200, why)]);
    let client = Client::new(&base, "t");
    assert_eq!(client.check_batch(&CheckBatch::default()).unwrap().revision, 9);
    let question = CheckQuestion { user: "anna".into(), module: "a.b".into(), ..CheckQuestion::default() };
    let answer = client.why(&question).unwrap();
    assert_eq!(answer.trace[0].rule, "no_seat");
    assert_eq!(answer.remedies[0].who, "administrator");
    let lines: Vec<String> = thread.join().unwrap().into_iter().map(|seen| seen.line).collect();
    assert_eq!(lines, ["POST /api/v1/checks/batch HTTP/1.1", "POST /api/v1/checks/why HTTP/1.1"]);
}

#[test]
fn what_was_read_is_replaced_only_as_it_was_read() {
    let (base, thread) = server(vec![(200, r#"{"months":12}"#), (200, r#"{"months":24}"#)]);
    let client = Client::new(&base, "t");
    let (mut terms, tag) = client.get_tagged("/api/v1/customers/1/terms").unwrap();
    terms["months"] = 24.into();
    client.put_over("/api/v1/customers/1/terms", tag.as_deref(), &terms).unwrap();
    let seen = thread.join().unwrap().remove(1);
    assert_eq!(seen.line, "PUT /api/v1/customers/1/terms HTTP/1.1");
    assert!(seen.headers.contains(&"if-match: \"7\"".to_owned()), "{:?}", seen.headers);
    assert_eq!(seen.body, r#"{"months":24}"#);
}

#[test]
fn a_problem_carries_its_code_and_its_further_members() {
    let problem = r#"{"type":"about:blank","title":"Something is in the way.","status":409,"code":"blocked","blocked":[{"module":"a.b","to_remove":2}]}"#;
    let (base, _thread) = server(vec![(409, problem)]);
    let error =
        Client::new(&base, "t").post("/api/v1/packages/1/activate", &serde_json::json!({})).unwrap_err();
    assert_eq!(error.code(), Some("blocked"));
    assert_eq!(error.to_string(), "Something is in the way. [blocked]");
    let Error::Problem(problem) = error else { panic!("{error}") };
    assert_eq!(problem.extra["blocked"][0]["to_remove"], 2);
}

#[test]
fn what_is_no_problem_of_ours_is_called_an_answer_that_is_not_understood() {
    for body in ["<h1>502 Bad Gateway</h1>", r#"{"message":"no upstream"}"#, ""] {
        let (base, _thread) = server(vec![(502, body)]);
        let error = Client::new(&base, "t").get("/api/v1/licences").unwrap_err();
        assert!(matches!(error, Error::Answer { status: 502, .. }), "{body}: {error:?}");
        assert_eq!(error.code(), None);
    }
}

#[test]
fn a_whole_list_follows_its_pages_once() {
    let (base, thread) =
        server(vec![(200, r#"{"items":[1,2],"next":"a+b/="}"#), (200, r#"{"items":[3],"next":null}"#)]);
    let list = Client::new(&base, "t").get_all("/api/v1/users?limit=2").unwrap();
    assert_eq!(list["items"], serde_json::json!([1, 2, 3]));
    let lines: Vec<String> = thread.join().unwrap().into_iter().map(|seen| seen.line).collect();
    assert_eq!(lines[1], "GET /api/v1/users?limit=2&cursor=a%2Bb%2F%3D HTTP/1.1");
}

#[test]
fn a_cursor_that_leads_back_to_itself_ends_in_an_error() {
    let page = r#"{"items":[1],"next":"same"}"#;
    let (base, _thread) = server(vec![(200, page), (200, page)]);
    let error = Client::new(&base, "t").get_all("/api/v1/users").unwrap_err();
    assert!(matches!(error, Error::Answer { .. }), "{error:?}");
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let base = "http://127.0.0.1:9";
    let error = Client::new(base, "lic_secret").check("anna", "a.b").unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    assert!(error.to_string().starts_with(base), "{error}");
}

#[test]
fn the_token_is_not_printed() {
    let shown = format!("{:?}", Client::new("http://localhost", "lic_secret"));
    assert!(!shown.contains("secret"), "{shown}");
}
