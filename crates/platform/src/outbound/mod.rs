//! The one way out: everything this server asks of another goes through [`Outbound`].
//!
//! Deliberately narrow, because what is called is another company's server over the internet: bytes
//! out, bytes in, a limit on both time and size, no redirect followed, no cookie kept, nothing read
//! from the environment. What comes back is believed by nobody until its signature was verified. An
//! operator who must never call out writes `[outbound] enabled = false`, and no socket is opened.

mod guard;

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use ureq::http::Uri;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Proxy};

use crate::problem::Problem;
use crate::settings;

/// The longest wait for a connection, the TLS greeting included.
const CONNECT: Duration = Duration::from_secs(10);
/// The longest wait for an answer, from looking up the name to the last byte.
const TOTAL: Duration = Duration::from_secs(30);
/// The same for a message that is only to be received.
const DELIVERY: Duration = Duration::from_secs(20);

/// Calls other servers. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    agent: Option<Arc<Agent>>,
    /// Whether addresses written as a number are looked at before the call: where a proxy resolves names.
    looks: bool,
}

/// How a message was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// The HTTP status.
    pub status: u16,
    /// After how many seconds the receiver wants to be tried again, when it says so.
    pub retry_after_s: Option<u64>,
}

/// Why a call had no answer. Nothing is known about whether the other side acted on it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// `outbound_disabled`: `[outbound] enabled = false`. Nothing was sent.
    #[error("calls to other servers are switched off: [outbound] enabled = false")]
    Disabled,
    /// `address_invalid`: no http or https address. Nothing was sent.
    #[error("{0:?} is no address to call: it must begin with http:// or https:// and name a host")]
    Address(String),
    /// `address_internal`: the address leads into this server's own network, where it may not. Nothing was sent.
    #[error("leads to an address inside this server's own network")]
    Internal,
    /// `unreachable`: no such name, nobody listens, or the connection broke.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// `timeout`: no connection within 10 s or no whole answer within 30 s.
    #[error("did not answer in time")]
    Timeout,
    /// `too_large`: the answer is longer than the caller takes.
    #[error("answered more than {0} bytes")]
    TooLarge(u64),
    /// `tls`: the certificate is not one that this machine trusts, or there is no common cipher.
    #[error("no secure connection: {0}")]
    Tls(String),
    /// `status`: an answer that is no success, a redirect included; with the stable code of its
    /// problem document, when it is one of ours.
    #[error("answered with status {status}{}", named(.code))]
    Status {
        /// The HTTP status.
        status: u16,
        /// The `code` of a problem document; at most 64 letters, digits and underscores.
        code: Option<String>,
    },
}

fn named(code: &Option<String>) -> String {
    code.as_ref().map_or_else(String::new, |code| format!(" ({code})"))
}

impl OutboundError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Disabled => "outbound_disabled",
            Self::Address(_) => "address_invalid",
            Self::Internal => "address_internal",
            Self::Unreachable(_) => "unreachable",
            Self::Timeout => "timeout",
            Self::TooLarge(_) => "too_large",
            Self::Tls(_) => "tls",
            Self::Status { .. } => "status",
        }
    }
}

impl Outbound {
    /// As the settings say. [`settings::Settings::load`] has checked the proxy's address; one that
    /// is none all the same leaves calls switched off rather than going around the proxy.
    pub fn new(settings: &settings::Outbound) -> Self {
        if !settings.enabled {
            return Self::disabled();
        }
        Self::with(&settings.proxy, CONNECT, TOTAL)
    }

    /// For addresses that other people give: as [`Outbound::new`], and an address inside this server's own network is
    /// refused with [`OutboundError::Internal`].
    pub fn guarded(settings: &settings::Outbound) -> Self {
        match Self::config(&settings.proxy, CONNECT, DELIVERY) {
            Some(config) if settings.enabled => {
                // What a proxy is asked for, it resolves itself; its own address is the operator's choice.
                let looks = config.proxy().is_some();
                let agent = match looks {
                    true => config.into(),
                    false => Agent::with_parts(config, DefaultConnector::default(), guard::Guard::default()),
                };
                Self { agent: Some(Arc::new(agent)), looks }
            }
            _ => Self::disabled(),
        }
    }

    /// Calls nobody.
    pub fn disabled() -> Self {
        Self { agent: None, looks: false }
    }

    /// Whether anybody is ever called.
    pub fn is_enabled(&self) -> bool {
        self.agent.is_some()
    }

    fn with(proxy: &str, connect: Duration, total: Duration) -> Self {
        let agent = Self::config(proxy, connect, total).map(|config| Arc::new(config.into()));
        Self { agent, looks: false }
    }

    /// How calls are made; `None` for a proxy that is none.
    fn config(proxy: &str, connect: Duration, total: Duration) -> Option<ureq::config::Config> {
        let proxy = match proxy {
            "" => None,
            address => Some(Proxy::new(address).ok()?),
        };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(proxy)
            .timeout_connect(Some(connect))
            .timeout_global(Some(total))
            .max_idle_connections(0)
            .user_agent(concat!("licentia/", env!("CARGO_PKG_VERSION")))
            .build();
        Some(config)
    }

    /// Sends `body`; answers status and body, whatever the status is.
    ///
    /// # Errors
    /// An [`OutboundError`] other than `Status`; `limit` is in bytes.
    pub async fn post(
        &self,
        url: &str,
        content_type: &str,
        body: Vec<u8>,
        limit: u64,
    ) -> Result<(u16, Vec<u8>), OutboundError> {
        self.post_with(url, content_type, Vec::new(), body, limit).await
    }

    /// The same with further headers, such as a signature.
    ///
    /// # Errors
    /// As [`Outbound::post`].
    pub async fn post_with(
        &self,
        url: &str,
        content_type: &str,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
        limit: u64,
    ) -> Result<(u16, Vec<u8>), OutboundError> {
        let content_type = content_type.to_owned();
        self.call(url, move |agent, url| {
            let post = agent.post(url).content_type(content_type);
            let post = headers.into_iter().fold(post, |post, (name, value)| post.header(name, value));
            take(post.send(&body[..]).map_err(|error| told(&error))?, limit)
        })
        .await
    }

    /// Sends `body` to somebody who only says whether it has arrived: what else is answered is not read.
    ///
    /// # Errors
    /// An [`OutboundError`] other than `Status` and `TooLarge`.
    pub async fn deliver(
        &self,
        url: &str,
        content_type: &str,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> Result<Received, OutboundError> {
        let (content_type, looks) = (content_type.to_owned(), self.looks);
        self.call(url, move |agent, url| {
            if looks && guard::names_internal(&url) {
                return Err(OutboundError::Internal);
            }
            let post = agent.post(url).content_type(content_type);
            let post = headers.into_iter().fold(post, |post, (name, value)| post.header(name, value));
            let answer = post.send(&body[..]).map_err(|error| told(&error))?;
            let retry_after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok());
            Ok(Received {
                status: answer.status().as_u16(),
                retry_after_s: retry_after.and_then(|seconds| seconds.trim().parse().ok()),
            })
        })
        .await
    }

    /// Asks for `url`; answers status and body, whatever the status is.
    ///
    /// # Errors
    /// An [`OutboundError`] other than `Status`; `limit` is in bytes.
    pub async fn get(&self, url: &str, limit: u64) -> Result<(u16, Vec<u8>), OutboundError> {
        self.call(url, move |agent, url| take(agent.get(url).call().map_err(|error| told(&error))?, limit))
            .await
    }

    async fn call<T: Send + 'static>(
        &self,
        url: &str,
        ask: impl FnOnce(&Agent, Uri) -> Result<T, OutboundError> + Send + 'static,
    ) -> Result<T, OutboundError> {
        let Some(agent) = self.agent.clone() else { return Err(OutboundError::Disabled) };
        let uri = address(url).ok_or_else(|| OutboundError::Address(url.to_owned()))?;
        tokio::task::spawn_blocking(move || ask(&agent, uri)).await.unwrap_or_else(|_| {
            Err(OutboundError::Unreachable("the call ended without an answer".to_owned()))
        })
    }
}

/// The body of an answer that is a success.
///
/// # Errors
/// [`OutboundError::Status`] for any other, with the code of the problem it carries.
pub fn success((status, body): (u16, Vec<u8>)) -> Result<Vec<u8>, OutboundError> {
    if (200..300).contains(&status) {
        return Ok(body);
    }
    Err(OutboundError::Status { status, code: problem_code(&body) })
}

/// The stable code of a problem document. It is not signed, so it is good for a log line and a
/// sentence, and is kept so small that it can do nothing else.
fn problem_code(body: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Code {
        code: String,
    }
    let code = serde_json::from_slice::<Code>(body).ok()?.code;
    let plain = code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    (plain && (1..=64).contains(&code.len())).then_some(code)
}

/// `url` when it is http or https with a host and without a name and password in it.
pub(crate) fn address(url: &str) -> Option<Uri> {
    let uri: Uri = url.parse().ok()?;
    let authority = uri.authority()?;
    let bare = !authority.host().is_empty() && !authority.as_str().contains('@');
    (bare && matches!(uri.scheme_str(), Some("http" | "https"))).then_some(uri)
}

/// The longest address that is kept, in bytes.
const LONGEST: usize = 500;

/// An address as somebody gives it to be called later, without blanks around it.
///
/// # Errors
/// 422 `invalid` at `url` when it cannot be called: neither http nor https, no host, a name and password in it, or too long.
pub fn given_address(url: &str) -> Result<String, Problem> {
    let url = url.trim();
    if url.len() > LONGEST || address(url).is_none() {
        let why = "The address must begin with https:// or http:// and name a host, without user name and password.";
        return Err(Problem::invalid("url", why));
    }
    Ok(url.to_owned())
}

/// Whether `url` leads into this server's own network, as it is written: a name is looked at when it is called.
pub fn leads_inside(url: &str) -> bool {
    address(url).is_some_and(|uri| guard::names_internal(&uri))
}

/// Whether `address` is a proxy's: plain http, because what passes through is signed or encrypted
/// from end to end anyway.
pub(crate) fn is_proxy(address: &str) -> bool {
    self::address(address).is_some_and(|uri| uri.scheme_str() == Some("http")) && Proxy::new(address).is_ok()
}

fn take(mut answer: ureq::http::Response<ureq::Body>, limit: u64) -> Result<(u16, Vec<u8>), OutboundError> {
    let status = answer.status().as_u16();
    let mut body = Vec::new();
    // One byte more than is allowed tells a long answer from one that just fits.
    let read = answer.body_mut().as_reader().take(limit.saturating_add(1)).read_to_end(&mut body);
    read.map_err(|error| told_io(&error))?;
    if u64::try_from(body.len()).unwrap_or(u64::MAX) > limit {
        return Err(OutboundError::TooLarge(limit));
    }
    Ok((status, body))
}

fn told(error: &ureq::Error) -> OutboundError {
    match error {
        ureq::Error::Timeout(_) => OutboundError::Timeout,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::Pem(_) | ureq::Error::TlsRequired => {
            OutboundError::Tls(error.to_string())
        }
        ureq::Error::HostNotFound => OutboundError::Unreachable("there is no such host".to_owned()),
        ureq::Error::Io(error) => told_io(error),
        other => OutboundError::Unreachable(other.to_string()),
    }
}

/// What a reader says comes wrapped: our client's own errors, and those of TLS, which are the only
/// ones that call the data invalid.
fn told_io(error: &std::io::Error) -> OutboundError {
    if let Some(inside) = error.get_ref().and_then(|inside| inside.downcast_ref::<ureq::Error>()) {
        return told(inside);
    }
    match error.kind() {
        std::io::ErrorKind::PermissionDenied if error.to_string() == guard::REFUSED => {
            OutboundError::Internal
        }
        std::io::ErrorKind::TimedOut => OutboundError::Timeout,
        std::io::ErrorKind::InvalidData if error.get_ref().is_some() => OutboundError::Tls(error.to_string()),
        _ => OutboundError::Unreachable(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
