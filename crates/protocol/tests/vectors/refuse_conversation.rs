//! Messages of a conversation that must be refused: their bytes, their kind, their lines.

use super::converse::{answer, certified, jwk, key_list, kid, letter, one, receipt, request, several, with};
use super::forge::{Forge, Line, certificate, key};
use super::{AskedHere, Kind, Vector, refused_as, too_large};

pub(super) fn all() -> Vec<Vector> {
    let mut vectors = bytes();
    vectors.extend(other_kinds());
    vectors.extend(own_keys());
    vectors.extend(more_lines());
    vectors
}

/// An answer that is refused.
pub(super) fn refused_answer(
    name: &str,
    line: impl Into<Option<usize>>,
    about: &'static str,
    bytes: Vec<u8>,
) -> Vector {
    Vector { asked: Some(AskedHere::sample()), ..refused_as(Kind::Answer, name, line, about, bytes) }
}

/// Not text, not ours, not whole.
fn bytes() -> Vec<Vector> {
    let file = one(&request());
    let text = String::from_utf8(file.clone()).unwrap();
    let page = || b"<!DOCTYPE html><title>Please sign in</title>".to_vec();
    let refused = |name, line, about, bytes| refused_as(Kind::Request, name, line, about, bytes);
    let mut damaged = file.clone();
    damaged[40] = 0xff;
    vec![
        too_large(Kind::Request, "too_large.request", (1 << 20) + 1, "one byte more than is looked at"),
        refused("empty.request", None, "no bytes", Vec::new()),
        refused("byte_order_mark.request", Some(1), "saved by an editor", [b"\xef\xbb\xbf", &*file].concat()),
        refused("not_a_request", Some(1), "a text", b"Please send us licences.\n".to_vec()),
        refused_as(Kind::Receipt, "not_a_receipt", Some(1), "some JSON", b"{\"ok\":true}".to_vec()),
        refused_as(Kind::Letter, "not_a_letter", Some(1), "a PDF document", b"%PDF-1.7\n%aaa".to_vec()),
        refused_answer("not_an_answer", Some(1), "the page of a proxy", page()),
        refused_as(Kind::KeyList, "not_a_key_list", Some(1), "a JWK set", b"{\"keys\":[]}\n".to_vec()),
        refused_as(Kind::Certificate, "not_a_certificate", Some(1), "a web page", page()),
        refused("not_utf8.request", Some(1), "a byte FF", damaged),
        refused("truncated.request", Some(1), "the LF is missing", file[..file.len() - 1].to_vec()),
        refused("carriage_return.request", Some(1), "CR LF", text.replace('\n', "\r\n").into_bytes()),
        refused("blank_line.request", Some(2), "an empty line after it", format!("{text}\n").into_bytes()),
        refused("not_a_jws.request", Some(1), "without its signature", {
            let (signed, _) = text.rsplit_once('.').unwrap();
            format!("{signed}\n").into_bytes()
        }),
    ]
}

/// One kind of our own files where another is expected.
fn other_kinds() -> Vec<Vector> {
    let package = Forge::sample().file();
    let answer = certified(&answer());
    let chain = several(&[
        certificate("vendor", "deputy", "root", true),
        certificate("acme", "issuer", "deputy", false),
    ]);
    let certificate = one(&certificate("acme", "issuer", "root", false));
    let list = one(&key_list(2, "active"));
    let (request, receipt, letter) = (one(&request()), one(&receipt()), one(&letter()));
    let pem = super::trust().to_pem().into_bytes();
    let refused = |kind, name: &str, about, bytes: &[u8]| refused_as(kind, name, 1, about, bytes.to_vec());
    vec![
        refused(Kind::Package, "this_is_a_request.as_package", "the request instead of its answer", &request),
        refused(Kind::Package, "this_is_a_receipt.as_package", "a receipt instead of a package", &receipt),
        refused(Kind::Package, "this_is_a_letter.as_package", "a letter instead of a package", &letter),
        refused(Kind::Package, "this_is_an_answer.as_package", "an answer instead of a package", &answer),
        refused(Kind::Package, "this_is_a_key_list.as_package", "a key list instead of a package", &list),
        refused(
            Kind::Package,
            "this_is_a_certificate.as_package",
            "a certificate instead of a package",
            &certificate,
        ),
        refused(
            Kind::Package,
            "this_is_a_certificate.chain_as_package",
            "a chain of certificates instead of a package",
            &chain,
        ),
        refused(Kind::Package, "this_is_a_key.as_package", "the root's file instead of a package", &pem),
        refused(Kind::Request, "this_is_a_package.as_request", "a package instead of a request", &package),
        refused(Kind::Request, "this_is_a_receipt.as_request", "a receipt instead of a request", &receipt),
        refused(Kind::Request, "this_is_a_letter.as_request", "a letter instead of a request", &letter),
        refused(Kind::Receipt, "this_is_a_request.as_receipt", "a request instead of a receipt", &request),
        refused(Kind::Receipt, "this_is_a_package.as_receipt", "a package instead of a receipt", &package),
        refused(Kind::Letter, "this_is_a_request.as_letter", "a request instead of a letter", &request),
        refused(Kind::KeyList, "this_is_a_package.as_key_list", "a package instead of a key list", &package),
        refused(
            Kind::KeyList,
            "this_is_a_certificate.as_key_list",
            "a certificate instead of a key list",
            &certificate,
        ),
        refused(Kind::Certificate, "this_is_a_key.as_certificate", "a public key, not certified", &pem),
        refused(
            Kind::Certificate,
            "this_is_a_package.as_certificate",
            "a package instead of a certificate",
            &package,
        ),
        Vector {
            asked: Some(AskedHere::sample()),
            ..refused(Kind::Answer, "this_is_a_package.as_answer", "a package instead of an answer", &package)
        },
        Vector {
            asked: Some(AskedHere::sample()),
            ..refused(Kind::Answer, "this_is_a_request.as_answer", "our own request came back", &request)
        },
    ]
}

/// Whoever sends a request must hold the key in it.
fn own_keys() -> Vec<Vector> {
    let changed = |name: &str, about, change: &dyn Fn(&mut Line)| {
        refused_as(Kind::Request, name, 1, about, one(&with(request(), change)))
    };
    let key_of =
        |name: &str, about, from: &str, to: &str| changed(name, about, &|l: &mut Line| l.set(from, to));
    let x = super::forge::base64url(key("installation").public().as_bytes());
    let x = |value: &str| (format!(r#""x":"{x}""#), format!(r#""x":"{value}""#));
    let (from, weak) = x(&super::forge::base64url([0; 32]));
    let (_, short) = x("AAAA");
    vec![
        changed("own_key_unreadable.none", "no key in it", &|l| l.set(r#""jwk""#, r#""key""#)),
        changed("own_key_unreadable.text", "the key as text", &|l| {
            l.edit(&jwk("installation"), r#""MCowBQYDK2VwAyEA""#);
        }),
        changed("own_key_unreadable.not_json", "no JSON behind the key", &|l| l.payload.push('}')),
        changed("own_key_unreadable.twice", "two keys", &|l| {
            l.edit(r#""iat""#, &format!(r#""jwk":{},"iat""#, jwk("stranger")));
        }),
        changed("own_key_unreadable.deep", "nested more than 16 levels deep", &|l| {
            let deep = format!("{}{}", "[".repeat(17), "]".repeat(17));
            l.edit(r#""iat""#, &format!(r#""more":{deep},"iat""#));
        }),
        changed("self_signature.kid", "the kid of another key than the one it carries", &|l| {
            l.edit_header(&kid("installation"), &kid("stranger"));
        }),
        changed("self_signature.jwk", "another's key in its place", &|l| {
            l.edit(&jwk("installation"), &jwk("stranger"));
        }),
        changed("bad_signature.request", "signed by somebody who does not hold the key", &|l| {
            l.key = "stranger"
        }),
        key_of("weak_key.request", "a key that fits any signature", &from, &weak),
        key_of("bad_key.request", "a key of three bytes", &from, &short),
        key_of("private_key.request", "the secret key in it", r#""crv""#, r#""d":"AAAA","crv""#),
        changed("wrong_key_id.request", "the key under another name", &|l| {
            let right = format!(r#""kid":"{}""#, kid("installation"));
            l.edit(&right, &format!(r#""kid":"{}""#, kid("stranger")));
        }),
        refused_as(
            Kind::Request,
            "bad_signature.payload",
            1,
            "the serial number altered on its way",
            request().altered(&[("1000234567", "1000234568")]),
        ),
        changed("wrong_type.request", "a token of another system", &|l| {
            l.edit_header("licence-request+jws", "JWT");
        }),
        changed("wrong_algorithm.request", "signed with a password", &|l| l.set_header("EdDSA", "HS256")),
        changed("header_member_unknown.request", "the key in the header", &|l| {
            let header = format!(r#"{{"jwk":{},"#, jwk("installation"));
            l.edit_header(r#"{"#, &header);
        }),
    ]
}

/// More lines than belong there, or fewer.
fn more_lines() -> Vec<Vector> {
    let certificate = || certificate("acme", "issuer", "root", false);
    let refused = |kind, name, about, lines: &[Line]| refused_as(kind, name, 2, about, several(lines));
    let row = Forge::sample().rows[0].clone();
    vec![
        refused(Kind::Request, "lines_added.request", "two requests in one file", &[request(), request()]),
        refused(Kind::Receipt, "lines_added.receipt", "a receipt and a letter", &[receipt(), letter()]),
        refused(
            Kind::KeyList,
            "lines_added.key_list",
            "two key lists",
            &[key_list(2, "active"), key_list(3, "active")],
        ),
        refused(
            Kind::Certificate,
            "lines_added.certificate",
            "a row after it",
            &[certificate(), row.clone()],
        ),
        refused_answer(
            "lines_added.answer",
            3,
            "a row after the certificate",
            several(&[answer(), certificate(), row]),
        ),
        refused_answer("certificate_missing.answer", 2, "no certificate", one(&answer())),
        refused_answer(
            "certificate_missing.key_list",
            2,
            "a key list in place of the certificate",
            several(&[answer(), key_list(2, "active")]),
        ),
        refused_answer(
            "certificate_misplaced.answer",
            4,
            "a certificate after the key list",
            several(&[answer(), certificate(), key_list(2, "active"), certificate()]),
        ),
        refused_answer(
            "key_list_repeated.answer",
            4,
            "two key lists",
            several(&[answer(), certificate(), key_list(2, "active"), key_list(3, "active")]),
        ),
    ]
}
