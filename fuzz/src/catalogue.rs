//! The authority's catalogue file. Its reader is taken out of the authority by its files, so that no
//! server is built with coverage counters.

use licentia_core::catalogue::{Catalogue, Order, OrderLine, difference};
use licentia_core::names::IssuerName;
use licentia_core::package::{Holder, Package};
use licentia_protocol::package::{Certificate, issue, verify};

use crate::{key, trust};

/// A catalogue file: every problem has a line in the file, and from what is accepted packages can be made.
pub fn catalogue(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    match crate::file::read(source) {
        Ok(file) => sells(&file.catalogue),
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            let lines = source.split('\n').count();
            for problem in &problems {
                assert!(
                    problem.line.is_none_or(|line| (1..=lines).contains(&(line as usize))),
                    "{problem:?}"
                );
                let _ = problem.to_json();
            }
        }
    }
}

fn sells(catalogue: &Catalogue) {
    assert!(difference(catalogue, catalogue).is_empty(), "a catalogue differs from itself");
    let lines = catalogue.modules.iter().map(|module| OrderLine::new(&module.code, 3)).collect();
    let Ok(rows) = catalogue.rows_for(&Order { suite: None, lines }) else { return };
    let Ok(issuer) = IssuerName::new(&catalogue.issuer) else { return };
    let package = Package {
        id: "0".to_owned(),
        sequence: 1,
        issuer: issuer.clone(),
        issuer_title: catalogue.titles.clone(),
        holder: Holder { name: "Trial".to_owned(), serial: "0".to_owned(), customer: None },
        installation: None,
        zone: "UTC".to_owned(),
        dates: Default::default(),
        versions: None,
        iat: 0,
        nonce: None,
        suite: None,
        replaces: None,
        authority: None,
        store: None,
        rows,
        limits: Vec::new(),
        meters: catalogue.meters_for_package(),
    };
    let certificate = Certificate {
        issuer,
        key: key("issuer").public().clone(),
        not_before: 0,
        not_after: 1,
        certifies: false,
        partner: false,
        iat: 0,
    };
    // A title may be too long for a row; anything else that is read can be read again.
    let file = issue(&package, None, &key("issuer"), &[certificate.sign(&key("root"))]);
    if let Ok(again) = verify(&file, &trust()) {
        assert_eq!(again.rows.len(), package.rows.len(), "rows were lost");
    }
}
