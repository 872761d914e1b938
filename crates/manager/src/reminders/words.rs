//! A need in words, for whoever reads: what is the matter, what it means, and where something can be done about it.

mod seats;

use jiff::civil::Date;
use licentia_core::licence::text_in;
use licentia_core::reminders::{About, Kind, LimitUse, MeterUse, Need, Short, Somebody};
use licentia_ui::{Lang, date_words, encode, has_text, number, percent, t, text};
use serde_json::{Value, json};

use crate::contact::page::words as contact_words;
use crate::snapshot::Snapshot;

/// A need as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What is the matter.
    pub title: String,
    /// What it means; empty where the title says it all.
    pub detail: String,
    /// What can be done: the words of a button.
    pub action: String,
    /// Where: a page of the installation, beginning with a slash.
    pub path: String,
}

/// How many people a sentence names.
const PEOPLE: usize = 5;
/// How many products a sentence names, and how much of each name (the rest is "and 3 more").
const NAMED: usize = 2;
const NAME: usize = 43;

/// A need in the language of the reader.
pub fn words(at: &Snapshot, lang: Lang, need: &Need) -> Words {
    let reader = Reader { at, lang };
    match &need.about {
        About::Date { issuer, date, days, short } => reader.date(need.kind, issuer, *date, *days, short),
        About::Row { short, date, days, people, people_count } => {
            reader.row(short, (*date, *days), (people, *people_count))
        }
        About::Package { issuer, package, date } => reader.package(issuer, package, *date),
        About::Seats { module, used, total } => reader.seats(module, *used, *total),
        About::Waiting { module, count } => reader.waiting(module, *count),
        About::Limit(limit) => reader.limit(limit),
        About::Meter(meter) => reader.meter(meter),
        About::Count { count } => reader.count(need.kind, *count),
        About::Unlicensed { named } => reader.unlicensed(*named),
        About::Contact { issuer, code } => reader.contact(issuer, code),
    }
}

struct Reader<'a> {
    at: &'a Snapshot,
    lang: Lang,
}

impl Reader<'_> {
    fn date(&self, kind: Kind, issuer: &str, date: Date, days: i32, short: &[Short]) -> Words {
        let (lang, day, name) = (self.lang, date_words(self.lang, date), self.issuer(issuer));
        let passed = days < 0 || (kind == Kind::AdminWarning && days == 0);
        let left = days.max(0);
        let title = match (kind, passed) {
            (Kind::Expiry, false) => t!(lang, "reminders-expiry", issuer = name, count = left),
            (Kind::Expiry, true) => t!(lang, "reminders-expiry-passed", issuer = name),
            (Kind::Grace, false) => t!(lang, "reminders-grace", issuer = name, count = left),
            (Kind::Grace, true) => t!(lang, "reminders-grace-passed", issuer = name),
            (Kind::AdminWarning, false) => t!(lang, "reminders-warning", issuer = name, count = left),
            (Kind::AdminWarning, true) => t!(lang, "reminders-warning-passed", issuer = name),
            (Kind::Maintenance, false) => t!(lang, "reminders-maintenance", issuer = name, count = left),
            (Kind::Maintenance, true) => t!(lang, "reminders-maintenance-passed", issuer = name),
            (_, false) => t!(lang, "reminders-check", issuer = name, count = left),
            (_, true) => t!(lang, "reminders-check-passed", issuer = name),
        };
        let means = match kind {
            Kind::Expiry => t!(lang, "reminders-expiry-means", date = day),
            Kind::Grace => t!(lang, "reminders-grace-means", date = day),
            Kind::AdminWarning => t!(lang, "reminders-warning-means", date = day),
            Kind::Maintenance => t!(lang, "reminders-maintenance-means", date = day),
            _ => t!(lang, "reminders-check-means", date = day),
        };
        let action = match kind {
            Kind::NextCheck => t!(lang, "reminders-do-ask"),
            _ => t!(lang, "reminders-do-licences"),
        };
        let detail = [means, self.short(short)].join(" ").trim_end().to_owned();
        Words { title, detail, action, path: format!("/licences?issuer={}", encode(issuer)) }
    }

    fn package(&self, issuer: &str, package: &str, date: Option<Date>) -> Words {
        let (lang, name) = (self.lang, self.issuer(issuer));
        let passed = date.is_some_and(|date| date < self.at.day().today);
        let (title, detail) = match date.map(|date| date_words(lang, date)) {
            Some(day) if passed => (
                t!(lang, "reminders-package-now", issuer = name),
                t!(lang, "reminders-package-now-means", date = day),
            ),
            Some(day) => (
                t!(lang, "reminders-package-before", issuer = name, date = day.as_str()),
                t!(lang, "reminders-package-before-means"),
            ),
            None => (t!(lang, "reminders-package", issuer = name), t!(lang, "reminders-package-means")),
        };
        let action = t!(lang, "reminders-do-package");
        Words { title, detail, action, path: format!("/packages/{}", encode(package)) }
    }

    fn waiting(&self, module: &str, count: u64) -> Words {
        let (lang, name) = (self.lang, self.module(module));
        Words {
            title: t!(lang, "reminders-waiting", module = name, count = count),
            detail: t!(lang, "reminders-waiting-means"),
            action: t!(lang, "reminders-do-waiting"),
            path: format!("/assignments/waiting?module={}", encode(module)),
        }
    }

    fn limit(&self, limit: &LimitUse) -> Words {
        let LimitUse { issuer, name, used, max } = limit;
        let (lang, of) = (self.lang, |name: &str| name.to_owned());
        let found = self.at.licences().issuers().iter().find(|known| known.name.as_str() == issuer);
        let found = found.and_then(|known| known.limits.iter().find(|limit| limit.name == *name));
        let title = found.map_or_else(|| of(name), |limit| of(text_in(&limit.titles, lang.tag(), name)));
        let advice = found.map_or("", |limit| text_in(&limit.advice, lang.tag(), ""));
        if *max == 0 {
            // The plan has none of it; what is there came from another plan, and stays.
            let detail = [t!(lang, "reminders-limit-none-means", used = *used), advice.to_owned()].join(" ");
            let title = t!(lang, "reminders-limit-none", limit = title);
            let path = format!("/licences/suite/{}", encode(issuer));
            return Words {
                title,
                detail: detail.trim_end().to_owned(),
                action: t!(lang, "reminders-do-limit"),
                path,
            };
        }
        let (title, means) = match used >= max {
            true => (t!(lang, "reminders-limit-full", limit = title), t!(lang, "reminders-limit-full-means")),
            false => (t!(lang, "reminders-limit", limit = title, count = max - used), String::new()),
        };
        let figures = t!(lang, "reminders-limit-means", used = *used, max = *max);
        let detail = [figures.as_str(), &means, advice].join(" ").replace("  ", " ").trim_end().to_owned();
        let path = format!("/licences/suite/{}", encode(issuer));
        Words { title, detail, action: t!(lang, "reminders-do-limit"), path }
    }

    fn meter(&self, meter: &MeterUse) -> Words {
        let MeterUse { issuer, name, used, allowance, forecast, .. } = meter;
        let lang = self.lang;
        let found = self.at.licences().issuers().iter().find(|known| known.name.as_str() == issuer);
        let found = found.and_then(|known| known.meters.iter().find(|meter| meter.name == *name));
        let title = found.map_or(name.as_str(), |meter| text_in(&meter.titles, lang.tag(), name));
        let share = (u128::from(*used) * 100).checked_div(u128::from(*allowance)).unwrap_or(100);
        let share = percent(lang, u64::try_from(share).unwrap_or(u64::MAX));
        let title = match forecast {
            _ if used >= allowance => t!(lang, "reminders-meter-full", meter = title),
            Some(day) if share_below(*used, *allowance) => {
                t!(lang, "reminders-meter-forecast", meter = title, date = date_words(lang, *day))
            }
            _ => t!(lang, "reminders-meter", meter = title, share = share),
        };
        let unit = found.map_or("", |meter| text_in(&meter.unit, lang.tag(), ""));
        let (used, allowance) = (number(lang, *used), format!("{} {unit}", number(lang, *allowance)));
        let allowance = allowance.trim_end();
        let means = match forecast {
            // What the title does not say.
            Some(day) if meter.used < meter.allowance && !share_below(meter.used, meter.allowance) => {
                let day = date_words(lang, *day);
                t!(lang, "reminders-meter-means-by", used = used, allowance = allowance, date = day)
            }
            _ => t!(lang, "reminders-meter-means", used = used, allowance = allowance),
        };
        Words {
            title,
            detail: means,
            action: t!(lang, "reminders-do-meters"),
            path: format!("/meters?meter={}", encode(&format!("{issuer}.{name}"))),
        }
    }

    fn count(&self, kind: Kind, count: u64) -> Words {
        let lang = self.lang;
        let (title, detail, action, path) = match kind {
            Kind::Approval => (
                t!(lang, "reminders-approval", count = count),
                t!(lang, "reminders-approval-means"),
                t!(lang, "reminders-do-approval"),
                "/users?quick=waiting_for_approval",
            ),
            Kind::Blocked => (
                t!(lang, "reminders-blocked"),
                t!(lang, "reminders-blocked-means"),
                t!(lang, "reminders-do-events"),
                "/events",
            ),
            Kind::Delivery => (
                t!(lang, "reminders-undelivered", count = count),
                t!(lang, "reminders-undelivered-means"),
                t!(lang, "reminders-do-deliveries"),
                "/reminders/deliveries",
            ),
            _ => (
                t!(lang, "common-tampered", count = count),
                t!(lang, "reminders-tampered-means"),
                t!(lang, "banner-ledger"),
                "/ledger",
            ),
        };
        Words { title, detail, action, path: path.to_owned() }
    }

    /// What comes first: whose installation it is, then a licence.
    fn unlicensed(&self, named: bool) -> Words {
        let lang = self.lang;
        let (first, action, path) = match named {
            false => (t!(lang, "reminders-unlicensed-name"), t!(lang, "licences-holder-enter"), "/holder"),
            true => (t!(lang, "reminders-unlicensed-load"), t!(lang, "reminders-do-licences"), "/licences"),
        };
        let detail = format!("{} {first}", t!(lang, "reminders-unlicensed-means"));
        Words { title: t!(lang, "reminders-unlicensed"), detail, action, path: path.to_owned() }
    }

    fn contact(&self, issuer: &str, code: &str) -> Words {
        let (name, state) = (self.issuer(issuer), format!("contact-state-{code}"));
        let (title, detail) = match has_text(self.lang, &state) {
            true => (text(self.lang, &state), String::new()),
            false => contact_words(self.lang, code, name),
        };
        let title = format!("{name}: {title}");
        let action = t!(self.lang, "reminders-do-licences");
        Words { title, detail, action, path: format!("/licences?issuer={}", encode(issuer)) }
    }

    fn issuer<'a>(&'a self, name: &'a str) -> &'a str {
        let found = name.parse().ok().and_then(|name| self.at.package_of(&name));
        found.map_or(name, |in_force| in_force.package.issuer_title(self.lang.tag()))
    }

    fn module<'a>(&'a self, name: &'a str) -> &'a str {
        let licences = self.at.licences();
        let found = licences.no(name).and_then(|no| licences.module(no));
        found.map_or(name, |module| module.title(self.lang.tag()))
    }
}

/// What somebody is called.
fn called(somebody: &Somebody) -> &str {
    if somebody.name.is_empty() { &somebody.login } else { &somebody.name }
}

/// What a need is about as programs get it: people by log-in name and name, not by our numbers.
pub(crate) fn about(need: &Need) -> Value {
    let mut about = serde_json::to_value(&need.about).unwrap_or_default();
    if !need.people().is_empty() {
        let people = need.people().iter().filter(|somebody| !somebody.login.is_empty());
        about["row"]["people"] =
            people.map(|somebody| json!({"user": somebody.login, "name": somebody.name})).collect();
    }
    about
}

fn share_below(used: u64, allowance: u64) -> bool {
    u128::from(used) * 100 < u128::from(allowance) * 80
}

fn product(module: &str) -> String {
    format!("/products/{}", encode(module))
}
