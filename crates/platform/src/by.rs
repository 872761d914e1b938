//! Who makes a change, from where, and under which idempotency key (rule 19).
//!
//! Every write takes a [`By`]. The ledger keeps the numbers in it; the names are for
//! logs and pages and never enter an entry.

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person with an account.
    Account {
        /// The account's number, unique in the server.
        no: i64,
        /// The account's name as shown to people; never written into the chain.
        name: String,
    },
    /// A program with an API token.
    Token {
        /// The token's number, unique in the server.
        no: i64,
        /// The label its owner gave it; never written into the chain.
        label: String,
    },
    /// The server itself, with the name of the job: `day_change`, `heal`.
    System(&'static str),
    /// Whoever holds the machine while it is being set up: `init`, a set-up link.
    Setup,
}

impl Actor {
    /// A short text that names the actor by kind and number, without personal data:
    /// `account:3`, `token:7`, `system:day_change`, `setup`.
    pub fn reference(&self) -> String {
        match self {
            Self::Account { no, .. } => format!("account:{no}"),
            Self::Token { no, .. } => format!("token:{no}"),
            Self::System(job) => format!("system:{job}"),
            Self::Setup => "setup".to_owned(),
        }
    }

    /// What a person reads: the account's name, the token's label, or the job.
    pub fn name(&self) -> &str {
        match self {
            Self::Account { name, .. } => name,
            Self::Token { label, .. } => label,
            Self::System(job) => job,
            Self::Setup => "setup",
        }
    }
}

/// Through which door a change came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A page in a browser.
    Page,
    /// The HTTP interface.
    Api,
    /// The command line, on the server's own machine.
    Cli,
    /// The server itself: a timer, a day change.
    System,
    /// The identity provider, through SCIM.
    Scim,
    /// A distribution rule.
    Rule,
    /// A vendor's server, or a customer's.
    Peer,
}

impl Origin {
    /// The word the ledger stores: `page`, `api`, `cli`, `system`, `scim`, `rule`, `peer`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Api => "api",
            Self::Cli => "cli",
            Self::System => "system",
            Self::Scim => "scim",
            Self::Rule => "rule",
            Self::Peer => "peer",
        }
    }
}

/// An `Idempotency-Key` with the digest of the request it came with.
///
/// The same key with the same digest gets the first answer again; the same key with
/// another digest is refused (`idempotency_key_reused`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The key as the caller sent it, without quotes; at most 255 characters.
    pub key: String,
    /// SHA-256 over method, path and body.
    pub digest: [u8; 32],
}

/// Who, from where and how: stands beside every change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// Who acts.
    pub actor: Actor,
    /// Through which door.
    pub origin: Origin,
    /// The network address of the caller, when there is one. Personal data.
    pub address: Option<String>,
    /// The idempotency key of the request, when there is one.
    pub idempotency: Option<IdempotencyKey>,
}

impl By {
    /// The server acting by itself, named by its job.
    pub fn system(job: &'static str) -> Self {
        Self { actor: Actor::System(job), origin: Origin::System, address: None, idempotency: None }
    }

    /// Whoever sets the server up on its own machine, from the command line.
    pub fn setup() -> Self {
        Self { actor: Actor::Setup, origin: Origin::Cli, address: None, idempotency: None }
    }

    /// The same, under an idempotency key.
    #[must_use]
    pub fn with_idempotency(mut self, key: Option<IdempotencyKey>) -> Self {
        self.idempotency = key;
        self
    }
}
