//! The attributes of an event: what it is called, what it is about, when it happened.

use http::HeaderMap;
use jiff::Timestamp;
use licentia_platform::problem::Problem;
use serde_json::{Map, Value};

use super::data;
use crate::meters::Reported;

/// An attribute: `Ok(None)` when it is not there, `Err` when it is no text.
pub(super) type Attribute = Result<Option<String>, ()>;

/// The attributes that matter here.
#[derive(Debug)]
pub(super) struct Attributes {
    specversion: Attribute,
    pub(super) id: Attribute,
    pub(super) source: Attribute,
    /// `type`.
    pub(super) kind: Attribute,
    subject: Attribute,
    time: Attribute,
}

impl Attributes {
    /// Those of a JSON object. `null` is as good as nothing (CloudEvents JSON format §2.2).
    pub(super) fn of_members(mut members: Map<String, Value>) -> Self {
        let mut take = |name| match members.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(()),
        };
        Self {
            specversion: take("specversion"),
            id: take("id"),
            source: take("source"),
            kind: take("type"),
            subject: take("subject"),
            time: take("time"),
        }
    }

    /// Those of headers, percent-encoded where a character needs it (HTTP binding §3.1.3.2).
    pub(super) fn of_headers(headers: &HeaderMap) -> Self {
        let take = |name| match headers.get(name) {
            None => Ok(None),
            Some(value) => Ok(Some(decoded(value.as_bytes()))),
        };
        Self {
            specversion: take("ce-specversion"),
            id: take("ce-id"),
            source: take("ce-source"),
            kind: take("ce-type"),
            subject: take("ce-subject"),
            time: take("ce-time"),
        }
    }

    /// The event, if everything about it can be read.
    pub(super) fn event(&self, data: Result<Value, Problem>) -> Result<Reported, Problem> {
        if required(&self.specversion, "specversion")? != "1.0" {
            return Err(Problem::refused(422, "specversion_unknown"));
        }
        let id = required(&self.id, "id")?;
        let source = required(&self.source, "source")?;
        let meter = required(&self.kind, "type")?.to_ascii_lowercase();
        let mut event = Reported::new(source, id, &meter);
        if let Some(subject) = optional(&self.subject, "subject")? {
            event.about(subject);
        }
        if let Some(time) = optional(&self.time, "time")? {
            let time: Timestamp = time.parse().map_err(|_| Problem::refused(422, "time_unreadable"))?;
            event.at_ms = Some(time.as_millisecond());
        }
        let data = data::usage(data?)?;
        event.quantity = data.quantity;
        if let Some(corrects) = data.corrects {
            event.corrects(source, &corrects);
        }
        Ok(event)
    }
}

fn required<'a>(attribute: &'a Attribute, name: &'static str) -> Result<&'a str, Problem> {
    optional(attribute, name)?.ok_or_else(|| missing(name))
}

/// One that is there says something.
fn optional<'a>(attribute: &'a Attribute, name: &'static str) -> Result<Option<&'a str>, Problem> {
    match attribute {
        Ok(Some(text)) if text.is_empty() => Err(missing(name)),
        Ok(text) => Ok(text.as_deref()),
        Err(()) => Err(Problem::refused(422, "attribute_wrong").arg("attribute", name)),
    }
}

fn missing(name: &'static str) -> Problem {
    Problem::refused(422, "attribute_missing").arg("attribute", name)
}

/// A header's value with its percent-encoding undone; a `%` that begins none stands for itself. Libraries that encode
/// nothing send Latin-1, as HTTP clients do with a text.
fn decoded(value: &[u8]) -> String {
    let hex = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let (mut bytes, mut at) = (Vec::with_capacity(value.len()), 0);
    while let Some(byte) = value.get(at) {
        match (byte, hex(value.get(at + 1)), hex(value.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|no| no.as_bytes().iter().map(|byte| char::from(*byte)).collect())
}
