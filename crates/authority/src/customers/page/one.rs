//! One customer: what it owns, what was issued, and its dates.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use licentia_core::catalogue::{Catalogue, OrderLine};
use licentia_core::licence::{Scope, text_in};
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{
    Button, Cell, Column, Facts, Head, Icon, Lang, Notice, Panel, Row, Table, Tabs, Tag, Tone, copyable,
    count, date_or_dash, date_short, date_with_days, encode, number, section_head, standing_tag, t,
};
use maud::{Markup, html};

use super::super::Customer;
use super::list::today_in;
use crate::packages::{self, Amount, Issued, Owned, Situation};
use crate::page::{Screen, five_dates};
use crate::state::Authority;

/// How many packages the page shows.
const PACKAGES: u32 = 8;

pub(super) async fn show(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let customer = super::super::show(&authority, &granted, &serial).await?;
    let issued = packages::of_customer(&authority, &granted, &serial, None, PACKAGES).await?;
    let situation = packages::situation(&authority, &granted, &serial).await?;
    let current = crate::catalogue::show(&authority, &granted).await?;
    let page = Page {
        screen: &screen,
        customer: &customer,
        issued: &issued,
        situation: &situation,
        catalogue: current.as_ref().map(|current| &current.file.catalogue),
        today: today_in(&customer.details.zone, screen.now_ms),
    };
    Ok(screen.page(&customer.details.name, "customers", page.contents()))
}

struct Page<'a> {
    screen: &'a Screen,
    customer: &'a Customer,
    issued: &'a [Issued],
    situation: &'a Situation,
    catalogue: Option<&'a Catalogue>,
    today: Date,
}

/// The tabs of a customer.
pub(crate) fn tabs(lang: Lang, serial: &str, current: &str) -> Tabs {
    let to = |path: &str| format!("/customers/{}{path}", encode(serial));
    Tabs::new(t!(lang, "customers-tabs"))
        .tab(t!(lang, "customers-overview"), to(""), current == "overview")
        .tab(t!(lang, "customers-history"), to("/history"), current == "history")
}

impl Page<'_> {
    fn lang(&self) -> Lang {
        self.screen.lang
    }

    fn to(&self, path: &str) -> String {
        format!("/customers/{}{path}", encode(&self.customer.details.serial))
    }

    fn contents(&self) -> Markup {
        let lang = self.lang();
        let dates = Panel::titled("dates", t!(lang, "customers-dates"));
        html! {
            (self.head())
            (self.facts())
            (tabs(lang, &self.customer.details.serial, "overview"))
            @if self.waits() { (self.waiting()) }
            div.cols {
                div.stack { (self.subscription()) (self.packages()) }
                div.stack {
                    (dates.body(five_dates(lang, &self.customer.subscription.dates, self.today)))
                    (self.note())
                }
            }
        }
    }

    fn head(&self) -> Head {
        let lang = self.lang();
        let head = Head::new(self.customer.details.name.as_str());
        let head = head.crumb(lang, t!(lang, "customers-title"), "/customers");
        if !self.screen.caller.has(Right::Sell) {
            return head;
        }
        let next = self.customer.sequence + 1;
        let issue = Button::link(t!(lang, "customers-issue-number", number = next), self.to("/issue"));
        let issue = issue.icon(Icon::File);
        head.action(Button::link(t!(lang, "customers-edit"), self.to("/edit")).plain())
            .action(Button::link(t!(lang, "customers-change-subscription"), self.to("/subscription")))
            .action(if self.waits() { issue.primary() } else { issue })
    }

    /// Whether the customer owns something that no package carries yet.
    fn waits(&self) -> bool {
        self.situation.changes > 0
    }

    fn waiting(&self) -> Notice {
        let words = t!(self.lang(), "customers-waits", count = self.situation.changes);
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
            .fact(t!(lang, "customers-zone"), &details.zone)
    }

    fn subscription(&self) -> Markup {
        let lang = self.lang();
        let carried = match self.customer.sequence {
            0 => t!(lang, "customers-not-issued"),
            number => t!(lang, "customers-carried", number = number),
        };
        let title = t!(lang, "customers-subscription");
        html! {
            section.stack.tight aria-labelledby="subscription" {
                (section_head("subscription", title, Some(html! { p.small { (carried) } })))
                @if self.situation.owned.is_empty() { p.quiet { (t!(lang, "customers-owns-nothing")) } }
                @else { (Panel::new().flush(self.owned_table())) }
            }
        }
    }

    /// What is counted, by kind, and the system licences in one line: each is only there or not.
    fn owned_table(&self) -> Table {
        let lang = self.lang();
        let mut table = Table::new(lang, t!(lang, "customers-subscription"))
            .column(Column::new(t!(lang, "customers-column-item")))
            .column(Column::new(t!(lang, "customers-column-now")).num().p3())
            .column(Column::new(t!(lang, "customers-column-change")).num().p2())
            .column(Column::new(t!(lang, "customers-column-new")).num());
        for kind in Kind::ALL {
            let of_kind = || {
                self.situation.owned.iter().filter(|owned| Kind::of(self.catalogue, &owned.module) == kind)
            };
            let steady = |owned: &&Owned| kind == Kind::System && !owned.changes;
            let rows: Vec<Row> =
                of_kind().filter(|owned| !steady(owned)).map(|owned| self.row(owned)).collect();
            let there: Vec<&str> = of_kind()
                .filter(steady)
                .map(|owned| module_title(lang, self.catalogue, &owned.module))
                .collect();
            if !rows.is_empty() {
                table = table.group(kind.title(lang)).rows(rows);
            }
            if !there.is_empty() {
                table = table.across(kind.title(lang), html! { (there.join(", ")) });
            }
        }
        table
    }

    fn row(&self, owned: &Owned) -> Row {
        let lang = self.lang();
        let lines = self.customer.subscription.order.lines.iter();
        let dated = lines.filter(|line| line.module == owned.module);
        let name = html! {
            (module_title(lang, self.catalogue, &owned.module)) " " code.quiet.small { (owned.module) }
            (days_of(lang, dated))
        };
        Row::new()
            .cell(name)
            .with(Cell::new(amount(lang, owned.now)))
            .with(delta(lang, owned))
            .with(Cell::new(html! { b { (amount(lang, owned.next)) } }))
    }

    fn packages(&self) -> Markup {
        let lang = self.lang();
        let table = Table::new(lang, t!(lang, "customers-packages"))
            .column(Column::new(t!(lang, "packages-column-package")))
            .column(Column::new(t!(lang, "packages-column-signed")).nowrap())
            .column(Column::new(t!(lang, "customers-column-expiry")).p2())
            .column(Column::new(t!(lang, "packages-column-rows")).num().p3())
            .room_for_acts();
        let table = table.rows(self.issued.iter().map(|issued| {
            let file = format!("/packages/{}/file", issued.id);
            let label = t!(lang, "packages-download-number", number = issued.sequence);
            let title = t!(lang, "packages-number", number = issued.sequence);
            Row::new()
                .cell(html! { a href=(format!("/packages/{}", issued.id)) { (title) } })
                .cell(self.screen.moment(issued.issued_at_ms))
                .cell(date_or_dash(lang, issued.expiry))
                .with(Cell::number(lang, Some(issued.rows)))
                .act(Button::link(label, file).icon(Icon::Download).only_icon().plain().small().download())
        }));
        let all = self.issued.first().map_or(0, |newest| newest.sequence);
        let title = html! { (t!(lang, "customers-packages")) " " (count(lang, all)) };
        html! {
            section.stack.tight aria-labelledby="packages" {
                (section_head("packages", title, None))
                @if self.issued.is_empty() { p.quiet { (t!(lang, "customers-no-packages")) } }
                @else { (Panel::new().flush(table)) }
            }
        }
    }

    fn note(&self) -> Markup {
        let lang = self.lang();
        let Some(note) = &self.customer.details.note else { return html! {} };
        let lines = html! { @for line in note.lines() { p { (line) } } };
        html! { (Panel::titled("note", t!(lang, "customers-note")).body(lines)) }
    }
}

/// The kinds of what can be owned, what matters most to a seller first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plan,
    User,
    Site,
    System,
    Gone,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Plan, Self::User, Self::Site, Self::System, Self::Gone];

    fn of(catalogue: Option<&Catalogue>, code: &str) -> Self {
        match catalogue.and_then(|catalogue| catalogue.module(code)) {
            Some(module) if module.plan => Self::Plan,
            Some(module) => match module.scope {
                Scope::User => Self::User,
                Scope::Site => Self::Site,
                Scope::System => Self::System,
            },
            None => Self::Gone,
        }
    }

    fn title(self, lang: Lang) -> String {
        match self {
            Self::Plan => t!(lang, "catalogue-plans"),
            Self::User => t!(lang, "catalogue-users"),
            Self::Site => t!(lang, "catalogue-sites"),
            Self::System => t!(lang, "catalogue-systems"),
            Self::Gone => t!(lang, "customers-kind-gone"),
        }
    }
}

/// What a module is called; its code when the catalogue does not have it any more.
fn module_title<'a>(lang: Lang, catalogue: Option<&'a Catalogue>, code: &'a str) -> &'a str {
    let module = catalogue.and_then(|catalogue| catalogue.module(code));
    module.map_or(code, |module| text_in(&module.titles, lang.tag(), code))
}

/// An amount in words.
fn amount(lang: Lang, amount: Amount) -> String {
    match amount {
        Amount::Nothing => "–".to_owned(),
        Amount::There => t!(lang, "packages-on"),
        Amount::Count(count) => number(lang, count),
        Amount::Unrestricted => t!(lang, "word-unrestricted"),
    }
}

fn delta(lang: Lang, owned: &Owned) -> Cell {
    match owned.next.more_than(owned.now) {
        Some(0) if owned.changes => Cell::new(t!(lang, "customers-changed")),
        Some(more) => Cell::delta(lang, more),
        None if owned.now == owned.next => Cell::new("–").class("zero"),
        None if owned.now == Amount::Nothing => Cell::new(t!(lang, "packages-new")).class("plus"),
        None if owned.next == Amount::Nothing => Cell::new(t!(lang, "packages-gone")).class("minus"),
        None => Cell::new(t!(lang, "customers-changed")),
    }
}

/// The days of a module's lines, when it has any.
fn days_of<'a>(lang: Lang, lines: impl Iterator<Item = &'a OrderLine>) -> Markup {
    let dated = lines.filter(|line| line.start.is_some() || line.due.is_some());
    html! {
        @for line in dated {
            br;
            small.quiet {
                @if let Some(quantity) = line.quantity { (number(lang, u64::from(quantity))) ": " }
                @if let Some(start) = line.start { (date_short(lang, start)) }
                "–"
                @if let Some(due) = line.due { (date_short(lang, due)) }
            }
        }
    }
}
