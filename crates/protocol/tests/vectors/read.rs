//! Reads a vector as what it is given as, and says what it holds.

use std::collections::BTreeMap;

use licentia_protocol::conversation::{
    Asked, read_answer, read_letter, read_receipt, read_request, read_usage, read_usage_receipt, read_visit,
};
use licentia_protocol::package::{expect, read_certificates, verify_with};
use licentia_protocol::{KeyList, Refused};
use serde_json::{Value, json};

use super::{Kind, Vector, trust};

/// Reads a vector; `files` are those that it may name, `threads` is how many look at a package.
pub fn read(vector: &Vector, files: &BTreeMap<String, Vec<u8>>, threads: usize) -> Result<Value, Refused> {
    let known = vector.known.map(|path| KeyList::read(&files[path], &trust()).unwrap().into_inner());
    let bytes = &*vector.bytes;
    match vector.kind {
        Kind::Package => package(vector, known.as_ref(), threads),
        Kind::Request => read_request(bytes).map(|it| {
            let purpose = serde_json::to_value(it.purpose).unwrap();
            json!({"issuer": it.issuer.as_str(), "nonce": it.nonce, "purpose": purpose, "jwk": it.key.kid()})
        }),
        Kind::Receipt => read_receipt(bytes).map(|it| {
            let state = serde_json::to_value(it.state).unwrap();
            json!({"issuer": it.issuer.as_str(), "sequence": it.sequence, "state": state, "jwk": it.key.kid()})
        }),
        Kind::Letter => read_letter(bytes)
            .map(|it| json!({"issuer": it.issuer.as_str(), "subject": it.subject, "jwk": it.key.kid()})),
        Kind::Usage => read_usage(bytes)
            .map(|it| json!({"issuer": it.issuer.as_str(), "nonce": it.nonce, "jwk": it.key.kid()})),
        Kind::Visit => {
            // In an address it has no line end.
            let text = std::str::from_utf8(bytes).unwrap();
            read_visit(text.strip_suffix('\n').unwrap())
                .map(|it| json!({"issuer": it.issuer.as_str(), "nonce": it.nonce, "lang": it.lang, "jwk": it.key.kid()}))
        }
        Kind::UsageReceipt => {
            let receipt = read_usage_receipt(bytes, &trust())?;
            if vector.asked.is_some() {
                receipt.belongs(&asked(vector, known.as_ref()))?;
            }
            Ok(json!({"issuer": receipt.issuer.as_str(), "through": receipt.through}))
        }
        Kind::Answer => {
            read_answer(bytes, &trust(), &asked(vector, known.as_ref())).map(
                |it| json!({"issuer": it.issuer.as_str(), "nonce": it.nonce, "state": it.state.as_str()}),
            )
        }
        Kind::KeyList => {
            let list = KeyList::read(bytes, &trust())?;
            list.supersedes(known.as_ref())?;
            Ok(json!({"version": list.version}))
        }
        Kind::Certificate => read_certificates(bytes, &trust()).map(|chain| {
            let last = chain.last().unwrap();
            json!({"issuer": last.issuer.as_str(), "jwk": last.key.kid()})
        }),
    }
}

fn asked<'a>(vector: &'a Vector, keys: Option<&'a KeyList>) -> Asked<'a> {
    let asked = vector.asked.as_ref().expect("an answer answers something");
    Asked { nonce: asked.nonce, installation: &asked.installation, issuer: asked.issuer, keys }
}

fn package(vector: &Vector, known: Option<&KeyList>, threads: usize) -> Result<Value, Refused> {
    let package = verify_with(&vector.bytes, &trust(), threads)?;
    if let Some(here) = &vector.expected {
        expect(&package, &here.to_expected(known))?;
    }
    let modules: Vec<&str> = package.rows.iter().map(|row| &*row.module).collect();
    Ok(json!({
        "issuer": package.issuer.as_str(),
        "sequence": package.sequence,
        "modules": modules,
        "limits": package.limits.len(),
        "meters": package.meters.len(),
    }))
}
