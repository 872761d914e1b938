//! What a customer owns, beside what its last package gives it.

use licentia_core::catalogue::{Catalogue, OrderLine};
use licentia_core::licence::{Scope, text_in};
use licentia_ui::{Cell, Column, Lang, Panel, Row, Table, date_short, number, section_head, t};
use maud::{Markup, html};

use super::super::Customer;
use crate::packages::{Amount, Owned, Situation};

/// The table of a subscription.
pub(super) struct Sheet<'a> {
    pub(super) lang: Lang,
    pub(super) customer: &'a Customer,
    pub(super) situation: &'a Situation,
    pub(super) catalogue: Option<&'a Catalogue>,
}

impl Sheet<'_> {
    pub(super) fn subscription(&self) -> Markup {
        let lang = self.lang;
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
        let lang = self.lang;
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
        let lang = self.lang;
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
