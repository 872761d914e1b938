//! What every page has: who reads it, and the frame around it.

use axum::extract::FromRequestParts;
use axum::response::{Html, IntoResponse, Response};
use http::header::{ACCEPT_LANGUAGE, COOKIE, HeaderName, SET_COOKIE};
use http::request::Parts;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::dates::Dates;
use licentia_core::licence::text_in;
use licentia_platform::access::{Caller, Look, Right};
use licentia_platform::problem::{Problem, Said};
use licentia_protocol::keys::fingerprint_of;
use licentia_ui::{
    Dialog, Facts, Field, Frame, Here, Icon, Lang, NavGroup, NavItem, Notice, Preferences, Sentences, Server,
    SignedIn, Switcher, Theme, Tone, readers_zone, t,
};
use maud::{Markup, Render, html};

use crate::state::{Authority, HOUSE};

/// A page about to be drawn for somebody who is signed in.
pub(crate) struct Screen {
    /// Who reads it.
    pub(crate) caller: Caller,
    /// Where the reader is: path and query.
    pub(crate) here: Here,
    /// The language of the page.
    pub(crate) lang: Lang,
    /// Now, in milliseconds UTC.
    pub(crate) now_ms: i64,
    preferences: Preferences,
    /// The zone of the reader's clock, once the browser told it.
    zone: Option<TimeZone>,
    /// The vendor's name, once there is a catalogue.
    vendor: Option<String>,
    demo: bool,
    /// How many things wait for support.
    pub(crate) waiting: u64,
    /// How many orders wait for sales.
    pub(crate) orders: u64,
}

impl FromRequestParts<Authority> for Screen {
    type Rejection = Problem;

    /// 401 without a session: the browser is sent to sign in.
    async fn from_request_parts(parts: &mut Parts, authority: &Authority) -> Result<Self, Problem> {
        let caller =
            in_house(<Caller as FromRequestParts<Authority>>::from_request_parts(parts, authority).await?)?;
        let mut preferences = preferences(parts);
        if !preferences.chosen_now {
            preferences.lang = Lang::from_tag(&caller.lang).unwrap_or(preferences.lang);
        }
        if let Some(theme) = caller.theme.as_deref() {
            preferences.theme = Theme::from_name(theme);
        }
        let lang = preferences.lang;
        let vendor = match authority.catalogue().await {
            Ok(current) => {
                let catalogue = &current.file.catalogue;
                Some(text_in(&catalogue.titles, lang.tag(), &catalogue.issuer).to_owned())
            }
            Err(_) => None,
        };
        let demo = authority.signer().is_ok_and(|signer| signer.trust.demo);
        let here = Here::new(parts.uri.path(), parts.uri.query().unwrap_or_default()).without("lang");
        let zone = readers_zone(header(parts, COOKIE));
        let waiting = crate::requests::waiting(authority).await?;
        let orders = crate::orders::waiting(authority).await?;
        let now_ms = authority.now_ms();
        Ok(Self { caller, here, lang, now_ms, preferences, zone, vendor, demo, waiting, orders })
    }
}

/// Refuses whoever belongs to another scope, as if they were not signed in.
pub(crate) fn in_house(caller: Caller) -> Result<Caller, Problem> {
    if caller.scope == HOUSE { Ok(caller) } else { Err(Problem::unauthenticated()) }
}

/// Language and theme of a request.
pub(crate) fn preferences(parts: &Parts) -> Preferences {
    let query = parts.uri.query().unwrap_or_default();
    Preferences::new(header(parts, COOKIE), query, header(parts, ACCEPT_LANGUAGE))
}

fn header(parts: &Parts, name: HeaderName) -> &str {
    parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// A page as an answer; a language that was just chosen is remembered.
pub(crate) fn answer(preferences: Preferences, markup: Markup) -> Response {
    let mut response = Html(markup.into_string()).into_response();
    if preferences.chosen_now
        && let Ok(cookie) = preferences.language_cookie().parse()
    {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// A problem as a page, for whoever asked with a browser.
pub(crate) fn problem_page(problem: &Problem, look: &Look) -> String {
    let lang = Lang::from_tag(&look.lang).unwrap_or_default();
    let theme = Theme::from_name(look.theme.as_deref().unwrap_or_default());
    let preferences = Preferences { lang, theme, chosen_now: false };
    let said = problem.said(lang.tag());
    let (server, body) = match crate::storefront::is_at_the_door(&problem.code) {
        // A customer, who has nothing to look for among the vendor's pages.
        true => {
            let why = html! { (said.detail) " " code.quiet { (problem.code) } };
            (Server::Store, licentia_ui::empty(Icon::Cart, &said.title, why, &[]))
        }
        false => (Server::Authority, licentia_ui::problem_page(lang, &problem.code, &args(problem), "/")),
    };
    licentia_ui::card_page(preferences, &Here::default(), server, &said.title, body).into_string()
}

/// A problem as a notice on a page.
pub(crate) fn refusal(lang: Lang, problem: &Problem) -> Notice {
    let said = problem.said(lang.tag());
    let words =
        if said.title == said.detail { said.title } else { format!("{} {}", said.title, said.detail) };
    Notice::new(Tone::Bad, words).code(problem.code.to_string()).focused()
}

/// What a form that was refused has to say. What is our own fault, or about something that is not there, gets a page of
/// its own instead.
pub(crate) fn on_form(problem: Problem) -> Result<Problem, Problem> {
    if problem.is_internal() || problem.status == 404 { Err(problem) } else { Ok(problem) }
}

/// For a form that was drawn at a revision: refuses to write over what somebody has changed since.
pub(crate) fn unchanged_since(seen: Option<u64>) -> impl FnOnce(u64) -> Result<(), Problem> {
    move |revision| match seen {
        Some(seen) if seen != revision => Err(Problem::precondition_failed()),
        _ => Ok(()),
    }
}

/// Whom a dialog is about.
pub(crate) fn whom(name: &str, serial: &str) -> Markup {
    html! { (name) ", " span.mono { (serial) } }
}

/// Where somebody says why, for the ledger.
pub(crate) fn reason_field(lang: Lang) -> Field {
    Field::text("reason", t!(lang, "packages-reason")).hint(t!(lang, "packages-reason-hint"))
}

fn args(problem: &Problem) -> Vec<(&str, licentia_ui::Value<'_>)> {
    let mut args: Vec<(&str, licentia_ui::Value<'_>)> =
        problem.args.iter().map(|(name, value)| (*name, word(name, value))).collect();
    if let Some(detail) = &problem.detail {
        args.push(("detail", detail.as_str().into()));
    }
    args
}

/// A value for a sentence. Only what counts is a number: a serial number keeps its digits together.
fn word<'a>(name: &str, value: &'a str) -> licentia_ui::Value<'a> {
    match name {
        "count" | "seconds" => licentia_ui::Value::try_number(value),
        _ => value.into(),
    }
}

/// The words of a problem, for every answer of the process (see [`licentia_platform::problem::set_translator`]).
pub(crate) fn translate(lang: &str, code: &str, args: &[(&'static str, String)]) -> Option<Said> {
    let lang = Lang::from_tag(lang).unwrap_or_default();
    let args: Vec<(&str, licentia_ui::Value<'_>)> =
        args.iter().map(|(name, value)| (*name, word(name, value))).collect();
    let Sentences { title, detail } = licentia_ui::problem(lang, code, &args)?;
    let detail = if detail.is_empty() { title.clone() } else { detail };
    Some(Said { title, detail })
}

impl Screen {
    /// A whole page; `current` is its place in the navigation.
    pub(crate) fn page(&self, title: &str, current: &str, body: impl Render) -> Response {
        answer(self.preferences, self.frame().page(title, current, body))
    }

    /// The same for a form that was refused: what was typed stays, and the status says so.
    pub(crate) fn refused(&self, status: u16, title: &str, current: &str, body: impl Render) -> Response {
        let mut response = self.page(title, current, body);
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
        response
    }

    /// A page with a dialog open over it. With what was refused, the status says so.
    pub(crate) fn dialog(
        &self,
        current: &str,
        behind: impl Render,
        dialog: &Dialog,
        refused: Option<&Problem>,
    ) -> Response {
        let page = self.frame().page_with_dialog(current, behind, dialog);
        let mut response = answer(self.preferences, page);
        if let Some(problem) = refused {
            *response.status_mut() = http::StatusCode::from_u16(problem.status).unwrap_or_default();
        }
        response
    }

    /// A moment by the reader's own clock; before the browser has told its zone, in UTC, and saying so.
    pub(crate) fn moment(&self, at_ms: i64) -> Markup {
        match &self.zone {
            Some(zone) => licentia_ui::moment(self.lang, at_ms, self.now_ms, zone),
            None => html! { (licentia_ui::moment(self.lang, at_ms, self.now_ms, &TimeZone::UTC)) " UTC" },
        }
    }

    fn frame(&self) -> Frame {
        let lang = self.lang;
        Frame {
            preferences: self.preferences,
            here: self.here.clone(),
            server: Server::Authority,
            home: "/customers".to_owned(),
            switcher: self.vendor.as_ref().map(|vendor| Switcher {
                name: vendor.clone(),
                detail: t!(lang, "customers-vendor-authority"),
                others: Vec::new(),
            }),
            search: Some(("/search".to_owned(), t!(lang, "navigation-search-authority"))),
            signed_in: Some(self.signed_in()),
            navigation: self.navigation(),
            banners: self.banners(),
            live: None,
            theme_action: "/theme".to_owned(),
        }
    }

    fn signed_in(&self) -> SignedIn {
        let name = self.caller.by.actor.name().to_owned();
        let manages = self.caller.has(Right::ManageAccess);
        let links = manages.then(|| (t!(self.lang, "navigation-access"), "/access".to_owned()));
        SignedIn {
            login: name.clone(),
            name,
            picture: None,
            links: links.into_iter().collect(),
            sign_out: "/sign-out".to_owned(),
        }
    }

    fn navigation(&self) -> Vec<NavGroup> {
        let lang = self.lang;
        let item = |id, label, href: &str, icon| NavItem::new(id, label, href, icon);
        let mut operation = vec![item("ledger", t!(lang, "navigation-ledger"), "/ledger", Icon::Book)];
        if self.caller.has(Right::ManageAccess) {
            operation.push(item("access", t!(lang, "navigation-access"), "/access", Icon::Shield));
        }
        vec![
            NavGroup {
                title: t!(lang, "navigation-group-customers"),
                items: vec![
                    item("customers", t!(lang, "navigation-customers"), "/customers", Icon::Building),
                    item("requests", t!(lang, "navigation-requests"), "/requests", Icon::Upload)
                        .waiting(self.waiting),
                ],
            },
            NavGroup {
                title: t!(lang, "navigation-group-product"),
                items: vec![item("catalogue", t!(lang, "navigation-catalogue"), "/catalogue", Icon::Grid)],
            },
            NavGroup {
                title: t!(lang, "navigation-group-sales"),
                items: vec![
                    item("orders", t!(lang, "navigation-orders"), "/orders", Icon::Cart).waiting(self.orders),
                    item("usage", t!(lang, "navigation-usage"), "/usage", Icon::Gauge),
                    item("invoices", t!(lang, "navigation-invoices"), "/invoices", Icon::Invoice),
                ],
            },
            NavGroup {
                title: t!(lang, "navigation-group-delivery"),
                items: vec![
                    item("packages", t!(lang, "navigation-packages"), "/packages", Icon::File),
                    item(
                        "installations",
                        t!(lang, "navigation-installations"),
                        "/installations",
                        Icon::Server,
                    ),
                    item("keys", t!(lang, "navigation-keys-issuers"), "/keys", Icon::Key),
                ],
            },
            NavGroup { title: t!(lang, "navigation-group-operation"), items: operation },
        ]
    }

    /// A demonstration says so on every page: its packages are worth nothing elsewhere.
    fn banners(&self) -> Vec<Notice> {
        let demo = self.demo.then(|| Notice::new(Tone::Accent, t!(self.lang, "keys-demo-banner")).quiet());
        demo.into_iter().collect()
    }
}

/// The beginning and the end of a key's fingerprint, with the whole of it for whoever points at it.
pub(crate) fn short_key(kid: &str) -> Markup {
    html! { span.mono.nowrap title=(fingerprint_of(kid)) { (short_fingerprint(kid)) } }
}

/// The beginning and the end of a key's fingerprint, for sentences.
pub(crate) fn short_fingerprint(kid: &str) -> String {
    let whole = fingerprint_of(kid);
    let groups: Vec<&str> = whole.split(' ').collect();
    match groups.as_slice() {
        [first, second, .., last] => format!("{first} {second} … {last}"),
        _ => kid.to_owned(),
    }
}

/// The five dates of a package, one to a line (rule 7).
pub(crate) fn five_dates(lang: Lang, dates: &Dates, today: Date) -> Facts {
    let shown = |date: Option<Date>| match date {
        Some(date) => licentia_ui::date_with_days(lang, date, today),
        None => maud::html! { span.quiet { (t!(lang, "timeline-never")) } },
    };
    Facts::new()
        .fact(t!(lang, "timeline-next-check"), shown(dates.next_check))
        .fact(t!(lang, "timeline-admin-warning"), shown(dates.admin_warning))
        .fact(t!(lang, "timeline-expiry"), shown(dates.expiry))
        .fact(t!(lang, "timeline-grace"), shown(dates.grace))
        .fact(t!(lang, "timeline-maintenance"), shown(dates.maintenance))
}
