//! What is in force: the list by kind, one product, the status.

use jiff::civil::date;
use licentia_core::dates::Standing;
use licentia_ui::{
    Button, Cell, Column, Doughnut, Facts, Frame, Gauges, Head, Icon, Lang, Limits, Notice, Panel, Row,
    Table, Tabs, Tag, Timeline, Tone, copyable, count, date_short, date_with_days, days_away, meter, number,
    section_head, standing_tag, t, ticks,
};
use maud::{Markup, html};

use super::TODAY;

const EXPIRY: jiff::civil::Date = date(2027, 3, 27);
const SYSTEM: [&str; 12] = [
    "Server",
    "Document",
    "Dashboards",
    "Selection",
    "Relation",
    "Project",
    "Sale",
    "Quote",
    "Request management",
    "Import",
    "SCIM",
    "Calendar sync",
];
const PLANS: [(&str, &str, u64, u64); 4] = [
    ("Complete", "ten-salesservicemarketing", 224, 260),
    ("Marketing Premium", "ten-marketing", 40, 40),
    ("Sales Premium", "ten-sales", 451, 480),
    ("Service Essentials", "ten-service", 287, 360),
];

/// An issuer's tab of the Licences screen.
pub(crate) fn licences(frame: &Frame) -> Markup {
    let lang = frame.lang();
    frame.page(&t!(lang, "licences-title"), "licences", behind(frame))
}

/// The same, for what lies over it.
pub(crate) fn behind(frame: &Frame) -> Markup {
    let lang = frame.lang();
    html! {
        (Head::new(t!(lang, "licences-title"))
            .action(Button::link(t!(lang, "action-load-file"), "load.en.html").icon(Icon::Upload).dialog())
            .action(Button::link("Purchase new licences", "#").icon(Icon::Cart)))
        (Tabs::new(t!(lang, "licences-issuers"))
            .tab("SuperOffice", "#", true)
            .tagged("Acme Add-ons", "#", false, Tag::warn(t!(lang, "standing-warned")))
            .tab("Status", "status.en.html", false))
        (Notice::new(Tone::Accent, "A new licence from SuperOffice arrived today at 08:12. It needs a decision: one plan would be smaller than what is in use.")
            .action(Button::link(t!(lang, "packages-activate-title"), "activate.en.html").primary().dialog()))
        section.stack.tight aria-labelledby="owner" {
            h2.visually-hidden id="owner" { (t!(lang, "licences-owner")) }
            (owner(lang))
            (Timeline {
                lang,
                today: TODAY,
                next_check: Some(date(2026, 11, 28)),
                admin_warning: Some(date(2027, 2, 27)),
                expiry: Some(EXPIRY),
                grace: Some(date(2027, 4, 8)),
                maintenance: Some(date(2027, 6, 30)),
            })
        }
        (Panel::new().flush(list(frame)))
    }
}

fn owner(lang: Lang) -> Facts {
    Facts::new()
        .fact(t!(lang, "licences-owner"), "Nordlys Trading AS")
        .fact(
            t!(lang, "licences-serial"),
            copyable(lang, &t!(lang, "licences-serial").to_lowercase(), "1801852599"),
        )
        .fact(t!(lang, "licences-standing"), standing_tag(lang, Standing::Current))
        .fact(t!(lang, "licences-expires"), date_with_days(lang, EXPIRY, TODAY))
        .fact(
            t!(lang, "licences-package"),
            html! { a href="#" { (t!(lang, "licences-package-number", number = 14)) } },
        )
}

fn list(frame: &Frame) -> Table {
    let lang = frame.lang();
    let title = |name: String, means: String| html! { (name) " " span.quiet { "· " (means) } };
    let names = SYSTEM.map(|name| (name, "#"));
    let mut table = Table::new(lang, t!(lang, "licences-title"))
        .column(Column::new(t!(lang, "licences-column-licence")).sort("name"))
        .column(Column::new(t!(lang, "licences-column-share")).bar().p2())
        .column(Column::new(t!(lang, "licences-column-in-use")).num().sort("used"))
        .column(Column::new(t!(lang, "licences-column-free")).num().sort("free"))
        .column(Column::new(t!(lang, "licences-column-total")).num().sort("total"))
        .column(Column::new(t!(lang, "licences-column-until")).p3().sort("until"))
        .sorted(&frame.here, "name")
        .room_for_acts()
        .across(
            title(t!(lang, "licences-group-system"), t!(lang, "licences-group-system-means")),
            ticks(names),
        )
        .group(title(t!(lang, "licences-group-site"), t!(lang, "licences-group-site-means")))
        .row(licence(lang, "Development Tools", "expander-services", 2, 3))
        .row(licence(lang, "Satellite", "satellite", 2, 3))
        .group(title(t!(lang, "licences-group-plans"), t!(lang, "licences-group-plans-means")));
    for (name, code, used, total) in PLANS {
        table = table.row(licence(lang, name, code, used, total));
    }
    table.row(
        Row::new()
            .cell(html! { a href="#" { "Confidential activities" } " " code.quiet.p3 { "visible-for" } })
            .with(Cell::new(t!(lang, "word-unrestricted")).class("quiet small"))
            .cell(html! { a href="#" { (number(lang, 212)) } })
            .with(Cell::number(lang, None::<u64>))
            .with(Cell::number(lang, None::<u64>))
            .cell(t!(lang, "word-no-end"))
            .act(Button::link(t!(lang, "assignments-assign"), "#").small()),
    )
}

fn licence(lang: Lang, name: &str, code: &str, used: u64, total: u64) -> Row {
    let full = used >= total;
    let title = html! {
        a href="product.en.html" { (name) }
        @if full { " " (Tag::bad(t!(lang, "licences-full"))) }
        " " code.quiet.p3 { (code) }
    };
    let free = Cell::number(lang, Some(total - used)).class(if full { "bad" } else { "" });
    Row::new()
        .cell(title)
        .cell(meter(lang, name, used, total))
        .cell(html! { a href="users.en.html" { (number(lang, used)) } })
        .with(free)
        .with(Cell::number(lang, Some(total)))
        .cell(date_short(lang, EXPIRY))
        .act(Button::link(t!(lang, "assignments-assign"), "users.en.html").small())
        .act(
            Button::opens(t!(lang, "action-more", name = name), "more")
                .icon(Icon::Dots)
                .plain()
                .small()
                .only_icon(),
        )
}

/// One product: dated rows, seats today.
pub(crate) fn product(frame: &Frame) -> Markup {
    let lang = frame.lang();
    let rows = [
        (date(2024, 1, 1), date(2024, 12, 31), 180, "past"),
        (date(2025, 1, 1), date(2025, 12, 31), 200, "past"),
        (date(2026, 1, 1), date(2026, 12, 31), 220, ""),
        (date(2027, 1, 1), date(2027, 12, 31), 240, ""),
    ];
    let table = rows.into_iter().fold(
        Table::new(lang, "Dated licence rows")
            .column(Column::new("Start").nowrap())
            .column(Column::new("Due").nowrap())
            .column(Column::new("Status"))
            .column(Column::new("Counting").p2())
            .column(Column::new("Quantity").num()),
        |table, (start, due, quantity, class)| {
            let state = match (start > TODAY, due < TODAY) {
                (true, _) => Tag::new(Tone::Accent, "Future").icon(Icon::Clock),
                (_, true) => Tag::new(Tone::Plain, "Past"),
                _ => Tag::good(t!(lang, "state-in_force")),
            };
            let away = days_away(lang, due, TODAY);
            let row = Row::new()
                .cell(date_short(lang, start))
                .cell(date_short(lang, due))
                .cell(html! { (state) " " span.quiet.small.nowrap { (away) } })
                .cell(t!(lang, "counting-named"))
                .with(Cell::number(lang, Some(quantity)));
            table.row(row.state(class))
        },
    );
    let ring = Doughnut::new(lang, "Seats of sales enterprise on-site", 183, 220)
        .staged(12)
        .row(t!(lang, "licences-column-in-use"), number(lang, 183), "")
        .row("Staged", "+12", "plus")
        .row(t!(lang, "licences-column-free"), number(lang, 25), "");
    frame.page(
        "sales enterprise on-site",
        "licences",
        html! {
            (Head::new("sales enterprise on-site")
                .crumb(lang, t!(lang, "licences-title"), "licences.en.html")
                .action(Button::link("Earlier product", "#").icon(Icon::Left).plain().only_icon())
                .action(Button::link("Next product", "#").icon(Icon::Right).plain().only_icon())
                .action(Button::link("Request more", "#").icon(Icon::Out)))
            div.cols.wide-end {
                div.stack.tight {
                    (section_head("rows", "Licences", Some(html! { p.small { "Rows in force today are added together" } })))
                    (Panel::new().flush(table))
                }
                (Panel::titled("seats", "Seats today").aside(Tag::good("Renewal loaded")).body(ring))
            }
            (Gauges::new(lang, "Meters")
                .gauge("E-mails sent", "#", 38_412, 52_000, true)
                .gauge("Storage used, GB", "#", 412, 480, false)
                .gauge("Chat sessions", "#", 1_200, 1_200, false))
        },
    )
}

/// The status tab: facts and plan limits.
pub(crate) fn status(frame: &Frame) -> Markup {
    let lang = frame.lang();
    let facts = Facts::new()
        .list()
        .fact("Database owner", "Nordlys Trading AS")
        .mono(t!(lang, "licences-serial"), "1801852599")
        .fact("Type", "Central, with 2 satellites")
        .fact("Next expiry", date_with_days(lang, EXPIRY, TODAY))
        .fact("Logged in now", html! { a href="#" { "14 people" } ", 3 services" });
    let limits = Limits::new(lang)
        .limit("Active projects", 97, 100)
        .limit("Seats", 20, 20)
        .limit("Dashboards", 1, 3)
        .unlimited("Contacts")
        .absent("Custom objects", "from Growth");
    frame.page(
        "Status",
        "licences",
        html! {
            (Head::new(t!(lang, "licences-title"))
                .action(Button::link("Export status", "#").icon(Icon::Download).key("e")))
            (Tabs::new(t!(lang, "licences-issuers"))
                .tab("SuperOffice", "licences.en.html", false)
                .tab("Status", "#", true))
            div.cols.even {
                (Panel::titled("database", "Database").aside(Tag::good(t!(lang, "standing-current"))).body(facts))
                (Panel::titled("plan", "Plan: Core")
                    .aside(Tag::bad("One limit reached").icon(Icon::Stop))
                    .body(limits)
                    .footer(html! {
                        p.small.quiet { "What exists is kept. " b { "Growth" } " lifts the limit on projects." }
                        span.row.end { (Button::link("Upgrade", "#").small().primary()) }
                    }))
            }
            (section_head("dates", html! { "Other issuers’ dates " (count(lang, 3)) }, None))
            (Timeline { lang, today: TODAY, next_check: None, admin_warning: Some(date(2026, 11, 1)), expiry: Some(date(2026, 11, 30)), grace: Some(date(2026, 12, 12)), maintenance: Some(date(2028, 6, 30)) })
            (Timeline { lang, today: TODAY, next_check: Some(date(2026, 11, 22)), admin_warning: Some(date(2026, 9, 1)), expiry: Some(date(2026, 9, 30)), grace: Some(date(2026, 10, 12)), maintenance: Some(date(2026, 10, 12)) })
            (Timeline { lang, today: TODAY, next_check: None, admin_warning: None, expiry: None, grace: None, maintenance: None })
        },
    )
}
