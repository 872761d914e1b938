//! Why somebody decided something, in their own words: kept in the ledger for good, so it has a length.

use licentia_platform::problem::Problem;

/// The longest reason, in characters.
const LONGEST: usize = 1_000;

/// A reason without blanks around it; none when nothing is left.
///
/// # Errors
/// 422 `text_too_long`.
pub(crate) fn checked(reason: Option<String>) -> Result<Option<String>, Problem> {
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    match reason {
        Some(reason) if reason.chars().count() > LONGEST || reason.contains('\0') => {
            Err(Problem::refused(422, "text_too_long").arg("path", "reason").with("path", "reason"))
        }
        reason => Ok(reason),
    }
}
