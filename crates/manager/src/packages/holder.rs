//! Whose installation it is: serial number and owner (rules 8 and 11).

use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::Done;
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::sealed::{InstallationRow, store as sealed};
use crate::state::Manager;

/// Serial number and owner, as the vendor wrote them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHolder {
    /// The company's name, exactly as it stands in the licence.
    #[schema(min_length = 1, max_length = 200, pattern = "[^ ]")]
    pub holder: String,
    /// The serial number.
    #[schema(pattern = "^[A-Za-z0-9-]{1,40}$")]
    pub serial: String,
}

impl NewHolder {
    /// The same without blanks around, if it can be one.
    ///
    /// # Errors
    /// 422 `invalid`, naming the member.
    pub fn checked(&self) -> Result<Self, Problem> {
        let (holder, serial) = (self.holder.trim().to_owned(), self.serial.trim().to_owned());
        // Characters for a person, bytes for a package: longer ones are in no package.
        if holder.is_empty() || holder.chars().count() > 200 || holder.len() > 400 {
            let why = "1 to 200 characters and at most 400 bytes, as they stand in the licence";
            return Err(Problem::invalid("holder", why).words("why-holder"));
        }
        let plain = serial.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if serial.is_empty() || serial.len() > 40 || !plain {
            let why = "digits, letters and hyphens, at most 40, as they stand in the licence";
            return Err(Problem::invalid("serial", why).words("why-serial"));
        }
        Ok(Self { holder, serial })
    }
}

/// Enters serial number and owner of an installation that has never been licensed.
///
/// # Errors
/// 422 `invalid`; 409 `serial_fixed` once a package has been in force: then the vendor has to authorise the change, by
/// an answer to a request ([`crate::requests::serial_change`]).
pub async fn set_holder(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    new: NewHolder,
) -> Result<Done<()>, Problem> {
    let NewHolder { holder, serial } = new.checked()?;
    manager
        .write(granted.scope, &granted.by, move |w, at| {
            let there = at.installation();
            if there.holder.as_ref() == Some(&holder) && there.serial.as_ref() == Some(&serial) {
                return Ok(());
            }
            if there.licensed_before {
                return Err(Problem::conflict("serial_fixed"));
            }
            let scope = w.scope();
            let stored = sealed::installation(w, scope)?.ok_or_else(|| Problem::not_found("installation"))?;
            let row = InstallationRow {
                holder: Some(holder.clone()),
                serial: Some(serial.clone()),
                ..stored.row.clone()
            };
            sealed::change_installation(w, &stored, &row)?;
            let holder = w.text(&holder);
            w.record(Entry::new("installations.holder", 1).after(json!({"serial": serial, "holder": holder})))
        })
        .await
}
