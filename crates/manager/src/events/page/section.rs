//! The list of events with the description of the one that is chosen.

use jiff::tz::TimeZone;
use licentia_core::events::{Ending, Kind, Reach};
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Button, Cell, Column, Facts, Here, Icon, Lang, Panel, Row, Size, Table, Tag, Tone, count, dash, empty,
    encode, moment, pager_cursor, portrait_of, t,
};
use maud::{Markup, html};

use super::super::{Event, Found, Named, Source, Which, ending_now, list, told};
use super::sort::{self, Order};
use super::{here, manages};
use crate::page::Screen;
use crate::state::Manager;
use crate::users;
use crate::users::portraits::Pictures;

/// Events that have ended, on a page.
const PER_PAGE: u32 = 50;

/// The system events that are active: the count, the seven columns, the description of the chosen one, and what may be
/// done. `chosen` is the id in the address (`?event=`); without one the latest is described. An open page draws it anew
/// when something changes.
///
/// # Errors
/// 403 `forbidden`; the database's.
pub(crate) async fn section(
    screen: &Screen,
    manager: &Manager,
    chosen: Option<&str>,
) -> Result<Markup, Problem> {
    let lang = screen.lang;
    let found = list(manager, &screen.caller.may::<View>()?, Which::Active, None, 1).await?;
    let shown = Shown::new(screen, manager, found, sort::of_active(screen), chosen).await?;
    let add = add_button(screen);
    let aside = html! {
        span.row {
            (Button::link(t!(lang, "events-refresh"), here(screen).to_string()).icon(Icon::Undo).plain())
            @if let Some(add) = &add { (add) }
        }
    };
    let title =
        html! { (t!(lang, "events-notifications")) " " (count(lang, shown.found.events.len() as u64)) };
    Ok(html! {
        section.stack.tight data-live="events" aria-labelledby="system-events" {
            div.section-head { h2 id="system-events" { (title) } (aside) }
            @if shown.found.events.is_empty() {
                (empty(Icon::Bell, &t!(lang, "events-none"), t!(lang, "events-none-why"), &[]))
            } @else {
                (shown)
            }
        }
    })
}

/// Those that have ended.
pub(super) async fn past(
    screen: &Screen,
    manager: &Manager,
    chosen: Option<&str>,
) -> Result<Markup, Problem> {
    let (lang, here) = (screen.lang, here(screen));
    let (cursor, order) = (here.get("cursor"), sort::of_ended(screen));
    let which = Which::Ended(order.past());
    let found = list(manager, &screen.caller.may::<View>()?, which, cursor, PER_PAGE).await?;
    let later = found.next.as_ref().map(|next| here.without("event").with("cursor", next).to_string());
    let first = cursor.map(|_| here.without("event").without("cursor").to_string());
    let shown = Shown::new(screen, manager, found, order, chosen).await?;
    Ok(html! {
        @if shown.found.events.is_empty() {
            (empty(Icon::Bell, &t!(lang, "events-none-ended"), t!(lang, "events-none-ended-why"), &[]))
        } @else {
            (shown) (pager_cursor(lang, "", first.as_deref(), later.as_deref()))
        }
    })
}

fn add_button(screen: &Screen) -> Option<Button> {
    let to = format!("/events/new?back={}", encode(&here(screen).without("event").to_string()));
    manages(screen)
        .then(|| Button::link(t!(screen.lang, "events-add"), screen.to(&to)).icon(Icon::Plus).dialog())
}

/// Events about to be drawn.
struct Shown<'a> {
    screen: &'a Screen,
    here: Here,
    order: Order,
    found: Found,
    /// The one that is described, and how it is ended.
    chosen: usize,
    ends: Ending,
    /// What each is for, in words.
    reaches: Vec<String>,
    /// Portraits of whoever started and ended them.
    pictures: Pictures,
    zone: TimeZone,
    now_ms: i64,
}

impl<'a> Shown<'a> {
    async fn new(
        screen: &'a Screen,
        manager: &Manager,
        mut found: Found,
        order: Order,
        chosen: Option<&str>,
    ) -> Result<Self, Problem> {
        let mut events = Vec::with_capacity(found.events.len());
        for event in std::mem::take(&mut found.events) {
            let reach = reach_words(screen, manager, &event.reach).await?;
            events.push((event, reach));
        }
        order.sort(&mut events, screen.lang, &found.actors);
        let (events, reaches) = events.into_iter().unzip();
        found.events = events;
        let chosen = chosen.and_then(|id| found.events.iter().position(|event| event.id == id)).unwrap_or(0);
        let ends = match found.events.get(chosen) {
            Some(event) => ending_now(manager, event).await?,
            None => Ending::Free,
        };
        let people = found.actors.people().filter_map(|id| screen.at.user_named(id)).map(|user| user.no());
        let pictures = Pictures::of(manager, &screen.at, people.collect()).await?;
        let zone = crate::day::zone(&screen.at.installation().zone);
        let now_ms = manager.now_ms();
        Ok(Self { screen, here: here(screen), order, found, chosen, ends, reaches, pictures, zone, now_ms })
    }

    fn table(&self) -> Table {
        let lang = self.screen.lang;
        let ended = self.found.events.iter().any(|event| event.ended.is_some());
        let last = if ended { t!(lang, "events-column-ended") } else { t!(lang, "events-column-finished") };
        // Of those that have ended a page is shown: they are sorted by what the database sorts.
        let by = |column: Column, key| if ended { column } else { column.sort(key) };
        let last = Column::new(last).p3().nowrap();
        Table::new(lang, t!(lang, "events-notifications"))
            .column(by(Column::new(t!(lang, "events-column-event")).nowrap(), "event"))
            .column(by(Column::new(t!(lang, "events-column-status")), "status"))
            .column(by(Column::new(t!(lang, "events-column-message")).p3(), "message"))
            .column(Column::new(t!(lang, "events-column-activated")).p2().nowrap().sort("activated"))
            .column(by(Column::new(t!(lang, "events-column-by")).p2().nowrap(), "by"))
            .column(last.sort("finished"))
            .column(by(Column::new(t!(lang, "events-column-type")).p2(), "type"))
            .sorted(&self.here.without("cursor").without("event"), &self.order.to_string())
            .rows(self.found.events.iter().enumerate().map(|(at, event)| self.line(at, event)))
    }

    fn line(&self, at: usize, event: &Event) -> Row {
        let lang = self.screen.lang;
        let href = format!("{}#event", self.here.with("event", &event.id));
        let when = |ms: i64| moment(lang, ms, self.now_ms, &self.zone);
        let finish = event.ended.as_ref().map(|(ms, _)| *ms).or(event.finish_at);
        let row = Row::new()
            .cell(html! { a href=(href) { (told::title(event, lang)) } })
            .cell(state(event, lang))
            .with(Cell::new(event.message.clone().unwrap_or_else(|| dash().to_owned())).class("clip"))
            .cell(when(event.activated_at))
            .cell(self.who(&event.activated_by))
            .cell(html! { @if let Some(ms) = finish { (when(ms)) } @else { span.quiet { (dash()) } } })
            .with(Cell::new(self.kind(at, event)).class("quiet"));
        if at == self.chosen { row.state("chosen") } else { row }
    }

    /// Whether it is for the whole system, and whose it is where that is not a person's.
    fn kind(&self, at: usize, event: &Event) -> Markup {
        let lang = self.screen.lang;
        html! {
            (self.reaches[at])
            @if event.source == Source::Application { br; small { (t!(lang, "events-by-application")) } }
        }
    }

    /// Id and portrait of whoever it was.
    fn who(&self, actor: &str) -> Markup {
        let lang = self.screen.lang;
        let Some(named) = self.found.actors.get(actor) else {
            let words =
                if actor.starts_with("system:") { t!(lang, "events-server") } else { actor.to_owned() };
            return html! { (words) };
        };
        let shown = named.shown();
        let href = named.user.as_ref().map(|_| self.screen.to(&format!("/users/{}", encode(shown))));
        html! {
            span.person {
                (portrait_of(&named.name, self.picture(named), Size::Tiny))
                span title=(named.name) {
                    @if let Some(href) = href { a href=(href) { (shown) } } @else { (shown) }
                }
            }
        }
    }

    fn picture(&self, named: &Named) -> Option<&str> {
        let user = self.screen.at.user_named(named.user.as_deref()?)?;
        self.pictures.get(user.no())
    }

    fn pane(&self) -> Markup {
        let lang = self.screen.lang;
        let Some(event) = self.found.events.get(self.chosen) else { return html! {} };
        let title = told::title(event, lang);
        let heading = match event.ended {
            Some(_) => {
                t!(lang, "events-pane-ended", title = title, reach = self.reaches[self.chosen].as_str())
            }
            None => t!(lang, "events-pane", title = title, reach = self.reaches[self.chosen].as_str()),
        };
        html! {
            aside.pane id="event" aria-labelledby="event-title" {
                h3 id="event-title" { (heading) }
                (self.acts(event))
                div.stack.tight {
                    p { (event.message.clone().unwrap_or_else(|| t!(lang, "events-no-message"))) }
                    @if let Some(status) = &event.status { p { (status) } }
                    p.quiet { (means(event, self.ends, lang)) }
                    (self.facts(event))
                }
            }
        }
    }

    fn facts(&self, event: &Event) -> Facts {
        let lang = self.screen.lang;
        let when = |ms: i64| moment(lang, ms, self.now_ms, &self.zone);
        let mut facts = Facts::new()
            .fact(t!(lang, "events-column-activated"), when(event.activated_at))
            .fact(t!(lang, "events-column-by"), self.who(&event.activated_by));
        if let Some(finish) = event.finish_at {
            facts = facts.fact(t!(lang, "events-column-finished"), when(finish));
        }
        if let Some((ended, by)) = &event.ended {
            facts = facts
                .fact(t!(lang, "events-column-ended"), when(*ended))
                .fact(t!(lang, "events-ended-by"), self.who(by));
        }
        facts
    }

    fn acts(&self, event: &Event) -> Markup {
        let (screen, lang) = (self.screen, self.screen.lang);
        if !manages(screen) || event.ended.is_some() {
            return html! {};
        }
        let back = encode(&self.here.to_string());
        let to = |part: &str| screen.to(&format!("/events/{}{part}?back={back}", encode(&event.id)));
        let end =
            Button::link(t!(lang, "events-end"), to("/end")).icon(Icon::Cross).small().danger().dialog();
        html! {
            div.row.acts-row {
                (Button::link(t!(lang, "events-edit"), to("")).icon(Icon::Edit).small().dialog())
                @if self.ends != Ending::Never { (end) }
            }
        }
    }
}

impl maud::Render for Shown<'_> {
    fn render(&self) -> Markup {
        html! { (Panel::new().flush(html! { div.split { (self.table()) (self.pane()) } })) }
    }
}

/// How it stands: on, how far, or over.
fn state(event: &Event, lang: Lang) -> Markup {
    let (kind, progress) = (event.key.kind(), event.progress.filter(|progress| progress.total > 0));
    let tone = match kind {
        Kind::NoLogin => Tone::Bad,
        Kind::MessageOfTheDay => Tone::Good,
        Kind::NoFreetext | Kind::NoTravel => Tone::Warn,
        Kind::Raised => Tone::Accent,
    };
    match (&event.ended, progress) {
        (Some(_), _) => html! { (Tag::new(Tone::Plain, t!(lang, "events-state-ended"))) },
        (None, Some(progress)) => {
            let per_cent = progress.per_cent().unwrap_or_default();
            let words = t!(lang, "events-per-cent", count = per_cent);
            html! {
                span.share title=(t!(lang, "meter-of", used = progress.done, total = progress.total)) {
                    progress max="100" value=(per_cent) aria-label=(told::title(event, lang)) { (words) }
                    small { (words) }
                }
            }
        }
        (None, None) => html! { (Tag::new(tone, t!(lang, "events-state-on"))) },
    }
}

/// What an event does, and how it ends.
fn means(event: &Event, ends: Ending, lang: Lang) -> String {
    if event.ended.is_some() {
        return t!(lang, "events-means-ended");
    }
    let does = match event.key.kind() {
        Kind::NoLogin => t!(lang, "events-means-no-login"),
        Kind::NoFreetext => t!(lang, "events-means-no-freetext"),
        Kind::NoTravel => t!(lang, "events-means-no-travel"),
        Kind::MessageOfTheDay => t!(lang, "events-means-message-of-the-day"),
        Kind::Raised => t!(lang, "events-means-raised"),
    };
    let ends = match ends {
        Ending::Free => t!(lang, "events-ends-free"),
        Ending::Emergency => t!(lang, "events-ends-emergency"),
        Ending::Never => t!(lang, "events-ends-never"),
    };
    format!("{does} {ends}")
}

/// Whom an event is for, in words: people by their names.
pub(super) async fn reach_words(
    screen: &Screen,
    manager: &Manager,
    reach: &Reach,
) -> Result<String, Problem> {
    let lang = screen.lang;
    Ok(match reach {
        Reach::Everywhere => t!(lang, "events-reach-everywhere"),
        Reach::Installation(site) => {
            let name = crate::installations::site_name(&screen.at, *site);
            t!(lang, "events-reach-installation", name = name.unwrap_or_default())
        }
        Reach::Group(group) => t!(lang, "events-reach-group", name = &**group),
        Reach::User(user) => {
            let names = users::names(manager, screen.at.scope(), vec![*user]).await?;
            names.into_iter().next().map_or_else(|| user.to_string(), |(_, user)| user.name)
        }
    })
}
