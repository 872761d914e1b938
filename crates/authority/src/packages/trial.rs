//! Can everything in a catalogue be signed and read back?

use licentia_core::catalogue::{Catalogue, Order, OrderLine};
use licentia_core::names::IssuerName;
use licentia_core::package::{Holder, Package};
use licentia_protocol::SecretKey;
use licentia_protocol::package::{self, Certificate, Trust};

/// Signs a package with every module and suite of the catalogue under a key that is thrown away, and
/// reads it back strictly, so that no catalogue is applied whose packages customers would refuse.
///
/// # Errors
/// What the reader says, with the module where it is known.
pub(crate) fn trial(catalogue: &Catalogue) -> Result<(), String> {
    let issuer = IssuerName::new(&catalogue.issuer).map_err(|error| error.to_string())?;
    let root = SecretKey::from_seed(&[1; 32]);
    let key = SecretKey::from_seed(&[2; 32]);
    let trust = Trust { root: root.public().clone(), demo: false };
    let certificate = Certificate {
        issuer: issuer.clone(),
        key: key.public().clone(),
        not_before: 0,
        not_after: 1,
        certifies: false,
        partner: false,
        iat: 0,
    };
    let certificates = [certificate.sign(&root)];
    for package in packages(catalogue, &issuer)? {
        let bytes = package::issue(&package, None, &key, &certificates);
        if let Err(refused) = package::verify(&bytes, &trust) {
            // Line 1 is the manifest, line 2 the certificate, then the rows.
            let row = refused.line.and_then(|line| package.rows.get(line.checked_sub(3)?));
            let module = row.map(|row| format!("{}: ", row.module)).unwrap_or_default();
            return Err(format!("{module}{refused}"));
        }
    }
    Ok(())
}

/// One package with every module, and one for each suite with its limits.
fn packages(catalogue: &Catalogue, issuer: &IssuerName) -> Result<Vec<Package>, String> {
    let lines = catalogue.modules.iter().map(|module| OrderLine::new(&module.code, 1)).collect();
    let everything = Order { suite: None, lines };
    let rows = catalogue.rows_for(&everything).map_err(|problems| format!("{problems:?}"))?;
    let whole = Package {
        id: "00000000-0000-7000-8000-000000000000".to_owned(),
        sequence: 1,
        issuer: issuer.clone(),
        issuer_title: catalogue.titles.clone(),
        holder: Holder { name: "Trial".to_owned(), serial: "0000000000".to_owned(), customer: None },
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
    let suites = catalogue.suites.iter().map(|suite| Package {
        suite: catalogue.suite_for(&suite.name),
        limits: catalogue.limits_for(&suite.name),
        rows: whole.rows.iter().filter(|row| row.module == suite.module).cloned().collect(),
        ..whole.clone()
    });
    Ok(suites.chain([whole.clone()]).collect())
}
