//! What sales writes down about a customer, and what it may hold.

use jiff::tz::TimeZone;
use licentia_core::money::is_currency;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The fields of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Ten digits. Packages are bound to it and to the name.
    pub serial: String,
    /// The company's name, exactly as packages carry it.
    pub name: String,
    /// The vendor's own id for it.
    pub customer: Option<String>,
    /// ISO 3166-1, two capital letters.
    pub country: Option<String>,
    /// Whom to ask for.
    pub contact: Option<String>,
    /// The IANA zone in which its licences' days begin and end.
    pub zone: String,
    /// What sales should know.
    pub note: Option<String>,
    /// The currency of its invoices, three capital letters; [`DEFAULT_CURRENCY`] unless told.
    pub currency: Option<String>,
    /// What stands under its name on invoices, line by line: address, VAT number, reference.
    pub billing: Option<String>,
}

/// The currency of whoever has not chosen one.
pub const DEFAULT_CURRENCY: &str = "EUR";

/// One field at fault: its sentence stands in the language files under `problem-<code>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field.
    pub field: &'static str,
    /// What is wrong with it.
    pub code: &'static str,
}

/// The greatest lengths, in characters.
const NAME: usize = 200;
/// The greatest length of a name in bytes: packages carry no longer one.
const NAME_BYTES: usize = 400;
const SHORT: usize = 100;
const NOTE: usize = 4_000;
const BILLING: usize = 1_000;

impl Details {
    /// The currency of its invoices.
    pub fn currency(&self) -> &str {
        self.currency.as_deref().unwrap_or(DEFAULT_CURRENCY)
    }

    /// Everything wrong with the fields. A serial number may be left out only when one is to be given.
    pub fn errors(&self, serial_needed: bool) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut check = |fine: bool, field, code| {
            if !fine {
                errors.push(FieldError { field, code });
            }
        };
        check(!serial_needed || is_serial(&self.serial), "serial", "serial_invalid");
        check(is_line(&self.name, NAME) && self.name.len() <= NAME_BYTES, "name", "name_invalid");
        let short = [(&self.customer, "customer"), (&self.contact, "contact")];
        for (text, field) in short {
            check(text.as_deref().is_none_or(|text| is_line(text, SHORT)), field, "text_too_long");
        }
        // Packages carry it too.
        let number = self.customer.as_deref().is_none_or(|text| text.len() <= SHORT);
        check(number, "customer", "text_too_long");
        check(self.country.as_deref().is_none_or(is_country), "country", "country_invalid");
        check(is_zone(&self.zone), "zone", "zone_unknown");
        let note = self.note.as_deref().unwrap_or_default();
        check(note.chars().count() <= NOTE && !note.contains('\0'), "note", "text_too_long");
        check(self.currency.as_deref().is_none_or(is_currency), "currency", "currency_invalid");
        let billing = self.billing.as_deref().unwrap_or_default();
        check(billing.chars().count() <= BILLING && !billing.contains('\0'), "billing", "text_too_long");
        errors
    }

    /// The fields with spaces around them taken away, or everything wrong with them.
    ///
    /// # Errors
    /// 422 under the first field's code; `errors` lists all of them.
    pub(crate) fn checked(&self, serial_needed: bool) -> Result<Self, Problem> {
        let tidy = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let tidied = Self {
            serial: self.serial.trim().to_owned(),
            name: self.name.trim().to_owned(),
            customer: tidy(&self.customer),
            country: tidy(&self.country),
            contact: tidy(&self.contact),
            zone: canonical_zone(self.zone.trim()),
            note: tidy(&self.note),
            currency: tidy(&self.currency),
            billing: tidy(&self.billing),
        };
        let errors = tidied.errors(serial_needed);
        let Some(first) = errors.first() else { return Ok(tidied) };
        let listed: Vec<_> =
            errors.iter().map(|error| json!({"path": error.field, "code": error.code})).collect();
        Err(Problem::refused(422, first.code)
            .arg("path", first.field)
            .with("path", first.field)
            .with("errors", listed))
    }
}

/// Ten digits, as SuperOffice has used them for decades.
fn is_serial(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// One line with something in it: what is compared letter by letter must not hide anything.
fn is_line(text: &str, most: usize) -> bool {
    !text.is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The zone in the spelling of the IANA, which readers of packages compare exactly.
fn canonical_zone(text: &str) -> String {
    let zone = TimeZone::get(text).ok();
    zone.as_ref().and_then(TimeZone::iana_name).unwrap_or(text).to_owned()
}

fn is_zone(text: &str) -> bool {
    text.len() <= 64 && TimeZone::get(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nordlys() -> Details {
        Details {
            serial: "1801852599".to_owned(),
            name: "Nordlys Trading AS".to_owned(),
            zone: "Europe/Oslo".to_owned(),
            ..Details::default()
        }
    }

    #[test]
    fn spaces_around_are_taken_away_and_nothing_else() {
        let mut details = nordlys();
        details.name = "  Nordlys  Trading AS ".to_owned();
        details.note = Some("  ".to_owned());
        let checked = details.checked(true).unwrap();
        assert_eq!(checked.name, "Nordlys  Trading AS");
        assert_eq!(checked.note, None);
    }

    #[test]
    fn a_name_fits_into_a_package() {
        let named = |name: String| Details { name, ..nordlys() }.checked(true).map(|_| ());
        named("京".repeat(133)).unwrap();
        assert_eq!(named("京".repeat(134)).unwrap_err().code, "name_invalid", "402 bytes");
        named("å".repeat(200)).unwrap();
        let customer = Some("å".repeat(51));
        assert_eq!(Details { customer, ..nordlys() }.checked(true).unwrap_err().code, "text_too_long");
    }

    #[test]
    fn every_field_at_fault_is_listed() {
        let details = Details {
            serial: "18018525٩9".to_owned(),
            name: "a\u{7}".to_owned(),
            country: Some("Norway".to_owned()),
            currency: Some("kr".to_owned()),
            zone: "Europe/Atlantis".to_owned(),
            ..Details::default()
        };
        let problem = details.checked(true).unwrap_err();
        assert_eq!((problem.status, problem.code.as_ref()), (422, "serial_invalid"));
        let codes: Vec<_> = details.errors(true).iter().map(|error| error.code).collect();
        assert_eq!(
            codes,
            ["serial_invalid", "name_invalid", "country_invalid", "zone_unknown", "currency_invalid"]
        );
    }
}
