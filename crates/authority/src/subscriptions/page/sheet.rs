//! The form of a subscription on its page.

use axum::response::Response;
use licentia_core::catalogue::{Catalogue, ModuleDef};
use licentia_core::licence::{Scope, text_in};
use licentia_platform::problem::Problem;
use licentia_ui::{
    Button, Cell, Column, Field, Head, Lang, Panel, Row, Table, encode, error_summary, hidden, t, tick_box,
};
use maud::{Markup, html};

use super::typed::{DATES, Line, Typed};
use crate::catalogue::Current;
use crate::customers::Customer;
use crate::page::{Screen, refusal};

/// How many empty lines the form offers beside those that are there.
const EMPTY_LINES: usize = 4;

/// The form on its page.
pub(super) struct Sheet<'a> {
    pub(super) screen: &'a Screen,
    pub(super) customer: &'a Customer,
    pub(super) current: &'a Current,
    pub(super) typed: Typed,
    pub(super) refused: Option<Problem>,
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

    pub(super) fn show(self) -> Response {
        let lang = self.lang();
        let title = t!(lang, "customers-change-subscription");
        let head = Head::new(title.as_str()).crumb(lang, t!(lang, "customers-title"), "/customers").crumb(
            lang,
            self.customer.details.name.as_str(),
            self.address(),
        );
        let revision = self.typed.revision.unwrap_or_default().to_string();
        let body = html! {
            (head)
            form method="post" action=(format!("{}/subscription", self.address())) {
                (hidden("revision", &revision))
                div.cols {
                    div.stack {
                        @if let Some(problem) = &self.refused { (self.wrong(problem)) }
                        (self.lines())
                        (self.systems())
                        (self.suite())
                    }
                    div.stack { (self.dates()) (self.versions()) (self.save()) }
                }
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
        let listed: Vec<(String, String)> =
            problems.into_iter().flatten().map(|found| problem_words(lang, found)).collect();
        html! {
            @if listed.is_empty() { (refusal(lang, problem)) } @else { (error_summary(lang, &listed)) }
        }
    }

    fn lines(&self) -> Panel {
        let lang = self.lang();
        let mut table = Table::new(lang, t!(lang, "customers-subscription"))
            .column(Column::new(t!(lang, "customers-column-item")))
            .column(Column::new(t!(lang, "packages-column-quantity")))
            .column(Column::new(t!(lang, "customers-column-from")).p2())
            .column(Column::new(t!(lang, "customers-column-until")).p2());
        let lines = || self.typed.lines.iter().enumerate();
        for group in Group::ALL {
            let of_group = |line: &Line| self.catalogue().module(&line.module).and_then(Group::of) == group;
            let rows: Vec<Row> =
                lines().filter(|(_, line)| of_group(line)).map(|(n, line)| self.kept(n, line)).collect();
            if !rows.is_empty() {
                table = table.group(Group::title(group, lang)).rows(rows);
            }
        }
        let table =
            table.group(t!(lang, "customers-add-lines")).rows((0..EMPTY_LINES).map(|n| self.new_line(n)));
        Panel::titled("lines", t!(lang, "customers-counted"))
            .flush(table)
            .footer(html! { p.small.quiet { (t!(lang, "customers-lines-hint")) } })
    }

    /// A line that is there: its module stays, its quantity and days may change.
    fn kept(&self, n: usize, line: &Line) -> Row {
        let module = self.catalogue().module(&line.module);
        let title = module.map_or(line.module.as_str(), |module| self.title(module));
        let name = html! {
            (hidden("module", &line.module)) span title=(line.module) { (title) }
        };
        self.row(name, title, "", n, line)
    }

    fn new_line(&self, n: usize) -> Row {
        let lang = self.lang();
        let label = format!("{} {}", t!(lang, "customers-column-item"), n + 1);
        let choice = html! {
            select.input name="new_module" aria-label=(label) {
                option value="" { (t!(lang, "customers-no-line")) }
                @for group in Group::ALL.into_iter().filter(Option::is_some) {
                    optgroup label=(Group::title(group, lang)) {
                        @for module in self.catalogue().modules.iter().filter(|module| Group::of(module) == group) {
                            option value=(module.code) { (self.title(module)) }
                        }
                    }
                }
            }
        };
        self.row(choice, &label, "new_", n, &Line::default())
    }

    fn row(&self, name: Markup, label: &str, prefix: &str, n: usize, line: &Line) -> Row {
        let lang = self.lang();
        let input = |field: &str, kind: &str, value: &str, what: String| {
            html! {
                input.input id=(format!("field-{prefix}{field}-{n}")) name=(format!("{prefix}{field}")) type=(kind)
                    value=(value) size="10" aria-label=(format!("{label}: {what}"));
            }
        };
        let quantity = t!(lang, "packages-column-quantity");
        Row::new()
            .cell(name)
            .with(Cell::new(input("quantity", "text", &line.quantity, quantity)))
            .with(Cell::new(input("start", "date", &line.start, t!(lang, "customers-column-from"))))
            .with(Cell::new(input("due", "date", &line.due, t!(lang, "customers-column-until"))))
    }

    fn title<'m>(&self, module: &'m ModuleDef) -> &'m str {
        text_in(&module.titles, self.lang().tag(), &module.code)
    }

    /// System licences are there or not: boxes to tick.
    fn systems(&self) -> Markup {
        let lang = self.lang();
        let modules = self.catalogue().modules.iter();
        let systems: Vec<&ModuleDef> =
            modules.filter(|module| Group::of(module) == Some(Group::Systems)).collect();
        let ticked = |module: &ModuleDef| self.typed.systems.contains(&module.code);
        let title = t!(lang, "catalogue-systems");
        let boxes = html! {
            fieldset {
                legend.visually-hidden { (title) }
                @for module in &systems { (tick_box("system", &module.code, self.title(module), ticked(module))) }
            }
        };
        html! { @if !systems.is_empty() { (Panel::titled("systems", title.as_str()).body(boxes)) } }
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
        let field = Field::select("suite", t!(lang, "customers-suite"), options);
        let title = t!(lang, "customers-suite");
        html! { (Panel::titled("suite", title).body(field.hint(t!(lang, "customers-suite-hint")))) }
    }

    fn dates(&self) -> Panel {
        let lang = self.lang();
        let labels = [
            t!(lang, "timeline-next-check"),
            t!(lang, "timeline-admin-warning"),
            t!(lang, "timeline-expiry"),
            t!(lang, "timeline-grace"),
            t!(lang, "timeline-maintenance"),
        ];
        let fields = DATES.into_iter().zip(labels).zip(&self.typed.dates);
        Panel::titled("dates", t!(lang, "customers-dates")).body(html! {
            div.stack.tight {
                @for ((name, label), value) in fields { (Field::date(name, label).value(value)) }
                div.row { (Button::submit(t!(lang, "customers-propose")).named("propose", "yes").small()) }
            }
        })
    }

    fn versions(&self) -> Panel {
        let lang = self.lang();
        let [from, to] = &self.typed.versions;
        Panel::titled("versions", t!(lang, "customers-versions")).body(html! {
            div.stack.tight {
                (Field::text("versions_from", t!(lang, "customers-versions-from")).value(from))
                (Field::text("versions_to", t!(lang, "customers-versions-to")).value(to))
                p.small.quiet { (t!(lang, "customers-versions-hint")) }
            }
        })
    }

    fn save(&self) -> Markup {
        let lang = self.lang();
        html! {
            div.row {
                (Button::submit(t!(lang, "customers-save-subscription")).primary())
                (Button::link(t!(lang, "dialog-cancel"), self.address()))
            }
            p.small.quiet { (t!(lang, "customers-subscription-means")) }
        }
    }
}

/// A problem of the rules: the field it is about, and its sentence.
fn problem_words(lang: Lang, found: &serde_json::Value) -> (String, String) {
    let text = |name: &str| found.get(name).and_then(|value| value.as_str()).unwrap_or_default();
    let names = found.get("names").and_then(|names| names.as_array());
    let names: Vec<&str> = names.into_iter().flatten().filter_map(|name| name.as_str()).collect();
    let names = names.join(", ");
    let key = format!("catalogue-{}", text("code"));
    let args = [("names", names.as_str().into()), ("field", text("at").into())];
    (line_id(text("at")), licentia_ui::problem_words(lang, &key, &args))
}

/// `lines[3]` → the id of the quantity of that line.
fn line_id(at: &str) -> String {
    let number = at.strip_prefix("lines[").and_then(|rest| rest.split(']').next());
    number.map_or_else(|| "lines".to_owned(), |number| format!("field-quantity-{number}"))
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
    /// In the order of the form; at the end what the catalogue does not have any more.
    const ALL: [Option<Self>; 5] =
        [Some(Self::Plans), Some(Self::Users), Some(Self::Sites), Some(Self::Systems), None];

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

    fn title(group: Option<Self>, lang: Lang) -> String {
        match group {
            Some(Self::Plans) => t!(lang, "catalogue-plans"),
            Some(Self::Users) => t!(lang, "catalogue-users"),
            Some(Self::Sites) => t!(lang, "catalogue-sites"),
            Some(Self::Systems) => t!(lang, "catalogue-systems"),
            None => t!(lang, "customers-kind-gone"),
        }
    }
}
