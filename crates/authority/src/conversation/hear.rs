//! From the bytes of a message to what it says of its installation.

use licentia_core::names::IssuerName;
use licentia_platform::problem::Problem;
use licentia_protocol::Refused;
use licentia_protocol::conversation::{
    self as wire, Letter, Purpose, Receipt, ReceiptState, Request, Usage, read_letter, read_receipt,
    read_request, read_usage,
};

use super::contact::Contacts;
use super::heard::{Heard, InForce, Met, Outcome};
use crate::customers;
use crate::installations::{Head, Origin};
use crate::requests::{Kind, Letterbox};
use crate::state::Authority;

/// A refused file as a problem: the reason's code, the line it was found on, and what exactly was wrong.
pub(crate) fn refused(refused: &Refused) -> Problem {
    let status = if refused.code() == "too_large" { 413 } else { 422 };
    let problem = Problem::refused(status, refused.code()).detail(refused.detail.clone());
    match refused.line {
        Some(line) => problem.with("line", line).arg("line", line),
        None => problem,
    }
}

/// A request whose signature is good and that is for us.
pub(crate) async fn request(authority: &Authority, bytes: &[u8]) -> Result<Request, Problem> {
    let request = read_request(bytes).map_err(|error| refused(&error))?.into_inner();
    ours(authority, &request.issuer, Some(&request.root)).await?;
    Ok(request)
}

/// A receipt whose signature is good and that is for us.
pub(crate) async fn receipt(authority: &Authority, bytes: &[u8]) -> Result<Receipt, Problem> {
    let receipt = read_receipt(bytes).map_err(|error| refused(&error))?.into_inner();
    ours(authority, &receipt.issuer, Some(&receipt.root)).await?;
    Ok(receipt)
}

/// A letter whose signature is good and that is for us.
pub(crate) async fn letter(authority: &Authority, bytes: &[u8]) -> Result<Letter, Problem> {
    let letter = read_letter(bytes).map_err(|error| refused(&error))?.into_inner();
    ours(authority, &letter.issuer, None).await?;
    Ok(letter)
}

/// A usage bundle whose signature is good and that is for us.
pub(crate) async fn usage(authority: &Authority, bytes: &[u8]) -> Result<Usage, Problem> {
    let usage = read_usage(bytes).map_err(|error| refused(&error))?.into_inner();
    ours(authority, &usage.issuer, Some(&usage.root)).await?;
    Ok(usage)
}

/// Refuses what is for another issuer, or trusts another root: its sender could not read what we sign.
async fn ours(authority: &Authority, issuer: &IssuerName, root: Option<&str>) -> Result<(), Problem> {
    let signer = crate::keys::recent_signer(authority).await?;
    if *issuer != signer.issuer {
        return Err(Problem::conflict("wrong_addressee")
            .arg("ours", signer.issuer.as_str())
            .arg("theirs", issuer.as_str()));
    }
    if root.is_some_and(|root| root != signer.trust.root.kid()) {
        return Err(Problem::conflict("other_root"));
    }
    Ok(())
}

/// Takes in what was heard; none when nobody has, or had, its serial number.
pub(crate) async fn meet(authority: &Authority, heard: Heard) -> Result<Option<Met>, Problem> {
    let serial = heard.serial.clone();
    let no = authority.db().read(move |r| Ok(customers::store::scope_by_any(r, &serial)?)).await?;
    let Some(no) = no else { return Ok(None) };
    match authority.db().append::<Contacts>(no, heard).await? {
        Outcome::Met(met) => Ok(Some(*met)),
        Outcome::Replayed => Err(Problem::conflict("request_replayed")),
        Outcome::FromFuture => {
            Err(Problem::refused(422, "request_from_future").with("at_ms", authority.now_ms()))
        }
        // The sender's clock may be what is wrong: tell ours.
        Outcome::TooOld => Err(Problem::refused(422, "request_too_old").with("at_ms", authority.now_ms())),
    }
}

/// What every message says of its sender, and nothing else: the messages are structs of their own, with these members
/// alike.
macro_rules! sender {
    ($message:ident, $origin:ident) => {
        Heard {
            kid: $message.key.kid().to_owned(),
            public_key: $message.key.as_bytes().to_vec(),
            origin: $origin,
            issuer: $message.issuer.to_string(),
            name: $message.holder.clone(),
            serial: $message.serial.clone(),
            iat: $message.iat,
            head: head(&$message.head),
            keys: None,
            version: None,
            sequence: 0,
            package: InForce::Unsaid,
            back_ms: None,
            rewound: false,
            nonce: None,
            keep: None,
        }
    };
}

fn head(head: &wire::Head) -> Head {
    Head { revision: head.revision, hash: head.hash.clone() }
}

/// What a request says. It is kept on the desk when somebody has to look at it: a file, or a change of holder.
pub(crate) fn of_request(request: &Request, origin: Origin, bytes: &[u8]) -> Heard {
    let version = request.version.map(|version| version.to_string());
    let package = match request.deleted {
        true => InForce::Deleted,
        false => InForce::Is(request.package.clone()),
    };
    let kept = origin == Origin::File || request.purpose == Purpose::Serial;
    let keep = kept.then(|| Letterbox {
        kind: Kind::Request,
        message: request.nonce.clone(),
        bytes: bytes.to_vec(),
        purpose: Some(purpose(request.purpose)),
        version: version.clone(),
    });
    Heard {
        keys: Some(request.keys),
        version,
        sequence: request.sequence,
        package,
        back_ms: request.back_ms,
        rewound: request.rewound.is_some(),
        nonce: Some(request.nonce.clone()),
        keep,
        ..sender!(request, origin)
    }
}

/// The word for what a request asks.
pub(crate) fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Status => "status",
        Purpose::Package => "package",
        Purpose::Serial => "serial",
    }
}

/// What a receipt says.
pub(crate) fn of_receipt(receipt: &Receipt, origin: Origin, bytes: &[u8]) -> Heard {
    let (sequence, package) = match receipt.state {
        ReceiptState::Activated => (receipt.sequence, InForce::Is(Some(receipt.sha256.clone()))),
        ReceiptState::Prepared => (0, InForce::Unsaid),
        ReceiptState::Deleted => (receipt.sequence, InForce::Deleted),
    };
    Heard {
        keys: Some(receipt.keys),
        sequence,
        package,
        keep: Some(letterbox(Kind::Receipt, &receipt.id, bytes)),
        ..sender!(receipt, origin)
    }
}

/// What a usage bundle says of its sender. It may come as often as it likes: its figures are numbered.
pub(crate) fn of_usage(usage: &Usage, origin: Origin) -> Heard {
    Heard { keys: Some(usage.keys), ..sender!(usage, origin) }
}

/// What a letter says of its sender.
pub(crate) fn of_letter(letter: &Letter, origin: Origin, bytes: &[u8]) -> Heard {
    Heard { keep: Some(letterbox(Kind::Letter, &letter.id, bytes)), ..sender!(letter, origin) }
}

/// A message that asks nothing, for the desk.
fn letterbox(kind: Kind, id: &str, bytes: &[u8]) -> Letterbox {
    Letterbox { kind, message: id.to_owned(), bytes: bytes.to_vec(), purpose: None, version: None }
}
