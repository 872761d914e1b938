//! Everything that can be ordered: what the customer has, what it can add, and how many it wants.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use licentia_core::catalogue::ModuleDef;
use licentia_core::licence::{Scope, text_in};
use licentia_core::prices::{MOST_UNITS, Wanted, sold, unit_price};
use licentia_ui::{
    Button, Cell, Column, Icon, Notice, Panel, Row, Table, Tone, date_words, hidden, money, number, t,
};
use maud::{Markup, html};

use super::shop::Shop;

/// What was typed as a number and is none that can be ordered, by the module's code.
pub(super) type Slips = BTreeMap<String, String>;

/// The same for the summary on top: the field of each, and what is wrong with it.
pub(super) fn errors(shop: &Shop, slips: &Slips) -> Vec<(String, String)> {
    let said = |code: &String| {
        let module = shop.current.file.catalogue.module(code)?;
        let title = text_in(&module.titles, shop.lang.tag(), code);
        let wrong = t!(shop.lang, "store-number-wrong-of", module = title, most = MOST_UNITS);
        Some((field_id(code), wrong))
    };
    slips.keys().filter_map(said).collect()
}

/// The id of the field in which a module's number stands.
fn field_id(code: &str) -> String {
    format!("field-units-{code}")
}

/// The id of what is wrong with it.
fn error_id(code: &str) -> String {
    format!("{}-error", field_id(code))
}

/// What a unit costs in a month.
pub(super) fn price(shop: &Shop, module: &str) -> Option<String> {
    let currency = shop.customer.details.currency();
    let unit = unit_price(&shop.current.file.catalogue, module, currency)?;
    Some(money(shop.lang, i64::try_from(unit).ok()?, currency))
}

/// The table of it; or that nothing is called as was searched for.
pub(super) fn table(shop: &Shop, slips: &Slips) -> Markup {
    let lang = shop.lang;
    let words = shop.here.get("q").unwrap_or_default().to_lowercase();
    let goods = goods(shop, &words, slips);
    if goods.is_empty() {
        let clear = Button::link(t!(lang, "store-search-clear"), "/store").small();
        let what = t!(lang, "store-search-none", search = words.as_str());
        return html! { (Notice::new(Tone::Plain, what).icon(Icon::Search).action(clear)) };
    }
    let (sought, goods): (Vec<_>, Vec<_>) =
        goods.into_iter().partition(|good| good.is_sought() && !good.is_settled());
    let (have, more): (Vec<_>, Vec<_>) = goods.into_iter().partition(|good| good.now > 0);
    let (settled, have): (Vec<_>, Vec<_>) = have.into_iter().partition(Good::is_settled);
    let mut table = Table::new(lang, t!(lang, "store-title"))
        .column(Column::new(t!(lang, "orders-column-licence")))
        .column(Column::new(t!(lang, "store-column-each")).num().p2())
        .column(Column::new(t!(lang, "store-column-have")).num())
        .column(Column::new(t!(lang, "store-column-want")).num());
    let groups = [
        (t!(lang, "store-group-sought"), sought),
        (t!(lang, "store-group-have"), have),
        (t!(lang, "store-group-more"), more),
    ];
    for (title, goods) in groups {
        if !goods.is_empty() {
            table = table.group(title).rows(goods.iter().map(Good::row));
        }
    }
    if !settled.is_empty() {
        let named: Vec<String> = settled.iter().map(Good::named).collect();
        table = table.across(t!(lang, "store-included"), html! { (named.join(", ")) });
    }
    html! { (Panel::new().flush(table)) }
}

/// What is sold to this customer and has all of these words: plans first, what is there or not last.
fn goods<'a>(shop: &'a Shop, words: &str, slips: &'a Slips) -> Vec<Good<'a>> {
    let order = &shop.customer.subscription.order;
    let modules = sold(&shop.current.file.catalogue, order).map(|module| Good::of(shop, module, slips));
    let mut goods: Vec<Good<'_>> = modules.filter(|good| good.has(words)).collect();
    goods.sort_by_key(|good| match (good.module.plan, good.module.scope) {
        (true, _) => 0,
        (_, Scope::User) => 1,
        (_, Scope::Site) => 2,
        (_, Scope::System) => 3,
    });
    goods
}

/// One thing that is sold, as this customer stands to it.
struct Good<'a> {
    shop: &'a Shop,
    module: &'a ModuleDef,
    /// Units today.
    now: u32,
    /// Units if nothing is ordered: fewer where that is planned for the renewal.
    agreed: u32,
    /// There is no cap on it.
    capless: bool,
    /// What was typed as its number and is none.
    slip: Option<&'a str>,
}

impl<'a> Good<'a> {
    fn of(shop: &'a Shop, module: &'a ModuleDef, slips: &'a Slips) -> Self {
        let order = &shop.customer.subscription.order;
        let mut lines = order.lines.iter().filter(|line| line.module == module.code);
        let capless = lines.any(|line| (line.unrestricted || module.unrestricted) && line.is_on(shop.today));
        let now = order.units(&module.code, shop.today);
        let slip = slips.get(&module.code).map(String::as_str);
        Self { shop, module, now, agreed: shop.agreed(&module.code), capless, slip }
    }

    fn title(&self) -> &'a str {
        text_in(&self.module.titles, self.shop.lang.tag(), &self.module.code)
    }

    fn tooltip(&self) -> &'a str {
        text_in(&self.module.tooltips, self.shop.lang.tag(), "")
    }

    fn has(&self, words: &str) -> bool {
        let text = format!("{} {} {}", self.title(), self.module.code, self.tooltip()).to_lowercase();
        words.split_whitespace().all(|word| text.contains(word))
    }

    /// There is nothing to change: no cap on it, or it is simply there and costs nothing of its own.
    fn is_settled(&self) -> bool {
        let apart = price(self.shop, &self.module.code).is_some() && self.shop.subscribed.is_some();
        self.capless || self.module.scope == Scope::System && self.agreed == self.now && !apart
    }

    /// Whoever came was looking at it.
    fn is_sought(&self) -> bool {
        self.shop.visit.module.as_deref() == Some(self.module.code.as_str())
    }

    /// Its title, among those that are settled.
    fn named(&self) -> String {
        match self.capless {
            true => t!(self.shop.lang, "store-no-limit", module = self.title()),
            false => self.title().to_owned(),
        }
    }

    fn row(&self) -> Row {
        let (shop, lang, code) = (self.shop, self.shop.lang, self.module.code.as_str());
        let wanted = shop.visit.basket.units.get(code).copied().unwrap_or(self.agreed);
        let each = price(shop, code).unwrap_or_else(|| t!(lang, "orders-on-request"));
        let name = html! {
            b { (self.title()) }
            @if !self.tooltip().is_empty() { br; span.small.quiet { (self.tooltip()) } }
            span.for-p2.small { br; (t!(lang, "store-column-each")) ": " span.nowrap { (each) } }
            @if self.slip.is_some() {
                div.field { span.error id=(error_id(code)) { (t!(lang, "store-number-wrong", most = MOST_UNITS)) } }
            }
        };
        let row = Row::new()
            .cell(name)
            .with(Cell::new(html! { span.nowrap { (each) } }).class("quiet"))
            .with(Cell::new(self.has_now()))
            .with(Cell::new(self.wish(wanted)));
        match (wanted.cmp(&self.agreed), self.is_sought()) {
            (Ordering::Greater, _) => row.state("adding"),
            (Ordering::Less, _) => row.state("leaving"),
            (Ordering::Equal, true) => row.state("chosen"),
            (Ordering::Equal, false) => row,
        }
    }

    /// How many there are, and from when on there will be fewer.
    fn has_now(&self) -> Markup {
        let lang = self.shop.lang;
        let term = self.shop.subscribed.as_ref().map(|subscribed| subscribed.term);
        let renewal = term.and_then(|term| term.ends().tomorrow().ok()).filter(|_| self.agreed != self.now);
        html! {
            @match (self.module.scope, self.now) {
                (Scope::System, 0) => { "–" },
                (Scope::System, _) => { (Icon::Tick) span.visually-hidden { (t!(lang, "store-there")) } },
                (_, now) => { (number(lang, now)) },
            }
            @if let Some(day) = renewal {
                br; span.small.quiet { (t!(lang, "store-then", count = self.agreed, date = date_words(lang, day))) }
            }
        }
    }

    /// How many are wanted: a number, or a box to tick for what is there or not.
    fn wish(&self, wanted: u32) -> Markup {
        let (lang, title) = (self.shop.lang, self.title());
        let name = format!("units-{}", self.module.code);
        // Whoever has chosen something since goes on elsewhere.
        let begins = self.is_sought() && self.shop.visit.basket == Wanted::default();
        // The row is marked as soon as it is another number than what was agreed.
        let was = self.agreed;
        let id = field_id(&self.module.code);
        let described = error_id(&self.module.code);
        let value = self.slip.map_or_else(|| wanted.to_string(), str::to_owned);
        html! {
            (hidden("listed", &self.module.code))
            @if self.module.is_single() {
                label.row.tick.end {
                    input type="checkbox" name=(name) value="1" checked[wanted > 0] data-was=(was) aria-label=(title) autofocus[begins];
                    " " span { (if self.now > 0 { t!(lang, "store-keep") } else { t!(lang, "store-add") }) }
                }
            } @else {
                input.input.units type="number" inputmode="numeric" min="0" max=(MOST_UNITS) step="1" name=(name) value=(value)
                    aria-invalid=[self.slip.map(|_| "true")] aria-describedby=[self.slip.map(|_| &described)]
                    data-was=(was) id=(id) aria-label=(t!(lang, "store-wanted-of", module = title)) autofocus[begins];
            }
        }
    }
}
