//! Packages made at random, each of which is verified once it is issued.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use licentia_core::dates::Dates;
use licentia_core::licence::{Counting, Kinds, Quantity, Row, Scope, UserKind, WhenStopped};
use licentia_core::names::IssuerName;
use licentia_core::package::{Holder, Limit, Meter, MeterKind, NextUp, Package, Suite, Versions};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use crate::testing::random::{texts, version};

fn day() -> impl Strategy<Value = Date> {
    (0_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

fn code() -> impl Strategy<Value = String> {
    "[a-z0-9]{1,8}(-[a-z0-9]{1,6}){0,3}"
}

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..1000_u64, Just(i64::MAX as u64)]
}

fn row() -> impl Strategy<Value = Row> {
    let kinds = vec(select(UserKind::EVERY.to_vec()), 0..6).prop_map(|kinds| Kinds::of(&kinds));
    let quantity = prop_oneof![Just(Quantity::Unrestricted), any::<u32>().prop_map(Quantity::Count)];
    (
        (code(), texts(), texts(), select(vec![Scope::System, Scope::Site, Scope::User])),
        (select(vec![Counting::Named, Counting::Concurrent]), quantity, any::<bool>(), any::<u32>()),
        (vec(code(), 0..4), vec(code(), 0..3), kinds, of(day()), of(day())),
        (select(vec![WhenStopped::ReadOnly, WhenStopped::None]), of(code())),
    )
        .prop_map(|(what, how, more, end)| Row {
            n: 0,
            module: what.0,
            titles: what.1,
            tooltips: what.2,
            scope: what.3,
            counting: how.0,
            quantity: how.1,
            hidden: how.2,
            flags: how.3,
            set: more.0,
            requires: more.1,
            kinds: more.2,
            start: more.3.min(more.4),
            due: more.3.max(more.4),
            when_stopped: end.0,
            was: end.1,
        })
}

fn limits() -> impl Strategy<Value = Vec<Limit>> {
    let next = (texts(), of(number())).prop_map(|(titles, max)| NextUp { titles, max });
    let limit = (texts(), of(number()), texts(), texts(), of(next));
    proptest::collection::btree_map(code(), limit, 0..3).prop_map(|limits: BTreeMap<_, _>| {
        let limits = limits.into_iter().zip(0..);
        limits
            .map(|((name, (titles, max, counts, advice, next)), n)| Limit {
                n,
                name,
                titles,
                max,
                counts,
                advice,
                next,
            })
            .collect()
    })
}

fn meters() -> impl Strategy<Value = Vec<Meter>> {
    let kind = select(MeterKind::EVERY.to_vec());
    let meter = (texts(), kind, texts(), number(), number());
    proptest::collection::btree_map(code(), meter, 0..3).prop_map(|meters: BTreeMap<_, _>| {
        let meters = meters.into_iter().zip(0..);
        meters
            .map(|((name, (titles, kind, unit, base, per_plan)), n)| Meter {
                n,
                name,
                titles,
                kind,
                unit,
                base,
                per_plan,
            })
            .collect()
    })
}

fn versions() -> impl Strategy<Value = Versions> {
    (of(version()), of(version())).prop_map(|(from, to)| Versions { from, to })
}

fn dates() -> impl Strategy<Value = Dates> {
    proptest::array::uniform5(of(day())).prop_map(|dates| {
        let [next_check, admin_warning, expiry, grace, maintenance] = dates;
        Dates { next_check, admin_warning, expiry, grace, maintenance }
    })
}

fn suite() -> impl Strategy<Value = Suite> {
    (code(), texts(), code(), texts()).prop_map(|(name, titles, module, next)| Suite {
        name,
        titles,
        module,
        next,
    })
}

fn url() -> impl Strategy<Value = String> {
    "https?://[a-z0-9.-]{1,20}(:[0-9]{1,5})?(/[!-~&&[^\"<>^`{|}\\\\]]{0,20})?"
        .prop_filter("begins well", |url| crate::fields::is_url(url))
}

pub(super) fn package() -> impl Strategy<Value = Package> {
    let name = || "[^\\pC]{1,20}";
    let zone = select(vec!["UTC", "Europe/Stockholm", "Asia/Kolkata", "America/Argentina/Ushuaia"]);
    (
        ("[A-Za-z0-9_-]{1,64}", 1..u64::MAX / 2, code(), texts()),
        (name(), name(), of(name()), of("[A-Za-z0-9_-]{43}"), zone),
        (dates(), of(versions()), 0..253_402_300_799_i64, of("[A-Za-z0-9_-]{1,128}"), of(suite())),
        (vec(row(), 0..5), limits(), meters()),
        (of((name(), name())), of(url()), of(url())),
    )
        .prop_map(|(id, whom, when, mut what, more)| {
            let replaces = more.0.map(|(name, serial)| Holder { name, serial, customer: None });
            for (n, row) in (0..).zip(&mut what.0) {
                row.n = n;
            }
            Package {
                id: id.0,
                sequence: id.1,
                issuer: IssuerName::new(&id.2).unwrap(),
                issuer_title: id.3,
                holder: Holder { name: whom.0, serial: whom.1, customer: whom.2 },
                installation: whom.3,
                zone: whom.4.to_owned(),
                dates: when.0,
                versions: when.1,
                iat: when.2,
                nonce: when.3,
                suite: when.4,
                replaces,
                authority: more.1,
                store: more.2,
                rows: what.0,
                limits: what.1,
                meters: what.2,
            }
        })
}

/// Bytes that look more or less like a payload.
pub(super) fn payload() -> impl Strategy<Value = Vec<u8>> {
    let member = select(vec![
        "\"format\":1",
        "\"package\":\"p-1\"",
        "\"n\":0",
        "\"module\":\"login\"",
        "\"scope\":\"user\"",
        "\"quantity\":1",
        "\"unrestricted\":true",
        "\"counting\":\"named\"",
        "\"when_stopped\":\"none\"",
        "\"start\":\"2027-02-30\"",
        "\"crit\":[\"x\"]",
        "\"titles\":{\"en\":\"x\"}",
        "\"iat\":1",
        "\"jwk\":{}",
        "\"holder\":{\"name\":\"x\",\"serial\":\"y\"}",
        "\"zone\":\"UTC\"",
        "\"rows\":4294967295",
        "\"limits\":4294967295",
        "\"sequence\":1",
        "\"issuer\":\"acme\"",
        "\"sha256\":\"\"",
        "\"x\":[[[[]]]]",
    ]);
    prop_oneof![
        vec(any::<u8>(), 0..60),
        vec(member, 0..20).prop_map(|members| format!("{{{}}}", members.join(",")).into_bytes()),
    ]
}
