//! Letters to an issuer: the contact form of the activation dialog (rule 8), with the comparison that it speaks of.

use jiff::civil::Date;
use licentia_core::compare::Comparison as Changes;
use licentia_core::ids::UserNo;
use licentia_core::names::{IssuerName, ModuleName};
use licentia_core::text::{is_plain, line_feeds};
use licentia_platform::access::{Granted, View};
use licentia_platform::db::Write;
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{From, Letter, MAX_COMPARISON, MAX_TEXT, write_letter};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::converse::Failure;
use super::ours::Ours;
use super::{addresses, converse};
use crate::ledger::subject;
use crate::packages;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// What somebody writes to an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLetter {
    /// Whom it is for.
    pub issuer: IssuerName,
    /// What it is about: one line, at most 400 bytes.
    pub subject: String,
    /// What is written, at most 64 KiB.
    pub text: String,
    /// Who writes.
    pub name: String,
    /// The address to answer to.
    pub email: String,
    /// The package whose comparison comes along.
    pub package: Option<String>,
}

/// A letter on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its id, which the vendor sees too.
    pub id: String,
    /// The authority has it. Otherwise the file has to be sent by hand.
    pub sent: bool,
    /// Why it was not sent: `offline`, or the code of what went wrong.
    pub code: Option<String>,
    /// The same for an expert; empty where there is no more to say.
    pub detail: String,
    /// The name of the file.
    pub name: String,
    /// The letter as a signed file.
    pub file: String,
}

/// The part of a letter that is decided inside its write, and kept under an idempotency key: a repetition is the same
/// letter, not a second one.
#[derive(Serialize, Deserialize)]
struct Dated {
    id: String,
    at_ms: i64,
}

/// Signs a letter and sends it to the issuer's authority; when nobody answers there, or nobody is asked, the same letter
/// is a file to be sent by hand.
///
/// # Errors
/// 422 `invalid` for a field that is empty, too long, or holds a control character; 409 `holder_unknown`; 404 `not_found`
/// for the package.
pub async fn send_letter(
    manager: &Manager,
    granted: &Granted<View>,
    new: NewLetter,
) -> Result<Sent, Problem> {
    let new = NewLetter { text: line_feeds(&new.text), ..new };
    check(&new)?;
    let scope = granted.scope;
    // Refused before anything is written; what is signed is taken afterwards.
    Ours::now(manager, scope, &new.issuer).await?;
    let comparison = match &new.package {
        Some(id) => Some(comparison(manager, granted, id).await?),
        None => None,
    };
    let (issuer, package) = (new.issuer.clone(), new.package.clone());
    let write = move |w: &mut Write<'_>, _: &Snapshot| {
        let dated = Dated { id: w.new_id().to_string(), at_ms: w.now_ms() };
        let entry = Entry::new("contact.letter", 1).after(json!({"issuer": issuer, "letter": dated.id}));
        let about = package.as_deref().map(subject::package);
        w.record(about.into_iter().fold(entry, Entry::subject))?;
        Ok(dated)
    };
    let dated = manager.write(scope, &granted.by, write).await?.value;
    // The head of the chain holds the letter's own entry, so that no later message has a head below it.
    let ours = Ours::now(manager, scope, &new.issuer).await?;
    let at = manager.snapshot(scope).await?;
    let address = addresses::of(manager, &at, &new.issuer).filter(|_| manager.outbound().is_enabled());
    let file = sign(&ours, new, comparison.flatten(), &dated);
    let failure = match address {
        None => Some(Failure::new("offline", "")),
        Some(address) => {
            let sent = converse::letter(manager.outbound(), &address, file.clone()).await;
            sent.inspect_err(|Failure { code, detail, .. }| {
                let issuer = &ours.issuer;
                tracing::warn!(
                    scope = scope.0, %issuer, %address, code, detail, "the authority has not taken the letter"
                );
            })
            .err()
        }
    };
    let name = format!("{}-{}.tll", ours.issuer, &dated.id[..8]);
    let (code, detail) = failure.map(|failure| (failure.code, failure.detail)).unzip();
    Ok(Sent { id: dated.id, sent: code.is_none(), code, detail: detail.unwrap_or_default(), name, file })
}

fn sign(ours: &Ours, new: NewLetter, comparison: Option<String>, dated: &Dated) -> String {
    let letter = Letter {
        id: dated.id.clone(),
        issuer: new.issuer,
        holder: ours.holder.clone(),
        serial: ours.serial.clone(),
        subject: new.subject.trim().to_owned(),
        text: new.text,
        from: From { name: new.name.trim().to_owned(), email: new.email.trim().to_owned() },
        comparison,
        iat: dated.at_ms.div_euclid(1_000),
        head: ours.head.clone(),
        key: ours.key.public().clone(),
    };
    write_letter(&letter, &ours.key)
}

fn check(new: &NewLetter) -> Result<(), Problem> {
    let fields = [("subject", &new.subject), ("text", &new.text), ("name", &new.name), ("email", &new.email)];
    fields.into_iter().find_map(|(field, value)| fault(field, value)).map_or(Ok(()), Err)
}

/// What is wrong with one field of a letter.
pub(super) fn fault(field: &str, value: &str) -> Option<Problem> {
    let longest = match field {
        "text" => MAX_TEXT,
        "subject" => 400,
        _ => 200,
    };
    if value.trim().is_empty() || value.len() > longest {
        return Some(Problem::invalid(field, format!("1 to {longest} bytes")));
    }
    // The vendor could not read the letter otherwise, though its signature is good.
    let why = "no control characters but tab and line feed";
    (!is_plain(value)).then(|| Problem::invalid(field, why))
}

/// The comparison as the vendor gets it: numbers and modules, no person. One that is too long is left out.
async fn comparison(manager: &Manager, granted: &Granted<View>, id: &str) -> Result<Option<String>, Problem> {
    let comparison = packages::comparison(manager, granted, id.to_owned()).await?;
    let changes = &comparison.changes;
    let bare = Changes { gains: Vec::new(), loses: Vec::new(), later: Vec::new(), ..changes.clone() };
    let mut json = serde_json::to_value(bare).map_err(|error| Problem::internal(error.to_string()))?;
    json["package"] = json!({"id": comparison.package.id, "sequence": comparison.package.sequence});
    let count = |of: &[(ModuleName, Vec<UserNo>)], from: Option<Date>| -> Vec<_> {
        let line = |(module, people): &(ModuleName, Vec<UserNo>)| json!({"module": module, "people": people.len(), "from": from});
        of.iter().map(line).collect()
    };
    let later: Vec<_> = changes.later.iter().flat_map(|loss| count(&loss.loses, Some(loss.day))).collect();
    json["people"] =
        json!({"gains": count(&changes.gains, None), "loses": count(&changes.loses, None), "later": later});
    Ok(Some(json.to_string()).filter(|json| json.len() <= MAX_COMPARISON))
}
