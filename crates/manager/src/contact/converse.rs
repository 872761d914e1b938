//! Question and answer over HTTP. Nothing that comes back counts before its signature.

use licentia_platform::outbound::{Outbound, OutboundError, success};
use licentia_protocol::Trust;
use licentia_protocol::conversation::{
    Answer, Asked, MAX_BYTES, MEDIA_TYPE, Purpose, read_answer, write_request,
};
use licentia_protocol::reasons::Refused;

use super::ours::Ours;
use super::store::Offered;
use crate::sealed::hex;
use crate::state::Manager;

/// The largest package that is fetched, in bytes.
const PACKAGE: u64 = licentia_platform::web::PACKAGE_LIMIT;

/// Why a question had no answer that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// The stable code.
    pub(super) code: String,
    /// For an expert.
    pub(super) detail: String,
    /// Something came back and was refused: worth an entry in the ledger, unlike a line that is down.
    pub(super) refused: bool,
}

impl Failure {
    pub(super) fn new(code: &str, detail: impl Into<String>) -> Self {
        Self { code: code.to_owned(), detail: detail.into(), refused: false }
    }
}

impl From<OutboundError> for Failure {
    fn from(error: OutboundError) -> Self {
        let code = match &error {
            OutboundError::Unreachable(_) | OutboundError::Timeout => "authority_unreachable",
            OutboundError::Tls(_) => "authority_not_secure",
            OutboundError::Address(_) | OutboundError::Internal => "authority_address",
            OutboundError::Disabled => "outbound_disabled",
            OutboundError::TooLarge(_) | OutboundError::Status { .. } => "authority_trouble",
        };
        Self::new(code, error.to_string())
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self { code: refused.code().to_owned(), detail: refused.detail.clone(), refused: true }
    }
}

impl From<licentia_platform::problem::Problem> for Failure {
    fn from(problem: licentia_platform::problem::Problem) -> Self {
        Self {
            refused: problem.status == 422,
            ..Self::new(&problem.code, problem.detail.unwrap_or_default())
        }
    }
}

/// An answer that counts.
pub(super) struct Heard {
    /// What it says.
    pub(super) answer: Answer,
    /// The list of keys that came with it, as the root signed it.
    pub(super) keys: Option<String>,
    /// It is a partner of the vendor that speaks: neither the time nor the whole installation's chain is its affair.
    pub(super) partner: bool,
}

/// Asks what is new.
pub(super) async fn status(manager: &Manager, ours: &Ours, address: &str) -> Result<Heard, Failure> {
    let request = ours.request(manager, Purpose::Status);
    let body = write_request(&request, &ours.key);
    let bytes =
        post(manager.outbound(), &format!("{address}/licensing/v1/status"), body, MAX_BYTES as u64).await?;
    hear(&bytes, manager.trust(), &request.nonce, ours)
}

fn hear(bytes: &[u8], trust: &Trust, nonce: &str, ours: &Ours) -> Result<Heard, Failure> {
    let asked = Asked {
        nonce,
        installation: ours.key.public().kid(),
        issuer: ours.issuer.as_str(),
        keys: ours.keys.as_ref(),
    };
    let answer = read_answer(bytes, trust, &asked)?;
    let (keys, partner) = (answer.evidence().key_list_line.clone(), answer.evidence().partner);
    Ok(Heard { answer: answer.into_inner(), keys, partner })
}

/// Fetches the package that a signed answer has offered: exactly those bytes and no others.
pub(super) async fn package(
    manager: &Manager,
    ours: &Ours,
    address: &str,
    offered: &Offered,
) -> Result<Vec<u8>, Failure> {
    let body = write_request(&ours.request(manager, Purpose::Package), &ours.key);
    let bytes = post(manager.outbound(), &format!("{address}/licensing/v1/package"), body, PACKAGE).await?;
    let sha256 = hex(&licentia_protocol::sha256(&bytes));
    if sha256 != offered.sha256 {
        let detail = format!("offered was {}, what came is {sha256}", offered.sha256);
        return Err(Failure { refused: true, ..Failure::new("other_bytes", detail) });
    }
    Ok(bytes)
}

/// Sends a receipt, signed already; done once the authority says that it has it.
pub(super) async fn receipt(outbound: &Outbound, address: &str, line: String) -> Result<(), Failure> {
    post(outbound, &format!("{address}/licensing/v1/receipt"), line, MAX_BYTES as u64).await.map(drop)
}

/// Sends a usage bundle, signed already; answers what should be the signed receipt.
pub(super) async fn usage(outbound: &Outbound, address: &str, line: String) -> Result<Vec<u8>, Failure> {
    post(outbound, &format!("{address}/licensing/v1/usage"), line, MAX_BYTES as u64).await
}

/// Sends a letter, signed already. It is sent once and then carried by hand, so that a letter which was not taken is
/// told apart from an authority that is in trouble.
pub(super) async fn letter(outbound: &Outbound, address: &str, line: String) -> Result<(), Failure> {
    let url = format!("{address}/licensing/v1/upgrade-request");
    let answer = outbound.post(&url, MEDIA_TYPE, line.into_bytes(), MAX_BYTES as u64).await?;
    success(answer).map(drop).map_err(|error| match error {
        OutboundError::Status { status: 400..500, .. } => Failure::new("letter_not_taken", error.to_string()),
        error => error.into(),
    })
}

async fn post(outbound: &Outbound, url: &str, body: String, limit: u64) -> Result<Vec<u8>, Failure> {
    Ok(success(outbound.post(url, MEDIA_TYPE, body.into_bytes(), limit).await?)?)
}
