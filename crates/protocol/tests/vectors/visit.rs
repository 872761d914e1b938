//! Visits to the store, in order and not.

use serde_json::json;

use super::converse::{HASH, HOLDER, NONCE, head, jwk, kid, letter, one, request, with};
use super::forge::{IAT, Line};
use super::{Kind, Vector, accepted_as, refused_as};

/// A visit to the store, in order. As a file it has the line end that it has not in an address.
pub(super) fn visit() -> Line {
    let (head, jwk) = (head(), jwk("installation"));
    Line::new(
        "visit",
        "installation",
        format!(
            r#"{{"format":1,"nonce":"{NONCE}","issuer":"acme","holder":{HOLDER},"visitor":{{"name":"Anna Berg","email":"anna@berg.example"}},"lang":"sv","back":"https://licences.berg.example/i/test/licences","iat":{IAT},"head":{head},"jwk":{jwk}}}"#
        ),
    )
}

pub(super) fn accepted() -> Vec<Vector> {
    let of = |name: &str, about, lang: &str, change: &dyn Fn(&mut Line)| {
        let holds = json!({"issuer": "acme", "nonce": NONCE, "lang": lang, "jwk": kid("installation")});
        accepted_as(Kind::Visit, name, about, one(&with(visit(), change)), holds)
    };
    vec![
        of("visit", "somebody comes to buy", "sv", &|_| {}),
        of("visit-module", "somebody who looked at a plan", "sv", &|l| {
            l.edit(r#""iat""#, r#""module":"ten-sales","iat""#);
        }),
        of("visit-short", "no address, no way back", "pt-BR", &|l| {
            l.edit(r#""name":"Anna Berg","email":"anna@berg.example""#, r#""name":"Åsa""#)
                .edit(r#""lang":"sv""#, r#""lang":"pt-BR""#)
                .edit(r#""back":"https://licences.berg.example/i/test/licences","#, "");
        }),
    ]
}

pub(super) fn refused() -> Vec<Vector> {
    let file = one(&visit());
    let comes = |name: &str, about, from: &str, to: &str| {
        refused_as(Kind::Visit, name, 1, about, one(&with(visit(), |l| l.set(from, to))))
    };
    let page = b"<!doctype html>\n".to_vec();
    let mut altered = file.clone();
    let at = altered.len() - 45;
    altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
    vec![
        refused_as(Kind::Visit, "not_a_visit", 1, "a web page", page),
        refused_as(
            Kind::Visit,
            "this_is_a_letter.as_visit",
            1,
            "a letter instead of a visit",
            one(&letter()),
        ),
        refused_as(
            Kind::Visit,
            "this_is_a_request.as_visit",
            1,
            "a request instead of a visit",
            one(&request()),
        ),
        refused_as(Kind::Request, "this_is_a_visit.as_request", 1, "a visit instead of a request", file),
        refused_as(Kind::Visit, "bad_signature.visit", 1, "a letter of its signature was changed", altered),
        comes("newer_format.visit", "a format of the future", r#""format":1"#, r#""format":2"#),
        comes("bad_member.visit_nonce", "a nonce of 15 bytes", NONCE, &NONCE[..20]),
        comes("bad_member.visit_lang", "a language that is none", r#""sv""#, r#""sv_SE""#),
        comes("bad_member.visit_name", "nobody", r#""Anna Berg""#, r#""""#),
        comes("bad_url.visit", "a way back that is no address", "https:", "javascript:"),
        comes(
            "bad_name.visit",
            "a module under its issuer's name",
            r#""iat""#,
            r#""module":"acme.ten-sales","iat""#,
        ),
        comes("member_missing.visit_visitor", "nobody comes", r#""visitor""#, r#""guest""#),
        comes("member_missing.visit_nonce", "it could be used twice", r#""nonce""#, r#""once""#),
        comes("own_key_unreadable.visit", "two persons", r#""lang""#, r#""visitor":{"name":"X"},"lang""#),
        comes("bad_member.visit_hash", "a hash that is none", HASH, &HASH.to_uppercase()),
    ]
}
