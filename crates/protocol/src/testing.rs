//! Sample messages for tests, here and in other crates: every member that must be there, and only
//! those, filled with values that fit together. Change what a test is about.
//!
//! With the feature `testing`. The keys are made from small seeds: nothing real may trust them.

use licentia_core::names::IssuerName;

use crate::conversation::{
    Answer, Figure, FigureKind, From, Head, Letter, Purpose, Receipt, ReceiptState, Request, State, Usage,
    UsageReceipt, Visit, Visitor,
};
use crate::key_list::{KeyList, KeyState, ListedKey};
use crate::keys::{PublicKey, SecretKey};
use crate::package::{Certificate, Trust};

/// The second in which the samples are signed: 2027-01-15.
pub const IAT: i64 = 1_800_000_000;

/// The nonce of the sample request.
pub const NONCE: &str = "AAECAwQFBgcICQoLDA0ODw";

/// The issuer of the samples.
pub fn issuer() -> IssuerName {
    IssuerName::new("acme").expect("it is a name")
}

/// The sample root's secret key.
pub fn root() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

/// The sample issuer's secret key.
pub fn issuer_key() -> SecretKey {
    SecretKey::from_seed(&[2; 32])
}

/// The sample installation's secret key.
pub fn installation_key() -> SecretKey {
    SecretKey::from_seed(&[3; 32])
}

/// Trust in the sample root.
pub fn trust() -> Trust {
    Trust { root: root().public().clone(), demo: false }
}

/// The certificate of the sample issuer's key, for `issuer`.
pub fn certificate(issuer: IssuerName, key: &PublicKey) -> Certificate {
    Certificate {
        issuer,
        key: key.clone(),
        not_before: 0,
        not_after: 253_402_300_799,
        certifies: false,
        partner: false,
        iat: 0,
    }
}

/// The lines that lead from the sample root to the sample issuer's key.
pub fn certificates() -> Vec<String> {
    vec![certificate(issuer(), issuer_key().public()).sign(&root())]
}

/// A head with this revision; its hash is made up.
pub fn head(revision: u64) -> Head {
    Head { revision, hash: format!("{revision:064x}") }
}

/// A request for the status, by the sample installation.
pub fn request() -> Request {
    Request {
        id: "0199a2f0-5c3e-7000-8000-0000000000a1".to_owned(),
        nonce: NONCE.to_owned(),
        purpose: Purpose::Status,
        issuer: issuer(),
        holder: "Berg AB".to_owned(),
        serial: "1000234567".to_owned(),
        customer: None,
        version: None,
        sequence: 0,
        package: None,
        deleted: false,
        online: true,
        change: None,
        root: root().public().kid().to_owned(),
        keys: 0,
        head: head(1),
        clock_ms: IAT * 1_000,
        back_ms: None,
        rewound: None,
        iat: IAT,
        key: installation_key().public().clone(),
    }
}

/// A receipt for an activated package, by the sample installation.
pub fn receipt() -> Receipt {
    Receipt {
        id: "0199a2f0-5c3e-7000-8000-0000000000b1".to_owned(),
        issuer: issuer(),
        holder: "Berg AB".to_owned(),
        serial: "1000234567".to_owned(),
        package: "0199a2f0-5c3e-7000-8000-000000000001".to_owned(),
        sequence: 1,
        sha256: "ab".repeat(32),
        state: ReceiptState::Activated,
        at: IAT,
        root: root().public().kid().to_owned(),
        keys: 0,
        head: head(2),
        iat: IAT,
        key: installation_key().public().clone(),
    }
}

/// A letter without a comparison, by the sample installation.
pub fn letter() -> Letter {
    Letter {
        id: "0199a2f0-5c3e-7000-8000-0000000000c1".to_owned(),
        issuer: issuer(),
        holder: "Berg AB".to_owned(),
        serial: "1000234567".to_owned(),
        subject: "Too few seats".to_owned(),
        text: "We ordered thirty.".to_owned(),
        from: From { name: "Anna Berg".to_owned(), email: "anna@berg.example".to_owned() },
        comparison: None,
        iat: IAT,
        head: head(3),
        key: installation_key().public().clone(),
    }
}

/// A visit to the store by somebody at the sample installation.
pub fn visit() -> Visit {
    let email = Some("anna@berg.example".to_owned());
    Visit {
        nonce: NONCE.to_owned(),
        issuer: issuer(),
        holder: "Berg AB".to_owned(),
        serial: "1000234567".to_owned(),
        visitor: Visitor { name: "Anna Berg".to_owned(), email },
        lang: "en".to_owned(),
        module: None,
        back: Some("https://licences.berg.example/i/test/licences".to_owned()),
        iat: IAT,
        head: head(5),
        key: installation_key().public().clone(),
    }
}

/// A figure of a month that was closed: `used` of `allowance`.
pub fn figure(n: u64, meter: &str, month: &str, used: u64, allowance: u64) -> Figure {
    Figure {
        n,
        meter: meter.to_owned(),
        month: month.parse().expect("it is a month"),
        kind: FigureKind::Final,
        used,
        plan_users: 0,
        allowance,
        overage: used.saturating_sub(allowance),
        package: None,
        closed_at: IAT,
    }
}

/// A usage bundle with one figure, by the sample installation.
pub fn usage() -> Usage {
    Usage {
        id: "0199a2f0-5c3e-7000-8000-0000000000d1".to_owned(),
        nonce: NONCE.to_owned(),
        issuer: issuer(),
        holder: "Berg AB".to_owned(),
        serial: "1000234567".to_owned(),
        zone: "Europe/Stockholm".to_owned(),
        figures: vec![figure(1, "emails", "2026-12", 6_212, 5_000)],
        root: root().public().kid().to_owned(),
        keys: 0,
        head: head(4),
        iat: IAT,
        key: installation_key().public().clone(),
    }
}

/// The receipt for the sample bundle.
pub fn usage_receipt() -> UsageReceipt {
    UsageReceipt {
        usage: usage().id,
        nonce: NONCE.to_owned(),
        installation: installation_key().public().kid().to_owned(),
        issuer: issuer(),
        sha256: "ab".repeat(32),
        through: 1,
        taken: None,
        at_ms: IAT * 1_000,
    }
}

/// The answer "nothing is new" to the sample request.
pub fn answer() -> Answer {
    Answer {
        nonce: NONCE.to_owned(),
        installation: installation_key().public().kid().to_owned(),
        issuer: issuer(),
        state: State::UpToDate,
        package: None,
        next_check_s: 86_400,
        at_ms: IAT * 1_000,
        hold: None,
        message: None,
        link: None,
        holder: None,
        head: None,
        code: None,
    }
}

/// A key list in which the sample issuer's key has this state.
pub fn key_list(version: u64, state: KeyState) -> KeyList {
    let kid = issuer_key().public().kid().to_owned();
    KeyList {
        version,
        iat: IAT,
        keys: vec![ListedKey { kid, issuer: issuer(), state, since: IAT, reason: None }],
    }
}

/// What the properties of this crate share.
#[cfg(test)]
pub(crate) mod random {
    use licentia_core::licence::Texts;
    use licentia_core::package::Version;
    use proptest::collection::btree_map;
    use proptest::prelude::{ProptestConfig, Strategy, any};

    /// How many times as many cases as usual are tried: the whole number in `LICENTIA_TEST_SCALE`, or 1.
    pub(crate) fn scale() -> u32 {
        std::env::var("LICENTIA_TEST_SCALE").ok().and_then(|scale| scale.parse().ok()).unwrap_or(1)
    }

    /// A property's number of cases.
    pub(crate) fn cases(usual: u32) -> ProptestConfig {
        ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(usual.saturating_mul(scale()))
        }
    }

    /// Texts in up to two languages.
    pub(crate) fn texts() -> impl Strategy<Value = Texts> {
        btree_map("[a-z]{2}(-[A-Z]{2})?", "\\PC{0,12}", 0..3)
    }

    /// A product version.
    pub(crate) fn version() -> impl Strategy<Value = Version> {
        (any::<u32>(), 0..100_u32, 0..9_u32).prop_map(|(a, b, c)| Version::new(a, b, c))
    }
}
