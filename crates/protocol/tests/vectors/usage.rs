//! Usage bundles and their receipts: what must be accepted, and what must be refused.

use serde_json::json;

use super::converse::{
    HASH, HOLDER, NONCE, certified, head, jwk, key_list, kid, one, request, several, with,
};
use super::forge::{Forge, IAT, Line, certificate};
use super::{AskedHere, Kind, Vector, accepted_as, refused_as, too_large};

const BUNDLE: &str = "0199a2f0-5c3e-7000-8000-0000000000d1";

/// A bundle with the figures of a month and a correction of the month before, in order.
fn usage() -> Line {
    let (root, head, jwk) = (kid("root"), head(), jwk("installation"));
    let package = "0199a2f0-5c3e-7000-8000-000000000001";
    let figures = [
        format!(
            r#"{{"n":4,"meter":"emails-sent","month":"2026-12","kind":"final","used":6212,"plan_users":21,"allowance":3100,"overage":3112,"package":"{package}","closed_at":{IAT}}}"#
        ),
        format!(
            r#"{{"n":5,"meter":"storage","month":"2026-12","kind":"final","used":12,"plan_users":21,"allowance":31,"overage":0,"package":"{package}","closed_at":{IAT}}}"#
        ),
        format!(
            r#"{{"n":6,"meter":"emails-sent","month":"2026-11","kind":"correction","used":0,"plan_users":0,"allowance":0,"overage":0,"closed_at":{IAT}}}"#
        ),
    ];
    Line::new(
        "usage",
        "installation",
        format!(
            r#"{{"format":1,"usage":"{BUNDLE}","nonce":"{NONCE}","issuer":"acme","holder":{HOLDER},"zone":"Europe/Stockholm","figures":[{}],"root":"{root}","keys":2,"head":{head},"iat":{IAT},"jwk":{jwk}}}"#,
            figures.join(",")
        ),
    )
}

/// The receipt for it, in order.
fn receipt() -> Line {
    let installation = kid("installation");
    Line::new(
        "usage-receipt",
        "issuer",
        format!(
            r#"{{"format":1,"usage":"{BUNDLE}","nonce":"{NONCE}","installation":"{installation}","issuer":"acme","sha256":"{HASH}","through":6,"at_ms":{IAT}000}}"#
        ),
    )
}

pub(super) fn accepted() -> Vec<Vector> {
    let bundle = |name: &str, about, change: &dyn Fn(&mut Line)| {
        let holds = json!({"issuer": "acme", "nonce": NONCE, "jwk": kid("installation")});
        accepted_as(Kind::Usage, name, about, one(&with(usage(), change)), holds)
    };
    let received = |name: &str, about, through: u64, bytes| Vector {
        asked: Some(AskedHere::sample()),
        ..accepted_as(Kind::UsageReceipt, name, about, bytes, json!({"issuer": "acme", "through": through}))
    };
    let nothing = with(receipt(), |l| l.set(r#""through":6"#, r#""through":0"#));
    let taken = with(receipt(), |l| l.set(r#""through":6"#, r#""through":4,"taken":9"#));
    let listed = several(&[receipt(), certificate("acme", "issuer", "root", false), key_list(3, "active")]);
    vec![
        bundle("usage", "a month's figures and a correction", &|_| {}),
        bundle("usage-largest", "the largest numbers", &|l| {
            l.edit(r#""used":6212"#, r#""used":9223372036854775807"#)
                .edit(r#""overage":3112"#, r#""overage":9223372036854772707"#);
        }),
        bundle("usage-members-unknown", "members of a later version", &|l| {
            l.edit(r#""used":12"#, r#""used":12,"peak":{"day":[1.5]}"#);
        }),
        received("usage-receipt", "everything is there", 6, certified(&receipt())),
        received("usage-receipt-nothing", "figures before it are missing", 0, certified(&nothing)),
        received("usage-receipt-taken", "its numbers are of other figures", 4, certified(&taken)),
        received("usage-receipt-key-list", "with a key list", 6, listed),
    ]
}

pub(super) fn refused() -> Vec<Vector> {
    let mut vectors = bundles();
    vectors.extend(receipts());
    vectors.extend(other_kinds());
    vectors
}

fn bundles() -> Vec<Vector> {
    let bundle = |name: &str, about, from: &str, to: &str| {
        refused_as(Kind::Usage, name, 1, about, one(&with(usage(), |l| l.set(from, to))))
    };
    let stranger = with(usage(), |l| l.key = "stranger");
    let altered = usage().altered(&[("3112", "3111"), ("6212", "6211")]);
    vec![
        too_large(Kind::Usage, "too_large.usage", (64 << 20) + 1, "one byte more than is looked at"),
        refused_as(Kind::Usage, "not_a_usage_bundle", 1, "a table", b"meter;month;used\n".to_vec()),
        refused_as(Kind::Usage, "bad_signature.usage", 1, "signed by somebody else", one(&stranger)),
        refused_as(Kind::Usage, "bad_signature.usage_altered", 1, "one e-mail less, on its way", altered),
        refused_as(
            Kind::Usage,
            "lines_added.usage",
            2,
            "two bundles in one file",
            several(&[usage(), usage()]),
        ),
        bundle("newer_format.usage", "a format of the future", r#""format":1"#, r#""format":2"#),
        bundle(
            "unknown_critical.usage",
            "a condition that is not known",
            r#""zone""#,
            r#""crit":["x"],"zone""#,
        ),
        bundle("figure_order.gap", "a figure is left out", r#""n":5"#, r#""n":7"#),
        bundle("figure_order.twice", "a figure is there twice", r#""n":5"#, r#""n":4"#),
        bundle("figure_unclear.less", "less overage than was used", r#""overage":3112"#, r#""overage":3111"#),
        bundle(
            "figure_unclear.within",
            "overage within the allowance",
            r#""overage":0,"package""#,
            r#""overage":1,"package""#,
        ),
        bundle("bad_member.usage_first", "figures begin with 1", r#""n":4"#, r#""n":0"#),
        bundle("bad_member.usage_negative", "less than nothing was used", r#""used":12"#, r#""used":-12"#),
        bundle("bad_member.usage_fraction", "half an e-mail", r#""used":6212"#, r#""used":6212.5"#),
        bundle("bad_member.usage_month", "a thirteenth month", "2026-11", "2026-13"),
        bundle("bad_member.usage_day", "a day for a month", "2026-11", "2026-11-01"),
        bundle(
            "bad_member.usage_kind",
            "a figure of a kind that there is not",
            r#""correction""#,
            r#""guess""#,
        ),
        bundle("bad_name.usage", "a meter that has no name", r#""storage""#, r#""Storage""#),
        bundle("bad_zone.usage", "a zone that there is not", "Europe/Stockholm", "Europe/Atlantis"),
        bundle("member_missing.usage_allowance", "no allowance", r#""allowance":31,"#, ""),
        bundle("member_missing.usage_figures", "no figures", r#""figures""#, r#""numbers""#),
        refused_as(Kind::Usage, "bad_member.usage_empty", 1, "a bundle of nothing", {
            let payload = usage().payload;
            let (before, rest) = payload.split_once(r#""figures":["#).unwrap();
            let (_, after) = rest.split_once(r#"],"root""#).unwrap();
            let payload = format!(r#"{before}"figures":[],"root"{after}"#);
            one(&with(usage(), |l| l.payload = payload))
        }),
    ]
}

fn receipts() -> Vec<Vector> {
    let receipt_of = |name: &str, line: Option<usize>, about, bytes| Vector {
        asked: Some(AskedHere::sample()),
        ..refused_as(Kind::UsageReceipt, name, line, about, bytes)
    };
    let changed = |name: &str, about, from: &str, to: &str| {
        receipt_of(name, Some(1), about, certified(&with(receipt(), |l| l.set(from, to))))
    };
    let asked = |name: &str, about, change: &dyn Fn(&mut AskedHere)| {
        receipt_of(name, None, about, certified(&receipt())).asked(change)
    };
    let page = b"<!DOCTYPE html><title>Please sign in</title>".to_vec();
    vec![
        receipt_of("not_a_usage_receipt", Some(1), "the page of a proxy", page),
        changed("bad_member.usage_receipt_through", "a number below 0", r#""through":6"#, r#""through":-6"#),
        changed(
            "bad_member.usage_receipt_taken",
            "half a number",
            r#""through":6"#,
            r#""through":4,"taken":9.5"#,
        ),
        changed("member_missing.usage_receipt_sha256", "no hash", r#""sha256""#, r#""sha512""#),
        changed("newer_format.usage_receipt", "a format of the future", r#""format":1"#, r#""format":2"#),
        changed("wrong_issuer.usage_receipt", "one issuer for another", r#""acme""#, r#""partner""#),
        receipt_of("bad_signature.usage_receipt", Some(1), "the customer wrote it", {
            certified(&with(receipt(), |l| l.key = "stranger"))
        }),
        receipt_of("certificate_missing.usage_receipt", Some(2), "no certificate", one(&receipt())),
        asked("answer_for_other.usage_receipt", "another installation's", &|a| {
            a.installation = kid("stranger")
        }),
        asked("other_issuer.usage_receipt", "another issuer's", &|a| a.issuer = "partner"),
        asked("wrong_nonce.usage_receipt", "for an older bundle", &|a| a.nonce = "DwABAgMEBQYHCAkKCwwNDg"),
        Vector {
            known: Some("accept/keys-withdrawn.keys"),
            ..receipt_of(
                "key_withdrawn.usage_receipt",
                None,
                "by a key that is withdrawn",
                certified(&receipt()),
            )
        },
    ]
}

fn other_kinds() -> Vec<Vector> {
    let (bundle, received, package) = (one(&usage()), certified(&receipt()), Forge::sample().file());
    let refused = |kind, name: &str, about, bytes: &[u8]| refused_as(kind, name, 1, about, bytes.to_vec());
    vec![
        refused(Kind::Package, "this_is_a_usage_bundle.as_package", "a bundle instead of a package", &bundle),
        refused(Kind::Request, "this_is_a_usage_bundle.as_request", "a bundle instead of a request", &bundle),
        refused(
            Kind::Package,
            "this_is_a_usage_receipt.as_package",
            "a receipt instead of a package",
            &received,
        ),
        refused(Kind::Receipt, "this_is_a_usage_receipt.as_receipt", "the issuer's, not ours", &received),
        refused(
            Kind::Usage,
            "this_is_a_usage_receipt.as_usage",
            "the receipt instead of the bundle",
            &received,
        ),
        refused(Kind::Usage, "this_is_a_package.as_usage", "a package instead of a bundle", &package),
        refused(Kind::Usage, "this_is_a_request.as_usage", "a request instead of a bundle", &one(&request())),
        refused(Kind::UsageReceipt, "this_is_a_usage_bundle.as_receipt", "the bundle came back", &bundle),
    ]
}
