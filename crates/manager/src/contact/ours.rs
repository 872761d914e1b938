//! What an installation says of itself in everything that it signs.

use licentia_core::names::IssuerName;
use licentia_core::package::Version;
use licentia_core::time::ClockState;
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{Head, Purpose, Request};
use licentia_protocol::{KeyList, SecretKey};

use crate::sealed::hex;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// An installation as it stands at one moment, towards one issuer.
pub(crate) struct Ours {
    pub(crate) issuer: IssuerName,
    pub(crate) holder: String,
    pub(crate) serial: String,
    pub(crate) customer: Option<String>,
    /// The version that the application last reported.
    pub(crate) version: Option<Version>,
    /// The highest sequence number that was ever in force.
    pub(crate) sequence: u64,
    /// SHA-256 of the package in force, in hexadecimal.
    pub(crate) package: Option<String>,
    /// The issuer's licences were deleted here (rule 11).
    pub(crate) deleted: bool,
    /// The newest list of keys.
    pub(crate) keys: Option<KeyList>,
    /// The end of the chain.
    pub(crate) head: Head,
    /// What this server has seen committed and the database no longer has (rule 10).
    pub(crate) rewound: Option<Head>,
    /// By how much the clock was set back, beyond a day (rule 20).
    pub(crate) back_ms: Option<i64>,
    /// The machine's clock.
    pub(crate) clock_ms: i64,
    /// The certain time.
    pub(crate) now_ms: i64,
    /// Thumbprint of the root trusted here.
    pub(crate) root: String,
    /// The installation's key.
    pub(crate) key: SecretKey,
}

impl Ours {
    /// How the installation stands towards `issuer` now.
    ///
    /// # Errors
    /// 409 `holder_unknown` before serial number and owner are entered; 503 `behind`; the database's.
    pub(crate) async fn now(manager: &Manager, scope: ScopeNo, issuer: &IssuerName) -> Result<Self, Problem> {
        // Before the head: of two messages the later one by its time never has the earlier head.
        let now_ms = manager.db().certain_now_ms();
        let at = manager.snapshot(scope).await?;
        let trust = manager.trust().clone();
        let keys = manager.db().read(move |r| crate::keyring::known(r, scope, &trust)).await?;
        Ok(Self { keys, now_ms, ..Self::at(manager, &at, issuer)? })
    }

    /// What the snapshot and the server know of it.
    fn at(manager: &Manager, at: &Snapshot, issuer: &IssuerName) -> Result<Self, Problem> {
        let installation = at.installation();
        let (Some(holder), Some(serial)) = (installation.holder.clone(), installation.serial.clone()) else {
            return Err(Problem::conflict("holder_unknown"));
        };
        let (db, mark) = (manager.db(), installation.in_force.get(issuer.as_str()));
        Ok(Self {
            issuer: issuer.clone(),
            holder,
            serial,
            customer: installation.customer.clone(),
            version: at.product().map(|product| product.version),
            sequence: mark.map_or(0, |mark| mark.sequence),
            package: at.package_of(issuer).map(|in_force| hex(&in_force.sha256)),
            deleted: mark.is_some_and(|mark| mark.package.is_none()),
            keys: None,
            head: Head { revision: at.revision(), hash: hex(&at.hash) },
            rewound: rewound(manager, at.scope()),
            back_ms: back_ms(manager),
            clock_ms: manager.clock().now_ms(),
            now_ms: db.certain_now_ms(),
            root: manager.trust().root.kid().to_owned(),
            key: SecretKey::from_seed(&db.secret().installation_seed(at.scope())),
        })
    }

    /// A nonce that nobody has seen.
    pub(crate) fn nonce(&self, manager: &Manager) -> String {
        let mut nonce = [0; 16];
        manager.db().random().fill(&mut nonce);
        base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, nonce)
    }

    /// A question of the installation, under a nonce that nobody has seen.
    pub(crate) fn request(&self, manager: &Manager, purpose: Purpose) -> Request {
        let random = manager.db().random().as_ref();
        Request {
            id: licentia_platform::clock::new_id(self.now_ms, random).to_string(),
            nonce: self.nonce(manager),
            purpose,
            online: true,
            issuer: self.issuer.clone(),
            holder: self.holder.clone(),
            serial: self.serial.clone(),
            customer: self.customer.clone(),
            version: self.version,
            sequence: self.sequence,
            package: self.package.clone(),
            deleted: self.deleted,
            change: None,
            root: self.root.clone(),
            keys: self.keys.as_ref().map_or(0, |list| list.version),
            head: self.head.clone(),
            clock_ms: self.clock_ms,
            back_ms: self.back_ms,
            rewound: self.rewound.clone(),
            iat: self.now_ms.div_euclid(1_000),
            key: self.key.public().clone(),
        }
    }
}

/// The head that was seen and is no longer in the database.
fn rewound(manager: &Manager, scope: ScopeNo) -> Option<Head> {
    let (revision, hash) = manager.db().rewound_head(scope)?;
    Some(Head { revision, hash: hex(&hash) })
}

/// By how much the clock was set back, where that has to be reported.
fn back_ms(manager: &Manager) -> Option<i64> {
    match manager.db().clock_state() {
        ClockState::SetBack { by_ms, report: true } => Some(by_ms),
        _ => None,
    }
}
