//! What somebody is told at the log-in: that licences stop, have stopped, or that their own ends soon.

use jiff::civil::Date;
use licentia_core::dates::Standing;
use licentia_core::decide::Facts;
use licentia_core::events::{Kind, Reader, reaching};
use licentia_core::ids::ModuleNo;
use licentia_core::licences::DayState;
use licentia_ui::{Lang, date_words, t};

use crate::events::{self, Event};
use crate::snapshot::Snapshot;

/// How many days beforehand somebody is told that the own licence ends.
const SOON_DAYS: i32 = 14;

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A system event that reaches the user (rule 16).
    Event(Box<Event>),
    /// The module has stopped, and can only be read.
    ReadOnly(ModuleNo),
    /// The user's own assignment has this last day.
    Ends(ModuleNo, Date),
    /// To whoever may manage licences: where the dates put the issuer's licences, and the day that matters next.
    Standing(usize, Standing, Option<Date>),
}

/// The system events that somebody is told of who comes in; *No login* is none of them, for it keeps people out.
pub(super) fn told_of_events(active: &[Event], reader: &Reader<'_>) -> Vec<Told> {
    let told = |event: &&Event| event.key.kind().is_told() && event.key.kind() != Kind::NoLogin;
    reaching(active, reader).filter(told).map(|event| Told::Event(Box::new(event.clone()))).collect()
}

/// What is to be told about `needs` to a user, who may `manage` licences or not.
pub(super) fn told(at: &Snapshot, needs: &[Facts<'_>], manages: bool) -> Vec<Told> {
    let mut told = Vec::new();
    let today = at.day().today;
    for facts in needs.iter().filter_map(|need| need.module.as_ref()) {
        if facts.day.state == DayState::ReadOnly {
            told.push(Told::ReadOnly(facts.no));
        }
        if let Some(last) = facts.held_until
            && (last - today).get_days() <= SOON_DAYS
        {
            told.push(Told::Ends(facts.no, last));
        }
    }
    if manages {
        for (index, issuer) in at.licences().issuers().iter().enumerate() {
            let next = match at.day().standing(index) {
                Standing::Current => continue,
                Standing::Warned => issuer.dates.expiry,
                Standing::Expired => issuer.dates.grace,
                Standing::Stopped => None,
            };
            told.push(Told::Standing(index, at.day().standing(index), next));
        }
    }
    told
}

impl Told {
    /// As a sentence.
    pub(super) fn sentence(&self, at: &Snapshot, lang: Lang) -> String {
        let title = |no: &ModuleNo| {
            at.licences().module(*no).map_or_else(String::new, |module| module.title(lang.tag()).to_owned())
        };
        match self {
            Self::Event(event) => {
                let zone = crate::day::zone(&at.installation().zone);
                events::sentence(event, &zone, lang)
            }
            Self::ReadOnly(no) => t!(lang, "sessions-told-read-only", module = title(no)),
            Self::Ends(no, last) => {
                t!(lang, "sessions-told-ends", module = title(no), day = date_words(lang, *last))
            }
            Self::Standing(index, standing, next) => {
                let issuer = at.licences().issuers().get(*index);
                let issuer = issuer.map_or_else(String::new, |issuer| issuer.title(lang.tag()).to_owned());
                match (standing, next.map(|next| date_words(lang, next))) {
                    (Standing::Warned, Some(day)) => {
                        t!(lang, "sessions-told-expires", issuer = issuer, day = day)
                    }
                    (Standing::Expired, Some(day)) => {
                        t!(lang, "sessions-told-stops", issuer = issuer, day = day)
                    }
                    (Standing::Warned | Standing::Current, None) => {
                        t!(lang, "sessions-told-soon", issuer = issuer)
                    }
                    (Standing::Expired, None) => t!(lang, "sessions-told-expired", issuer = issuer),
                    (Standing::Stopped | Standing::Current, _) => {
                        t!(lang, "sessions-told-stopped", issuer = issuer)
                    }
                }
            }
        }
    }
}
