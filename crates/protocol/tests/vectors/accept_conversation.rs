//! Messages of a conversation that are in order.

use serde_json::json;

use super::converse::{
    HASH, NONCE, answer, certified, key_list, kid, letter, long_key_list, one, partner, receipt, request,
    several, with,
};
use super::forge::{Forge, Line, certificate};
use super::{AskedHere, Here, Kind, Vector, accepted_as};

pub(super) fn all() -> Vec<Vector> {
    let mut vectors = requests();
    vectors.extend(receipts_and_letters());
    vectors.extend(answers());
    vectors.extend(lists_and_certificates());
    vectors.extend(packages());
    vectors
}

fn requests() -> Vec<Vector> {
    let request_of = |name: &str, about, purpose: &str, change: &dyn Fn(&mut Line)| {
        let line = with(request(), change);
        let holds = json!({"issuer": "acme", "nonce": NONCE, "purpose": purpose, "jwk": kid("installation")});
        accepted_as(Kind::Request, name, about, one(&line), holds)
    };
    vec![
        request_of("request-status", "what is new?", "status", &|_| {}),
        request_of("request-first", "first contact: nothing is known yet", "status", &|l| {
            l.edit(r#""sequence":7"#, r#""sequence":0"#).edit(r#""keys":2"#, r#""keys":0"#);
        }),
        request_of("request-package", "a package for a coming version", "package", &|l| {
            l.edit(r#""status""#, r#""package""#)
                .edit(r#""sequence""#, &format!(r#""version":"12.1.0","package":"{HASH}","sequence""#));
        }),
        request_of("request-serial", "another name and serial number", "serial", &|l| {
            l.edit(
                r#""purpose":"status""#,
                r#""purpose":"serial","change":{"name":"Bergström AB","serial":"1000234999"}"#,
            );
        }),
        request_of("request-troubled", "deleted, rewound, the clock set back", "status", &|l| {
            l.edit(
                r#""iat""#,
                &format!(
                    r#""deleted":true,"rewound":{{"revision":99,"hash":"{HASH}"}},"back_ms":90000000,"iat""#
                ),
            );
        }),
        request_of("request-online", "it travels online", "status", &|l| {
            l.edit(r#""clock_ms""#, r#""online":true,"clock_ms""#);
        }),
        request_of("request-members-unknown", "members of a later version", "status", &|l| {
            l.edit(r#""iat""#, r#""mood":{"good":[1.5e3,null]},"iat""#);
        }),
    ]
}

fn receipts_and_letters() -> Vec<Vector> {
    let receipt_of = |name: &str, about, state: &str| {
        let line = with(receipt(), |l| l.set("activated", state));
        let holds = json!({"issuer": "acme", "sequence": 7, "state": state, "jwk": kid("installation")});
        accepted_as(Kind::Receipt, name, about, one(&line), holds)
    };
    let letter_of = |name: &str, about, subject: &str, line: &Line| {
        let holds = json!({"issuer": "acme", "subject": subject, "jwk": kid("installation")});
        accepted_as(Kind::Letter, name, about, one(line), holds)
    };
    let compared = with(letter(), |l| {
        l.edit(r#""iat""#, r#""comparison":"{\"rows\":[{\"module\":\"acme.user\",\"change\":-5.5}]}","iat""#);
    });
    let long = with(letter(), |l| l.set("Vi beställde 30.", &"å".repeat(30_000)));
    vec![
        receipt_of("receipt-activated", "a package in force", "activated"),
        receipt_of("receipt-prepared", "a package that waits for its version", "prepared"),
        receipt_of("receipt-deleted", "a package whose licences were deleted", "deleted"),
        letter_of("letter", "a question", "För få platser", &letter()),
        letter_of("letter-comparison", "a question about a comparison", "För få platser", &compared),
        letter_of("letter-long", "a line that is longer than a package's may be", "För få platser", &long),
    ]
}

fn answers() -> Vec<Vector> {
    let answer_of = |name: &str, about, state: &str, member: &str| {
        let line = with(answer(), |l| {
            l.edit(r#""up_to_date""#, &format!("{state:?}"))
                .edit(r#""at_ms""#, &format!(r#"{member}"at_ms""#));
        });
        asked(name, about, state, certified(&line))
    };
    let offer = format!(
        r#""package":{{"id":"0199a2f0-5c3e-7000-8000-000000000001","sequence":8,"sha256":"{HASH}","iat":1800000000}},"#
    );
    let deputy = several(&[
        answer(),
        certificate("vendor", "deputy", "root", true),
        certificate("acme", "issuer", "deputy", false),
    ]);
    let listed = |list: Line| several(&[answer(), certificate("acme", "issuer", "root", false), list]);
    vec![
        answer_of("answer-up-to-date", "nothing is new", "up_to_date", ""),
        answer_of(
            "answer-new-licence",
            "a package to fetch, on hold",
            "new_licence",
            &format!(
                r#"{offer}"hold":{{"en":"An invoice is open."}},"head":{{"revision":41,"hash":"{HASH}"}},"#
            ),
        ),
        answer_of(
            "answer-new-name",
            "another name",
            "new_company_name",
            r#""holder":{"name":"Bergström AB","serial":"1000234567"},"#,
        ),
        answer_of(
            "answer-new-serial",
            "another serial number",
            "new_serial",
            r#""holder":{"name":"Bergström & Søn AB","serial":"1000234999"},"#,
        ),
        answer_of("answer-message", "something to say", "message", r#""message":{"en":"Hello"},"#),
        answer_of(
            "answer-link",
            "something to say, and more behind a link",
            "message_with_link",
            r#""message":{"sv":"Hej"},"link":"https://acme.example/news?id=7","#,
        ),
        answer_of(
            "answer-problem",
            "a key for a serial number that has one",
            "problem",
            r#""code":"installation_claimed","#,
        ),
        asked("answer-deputy", "the key hangs on a deputy's", "up_to_date", deputy),
        asked("answer-key-list", "with the newest key list", "up_to_date", listed(key_list(3, "active"))),
        Vector {
            known: Some("accept/keys-retired.keys"),
            ..asked("answer-retired", "signed with a key that is retired", "up_to_date", certified(&answer()))
        },
    ]
}

fn asked(name: &str, about: &'static str, state: &str, bytes: Vec<u8>) -> Vector {
    let holds = json!({"issuer": "acme", "nonce": NONCE, "state": state});
    Vector { asked: Some(AskedHere::sample()), ..accepted_as(Kind::Answer, name, about, bytes, holds) }
}

fn lists_and_certificates() -> Vec<Vector> {
    let list = |name: &str, about, line: &Line, version: u64| {
        accepted_as(Kind::KeyList, name, about, one(line), json!({"version": version}))
    };
    let empty =
        with(key_list(1, "active"), |l| l.payload = r#"{"format":1,"version":1,"iat":0,"keys":[]}"#.into());
    let reserved = with(key_list(4, "active"), |l| {
        l.edit(r#""iat""#, r#""roots":[],"threshold":2,"log":{"size":7},"iat""#);
    });
    let chain = |name: &str, about, lines: &[Line]| {
        accepted_as(
            Kind::Certificate,
            name,
            about,
            several(lines),
            json!({"issuer": "acme", "jwk": kid("issuer")}),
        )
    };
    vec![
        list("keys-active", "the issuer's key is in use", &key_list(2, "active"), 2),
        list("keys-retired", "the issuer's key is retired", &key_list(2, "retired"), 2),
        list("keys-withdrawn", "the issuer's key is withdrawn", &key_list(3, "withdrawn"), 3),
        list("keys-empty", "no key at all", &empty, 1),
        list("keys-reserved", "with members that are reserved", &reserved, 4),
        Vector {
            known: Some("accept/keys-active.keys"),
            ..list("keys-newer", "newer than the one known", &key_list(3, "active"), 3)
        },
        Vector {
            known: Some("accept/keys-active.keys"),
            ..list("keys-same", "the one that is known", &key_list(2, "active"), 2)
        },
        chain("certificate", "the root has certified a key", &[certificate("acme", "issuer", "root", false)]),
        chain("certificate-partner", "the root has certified a partner's key", &[partner("acme", "issuer")]),
        chain(
            "certificate-deputy",
            "a deputy has certified a key",
            &[certificate("vendor", "deputy", "root", true), certificate("acme", "issuer", "deputy", false)],
        ),
    ]
}

/// Packages with what a conversation is about: another holder, a key list, addresses, a partner's key.
fn packages() -> Vec<Vector> {
    let package = |name: &str, about, forge: &Forge| super::accept::accepted(name, about, forge);
    let replacing = Forge::sample().with(|forge| {
        forge
            .manifest
            .edit(r#""zone""#, r#""replaces":{"name":"Bergström Handels AB","serial":"1000111111"},"zone""#);
    });
    let addresses = Forge::sample().with(|forge| {
        forge.manifest.edit(
            r#""zone""#,
            r#""authority":"https://licences.acme.example:8443","store":"http://[::1]/store?a=b#c","zone""#,
        );
    });
    let listed = |state: &str| Forge::sample().with(|forge| forge.key_lists = vec![key_list(5, state)]);
    let many = Forge::sample().with(|forge| forge.key_lists = vec![long_key_list(450)]);
    let partner = Forge::sample().with(|forge| forge.certificates = vec![partner("acme", "issuer")]);
    let former = Here { holder: "Bergström Handels AB", serial: "1000111111", ..Here::sample() };
    vec![
        package("holder-replaced-new", "for the new holder, who replaces another", &replacing),
        Vector {
            expected: Some(former),
            ..package("holder-replaced-old", "for the holder that is replaced", &replacing)
        },
        package("addresses", "the addresses of the authority and the store", &addresses),
        package("key-list", "with a key list after the certificates", &listed("active")),
        package("key-list-retired", "its own key is retired in its key list", &listed("retired")),
        package("key-list-long", "a key list of 450 keys, on a line longer than a row may be", &many),
        package("partner", "signed with a partner's key", &partner),
        Vector {
            known: Some("accept/keys-active.keys"),
            ..package("key-known", "its key is in use in the list that is known", &Forge::sample())
        },
    ]
}
