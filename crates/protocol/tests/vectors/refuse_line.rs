//! Lines that are no proper JWS, or whose signature does not fit.

use super::forge::{Forge, Line, NOT_AFTER, base64url, malleable, parts, sign_parts, small_order_r, text};
use super::{Vector, refused};

/// The line of the row that is spoilt: the second of the sample.
const ROW: usize = 4;

pub(super) fn all() -> Vec<Vector> {
    let mut vectors = encoding();
    vectors.extend(headers());
    vectors.extend(signatures());
    vectors
}

/// The sample with its second row exchanged after signing.
fn exchanged(change: impl FnOnce(&str) -> String) -> Vec<u8> {
    let mut lines = Forge::sample().lines();
    lines[ROW - 1] = change(&lines[ROW - 1]);
    text(&lines).into_bytes()
}

/// The sample whose issuer wrote the second row so.
fn written(change: impl FnOnce(&Line) -> String) -> Vec<u8> {
    let forge = Forge::sample();
    let row = change(&forge.rows[1]);
    text(&forge.lines_with(|body| body[1] = row)).into_bytes()
}

/// Dots and base64url.
fn encoding() -> Vec<Vector> {
    let payload = |change: fn(String) -> String| {
        written(|row| {
            let payload = change(base64url(&row.payload));
            sign_parts(&base64url(&row.header), &payload, row.key)
        })
    };
    // One more space makes the encoded payload end in a character with unused bits.
    let spare_bits = |row: &Line| {
        let mut payload = row.payload.clone();
        while payload.len() % 3 != 1 {
            payload.push(' ');
        }
        let mut payload = base64url(payload);
        let last = payload.pop().unwrap();
        payload.push(if last == 'g' { 'h' } else { 'B' });
        sign_parts(&base64url(&row.header), &payload, row.key)
    };
    vec![
        refused("not_a_jws.short", ROW, "a line of three letters", exchanged(|_| "a.b.c".into())),
        refused(
            "not_a_jws.two_parts",
            ROW,
            "no signature part",
            exchanged(|l| l[..l.rfind('.').unwrap()].to_owned()),
        ),
        refused("not_a_jws.four_parts", ROW, "a fourth part", exchanged(|l| format!("{l}.AAAA"))),
        refused("not_a_jws.five_parts", ROW, "an encrypted JWE", exchanged(|l| format!("{l}.AAAA.AAAA"))),
        refused("bad_base64.space", ROW, "a space after the line", exchanged(|l| format!("{l} "))),
        refused(
            "bad_base64.alphabet",
            ROW,
            "the alphabet with + and /",
            payload(|p| format!("{}+/{}", &p[..8], &p[10..])),
        ),
        refused(
            "bad_base64.length",
            ROW,
            "a payload of 4n+1 characters",
            payload(|p| p[..p.len() / 4 * 4 - 3].to_owned()),
        ),
        refused("base64_padded.payload", ROW, "a padded payload", payload(|p| format!("{p}=="))),
        refused("base64_padded.signature", ROW, "a padded signature", exchanged(|l| format!("{l}=="))),
        refused("base64_not_canonical.payload", ROW, "unused bits set in the payload", written(spare_bits)),
        refused(
            "base64_not_canonical.signature",
            ROW,
            "unused bits set in the signature",
            exchanged(|l| {
                let mut line = l.to_owned();
                let last = line.pop().unwrap();
                line.push(char::from_u32(last as u32 + 1).unwrap());
                line
            }),
        ),
    ]
}

/// Headers that are not exactly `alg`, `kid`, `typ`.
fn headers() -> Vec<Vector> {
    let header = |name: &str, about, change: &dyn Fn(&str) -> String| {
        let bytes = written(|row| Line { header: change(&row.header), ..row.clone() }.sign());
        refused(name, ROW, about, bytes)
    };
    let unsigned = |line: &str| {
        let [_, payload, _] = parts(line);
        let none = base64url(r#"{"alg":"none"}"#);
        format!("{none}.{payload}.")
    };
    let add = |member: &'static str| move |header: &str| header.replace('}', &format!(",{member}}}"));
    let instead = |from: &'static str, to: &'static str| move |header: &str| header.replace(from, to);
    vec![
        header("header_not_json.text", "a header that is not JSON", &|_| "EdDSA".into()),
        header("header_not_json.trailing", "something after the header's object", &|h| format!("{h}}}")),
        header("header_not_json.long", "a header of 2,000 characters", &|h| {
            h.replace('{', &format!("{{{}", " ".repeat(2000)))
        }),
        header("header_critical", "crit, which this format never has", &add(r#""crit":["exp"],"exp":1"#)),
        header("header_member_unknown.jwk", "the key in the header", &add(r#""jwk":{"kty":"OKP"}"#)),
        header(
            "header_member_unknown.jku",
            "the place of the key in the header",
            &add(r#""jku":"https://example.org/""#),
        ),
        header("header_member_unknown.b64", "an unencoded payload (RFC 7797)", &add(r#""b64":false"#)),
        header("header_member_missing.alg", "no alg", &instead(r#""alg":"EdDSA","#, "")),
        header("header_member_missing.kid", "no kid", &|h| format!("{}{}", &h[..14], &h[66..])),
        header("header_member_missing.typ", "no typ", &instead(r#","typ":"licence-row+jws""#, "")),
        header("duplicate_member.header", "alg twice", &add(r#""alg":"EdDSA""#)),
        header(
            "duplicate_member.header_escaped",
            "alg twice, once with an escape",
            &add(r#""\u0061lg":"none""#),
        ),
        header("wrong_algorithm.hs256", "a shared secret's algorithm", &instead("EdDSA", "HS256")),
        header("wrong_algorithm.es256", "another curve's algorithm", &instead("EdDSA", "ES256")),
        header("wrong_algorithm.case", "eddsa", &instead("EdDSA", "eddsa")),
        header("wrong_algorithm.none", "alg none, signed nevertheless", &instead("EdDSA", "none")),
        header("wrong_type.case", "typ in capitals", &instead("licence-row", "LICENCE-ROW")),
        header(
            "wrong_type.media_type",
            "typ with application/",
            &instead("licence-row", "application/licence-row"),
        ),
        header("bad_member.header", "a kid that is no text", &|h| format!("{}1{}", &h[..21], &h[66..])),
        refused("wrong_algorithm.unsigned", ROW, "alg none, no kid, no signature", exchanged(unsigned)),
    ]
}

/// Signatures that do not fit.
fn signatures() -> Vec<Vector> {
    let sample = Forge::sample();
    let lines = sample.lines();
    let more = |line: &str| {
        let [header, _, signature] = parts(line);
        let payload = sample.rows[1].payload.replace(r#""quantity":20"#, r#""quantity":99"#);
        format!("{header}.{}.{signature}", base64url(payload))
    };
    let signature = |length: usize| {
        exchanged(|line| {
            let [header, payload, _] = parts(line);
            format!("{header}.{payload}.{}", base64url(vec![1; length]))
        })
    };
    let manifest = || {
        let [header, _, signature] = parts(&lines[0]);
        let payload = sample.manifest.payload.replace(r#""sequence":7"#, r#""sequence":8"#);
        let mut lines = lines.clone();
        lines[0] = format!("{header}.{}.{signature}", base64url(payload));
        text(&lines).into_bytes()
    };
    let certificate = || {
        let [header, _, signature] = parts(&lines[1]);
        let payload = sample.certificates[0].payload.replace(&NOT_AFTER.to_string(), "1999999999");
        let mut lines = lines.clone();
        lines[1] = format!("{header}.{}.{signature}", base64url(payload));
        text(&lines).into_bytes()
    };
    let stranger = written(|row| Line { key: "stranger", ..row.clone() }.sign());
    let borrowed = exchanged(|line| {
        let [header, payload, _] = parts(line);
        let [_, _, signature] = parts(&lines[4]);
        format!("{header}.{payload}.{signature}")
    });
    vec![
        refused("signature_length.none", ROW, "an empty signature", signature(0)),
        refused("signature_length.short", ROW, "63 bytes", signature(63)),
        refused("signature_length.long", ROW, "65 bytes", signature(65)),
        refused("signature_length.huge", ROW, "4,000 bytes", signature(4000)),
        refused("bad_signature.row", ROW, "the quantity of a row raised", exchanged(more)),
        refused("bad_signature.manifest", 1, "the sequence number raised", manifest()),
        refused("bad_signature.certificate", 2, "the certificate prolonged", certificate()),
        refused("bad_signature.stranger", ROW, "signed with another key under the same kid", stranger),
        refused("bad_signature.borrowed", ROW, "the signature of the next row", borrowed),
        refused("bad_signature.zeros", ROW, "a signature of 64 bytes 01", signature(64)),
        refused("bad_signature.malleable", ROW, "the signature written with s + ℓ", exchanged(malleable)),
        refused(
            "bad_signature.small_order",
            ROW,
            "a signature whose R is of small order",
            written(small_order_r),
        ),
    ]
}
