//! [`Authority`]: everything wired together.

use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use licentia_platform::access::{Access, AccessOptions};
use licentia_platform::clock::{Clock, Random};
use licentia_platform::db::{Db, DbOptions, Migration, OpenError, ScopeNo};
use licentia_platform::problem::{Problem, set_translator};
use licentia_platform::secret::Secret;
use licentia_platform::settings::Settings;

use crate::catalogue::Current;
use crate::keys::{SealError, Signer, Unlock};

/// The ledger of the house: catalogue, keys, accounts, and the creation of customers.
pub const HOUSE: ScopeNo = ScopeNo(1);
/// The first customer's ledger; numbers below are the house's.
pub(crate) const FIRST_CUSTOMER: i64 = 1_000;

/// The session cookie; another name than the manager's, for a browser does not tell ports apart.
const COOKIE: &str = "licentia_authority";

/// The authority's tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        part: "authority",
        version: 1,
        name: "catalogue, keys, customers, packages",
        sql: include_str!("../migrations/0001_authority.sql"),
        fill: None,
    },
    Migration {
        part: "authority",
        version: 2,
        name: "conversation",
        sql: include_str!("../migrations/0002_conversation.sql"),
        fill: None,
    },
    Migration {
        part: "authority",
        version: 3,
        name: "keys that are replaced",
        sql: include_str!("../migrations/0003_keys.sql"),
        fill: None,
    },
    Migration {
        part: "authority",
        version: 4,
        name: "serial numbers are closed unless opened",
        sql: include_str!("../migrations/0004_enrolment.sql"),
        fill: None,
    },
    Migration {
        part: "authority",
        version: 5,
        name: "usage",
        sql: include_str!("../migrations/0005_usage.sql"),
        fill: None,
    },
    Migration {
        part: "authority",
        version: 6,
        name: "invoices",
        sql: include_str!("../migrations/0006_invoices.sql"),
        fill: None,
    },
    Migration {
        part: "authority",
        version: 7,
        name: "orders",
        sql: include_str!("../migrations/0007_orders.sql"),
        fill: None,
    },
];

/// What [`Authority::open`] needs.
pub struct Options {
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`.
    pub url: String,
    /// The server's secret file.
    pub secret: Arc<Secret>,
    /// Everything an operator can choose.
    pub settings: Settings,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where unpredictable bytes come from.
    pub random: Arc<dyn Random>,
    /// What opens the issuer's secret key; without it nothing can be signed.
    pub unlock: Option<Unlock>,
}

/// Why the authority did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database was not opened.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The issuer's key was not opened.
    #[error(transparent)]
    Key(#[from] SealError),
    /// Something stored cannot be read.
    #[error("{0}")]
    Stored(#[from] Problem),
}

impl StartError {
    /// The stable code.
    pub fn code(&self) -> String {
        match self {
            Self::Database(error) => error.code().to_owned(),
            Self::Key(error) => error.code().to_owned(),
            Self::Stored(problem) => problem.code.to_string(),
        }
    }
}

/// The vendor's server. Cheap to clone; the last clone closes the database.
#[derive(Clone)]
pub struct Authority {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    access: Access,
    settings: Settings,
    unlock: Option<Unlock>,
    signer: RwLock<Option<Arc<Signer>>>,
    /// When the signer was last compared with the database.
    signer_seen: RwLock<Option<Instant>>,
    catalogue: RwLock<Option<Arc<Current>>>,
}

impl Authority {
    /// Opens the database, migrates it, and opens the issuer's key if there is one.
    ///
    /// # Errors
    /// See [`StartError`]; nothing was changed then.
    pub async fn open(options: Options) -> Result<Self, StartError> {
        set_translator(crate::page::translate);
        let Options { url, secret, settings, clock, random, unlock } = options;
        let sealed = crate::invoices::SEALED;
        let db = Db::open(DbOptions { url, migrations: MIGRATIONS, sealed, secret, clock, random })?;
        let https = settings.public_origin().is_some_and(|origin| origin.starts_with("https:"));
        let accounts = settings.accounts.clone();
        let access = Access::open(db.clone(), AccessOptions { cookie: COOKIE, https, accounts }).await?;
        let (signer, signer_seen, catalogue) = (RwLock::default(), RwLock::default(), RwLock::default());
        let inner = Inner { db, access, settings, unlock: unlock.clone(), signer, signer_seen, catalogue };
        let authority = Self { inner: Arc::new(inner) };
        if let Some(unlock) = unlock {
            authority.set_signer(crate::keys::load_signer(&authority, &unlock).await?);
        }
        Ok(authority)
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    /// Accounts, sessions and tokens; all of them belong to [`HOUSE`].
    pub fn access(&self) -> &Access {
        &self.inner.access
    }

    /// What the operator chose.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Now, in milliseconds UTC.
    pub(crate) fn now_ms(&self) -> i64 {
        self.db().certain_now_ms()
    }

    /// What signs.
    ///
    /// # Errors
    /// 409 `no_issuer_key` when the authority has no key yet, or was started without what opens it.
    pub(crate) fn signer(&self) -> Result<Arc<Signer>, Problem> {
        let signer = self.inner.signer.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        signer.clone().ok_or_else(|| Problem::conflict("no_issuer_key"))
    }

    /// Whether the signer was compared with the database within the last second.
    pub(crate) fn signer_is_fresh(&self) -> bool {
        let seen = *self.inner.signer_seen.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        seen.is_some_and(|seen| seen.elapsed() < Duration::from_secs(1))
    }

    /// The signer was compared with the database just now.
    pub(crate) fn signer_was_seen(&self) {
        let mut seen = self.inner.signer_seen.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        *seen = Some(Instant::now());
    }

    pub(crate) fn set_signer(&self, signer: Option<Signer>) {
        let mut place = self.inner.signer.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        *place = signer.map(Arc::new);
    }

    /// What opens the issuer's secret key.
    pub(crate) fn unlock(&self) -> Result<&Unlock, Problem> {
        self.inner.unlock.as_ref().ok_or_else(|| Problem::conflict("no_issuer_key"))
    }

    /// The catalogue last seen; the database may have a newer one.
    pub(crate) fn cached_catalogue(&self) -> Option<Arc<Current>> {
        self.inner.catalogue.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    pub(crate) fn cache_catalogue(&self, current: Arc<Current>) {
        let mut place = self.inner.catalogue.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if place.as_ref().is_none_or(|cached| cached.version < current.version) {
            *place = Some(current);
        }
    }
}
