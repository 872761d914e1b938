//! A request, opened: who asks, what they have, what they would get, and the answer.

use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{Purpose, Request};
use licentia_protocol::keys::fingerprint_of;
use licentia_ui::{Button, Facts, Icon, Notice, Panel, Tone, copy_button, encode, number, t, tick_box};
use maud::{Markup, html};

use super::super::{Item, State};
use super::parts::state;
use super::why;
use crate::customers::{self, Customer};
use crate::installations::{self, as_called};
use crate::packages::{self, Prospect, changed_dates, changed_rows};
use crate::page::{Screen, reason_field, short_key};
use crate::state::Authority;

/// Everything about a request.
struct Asked<'a> {
    screen: &'a Screen,
    item: &'a Item,
    request: &'a Request,
    customer: Customer,
    /// What they would get, or why that cannot be said.
    prospect: Result<Prospect, Problem>,
}

pub(super) async fn contents(
    authority: &Authority,
    screen: &Screen,
    item: &Item,
    request: &Request,
    refused: Option<&Problem>,
) -> Result<Markup, Problem> {
    let granted = screen.caller.may::<View>()?;
    let customer = customers::show(authority, &granted, &item.serial).await?;
    let prospect =
        packages::prospect(authority, &granted, &item.serial, request.sequence, request.version).await;
    let prospect = match prospect {
        Err(problem) if problem.is_internal() => return Err(problem),
        other => other,
    };
    let answered = match &item.package {
        Some(id) => Some(packages::show(authority, &granted, id).await?),
        None => None,
    };
    let asked = Asked { screen, item, request, customer, prospect };
    Ok(html! {
        (asked.facts())
        @if item.state == State::Waiting { (asked.obstacles_or(refused)) }
        @for mark in asked.marks() { (mark) }
        div.cols {
            div.stack {
                @if let Some(issued) = &answered { (asked.done(issued)) }
                (asked.becomes())
                (asked.gets())
            }
            div.stack {
                @if item.state == State::Waiting { (asked.answer()) }
                (asked.has())
            }
        }
    })
}

impl Asked<'_> {
    fn facts(&self) -> Facts {
        let (lang, request) = (self.screen.lang, self.request);
        let key = t!(lang, "installations-column-key");
        let asks = match request.purpose {
            Purpose::Status => t!(lang, "desk-asks-status"),
            Purpose::Package => t!(lang, "desk-asks-package"),
            Purpose::Serial => t!(lang, "desk-asks-serial"),
        };
        let kid = request.key.kid();
        let (details, before) = (&self.customer.details, self.customer.replaces.as_ref());
        Facts::new()
            .fact(
                t!(lang, "packages-holder"),
                as_called(lang, &request.holder, &details.name, before.map(|before| before.name.as_str())),
            )
            .fact(
                t!(lang, "customers-column-serial"),
                as_called(
                    lang,
                    &request.serial,
                    &details.serial,
                    before.map(|before| before.serial.as_str()),
                ),
            )
            .fact(t!(lang, "desk-asks"), asks)
            .maybe(
                t!(lang, "installations-column-version"),
                request.version.map(|version| version.to_string()),
            )
            .fact(
                key.as_str(),
                html! { (short_key(kid)) " " (copy_button(lang, &key, &fingerprint_of(kid))) },
            )
            .fact(t!(lang, "desk-column-received"), self.screen.moment(self.item.received_at_ms))
            .fact(t!(lang, "packages-column-state"), state(lang, self.item))
    }

    /// The package that answered it, to be sent or carried back.
    fn done(&self, issued: &packages::Issued) -> Panel {
        let lang = self.screen.lang;
        let file = issued.file_name();
        let save =
            Button::link(t!(lang, "packages-save", file = file), format!("/packages/{}/file", issued.id));
        let package = format!("/packages/{}", issued.id);
        Panel::titled("done", t!(lang, "desk-answered-title"))
            .accent()
            .body(html! {
                p { (t!(lang, "desk-answered-means")) }
            })
            .footer(html! {
                a href=(package) { (t!(lang, "packages-number", number = issued.sequence)) }
                span.row.end { (save.primary().icon(Icon::Download).download()) }
            })
    }

    /// What support should know before answering.
    fn marks(&self) -> Vec<Notice> {
        let (lang, request) = (self.screen.lang, self.request);
        let warn = |words: String| Notice::new(Tone::Warn, words).quiet();
        let rewound = request.rewound.as_ref().map(|_| t!(lang, "desk-mark-rewound"));
        let deleted = request.deleted.then(|| t!(lang, "desk-mark-deleted"));
        let back = request.back_ms.map(|back| t!(lang, "desk-mark-clock", hours = back / 3_600_000));
        let all = [rewound, deleted, back];
        all.into_iter().flatten().map(warn).collect()
    }

    /// What the installation has.
    fn has(&self) -> Panel {
        let (lang, request) = (self.screen.lang, self.request);
        let package = match request.sequence {
            0 => t!(lang, "installations-no-package"),
            number => t!(lang, "desk-number-of", number = number, newest = self.customer.sequence),
        };
        let keys = match request.keys {
            0 => t!(lang, "word-none"),
            version => number(lang, version),
        };
        let clock = self.screen.moment(request.clock_ms);
        let head = html! { (t!(lang, "desk-head", revision = request.head.revision)) };
        Panel::titled("has", t!(lang, "desk-has")).body(
            Facts::new()
                .list()
                .fact(t!(lang, "installations-column-package"), package)
                .fact(t!(lang, "desk-ledger"), head)
                .fact(t!(lang, "desk-keys-known"), keys)
                .fact(t!(lang, "desk-written"), self.screen.moment(request.iat * 1_000))
                .fact(t!(lang, "desk-clock"), clock),
        )
    }

    /// What it would get, beside what it has.
    fn gets(&self) -> Markup {
        let lang = self.screen.lang;
        if self.item.state != State::Waiting {
            return html! {};
        }
        let Ok(prospect) = &self.prospect else { return html! {} };
        let rows = &prospect.comparison.rows;
        let shown: Vec<_> = rows.iter().filter(|row| !row.hidden).collect();
        let (count, more) = (shown.len(), (rows.len() - shown.len()) as u64);
        let before = match prospect.held {
            Some(held) => t!(lang, "desk-gets-beside", number = prospect.package.sequence, held = held),
            None => t!(lang, "desk-gets-first", number = prospect.package.sequence),
        };
        let title = t!(lang, "desk-gets");
        let panel = Panel::titled("gets", title).aside(html! { span.small.quiet { (before) } });
        let unchanged = prospect.comparison.unchanged as u64;
        let rest = html! {
            div.stack.tight {
                @if count > 0 { p.small.quiet { (t!(lang, "packages-rest", hidden = more, unchanged = unchanged)) } }
                @if !prospect.comparison.dates.is_empty() { (changed_dates(lang, &prospect.comparison)) }
            }
        };
        let turns = prospect.package.replaces.as_ref().map(|_| {
            let holder = &prospect.package.holder;
            t!(lang, "desk-gets-holder", name = holder.name.as_str(), serial = holder.serial.as_str())
        });
        let rest = html! { div.stack.tight { @if let Some(turns) = &turns { p { (turns) } } (rest) } };
        match count {
            0 if turns.is_some() => html! { (panel.body(rest)) },
            0 => html! { (panel.body(html! { p { (t!(lang, "desk-gets-same")) } })) },
            _ => html! { (panel.flush(changed_rows(lang, shown)).footer(rest)) },
        }
    }

    /// Whom it wants to become.
    fn becomes(&self) -> Markup {
        let lang = self.screen.lang;
        let Some(change) = &self.request.change else { return html! {} };
        let column = |name: &str, serial: &str| html! { b { (name) } br; span.mono.quiet { (serial) } };
        let title = t!(lang, "desk-becomes");
        html! { (Panel::titled("becomes", title).body(Facts::new()
        .fact(t!(lang, "search-column-now"), column(&self.request.holder, &self.request.serial))
        .fact(t!(lang, "desk-becomes-then"), column(&change.name, &change.serial)))) }
    }

    /// What was refused just now, or else everything that stands in the way.
    fn obstacles_or(&self, refused: Option<&Problem>) -> Markup {
        let known = self.obstacles();
        html! {
            @if refused.is_some() || !known.is_empty() {
                div.stack.tight id="why-not" {
                    @if let Some(problem) = refused { (self.obstacle(problem).focused()) }
                    @else { @for problem in &known { (self.obstacle(problem)) } }
                }
            }
        }
    }

    /// One obstacle, with the way to take it away and back here.
    fn obstacle(&self, problem: &Problem) -> Notice {
        why::notice(self.screen.lang, problem, Some(self.item))
    }

    /// The form that answers.
    fn answer(&self) -> Markup {
        let lang = self.screen.lang;
        if !self.screen.caller.has(Right::Sell) {
            return html! { p.quiet { (t!(lang, "desk-answer-not-yours")) } };
        }
        let number = self.customer.sequence + 1;
        let button = Button::submit(t!(lang, "desk-answer", number = number)).icon(Icon::Key).primary();
        let panel = Panel::titled("answer", t!(lang, "desk-answer-title"));
        let Ok(prospect) = self.prospect.as_ref().map_err(|_| ()) else { return html! {} };
        if !self.obstacles().is_empty() {
            let after = html! { p.small.quiet { (t!(lang, "desk-answer-after")) } div.row { (button.disabled("why-not")) } };
            return html! { (panel.body(html! { div.stack.tight { (after) } })) };
        }
        let version = self.request.version.map(|version| version.to_string()).unwrap_or_default();
        html! {
            (panel.accent().body(html! {
                form.stack method="post" action=(format!("/requests/{}/answer", encode(&self.item.id))) {
                    @if !prospect.covers {
                        p { (t!(lang, "desk-version", version = version.as_str())) }
                        (tick_box("cover_version", "yes", &t!(lang, "desk-cover-version", version = version.as_str()), false))
                    }
                    (reason_field(lang))
                    p.small.quiet { (t!(lang, "desk-answer-means")) }
                    div.row { (button) }
                }
            }))
        }
    }

    /// Why it would be refused, before somebody tries: the rules are asked again when it is answered.
    fn obstacles(&self) -> Vec<Problem> {
        let standing = self.item.installation.and_then(installations::State::refusal).map(Problem::conflict);
        let held = self.customer.notices.hold.as_ref().map(|_| Problem::conflict("on_hold"));
        let details = &self.customer.details;
        let change = self.request.change.as_ref().filter(|_| self.request.purpose == Purpose::Serial);
        let unsaid = change
            .filter(|change| (&change.name, &change.serial) != (&details.name, &details.serial))
            .map(|change| {
                Problem::conflict("change_waiting").arg("name", &change.name).arg("serial", &change.serial)
            });
        let nothing = self.prospect.as_ref().err().cloned();
        [standing, unsaid, held, nothing].into_iter().flatten().collect()
    }
}
