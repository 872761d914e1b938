//! A file before it is signed: one line each, a letter, a blank, the payload.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use licentia_protocol::jws::{Typ, sign};
use licentia_protocol::{SecretKey, sha256};

/// The key that each kind of line is signed with: that of the vectors.
struct Kind {
    letter: u8,
    typ: Typ,
    key: SecretKey,
    /// Whether the line counts among those that the manifest's hash covers.
    body: bool,
}

static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let kind = |letter, typ, name: &str, body| Kind { letter, typ, key: crate::key(name), body };
    vec![
        kind(b'M', Typ::MANIFEST, "issuer", false),
        kind(b'C', Typ::KEY, "root", false),
        kind(b'D', Typ::KEY, "deputy", false),
        kind(b'K', Typ::KEYS, "root", false),
        kind(b'R', Typ::ROW, "issuer", true),
        kind(b'L', Typ::LIMIT, "issuer", true),
        kind(b'E', Typ::METER, "issuer", true),
        kind(b'Q', Typ::REQUEST, "installation", false),
        kind(b'B', Typ::RECEIPT, "installation", false),
        kind(b'T', Typ::LETTER, "installation", false),
        kind(b'A', Typ::ANSWER, "issuer", false),
        kind(b'U', Typ::USAGE, "installation", false),
        kind(b'V', Typ::USAGE_RECEIPT, "issuer", false),
        kind(b'W', Typ::VISIT, "installation", false),
    ]
});

/// The most lines that are signed: each costs a signature here and one in the reader.
const MAX_LINES: usize = 24;

/// Signs a draft. In a manifest, `@sha256` stands for the hash of the body. `None` if it is no draft.
pub(crate) fn signed(draft: &[u8]) -> Option<Vec<u8>> {
    let mut lines = Vec::new();
    for line in draft.split(|b| *b == b'\n').take(MAX_LINES).filter(|line| !line.is_empty()) {
        let (letter, payload) = line.split_first()?;
        let kind = KINDS.iter().find(|kind| kind.letter == *letter)?;
        lines.push((kind, payload.strip_prefix(b" ")?));
    }
    let mut body = String::new();
    for (kind, payload) in lines.iter().filter(|(kind, _)| kind.body) {
        body += &line(kind, payload);
    }
    let mut head = String::new();
    for (kind, payload) in lines.iter().filter(|(kind, _)| !kind.body) {
        let filled = (kind.letter == b'M').then(|| filled(payload, &body));
        head += &line(kind, filled.as_deref().unwrap_or(payload));
    }
    (!lines.is_empty()).then(|| (head + &body).into_bytes())
}

thread_local! {
    /// Lines that were signed before: of one input to the next, most lines stay the same.
    static KNOWN: RefCell<HashMap<(u8, Vec<u8>), String>> = RefCell::default();
}

/// The signed line of a payload, with its LF.
fn line(kind: &Kind, payload: &[u8]) -> String {
    KNOWN.with_borrow_mut(|known| {
        if known.len() > 4_096 {
            known.clear();
        }
        let new = || sign(kind.typ, payload, &kind.key) + "\n";
        known.entry((kind.letter, payload.to_vec())).or_insert_with(new).clone()
    })
}

/// The payload of a manifest with the hash of the body in its place.
fn filled(payload: &[u8], body: &str) -> Vec<u8> {
    const MARK: &[u8] = b"@sha256";
    let Some(at) = payload.windows(MARK.len()).position(|window| window == MARK) else {
        return payload.to_vec();
    };
    let hash: String = sha256(body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    [&payload[..at], hash.as_bytes(), &payload[at + MARK.len()..]].concat()
}
