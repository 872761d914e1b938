//! The licence package, and what core makes of one that was accepted.

use jiff::civil::{Date, date};
use licentia_core::compare::compare;
use licentia_core::licences::Licences;
use licentia_core::package::Package;
use licentia_core::seats::Usage;
use licentia_protocol::Verified;
use licentia_protocol::package::{Expected, InForce, expect, issue_with_keys, verify, verify_with};

use crate::{draft, key, trust};

/// A licence package.
pub fn package(data: &[u8]) {
    let _ = verify(data, &trust());
    let Some(file) = draft::signed(data) else { return };
    let read = verify(&file, &trust());
    // As many threads as lines deserve, now and then: the answer may not depend on it.
    if data.len() % 16 == 0 {
        assert_eq!(verify_with(&file, &trust(), 3), read, "three threads say something else");
    }
    if let Ok(package) = read {
        meant_for_somebody(&package);
        comes_back(&package);
        works(&package);
    }
}

/// Asking whether it is meant for here never panics, and for its own holder it is.
fn meant_for_somebody(package: &Verified<Package>) {
    let nonces = package.nonce.as_deref().map(|nonce| vec![nonce]).unwrap_or_default();
    let own = Expected {
        holder: &package.holder.name,
        serial: &package.holder.serial,
        installation: package.installation.as_deref(),
        nonces: &nonces,
        ..Expected::default()
    };
    let evidence = package.evidence();
    let withdrawn = evidence.keys.as_ref().is_some_and(|keys| {
        evidence.certificates.iter().any(|link| keys.withdrawn(link.key.kid()).is_some())
    });
    assert_eq!(expect(package, &own).is_err(), withdrawn, "its own holder is refused");
    let in_force = Some(InForce { sequence: package.sequence, sha256: evidence.sha256 });
    assert!(expect(package, &Expected { in_force, ..own }).is_err(), "it is in force twice");
}

/// What is written again and read again is the same.
fn comes_back(package: &Verified<Package>) {
    let evidence = package.evidence();
    let root = key("root");
    let certificates: Vec<String> = match evidence.certificates.as_slice() {
        [only] => vec![only.sign(&root)],
        [first, second] => vec![first.sign(&root), second.sign(&key("deputy"))],
        _ => return,
    };
    let keys = evidence.keys.as_ref().map(|keys| keys.sign(&root));
    let file =
        issue_with_keys(package, evidence.prev.as_deref(), &key("issuer"), &certificates, keys.as_deref());
    let again = verify(&file, &trust()).expect("what was read is written so that it can be read");
    assert_eq!(*again, **package, "something was lost in writing");
    let (old, new) = (package.evidence(), again.evidence());
    assert_eq!((&old.keys, &old.certificates), (&new.keys, &new.certificates), "the head is another");
}

/// Core compiles any package that was accepted, on any day.
fn works(package: &Package) {
    let names = Licences::missing_names(&[], package);
    let licences = Licences::build(&names, std::slice::from_ref(package), &[]);
    for today in [Date::MIN, date(2027, 6, 1), Date::MAX] {
        let day = licences.on(today);
        for (no, module) in licences.modules() {
            let _ = (day.total(no), day.module(no), module.title("sv"));
        }
        let next = licences.next_change_after(today);
        assert!(next.is_none_or(|next| next > today), "the next change is not after today");
        let same = compare(Some(package), package, today, &names, &[], &Usage::default());
        assert!(same.rows.is_empty(), "a package differs from itself: {:?}", same.rows);
    }
}
