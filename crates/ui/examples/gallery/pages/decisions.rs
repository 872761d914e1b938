//! Deciding: activating a package, loading a file, asking why.

use jiff::civil::date as day;
use licentia_ui::{
    Button, Cell, Column, Dialog, Facts, Field, Frame, Head, Icon, Lang, Notice, Outcome, Panel, Row, Table,
    Tag, Tone, Trace, check, crowd, date, fixes, number, section_head, t, tick_box, verdict,
};
use maud::{Markup, html};

use super::licences::behind;

/// The difference of a package; the red row blocks.
pub(crate) fn activate(frame: &Frame) -> Markup {
    let lang = frame.lang();
    let blocked = html! {
        strong { (t!(lang, "packages-blocked", count = 27, module = "Service Essentials")) } " "
        (t!(lang, "packages-blocked-do", count = 27))
    };
    let dialog = Dialog::new(lang, t!(lang, "packages-activate-title"), "licences.en.html")
        .lead(html! { "Package no. 15 from SuperOffice, signed 21 November 2026, for Nordlys Trading AS · " span.mono { "1801852599" } })
        .form("licences.en.html");
    let footer = html! {
        p.quiet id="why-not" { (t!(lang, "packages-whole")) }
        (Button::link("Download comparison", "#").icon(Icon::Download).plain())
        (dialog.cancel())
        (Button::submit(t!(lang, "packages-activate")).primary().disabled("why-not"))
    };
    let dialog = dialog
        .body(html! {
            (Notice::new(Tone::Bad, blocked).action(Button::link("Remove superfluous licences", "#")))
            (section_head("changes", t!(lang, "packages-what-changes"), Some(html! {
                p.small { (t!(lang, "packages-unchanged", changed = 6, all = 31, unchanged = 25)) }
            })))
            (Panel::new().flush(comparison(lang)))
            div.cols.even { (dates(lang)) (affected(lang)) }
        })
        .footer(footer);
    frame.page_with_dialog("licences", behind(frame), &dialog)
}

fn comparison(lang: Lang) -> Table {
    let table = Table::new(lang, t!(lang, "packages-what-changes"))
        .column(Column::new(t!(lang, "licences-column-licence")))
        .column(Column::new(t!(lang, "licences-column-in-use")).num())
        .column(Column::new(t!(lang, "licences-column-free")).num().p2())
        .column(Column::new(t!(lang, "licences-column-total")).num().p2())
        .column(Column::new(t!(lang, "packages-column-change")).num())
        .column(Column::new(t!(lang, "packages-column-new-total")).num())
        .column(Column::new(t!(lang, "packages-column-new-free")).num())
        .group(t!(lang, "scope-site"))
        .row(changed(lang, "Development Tools", 2, 3, 4))
        .group(t!(lang, "licences-group-plans"));
    [
        ("Complete", 224, 260, 240),
        ("Sales Premium", 451, 480, 540),
        ("Service Essentials", 287, 360, 260),
        ("Service Premium", 0, 0, 40),
    ]
    .into_iter()
    .fold(table, |table, (name, used, now, new)| table.row(changed(lang, name, used, now, new)))
}

fn changed(lang: Lang, name: &str, used: i64, now: i64, new: i64) -> Row {
    let blocks = new < used;
    let title = html! {
        @if blocks {
            span.row { span.bad { (Icon::Stop) } a.bad href="#" { (name) } }
        } @else {
            a href="#" { (name) } @if now == 0 { " " (Tag::new(Tone::Accent, t!(lang, "packages-new"))) }
        }
    };
    let left = Cell::number(lang, Some(new - used));
    Row::new()
        .state(if blocks { "blocks" } else { "" })
        .cell(title)
        .with(Cell::number(lang, Some(used)))
        .with(Cell::number(lang, Some(now - used)))
        .with(Cell::number(lang, Some(now)))
        .with(Cell::delta(lang, new - now))
        .cell(html! { b { (number(lang, new)) } })
        .with(if blocks { left.class("minus") } else { left })
}

fn dates(lang: Lang) -> Markup {
    let table =
        [(t!(lang, "timeline-expiry"), day(2027, 3, 27)), (t!(lang, "timeline-grace"), day(2027, 4, 8))]
            .into_iter()
            .fold(
                Table::new(lang, t!(lang, "packages-dates"))
                    .column(Column::new(t!(lang, "packages-dates")))
                    .column(Column::new(t!(lang, "licences-package")))
                    .column(Column::new(t!(lang, "packages-new")))
                    .bare(),
                |table, (name, old)| {
                    let new = day(old.year() + 1, old.month(), old.day());
                    table.row(
                        Row::new()
                            .cell(name)
                            .with(Cell::new(date(lang, old)).class("quiet"))
                            .cell(html! { b { (date(lang, new)) } }),
                    )
                },
            );
    html! { section { h2 { (t!(lang, "packages-dates")) } (table) } }
}

fn affected(lang: Lang) -> Markup {
    let losing =
        ["Anna Lindqvist", "Mikko Virtanen", "Oluwaseun Adeyemi", "Sigurður Jónsson", "Jūratė Kazlauskienė"];
    html! {
        section.stack.tight {
            h2 { (t!(lang, "packages-people")) }
            (Facts::new().list()
                .fact(t!(lang, "packages-lose"), html! { span.row { (crowd(losing)) a href="#" { "27, of your choice" } } })
                .fact(t!(lang, "packages-gain"), "4 get Sales Premium at once"))
        }
    }
}

/// A small dialog with a file.
pub(crate) fn load(frame: &Frame) -> Markup {
    let lang = frame.lang();
    let dialog = Dialog::new(lang, t!(lang, "packages-load-title"), "licences.en.html")
        .narrow()
        .upload("activate.en.html");
    let cancel = dialog.cancel();
    let dialog = dialog
        .body(html! {
            (licentia_ui::problem_notice(lang, "bad_signature", &[]))
            (Field::file("file", t!(lang, "packages-file-drop"))
                .accept(".tls")
                .required()
                .hint(t!(lang, "packages-file-hint")))
        })
        .footer(html! { (cancel) (Button::submit(t!(lang, "packages-load")).primary()) });
    frame.page_with_dialog("licences", behind(frame), &dialog)
}

/// A refusal, rule by rule.
pub(crate) fn why(frame: &Frame) -> Markup {
    let lang = frame.lang();
    frame.page(
        &t!(lang, "checks-title"),
        "why",
        html! {
            (Head::new(t!(lang, "checks-title")).action(Button::link("Export as JSON", "#").icon(Icon::Download).key("e")))
            (question(lang))
            (answer(lang, Tone::Bad, "no_seat"))
            div.cols.wide-end {
                section.stack.tight aria-labelledby="rules" {
                    (section_head("rules", t!(lang, "checks-rule-by-rule"), Some(html! { a.small href="#" { "Asked 4 times since Monday" } })))
                    (Panel::new().flush(steps(lang)))
                }
                div.stack { (remedies(lang)) (what_if(lang)) }
            }
        },
    )
}

/// A short yes.
pub(crate) fn granted(frame: &Frame) -> Markup {
    let lang = frame.lang();
    frame.page(
        &t!(lang, "checks-title"),
        "why",
        html! {
            (Head::new(t!(lang, "checks-title")))
            (question(lang))
            (answer(lang, Tone::Good, "granted"))
            (answer(lang, Tone::Warn, "read_only"))
        },
    )
}

fn question(lang: Lang) -> Markup {
    html! {
        form.ask.row role="search" {
            span { (t!(lang, "checks-may")) }
            label.grow { span.visually-hidden { (t!(lang, "checks-user")) } input.input name="user" value="Anna Lindqvist"; }
            span { (t!(lang, "checks-use")) }
            label.grow { span.visually-hidden { (t!(lang, "checks-module")) } input.input name="module" value="Marketing automation"; }
            span { (t!(lang, "checks-on")) }
            label { span.visually-hidden { (t!(lang, "checks-date")) } input.input.date type="date" name="at" value="2026-11-21"; }
            (Button::submit(t!(lang, "checks-ask")).primary())
        }
    }
}

fn answer(lang: Lang, tone: Tone, code: &str) -> Markup {
    let (title, detail) = check(lang, code, &[]).map(|found| (found.title, found.detail)).unwrap_or_default();
    verdict(tone, title, detail, code)
}

fn steps(lang: Lang) -> Trace {
    Trace::new(lang)
        .step(Outcome::Passed, t!(lang, "rule-tampered"), "No. 14 from SuperOffice: 31 rows, all signatures and the manifest match", "13:50")
        .step(Outcome::Passed, t!(lang, "rule-user_inactive"), "Active, internal user", "")
        .step(Outcome::Passed, t!(lang, "rule-no_licence"), "40 seats until 27 March 2027", "126 days")
        .step(Outcome::Passed, t!(lang, "rule-user_kind"), "Allowed kinds: internal, resource", "")
        .step(Outcome::Failed, t!(lang, "rule-no_seat"), "Rule “Marketing Nordic” gives her the plan Marketing Premium, which contains it. All 40 seats are taken, so the assignment waits: third in line since 10:42.", "no seat")
        .step(Outcome::Skipped, t!(lang, "rule-prerequisite"), "It would pass, because the plan brings it along.", "")
}

fn remedies(lang: Lang) -> Panel {
    let small = |label: &str| Some(Button::link(label, "#").small());
    let items = [
        (
            "Recall an idle seat".into(),
            "2 of 40 holders have not used it for 90 days".into(),
            small("See both"),
        ),
        ("Move somebody to Complete".into(), "36 seats are free there".into(), small("Choose")),
        ("Buy seats".into(), "Purchase, or ask your partner".into(), small("Purchase")),
    ];
    Panel::titled("fix", t!(lang, "checks-who-can-fix")).accent().body(fixes(items))
}

fn what_if(lang: Lang) -> Panel {
    Panel::titled("if", "What if …").aside(Tag::new(Tone::Line, "Changes nothing")).body(html! {
        div.stack.tight {
            div.pair {
                (Field::date("if-date", "the date were").value("2026-11-21"))
                (Field::select("if-package", "in force were", [("15".into(), "Package no. 15".into(), true)]))
            }
            (tick_box("if-recall", "nilsw", "Nils Wikström were recalled", true))
            (Notice::new(Tone::Warn, html! { b { "Still no." } " One seat becomes free, but Emil Hansen and Ayşe Demir are before her." }).icon(Icon::Cross))
            p.small.quiet { (t!(lang, "checks-date")) }
        }
    })
}
