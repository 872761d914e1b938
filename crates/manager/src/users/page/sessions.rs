//! Where a user is logged in.

use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_ui::{Button, Column, Panel, Row, Table, ago, count, encode, moment, t};
use maud::{Markup, html};

use super::{address, title};
use crate::page::Screen;
use crate::sessions::{Listed as Session, of_user};
use crate::state::Manager;
use crate::users::Listed;

/// The open sessions of a user; nothing where there are none.
pub(super) async fn panel(manager: &Manager, screen: &Screen, user: &Listed) -> Result<Markup, Problem> {
    let (lang, at) = (screen.lang, &screen.at);
    if at.sessions().all(|(_, session)| session.user != user.row.no) {
        return Ok(html! {});
    }
    let open = of_user(manager, &screen.caller.may::<View>()?, user.row.no).await?;
    let (now, zone) = (manager.now_ms(), crate::day::zone(&at.installation().zone));
    let row = |session: &Session| {
        let seats: Vec<String> = session.seats.iter().map(|no| title(at, lang, *no)).collect();
        let client = html! {
            (title(at, lang, session.client))
            @if !seats.is_empty() { br; span.small.quiet { (t!(lang, "people-session-seats", seats = seats.join(", "))) } }
        };
        let heard = html! { (moment(lang, session.opened_at, now, &zone)) br; span.small.quiet { (t!(lang, "people-session-heard")) " " (ago(lang, session.seen_at, now)) } };
        let row = Row::new().cell(client).cell(heard);
        if !screen.caller.has(Right::ManageLicences) {
            return row;
        }
        let back = encode(&address(screen, &user.row.login, &user.row.id));
        let end = format!("{}?session={}&back={back}", screen.to("/sessions/end"), session.id);
        row.act(Button::link(t!(lang, "people-session-end"), end).small().dialog())
    };
    let table = Table::new(lang, t!(lang, "people-sessions"))
        .column(Column::new(t!(lang, "people-session-client")))
        .column(Column::new(t!(lang, "people-session-since")))
        .rows(open.iter().map(row));
    let head = html! { (count(lang, open.len() as u64)) };
    Ok(html! { (Panel::titled("sessions", t!(lang, "people-sessions")).aside(head).flush(table)) })
}
