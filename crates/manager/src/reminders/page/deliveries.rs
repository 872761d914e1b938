//! How messages fare.

use axum::extract::State;
use axum::response::Response;
use licentia_platform::access::ManageLicences;
use licentia_platform::problem::Problem;
use licentia_ui::{Column, Icon, Panel, Row, Table, Tag, Tone, empty, has_text, moment, t, text};
use maud::{Markup, html};

use super::{Tab, page};
use crate::interfaces::webhooks::{self, Webhook};
use crate::page::Screen;
use crate::reminders::{self, Message, Receiver, Way};
use crate::state::Manager;

pub(super) async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let messages = reminders::deliveries(&manager, &granted).await?;
    let receivers = reminders::receivers(&manager, &granted).await?;
    let hooks = webhooks::list(&manager, &screen.caller.may()?).await?;
    let lang = screen.lang;
    let names = Names { screen: &screen, receivers, hooks };
    let content = html! {
        @if messages.is_empty() {
            (Panel::new().body(empty(Icon::Out, &t!(lang, "reminders-undelivered-none"), t!(lang, "reminders-undelivered-none-means"), &[])))
        } @else {
            (Panel::new().flush(table(&manager, &names, &messages)))
        }
    };
    Ok(page(&screen, Tab::Deliveries, content))
}

/// Who is meant by what stands in the outbox.
struct Names<'a> {
    screen: &'a Screen,
    receivers: Vec<Receiver>,
    hooks: Vec<Webhook>,
}

impl Names<'_> {
    fn of(&self, message: &Message) -> String {
        let gone = || t!(self.screen.lang, "reminders-receiver-gone");
        match (message.way, message.receiver.split_once(':')) {
            (Way::Mail, Some(("account", no))) => {
                let no = no.parse().ok();
                let found = self.receivers.iter().find(|one| one.account.is_some() && one.account == no);
                found.map_or_else(gone, |one| one.name.clone())
            }
            (Way::Mail, Some((_, address))) => address.to_owned(),
            (Way::Webhook, Some((_, id))) => {
                self.hooks.iter().find(|hook| hook.id == id).map_or_else(gone, |hook| hook.url.clone())
            }
            _ => gone(),
        }
    }
}

fn table(manager: &Manager, names: &Names<'_>, messages: &[Message]) -> Table {
    let (screen, lang) = (names.screen, names.screen.lang);
    let (now, zone) = (manager.now_ms(), crate::day::zone(&screen.at.installation().zone));
    Table::new(lang, t!(lang, "reminders-tab-deliveries"))
        .column(Column::new(t!(lang, "reminders-to")))
        .column(Column::new(t!(lang, "reminders-subject")).p2())
        .column(Column::new(t!(lang, "reminders-state")))
        .column(Column::new(t!(lang, "reminders-when")).nowrap())
        .rows(messages.iter().map(|message| {
            Row::new()
                .cell(names.of(message))
                .cell(html! { span.small.quiet { (message.subject) } })
                .cell(state(screen, message))
                .cell(moment(lang, message.sent_at.unwrap_or(message.made_at), now, &zone))
        }))
}

fn state(screen: &Screen, message: &Message) -> Markup {
    let lang = screen.lang;
    let tag = match message.state() {
        "delivered" => Tag::good(t!(lang, "reminders-delivered")),
        "given_up" => Tag::bad(t!(lang, "reminders-given-up")),
        _ if message.tries > 0 => Tag::warn(t!(lang, "reminders-trying", count = message.tries)),
        _ => Tag::new(Tone::Plain, t!(lang, "reminders-on-its-way")),
    };
    html! {
        (tag)
        @if let Some(code) = &message.failure {
            br; span.small.quiet title=[message.detail.as_deref()] { (why(lang, code)) }
        }
    }
}

/// Why a message did not arrive, in words.
pub(super) fn why(lang: licentia_ui::Lang, code: &str) -> String {
    let key = format!("reminders-why-{code}");
    if has_text(lang, &key) { text(lang, &key) } else { code.to_owned() }
}
