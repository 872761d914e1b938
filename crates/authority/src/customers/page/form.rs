//! The form of a customer: new, and changed.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz;
use licentia_platform::access::Sell;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{Button, Field, Head, Lang, Panel, encode, error_summary, hidden, t, text, tick_box};
use maud::{Markup, html};

use super::super::{Customer, Details, FieldError, Patch};
use super::decide::Act;
use crate::installations::rule::Enrolment;
use crate::page::{Screen, on_form, refusal, unchanged_since};
use crate::state::Authority;
use crate::subscriptions::Subscription;

/// What stands in the form.
struct Filled {
    details: Details,
    /// The revision the customer was read at; none for a new one.
    revision: Option<u64>,
    /// Packages carry the name: changing it is a decision of its own.
    named: bool,
    /// Whether a new one is open for a first contact.
    open: bool,
    errors: Vec<FieldError>,
    refused: Option<Problem>,
}

impl Filled {
    fn of(details: Details, revision: Option<u64>) -> Self {
        Self { details, revision, named: false, open: true, errors: Vec::new(), refused: None }
    }

    /// The form of a customer that is there.
    fn named(mut self, customer: &Customer) -> Self {
        self.named = customer.sequence > 0;
        if self.named {
            self.details.name.clone_from(&customer.details.name);
        }
        self
    }

    fn typed(form: &Form) -> Self {
        let details = Details {
            serial: form.text("serial").to_owned(),
            name: form.text("name").to_owned(),
            customer: form.typed("customer"),
            country: form.typed("country").map(|country| country.to_uppercase()),
            contact: form.typed("contact"),
            zone: form.text("zone").to_owned(),
            note: form.typed("note"),
            currency: form.typed("currency").map(|currency| currency.to_uppercase()),
            billing: form.typed("billing"),
        };
        Self { open: form.has("open"), ..Self::of(details, form.text("revision").parse().ok()) }
    }

    /// The same form with what is wrong with it beside each field.
    fn refused(mut self, problem: Problem) -> Self {
        let new = self.revision.is_none();
        self.errors = self.details.errors(!new || !self.details.serial.is_empty());
        if problem.code == "serial_taken" {
            self.errors.push(FieldError { field: "serial", code: "serial_taken" });
        }
        self.refused = Some(problem);
        self
    }
}

pub(super) async fn new(screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<Sell>()?;
    let details = Details { zone: "Europe/Stockholm".to_owned(), ..Details::default() };
    Ok(show(&screen, Filled::of(details, None)))
}

pub(super) async fn create(
    State(authority): State<Authority>,
    screen: Screen,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let filled = Filled::typed(&form);
    let enrolment = if filled.open { Enrolment::Open } else { Enrolment::Closed };
    let (details, nothing) = (filled.details.clone(), Subscription::default());
    match super::super::create(&authority, &granted, details, nothing, enrolment).await {
        Ok(done) => Ok(to_customer(&done.value.details.serial)),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => Ok(show(&screen, filled.refused(problem))),
    }
}

pub(super) async fn edit(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
) -> Result<Response, Problem> {
    screen.caller.may::<Sell>()?;
    let customer = super::super::show(&authority, &screen.caller.may()?, &serial).await?;
    Ok(show(&screen, Filled::of(customer.details.clone(), Some(customer.revision)).named(&customer)))
}

pub(super) async fn change(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let before = super::super::show(&authority, &screen.caller.may()?, &serial).await?;
    let mut filled = Filled::typed(&form).named(&before);
    filled.details.serial.clone_from(&serial);
    let Details { name, customer, country, contact, zone, note, currency, billing, .. } =
        filled.details.clone();
    let patch = Patch {
        name: Some(name),
        customer: Some(customer.unwrap_or_default()),
        country: Some(country.unwrap_or_default()),
        contact: Some(contact.unwrap_or_default()),
        zone: Some(zone),
        note: Some(note.unwrap_or_default()),
        currency: Some(currency.unwrap_or_default()),
        billing: Some(billing.unwrap_or_default()),
        ..Patch::default()
    };
    let unchanged = unchanged_since(filled.revision);
    match super::super::change(&authority, &granted, &serial, unchanged, patch).await {
        Ok(_) => Ok(to_customer(&serial)),
        Err(problem) => Ok(show(&screen, filled.refused(on_form(problem)?))),
    }
}

fn to_customer(serial: &str) -> Response {
    Redirect::to(&format!("/customers/{}", encode(serial))).into_response()
}

fn show(screen: &Screen, filled: Filled) -> Response {
    let lang = screen.lang;
    let title = match filled.revision {
        None => t!(lang, "customers-add"),
        Some(_) => t!(lang, "customers-edit"),
    };
    let head = Head::new(title.as_str()).crumb(lang, t!(lang, "customers-title"), "/customers");
    let body = html! {
        (head)
        div.cols { (Panel::new().body(form(lang, &filled))) }
    };
    match &filled.refused {
        Some(problem) => screen.refused(problem.status, &title, "customers", body),
        None => screen.page(&title, "customers", body),
    }
}

fn form(lang: Lang, filled: &Filled) -> Markup {
    let Filled { details, revision, errors, refused, .. } = filled;
    let (action, back) = match revision {
        None => ("/customers/new".to_owned(), "/customers".to_owned()),
        Some(_) => {
            let customer = format!("/customers/{}", encode(&details.serial));
            (format!("{customer}/edit"), customer)
        }
    };
    let listed: Vec<(String, String)> =
        errors.iter().map(|error| (format!("field-{}", error.field), sentence(lang, error))).collect();
    let save = match revision {
        None => t!(lang, "customers-add"),
        Some(_) => t!(lang, "action-save"),
    };
    html! {
        form.stack method="post" action=(action) {
            @if !listed.is_empty() { (error_summary(lang, &listed)) }
            @else if let Some(problem) = refused { (refusal(lang, problem)) }
            (fields(lang, filled))
            @if let Some(revision) = revision { (hidden("revision", &revision.to_string())) }
            div.row { (Button::submit(save).primary()) (Button::link(t!(lang, "dialog-cancel"), back)) }
        }
    }
}

fn fields(lang: Lang, filled: &Filled) -> Markup {
    let details = &filled.details;
    let error = |field: &str| {
        filled.errors.iter().find(|error| error.field == field).map(|error| sentence(lang, error))
    };
    let value = |text: &Option<String>| text.clone().unwrap_or_default();
    let serial = Field::text("serial", t!(lang, "customers-column-serial")).value(&details.serial);
    let serial = serial.hint(t!(lang, "customers-serial-hint")).inputmode("numeric").error(error("serial"));
    let name = Field::text("name", t!(lang, "customers-name")).value(&details.name).required();
    let customer = Field::text("customer", t!(lang, "customers-customer-id")).value(value(&details.customer));
    let country = Field::text("country", t!(lang, "customers-column-country")).value(value(&details.country));
    let contact = Field::text("contact", t!(lang, "customers-contact")).value(value(&details.contact));
    let zone = Field::text("zone", t!(lang, "customers-zone")).value(&details.zone).required();
    let currency = Field::text("currency", t!(lang, "customers-currency")).value(details.currency());
    let billing = Field::area("billing", t!(lang, "customers-billing")).value(value(&details.billing));
    let zones = tz::db().available().map(|zone| zone.to_string());
    html! {
        @if filled.named { (fixed_name(lang, details)) }
        @else { (name.hint(t!(lang, "customers-name-hint")).error(error("name")).focused()) }
        div.cols.even {
            @if filled.revision.is_none() { (serial) }
            (customer.error(error("customer")))
            (zone.hint(t!(lang, "customers-zone-hint")).suggestions(zones).error(error("zone")))
            (country.hint(t!(lang, "customers-country-hint")).error(error("country")))
            (contact.error(error("contact")))
            (currency.hint(t!(lang, "customers-currency-hint")).error(error("currency")))
        }
        (billing.hint(t!(lang, "customers-billing-hint")).error(error("billing")))
        (Field::area("note", t!(lang, "customers-note")).value(value(&details.note)).error(error("note")))
        @if filled.revision.is_none() { (tick_box("open", "1", &t!(lang, "customers-open-first"), filled.open)) }
    }
}

/// The name of a customer that packages name already, with the way to change it.
fn fixed_name(lang: Lang, details: &Details) -> Markup {
    html! {
        div.field {
            span.label { (t!(lang, "customers-name")) }
            span.hint { (t!(lang, "customers-name-fixed")) " "
                a href=(Act::Holder.address(&details.serial)) { (t!(lang, "customers-holder")) } }
            b { (details.name) }
        }
    }
}

fn sentence(lang: Lang, error: &FieldError) -> String {
    text(lang, &format!("problem-{}", error.code))
}
