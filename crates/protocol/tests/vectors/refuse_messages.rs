//! Messages that are genuine and say something that they may not, or not here.

use super::converse::{answer, certified, key_list, kid, letter, one, receipt, request, several, with};
use super::forge::{Forge, IAT, Line, NOT_AFTER, certificate};
use super::refuse_conversation::refused_answer;
use super::{Here, Kind, Vector, refused_as};

pub(super) fn all() -> Vec<Vector> {
    let mut vectors = installations();
    vectors.extend(answers());
    vectors.extend(answers_elsewhere());
    vectors.extend(lists_and_certificates());
    vectors.extend(packages());
    vectors
}

/// What installations say.
fn installations() -> Vec<Vector> {
    let changed = |kind, line: Line, name: &str, about, from: &str, to: &str| {
        refused_as(kind, name, 1, about, one(&with(line, |l| l.set(from, to))))
    };
    let ask =
        |name: &str, about, from: &str, to: &str| changed(Kind::Request, request(), name, about, from, to);
    let done =
        |name: &str, about, from: &str, to: &str| changed(Kind::Receipt, receipt(), name, about, from, to);
    let say =
        |name: &str, about, from: &str, to: &str| changed(Kind::Letter, letter(), name, about, from, to);
    let comparison = |value: &str| format!(r#""comparison":{value},"iat""#);
    vec![
        ask("newer_format.request", "a format of the future", r#""format":1"#, r#""format":2"#),
        ask(
            "unknown_critical.request",
            "a condition that is not known",
            r#""iat""#,
            r#""crit":["x"],"x":1,"iat""#,
        ),
        ask("bad_member.nonce", "a nonce of 15 bytes", "AAECAwQFBgcICQoLDA0ODw", "AAECAwQFBgcICQoLDA0O"),
        ask("bad_member.nonce_spelt", "a nonce with other unused bits", "ICQoLDA0ODw", "ICQoLDA0ODx"),
        ask("bad_member.purpose", "a purpose that there is not", r#""status""#, r#""gift""#),
        ask(
            "bad_member.version",
            "a version of two numbers",
            r#""sequence""#,
            r#""version":"12.1","sequence""#,
        ),
        ask("bad_member.clock", "a clock before 1970", r#""clock_ms":"#, r#""clock_ms":-"#),
        ask("bad_member.head", "a hash that is none", r#""hash":"e3"#, r#""hash":"E3"#),
        ask("bad_member.root", "a root that is no thumbprint", &kid("root"), "root"),
        ask("bad_name.request", "an issuer that has no name", r#""acme""#, r#""ACME""#),
        ask("member_missing.request_nonce", "no nonce", r#""nonce""#, r#""once""#),
        ask("member_missing.request_serial", "no serial number", r#""serial""#, r#""number""#),
        ask("member_missing.request_head", "no end of a ledger", r#""head""#, r#""tail""#),
        ask("change_unclear.missing", "another name, which is not said", r#""status""#, r#""serial""#),
        ask(
            "change_unclear.uncalled",
            "another name, which is not asked for",
            r#""iat""#,
            r#""change":{"name":"x","serial":"1"},"iat""#,
        ),
        done("newer_format.receipt", "a format of the future", r#""format":1"#, r#""format":2"#),
        done("bad_member.receipt_state", "a state that there is not", r#""activated""#, r#""eaten""#),
        done(
            "bad_member.receipt_sequence",
            "the package with number 0",
            r#""sequence":7"#,
            r#""sequence":0"#,
        ),
        done("member_missing.receipt_sha256", "no hash", r#""sha256""#, r#""sha512""#),
        say("newer_format.letter", "a format of the future", r#""format":1"#, r#""format":2"#),
        say("bad_member.letter_subject", "no subject", "För få platser", ""),
        say("bad_member.letter_text", "more than 64 KiB", "Vi beställde 30.", &"å".repeat(40_000)),
        say(
            "bad_member.letter_comparison",
            "a comparison that is no JSON",
            r#""iat""#,
            &comparison(r#""{]""#),
        ),
        say("bad_member.letter_object", "a comparison that is no text", r#""iat""#, &comparison("{}")),
        say(
            "duplicate_member.letter",
            "a comparison with a member twice",
            r#""iat""#,
            &comparison(r#""{\"a\":1,\"a\":2}""#),
        ),
        say("too_deep.letter", "a comparison nested too deeply", r#""iat""#, &{
            comparison(&format!("{:?}", format!("{}{}", "[".repeat(17), "]".repeat(17))))
        }),
        say("member_missing.letter_from", "nobody wrote it", r#""from""#, r#""by""#),
    ]
}

/// What authorities say.
fn answers() -> Vec<Vector> {
    let changed = |name: &str, about, from: &str, to: &str| {
        refused_answer(name, 1, about, certified(&with(answer(), |l| l.set(from, to))))
    };
    let state =
        |name: &str, about, state: &str| changed(name, about, r#""up_to_date""#, &format!("{state:?}"));
    let link = |name: &str, about, link: &str| {
        changed(name, about, r#""at_ms""#, &format!(r#""link":{link:?},"at_ms""#))
    };
    vec![
        state("wrong_state.new_licence", "a package that is not named", "new_licence"),
        state("wrong_state.new_name", "a name that is not said", "new_company_name"),
        state("wrong_state.new_serial", "a serial number that is not said", "new_serial"),
        state("wrong_state.message", "a message that is not there", "message"),
        changed(
            "wrong_state.link",
            "a link that is not there",
            r#""up_to_date""#,
            r#""message_with_link","message":{"en":"See there"}"#,
        ),
        state("wrong_state.problem", "a problem without its code", "problem"),
        state("bad_member.answer_state", "a state that there is not", "fine"),
        changed(
            "bad_member.answer_next",
            "ask again before now",
            r#""next_check_s":86400"#,
            r#""next_check_s":-1"#,
        ),
        changed("newer_format.answer", "a format of the future", r#""format":1"#, r#""format":2"#),
        changed(
            "unknown_critical.answer",
            "a condition that is not known",
            r#""at_ms""#,
            r#""crit":["x"],"at_ms""#,
        ),
        changed("duplicate_member.answer", "two states", r#""at_ms""#, r#""state":"message","at_ms""#),
        changed("payload_not_json.answer", "not JSON", r#"{"format""#, r#"{format""#),
        changed("member_missing.answer_nonce", "no nonce", r#""nonce""#, r#""once""#),
        changed("wrong_issuer.answer", "one issuer answers for another", r#""acme""#, r#""partner""#),
        link("bad_url.script", "a link that is a program", "javascript:alert(1)"),
        link("bad_url.file", "a link to a file", "file:///etc/passwd"),
        link("bad_url.user", "a link with a user's name", "https://acme.example@evil.example/"),
        link("bad_url.blank", "a link with a blank", "https://acme.example/a b"),
        link("bad_url.nowhere", "a link without a host", "https:///news"),
    ]
}

/// Answers from the wrong key, to the wrong question, or out of their time.
fn answers_elsewhere() -> Vec<Vector> {
    let by = |name: &str, line: Option<usize>, about, certificates: &[Line]| {
        refused_answer(name, line, about, several(&[&[answer()], certificates].concat()))
    };
    let ours = || certificate("acme", "issuer", "root", false);
    let asked = |name: &str, about, change: &dyn Fn(&mut super::AskedHere)| {
        refused_answer(name, None, about, certified(&answer())).asked(change)
    };
    let late = with(answer(), |l| {
        l.edit(&format!(r#""at_ms":{IAT}000"#), &format!(r#""at_ms":{}000"#, NOT_AFTER + 1));
    });
    let forged = with(answer(), |l| l.key = "stranger");
    vec![
        by(
            "untrusted_root.answer",
            Some(2),
            "another vendor's authority",
            &[certificate("acme", "issuer", "stranger", false)],
        ),
        by(
            "unknown_key.answer",
            Some(1),
            "the certificate of another key",
            &[certificate("acme", "older issuer key", "root", false)],
        ),
        by(
            "may_not_certify.answer",
            Some(3),
            "certified by a key that may not",
            &[certificate("acme", "partner", "root", false), certificate("acme", "issuer", "partner", false)],
        ),
        by(
            "untrusted_root.answer_list",
            Some(3),
            "a key list that the issuer made",
            &[ours(), with(key_list(2, "active"), |l| *l = Line::new("keys", "issuer", l.payload.clone()))],
        ),
        refused_answer("key_expired.answer", 1, "answered after the certificate's end", certified(&late)),
        refused_answer("bad_signature.answer", 1, "signed by somebody else", certified(&forged)),
        asked("answer_for_other", "another installation's answer", &|a| a.installation = kid("stranger")),
        asked("other_issuer", "another issuer was asked", &|a| a.issuer = "partner"),
        asked("wrong_nonce.answer", "the answer to an older request", &|a| {
            a.nonce = "DwABAgMEBQYHCAkKCwwNDg"
        }),
        Vector {
            known: Some("accept/keys-withdrawn.keys"),
            ..refused_answer("key_withdrawn.answer", None, "by a key that is withdrawn", certified(&answer()))
        },
        by(
            "key_withdrawn.answer_list",
            None,
            "by a key that its own list withdraws",
            &[ours(), key_list(4, "withdrawn")],
        ),
    ]
}

/// Key lists and certificates.
fn lists_and_certificates() -> Vec<Vector> {
    let list = |name: &str, about, from: &str, to: &str| {
        let line = with(key_list(2, "active"), |l| l.set(from, to));
        refused_as(Kind::KeyList, name, 1, about, one(&line))
    };
    let known = |name: &str, about, line: &Line| Vector {
        known: Some("accept/keys-active.keys"),
        ..refused_as(Kind::KeyList, name, None, about, one(line))
    };
    let issuers = Line::new("keys", "issuer", key_list(2, "active").payload);
    let altered = with(key_list(2, "active"), |l| l.key = "issuer");
    let both = with(super::converse::partner("acme", "issuer"), |l| {
        l.edit(r#""partner":true"#, r#""partner":true,"certifies":true"#);
    });
    let strangers = certificate("acme", "issuer", "stranger", false);
    vec![
        list("newer_format.key_list", "a format of the future", r#""format":1"#, r#""format":2"#),
        list(
            "unknown_critical.key_list",
            "more than one root must sign",
            r#""iat""#,
            r#""crit":["threshold"],"iat""#,
        ),
        list("bad_member.key_list_version", "versions begin with 1", r#""version":2"#, r#""version":0"#),
        list("bad_member.key_list_state", "a state that there is not", r#""active""#, r#""lost""#),
        list("bad_member.key_list_kid", "a name that is no thumbprint", &kid("issuer"), "issuer"),
        list("member_missing.key_list", "no keys at all", r#""keys""#, r#""locks""#),
        list("repeated.key_list", "the same key twice", &kid("issuer"), &kid("older issuer key")),
        list("too_deep.key_list", "nested too deeply", r#""iat""#, &{
            format!(r#""log":{}{},"iat""#, "[".repeat(16), "]".repeat(16))
        }),
        refused_as(Kind::KeyList, "untrusted_root.key_list", 1, "the issuer made it", one(&issuers)),
        refused_as(Kind::KeyList, "bad_signature.key_list", 1, "in the root's name", one(&altered)),
        known("older_key_list", "older than the one known", &key_list(1, "active")),
        known("key_list_reused", "another with the same version", &key_list(2, "retired")),
        refused_as(Kind::Certificate, "partner_certifies.file", 1, "a partner that certifies", one(&both)),
        refused_as(Kind::Certificate, "untrusted_root.certificate", 1, "another vendor's", one(&strangers)),
    ]
}

/// Packages with what a conversation is about.
fn packages() -> Vec<Vector> {
    let package = |name: &str, line: Option<usize>, about, forge: &Forge| {
        refused_as(Kind::Package, name, line, about, forge.file())
    };
    let manifest = |name: &str, about, member: &str| {
        let forge = Forge::sample().with(|f| f.manifest.set(r#""zone""#, &format!(r#"{member},"zone""#)));
        package(name, Some(1), about, &forge)
    };
    let listed = |lists: &[Line]| Forge::sample().with(|f| f.key_lists = lists.to_vec());
    let replacing = Forge::sample().with(|f| {
        f.manifest
            .edit(r#""zone""#, r#""replaces":{"name":"Bergström Handels AB","serial":"1000111111"},"zone""#);
    });
    let here = |name: &str, about, forge: &Forge, here: Here| Vector {
        expected: Some(here),
        ..package(name, None, about, forge)
    };
    let withdrawn = |name: &str, about, forge: &Forge| Vector {
        known: Some("accept/keys-withdrawn.keys"),
        ..here(name, about, forge, Here::sample())
    };
    let deputised = Forge::sample().with(|f| {
        f.manifest = Line::new("manifest", "older issuer key", f.manifest.payload.clone());
        for line in f.rows.iter_mut().chain(&mut f.limits).chain(&mut f.meters) {
            *line = Line::new(line.typ(), "older issuer key", line.payload.clone());
        }
        f.certificates = vec![
            certificate("vendor", "issuer", "root", true),
            certificate("acme", "older issuer key", "issuer", false),
        ];
    });
    let both = Forge::sample().with(|f| {
        f.certificates[0].edit(r#""iat""#, r#""certifies":true,"partner":true,"iat""#);
    });
    let among = Forge::sample().lines_with(|body| body.insert(1, key_list(2, "active").sign()));
    vec![
        manifest("bad_url.authority", "an authority in the post", r#""authority":"mailto:a@acme.example""#),
        manifest("bad_url.store", "a store without an address", r#""store":"www.acme.example""#),
        manifest(
            "member_missing.replaces",
            "a former holder without serial number",
            r#""replaces":{"name":"x"}"#,
        ),
        manifest("bad_member.replaces", "a former holder as text", r#""replaces":"Bergström Handels AB""#),
        here(
            "holder_change_not_authorised.name",
            "turns another company into ours",
            &replacing,
            Here { holder: "Lindqvist AB", serial: "1000111111", ..Here::sample() },
        ),
        here(
            "holder_change_not_authorised.serial",
            "turns another serial number into ours",
            &replacing,
            Here { holder: "Bergström Handels AB", serial: "1000111112", ..Here::sample() },
        ),
        here(
            "key_withdrawn.package_list",
            "its own key list withdraws its key",
            &listed(&[key_list(5, "withdrawn")]),
            Here::sample(),
        ),
        withdrawn("key_withdrawn.package_known", "the list known here withdraws its key", &Forge::sample()),
        withdrawn("key_withdrawn.deputy", "certified by a key that is withdrawn", &deputised),
        package(
            "key_list_repeated.package",
            Some(4),
            "two key lists",
            &listed(&[key_list(2, "active"), key_list(3, "active")]),
        ),
        refused_as(Kind::Package, "key_list_misplaced", 4, "a key list in place of a row", {
            let mut lines = among;
            drop(lines.remove(4));
            super::forge::text(&lines).into_bytes()
        }),
        package(
            "untrusted_root.key_list_in_package",
            Some(3),
            "a key list that the issuer made",
            &listed(&[Line::new("keys", "issuer", key_list(2, "active").payload)]),
        ),
        package(
            "bad_signature.key_list_in_package",
            Some(3),
            "a key list in the root's name",
            &listed(&[with(key_list(2, "active"), |l| l.key = "issuer")]),
        ),
        package("partner_certifies", Some(2), "a partner's certificate that certifies", &both),
    ]
}
