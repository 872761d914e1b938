//! The terms of a customer: a panel on its page, and the form.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use jiff::civil::Date;
use licentia_core::catalogue::Catalogue;
use licentia_core::dates::day;
use licentia_core::licence::text_in;
use licentia_core::money;
use licentia_platform::access::{Right, Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{
    Button, Dialog, Facts, Field, Lang, Panel, amount, date, date_with_days, encode, error_summary, hidden,
    money as shown, number, t, tick_box,
};
use maud::{Markup, html};

use super::{NOTICE, NewTerm, Subscribed, Terms};
use crate::customers::{self, Customer};
use crate::packages::day_in;
use crate::page::{Screen, on_form, refusal, unchanged_since, whom};
use crate::state::Authority;

/// An amount that shows how amounts are written, in minor units.
const THOUSAND: i64 = 100_000;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    Router::new().route("/customers/{serial}/terms", get(edit).post(change))
}

/// For how long the customer has subscribed, and what it may order by itself.
pub(crate) fn panel(
    screen: &Screen,
    customer: &Customer,
    terms: &Terms,
    catalogue: Option<&Catalogue>,
) -> Panel {
    let lang = screen.lang;
    let currency = customer.details.currency();
    let limit = terms.order_limit.and_then(|limit| i64::try_from(limit).ok());
    let limit = match limit {
        Some(limit) => t!(lang, "terms-limit-up-to", amount = shown(lang, limit, currency)),
        None => t!(lang, "terms-limit-none"),
    };
    let panel = Panel::titled("terms", t!(lang, "terms-title")).body(html! {
        @match &terms.subscribed {
            Some(subscribed) => { (facts(screen, customer, (subscribed, &terms.at_renewal), catalogue).fact(t!(lang, "terms-limit"), limit)) },
            None => {
                p.quiet { (t!(lang, "terms-none")) }
                (Facts::new().list().fact(t!(lang, "terms-limit"), limit))
            },
        }
    });
    if !screen.caller.has(Right::Sell) {
        return panel;
    }
    let address = format!("/customers/{}/terms", encode(&customer.details.serial));
    let label = t!(lang, "terms-change");
    panel.footer(html! { span.row.end { (Button::link(label, address).small().dialog()) } })
}

fn facts(
    screen: &Screen,
    customer: &Customer,
    (subscribed, at_renewal): (&Subscribed, &BTreeMap<String, u32>),
    catalogue: Option<&Catalogue>,
) -> Facts {
    let lang = screen.lang;
    let today = day_in(&customer.details.zone, screen.now_ms);
    let Subscribed { term, period, .. } = subscribed;
    let began = html! { (date(lang, term.began())) };
    let renewal = match subscribed.due() {
        Some(due) => html! { (t!(lang, "terms-renews")) " " (date_with_days(lang, due, today)) },
        None => html! { (t!(lang, "terms-ends-for-good")) },
    };
    let less = at_renewal.iter().map(|(module, units)| {
        let module = catalogue
            .and_then(|catalogue| catalogue.module(module))
            .map_or(module.as_str(), |found| text_in(&found.titles, lang.tag(), module));
        t!(lang, "terms-then", count = *units, module = module)
    });
    let less: Vec<String> = less.collect();
    Facts::new()
        .list()
        .fact(t!(lang, "terms-length"), t!(lang, "terms-months", count = term.months()))
        .fact(t!(lang, "terms-began"), began)
        .fact(t!(lang, "terms-ends"), date_with_days(lang, term.ends(), today))
        .fact(t!(lang, "terms-renewal"), renewal)
        .maybe(t!(lang, "terms-at-renewal"), (!less.is_empty()).then(|| less.join(", ")))
        .fact(
            t!(lang, "terms-period"),
            html! { (t!(lang, "terms-months", count = *period)) " " span.quiet { (t!(lang, "terms-period-books")) } },
        )
}

/// What stands in the form, as it was typed.
struct Typed {
    /// The customer's revision when it was drawn.
    revision: Option<u64>,
    subscribes: bool,
    began: String,
    months: String,
    period: String,
    notice: String,
    renews: bool,
    limit: String,
}

impl Typed {
    fn of(terms: &Terms, lang: Lang, currency: &str, today: Date) -> Self {
        let limit = terms.order_limit.and_then(|limit| i64::try_from(limit).ok());
        let limit = limit.map(|limit| amount(lang, limit, currency)).unwrap_or_default();
        let Some(subscribed) = &terms.subscribed else {
            return Self {
                revision: Some(terms.revision),
                subscribes: false,
                began: today.to_string(),
                months: "12".to_owned(),
                period: "12".to_owned(),
                notice: NOTICE.to_string(),
                renews: true,
                limit,
            };
        };
        Self {
            revision: Some(terms.revision),
            subscribes: true,
            began: subscribed.term.began().to_string(),
            months: subscribed.term.months().to_string(),
            period: subscribed.period.to_string(),
            notice: subscribed.notice.to_string(),
            renews: subscribed.renews,
            limit,
        }
    }

    fn read(form: &Form) -> Self {
        Self {
            revision: form.text("revision").parse().ok(),
            subscribes: form.has("subscribes"),
            began: form.text("began").to_owned(),
            months: form.text("months").to_owned(),
            period: form.text("period").to_owned(),
            notice: form.text("notice").to_owned(),
            renews: form.has("renews"),
            limit: form.text("limit").to_owned(),
        }
    }

    /// The terms that were meant. What is planned for the renewal stays.
    fn terms(&self, currency: &str) -> Result<(Option<NewTerm>, Option<u64>), Problem> {
        let invalid = |path: &str| Problem::refused(422, "term_invalid").arg("path", path).with("path", path);
        let whole = |text: &str, path: &str| text.parse::<u16>().map_err(|_| invalid(path));
        let limit = match self.limit.as_str() {
            "" => None,
            text => Some(minor(text, currency).ok_or_else(|| invalid("limit"))?),
        };
        if !self.subscribes {
            return Ok((None, limit));
        }
        let term = NewTerm {
            began: Some(day::parse(&self.began).ok_or_else(|| invalid("began"))?),
            months: whole(&self.months, "months")?,
            period: Some(whole(&self.period, "period")?),
            notice: Some(whole(&self.notice, "notice")?),
            renews: self.renews,
            at_renewal: None,
        };
        Ok((Some(term), limit))
    }
}

/// An amount as people write it in any of our languages: `1,234.50`, `1 234,50`, `1234`.
fn minor(text: &str, currency: &str) -> Option<u64> {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let decimals = money::decimals(currency) as usize;
    let at = plain.rfind(['.', ',']).filter(|at| plain.len() - at - 1 == decimals && decimals > 0);
    let (whole, rest) = at.map_or((plain.as_str(), ""), |at| (&plain[..at], &plain[at + 1..]));
    // What stands between groups of three digits says nothing; anywhere else it would say something else.
    let mut groups = whole.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let rest_of_whole: Vec<&str> = groups.collect();
    if rest_of_whole.iter().any(|group| group.len() != 3) {
        return None;
    }
    let digits = format!("{first}{}", rest_of_whole.concat());
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || !all_digits(&digits) || !all_digits(rest) {
        return None;
    }
    let whole: u64 = digits.parse().ok()?;
    let rest: u64 = if rest.is_empty() { 0 } else { rest.parse().ok()? };
    let unit = 10_u64.checked_pow(money::decimals(currency))?;
    whole.checked_mul(unit)?.checked_add(rest).filter(|all| i64::try_from(*all).is_ok())
}

async fn edit(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
) -> Result<Response, Problem> {
    screen.caller.may::<Sell>()?;
    let granted = screen.caller.may::<View>()?;
    let customer = customers::show(&authority, &granted, &serial).await?;
    let terms = super::show(&authority, &granted, &serial).await?;
    let today = day_in(&customer.details.zone, screen.now_ms);
    let typed = Typed::of(&terms, screen.lang, customer.details.currency(), today);
    dialog(&authority, &screen, &customer, &typed, None).await
}

async fn change(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let view = screen.caller.may::<View>()?;
    let customer = customers::show(&authority, &view, &serial).await?;
    let typed = Typed::read(&form);
    let changed = match typed.terms(customer.details.currency()) {
        Ok((term, limit)) => {
            let unchanged = unchanged_since(typed.revision);
            super::change(&authority, &granted, &serial, unchanged, term, limit).await.map(drop)
        }
        Err(problem) => Err(problem),
    };
    match changed {
        Ok(()) => Ok(Redirect::to(&format!("/customers/{}#terms", encode(&serial))).into_response()),
        Err(problem) => dialog(&authority, &screen, &customer, &typed, Some(on_form(problem)?)).await,
    }
}

async fn dialog(
    authority: &Authority,
    screen: &Screen,
    customer: &Customer,
    typed: &Typed,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let serial = &customer.details.serial;
    let address = format!("/customers/{}", encode(serial));
    let dialog = Dialog::new(lang, t!(lang, "terms-change-title"), address.as_str())
        .lead(whom(&customer.details.name, serial))
        .form(format!("{address}/terms"))
        .body(fields(lang, customer.details.currency(), typed, refused.as_ref()));
    let footer = html! { (dialog.cancel()) (Button::submit(t!(lang, "terms-save")).primary()) };
    let behind = customers::page_behind(authority, screen, serial).await?;
    Ok(screen.dialog("customers", behind, &dialog.footer(footer), refused.as_ref()))
}

fn fields(lang: Lang, currency: &str, typed: &Typed, refused: Option<&Problem>) -> Markup {
    let path = refused.and_then(Problem::path);
    let wrong = |name: &str| (path == Some(name)).then(|| rule(lang, name, currency));
    let at_field = path.map(|name| (format!("field-{name}"), rule(lang, name, currency)));
    let months = Field::number("months", t!(lang, "terms-length-months")).value(&typed.months);
    let period = Field::number("period", t!(lang, "terms-period-months")).value(&typed.period);
    let notice = Field::number("notice", t!(lang, "terms-notice")).value(&typed.notice);
    let limit = Field::text("limit", t!(lang, "terms-limit-field", currency = currency)).value(&typed.limit);
    html! {
        @match (refused, at_field) {
            (Some(problem), Some(field)) if problem.code == "term_invalid" => (error_summary(lang, &[field])),
            (Some(problem), _) => (refusal(lang, problem)),
            (None, _) => {},
        }
        @if let Some(revision) = typed.revision { (hidden("revision", &revision.to_string())) }
        div.stack {
            (tick_box("subscribes", "1", &t!(lang, "terms-subscribes"), typed.subscribes))
            div.cols.even {
                (Field::date("began", t!(lang, "terms-began")).value(&typed.began).error(wrong("began")))
                (months.error(wrong("months")))
                (period.hint(t!(lang, "terms-period-hint")).error(wrong("period")))
                (notice.hint(t!(lang, "terms-notice-hint", days = number(lang, NOTICE))).error(wrong("notice")))
            }
            (tick_box("renews", "1", &t!(lang, "terms-renews-itself"), typed.renews))
            (limit.inputmode("decimal").hint(t!(lang, "terms-limit-hint")).error(wrong("limit")))
        }
    }
}

/// What may stand in a field.
fn rule(lang: Lang, name: &str, currency: &str) -> String {
    match name {
        "began" => t!(lang, "terms-wrong-began"),
        "months" => t!(lang, "terms-wrong-months"),
        "period" => t!(lang, "terms-wrong-period"),
        "notice" => t!(lang, "terms-wrong-notice"),
        _ => t!(lang, "terms-wrong-limit", example = amount(lang, THOUSAND, currency)),
    }
}

#[cfg(test)]
mod tests {
    use super::minor;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, currency, found) in [
            ("500", "EUR", Some(50_000)),
            ("1,234.50", "EUR", Some(123_450)),
            ("1 234,50", "SEK", Some(123_450)),
            ("1\u{a0}234", "SEK", Some(123_400)),
            ("1,234", "EUR", Some(123_400)),
            ("1,234", "JPY", Some(1_234)),
            ("12.5", "EUR", None),
            ("12.34.56", "EUR", None),
            ("-5", "EUR", None),
            ("five", "EUR", None),
            ("", "EUR", None),
            ("99999999999999999999", "EUR", None),
        ] {
            assert_eq!(minor(text, currency), found, "{text}");
        }
    }
}
