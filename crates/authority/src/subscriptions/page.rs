//! The form of a subscription: every line of it, the five dates, and the product versions.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use jiff::civil::Date;
use licentia_core::catalogue::{Catalogue, ModuleDef, OrderLine};
use licentia_core::dates::{Dates, day};
use licentia_core::licence::{Scope, text_in};
use licentia_platform::access::Sell;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{
    Button, Cell, Column, Field, Head, Lang, Panel, Row, Table, encode, error_summary, hidden, t,
};
use maud::{Markup, html};

use super::{SubscriptionPatch, proposed_dates};
use crate::catalogue::Current;
use crate::customers::api::versions;
use crate::customers::{self, Customer, Patch};
use crate::page::{Screen, refusal};
use crate::state::Authority;

/// How many empty lines the form offers beside those that are there.
const EMPTY_LINES: usize = 4;
/// The most lines a form may send.
const MOST_LINES: usize = 500;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    Router::new().route("/customers/{serial}/subscription", get(edit).post(change))
}

async fn edit(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
) -> Result<Response, Problem> {
    screen.caller.may::<Sell>()?;
    let customer = customers::show(&authority, &screen.caller.may()?, &serial).await?;
    let current = authority.catalogue().await?;
    let typed = Typed::of(&customer);
    Ok(Sheet { screen: &screen, customer: &customer, current: &current, typed, refused: None }.show())
}

async fn change(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let customer = customers::show(&authority, &screen.caller.may()?, &serial).await?;
    let current = authority.catalogue().await?;
    let mut typed = Typed::read(&form);
    if form.has("propose") {
        typed.propose(&current);
        return Ok(
            Sheet { screen: &screen, customer: &customer, current: &current, typed, refused: None }.show()
        );
    }
    let changed = match typed.patch() {
        Ok(patch) => {
            let patch = Patch { subscription: patch, ..Patch::default() };
            let seen = typed.revision;
            let unchanged = move |revision| match seen {
                Some(seen) if seen != revision => Err(Problem::precondition_failed()),
                _ => Ok(()),
            };
            customers::change(&authority, &granted, &serial, unchanged, patch).await.map(drop)
        }
        Err(problem) => Err(problem),
    };
    match changed {
        Ok(()) => Ok(Redirect::to(&format!("/customers/{}", encode(&serial))).into_response()),
        Err(problem) if problem.is_internal() || problem.status == 404 => Err(problem),
        Err(problem) => {
            let refused = Some(problem);
            Ok(Sheet { screen: &screen, customer: &customer, current: &current, typed, refused }.show())
        }
    }
}

/// What stands in the form, exactly as it was typed.
#[derive(Default)]
struct Typed {
    revision: Option<u64>,
    suite: String,
    lines: Vec<TypedLine>,
    /// In the order of [`DATES`].
    dates: [String; 5],
    versions: [String; 2],
}

#[derive(Default)]
struct TypedLine {
    module: String,
    quantity: String,
    start: String,
    due: String,
}

const DATES: [&str; 5] = ["next_check", "admin_warning", "expiry", "grace", "maintenance"];
const VERSIONS: [&str; 2] = ["versions_from", "versions_to"];

impl Typed {
    fn of(customer: &Customer) -> Self {
        let subscription = &customer.subscription;
        let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let Dates { next_check, admin_warning, expiry, grace, maintenance } = subscription.dates;
        let bounds = subscription.versions.map_or([None, None], |versions| [versions.from, versions.to]);
        let line = |line: &OrderLine| TypedLine {
            module: line.module.clone(),
            quantity: match (line.unrestricted, line.quantity) {
                (true, _) => "unrestricted".to_owned(),
                (false, quantity) => quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
            },
            start: date(line.start),
            due: date(line.due),
        };
        Self {
            revision: Some(customer.revision),
            suite: subscription.order.suite.clone().unwrap_or_default(),
            lines: subscription.order.lines.iter().map(line).collect(),
            dates: [next_check, admin_warning, expiry, grace, maintenance].map(date),
            versions: bounds.map(|bound| bound.map(|bound| bound.to_string()).unwrap_or_default()),
        }
    }

    fn read(form: &Form) -> Self {
        let all = |name: &'static str| form.all(name).take(MOST_LINES).map(|text| text.trim().to_owned());
        let lines = all("module").zip(all("quantity")).zip(all("start").zip(all("due")));
        let line = |((module, quantity), (start, due))| TypedLine { module, quantity, start, due };
        Self {
            revision: form.text("revision").parse().ok(),
            suite: form.text("suite").to_owned(),
            lines: lines.map(line).filter(|line| !line.module.is_empty()).collect(),
            dates: DATES.map(|name| form.text(name).to_owned()),
            versions: VERSIONS.map(|name| form.text(name).to_owned()),
        }
    }

    /// Fills the other dates in from the expiry, as the catalogue proposes.
    fn propose(&mut self, current: &Current) {
        let Some(expiry) = day::parse(&self.dates[2]) else { return };
        let dates = proposed_dates(expiry, &current.file.proposal);
        let Dates { next_check, admin_warning, expiry, grace, maintenance } = dates;
        let proposed = [next_check, admin_warning, expiry, grace, maintenance];
        self.dates = proposed.map(|date| date.map(|date| date.to_string()).unwrap_or_default());
    }

    fn patch(&self) -> Result<SubscriptionPatch, Problem> {
        let lines = self.lines.iter().enumerate().map(|(n, line)| line.order_line(n));
        let lines = lines.collect::<Result<Vec<_>, Problem>>()?;
        let mut dates = [None; 5];
        for (n, name) in DATES.into_iter().enumerate() {
            dates[n] = typed_day(&self.dates[n], name)?;
        }
        let [next_check, admin_warning, expiry, grace, maintenance] = dates;
        let bound = |n: usize| Some(self.versions[n].clone()).filter(|text| !text.is_empty());
        Ok(SubscriptionPatch {
            suite: Some(Some(self.suite.clone()).filter(|suite| !suite.is_empty())),
            lines: Some(lines),
            dates: Some(Dates { next_check, admin_warning, expiry, grace, maintenance }),
            versions: Some(versions(bound(0), bound(1))?),
        })
    }
}

impl TypedLine {
    fn order_line(&self, n: usize) -> Result<OrderLine, Problem> {
        let unrestricted =
            matches!(self.quantity.to_lowercase().as_str(), "unrestricted" | "obegränsad" | "*");
        let quantity = match self.quantity.as_str() {
            "" => None,
            _ if unrestricted => None,
            text => Some(text.parse().map_err(|_| {
                let path = format!("quantity-{n}");
                Problem::refused(422, "quantity_invalid").arg("module", &self.module).with("path", path)
            })?),
        };
        Ok(OrderLine {
            module: self.module.clone(),
            quantity,
            unrestricted,
            start: typed_day(&self.start, "start")?,
            due: typed_day(&self.due, "due")?,
        })
    }
}

fn typed_day(text: &str, path: &str) -> Result<Option<Date>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Problem::refused(422, "date_invalid").arg("date", text).with("path", path);
    day::parse(text).map(Some).ok_or_else(wrong)
}

/// The form on its page.
struct Sheet<'a> {
    screen: &'a Screen,
    customer: &'a Customer,
    current: &'a Current,
    typed: Typed,
    refused: Option<Problem>,
}

impl Sheet<'_> {
    fn lang(&self) -> Lang {
        self.screen.lang
    }

    fn catalogue(&self) -> &Catalogue {
        &self.current.file.catalogue
    }

    fn address(&self) -> String {
        format!("/customers/{}", encode(&self.customer.details.serial))
    }

    fn show(self) -> Response {
        let lang = self.lang();
        let title = t!(lang, "customers-change-subscription");
        let head = Head::new(title.as_str()).crumb(lang, t!(lang, "customers-title"), "/customers").crumb(
            lang,
            self.customer.details.name.as_str(),
            self.address(),
        );
        let body = html! {
            (head)
            form.stack method="post" action=(format!("{}/subscription", self.address())) {
                @if let Some(problem) = &self.refused { (self.wrong(problem)) }
                (hidden("revision", &self.typed.revision.unwrap_or_default().to_string()))
                (Panel::titled("lines", t!(lang, "customers-subscription")).flush(self.lines())
                    .footer(html! { p.small.quiet { (t!(lang, "customers-lines-hint")) } }))
                (self.suite())
                (Panel::titled("dates", t!(lang, "customers-dates")).body(self.dates()))
                (Panel::titled("versions", t!(lang, "customers-versions")).body(self.versions()))
                div.row {
                    (Button::submit(t!(lang, "customers-save-subscription")).primary())
                    (Button::link(t!(lang, "dialog-cancel"), self.address()))
                }
                p.small.quiet { (t!(lang, "customers-subscription-means")) }
            }
        };
        match &self.refused {
            Some(problem) => self.screen.refused(problem.status, &title, "customers", body),
            None => self.screen.page(&title, "customers", body),
        }
    }

    /// Everything wrong with what was typed, each with a link to its line where there is one.
    fn wrong(&self, problem: &Problem) -> Markup {
        let lang = self.lang();
        let problems = problem.extra.get("problems").and_then(|problems| problems.as_array());
        let listed: Vec<(String, String)> = problems
            .into_iter()
            .flatten()
            .map(|found| {
                let text = |name: &str| found.get(name).and_then(|value| value.as_str()).unwrap_or_default();
                let names = found.get("names").and_then(|names| names.as_array());
                let names: Vec<&str> = names.into_iter().flatten().filter_map(|name| name.as_str()).collect();
                let names = names.join(", ");
                let key = format!("catalogue-{}", text("code"));
                let args = [("names", names.as_str().into()), ("field", text("at").into())];
                (line_id(text("at")), licentia_ui::problem_words(lang, &key, &args))
            })
            .collect();
        html! {
            @if listed.is_empty() { (refusal(lang, problem)) } @else { (error_summary(lang, &listed)) }
        }
    }

    fn lines(&self) -> Table {
        let lang = self.lang();
        let table = Table::new(lang, t!(lang, "customers-subscription"))
            .column(Column::new(t!(lang, "customers-column-item")))
            .column(Column::new(t!(lang, "packages-column-quantity")))
            .column(Column::new(t!(lang, "customers-column-from")).p2())
            .column(Column::new(t!(lang, "customers-column-until")).p2());
        let empty = (0..EMPTY_LINES).map(|_| TypedLine::default()).collect::<Vec<_>>();
        let all = self.typed.lines.iter().chain(&empty).enumerate();
        let rows: Vec<Row> = all.map(|(n, line)| self.line(n, line)).collect();
        table.rows(rows)
    }

    fn line(&self, n: usize, line: &TypedLine) -> Row {
        let lang = self.lang();
        let input = |name: &str, kind: &str, value: &str, label: String| {
            html! { input.input id=(format!("field-{name}-{n}")) name=(name) type=(kind) value=(value) aria-label=(format!("{label} {}", n + 1)); }
        };
        Row::new()
            .cell(self.module_choice(n, &line.module))
            .with(Cell::new(input("quantity", "text", &line.quantity, t!(lang, "packages-column-quantity"))))
            .with(Cell::new(input("start", "date", &line.start, t!(lang, "customers-column-from"))))
            .with(Cell::new(input("due", "date", &line.due, t!(lang, "customers-column-until"))))
    }

    /// The visible modules by kind; nothing chosen takes the line away.
    fn module_choice(&self, n: usize, chosen: &str) -> Markup {
        let lang = self.lang();
        let groups = [
            (t!(lang, "catalogue-plans"), Group::Plans),
            (t!(lang, "catalogue-users"), Group::Users),
            (t!(lang, "catalogue-sites"), Group::Sites),
            (t!(lang, "catalogue-systems"), Group::Systems),
        ];
        let known = self.catalogue().module(chosen).is_some();
        html! {
            select.input id=(format!("field-lines-{n}")) name="module" aria-label=(format!("{} {}", t!(lang, "customers-column-item"), n + 1)) {
                option value="" { (t!(lang, "customers-no-line")) }
                @if !known && !chosen.is_empty() { option value=(chosen) selected { (chosen) } }
                @for (title, group) in groups {
                    optgroup label=(title) {
                        @for module in self.catalogue().modules.iter().filter(|module| Group::of(module) == Some(group)) {
                            option value=(module.code) selected[module.code == chosen] { (text_in(&module.titles, lang.tag(), &module.code)) }
                        }
                    }
                }
            }
        }
    }

    fn suite(&self) -> Markup {
        let lang = self.lang();
        let suites = &self.catalogue().suites;
        if suites.is_empty() {
            return html! {};
        }
        let mut options = vec![(String::new(), t!(lang, "customers-no-suite"), self.typed.suite.is_empty())];
        options.extend(suites.iter().map(|suite| {
            let title = text_in(&suite.titles, lang.tag(), &suite.name).to_owned();
            (suite.name.clone(), title, suite.name == self.typed.suite)
        }));
        html! { (Panel::titled("suite", t!(lang, "customers-suite")).body(
        Field::select("suite", t!(lang, "customers-suite"), options).hint(t!(lang, "customers-suite-hint")))) }
    }

    fn dates(&self) -> Markup {
        let lang = self.lang();
        let labels = [
            t!(lang, "timeline-next-check"),
            t!(lang, "timeline-admin-warning"),
            t!(lang, "timeline-expiry"),
            t!(lang, "timeline-grace"),
            t!(lang, "timeline-maintenance"),
        ];
        html! {
            div.row {
                @for ((name, label), value) in DATES.into_iter().zip(labels).zip(&self.typed.dates) {
                    (Field::date(name, label).value(value))
                }
            }
            div.row { (Button::submit(t!(lang, "customers-propose")).named("propose", "yes").small()) }
        }
    }

    fn versions(&self) -> Markup {
        let lang = self.lang();
        let [from, to] = &self.typed.versions;
        html! {
            div.row {
                (Field::text("versions_from", t!(lang, "customers-versions-from")).value(from))
                (Field::text("versions_to", t!(lang, "customers-versions-to")).value(to))
            }
            p.small.quiet { (t!(lang, "customers-versions-hint")) }
        }
    }
}

/// `lines[3]` → the id of the field of that line.
fn line_id(at: &str) -> String {
    let number = at.strip_prefix("lines[").and_then(|rest| rest.split(']').next());
    number.map_or_else(|| "lines".to_owned(), |number| format!("field-lines-{number}"))
}

/// The groups of a choice of modules.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Plans,
    Users,
    Sites,
    Systems,
}

impl Group {
    /// The group of a module that can be sold; hidden ones follow from those.
    fn of(module: &ModuleDef) -> Option<Self> {
        match (module.hidden, module.scope) {
            (true, _) => None,
            (_, Scope::User) if module.plan => Some(Self::Plans),
            (_, Scope::User) => Some(Self::Users),
            (_, Scope::Site) => Some(Self::Sites),
            (_, Scope::System) => Some(Self::Systems),
        }
    }
}
