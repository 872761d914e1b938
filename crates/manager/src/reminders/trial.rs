//! A mail by which somebody sees that mail arrives.

use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::mail::Mail;
use licentia_platform::problem::Problem;
use licentia_ui::Lang;

use super::letter::{Letter, Links, trial as letter};
use crate::state::Manager;

/// Sends a mail to `to` at once, in the language given.
///
/// # Errors
/// 422 `invalid` for what is no address; 409 `mail_off`, `mail_settings`, `mail_refused`, `mail_unreachable` with what
/// the mail server said.
pub async fn trial(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    to: &str,
    lang: Lang,
) -> Result<(), Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let Letter { subject, text, html } = letter(&at, &Links::of(manager, &at), lang);
    let now_ms = manager.clock().now_ms();
    let id = licentia_platform::clock::new_id(now_ms, manager.db().random().as_ref()).to_string();
    let mail = Mail { id, to: to.trim().to_owned(), subject, text, html: Some(html) };
    manager.mailer().send(mail, now_ms).await.map_err(|error| match error.code() {
        "mail_address" => {
            Problem::invalid("to", error.to_string()).words("why-no-address").arg("address", to)
        }
        code => Problem::conflict(code).detail(error.to_string()),
    })
}
