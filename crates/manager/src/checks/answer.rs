//! The answer to a check as JSON, written by hand.
//!
//! **The least work**: the answer is some 250 bytes, most of them the same every time. They are copied into one buffer;
//! nothing else is allocated. The shape is `licentia_protocol::api::CheckAnswer`, and a test reads it back as that.

use std::io::Write as _;

use jiff::civil::Date;
use licentia_core::decide::Access;
use licentia_ui::Lang;

use super::{Answered, DEMO_RECORD_CAP, Via, Words};

/// Appends the answer to `out`.
pub(crate) fn write_answer(out: &mut Vec<u8>, words: &Words, lang: Lang, answered: &Answered<'_>) {
    out.push(b'{');
    write_members(out, words, lang, answered);
    out.push(b'}');
}

/// Appends the members of the answer, without the braces.
pub(super) fn write_members(out: &mut Vec<u8>, words: &Words, lang: Lang, answered: &Answered<'_>) {
    let decision = &answered.decision;
    let head: &[u8] = match decision.access {
        Access::Full => br#""allowed":true,"access":"full","code":""#,
        Access::Read => br#""allowed":false,"access":"read","code":""#,
        Access::None => br#""allowed":false,"access":"none","code":""#,
    };
    out.extend_from_slice(head);
    out.extend_from_slice(decision.code.as_str().as_bytes());
    out.extend_from_slice(br#"","message":"#);
    out.extend_from_slice(words.json(lang, decision.code).as_bytes());
    out.extend_from_slice(br#","until":"#);
    write_day(out, decision.until);
    if let Some(via) = answered.via() {
        write_via(out, answered, via);
    }
    out.extend_from_slice(br#","standing":"#);
    if answered.licensed {
        write_text(out, decision.standing.as_str());
    } else {
        out.extend_from_slice(b"null");
    }
    if decision.demo {
        write_demo(out, answered);
    } else {
        out.extend_from_slice(br#","demo":false"#);
    }
    if decision.waiting {
        out.extend_from_slice(br#","waiting":true"#);
    }
    out.extend_from_slice(br#","revision":"#);
    write_number(out, answered.snapshot.revision());
}

fn write_via(out: &mut Vec<u8>, answered: &Answered<'_>, via: Via) {
    out.extend_from_slice(br#","source":""#);
    match via {
        Via::Plan(plan) => {
            out.extend_from_slice(b"plan ");
            // Names are small letters, digits, hyphens and one dot: nothing to escape.
            out.extend_from_slice(answered.snapshot.name(plan).map_or("", |name| name.as_str()).as_bytes());
        }
        Via::Granted(source) => out.extend_from_slice(source.as_str().as_bytes()),
        Via::Scope(scope) => out.extend_from_slice(scope.as_str().as_bytes()),
    }
    out.push(b'"');
}

fn write_demo(out: &mut Vec<u8>, answered: &Answered<'_>) {
    let before = answered.snapshot.installation().licensed_before;
    write!(out, r#","demo":true,"licensed_before":{before},"record_cap":{DEMO_RECORD_CAP}"#)
        .expect("writing to a Vec cannot fail");
}

fn write_day(out: &mut Vec<u8>, day: Option<Date>) {
    let Some(day) = day else {
        out.extend_from_slice(b"null");
        return;
    };
    let (year, month, day) =
        (day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs());
    let digit = |number: u16| b'0' + (number % 10) as u8;
    let (month, day) = (u16::from(month), u16::from(day));
    out.extend_from_slice(&[
        b'"',
        digit(year / 1_000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(day / 10),
        digit(day),
        b'"',
    ]);
}

fn write_text(out: &mut Vec<u8>, plain: &str) {
    out.push(b'"');
    out.extend_from_slice(plain.as_bytes());
    out.push(b'"');
}

fn write_number(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Appends a text that somebody sent, escaped where it has to be.
pub(super) fn write_string(out: &mut Vec<u8>, text: &str) {
    if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        write_text(out, text);
    } else {
        out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
    }
}
