//! Opening a manager.

use std::sync::Arc;

use arc_swap::ArcSwap;
use licentia_platform::access::{Access, AccessOptions};
use licentia_platform::db::{Db, DbOptions};
use licentia_platform::mail::Mailer;
use licentia_platform::outbound::Outbound;
use licentia_platform::problem::Problem;
use licentia_ui::Lang;

use super::{Inner, MIGRATIONS, Manager, Options};
use crate::checks::{Refusals, Words};
use crate::sessions::Beats;

/// Why a manager could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database.
    #[error(transparent)]
    Database(#[from] licentia_platform::db::OpenError),
    /// What is in it cannot be read.
    #[error("the installations cannot be loaded: {0}")]
    Load(Problem),
}

impl OpenError {
    /// The stable code.
    pub fn code(&self) -> &str {
        match self {
            Self::Database(error) => error.code(),
            Self::Load(problem) => &problem.code,
        }
    }
}

impl Manager {
    /// Opens the database and loads every installation in it, with every sealed row checked. One that cannot be loaded is
    /// logged and answers 503.
    ///
    /// # Errors
    /// An [`OpenError`] with its code.
    pub async fn open(options: Options) -> Result<Self, OpenError> {
        let Options { url, secret, trust, settings, clock, random } = options;
        let sealed = crate::ledger::SEALED;
        let db = Db::open(DbOptions { url, migrations: MIGRATIONS, sealed, secret, clock, random })?;
        let options = AccessOptions {
            cookie: "licentia_session",
            https: settings.public_origin().is_some_and(|origin| origin.starts_with("https:")),
            accounts: settings.accounts.clone(),
        };
        let access = Access::open(db.clone(), options).await.map_err(OpenError::Load)?;
        let started_ms = db.certain_now_ms();
        let manager = Self(Arc::new(Inner {
            db,
            access,
            trust: Arc::new(trust),
            outbound: Outbound::new(&settings.outbound),
            hooks: match settings.webhooks.internal {
                true => Outbound::new(&settings.outbound),
                false => Outbound::guarded(&settings.outbound),
            },
            mailer: Mailer::open(&settings),
            counted: crate::home::Counted::default(),
            past: crate::products::Past::default(),
            overviews: crate::users::Overviews::default(),
            visits: crate::storefront::Visits::default(),
            vendor: std::sync::OnceLock::new(),
            default_lang: Lang::from_tag(&settings.language.default).unwrap_or_default(),
            settings,
            slots: ArcSwap::default(),
            unloaded: std::sync::Mutex::default(),
            words: Words::new(),
            refusals: Refusals::default(),
            beats: Beats::since(started_ms),
            jobs: crate::jobs::Running::default(),
            streams: crate::events::live::Streams::default(),
        }));
        let installations = crate::installations::list(&manager).await.map_err(OpenError::Load)?;
        for installation in installations {
            // One that cannot be loaded does not keep the others from their licences.
            if let Err(problem) = manager.load(installation.scope, &installation.slug).await {
                let (slug, code) = (&installation.slug, &problem.code);
                tracing::error!(%slug, %code, detail = ?problem.detail, "an installation cannot be loaded: it answers 503");
            }
        }
        Ok(manager)
    }
}
