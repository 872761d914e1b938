//! Who gets mail: everybody who can do something about it, each in their own language.

use licentia_core::reminders::Kind;
use licentia_platform::access::{Granted, ManageAccess, Right, Rights};
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use licentia_platform::mail::is_mailbox;
use licentia_platform::problem::Problem;
use licentia_ui::Lang;

use super::settings::Chosen;
use super::store;
use crate::state::Manager;

/// Somebody who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// The account's number; `None` for a mailbox of its own.
    pub account: Option<i64>,
    /// The name as people see it, or the address.
    pub name: String,
    /// Where mail goes; `None` where no address is known.
    pub address: Option<String>,
    /// The language.
    pub lang: Lang,
    /// What they may do.
    pub rights: Rights,
    /// Gets no mail, by choice.
    pub muted: bool,
}

impl Receiver {
    /// What stands in the outbox.
    pub(super) fn reference(&self) -> Option<String> {
        let address = self.address.as_ref().filter(|_| !self.muted)?;
        Some(self.account.map_or_else(|| format!("to:{address}"), |no| format!("account:{no}")))
    }

    /// Whether they can do something about this kind of need.
    pub(super) fn can_act(&self, kind: Kind) -> bool {
        rights_for(kind).iter().any(|right| self.rights.has(*right))
    }
}

/// Any one of these rights lets somebody do something about a kind of need.
pub(crate) fn rights_for(kind: Kind) -> &'static [Right] {
    match kind {
        Kind::Waiting => &[Right::ManageUsers, Right::ManageLicences],
        Kind::Approval => &[Right::ManageUsers],
        _ => &[Right::ManageLicences],
    }
}

/// Everybody who may do something about any need, and the further mailboxes.
pub(super) async fn all(
    manager: &Manager,
    scope: ScopeNo,
    chosen: &Chosen,
) -> Result<Vec<Receiver>, Problem> {
    let granted = Granted::<ManageAccess>::to_the_server(By::system("reminders"), scope);
    let (mut accounts, now) = (manager.access().accounts(&granted).await?, manager.now_ms());
    let acting = Rights::of(&[Right::ManageLicences, Right::ManageUsers]);
    accounts.retain(|account| account.is_usable(now) && acting.iter().any(|right| account.rights.has(right)));
    let users: Vec<String> = accounts.iter().filter_map(|account| account.user.clone()).collect();
    let known = manager.db().read(move |r| Ok(store::addresses(r, scope, &users)?)).await?;
    let people = accounts.into_iter().map(|account| {
        let of_user = account.user.as_ref().and_then(|user| known.iter().find(|(id, _)| id == user));
        // An operator's account hangs on no user; its log-in name may well be an address.
        let login = || Some(account.login.clone()).filter(|login| login.contains('@'));
        let address = of_user.map(|(_, address)| address.clone()).or_else(login);
        Receiver {
            address: address.filter(|address| is_mailbox(address)),
            account: Some(account.no),
            name: account.name,
            lang: account.lang.as_deref().and_then(Lang::from_tag).unwrap_or(manager.default_lang()),
            rights: account.rights,
            muted: chosen.muted.contains(&account.no),
        }
    });
    let boxes = chosen.also.iter().map(|one| Receiver {
        account: None,
        name: one.address.clone(),
        address: Some(one.address.clone()),
        lang: Lang::from_tag(&one.lang).unwrap_or(manager.default_lang()),
        rights: acting,
        muted: false,
    });
    Ok(people.chain(boxes).collect())
}

/// Where a receiver's mail goes today; `None` when they are no longer to be told.
pub(super) async fn address(
    manager: &Manager,
    scope: ScopeNo,
    reference: &str,
) -> Result<Option<String>, Problem> {
    if let Some(address) = reference.strip_prefix("to:") {
        return Ok(Some(address.to_owned()));
    }
    let (chosen, _) = super::settings::of(manager, scope).await?;
    let receivers = all(manager, scope, &chosen).await?;
    let found = receivers.into_iter().find(|receiver| receiver.reference().as_deref() == Some(reference));
    Ok(found.and_then(|receiver| receiver.address))
}
