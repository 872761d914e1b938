//! The walk: where a replacement stands, and the one thing to do next.
//!
//! It looks at nothing but what is stored, so that it can be asked at any time, by anybody, after any
//! interruption.

use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;
use licentia_ui::{Lang, Value, text_with};

use super::status::{KeyStatus, Standing, State, status};
use crate::state::Authority;

/// From how many days before a key's end the walk asks for the next one.
const SOON_DAYS: i64 = 60;

/// The one thing to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Make the first keys.
    Init,
    /// Our first key waits for the root's certificate.
    FirstCertificate {
        /// For whom it will sign.
        issuer: String,
        /// Its thumbprint.
        kid: String,
    },
    /// Our next key waits for the root's certificate; the one before signs until then.
    NextCertificate {
        /// For whom it will sign.
        issuer: String,
        /// Its thumbprint.
        kid: String,
        /// The key that it replaces.
        replaces: String,
    },
    /// The root's owner withdrew the key: nothing can be signed.
    ReplaceWithdrawn {
        /// The key that was withdrawn.
        kid: String,
    },
    /// The key may not sign any more.
    ReplaceEnded {
        /// The key.
        kid: String,
    },
    /// The key may not sign for much longer.
    ReplaceSoon {
        /// The key.
        kid: String,
        /// For how many days it still may.
        days: i64,
    },
    /// A key that somebody else may know is accepted still: withdraw it at once.
    WithdrawSuspect {
        /// The key.
        kid: String,
    },
    /// The same, where the root is somebody else's: ask for it.
    AskWithdrawal {
        /// The key.
        kid: String,
    },
    /// Customers' newest packages hang on a key that signs no more.
    Reissue {
        /// How many customers.
        customers: u64,
    },
    /// Some installations do not know the key list in force.
    Publish {
        /// Its version.
        version: u64,
        /// How many know it.
        knowing: u64,
        /// How many there are.
        installations: u64,
    },
    /// An old key is not needed any more.
    Withdraw {
        /// The key.
        kid: String,
        /// How many installations know the key list that names its successor.
        knowing: u64,
        /// How many there are.
        installations: u64,
    },
    /// Nothing is under way.
    Rest {
        /// The key that signs.
        kid: String,
        /// For whom.
        issuer: String,
        /// Until when, in seconds UTC.
        until: i64,
    },
}

/// The one thing to do next.
///
/// # Errors
/// As any read.
pub async fn next(authority: &Authority, granted: &Granted<View>) -> Result<Step, Problem> {
    Ok(Step::of(&status(authority, granted).await?))
}

impl Step {
    /// The one thing to do next where the keys stand so.
    pub fn of(standing: &Standing) -> Self {
        if standing.trust.is_none() {
            return Self::Init;
        }
        if let Some(waiting) = standing.keys.iter().find(|key| key.state == State::Waiting) {
            return Self::certificate(standing, waiting);
        }
        let Some(active) = standing.active() else {
            let last = standing.keys.iter().find(|key| key.key.ours);
            return last.map_or(Self::Init, |last| Self::ReplaceWithdrawn { kid: kid(last) });
        };
        Self::old_keys(standing).unwrap_or_else(|| Self::at_rest(standing, active))
    }

    fn certificate(standing: &Standing, waiting: &KeyStatus) -> Self {
        let (issuer, kid) = (standing.issuer.clone().unwrap_or_default(), kid(waiting));
        match standing.keys.iter().find(|key| key.key.ours && key.state != State::Waiting) {
            None => Self::FirstCertificate { issuer, kid },
            Some(before) => Self::NextCertificate { issuer, kid, replaces: self::kid(before) },
        }
    }

    /// What is left to do about keys that sign no more.
    fn old_keys(standing: &Standing) -> Option<Self> {
        let retired = |key: &&KeyStatus| key.key.ours && key.state == State::Retired;
        let suspect = standing.keys.iter().filter(retired).find(|key| key.key.suspect);
        match (suspect, standing.partner) {
            (Some(key), false) => return Some(Self::WithdrawSuspect { kid: kid(key) }),
            (Some(key), true) => return Some(Self::AskWithdrawal { kid: kid(key) }),
            (None, _) => {}
        }
        if standing.behind > 0 {
            return Some(Self::Reissue { customers: standing.behind });
        }
        let Standing { knowing, installations, .. } = *standing;
        let exported = standing.list.as_ref().is_none_or(|current| current.exported_at_ms.is_some());
        if knowing < installations && !exported {
            return Some(Self::Publish { version: standing.version(), knowing, installations });
        }
        // A partner's old key does no harm; whether it is withdrawn is for the root's owner to say.
        let old = standing.keys.iter().rfind(retired).filter(|_| !standing.partner)?;
        Some(Self::Withdraw { kid: kid(old), knowing, installations })
    }

    fn at_rest(standing: &Standing, active: &KeyStatus) -> Self {
        let until = active.key.bounds.map_or(0, |(_, until)| until);
        let days = (until - standing.now).div_euclid(86_400);
        match kid(active) {
            kid if until < standing.now => Self::ReplaceEnded { kid },
            kid if days < SOON_DAYS => Self::ReplaceSoon { kid, days },
            kid => Self::Rest { kid, issuer: standing.issuer.clone().unwrap_or_default(), until },
        }
    }

    /// Its name; `keys-next-NAME` are its sentences in the language files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::FirstCertificate { .. } => "first-certificate",
            Self::NextCertificate { .. } => "next-certificate",
            Self::ReplaceWithdrawn { .. } => "replace-withdrawn",
            Self::ReplaceEnded { .. } => "replace-ended",
            Self::ReplaceSoon { .. } => "replace-soon",
            Self::WithdrawSuspect { .. } => "withdraw-suspect",
            Self::AskWithdrawal { .. } => "ask-withdrawal",
            Self::Reissue { .. } => "reissue",
            Self::Publish { .. } => "publish",
            Self::Withdraw { .. } => "withdraw",
            Self::Rest { .. } => "rest",
        }
    }

    /// Whether there is something to do.
    pub fn is_rest(&self) -> bool {
        matches!(self, Self::Rest { .. })
    }

    /// The command that does it, without where the authority keeps its things.
    pub fn command(&self) -> String {
        match self {
            Self::Init => "licentia authority init --issuer NAME".to_owned(),
            Self::FirstCertificate { issuer, .. } | Self::NextCertificate { issuer, .. } => {
                format!("licentia keys install {issuer}.cert")
            }
            Self::ReplaceWithdrawn { .. }
            | Self::ReplaceEnded { .. }
            | Self::ReplaceSoon { .. }
            | Self::Rest { .. } => "licentia keys rotate".to_owned(),
            Self::WithdrawSuspect { kid } => format!("licentia keys withdraw {kid} --reason compromised"),
            Self::AskWithdrawal { .. } => "licentia keys install keys.list".to_owned(),
            Self::Reissue { .. } => "licentia keys reissue".to_owned(),
            Self::Publish { version, .. } => format!("licentia keys publish -o keys-{version}.list"),
            Self::Withdraw { kid, .. } => format!("licentia keys withdraw {kid} --reason superseded"),
        }
    }

    /// Where the replacement stands and what to do, in two sentences of this language.
    pub fn says(&self, lang: Lang) -> String {
        self.says_of(lang, str::to_owned)
    }

    /// The same with another way to name the key that it is about.
    pub(super) fn says_of(&self, lang: Lang, named: fn(&str) -> String) -> String {
        text_with(lang, &format!("keys-next-{}", self.name()), &self.args(named))
    }

    /// What its sentences speak of.
    fn args(&self, named: fn(&str) -> String) -> Vec<(&'static str, Value<'static>)> {
        let text = |text: &str| Value::from(text.to_owned());
        match self {
            Self::Init => Vec::new(),
            Self::FirstCertificate { issuer, kid } => {
                vec![("issuer", text(issuer)), ("kid", Value::from(named(kid)))]
            }
            Self::NextCertificate { issuer, kid, replaces } => {
                vec![("issuer", text(issuer)), ("kid", Value::from(named(kid))), ("replaces", text(replaces))]
            }
            Self::ReplaceWithdrawn { kid }
            | Self::ReplaceEnded { kid }
            | Self::WithdrawSuspect { kid }
            | Self::AskWithdrawal { kid } => vec![("kid", Value::from(named(kid)))],
            Self::ReplaceSoon { kid, days } => {
                vec![("kid", Value::from(named(kid))), ("count", Value::from(*days))]
            }
            Self::Reissue { customers } => vec![("count", Value::from(*customers))],
            Self::Publish { version, knowing, installations } => vec![
                ("version", Value::from(*version)),
                ("knowing", Value::from(*knowing)),
                ("count", Value::from(*installations)),
            ],
            Self::Withdraw { kid, knowing, installations } => vec![
                ("kid", Value::from(named(kid))),
                ("knowing", Value::from(*knowing)),
                ("count", Value::from(*installations)),
            ],
            Self::Rest { kid, issuer, until } => {
                vec![
                    ("kid", Value::from(named(kid))),
                    ("issuer", text(issuer)),
                    ("until", text(&day(*until))),
                ]
            }
        }
    }
}

fn kid(key: &KeyStatus) -> String {
    key.key.key.kid().to_owned()
}

/// The day of a moment in seconds, as it is written everywhere.
fn day(seconds: i64) -> String {
    let moment = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}
