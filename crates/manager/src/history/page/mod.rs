//! *History*: the use of a product as a picture and a table, the capacity of all of them, and refusals.

mod capacity;
mod product;
mod refusals;

use axum::Router;
use axum::routing::get;
use licentia_platform::problem::Problem;
use licentia_ui::{Button, Field, Head, Icon, Tabs, error_summary, t};
use maud::{Markup, html};

use super::{Asked, Period, USUAL_DAYS};
use crate::page::Screen;
use crate::state::Manager;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/history", get(product::show))
        .route("/history.csv", get(product::file))
        .route("/history/capacity", get(capacity::show))
        .route("/history/capacity.csv", get(capacity::file))
        .route("/history/refusals", get(refusals::show))
        .route("/history/refusals.csv", get(refusals::file))
}

/// The three views.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Use,
    Capacity,
    Refusals,
}

/// Title, file and tabs; the days that were chosen stay chosen from tab to tab.
fn head(screen: &Screen, current: View) -> Markup {
    let lang = screen.lang;
    let here = screen.here.to_string();
    let (path, query) =
        here.split_once('?').map_or((&*here, String::new()), |(path, query)| (path, format!("?{query}")));
    let file = Button::link(t!(lang, "history-save"), format!("{path}.csv{query}"));
    let file = file.icon(Icon::Download).download().key("e");
    let days: Vec<String> = ["days", "from", "to"]
        .iter()
        .filter_map(|name| Some(format!("{name}={}", licentia_ui::encode(screen.here.get(name)?))))
        .collect();
    let days = if days.is_empty() { String::new() } else { format!("?{}", days.join("&")) };
    let to = |path: &str| format!("{}{days}", screen.to(path));
    html! {
        (Head::new(t!(lang, "history-title")).lead(html! { (t!(lang, "history-lead")) }).action(file))
        (Tabs::new(t!(lang, "history-tabs"))
            .tab(t!(lang, "history-tab-use"), to("/history"), current == View::Use)
            .tab(t!(lang, "history-tab-capacity"), to("/history/capacity"), current == View::Capacity)
            .tab(t!(lang, "history-tab-refusals"), to("/history/refusals"), current == View::Refusals))
    }
}

/// The days that the address asks for; what is wrong with them is said at their fields, and the usual ones are shown.
fn period(screen: &Screen) -> (Period, Option<Problem>) {
    let here = &screen.here;
    let asked = Asked { days: here.get("days"), from: here.get("from"), to: here.get("to") };
    match Period::read(&screen.at, &asked) {
        Ok(period) => (period, None),
        Err(problem) => (Period::of_days(&screen.at, USUAL_DAYS), Some(problem)),
    }
}

/// Which days: three usual lengths as links, and any others as dates. `first` stands before the dates.
fn chooser(screen: &Screen, period: Period, wrong: Option<&Problem>, first: Option<&Field>) -> Markup {
    let lang = screen.lang;
    let sentence = wrong.map(|_| t!(lang, "history-no-days"));
    let from =
        Field::date("from", t!(lang, "history-from")).value(period.from.to_string()).error(sentence.clone());
    let to = Field::date("to", t!(lang, "history-to")).value(period.to.to_string());
    html! {
        form.tools.days method="get" action=(screen.here.path()) {
            @if let Some(sentence) = sentence { (error_summary(lang, &[("field-from".to_owned(), sentence)])) }
            (screen.here.hidden_fields(&["from", "to", "days", "module", "page"]))
            @if let Some(first) = first { (first) }
            @else if let Some(module) = screen.here.get("module") { input type="hidden" name="module" value=(module); }
            (from) (to)
            (Button::submit(t!(lang, "history-show")))
            nav.row.filters aria-label=(t!(lang, "history-lengths")) {
                @for (days, label) in [
                    (30, t!(lang, "history-30-days")),
                    (90, t!(lang, "history-90-days")),
                    (365, t!(lang, "history-365-days")),
                ] {
                    @let chosen = period == Period::of_days(&screen.at, days);
                    a.filter href=(screen.here.without("from").without("to").without("page").with("days", days))
                        aria-current=[chosen.then_some("true")] { (label) }
                }
            }
        }
    }
}
