//! The Licences screen: whose they are, what the dates say, and every licence in use of its total.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use jiff::tz::TimeZone;
use licentia_core::dates::Standing;
use licentia_core::licence::Scope;
use licentia_core::licences::{Issuer, Total};
use licentia_platform::access::{ManageLicences, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{
    Button, Cell, Column, Facts, Field, Head, Icon, Lang, Notice, Panel, Row, Table, Tabs, Tag, Timeline,
    Tone, copyable, date_or_dash, date_short, date_with_days, empty, meter, moment, number, t, ticks,
};
use maud::{Markup, html};

use super::Licence;
use crate::packages;
use crate::page::Screen;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/licences", get(show))
        .route("/licences/{module}", get(detail))
        .route("/holder", get(holder).post(set_holder))
}

async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<View>()?;
    let lang = screen.lang;
    let issuers = screen.at.licences().issuers();
    let chosen = screen.here.get("issuer");
    let current = issuers.iter().position(|issuer| Some(issuer.name.as_str()) == chosen).unwrap_or(0);
    let body = html! {
        (head(&screen))
        @match issuers.get(current) {
            None => (nothing_yet(&screen)),
            Some(issuer) => {
                (tabs(&screen, current))
                (waiting_package(&manager, &screen).await?)
                (owner(&manager, &screen, current, issuer))
                (list(&screen, current))
            }
        }
    };
    Ok(screen.page(&t!(lang, "licences-title"), "licences", body))
}

fn head(screen: &Screen) -> Head {
    let head = Head::new(t!(screen.lang, "licences-title"));
    if !screen.caller.has(Right::ManageLicences) {
        return head;
    }
    head.action(
        Button::link(t!(screen.lang, "packages-load-title"), screen.to("/packages/load"))
            .icon(Icon::Upload)
            .dialog(),
    )
}

fn nothing_yet(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let installation = screen.at.installation();
    let enter = Button::link(t!(lang, "licences-holder-enter"), screen.to("/holder")).primary();
    let load = Button::link(t!(lang, "packages-load-title"), screen.to("/packages/load")).primary();
    let unknown = installation.serial.is_none();
    html! {
        (empty(Icon::Key, &t!(lang, "licences-empty-title"), t!(lang, "licences-empty-why"), &[if unknown { enter } else { load }]))
    }
}

fn tabs(screen: &Screen, current: usize) -> Tabs {
    let lang = screen.lang;
    let issuers = screen.at.licences().issuers();
    issuers.iter().enumerate().fold(Tabs::new(t!(lang, "licences-issuers")), |tabs, (no, issuer)| {
        let href = screen.here.with("issuer", issuer.name.as_str()).to_string();
        let title = issuer.title(lang.tag());
        match screen.at.day().standing(no) {
            Standing::Current => tabs.tab(title, href, no == current),
            other => tabs.tagged(title, href, no == current, standing_tag(lang, other)),
        }
    })
}

/// A package that was loaded and waits is the one thing to act on.
async fn waiting_package(manager: &Manager, screen: &Screen) -> Result<Markup, Problem> {
    let lang = screen.lang;
    let packages = packages::list(manager, &screen.caller.may::<View>()?).await?;
    let newest = packages.iter().find(|package| {
        let mark = screen.at.installation().in_force.get(&package.issuer);
        package.state == crate::sealed::PackageState::Loaded
            && mark.is_none_or(|mark| package.sequence > mark.sequence)
    });
    Ok(html! {
        @if let Some(package) = newest {
            (Notice::new(Tone::Accent, t!(lang, "licences-package-waits", number = package.sequence))
                .action(Button::link(t!(lang, "packages-activate-title"), screen.to(&format!("/packages/{}", package.id))).primary()))
        }
    })
}

fn standing_tag(lang: Lang, standing: Standing) -> Tag {
    match standing {
        Standing::Current => Tag::good(t!(lang, "standing-current")).icon(Icon::Tick),
        Standing::Warned => Tag::warn(t!(lang, "standing-warned")),
        Standing::Expired => Tag::bad(t!(lang, "standing-expired")),
        Standing::Stopped => Tag::bad(t!(lang, "standing-stopped")).icon(Icon::Stop),
    }
}

fn owner(manager: &Manager, screen: &Screen, no: usize, issuer: &Issuer) -> Markup {
    let (lang, today, dates) = (screen.lang, screen.at.day().today, issuer.dates);
    let zone = TimeZone::get(&issuer.zone).unwrap_or(TimeZone::UTC);
    let package = html! {
        a href=(screen.to(&format!("/packages/{}", issuer.package))) { (t!(lang, "licences-package-number", number = issuer.sequence)) } " "
        span.quiet { (t!(lang, "licences-package-signed")) " " (moment(lang, issuer.iat.saturating_mul(1_000), manager.now_ms(), &zone)) }
    };
    let expires = html! {
        @match dates.expiry { Some(day) => (date_with_days(lang, day, today)), None => (t!(lang, "packages-date-never")) }
    };
    html! {
        (Facts::new()
            .fact(t!(lang, "licences-owner"), &issuer.holder.name)
            .fact(t!(lang, "licences-serial"), copyable(lang, &t!(lang, "licences-serial"), &issuer.holder.serial))
            .fact(t!(lang, "licences-standing"), standing_tag(lang, screen.at.day().standing(no)))
            .fact(t!(lang, "licences-expires"), expires)
            .fact(t!(lang, "licences-package"), package))
        (Timeline {
            lang,
            today,
            next_check: dates.next_check,
            admin_warning: dates.admin_warning,
            expiry: dates.expiry,
            grace: dates.grace,
            maintenance: dates.maintenance,
        })
    }
}

fn list(screen: &Screen, issuer: usize) -> Markup {
    let lang = screen.lang;
    let licences: Vec<Licence<'_>> =
        super::in_force(&screen.at).filter(|l| l.module.issuer == issuer && !l.module.hidden).collect();
    let of = |scope, plan: Option<bool>| {
        licences
            .iter()
            .filter(move |l| l.module.scope == scope && plan.is_none_or(|plan| l.module.plan == plan))
    };
    let mut table = Table::new(lang, t!(lang, "licences-title"))
        .column(Column::new(t!(lang, "licences-column-licence")))
        .column(Column::new(t!(lang, "licences-column-share")).bar().p2())
        .column(Column::new(t!(lang, "licences-column-in-use")).num())
        .column(Column::new(t!(lang, "licences-column-free")).num())
        .column(Column::new(t!(lang, "licences-column-total")).num())
        .column(Column::new(t!(lang, "licences-column-until")).p3());
    let system: Vec<(&str, String)> = of(Scope::System, None)
        .filter(|l| !l.module.tier)
        .map(|l| (l.module.title(lang.tag()), screen.to(&format!("/licences/{}", l.module.name))))
        .collect();
    if !system.is_empty() {
        let title = html! { (t!(lang, "licences-group-system")) " " span.quiet { "· " (t!(lang, "licences-group-system-means")) } };
        table = table.across(title, ticks(system.iter().map(|(title, href)| (*title, href.as_str()))));
    }
    let groups = [
        (
            t!(lang, "licences-group-site"),
            Some(t!(lang, "licences-group-site-means")),
            of(Scope::Site, None).collect::<Vec<_>>(),
        ),
        (
            t!(lang, "licences-group-plans"),
            Some(t!(lang, "licences-group-plans-means")),
            of(Scope::User, Some(true)).collect(),
        ),
        (t!(lang, "licences-group-modules"), None, of(Scope::User, Some(false)).collect()),
    ];
    for (title, means, licences) in groups {
        if !licences.is_empty() {
            let title = html! { (title) @if let Some(means) = means { " " span.quiet { "· " (means) } } };
            table = table.group(title).rows(licences.into_iter().map(|licence| line(screen, licence)));
        }
    }
    html! { (Panel::new().flush(table)) }
}

fn line(screen: &Screen, licence: &Licence<'_>) -> Row {
    let (lang, module) = (screen.lang, licence.module);
    let cap = licence.total.cap();
    let full = cap.is_some_and(|cap| cap > 0 && licence.in_use >= cap);
    let title = module.title(lang.tag());
    let name = html! {
        a href=(screen.to(&format!("/licences/{}", module.name))) title=[Some(module.tooltip(lang.tag())).filter(|t| !t.is_empty())] { (title) } " "
        @if full { (Tag::bad(t!(lang, "licences-full"))) " " }
        code.quiet { (module.name.code()) }
    };
    let bar = html! {
        @match cap { Some(cap) => (meter(lang, title, licence.in_use, cap)), None => span.quiet { (t!(lang, "word-unrestricted")) } }
    };
    let holders = html! { a href=(screen.to(&format!("/users?holds={}", module.name))) { (number(lang, licence.in_use)) } };
    let until = html! { @match licence.until { Some(day) => (date_short(lang, day)), None => span.quiet { (t!(lang, "licences-no-end")) } } };
    Row::new()
        .cell(name)
        .cell(bar)
        .cell(holders)
        .with(free(lang, licence))
        .with(total(lang, licence.total))
        .cell(until)
}

fn free(lang: Lang, licence: &Licence<'_>) -> Cell {
    let free = licence.free();
    let cell = Cell::number(lang, free);
    if free.is_some_and(|free| free <= 0) { cell.class("zero") } else { cell }
}

fn total(lang: Lang, total: Total) -> Cell {
    match total {
        Total::Count(count) => Cell::new(number(lang, count)),
        Total::Absent => Cell::new(number(lang, 0)),
        Total::Unrestricted => Cell::number(lang, None::<i64>),
    }
}

async fn detail(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, module)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<View>()?;
    let licence =
        screen.at.licences().no(module.to_lowercase()).and_then(|no| super::of_module(&screen.at, no));
    let licence = licence.ok_or_else(|| Problem::not_found("licence"))?;
    let (lang, module) = (screen.lang, licence.module);
    let first: Vec<_> = super::holders(&screen.at, module.no).take(200).map(|user| user.no()).collect();
    let holders = if module.scope == Scope::User {
        crate::users::names(&manager, screen.at.scope(), first).await?
    } else {
        Vec::new()
    };
    let body = html! {
        (Head::new(module.title(lang.tag())).crumb(lang, t!(lang, "licences-title"), screen.to("/licences")))
        @if !module.tooltip(lang.tag()).is_empty() { p { (module.tooltip(lang.tag())) } }
        (facts(&screen, &licence))
        (Panel::titled("rows", t!(lang, "licences-rows")).flush(dated_rows(lang, &licence)))
        @if !module.set.is_empty() { (Panel::titled("set", t!(lang, "licences-set")).body(names(&screen.at, &module.set, lang))) }
        @if module.scope == Scope::User {
            (Panel::titled("holders", t!(lang, "licences-holders")).body(html! {
                @if holders.is_empty() { p.quiet { (t!(lang, "licences-nobody")) } }
                ul.lines { @for (_, user) in &holders { li { a href=(screen.to(&format!("/users/{}", user.id))) { (user.name) } span.end.quiet { (user.login) } } } }
            }))
        }
    };
    Ok(screen.page(module.title(lang.tag()), "licences", body))
}

fn facts(screen: &Screen, licence: &Licence<'_>) -> Facts {
    let lang = screen.lang;
    let counted = licence.module.scope != Scope::System;
    let shown = |value: Option<i64>| html! { (licentia_ui::number_or_dash(lang, value)) };
    let facts = Facts::new()
        .mono(t!(lang, "licences-code"), licence.module.name.as_str())
        .fact(t!(lang, "licences-standing"), standing_tag(lang, licence.standing));
    if !counted {
        return facts;
    }
    let total = licence.total.cap().and_then(|cap| i64::try_from(cap).ok());
    facts
        .fact(t!(lang, "licences-column-in-use"), number(lang, licence.in_use))
        .fact(t!(lang, "licences-column-free"), shown(licence.free()))
        .fact(
            t!(lang, "licences-column-total"),
            if licence.total == Total::Unrestricted {
                html! { (t!(lang, "word-unrestricted")) }
            } else {
                shown(total)
            },
        )
}

fn dated_rows(lang: Lang, licence: &Licence<'_>) -> Table {
    let table = Table::new(lang, t!(lang, "licences-rows"))
        .column(Column::new(t!(lang, "licences-row-quantity")))
        .column(Column::new(t!(lang, "licences-row-start")))
        .column(Column::new(t!(lang, "licences-row-due")));
    licence.module.rows.iter().fold(table, |table, row| {
        let quantity = match row.quantity {
            licentia_core::licence::Quantity::Count(count) => number(lang, count),
            licentia_core::licence::Quantity::Unrestricted => t!(lang, "word-unrestricted"),
        };
        table.row(
            Row::new().cell(quantity).cell(date_or_dash(lang, row.start)).cell(date_or_dash(lang, row.due)),
        )
    })
}

fn names(at: &Snapshot, modules: &[licentia_core::ids::ModuleNo], lang: Lang) -> Markup {
    html! {
        ul.lines {
            @for module in modules.iter().filter_map(|no| at.licences().module(*no)) {
                li { (module.title(lang.tag())) code.end.quiet { (module.name.code()) } }
            }
        }
    }
}

/// What somebody typed into the form that asks whose installation this is.
struct Typed {
    holder: String,
    serial: String,
}

async fn holder(screen: Screen) -> Result<Response, Problem> {
    let installation = screen.at.installation();
    let typed = Typed {
        holder: installation.holder.clone().unwrap_or_default(),
        serial: installation.serial.clone().unwrap_or_default(),
    };
    Ok(holder_form(&screen, &typed, None))
}

async fn set_holder(State(manager): State<Manager>, screen: Screen, form: Form) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let [holder, serial] = ["holder", "serial"].map(|field| form.text(field).to_owned());
    let typed = Typed { holder, serial };
    let new = packages::NewHolder { holder: typed.holder.clone(), serial: typed.serial.clone() };
    match packages::set_holder(&manager, &granted, new).await {
        Ok(_) => Ok(axum::response::IntoResponse::into_response(axum::response::Redirect::to(
            &screen.to("/packages/load"),
        ))),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => Ok(holder_form(&screen, &typed, Some(problem))),
    }
}

fn holder_form(screen: &Screen, typed: &Typed, refused: Option<Problem>) -> Response {
    let lang = screen.lang;
    let body = html! {
        (Head::new(t!(lang, "licences-holder-enter")).crumb(lang, t!(lang, "licences-title"), screen.to("/licences")))
        @if let Some(problem) = &refused { (Notice::new(Tone::Bad, problem.said(lang.tag()).detail).code(problem.code.to_string()).focused()) }
        form.stack method="post" action=(screen.to("/holder")) {
            p.quiet { (t!(lang, "licences-holder-why")) }
            (Field::text("holder", t!(lang, "licences-owner")).value(&typed.holder).required().autocomplete("organization"))
            (Field::text("serial", t!(lang, "licences-serial")).value(&typed.serial).required().inputmode("numeric"))
            div.row { (Button::submit(t!(lang, "licences-holder-save")).primary()) }
        }
    };
    screen.page(&t!(lang, "licences-holder-enter"), "licences", body)
}
