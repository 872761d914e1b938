//! What libraries send, and what is wrong with what others do.

use axum::body::Bytes;
use http::HeaderMap;
use serde_json::{Value, json};

use super::*;

fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
    list.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
}

fn read_one(list: &[(&'static str, &'static str)], body: &str) -> Told {
    match read(&headers(list), &Bytes::from(body.to_owned()), 10) {
        Ok(Request::One(told)) => *told,
        other => panic!("{other:?}"),
    }
}

fn structured_event(change: impl FnOnce(&mut Value)) -> Told {
    let mut event = json!({
        "specversion": "1.0", "id": "mail-1", "source": "/crm", "type": "acme.mails", "subject": "anna",
        "time": "2026-11-21T12:00:00Z", "datacontenttype": "application/json", "traceparent": "x", "data": {"quantity": 3},
    });
    change(&mut event);
    read_one(&[("content-type", "application/cloudevents+json; charset=utf-8")], &event.to_string())
}

fn code(told: &Told) -> &str {
    told.event.as_ref().err().map_or("", |problem| &problem.code)
}

fn whole_event() -> Reported {
    let mut event = Reported::new("/crm", "mail-1", "acme.mails");
    event.about("anna");
    event.at_ms = Some(1_795_262_400_000);
    event.quantity = Some(3);
    event
}

#[test]
fn the_modes_say_the_same() {
    let structured = structured_event(|_| {});
    assert_eq!(structured.event.unwrap(), whole_event());
    assert_eq!((&*structured.source, &*structured.id, &*structured.meter), ("/crm", "mail-1", "acme.mails"));
    let attributes = [
        ("ce-specversion", "1.0"),
        ("ce-id", "mail%2D1"),
        ("ce-source", "/crm"),
        ("ce-type", "ACME.mails"),
        ("ce-subject", "anna"),
        ("ce-time", "2026-11-21T13:00:00+01:00"),
    ];
    // Some libraries send no content type at all with binary events.
    for kind in [None, Some("application/json"), Some("application/vnd.acme+json; v=1")] {
        let all: Vec<_> = attributes.into_iter().chain(kind.map(|kind| ("content-type", kind))).collect();
        assert_eq!(read_one(&all, r#"{"quantity": 3}"#).event.unwrap(), whole_event(), "{kind:?}");
    }
    let batch = json!([{"specversion": "1.0", "id": "a", "source": "s", "type": "t", "data_base64": "eyJxdWFudGl0eSI6M30="}, 7]);
    let kind = headers(&[("content-type", "application/cloudevents-batch+json")]);
    let Ok(Request::Many(batch)) = read(&kind, &Bytes::from(batch.to_string()), 10) else { panic!() };
    assert_eq!(batch[0].event.as_ref().unwrap().quantity, Some(3));
    assert_eq!(code(&batch[1]), "event_unreadable", "and the other one is read all the same");
}

#[test]
fn letters_beyond_ascii_are_the_same_in_every_spelling() {
    for source in [&b"/crm/%C3%A5 b"[..], b"/crm/%c3%a5%20b", "/crm/å b".as_bytes(), b"/crm/\xe5 b"] {
        let mut all = headers(&[("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-type", "acme.mails")]);
        all.insert("ce-source", source.try_into().unwrap());
        let Ok(Request::One(told)) = read(&all, &Bytes::new(), 1) else { panic!() };
        assert_eq!(told.source, "/crm/å b");
        assert_eq!(told.event.unwrap(), Reported::new("/crm/å b", "1", "acme.mails"));
    }
}

#[test]
fn what_is_wrong_is_named() {
    let edited = |name: &str, value: Value| structured_event(|event| event[name] = value);
    for name in ["id", "source", "type", "specversion"] {
        assert_eq!(code(&edited(name, Value::Null)), "attribute_missing", "{name}");
        assert_eq!(code(&edited(name, json!(""))), "attribute_missing", "{name}");
        assert_eq!(code(&edited(name, json!(7))), "attribute_wrong", "{name}");
    }
    assert_eq!(code(&edited("specversion", json!("0.3"))), "specversion_unknown");
    assert_eq!(code(&edited("subject", json!({}))), "attribute_wrong");
    assert_eq!(code(&edited("time", json!("yesterday"))), "time_unreadable");
    assert_eq!(code(&edited("time", json!("2026-11-21T12:00:00"))), "time_unreadable", "no zone");
    for data in [json!(3), json!("{}"), json!([])] {
        assert_eq!(code(&edited("data", data)), "data_unreadable");
    }
    for quantity in [json!(-1), json!(0.5), json!("3"), json!(1e15 + 2.0), json!(u64::MAX), json!(true)] {
        assert_eq!(code(&edited("data", json!({ "quantity": quantity }))), "quantity_wrong");
    }
    assert_eq!(code(&edited("data", json!({"quantity": 1, "corrects": 7}))), "corrects_unknown");
}

#[test]
fn numbers_are_exact() {
    let quantity = |text: &str| {
        let data = serde_json::from_str(&format!(r#"{{"quantity":{text}}}"#)).unwrap();
        data::usage(data).map(|usage| usage.quantity).map_err(|problem| problem.code.to_string())
    };
    for (text, whole) in
        [("3", 3), ("3.0", 3), ("3e2", 300), ("0", 0), ("-0", 0), ("1000000000000000", 1_000_000_000_000_000)]
    {
        assert_eq!(quantity(text), Ok(Some(whole)), "{text}");
    }
    for text in ["3.5", "-3", "1000000000000001", "1e16", "9007199254740993"] {
        assert_eq!(quantity(text), Err("quantity_wrong".to_owned()), "{text}");
    }
}

#[test]
fn a_correction_is_about_the_same_source() {
    let told = structured_event(|event| event["data"] = json!({"quantity": 0, "corrects": "mail-0"}));
    let mut expected = whole_event();
    expected.corrects("/crm", "mail-0");
    expected.quantity = Some(0);
    assert_eq!(told.event.unwrap(), expected);
}

#[test]
fn a_request_that_is_no_event_is_refused_whole() {
    let refused = |list: &[(&'static str, &'static str)], body: &str| {
        read(&headers(list), &Bytes::from(body.to_owned()), 2).unwrap_err()
    };
    let batch = [("content-type", "application/cloudevents-batch+json")];
    assert_eq!(refused(&[("content-type", "application/json")], "{}").status, 415);
    assert_eq!(refused(&batch, "{}").code, "bad_request");
    assert_eq!(refused(&batch, "[").code, "bad_request");
    let said = refused(&batch, "").detail.unwrap();
    assert!(said.starts_with("The body is not JSON: it ends too early"), "not in the parser's words: {said}");
    assert_eq!(refused(&batch, "[1,2,3]").code, "too_many_events");
}
