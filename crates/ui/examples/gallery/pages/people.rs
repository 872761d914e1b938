//! People: the list with filters and ticked rows, and one person.

use jiff::civil::date;
use jiff::tz::TimeZone;
use licentia_ui::{
    Bulk, Button, Cell, Choice, Column, Facts, Feed, Filters, Frame, Head, Icon, Lang, Node, Panel, Row,
    Table, Tabs, Tag, Tone, ago, choices, count, date_short, moment, pager, person, search, section_head,
    staged, t, tick_box, tools, tree,
};
use maud::{Markup, html};

const PEOPLE: [(&str, &str, &str, &str, bool); 12] = [
    ("Anna Lindqvist", "annal", "Marketing, Stockholm", "Service Essentials", true),
    ("Björn Åkesson", "bjorna", "Sales, Göteborg", "Sales Premium", false),
    ("Camilla Dahl", "camillad", "Service, Oslo", "Service Essentials", true),
    ("Chidi Okafor", "chidio", "Support desk, Oslo", "Service Essentials", true),
    ("Elif Yıldız", "elify", "Service, Malmö", "Service Essentials", false),
    ("Freja Nygaard", "frejan", "Sales, København", "", false),
    ("Henrik Aalto", "henrika", "Sales, Helsinki", "Complete", false),
    ("Jūratė Kazlauskienė", "juratek", "Finance, Vilnius", "Complete", false),
    ("Lars Møller", "larsm", "Service, Aarhus", "Service Essentials", false),
    ("Mikko Virtanen", "mikkov", "Sales, Helsinki", "Sales Premium", false),
    ("Oluwaseun Adeyemi", "oluwaa", "Support desk, Oslo", "Complete", false),
    ("Saoirse Murphy", "saoirsem", "Service, Oslo", "", false),
];

/// Twelve of many.
pub(crate) fn users(frame: &Frame) -> Markup {
    let lang = frame.lang();
    let here = &frame.here;
    let filters = [
        (t!(lang, "users-everybody"), 1_204),
        ("Sales Premium".into(), 451),
        ("Service Essentials".into(), 287),
        ("Marketing Premium".into(), 40),
        ("Complete".into(), 224),
        (t!(lang, "users-no-plan"), 202),
    ]
    .into_iter()
    .enumerate()
    .fold(Filters::new(lang, t!(lang, "users-plan")), |filters, (index, (name, count))| {
        filters.filter(&name, here.with("plan", index), count, index == 0)
    });
    frame.page(
        &t!(lang, "users-title"),
        "users",
        html! {
            (Head::new(t!(lang, "users-title"))
                .action(Button::link("Export", "#").icon(Icon::Download).key("e"))
                .action(Button::link("Import", "#").icon(Icon::Upload))
                .action(Button::link(t!(lang, "users-add"), "#").icon(Icon::Plus).primary()))
            (Tabs::new(t!(lang, "users-kind"))
                .counted(lang, "Associates", "#", true, 1_204)
                .counted(lang, "Other users", "#", false, 23)
                .tab("Groups", "#", false))
            section.stack.tight aria-label=(t!(lang, "users-title")) {
                (tools(
                    html! {
                        (search(here, "q", &t!(lang, "users-search"), &t!(lang, "users-search-placeholder")))
                        (tick_box("active", "1", "Only those who can log in", false))
                    },
                    Button::link("Columns", "#").icon(Icon::Columns).plain(),
                ))
                (filters)
                form.panel method="post" action="users.en.html" { (bulk(frame)) (table(frame)) (pager(lang, here, 1, 12, 1_204)) }
            }
        },
    )
}

fn bulk(frame: &Frame) -> Bulk {
    let lang = frame.lang();
    Bulk::new(lang, 3, &frame.here)
        .all(frame.here.with("all", true), 1_204)
        .action(html! {
            label.row { (t!(lang, "users-plan")) " " select.input name="plan" { option { "Complete · 36 free" } } }
        })
        .action(Button::submit("Preview change").small())
        .action(Button::submit(t!(lang, "assignments-recall")).small().danger())
}

fn table(frame: &Frame) -> Table {
    let lang = frame.lang();
    let table = Table::new(lang, t!(lang, "users-title"))
        .choose("user")
        .column(Column::new(t!(lang, "users-column-name")).nowrap().sort("name"))
        .column(Column::new(t!(lang, "users-column-login")).p3().sort("login"))
        .column(Column::new(t!(lang, "users-column-group")).p2().nowrap().sort("group"))
        .column(Column::new(t!(lang, "users-column-plan")).nowrap().sort("plan"))
        .column(Column::new(t!(lang, "users-column-source")).p3())
        .column(Column::new(t!(lang, "users-column-state")).p2())
        .column(Column::new(t!(lang, "users-column-last-used")).p2().num().sort("used"))
        .sorted(&frame.here, "name");
    PEOPLE.iter().enumerate().fold(table, |table, (index, line)| table.row(user_row(lang, index, line)))
}

fn user_row(lang: Lang, index: usize, line: &(&str, &str, &str, &str, bool)) -> Row {
    let (name, login, group, plan, chosen) = *line;
    let plan_words = html! {
        @if plan.is_empty() { span.quiet { (t!(lang, "users-no-plan")) } } @else { (plan) }
    };
    let state = match index {
        2..5 => html! { (Tag::warn("Unused").icon(Icon::Clock)) },
        5 => html! { (Tag::new(Tone::Accent, t!(lang, "assignments-waiting")).icon(Icon::Clock)) },
        11 => html! { (Tag::new(Tone::Plain, t!(lang, "users-state-former"))) },
        _ => html! { span.quiet { (t!(lang, "users-state-active")) } },
    };
    Row::new()
        .state(if index == 11 { "past" } else { "" })
        .choose(login, name, chosen)
        .cell(person(name, "user.en.html", None))
        .with(Cell::new(login).class("quiet"))
        .cell(group)
        .cell(plan_words)
        .with(Cell::new("SCIM").class("quiet"))
        .cell(state)
        .cell(date_short(lang, date(2026, 11, 9 + index as i8)))
        .act(Button::link(t!(lang, "assignments-change-plan"), "user.en.html").small())
}

/// One person: plan, prerequisites, why each module is granted, history.
pub(crate) fn user(frame: &Frame) -> Markup {
    let lang = frame.lang();
    frame.page(
        "Anna Lindqvist",
        "users",
        html! {
            (Head::new("Anna Lindqvist")
                .crumb(lang, t!(lang, "users-title"), "users.en.html")
                .crumb(lang, "Associates", "users.en.html")
                .portrait("Anna Lindqvist")
                .action(Button::link("Why can she not …?", "why.en.html").icon(Icon::Ask))
                .action(Button::link("Retire", "#")))
            (facts(lang))
            div.cols.wide-end {
                form.stack method="post" action="user.en.html" {
                    (plans(lang))
                    (modules(lang))
                    (staged(true,
                        html! { b { "1 to add, 1 to recall." } " " span.quiet { "Nothing is saved yet." } },
                        html! { (Button::link(t!(lang, "dialog-cancel"), "user.en.html")) (Button::submit(t!(lang, "action-apply", count = 2)).primary()) }))
                }
                div.stack { (further(lang)) (history(lang)) }
            }
        },
    )
}

fn facts(lang: Lang) -> Facts {
    Facts::new()
        .fact(t!(lang, "users-column-login"), "annal")
        .fact(t!(lang, "users-email"), "anna.lindqvist@nordlys.example")
        .fact(t!(lang, "users-column-group"), "Marketing, Stockholm")
        .fact(t!(lang, "users-kind"), t!(lang, "kind-internal"))
        .fact(t!(lang, "users-can-log-in"), Tag::good(t!(lang, "word-yes")))
        .fact(
            t!(lang, "users-column-last-used"),
            moment(lang, 1_795_188_000_000, 1_795_258_000_000, &TimeZone::UTC),
        )
        .maybe("Never there", None::<String>)
}

fn plans(lang: Lang) -> Markup {
    let waiting = Tag::new(Tone::Accent, "Third in line").icon(Icon::Clock);
    let items = [
        Choice::new("", t!(lang, "users-no-plan")).detail("Cannot log in, keeps data and history"),
        Choice::new("complete", "Complete").detail("Everything in the three premium plans").seats(224, 260),
        Choice::new("marketing", "Marketing Premium")
            .detail("Mailings, forms, marketing automation")
            .seats(40, 40)
            .tag(waiting),
        Choice::new("sales", "Sales Premium")
            .detail("Companies, diary, sales, quotes, projects, targets")
            .seats(451, 480),
        Choice::new("service", "Service Essentials")
            .detail("Requests, automatic replies, standard reports")
            .seats(287, 360)
            .chosen(true),
    ];
    html! {
        section.stack.tight {
            (section_head("plan", t!(lang, "users-plan"), Some(html! { p.small { (t!(lang, "users-plan-means")) } })))
            (choices(lang, &t!(lang, "users-plan"), "plan", &items))
        }
    }
}

fn modules(lang: Lang) -> Markup {
    let granted = || html! { (Tag::good(t!(lang, "assignments-granted"))) };
    let rows = [
        ("User", "user", "Service Essentials"),
        ("Requests", "ej-client", "Service Essentials"),
        ("Travel", "travel", "By hand, until 31 January 2027"),
    ];
    let table = rows.into_iter().fold(
        Table::new(lang, t!(lang, "users-effective"))
            .column(Column::new(t!(lang, "assignments-module")))
            .column(Column::new(t!(lang, "assignments-granted-by")))
            .column(Column::new(t!(lang, "users-column-state"))),
        |table, (name, code, by)| {
            let title = html! { a href="why.en.html" { (name) } " " code.quiet.p3 { (code) } };
            table.row(
                Row::new()
                    .cell(title)
                    .cell(by)
                    .cell(granted())
                    .act(Button::link(t!(lang, "navigation-why"), "why.en.html").small().plain()),
            )
        },
    );
    html! {
        section.stack.tight {
            (section_head("modules", html! { (t!(lang, "users-effective")) " " (count(lang, 3)) }, None))
            (Panel::new().flush(table))
        }
    }
}

fn further(lang: Lang) -> Panel {
    let from_plan = || Tag::new(Tone::Line, t!(lang, "source-plan"));
    let nodes = [
        Node::new("user", "User")
            .detail("(1,002 of 1,140)")
            .ticked(true)
            .disabled(true)
            .tag(from_plan())
            .child(
                Node::new("web", "Web")
                    .detail("(1,002 of 1,140)")
                    .ticked(true)
                    .disabled(true)
                    .tag(from_plan()),
            )
            .child(
                Node::new("windows", "Windows").detail("(118 of 150)").ticked(true).child(
                    Node::new("travel", "Travel")
                        .ticked(true)
                        .child(Node::new("remote", "Remote Travel").detail("(9 of 10)")),
                ),
            )
            .child(Node::new("quote", "Quote").detail("(30 of 30, none left)").disabled(true)),
        Node::new("visible-for", "Confidential activities"),
    ];
    Panel::titled("further", t!(lang, "users-further")).body(tree("module", &nodes))
}

fn history(lang: Lang) -> Panel {
    let now = 1_795_258_000_000;
    let feed = Feed::new()
        .item(
            "Waiting for Marketing Premium",
            Some(html! { "Rule “Marketing Nordic” found no free seat" }),
            moment(lang, now - 9_000_000, now, &TimeZone::UTC),
        )
        .item(
            "Travel given until 31 January 2027",
            Some(html! { "Ingrid Solberg: “Hannover fair”" }),
            ago(lang, now - 800_000_000, now),
        )
        .item("Created", None, moment(lang, 1_692_000_000_000, now, &TimeZone::UTC));
    Panel::titled("history", t!(lang, "users-history"))
        .aside(html! { a.small href="#" { "All 34" } })
        .body(feed)
}
