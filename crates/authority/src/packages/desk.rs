//! The desk at which packages are drafted, signed and kept.

use std::sync::Arc;

use licentia_core::package::Version;
use licentia_platform::by::By;
use licentia_platform::clock::new_id;
use licentia_platform::db::{Done, Read, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::json;

use super::draft::{Binding, Draft, Signed};
use super::{Issued, Wish, store};
use crate::catalogue::Current;
use crate::customers::{self, Customer};
use crate::keys::Signer;
use crate::ledger::because;
use crate::state::Authority;
use crate::subscriptions::{self, SubscriptionPatch};
use crate::{installations, keys, requests};

/// The issuer's key was replaced while a package was under way.
const REPLACED: &str = "issuer_key_replaced";

/// Everything that is the same for all packages issued from here.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) signer: Arc<Signer>,
    current: Arc<Current>,
    authority: Authority,
    /// The line of the root's list of keys, once there is one.
    keys: Option<Arc<str>>,
}

/// The request that a package answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answering {
    /// The request's id here.
    pub(crate) request: String,
    /// Its nonce.
    pub(crate) nonce: String,
    /// The key that signed it.
    pub(crate) kid: String,
    /// The version that it asked for.
    pub(crate) version: Option<Version>,
}

impl Desk {
    pub(super) async fn open(authority: &Authority) -> Result<Self, Problem> {
        let signer = crate::keys::signer(authority).await?;
        let current = authority.catalogue().await?;
        if current.issuer != signer.issuer {
            return Err(Problem::conflict("wrong_issuer").arg("ours", signer.issuer.as_str()));
        }
        let keys = signer.key_list().map(Arc::from);
        Ok(Self { current, signer, authority: authority.clone(), keys })
    }

    /// The next package of a customer, computed from what stands in the database now.
    pub(super) fn draft(
        &self,
        sql: &mut dyn Sql,
        serial: &str,
        changes: SubscriptionPatch,
        answering: Option<&Answering>,
    ) -> Result<Draft, Problem> {
        let customer = customers::found(sql, serial)?;
        let last = store::last_number(sql, customer.no, self.signer.issuer.as_str())?;
        let now_ms = self.authority.now_ms();
        let id = new_id(now_ms, self.authority.db().random().as_ref()).to_string();
        let binding = binding(sql, &customer, answering)?;
        let mut draft = Draft::new(customer, changes, &self.current, last, binding, (id, now_ms))?;
        let settings = self.authority.settings();
        draft.package.authority = settings.public_origin();
        draft.package.store = Some(settings.store.url.clone()).filter(|url| !url.is_empty());
        self.signer.check(draft.package.iat)?;
        if let Some(version) = answering.and_then(|answering| answering.version)
            && !draft.package.versions.is_none_or(|versions| versions.contains(version))
        {
            return Err(Problem::conflict("version_not_covered").arg("version", version));
        }
        Ok(draft)
    }

    /// The same with everything that is asked for.
    fn draft_of(
        &self,
        sql: &mut dyn Sql,
        serial: &str,
        wish: &Wish,
        answering: Option<&Answering>,
    ) -> Result<Draft, Problem> {
        let catalogue = &self.current.file.catalogue;
        let changes = match &wish.cause {
            Some(cause) => cause.changes(sql, serial, catalogue, self.authority.now_ms())?,
            None => wish.changes.clone(),
        };
        self.draft(sql, serial, changes, answering)
    }

    /// Signs the next package of a customer and keeps it. When the key was replaced in this very moment,
    /// the new one signs.
    pub(super) async fn issue(
        &self,
        by: &By,
        serial: String,
        wish: Wish,
        answering: Option<Answering>,
    ) -> Result<Done<Issued>, Problem> {
        match self.issue_once(by, serial.clone(), wish.clone(), answering.clone()).await {
            Err(problem) if problem.code == REPLACED => {
                Self::open(&self.authority).await?.issue_once(by, serial, wish, answering).await
            }
            done => done,
        }
    }

    async fn issue_once(
        &self,
        by: &By,
        serial: String,
        wish: Wish,
        answering: Option<Answering>,
    ) -> Result<Done<Issued>, Problem> {
        let ahead = self.ahead(serial.clone(), &wish, answering.clone()).await?;
        let (no, desk) = (ahead.customer, self.clone());
        self.authority.db().write(no, by, move |w| desk.sign(w, ahead, &serial, wish, answering)).await
    }

    /// Drafts and signs outside the write, so that no writer waits for signatures.
    async fn ahead(
        &self,
        serial: String,
        wish: &Wish,
        answering: Option<Answering>,
    ) -> Result<Signed, Problem> {
        let (desk, wish) = (self.clone(), wish.clone());
        let (signer, keys, told) = (Arc::clone(&self.signer), self.keys.clone(), wish.seen.is_some());
        let read = move |r: &mut Read<'_>| desk.draft_of(r, &serial, &wish, answering.as_ref());
        let draft = self.authority.db().read(read).await?;
        tokio::task::spawn_blocking(move || draft.sign(&signer, keys.as_deref(), told))
            .await
            .map_err(|failed| Problem::internal(failed.to_string()))
    }

    /// Keeps what was signed ahead; signs afresh when something changed meanwhile.
    fn sign(
        &self,
        w: &mut Write<'_>,
        ahead: Signed,
        serial: &str,
        wish: Wish,
        answering: Option<Answering>,
    ) -> Result<Issued, Problem> {
        let answered = answering.as_ref().map(|one| requests::answered(w, &one.request)).transpose()?;
        if let Some(issued) = answered.flatten() {
            return Ok(issued);
        }
        // Nothing may be signed any more with a key that was replaced, least of all because it leaked.
        if keys::signing_kid(w)?.as_deref() != Some(self.signer.kid()) {
            return Err(Problem::conflict(REPLACED));
        }
        if let Some(cause) = &wish.cause {
            cause.is_still_due(w, serial)?;
        }
        let told = wish.seen.is_some();
        let signed = match self.is_fresh(w, &ahead, answering.as_ref())? {
            true => ahead,
            false => self.draft_of(w, serial, &wish, answering.as_ref())?.sign(
                &self.signer,
                self.keys.as_deref(),
                told,
            ),
        };
        if told && wish.seen != signed.digest {
            return Err(Problem::conflict("preview_changed"));
        }
        keep(w, signed, self.signer.issuer.as_str(), wish, answering)
    }

    /// Whether nothing that a package is computed from changed since it was signed ahead.
    fn is_fresh(
        &self,
        w: &mut Write<'_>,
        ahead: &Signed,
        answering: Option<&Answering>,
    ) -> Result<bool, Problem> {
        let last = store::last_number(w, ahead.customer, self.signer.issuer.as_str())?;
        let revision = customers::store::revision_of(w, ahead.customer)?;
        if last != ahead.last || revision != Some(ahead.revision) {
            return Ok(false);
        }
        let bound = installations::store::bound(w, ahead.customer)?.map(|(kid, ..)| kid);
        match answering {
            // The key was released, or another was accepted, in this very moment.
            Some(answering) if bound.as_ref() != Some(&answering.kid) => {
                Err(Problem::conflict("installation_not_bound"))
            }
            _ => Ok(bound == ahead.binding.installation),
        }
    }
}

/// What the next package of a customer is bound to. An answer is for the key that asked, whatever was
/// released or accepted since it was heard.
fn binding(
    sql: &mut dyn Sql,
    customer: &Customer,
    answering: Option<&Answering>,
) -> Result<Binding, Problem> {
    let bound = installations::store::bound(sql, customer.no)?;
    let holder = customer.holder();
    let replaces =
        customers::holder::replaced(sql, customer.no, &holder, customer.replaces.as_ref(), bound.as_ref())?;
    let installation = bound.map(|(kid, ..)| kid);
    if answering.is_some_and(|answering| installation.as_ref() != Some(&answering.kid)) {
        return Err(Problem::conflict("installation_not_bound"));
    }
    Ok(Binding { installation, replaces, nonce: answering.map(|answering| answering.nonce.clone()) })
}

/// Stores a signed package and tells the customer's ledger.
fn keep(
    w: &mut Write<'_>,
    signed: Signed,
    issuer: &str,
    wish: Wish,
    answering: Option<Answering>,
) -> Result<Issued, Problem> {
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
    if let Some(answering) = answering {
        requests::store::answer(w, &answering.request, &issued.id)?;
        after["request"] = json!(answering.request);
        after["installation"] = json!(answering.kid);
        entry = entry.subject(format!("request/{}", answering.request));
    }
    if let Some(cause) = wish.cause {
        let (name, told, subject) = cause.settle(w, customer, &issued)?;
        after[name] = told;
        entry = subject.into_iter().fold(entry, Entry::subject);
    }
    let entry = because(w, entry.after(after), wish.reason.as_deref());
    w.record(entry)?;
    Ok(issued)
}
