//! To whom something was told, by the names people know.

use std::collections::HashMap;

use licentia_platform::access::{Granted, ManageAccess, ManageLicences, View};
use licentia_platform::by::By;
use licentia_platform::mail::MailError;
use licentia_platform::problem::Problem;
use licentia_ui::{Lang, t};

use crate::interfaces::webhooks;
use crate::state::Manager;

/// The names of those whom the outbox knows by their references.
pub(super) struct Names(HashMap<String, String>);

impl Names {
    /// Those of an installation as they are now.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn known(manager: &Manager, granted: &Granted<View>) -> Result<Self, Problem> {
        let server = Granted::<ManageAccess>::to_the_server(By::system("reminders"), granted.scope);
        let accounts = manager.access().accounts(&server).await?;
        let accounts = accounts.into_iter().map(|account| (format!("account:{}", account.no), account.name));
        let hooks = webhooks::list(manager, granted).await?.into_iter().map(|mut hook| {
            // The rest of an address may let in whoever knows it.
            hook.keep_host();
            (hook.reference(), hook.url)
        });
        Ok(Self(accounts.chain(hooks).collect()))
    }

    /// The names behind references.
    pub(super) fn of(&self, lang: Lang, references: &[String]) -> Vec<String> {
        references.iter().map(|reference| self.one(lang, reference)).collect()
    }

    fn one(&self, lang: Lang, reference: &str) -> String {
        if let Some(address) = reference.strip_prefix("to:") {
            return address.to_owned();
        }
        let gone = || match reference.starts_with("webhook:") {
            true => t!(lang, "reminders-told-webhook-gone"),
            false => t!(lang, "reminders-told-gone"),
        };
        self.0.get(reference).cloned().unwrap_or_else(gone)
    }
}

/// Whether nothing can be told to anybody: there is no mail address and no webhook, or mail is not set up.
///
/// # Errors
/// The database's.
pub(super) async fn reaches_nobody(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
) -> Result<bool, Problem> {
    if manager.hooks().is_enabled() && !webhooks::active(manager, granted.scope).await?.is_empty() {
        return Ok(false);
    }
    if matches!(manager.mailer().trouble(), Some(MailError::Off)) {
        return Ok(true);
    }
    let receivers = super::receivers(manager, granted).await?;
    Ok(receivers.iter().all(|receiver| receiver.reference().is_none()))
}
