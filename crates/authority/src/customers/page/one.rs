//! One customer: what it owns, what was issued, who speaks for it, what waits, and its dates.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::catalogue::Catalogue;
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{
    Button, Cell, Column, Facts, Head, Icon, Lang, Notice, Panel, Row, Table, Tabs, Tag, Tone, copyable,
    count, date_or_dash, date_with_days, encode, section_head, standing_tag, t,
};
use maud::{Markup, html};

use super::super::{Customer, holder::unsent};
use super::decide::Act;
use super::list::today_in;
use super::owned::Sheet;
use super::told;
use crate::installations::{self, Installation, State as Stands};
use crate::packages::listing::{Listed, Whereabouts, whereabouts};
use crate::packages::{self, Situation, whereabouts_tag};
use crate::page::{Screen, five_dates};
use crate::state::Authority;
use crate::terms::{self, Terms};

/// How many packages the page shows.
const PACKAGES: u32 = 8;

pub(super) async fn show(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let customer = match super::super::show(&authority, &granted, &serial).await {
        Err(problem) if problem.status == 404 => {
            // Letters and bookmarks keep the number that a customer had before.
            let now = crate::search::called_now(&authority, &granted, &serial).await?.ok_or(problem)?;
            return Ok(Redirect::to(&format!("/customers/{}", encode(&now))).into_response());
        }
        found => found?,
    };
    Ok(screen.page(&customer.details.name, "customers", body(&authority, &screen, &serial).await?))
}

/// The page without its frame: also what stands behind a decision about the customer.
pub(crate) async fn body(authority: &Authority, screen: &Screen, serial: &str) -> Result<Markup, Problem> {
    let granted = screen.caller.may::<View>()?;
    let customer = super::super::show(authority, &granted, serial).await?;
    let current = crate::catalogue::show(authority, &granted).await?;
    let page = Page {
        screen,
        issued: whereabouts(authority, &granted, serial, PACKAGES).await?,
        installations: installations::of_customer(authority, &granted, serial).await?,
        situation: packages::situation(authority, &granted, serial).await?,
        catalogue: current.as_ref().map(|current| &current.file.catalogue),
        today: today_in(&customer.details.zone, screen.now_ms),
        requests: crate::requests::of_customer(authority, screen, serial).await?,
        orders: crate::orders::panel(authority, screen, &customer).await?,
        terms: terms::show(authority, &granted, serial).await?,
        unsent: unsent(authority, &granted, &customer).await?,
        customer: &customer,
    };
    Ok(page.contents())
}

struct Page<'a> {
    screen: &'a Screen,
    customer: &'a Customer,
    issued: Vec<Listed>,
    installations: Vec<Installation>,
    /// What waits on the desk.
    requests: Markup,
    /// What was ordered last.
    orders: Markup,
    terms: Terms,
    /// A change of holder that no package carries yet.
    unsent: bool,
    situation: Situation,
    catalogue: Option<&'a Catalogue>,
    today: Date,
}

/// The tabs of a customer.
pub(crate) fn tabs(lang: Lang, serial: &str, current: &str) -> Tabs {
    let to = |path: &str| format!("/customers/{}{path}", encode(serial));
    Tabs::new(t!(lang, "customers-tabs"))
        .tab(t!(lang, "customers-overview"), to(""), current == "overview")
        .tab(t!(lang, "usage-title"), format!("/usage?customer={}", encode(serial)), false)
        .tab(t!(lang, "invoices-title"), format!("/invoices?customer={}&show=issued", encode(serial)), false)
        .tab(t!(lang, "customers-history"), to("/history"), current == "history")
}

impl Page<'_> {
    fn lang(&self) -> Lang {
        self.screen.lang
    }

    fn serial(&self) -> &str {
        &self.customer.details.serial
    }

    fn to(&self, path: &str) -> String {
        format!("/customers/{}{path}", encode(self.serial()))
    }

    fn may_sell(&self) -> bool {
        self.screen.caller.has(Right::Sell)
    }

    fn contents(&self) -> Markup {
        let lang = self.lang();
        let dates = Panel::titled("dates", t!(lang, "customers-dates"));
        let Self { screen, customer, situation, catalogue, .. } = self;
        let sheet = Sheet { lang, customer, situation, catalogue: *catalogue };
        html! {
            (self.head())
            (self.facts())
            (tabs(lang, self.serial(), "overview"))
            @if self.waits() { (self.waiting()) }
            div.cols {
                div.stack {
                    (self.requests)
                    (installations::waiting_of(screen, customer, &self.installations))
                    (sheet.subscription())
                    (self.orders)
                    (self.packages())
                }
                div.stack {
                    (self.speaking())
                    (terms::panel(screen, customer, &self.terms, *catalogue))
                    (told::panel(screen, customer))
                    (dates.body(five_dates(lang, &customer.subscription.dates, self.today)))
                    (self.note())
                }
            }
        }
    }

    fn head(&self) -> Head {
        let lang = self.lang();
        let head = Head::new(self.customer.details.name.as_str());
        let head = head.crumb(lang, t!(lang, "customers-title"), "/customers");
        if !self.may_sell() {
            return head;
        }
        let next = self.customer.sequence + 1;
        let issue = Button::link(t!(lang, "customers-issue-number", number = next), self.to("/issue"));
        let issue = issue.icon(Icon::File);
        let holder = Button::link(t!(lang, "customers-holder"), Act::Holder.address(self.serial()));
        head.action(holder.plain().dialog())
            .action(Button::link(t!(lang, "customers-edit"), self.to("/edit")).plain())
            .action(Button::link(t!(lang, "customers-change-subscription"), self.to("/subscription")))
            .action(if self.waits() { issue.primary() } else { issue })
    }

    /// Whether the customer owns something that no package carries yet.
    fn waits(&self) -> bool {
        self.situation.changes > 0 || self.unsent
    }

    fn waiting(&self) -> Notice {
        let lang = self.lang();
        let words = match self.unsent {
            true => t!(lang, "customers-holder-unsent", number = self.customer.sequence + 1),
            false => t!(lang, "customers-waits", count = self.situation.changes),
        };
        Notice::new(Tone::Accent, words).icon(Icon::Clock)
    }

    fn facts(&self) -> Facts {
        let lang = self.lang();
        let details = &self.customer.details;
        let dates = self.situation.dates.unwrap_or(self.customer.subscription.dates);
        let serial = t!(lang, "customers-column-serial");
        let standing = match self.situation.dates {
            None => Tag::new(Tone::Plain, t!(lang, "customers-no-package")),
            Some(dates) => standing_tag(lang, dates.standing(self.today)),
        };
        let mut facts = Facts::new().fact(serial.as_str(), copyable(lang, &serial, &details.serial));
        if let Some(number) = &details.customer {
            facts = facts.mono(t!(lang, "customers-customer-id"), number);
        }
        let expiry = dates.expiry.map(|expiry| date_with_days(lang, expiry, self.today));
        facts
            .maybe(t!(lang, "customers-column-country"), details.country.as_ref())
            .maybe(t!(lang, "customers-contact"), details.contact.as_ref())
            .fact(t!(lang, "customers-column-standing"), standing)
            .maybe(t!(lang, "customers-column-expiry"), expiry)
            .fact(t!(lang, "customers-currency"), details.currency())
            .fact(t!(lang, "customers-zone"), self.clock())
    }

    /// The customer's zone, and what the clock says there: before somebody calls.
    fn clock(&self) -> Markup {
        let zone = &self.customer.details.zone;
        let now = Timestamp::from_millisecond(self.screen.now_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        let there = now.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC)).strftime("%H:%M").to_string();
        html! { (zone) " " span.quiet { (t!(self.lang(), "customers-clock", clock = there)) } }
    }

    /// Who speaks for the customer, and whether somebody new may.
    fn speaking(&self) -> Panel {
        let lang = self.lang();
        let (serial, newest) = (self.serial(), self.customer.sequence);
        let panel = installations::lines_of(self.screen, serial, newest, &self.installations);
        if self.installations.iter().any(|one| one.state == Stands::Bound) {
            return panel;
        }
        let open = self.customer.enrolment == installations::rule::Enrolment::Open;
        let (words, label, act) = match open {
            true => (t!(lang, "customers-is-open"), t!(lang, "customers-close"), Act::Close),
            false => (t!(lang, "customers-is-closed"), t!(lang, "customers-open"), Act::Open),
        };
        panel.footer(html! {
            p.small.quiet { (words) }
            @if self.may_sell() { span.row.end { (Button::link(label, act.address(serial)).small().dialog()) } }
        })
    }

    fn packages(&self) -> Markup {
        let lang = self.lang();
        let table = Table::new(lang, t!(lang, "customers-packages"))
            .column(Column::new(t!(lang, "packages-column-package")))
            .column(Column::new(t!(lang, "packages-column-signed")).nowrap().p2())
            .column(Column::new(t!(lang, "packages-column-state")))
            .column(Column::new(t!(lang, "customers-column-expiry")).p3())
            .room_for_acts();
        let table = table.rows(self.issued.iter().map(|listed| self.package(listed)));
        let newest = self.customer.sequence;
        let title = html! { (t!(lang, "customers-packages")) " " (count(lang, newest)) };
        let all = format!("/packages?q={}", encode(self.serial()));
        let all = html! { a.small href=(all) { (t!(lang, "customers-all-packages")) } };
        html! {
            section.stack.tight aria-labelledby="packages" {
                (section_head("packages", title, (newest > u64::from(PACKAGES)).then_some(all)))
                @if self.issued.is_empty() { p.quiet { (t!(lang, "customers-no-packages")) } }
                @else { (Panel::new().flush(table)) }
            }
        }
    }

    fn package(&self, listed: &Listed) -> Row {
        let lang = self.lang();
        let issued = &listed.issued;
        let file = format!("/packages/{}/file", issued.id);
        let label = t!(lang, "packages-download-number", number = issued.sequence);
        let title = t!(lang, "packages-number", number = issued.sequence);
        let row = Row::new()
            .cell(html! { a href=(format!("/packages/{}", issued.id)) { (title) } })
            .with(Cell::new(self.screen.moment(issued.issued_at_ms)))
            .cell(whereabouts_tag(lang, listed.whereabouts))
            .cell(date_or_dash(lang, issued.expiry))
            .act(Button::link(label, file).icon(Icon::Download).only_icon().plain().small().download());
        if listed.whereabouts == Whereabouts::Past { row.state("past") } else { row }
    }

    fn note(&self) -> Markup {
        let lang = self.lang();
        let Some(note) = &self.customer.details.note else { return html! {} };
        let lines = html! { @for line in note.lines() { p { (line) } } };
        html! { (Panel::titled("note", t!(lang, "customers-note")).body(lines)) }
    }
}
