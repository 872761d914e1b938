//! What stands in the form of a subscription, exactly as it was typed.

use jiff::civil::Date;
use licentia_core::catalogue::{Catalogue, OrderLine};
use licentia_core::dates::{Dates, day};
use licentia_core::licence::Scope;
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_ui::{Lang, t};

use crate::catalogue::Current;
use crate::customers::Customer;
use crate::customers::api::versions;
use crate::subscriptions::{SubscriptionPatch, proposed_dates};

/// The most lines a form may send.
const MOST_LINES: usize = 500;

/// The names of the five dates' fields, in the order of [`Typed::dates`].
pub(super) const DATES: [&str; 5] = ["next_check", "admin_warning", "expiry", "grace", "maintenance"];

/// The form.
#[derive(Default)]
pub(super) struct Typed {
    /// The revision the customer was read at.
    pub(super) revision: Option<u64>,
    pub(super) suite: String,
    /// The system licences that are ticked.
    pub(super) systems: Vec<String>,
    /// Everything that is counted, and system licences with days.
    pub(super) lines: Vec<Line>,
    pub(super) dates: [String; 5],
    pub(super) versions: [String; 2],
}

/// One line of the form.
#[derive(Clone, Default)]
pub(super) struct Line {
    pub(super) module: String,
    pub(super) quantity: String,
    pub(super) start: String,
    pub(super) due: String,
}

impl Typed {
    pub(super) fn of(customer: &Customer, catalogue: &Catalogue, lang: Lang) -> Self {
        let subscription = &customer.subscription;
        let (systems, lines): (Vec<_>, Vec<_>) =
            subscription.order.lines.iter().partition(|line| is_ticked(catalogue, line));
        let Dates { next_check, admin_warning, expiry, grace, maintenance } = subscription.dates;
        let bounds = subscription.versions.map_or([None, None], |versions| [versions.from, versions.to]);
        Self {
            revision: Some(customer.revision),
            suite: subscription.order.suite.clone().unwrap_or_default(),
            systems: systems.into_iter().map(|line| line.module.clone()).collect(),
            lines: lines.into_iter().map(|line| Line::of(line, lang)).collect(),
            dates: [next_check, admin_warning, expiry, grace, maintenance].map(day_text),
            versions: bounds.map(|bound| bound.map(|bound| bound.to_string()).unwrap_or_default()),
        }
    }

    /// A line that was there goes when its quantity is emptied; a new one stays, so that a quantity
    /// that was forgotten is asked for.
    pub(super) fn read(form: &Form) -> Self {
        let kept =
            lines(form, ["module", "quantity", "start", "due"]).filter(|line| !line.quantity.is_empty());
        let new = lines(form, ["new_module", "new_quantity", "new_start", "new_due"]);
        Self {
            revision: form.text("revision").parse().ok(),
            suite: form.text("suite").to_owned(),
            systems: form.all("system").take(MOST_LINES).map(str::to_owned).collect(),
            lines: kept.chain(new).filter(|line| !line.module.is_empty()).collect(),
            dates: DATES.map(|name| form.text(name).to_owned()),
            versions: ["versions_from", "versions_to"].map(|name| form.text(name).to_owned()),
        }
    }

    /// Fills the other dates in from the expiry, as the catalogue proposes.
    pub(super) fn propose(&mut self, current: &Current) {
        let Some(expiry) = day::parse(&self.dates[2]) else { return };
        let Dates { next_check, admin_warning, expiry, grace, maintenance } =
            proposed_dates(expiry, &current.file.proposal);
        self.dates = [next_check, admin_warning, expiry, grace, maintenance].map(day_text);
    }

    pub(super) fn patch(&self) -> Result<SubscriptionPatch, Problem> {
        let systems = self.systems.iter().map(|module| Ok(OrderLine::there(module)));
        let lines = self.lines.iter().enumerate().map(|(n, line)| line.order_line(n));
        let mut dates = [None; 5];
        for (n, name) in DATES.into_iter().enumerate() {
            dates[n] = typed_day(&self.dates[n], name)?;
        }
        let [next_check, admin_warning, expiry, grace, maintenance] = dates;
        let bound = |n: usize| Some(self.versions[n].clone()).filter(|text| !text.is_empty());
        Ok(SubscriptionPatch {
            suite: Some(Some(self.suite.clone()).filter(|suite| !suite.is_empty())),
            lines: Some(lines.chain(systems).collect::<Result<_, Problem>>()?),
            dates: Some(Dates { next_check, admin_warning, expiry, grace, maintenance }),
            versions: Some(versions(bound(0), bound(1))?),
        })
    }
}

/// A system licence without days is a box to tick.
fn is_ticked(catalogue: &Catalogue, line: &OrderLine) -> bool {
    let system = catalogue.module(&line.module).is_some_and(|module| module.scope == Scope::System);
    system && line.start.is_none() && line.due.is_none()
}

fn lines<'a>(form: &'a Form, names: [&'a str; 4]) -> impl Iterator<Item = Line> + 'a {
    let [module, quantity, start, due] =
        names.map(|name| form.all(name).take(MOST_LINES).map(|text| text.trim().to_owned()));
    let days = start.zip(due);
    module.zip(quantity).zip(days).map(|((module, quantity), (start, due))| Line {
        module,
        quantity,
        start,
        due,
    })
}

impl Line {
    fn of(line: &OrderLine, lang: Lang) -> Self {
        let quantity = match (line.unrestricted, line.quantity) {
            (true, _) => unrestricted(lang),
            (false, Some(quantity)) => quantity.to_string(),
            (false, None) => "1".to_owned(),
        };
        Self { module: line.module.clone(), quantity, start: day_text(line.start), due: day_text(line.due) }
    }

    fn order_line(&self, n: usize) -> Result<OrderLine, Problem> {
        let word = self.quantity.to_lowercase();
        let unrestricted = Lang::ALL.iter().any(|lang| word == unrestricted(*lang));
        let quantity = match self.quantity.as_str() {
            "" => None,
            _ if unrestricted => None,
            text => Some(text.parse().map_err(|_| {
                let path = format!("quantity-{n}");
                Problem::refused(422, "quantity_invalid").arg("module", &self.module).with("path", path)
            })?),
        };
        let start = typed_day(&self.start, "start")?;
        let due = typed_day(&self.due, "due")?;
        Ok(OrderLine { module: self.module.clone(), quantity, unrestricted, start, due })
    }
}

/// What is typed for a licence without a cap.
fn unrestricted(lang: Lang) -> String {
    t!(lang, "word-unrestricted").to_lowercase()
}

fn day_text(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn typed_day(text: &str, path: &str) -> Result<Option<Date>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Problem::refused(422, "date_invalid").arg("date", text).with("path", path);
    day::parse(text).map(Some).ok_or_else(wrong)
}
