//! The data of an event: how much, and which event it corrects.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use licentia_core::meters::MAX_QUANTITY;
use licentia_platform::problem::Problem;
use serde_json::{Map, Number, Value};

/// What the data says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) quantity: Option<u64>,
    pub(super) corrects: Option<String>,
}

/// Takes the data out of a structured event: `data`, or `data_base64` with JSON in it.
pub(super) fn take(members: &mut Map<String, Value>) -> Result<Value, Problem> {
    if let Some(data) = members.remove("data") {
        return Ok(data);
    }
    match members.remove("data_base64") {
        None | Some(Value::Null) => Ok(Value::Null),
        Some(Value::String(text)) => {
            let bytes = STANDARD.decode(text).map_err(|_| unreadable())?;
            serde_json::from_slice(&bytes).map_err(|_| unreadable())
        }
        Some(_) => Err(unreadable()),
    }
}

/// The body of a binary event. Without a content type it is JSON.
pub(super) fn read(kind: &str, body: &[u8]) -> Result<Value, Problem> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    let json =
        kind.is_empty() || kind == "application/json" || kind.ends_with("+json") || kind == "text/json";
    if !json {
        return Err(unreadable());
    }
    serde_json::from_slice(body).map_err(|_| unreadable())
}

/// What the data says. None at all says nothing.
pub(super) fn usage(data: Value) -> Result<Usage, Problem> {
    let mut members = match data {
        Value::Null => return Ok(Usage::default()),
        Value::Object(members) => members,
        _ => return Err(unreadable()),
    };
    let quantity = match members.remove("quantity") {
        None | Some(Value::Null) => None,
        Some(Value::Number(number)) => Some(whole(&number).ok_or_else(wrong)?),
        Some(_) => return Err(wrong()),
    };
    let corrects = match members.remove("corrects") {
        None | Some(Value::Null) => None,
        Some(Value::String(id)) if !id.is_empty() => Some(id),
        Some(_) => return Err(Problem::refused(422, "corrects_unknown")),
    };
    Ok(Usage { quantity, corrects })
}

/// A whole number in any spelling of JSON (`3`, `3.0`, `3e0`), exactly: what lies beyond is refused, never rounded.
fn whole(number: &Number) -> Option<u64> {
    if let Some(whole) = number.as_u64() {
        return (whole <= MAX_QUANTITY).then_some(whole);
    }
    let float = number.as_f64()?;
    // Every whole number up to the largest quantity is one of these exactly.
    (float >= 0.0 && float <= MAX_QUANTITY as f64 && float.fract() == 0.0).then_some(float as u64)
}

fn unreadable() -> Problem {
    Problem::refused(422, "data_unreadable")
}

fn wrong() -> Problem {
    Problem::refused(422, "quantity_wrong")
}
