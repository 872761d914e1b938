//! The desk at which packages are drafted, signed and kept.

use std::sync::Arc;

use licentia_platform::by::By;
use licentia_platform::clock::new_id;
use licentia_platform::db::{Done, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::json;

use super::draft::{Draft, Signed};
use super::{Issued, Wish, store};
use crate::catalogue::Current;
use crate::customers;
use crate::keys::Signer;
use crate::state::Authority;
use crate::subscriptions::{self, SubscriptionPatch};

/// Everything that is the same for all packages issued from here.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) signer: Arc<Signer>,
    current: Arc<Current>,
    authority: Authority,
}

impl Desk {
    pub(super) async fn open(authority: &Authority) -> Result<Self, Problem> {
        let signer = authority.signer()?;
        let current = authority.catalogue().await?;
        if current.issuer != signer.issuer {
            return Err(Problem::conflict("wrong_issuer").arg("ours", signer.issuer.as_str()));
        }
        Ok(Self { current, signer, authority: authority.clone() })
    }

    /// The next package of a customer, computed from what stands in the database now.
    pub(super) fn draft(
        &self,
        sql: &mut dyn Sql,
        serial: &str,
        changes: SubscriptionPatch,
    ) -> Result<Draft, Problem> {
        let customer = customers::found(sql, serial)?;
        let last = store::last_number(sql, customer.no, self.signer.issuer.as_str())?;
        let now_ms = self.authority.now_ms();
        let id = new_id(now_ms, self.authority.db().random().as_ref()).to_string();
        let draft = Draft::new(customer, changes, &self.current, last, id, now_ms)?;
        self.signer.check(draft.package.iat)?;
        Ok(draft)
    }

    /// Signs the next package of a customer and keeps it.
    pub(super) async fn issue(&self, by: &By, serial: String, wish: Wish) -> Result<Done<Issued>, Problem> {
        let ahead = self.ahead(serial.clone(), &wish).await?;
        let (no, desk) = (ahead.customer, self.clone());
        self.authority.db().write(no, by, move |w| desk.sign(w, ahead, &serial, wish)).await
    }

    /// Drafts and signs outside the write, so that no writer waits for signatures.
    async fn ahead(&self, serial: String, wish: &Wish) -> Result<Signed, Problem> {
        let (desk, changes) = (self.clone(), wish.changes.clone());
        let draft = self.authority.db().read(move |r| desk.draft(r, &serial, changes)).await?;
        let (signer, told) = (Arc::clone(&self.signer), wish.seen.is_some());
        tokio::task::spawn_blocking(move || draft.sign(&signer, told))
            .await
            .map_err(|failed| Problem::internal(failed.to_string()))
    }

    /// Keeps what was signed ahead; signs afresh when something changed meanwhile.
    fn sign(&self, w: &mut Write<'_>, ahead: Signed, serial: &str, wish: Wish) -> Result<Issued, Problem> {
        let last = store::last_number(w, ahead.customer, self.signer.issuer.as_str())?;
        let revision = customers::store::revision_of(w, ahead.customer)?;
        let signed = match last == ahead.last && revision == Some(ahead.revision) {
            true => ahead,
            false => self.draft(w, serial, wish.changes)?.sign(&self.signer, wish.seen.is_some()),
        };
        if wish.seen.is_some() && wish.seen != signed.digest {
            return Err(Problem::conflict("preview_changed"));
        }
        keep(w, signed, self.signer.issuer.as_str(), wish.reason)
    }
}

/// Stores a signed package and tells the customer's ledger.
fn keep(w: &mut Write<'_>, signed: Signed, issuer: &str, reason: Option<String>) -> Result<Issued, Problem> {
    let Signed { customer, mut issued, .. } = signed;
    issued.issued_by = w.by().actor.reference();
    store::insert(w, customer, issuer, &issued, &signed.sha256, &signed.bytes)?;
    let mut after = json!({
        "sequence": issued.sequence, "sha256": issued.sha256, "rows": issued.rows, "kid": issued.kid,
        "catalogue": issued.catalogue, "dates": signed.dates,
    });
    let mut entry = Entry::new("packages.issued", 1)
        .subject(customers::subject(&signed.customer_id))
        .subject(format!("package/{}", issued.id));
    if let Some((before, now)) = &signed.owned {
        subscriptions::save(w, customer, now)?;
        customers::store::touch(w, customer)?;
        after["subscription"] = json!(now);
        entry = entry.before(json!({ "subscription": before }));
    }
    if let Some(reason) = reason.filter(|reason| !reason.trim().is_empty()) {
        entry = entry.reason(w.text(&reason));
    }
    w.record(entry.after(after))?;
    Ok(issued)
}
