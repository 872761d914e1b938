//! CloudEvents 1.0 in: one event in binary or in structured mode, or a batch of them.
//!
//! An event's `type` is the meter's full name, its `subject` whom it is about, its `time` when it happened; of its data
//! `quantity` says how much, and `corrects` which earlier event of the same source it replaces. Each event of a batch is
//! read for itself: what is wrong with one is told of that one. Attributes and members that nobody here knows are passed
//! over, as the specification wants it.

mod attributes;
mod data;

#[cfg(test)]
mod tests;

use axum::body::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use licentia_platform::problem::Problem;
use licentia_platform::web::not_json;
use serde_json::Value;

use crate::meters::Reported;
use attributes::Attributes;

/// A request, as its content says what it is.
#[derive(Debug)]
pub(crate) enum Request {
    /// One event, in binary or structured mode.
    One(Box<Told>),
    /// A batch.
    Many(Vec<Told>),
}

/// An event as it was told.
#[derive(Debug)]
pub(crate) struct Told {
    /// As its sender calls it; empty where it has no name.
    pub(crate) source: String,
    pub(crate) id: String,
    /// The meter it names.
    pub(crate) meter: String,
    /// What it says, or what is wrong with it.
    pub(crate) event: Result<Reported, Problem>,
}

/// Reads a request; at most `most` events.
///
/// # Errors
/// 400 `bad_request` when the body is not JSON; 415 when it is no event; 413 `too_many_events`.
pub(crate) fn read(headers: &HeaderMap, body: &Bytes, most: usize) -> Result<Request, Problem> {
    match media_type(headers).as_str() {
        "application/cloudevents-batch+json" => {
            let Value::Array(events) = json(body)? else {
                return Err(Problem::bad_request("A batch is an array of events."));
            };
            if events.len() > most {
                return Err(Problem::refused(413, "too_many_events").arg("most", most).with("limit", most));
            }
            Ok(Request::Many(events.into_iter().map(structured).collect()))
        }
        "application/cloudevents+json" => Ok(Request::One(Box::new(structured(json(body)?)))),
        // Whoever sends no content type sends JSON: some libraries leave it out.
        kind if headers.contains_key("ce-specversion") => {
            Ok(Request::One(Box::new(binary(headers, kind, body))))
        }
        _ => Err(Problem::unsupported_media_type(
            "application/cloudevents+json, application/cloudevents-batch+json, or ce- headers",
        )),
    }
}

/// The media type without its parameters, in lower case; empty without one.
fn media_type(headers: &HeaderMap) -> String {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn json(body: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(body).map_err(|error| not_json(&error))
}

/// An event as one JSON object.
fn structured(event: Value) -> Told {
    let Value::Object(mut members) = event else {
        let event = Err(Problem::refused(422, "event_unreadable"));
        return Told { source: String::new(), id: String::new(), meter: String::new(), event };
    };
    let data = data::take(&mut members);
    let attributes = Attributes::of_members(members);
    told(attributes, data)
}

/// An event whose attributes are headers and whose body is its data.
fn binary(headers: &HeaderMap, kind: &str, body: &[u8]) -> Told {
    told(Attributes::of_headers(headers), data::read(kind, body))
}

fn told(attributes: Attributes, data: Result<Value, Problem>) -> Told {
    let event = attributes.event(data);
    let Attributes { source, id, kind, .. } = attributes;
    let text = |attribute: attributes::Attribute| attribute.unwrap_or_default().unwrap_or_default();
    Told { source: text(source), id: text(id), meter: text(kind), event }
}
