//! What administrators choose about reminders: when, about what, and who gets mail.

use licentia_core::reminders::{Kind, Steps};
use licentia_platform::access::{Granted, ManageLicences, View};
use licentia_platform::db::{Done, ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::mail::is_mailbox;
use licentia_platform::problem::Problem;
use licentia_ui::Lang;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::store;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The most further addresses.
const ADDRESSES: usize = 10;

/// What is chosen. The default tells everybody who can act of everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chosen {
    /// On which days before a date people are told.
    pub steps: Steps,
    /// What nobody is told of.
    pub off: Vec<Kind>,
    /// The accounts that get no mail, by number.
    pub muted: Vec<i64>,
    /// Further addresses that get mail: a mailbox that several people read.
    pub also: Vec<Address>,
}

/// A mailbox that belongs to no account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The address.
    pub address: String,
    /// The language of what is sent there.
    pub lang: String,
}

impl Chosen {
    /// Whether people are told of this kind of need.
    pub fn tells(&self, kind: Kind) -> bool {
        !self.off.contains(&kind)
    }

    /// The same with everything in order and nothing twice.
    fn checked(mut self) -> Result<Self, Problem> {
        self.off.retain(|kind| Kind::TOLD.contains(kind));
        self.off.sort_unstable();
        self.off.dedup();
        self.muted.sort_unstable();
        self.muted.dedup();
        if self.also.len() > ADDRESSES {
            let problem = Problem::invalid("also", format!("At most {ADDRESSES} addresses."));
            return Err(problem.words("why-most-addresses").arg("most", ADDRESSES));
        }
        for one in &mut self.also {
            one.address = one.address.trim().to_owned();
            if !is_mailbox(&one.address) || one.address.len() > 320 {
                let problem = Problem::invalid("also", format!("{:?} is no mail address.", one.address));
                return Err(problem.words("why-no-address").arg("address", &one.address));
            }
            let known = Lang::from_tag(&one.lang).filter(|lang| lang.tag() == one.lang);
            known.ok_or_else(|| {
                Problem::invalid("also", format!("{:?} is no language of this server.", one.lang))
            })?;
        }
        let mut seen = std::collections::HashSet::new();
        self.also.retain(|one| seen.insert(one.address.to_lowercase()));
        Ok(self)
    }
}

/// What is chosen, with the revision that chose it; 0 where nobody has.
///
/// # Errors
/// The database's.
pub async fn settings(manager: &Manager, granted: &Granted<View>) -> Result<(Chosen, u64), Problem> {
    of(manager, granted.scope).await
}

pub(super) async fn of(manager: &Manager, scope: ScopeNo) -> Result<(Chosen, u64), Problem> {
    manager.db().read(move |r| Ok(store::chosen(r, scope)?)).await
}

/// Chooses anew. `seen` is asked with the revision of the last choice, and refuses when that is not what whoever chooses
/// has seen.
///
/// # Errors
/// 422 `invalid`; what `seen` says; the database's.
pub async fn choose(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    chosen: Chosen,
    seen: impl FnOnce(u64) -> Result<(), Problem> + Send + 'static,
) -> Result<Done<()>, Problem> {
    let chosen = chosen.checked()?;
    let write = move |w: &mut Write<'_>, _: &Snapshot| {
        let scope = w.scope();
        let (before, revision) = store::chosen(w, scope)?;
        seen(revision)?;
        if before == chosen {
            return Ok(());
        }
        store::choose(w, &chosen)?;
        let (old, new) = (facts(w, &before), facts(w, &chosen));
        w.record(Entry::new("reminders.chosen", 1).before(old).after(new))
    };
    manager.write(granted.scope, &granted.by, write).await
}

/// What the ledger tells: the addresses stand beside it.
fn facts(w: &mut Write<'_>, chosen: &Chosen) -> serde_json::Value {
    let also: Vec<_> =
        chosen.also.iter().map(|one| json!({"address": w.text(&one.address), "lang": one.lang})).collect();
    json!({"steps": chosen.steps, "off": chosen.off, "muted": chosen.muted, "also": also})
}
