//! Packages of tests: issued, and put in force.

use std::sync::atomic::Ordering;

use licentia_core::licences::Licences;
use licentia_core::names::IssuerName;
use licentia_core::package::{Holder, Package};
use licentia_platform::by::By;
use licentia_platform::ledger::Entry;
use licentia_platform::testing::NOON_MS;
use licentia_protocol::SecretKey;
use licentia_protocol::package::{Certificate, issue_with_keys, verify};

use super::{ISSUER, TestManager};
use crate::installations;
use crate::ledger::subject;
use crate::sealed::{self, InstallationRow, Mark, PackageRow, PackageState};

impl TestManager {
    /// A package of the test issuer for the test holder, signed. `change` fills it.
    pub fn issue(&self, change: impl FnOnce(&mut Package)) -> Vec<u8> {
        self.issue_as(ISSUER, None, change)
    }

    /// The same of any issuer, with the line of a key list: whoever is not [`ISSUER`] is a partner.
    pub fn issue_as(&self, issuer: &str, keys: Option<&str>, change: impl FnOnce(&mut Package)) -> Vec<u8> {
        let sequence = self.sequence.fetch_add(1, Ordering::Relaxed) + 1;
        let issuer = IssuerName::new(issuer).expect("it is one");
        let iat = NOON_MS / 1_000;
        let mut package = Package {
            id: format!("0199a2f0-5c3e-7000-8000-{sequence:012}"),
            sequence,
            issuer: issuer.clone(),
            issuer_title: [("en".to_owned(), "Acme".to_owned())].into(),
            holder: Holder { name: "Berg AB".to_owned(), serial: "1000234567".to_owned(), customer: None },
            installation: None,
            zone: "Europe/Stockholm".to_owned(),
            dates: Default::default(),
            versions: None,
            iat,
            nonce: None,
            suite: None,
            replaces: None,
            authority: None,
            store: None,
            rows: Vec::new(),
            limits: Vec::new(),
            meters: Vec::new(),
        };
        change(&mut package);
        for (n, row) in package.rows.iter_mut().enumerate() {
            row.n = n as u32;
        }
        let issuer_is_partner = issuer.as_str() != ISSUER;
        let certificate = Certificate {
            issuer,
            key: self.key.public().clone(),
            not_before: iat - 1_000,
            not_after: iat + 100_000_000,
            certifies: false,
            partner: issuer_is_partner,
            iat: iat - 1_000,
        };
        issue_with_keys(&package, None, &self.key, &[certificate.sign(&self.root)], keys)
    }

    /// The root of trust, to sign key lists with.
    pub fn root(&self) -> &SecretKey {
        &self.root
    }

    /// The thumbprint of the key that signs packages.
    pub fn kid(&self) -> &str {
        self.key.public().kid()
    }

    /// Issues a package and puts it in force, without comparison: what tests of other nouns begin with.
    pub async fn activate(&self, change: impl FnOnce(&mut Package)) {
        self.activate_file(self.issue(change)).await;
    }

    /// The same with a package that was issued already.
    pub async fn activate_file(&self, bytes: Vec<u8>) {
        let package = verify(&bytes, self.manager.trust()).expect("it was issued a moment ago").into_inner();
        self.manager
            .write(self.scope, &By::setup(), move |w, at| {
                let missing = Licences::missing_names(at.names(), &package);
                installations::intern(w, at, &missing)?;
                let scope = w.scope();
                for old in sealed::store::packages(w, scope, &[PackageState::InForce])?.into_iter().flatten()
                {
                    if old.row.issuer == package.issuer {
                        sealed::store::change_package(w, &old, PackageState::Replaced)?;
                    }
                }
                let row = PackageRow {
                    id: package.id.clone(),
                    issuer: package.issuer.clone(),
                    sequence: package.sequence,
                    state: PackageState::InForce,
                    sha256: sealed::hex(&licentia_protocol::sha256(&bytes)),
                    bytes,
                    loaded_at: w.now_ms(),
                    loaded_by: "setup".to_owned(),
                    activated_at: Some(w.now_ms()),
                    activated_revision: Some(w.revision()),
                };
                sealed::store::insert_package(w, &row)?;
                let stored = sealed::store::installation(w, scope)?.expect("it was made");
                let mut installation = InstallationRow {
                    serial: Some(package.holder.serial.clone()),
                    holder: Some(package.holder.name.clone()),
                    zone: package.zone.clone(),
                    licensed_before: true,
                    ..stored.row.clone()
                };
                let mark =
                    Mark { package: Some(package.id.clone()), sequence: package.sequence, partner: false };
                installation.in_force.insert(package.issuer.as_str().to_owned(), mark);
                sealed::store::change_installation(w, &stored, &installation)?;
                w.record(Entry::new("packages.activated", 1).subject(subject::package(&package.id)))
            })
            .await
            .expect("a package in force");
    }
}
