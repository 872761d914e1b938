//! Builds the messages of a conversation by hand, right or wrong: independent of the crate's own writers.

use licentia_protocol::sha256;

use super::forge::{IAT, Line, NOT_AFTER, base64url, certificate, key, text};

/// The nonce of the sample request.
pub const NONCE: &str = "AAECAwQFBgcICQoLDA0ODw";
/// A SHA-256 that stands for some package's.
pub const HASH: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The thumbprint of a key that is known by its name.
pub fn kid(name: &str) -> String {
    key(name).public().kid().to_owned()
}

/// The JWK of a key that is known by its name.
pub fn jwk(name: &str) -> String {
    let key = key(name);
    let (x, kid) = (base64url(key.public().as_bytes()), key.public().kid());
    format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","kid":"{kid}"}}"#)
}

/// The holder of the samples.
pub const HOLDER: &str = r#"{"name":"Bergström & Søn AB","serial":"1000234567"}"#;

/// The end of some ledger.
pub fn head() -> String {
    format!(r#"{{"revision":41,"hash":"{HASH}"}}"#)
}

/// A request for news, in order.
pub fn request() -> Line {
    let (root, head, jwk) = (kid("root"), head(), jwk("installation"));
    Line::new(
        "request",
        "installation",
        format!(
            r#"{{"format":1,"request":"0199a2f0-5c3e-7000-8000-0000000000a1","nonce":"{NONCE}","purpose":"status","issuer":"acme","holder":{HOLDER},"sequence":7,"root":"{root}","keys":2,"head":{head},"clock_ms":{IAT}000,"iat":{IAT},"jwk":{jwk}}}"#
        ),
    )
}

/// The receipt for a package that was activated, in order.
pub fn receipt() -> Line {
    let (root, head, jwk) = (kid("root"), head(), jwk("installation"));
    Line::new(
        "receipt",
        "installation",
        format!(
            r#"{{"format":1,"receipt":"0199a2f0-5c3e-7000-8000-0000000000b1","issuer":"acme","holder":{HOLDER},"package":"0199a2f0-5c3e-7000-8000-000000000001","sequence":7,"sha256":"{HASH}","state":"activated","at":{IAT},"root":"{root}","keys":2,"head":{head},"iat":{IAT},"jwk":{jwk}}}"#
        ),
    )
}

/// A letter without a comparison, in order.
pub fn letter() -> Line {
    let (head, jwk) = (head(), jwk("installation"));
    Line::new(
        "letter",
        "installation",
        format!(
            r#"{{"format":1,"letter":"0199a2f0-5c3e-7000-8000-0000000000c1","issuer":"acme","holder":{HOLDER},"subject":"För få platser","text":"Vi beställde 30.\nHälsningar","from":{{"name":"Anna Berg","email":"anna@berg.example"}},"iat":{IAT},"head":{head},"jwk":{jwk}}}"#
        ),
    )
}

/// The answer "nothing is new" to the sample request.
pub fn answer() -> Line {
    let installation = kid("installation");
    Line::new(
        "answer",
        "issuer",
        format!(
            r#"{{"format":1,"nonce":"{NONCE}","installation":"{installation}","issuer":"acme","state":"up_to_date","next_check_s":86400,"at_ms":{IAT}000}}"#
        ),
    )
}

/// A key list of this version, in which the issuer's key has this state.
pub fn key_list(version: u64, state: &str) -> Line {
    let (issuer, older) = (kid("issuer"), kid("older issuer key"));
    Line::new(
        "keys",
        "root",
        format!(
            r#"{{"format":1,"version":{version},"iat":{IAT},"keys":[{{"kid":"{older}","issuer":"acme","state":"retired","since":{IAT}}},{{"kid":"{issuer}","issuer":"acme","state":"{state}","since":{IAT},"reason":"Stulen dator"}}]}}"#
        ),
    )
}

/// A key list of so many keys, none of them ours.
pub fn long_key_list(keys: usize) -> Line {
    let listed = |n: usize| {
        let kid = base64url(sha256(n.to_string().as_bytes()));
        format!(r#"{{"kid":"{kid}","issuer":"partner-{n}","state":"active","since":{IAT}}}"#)
    };
    let keys: Vec<String> = (0..keys).map(listed).collect();
    Line::new(
        "keys",
        "root",
        format!(r#"{{"format":1,"version":9,"iat":{IAT},"keys":[{}]}}"#, keys.join(",")),
    )
}

/// The file of one line.
pub fn one(line: &Line) -> Vec<u8> {
    text(&[line.sign()]).into_bytes()
}

/// The file of several lines.
pub fn several(lines: &[Line]) -> Vec<u8> {
    let lines: Vec<String> = lines.iter().map(Line::sign).collect();
    text(&lines).into_bytes()
}

/// What the issuer says, with the certificate of its key.
pub fn certified(line: &Line) -> Vec<u8> {
    several(&[line.clone(), certificate("acme", "issuer", "root", false)])
}

/// A line changed in the middle of an expression.
pub fn with(mut line: Line, change: impl FnOnce(&mut Line)) -> Line {
    change(&mut line);
    line
}

/// A partner's certificate.
pub fn partner(issuer: &str, subject: &str) -> Line {
    with(certificate(issuer, subject, "root", false), |line| {
        line.edit(
            &format!(r#""not_after":{NOT_AFTER},"#),
            &format!(r#""not_after":{NOT_AFTER},"partner":true,"#),
        );
    })
}
