//! What stands under the top bar of every page until it ends, for those who can do something about it.
//!
//! The most serious comes first. There is one sentence for all issuers together, for a bar that grows by a line per
//! issuer is a bar that nobody reads.

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use licentia_core::dates::Standing;
use licentia_core::names::IssuerName;
use licentia_core::time::ClockState;
use licentia_platform::access::{Caller, Right};
use licentia_platform::ledger::Rewound;
use licentia_ui::{Button, Lang, Notice, Tone, date_words, number, t};

use crate::events::{self, Event};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// What the server knows about itself beside the installation: its clock, and whether its database is the one it left.
#[derive(Clone, Debug, Default)]
pub(crate) struct Alarms {
    /// How the machine's clock stands (rule 20).
    pub(crate) clock: ClockState,
    /// The chain had come further before (rule 10).
    pub(crate) rewound: Option<Rewound>,
    /// The system events that reach the reader (rule 16).
    pub(crate) events: Vec<Event>,
}

impl Alarms {
    pub(crate) fn of(manager: &Manager, at: &Snapshot) -> Self {
        let rewound = manager.db().rewound().into_iter().find(|rewound| rewound.scope == at.scope());
        Self { clock: manager.db().clock_state(), rewound, events: Vec::new() }
    }
}

/// The worst standing among the issuers, with those it is true of.
pub(crate) fn worst(at: &Snapshot) -> (Standing, Vec<&IssuerName>) {
    let worst = at.day().worst_standing();
    let issuers = at.licences().issuers().iter().enumerate();
    let those = issuers.filter(|(no, _)| at.day().standing(*no) == worst);
    (worst, those.map(|(_, issuer)| &issuer.name).collect())
}

/// Where somebody who has just signed in lands: those who may manage licences on *Licences* when some have expired,
/// whatever page they asked for.
pub(crate) fn needs_licences(caller: &Caller, at: &Snapshot) -> bool {
    caller.has(Right::ManageLicences) && at.day().worst_standing() >= Standing::Expired
}

/// The banners for a caller: system events alone for those who may see nothing but their own page. `to` makes addresses
/// of this installation.
pub(crate) fn banners(
    caller: &Caller,
    at: &Snapshot,
    alarms: &Alarms,
    lang: Lang,
    to: impl Fn(&str) -> String,
) -> Vec<Notice> {
    let mut banners = Vec::new();
    let may_act = caller.has(Right::ManageLicences);
    if may_act {
        banners.extend(server(at, alarms, lang, &to));
        banners.extend(standing(at, lang, &to));
    }
    let zone = crate::day::zone(&at.installation().zone);
    banners.extend(events::page::banners(&alarms.events, may_act, &zone, lang, &to));
    if at.demo() && caller.has(Right::View) {
        let text = match at.installation().licensed_before {
            true => t!(lang, "common-demo-mode-deleted"),
            false => t!(lang, "common-demo-mode"),
        };
        let notice = Notice::new(Tone::Accent, text);
        banners.push(match may_act && at.installation().serial.is_none() {
            true => notice.action(Button::link(t!(lang, "licences-holder-enter"), to("/holder")).small()),
            false => notice,
        });
    }
    banners
}

fn server(at: &Snapshot, alarms: &Alarms, lang: Lang, to: &impl Fn(&str) -> String) -> Vec<Notice> {
    let mut banners = Vec::new();
    let ledger = || Button::link(t!(lang, "banner-ledger"), to("/ledger")).small();
    if let Some(rewound) = &alarms.rewound {
        let text = t!(
            lang,
            "banner-rewound",
            found = number(lang, rewound.found),
            witnessed = number(lang, rewound.witnessed)
        );
        banners.push(Notice::new(Tone::Bad, text).action(ledger()));
    }
    match alarms.clock {
        ClockState::Right => {}
        ClockState::SetBack { by_ms, .. } => {
            banners.push(Notice::new(Tone::Warn, t!(lang, "banner-clock-back", time = length(lang, by_ms))));
        }
        ClockState::Ahead { by_ms } => {
            let text = t!(lang, "banner-clock-ahead", time = length(lang, by_ms));
            banners.push(Notice::new(Tone::Warn, text).action(ledger()));
        }
    }
    let wrong = at.wrong().names().len();
    if wrong > 0 {
        banners.push(Notice::new(Tone::Bad, t!(lang, "common-tampered", count = wrong)).action(ledger()));
    }
    banners
}

/// How long, in the largest whole unit: minutes, hours or days.
fn length(lang: Lang, ms: i64) -> String {
    let minutes = ms / 60_000;
    match minutes {
        ..120 => t!(lang, "banner-minutes", count = minutes.max(1)),
        120..2_880 => t!(lang, "banner-hours", count = minutes / 60),
        _ => t!(lang, "banner-days", count = minutes / 1_440),
    }
}

/// One sentence for the worst standing of all issuers; who is on it is named when it is one.
fn standing(at: &Snapshot, lang: Lang, to: &impl Fn(&str) -> String) -> Option<Notice> {
    let (worst, issuers) = worst(at);
    let (tone, text) = match (worst, &issuers[..]) {
        (Standing::Current, _) | (_, []) => return None,
        (Standing::Warned, [one]) => (Tone::Warn, sentence(at, lang, one, "warned")),
        (Standing::Expired, [one]) => (Tone::Bad, sentence(at, lang, one, "expired")),
        (Standing::Stopped, [one]) => (Tone::Bad, sentence(at, lang, one, "stopped")),
        (Standing::Warned, many) => (Tone::Warn, t!(lang, "banner-warned-many", count = many.len())),
        (Standing::Expired, many) => (Tone::Bad, t!(lang, "banner-expired-many", count = many.len())),
        (Standing::Stopped, many) => (Tone::Bad, t!(lang, "banner-stopped-many", count = many.len())),
    };
    let first = issuers.first().map_or("", |name| name.as_str());
    let href = to(&format!("/licences?issuer={first}"));
    Some(Notice::new(tone, text).action(Button::link(t!(lang, "banner-licences"), href).small()))
}

fn sentence(at: &Snapshot, lang: Lang, name: &IssuerName, standing: &str) -> String {
    let Some(in_force) = at.package_of(name) else { return String::new() };
    let package = &in_force.package;
    let (dates, today) = (package.dates, at.day().today);
    let day = |date: Option<Date>| date.map(|date| date_words(lang, date)).unwrap_or_default();
    let issuer = package.issuer_title(lang.tag());
    let days = dates.expiry.map_or(0, |expiry| licentia_core::time::days_until(today, expiry));
    match standing {
        "warned" => t!(lang, "banner-warned", issuer = issuer, date = day(dates.expiry), count = days),
        "expired" if dates.grace.is_some() => {
            t!(lang, "banner-expired", issuer = issuer, date = day(dates.expiry), grace = day(dates.grace))
        }
        "expired" => t!(lang, "banner-expired-no-grace", issuer = issuer, date = day(dates.expiry)),
        _ => t!(lang, "banner-stopped", issuer = issuer, date = day(dates.grace)),
    }
}
