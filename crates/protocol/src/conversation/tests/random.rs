//! Messages made at random, each of which its reader accepts.

use licentia_core::names::IssuerName;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::base64;
use crate::conversation::*;
use crate::key_list::{KeyList, KeyState, ListedKey};
use crate::testing::installation_key;
use crate::testing::random::{texts, version};

fn id() -> impl Strategy<Value = String> {
    "[A-Za-z0-9_-]{1,64}"
}

fn word(longest: usize) -> impl Strategy<Value = String> {
    proptest::string::string_regex(&format!("[^\\pC]{{1,{longest}}}")).unwrap()
}

fn hash() -> impl Strategy<Value = String> {
    "[0-9a-f]{64}"
}

fn thumbprint() -> impl Strategy<Value = String> {
    "[A-Za-z0-9_-]{43}"
}

pub(super) fn nonce() -> impl Strategy<Value = String> {
    any::<[u8; 16]>().prop_map(|bytes| base64(&bytes))
}

fn name() -> impl Strategy<Value = IssuerName> {
    "[a-z0-9]{1,8}(-[a-z0-9]{1,6}){0,2}".prop_map(|name| IssuerName::new(&name).unwrap())
}

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..100_u64, Just(i64::MAX as u64)]
}

fn second() -> impl Strategy<Value = i64> {
    0..=253_402_300_799_i64
}

fn head() -> impl Strategy<Value = Head> {
    (number(), hash()).prop_map(|(revision, hash)| Head { revision, hash })
}

pub(super) fn any_request() -> impl Strategy<Value = Request> {
    let change = (word(20), word(20)).prop_map(|(name, serial)| HolderChange { name, serial });
    let purpose = prop_oneof![
        select(vec![(Purpose::Status, None), (Purpose::Package, None)]),
        change.prop_map(|change| (Purpose::Serial, Some(change))),
    ];
    (
        (id(), nonce(), purpose, name(), word(20), word(20), of(word(9))),
        (of(version()), number(), of(hash()), any::<(bool, bool)>(), thumbprint(), number()),
        (head(), 0..253_402_300_799_999_i64, of(0..99_999_999_999_i64), of(head()), second()),
    )
        .prop_map(|(who, what, state)| Request {
            id: who.0,
            nonce: who.1,
            purpose: who.2.0,
            issuer: who.3,
            holder: who.4,
            serial: who.5,
            customer: who.6,
            version: what.0,
            sequence: what.1,
            package: what.2,
            deleted: what.3.0,
            online: what.3.1,
            change: who.2.1,
            root: what.4,
            keys: what.5,
            head: state.0,
            clock_ms: state.1,
            back_ms: state.2,
            rewound: state.3,
            iat: state.4,
            key: installation_key().public().clone(),
        })
}

pub(super) fn any_receipt() -> impl Strategy<Value = Receipt> {
    let state = select(vec![ReceiptState::Activated, ReceiptState::Prepared, ReceiptState::Deleted]);
    (
        (id(), name(), word(20), word(20), id(), number(), hash()),
        (state, second(), thumbprint(), number(), head(), second()),
    )
        .prop_map(|(what, how)| Receipt {
            id: what.0,
            issuer: what.1,
            holder: what.2,
            serial: what.3,
            package: what.4,
            sequence: what.5.max(1),
            sha256: what.6,
            state: how.0,
            at: how.1,
            root: how.2,
            keys: how.3,
            head: how.4,
            iat: how.5,
            key: installation_key().public().clone(),
        })
}

pub(super) fn any_letter() -> impl Strategy<Value = Letter> {
    let comparison = select(vec!["{}", "[1,2.5e3,null]", "{\"rows\":[{\"a\":\"å\\\\n\"}]}", "\"\""]);
    (
        (id(), name(), word(20), word(20), word(30), "[^\\pC]{1,60}(\n\t[a-zå]{0,9}){0,3}"),
        (word(20), word(20), of(comparison), second(), head()),
    )
        .prop_map(|(what, who)| Letter {
            id: what.0,
            issuer: what.1,
            holder: what.2,
            serial: what.3,
            subject: what.4,
            text: what.5,
            from: From { name: who.0, email: who.1 },
            comparison: who.2.map(str::to_owned),
            iat: who.3,
            head: who.4,
            key: installation_key().public().clone(),
        })
}

pub(super) fn any_visit() -> impl Strategy<Value = Visit> {
    let back = select(vec!["https://licences.example/i/a/licences?issuer=acme", "http://127.0.0.1:7300/"]);
    let visitor = (word(30), of(word(20))).prop_map(|(name, email)| Visitor { name, email });
    (
        (nonce(), name(), word(20), word(20), visitor),
        ("[A-Za-z0-9-]{1,35}", of("[a-z0-9]{1,9}"), of(back), second(), head()),
    )
        .prop_map(|(who, what)| Visit {
            nonce: who.0,
            issuer: who.1,
            holder: who.2,
            serial: who.3,
            visitor: who.4,
            lang: what.0,
            module: what.1,
            back: what.2.map(str::to_owned),
            iat: what.3,
            head: what.4,
            key: installation_key().public().clone(),
        })
}

fn any_figure() -> impl Strategy<Value = Figure> {
    let month = (1970..=9998_i16, 1..=12_i8).prop_map(|(year, month)| format!("{year:04}-{month:02}"));
    let kind = select(vec![FigureKind::Final, FigureKind::Correction]);
    ("[a-z0-9]{1,9}(-[a-z0-9]{1,6})?", month, kind, (number(), number(), number()), of(id()), second())
        .prop_map(|(meter, month, kind, (used, allowance, plan_users), package, closed_at)| Figure {
            n: 1,
            meter,
            month: month.parse().unwrap(),
            kind,
            used,
            plan_users,
            allowance,
            overage: used.saturating_sub(allowance),
            package,
            closed_at,
        })
}

pub(super) fn any_usage() -> impl Strategy<Value = Usage> {
    let zone = select(vec!["UTC", "Europe/Stockholm", "America/Argentina/Buenos_Aires"]);
    (
        (id(), nonce(), name(), word(20), word(20), zone),
        (1..1_000_u64, vec(any_figure(), 1..5), thumbprint(), number(), head(), second()),
    )
        .prop_map(|(who, (first, mut figures, root, keys, head, iat))| {
            (first..).zip(&mut figures).for_each(|(n, figure)| figure.n = n);
            Usage {
                id: who.0,
                nonce: who.1,
                issuer: who.2,
                holder: who.3,
                serial: who.4,
                zone: who.5.to_owned(),
                figures,
                root,
                keys,
                head,
                iat,
                key: installation_key().public().clone(),
            }
        })
}

pub(super) fn any_usage_receipt() -> impl Strategy<Value = UsageReceipt> {
    (id(), nonce(), thumbprint(), name(), hash(), number(), of(number()), second()).prop_map(
        |(usage, nonce, installation, issuer, sha256, through, taken, at)| UsageReceipt {
            usage,
            nonce,
            installation,
            issuer,
            sha256,
            through,
            taken,
            at_ms: at * 1_000,
        },
    )
}

pub(super) fn any_answer() -> impl Strategy<Value = Answer> {
    let offer = (id(), 1..=i64::MAX as u64, hash(), second()).prop_map(|(id, sequence, sha256, iat)| Offer {
        id,
        sequence,
        sha256,
        iat,
    });
    let holder = (word(20), word(20)).prop_map(|(name, serial)| AnswerHolder { name, serial });
    (
        (nonce(), thumbprint(), name(), select(State::EVERY.to_vec())),
        (offer, any::<u32>(), second(), 0..1000_i64, of(texts())),
        (texts(), "https?://[a-z0-9]{1,9}(:[0-9]{2})?(/[a-z0-9?=&%#]{0,9})?", holder, of(head()), id()),
        any::<[bool; 5]>(),
    )
        .prop_map(|(whose, what, more, there)| {
            let needed = |state: &[State]| state.contains(&whose.3);
            Answer {
                nonce: whose.0,
                installation: whose.1,
                issuer: whose.2,
                state: whose.3,
                package: (there[0] || needed(&[State::NewLicence])).then_some(what.0),
                next_check_s: what.1.into(),
                at_ms: what.2 * 1_000 + what.3,
                hold: what.4,
                message: (there[1] || needed(&[State::Message, State::MessageWithLink])).then_some(more.0),
                link: (there[2] || needed(&[State::MessageWithLink])).then_some(more.1),
                holder: (there[3] || needed(&[State::NewCompanyName, State::NewSerial])).then_some(more.2),
                head: more.3,
                code: (there[4] || needed(&[State::Problem])).then_some(more.4),
            }
        })
}

pub(super) fn any_list() -> impl Strategy<Value = KeyList> {
    let state = select(vec![KeyState::Active, KeyState::Retired, KeyState::Withdrawn]);
    let key = (name(), state, second(), of(word(20)));
    (1..=i64::MAX as u64, second(), btree_map(thumbprint(), key, 0..5)).prop_map(|(version, iat, keys)| {
        let listed = |(kid, (issuer, state, since, reason))| ListedKey { kid, issuer, state, since, reason };
        KeyList { version, iat, keys: keys.into_iter().map(listed).collect() }
    })
}

/// Bytes that look more or less like a payload.
pub(super) fn payload() -> impl Strategy<Value = Vec<u8>> {
    let member = select(vec![
        "\"format\":1",
        "\"request\":\"r\"",
        "\"receipt\":\"r\"",
        "\"letter\":\"r\"",
        "\"usage\":\"r\"",
        "\"zone\":\"UTC\"",
        "\"figures\":[{\"n\":1}]",
        "\"through\":1",
        "\"nonce\":\"AAECAwQFBgcICQoLDA0ODw\"",
        "\"purpose\":\"serial\"",
        "\"state\":\"problem\"",
        "\"issuer\":\"acme\"",
        "\"holder\":{\"name\":\"x\",\"serial\":\"y\"}",
        "\"change\":{\"name\":\"x\",\"serial\":\"y\"}",
        "\"sequence\":1",
        "\"keys\":[{}]",
        "\"keys\":1",
        "\"version\":1",
        "\"head\":{\"revision\":1,\"hash\":\"\"}",
        "\"clock_ms\":9223372036854775807",
        "\"at_ms\":0",
        "\"iat\":1",
        "\"crit\":[\"x\"]",
        "\"comparison\":\"[[[[\"",
        "\"x\":[[[[]]]]",
    ]);
    let jwk = serde_json::to_string(&installation_key().public().to_jwk()).unwrap();
    prop_oneof![
        vec(any::<u8>(), 0..60),
        vec(member, 0..20).prop_map(move |members| format!(
            "{{\"jwk\":{jwk}{}{}}}",
            if members.is_empty() { "" } else { "," },
            members.join(",")
        )
        .into_bytes()),
    ]
}
