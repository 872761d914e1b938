//! What every page of the store has: whose visit it is, and the frame.

use axum::extract::FromRequestParts;
use axum::response::Response;
use http::header::{ACCEPT_LANGUAGE, COOKIE, HeaderName, HeaderValue};
use http::request::Parts;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::licence::text_in;
use licentia_platform::problem::Problem;
use licentia_platform::web::ClientAddress;
use licentia_protocol::sha256;
use licentia_ui::{
    Button, Facts, Frame, Head, Here, Icon, Lang, Preferences, Server, Switcher, Tabs, Tag, Tone,
    date_with_days, readers_zone, t,
};
use maud::{Markup, Render, html};

use super::super::{Visit, closed, going_on};
use crate::catalogue::Current;
use crate::customers::Customer;
use crate::packages::day_in;
use crate::page::answer;
use crate::state::Authority;
use crate::terms::{self, Subscribed};

/// The cookie of a visit.
const COOKIE_NAME: &str = "licentia_store";

/// A page of the store about to be drawn.
pub(super) struct Shop {
    pub(super) visit: Visit,
    pub(super) customer: Customer,
    pub(super) current: std::sync::Arc<Current>,
    /// The customer's term, once one was agreed and as long as it is not over.
    pub(super) subscribed: Option<Subscribed>,
    pub(super) here: Here,
    pub(super) lang: Lang,
    /// Today where the customer is.
    pub(super) today: Date,
    /// The address of the browser.
    pub(super) address: Option<String>,
    now_ms: i64,
    zone: Option<TimeZone>,
    preferences: Preferences,
}

impl FromRequestParts<Authority> for Shop {
    type Rejection = Problem;

    /// 403 `store_closed` for whoever did not come from a manager, or too long ago.
    async fn from_request_parts(parts: &mut Parts, authority: &Authority) -> Result<Self, Problem> {
        let ClientAddress(address) = ClientAddress::from_request_parts(parts, authority).await?;
        let cookie = cookie(authority, header(parts, COOKIE)).ok_or_else(closed)?;
        let (visit, customer) = going_on(authority, sha256(cookie.as_bytes())).await?;
        let current = authority.catalogue().await?;
        let no = customer.no;
        let subscribed = authority.db().read(move |r| Ok(terms::load(r, no)?)).await?;
        let preferences = preferences(parts);
        let now_ms = authority.now_ms();
        let today = day_in(&customer.details.zone, now_ms);
        Ok(Self {
            today,
            here: Here::new(parts.uri.path(), parts.uri.query().unwrap_or_default()).without("lang"),
            zone: readers_zone(header(parts, COOKIE)),
            lang: preferences.lang,
            visit,
            customer,
            current,
            subscribed: subscribed.filter(|subscribed| subscribed.term.ends() >= today),
            address: address.map(|address| address.to_string()),
            now_ms,
            preferences,
        })
    }
}

fn header(parts: &Parts, name: HeaderName) -> &str {
    parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Language and theme of a request.
fn preferences(parts: &Parts) -> Preferences {
    let query = parts.uri.query().unwrap_or_default();
    Preferences::new(header(parts, COOKIE), query, header(parts, ACCEPT_LANGUAGE))
}

fn is_https(authority: &Authority) -> bool {
    authority.settings().public_origin().is_some_and(|origin| origin.starts_with("https:"))
}

/// With https the `__Secure-` prefix keeps anybody from setting it who has no certificate for this host.
fn cookie_name(https: bool) -> String {
    format!("{}{COOKIE_NAME}", if https { "__Secure-" } else { "" })
}

fn cookie<'a>(authority: &Authority, cookies: &'a str) -> Option<&'a str> {
    let name = cookie_name(is_https(authority));
    let found = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    found.filter(|(found, _)| *found == name).map(|(_, value)| value).next()
}

/// The `Set-Cookie` line of a visit: for the store and nothing else, until the browser is closed.
pub(super) fn visit_cookie(authority: &Authority, value: &str) -> Result<HeaderValue, Problem> {
    let https = is_https(authority);
    let secure = if https { "; Secure" } else { "" };
    let line = format!("{}={value}; Path=/store; HttpOnly; SameSite=Lax{secure}", cookie_name(https));
    HeaderValue::from_str(&line).map_err(|error| Problem::internal(error.to_string()))
}

impl Shop {
    /// The vendor's name.
    pub(super) fn vendor(&self) -> &str {
        let catalogue = &self.current.file.catalogue;
        text_in(&catalogue.titles, self.lang.tag(), &catalogue.issuer)
    }

    /// How many of a module there will be if nothing is ordered: as many as today, or the fewer that are planned
    /// for the renewal.
    pub(super) fn agreed(&self, module: &str) -> u32 {
        let units = self.customer.subscription.order.units(module, self.today);
        let planned = self.subscribed.as_ref().and_then(|subscribed| subscribed.planned.get(module));
        planned.map_or(units, |planned| planned.left_of(units))
    }

    /// A whole page.
    pub(super) fn page(&self, title: &str, body: impl Render) -> Response {
        answer(self.preferences, self.frame().page(title, "", body))
    }

    /// The same for something that was refused: the status says so.
    pub(super) fn refused(&self, status: u16, title: &str, body: impl Render) -> Response {
        let mut response = self.page(title, body);
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
        response
    }

    /// A moment by the reader's own clock.
    pub(super) fn moment(&self, at_ms: i64) -> Markup {
        let zone = TimeZone::get(&self.customer.details.zone).unwrap_or(TimeZone::UTC);
        licentia_ui::moment(self.lang, at_ms, self.now_ms, self.zone.as_ref().unwrap_or(&zone))
    }

    fn frame(&self) -> Frame {
        Frame {
            preferences: self.preferences,
            here: self.here.clone(),
            server: Server::Store,
            home: "/store".to_owned(),
            switcher: Some(Switcher {
                name: self.vendor().to_owned(),
                detail: self.customer.details.name.clone(),
                others: Vec::new(),
            }),
            ..Frame::default()
        }
    }

    /// Title, where one is, and the way back to the manager.
    pub(super) fn head(&self, title: String) -> Head {
        let head = Head::new(title);
        match &self.visit.back {
            Some(back) => head.action(Button::link(t!(self.lang, "store-back"), back).icon(Icon::Left)),
            None => head,
        }
    }

    /// Whom it is for, and for how long that customer has subscribed.
    pub(super) fn facts(&self) -> Facts {
        let (lang, details) = (self.lang, &self.customer.details);
        let term = self.subscribed.as_ref().map(|subscribed| {
            html! {
                (date_with_days(lang, subscribed.term.ends(), self.today))
                @if subscribed.renews { " " (Tag::new(Tone::Plain, t!(lang, "store-renews"))) }
            }
        });
        Facts::new()
            .fact(t!(lang, "store-for"), &details.name)
            .mono(t!(lang, "customers-column-serial"), &details.serial)
            .maybe(t!(lang, "store-term"), term)
            .fact(t!(lang, "store-you"), &self.visit.by.name)
    }

    /// The two views of the store.
    pub(super) fn tabs(&self, current: &str) -> Tabs {
        let lang = self.lang;
        Tabs::new(t!(lang, "store-title"))
            .tab(t!(lang, "store-tab-licences"), "/store", current == "licences")
            .tab(t!(lang, "store-tab-orders"), "/store/orders", current == "orders")
    }
}
