//! What holds for every package, and for every way to spoil one.

mod random;

use licentia_core::dates::Dates;
use licentia_core::licence::{Quantity, Row, Texts};
use licentia_core::names::IssuerName;
use licentia_core::package::{Holder, Package};
use proptest::collection::vec;
use proptest::prelude::*;
use random::{package, payload};

use super::*;
use crate::jws::{Typ, sign};
use crate::reasons::{Reason, Refused};
use crate::testing::random::{cases, scale};
use crate::testing::{self, issuer_key as key, root, trust};

fn certificate(issuer: &IssuerName) -> String {
    testing::certificate(issuer.clone(), key().public()).sign(&root())
}

fn file(package: &Package) -> Vec<u8> {
    issue(package, None, &key(), &[certificate(&package.issuer)])
}

fn small() -> Package {
    Package {
        id: "p-1".into(),
        sequence: 1,
        issuer: IssuerName::new("acme").unwrap(),
        issuer_title: Texts::new(),
        holder: Holder { name: "Berg AB".into(), serial: "1".into(), customer: None },
        installation: None,
        zone: "UTC".into(),
        dates: Dates::default(),
        versions: None,
        iat: 1_800_000_000,
        nonce: None,
        suite: None,
        replaces: None,
        authority: None,
        store: None,
        rows: vec![Row::new(0, "login", Quantity::Unrestricted), Row::new(1, "sale", Quantity::Count(1))],
        limits: Vec::new(),
        meters: Vec::new(),
    }
}

fn refusal(bytes: &[u8]) -> Option<Refused> {
    verify(bytes, &trust()).err()
}

/// No change of a single byte, whatever the value, goes unnoticed. The long run tries all 255 others
/// in each place, the daily one those that differ in one bit.
#[test]
fn every_changed_byte_is_refused() {
    let mut bytes = file(&small());
    assert_eq!(refusal(&bytes), None);
    for at in 0..bytes.len() {
        let others: Vec<u8> =
            if scale() >= 100 { (1..=255).collect() } else { (0..8).map(|bit| 1 << bit).collect() };
        for other in others {
            bytes[at] ^= other;
            assert!(refusal(&bytes).is_some(), "byte {at} may be changed by {other:#04x}");
            bytes[at] ^= other;
        }
    }
}

#[test]
fn every_removed_or_doubled_byte_and_every_cut_is_refused() {
    let bytes = file(&small());
    for at in 0..bytes.len() {
        assert!(refusal(&bytes[..at]).is_some(), "cut at {at}");
        let removed = [&bytes[..at], &bytes[at + 1..]].concat();
        assert!(refusal(&removed).is_some(), "byte {at} removed");
        let doubled = [&bytes[..=at], &bytes[at..]].concat();
        assert!(refusal(&doubled).is_some(), "byte {at} doubled");
    }
}

#[test]
fn lines_can_be_neither_removed_nor_doubled_nor_exchanged() {
    let bytes = file(&small());
    let text = std::str::from_utf8(&bytes).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for first in 0..lines.len() {
        let mut fewer = lines.clone();
        fewer.remove(first);
        assert!(refusal(fewer.concat().as_bytes()).is_some(), "line {first} removed");
        for second in 0..lines.len() {
            let mut more = lines.clone();
            more.insert(second, lines[first]);
            assert!(refusal(more.concat().as_bytes()).is_some(), "line {first} again at {second}");
            if first != second {
                let mut swapped = lines.clone();
                swapped.swap(first, second);
                assert!(refusal(swapped.concat().as_bytes()).is_some(), "lines {first}, {second} exchanged");
            }
        }
    }
}

/// Rows of several blocks, two of them spoilt: the first is named, however many threads look.
#[test]
fn the_first_bad_row_is_named_on_any_number_of_threads() {
    let mut package = small();
    package.rows = (0..1000).map(|n| Row::new(n, format!("m{n}"), Quantity::Count(n))).collect();
    let good = file(&package);
    let lines: Vec<&str> = std::str::from_utf8(&good).unwrap().lines().collect();
    let mut spoilt: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    for line in [502, 903] {
        spoilt[line - 1] = lines[line].to_owned();
    }
    let spoilt = spoilt.join("\n") + "\n";
    for threads in [0, 1, 2, 3, 64] {
        assert_eq!(*verify_with(&good, &trust(), threads).unwrap(), package);
        let refused = verify_with(spoilt.as_bytes(), &trust(), threads).unwrap_err();
        assert_eq!((refused.reason, refused.line), (Reason::RowOrder, Some(502)));
    }
}

#[test]
fn a_missing_row_of_many_is_named_by_its_number() {
    let mut package = small();
    package.rows = (0..2_000).map(|n| Row::new(n, "m", Quantity::Count(n))).collect();
    let text = String::from_utf8(file(&package)).unwrap();
    let line = text.split_inclusive('\n').nth(2 + 300).unwrap();
    let refused = refusal(text.replace(line, "").as_bytes()).unwrap();
    assert_eq!((refused.reason, refused.line), (Reason::RowsMissing, Some(303)));
    assert!(refused.detail.ends_with("licence-row+jws 300"), "{}", refused.detail);
}

#[test]
fn evidence_tells_what_was_verified() {
    let prev = "ab".repeat(32);
    let package = small();
    let bytes = issue(&package, Some(&prev), &key(), &[certificate(&package.issuer)]);
    let verified = verify(&bytes, &Trust { demo: true, ..trust() }).unwrap();
    let evidence = verified.evidence();
    assert_eq!(evidence.sha256, crate::sha256(&bytes));
    assert_eq!(evidence.kid, key().public().kid());
    assert_eq!(evidence.certificates.len(), 1);
    assert_eq!(evidence.prev.as_deref(), Some(&*prev));
    assert!(evidence.demo);
}

#[test]
fn the_root_of_a_demonstration_is_marked_in_its_file() {
    let demo = Trust { demo: true, ..trust() };
    assert!(demo.to_pem().starts_with("# licentia demo root\n"));
    for trust in [trust(), demo] {
        assert_eq!(Trust::from_pem(&trust.to_pem()), Ok(trust));
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn what_is_issued_is_what_is_verified(package in package()) {
        let verified = verify(&file(&package), &trust());
        prop_assert_eq!(verified.map(Verified::into_inner), Ok(package));
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..400)) {
        prop_assert!(refusal(&bytes).is_some());
    }

    /// Lines put together at random, with a piece of arbitrary text in between.
    #[test]
    fn arbitrary_files_never_panic(order in vec(0..5_usize, 0..8), piece in "[A-Za-z0-9_.=\n-]{0,90}", at in 0..2000_usize) {
        let bytes = file(&small());
        let text = std::str::from_utf8(&bytes).unwrap();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let mut mixed: String = order.iter().filter_map(|n| lines.get(*n).copied()).collect();
        mixed.insert_str(at.min(mixed.len()), &piece);
        let whole = mixed == text;
        prop_assert_eq!(refusal(mixed.as_bytes()).is_none(), whole);
    }

    /// Behind a good signature too, anything may stand: a payload of any bytes, in any place.
    #[test]
    fn arbitrary_signed_payloads_never_panic(payload in payload(), place in 0..4_usize) {
        let issuer = IssuerName::new("acme").unwrap();
        let bytes = file(&small());
        let text = std::str::from_utf8(&bytes).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines[1] = certificate(&issuer);
        lines[place] = match place {
            0 => sign(Typ::MANIFEST, &payload, &key()),
            1 => sign(Typ::KEY, &payload, &root()),
            2 => sign(Typ::ROW, &payload, &key()),
            _ => sign(Typ::METER, &payload, &key()),
        };
        prop_assert!(refusal((lines.join("\n") + "\n").as_bytes()).is_some());
    }
}
