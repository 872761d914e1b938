//! Seats in words: what people hold, what sessions open, what installations use and what simply is there are not the same,
//! and nobody waits for the last three.

use jiff::civil::Date;
use licentia_core::licence::{Counting, Scope};
use licentia_core::licences::Module;
use licentia_core::reminders::{Short, Somebody};
use licentia_ui::{date_words, t};

use super::{NAME, NAMED, PEOPLE, Reader, Words, called, product};

/// Whose a module's seats are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// People's, to whom it is assigned.
    People,
    /// The suite's: a person's who can log in (rule 3a).
    Suite,
    /// Open sessions'.
    Sessions,
    /// Installations'.
    Sites,
    /// It is there for everybody, or it is not.
    Everybody,
}

impl Reader<'_> {
    fn whose(&self, name: &str) -> Whose {
        let licences = self.at.licences();
        let Some(module) = licences.no(name).and_then(|no| licences.module(no)) else { return Whose::People };
        let suite = |module: &Module| {
            let suite = licences.issuers().get(module.issuer).and_then(|issuer| issuer.suite.as_ref());
            suite.is_some_and(|suite| suite.module == module.name.code())
        };
        match (module.scope, module.counting) {
            (Scope::System, _) => Whose::Everybody,
            (Scope::Site, _) => Whose::Sites,
            (Scope::User, Counting::Concurrent) => Whose::Sessions,
            (Scope::User, Counting::Named) if suite(module) => Whose::Suite,
            (Scope::User, Counting::Named) => Whose::People,
        }
    }

    /// Whom a date hits: at most two products by name.
    pub(super) fn short(&self, short: &[Short]) -> String {
        let (lang, named) = (self.lang, short.len().min(NAMED));
        let one = |short: &Short| {
            let name: String = self.module(&short.module).chars().take(NAME).collect();
            match self.whose(&short.module) {
                // Nobody holds a seat of it: it goes as a whole.
                Whose::Everybody | Whose::Sessions => name,
                _ => t!(lang, "reminders-short-one", name = name, used = short.used, valid = short.valid),
            }
        };
        let names = short[..named].iter().map(one).collect::<Vec<_>>().join(", ");
        match short.len() - named {
            _ if names.is_empty() => String::new(),
            0 => t!(lang, "reminders-short", names = names),
            more => t!(lang, "reminders-short-more", names = names, count = more),
        }
    }

    /// Rows of one module end.
    pub(super) fn row(
        &self,
        short: &Short,
        (date, days): (Date, i32),
        (people, count): (&[Somebody], u64),
    ) -> Words {
        let (lang, name) = (self.lang, self.module(&short.module));
        let (day, left) = (date_words(lang, date), days.max(0));
        let (title, detail) = match self.whose(&short.module) {
            Whose::Everybody => (
                t!(lang, "reminders-row-whole", module = name, count = left),
                t!(lang, "reminders-row-whole-means", date = day),
            ),
            Whose::Sessions => (
                t!(lang, "reminders-row", module = name, count = left),
                t!(lang, "reminders-row-sessions", date = day, valid = short.valid),
            ),
            Whose::Sites => (
                t!(lang, "reminders-row-licences", module = name, count = left),
                t!(lang, "reminders-row-sites", date = day, used = short.used, valid = short.valid),
            ),
            Whose::People | Whose::Suite => (
                t!(lang, "reminders-row", module = name, count = left),
                self.whoever_waits(short, &day, (people, count)),
            ),
        };
        let action = self.see(&short.module);
        Words { title, detail, action, path: product(&short.module) }
    }

    /// How many are left, and who goes to the waiting list.
    fn whoever_waits(&self, short: &Short, day: &str, (people, count): (&[Somebody], u64)) -> String {
        let lang = self.lang;
        // Where nothing is left there is nobody to choose.
        let all = short.valid == 0 && count > 0;
        let means = match all {
            true => t!(lang, "reminders-row-ends", date = day, used = short.used),
            false => t!(lang, "reminders-row-means", date = day, used = short.used, valid = short.valid),
        };
        [means, self.people(people, count, all)].join(" ").trim_end().to_owned()
    }

    /// Who it will be, the newest assignment first, unless somebody chooses others.
    fn people(&self, people: &[Somebody], count: u64, all: bool) -> String {
        let lang = self.lang;
        let names: Vec<&str> =
            people.iter().map(called).filter(|name| !name.is_empty()).take(PEOPLE).collect();
        let more = count.saturating_sub(names.len() as u64);
        let names = names.join(", ");
        match (all, more) {
            _ if names.is_empty() => String::new(),
            (true, 0) => t!(lang, "reminders-row-all", names = names),
            (true, _) => t!(lang, "reminders-row-all-more", names = names, count = more),
            (false, 0) => t!(lang, "reminders-row-people", names = names),
            (false, _) => t!(lang, "reminders-row-people-more", names = names, count = more),
        }
    }

    /// A module is nearly or wholly taken, or more of it is in use than there is.
    pub(super) fn seats(&self, module: &str, used: u64, total: u64) -> Words {
        let words = match self.whose(module) {
            Whose::Sites => self.taken_by_sites(module, used, total),
            whose => self.taken_by_people(module, whose, used, total),
        };
        Words { title: words.0, detail: words.1, action: self.see(module), path: product(module) }
    }

    fn taken_by_people(&self, module: &str, whose: Whose, used: u64, total: u64) -> (String, String) {
        let (lang, name, on_suite) = (self.lang, self.module(module), whose == Whose::Suite);
        if used > total {
            let means = match on_suite {
                true => t!(lang, "reminders-over-suite-means", used = used, total = total),
                false => t!(lang, "reminders-over-means", used = used, total = total),
            };
            return (t!(lang, "reminders-over", module = name, count = used - total), means);
        }
        if used == total {
            let means = match on_suite {
                true => t!(lang, "reminders-full-suite-means"),
                false => t!(lang, "reminders-full-means"),
            };
            return (t!(lang, "reminders-full", module = name, total = total), means);
        }
        let means = t!(lang, "reminders-nearly-means", used = used, total = total);
        (t!(lang, "reminders-nearly", module = name, count = total - used), means)
    }

    fn taken_by_sites(&self, module: &str, used: u64, total: u64) -> (String, String) {
        let (lang, name) = (self.lang, self.module(module));
        match used {
            _ if used > total => (
                t!(lang, "reminders-over-site", module = name, count = used - total),
                t!(lang, "reminders-over-site-means", used = used, total = total),
            ),
            _ if used == total => (
                t!(lang, "reminders-full-site", module = name, total = total),
                t!(lang, "reminders-full-site-means"),
            ),
            _ => (
                t!(lang, "reminders-nearly-site", module = name, count = total - used),
                t!(lang, "reminders-nearly-means", used = used, total = total),
            ),
        }
    }

    /// The words of the button.
    fn see(&self, module: &str) -> String {
        match self.whose(module) {
            Whose::Sites | Whose::Everybody => t!(self.lang, "reminders-do-licence"),
            _ => t!(self.lang, "reminders-do-product"),
        }
    }
}
