//! A trace in words.

use jiff::civil::Date;
use licentia_core::decide::{Action, Code, Detail, Remedy, Step, Tampering, Trace, Who};
use licentia_core::ids::ModuleNo;
use licentia_core::licence::{Counting, Kinds, Scope, UserKind};
use licentia_core::licences::{DayState, Total};
use licentia_core::package::Versions;
use licentia_protocol::api;
use licentia_ui::{Lang, date_words, has_text, kind_words, source_words, t, text};

use super::{Answered, Via};

/// Puts what rules saw and what can be done into words, about one answer.
pub(crate) struct Explain<'a> {
    /// The reader's language.
    pub(crate) lang: Lang,
    /// The answer.
    pub(crate) answered: &'a Answered<'a>,
}

impl Explain<'_> {
    /// The trace as the API answers it.
    pub(crate) fn steps(&self, trace: &Trace) -> Vec<api::TraceStep> {
        trace
            .steps
            .iter()
            .map(|step| api::TraceStep {
                rule: step.rule.as_str().to_owned(),
                holds: step.holds,
                detail: self.detail(step),
            })
            .collect()
    }

    /// The remedies as the API answers them.
    pub(crate) fn remedies(&self, trace: &Trace) -> Vec<api::Remedy> {
        let remedy =
            |remedy: &Remedy| api::Remedy { who: who(remedy.who).to_owned(), action: self.action(remedy) };
        trace.remedies.iter().map(remedy).collect()
    }

    /// The rule as it reads for what it saw.
    pub(crate) fn rule(&self, step: &Step) -> String {
        let key = format!("rule-{}", step.rule.as_str());
        let failed = format!("{key}.failed");
        text(self.lang, if !step.holds && has_text(self.lang, &failed) { &failed } else { &key })
    }

    /// What the rule saw, as a sentence; empty where its name says it all.
    pub(crate) fn detail(&self, step: &Step) -> String {
        let lang = self.lang;
        match &step.detail {
            Detail::Nothing => String::new(),
            Detail::User { kind, active: true } => {
                t!(lang, "checks-seen-user-active", kind = kind_words(lang, *kind))
            }
            Detail::User { kind, active: false } => {
                t!(lang, "checks-seen-user-inactive", kind = kind_words(lang, *kind))
            }
            Detail::Tampering { what: Tampering::User } => t!(lang, "checks-seen-tampered-user"),
            Detail::Tampering { what: Tampering::Assignment } => t!(lang, "checks-seen-tampered-assignment"),
            Detail::Tampering { what: Tampering::Licences } => t!(lang, "checks-seen-tampered-licences"),
            Detail::Licence { state, total, day, next_start, .. } => {
                self.licence(*state, *total, *day, *next_start)
            }
            Detail::Version { version, covered, released, maintenance } => {
                match (version, released, maintenance) {
                    (_, Some(released), Some(ended)) if released > ended => t!(
                        lang,
                        "checks-seen-maintenance",
                        day = date_words(lang, *ended),
                        released = date_words(lang, *released)
                    ),
                    (Some(version), ..) => {
                        let covered = self.versions(*covered);
                        t!(lang, "checks-seen-version", version = version.to_string(), covered = covered)
                    }
                    (None, ..) => t!(lang, "checks-seen-version-any"),
                }
            }
            Detail::Kind { kind, allowed } => {
                t!(lang, "checks-seen-kind", kind = kind_words(lang, *kind), allowed = self.kinds(*allowed))
            }
            Detail::Seat { scope, waiting, until } => self.seat(step.holds, *scope, *waiting, *until),
            Detail::Prerequisite { requires, missing } => self.prerequisite(requires, *missing),
            Detail::Session { counting: Counting::Named, .. } => t!(lang, "checks-seen-named"),
            Detail::Session { open: true, .. } => t!(lang, "checks-seen-session-open"),
            Detail::Session { open: false, .. } => t!(lang, "checks-seen-session-none"),
            Detail::Until { day: Some(day) } => t!(lang, "checks-seen-until", day = date_words(lang, *day)),
            Detail::Until { day: None } => t!(lang, "checks-seen-no-end"),
        }
    }

    fn licence(&self, state: DayState, total: Total, day: Option<Date>, next_start: Option<Date>) -> String {
        let lang = self.lang;
        let total = match total {
            Total::Absent => t!(lang, "checks-seen-total-absent"),
            Total::Count(count) => t!(lang, "checks-seen-total-count", count = count),
            Total::Unrestricted => t!(lang, "checks-seen-total-unrestricted"),
        };
        let said = match (state, day.map(|day| date_words(lang, day))) {
            (DayState::InForce, Some(day)) => {
                t!(lang, "checks-seen-in-force-until", total = total, day = day)
            }
            (DayState::InForce, None) => t!(lang, "checks-seen-in-force", total = total),
            (DayState::NotStarted, day) => {
                t!(lang, "checks-seen-not-started", day = day.unwrap_or_default())
            }
            (DayState::ReadOnly | DayState::Expired, Some(day)) => t!(lang, "checks-seen-stopped", day = day),
            (DayState::ReadOnly | DayState::Expired, None) => t!(lang, "checks-seen-stopped-long-ago"),
            (DayState::Absent, _) => t!(lang, "checks-seen-absent"),
            (DayState::Tampered, _) => t!(lang, "checks-seen-tampered-licences"),
        };
        match next_start {
            Some(next) => {
                format!("{said} {}", t!(lang, "checks-seen-next-start", day = date_words(lang, next)))
            }
            None => said,
        }
    }

    fn seat(&self, holds: bool, scope: Scope, waiting: bool, until: Option<Date>) -> String {
        let lang = self.lang;
        let said = match (scope, holds) {
            (Scope::System, _) => t!(lang, "checks-seen-seat-system"),
            (Scope::Site, true) => t!(lang, "checks-seen-seat-site"),
            (Scope::Site, false) => t!(lang, "checks-seen-seat-no-site"),
            (Scope::User, true) => self.held(),
            (Scope::User, false) if waiting => t!(lang, "checks-seen-seat-waiting"),
            (Scope::User, false) => t!(lang, "checks-seen-seat-none"),
        };
        let taken = if scope == Scope::User && !holds { self.taken() } else { None };
        let until = until.map(|day| t!(lang, "checks-seen-seat-until", day = date_words(lang, day)));
        [Some(said), taken, until].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Through what the user holds the module, whether or not the answer lets it be used.
    fn held(&self) -> String {
        let snapshot = self.answered.snapshot;
        let held = self.answered.user.zip(self.answered.module);
        let via = self.answered.via().or_else(|| {
            let (user, module) = held?;
            let (granted, source) = snapshot.held_through(user, module)?;
            Some(if granted == module { Via::Granted(source) } else { Via::Plan(granted) })
        });
        match via {
            Some(Via::Plan(plan)) => t!(self.lang, "checks-seen-seat-plan", plan = self.title(plan)),
            Some(Via::Granted(source)) => {
                t!(self.lang, "checks-seen-seat-granted", source = source_words(self.lang, source.as_str()))
            }
            Some(Via::Scope(_)) | None => String::new(),
        }
    }

    /// How many seats are taken of a module that has a cap: today.
    fn taken(&self) -> Option<String> {
        if self.answered.is_simulated() {
            return None;
        }
        let (snapshot, no) = (self.answered.snapshot, self.answered.module?);
        let total = snapshot.day().total(no).cap()?;
        let used = snapshot.usage().get(no);
        Some(t!(self.lang, "checks-seen-seat-taken", used = used, total = total))
    }

    fn prerequisite(&self, requires: &[ModuleNo], missing: Option<ModuleNo>) -> String {
        if requires.is_empty() {
            return t!(self.lang, "checks-seen-requires-nothing");
        }
        let modules = requires.iter().map(|no| self.title(*no)).collect::<Vec<_>>().join(", ");
        let needs = t!(self.lang, "checks-seen-requires", modules = modules);
        match missing {
            Some(no) => {
                format!("{needs} {}", t!(self.lang, "checks-seen-requires-missing", module = self.title(no)))
            }
            None => needs,
        }
    }

    /// What to do, as a sentence.
    pub(crate) fn action(&self, remedy: &Remedy) -> String {
        let lang = self.lang;
        match remedy.action {
            Action::AddUser => t!(lang, "checks-fix-add-user"),
            Action::CorrectUser => t!(lang, "checks-fix-correct-user"),
            Action::CorrectModule => t!(lang, "checks-fix-correct-module"),
            Action::RestoreOrAccept => t!(lang, "checks-fix-restore"),
            Action::ActivatePackage => t!(lang, "checks-fix-activate-package"),
            Action::Buy => t!(lang, "checks-fix-buy"),
            Action::Renew => t!(lang, "checks-fix-renew"),
            Action::WaitUntil { day } => t!(lang, "checks-fix-wait", day = date_words(lang, day)),
            Action::ActivateUser => t!(lang, "checks-fix-activate-user"),
            Action::RequestVersion { version: Some(version) } => {
                t!(lang, "checks-fix-request-version", version = version.to_string())
            }
            Action::RequestVersion { version: None } => t!(lang, "checks-fix-request-any-version"),
            Action::UseCoveredVersion { covered } => {
                t!(lang, "checks-fix-use-version", covered = self.versions(covered))
            }
            Action::ChangeKind { allowed } => {
                t!(lang, "checks-fix-change-kind", allowed = self.kinds(allowed))
            }
            Action::Assign { module } => self.assign(module),
            Action::AssignToSite { module } => {
                t!(lang, "checks-fix-assign-site", module = self.title(module))
            }
            Action::Ask => t!(lang, "checks-fix-ask"),
            Action::FreeSeat { module } => t!(lang, "checks-fix-free-seat", module = self.title(module)),
            Action::LogIn => t!(lang, "checks-fix-log-in"),
        }
    }

    /// A plan with its free seats; a module of its own may also come with a plan.
    fn assign(&self, no: ModuleNo) -> String {
        let (snapshot, title) = (self.answered.snapshot, self.title(no));
        let plan = snapshot.licences().module(no).is_some_and(|module| module.plan);
        match snapshot.usage().free(snapshot.licences(), snapshot.day(), no) {
            Some(free) if plan => t!(self.lang, "checks-fix-assign-plan-free", plan = title, free = free),
            None if plan => t!(self.lang, "checks-fix-assign-plan", plan = title),
            _ => t!(self.lang, "checks-fix-assign", module = title),
        }
    }

    /// The module's title, or its name where no package in force describes it.
    pub(crate) fn title(&self, no: ModuleNo) -> String {
        let snapshot = self.answered.snapshot;
        match snapshot.licences().module(no) {
            Some(module) => module.title(self.lang.tag()).to_owned(),
            None => snapshot.name(no).map_or_else(|| no.to_string(), ToString::to_string),
        }
    }

    fn versions(&self, covered: Option<Versions>) -> String {
        let lang = self.lang;
        let (from, to) = covered.map_or((None, None), |covered| (covered.from, covered.to));
        match (from.map(|it| it.to_string()), to.map(|it| it.to_string())) {
            (Some(from), Some(to)) => t!(lang, "checks-seen-version-range", from = from, to = to),
            (Some(from), None) => t!(lang, "checks-seen-version-from", from = from),
            (None, Some(to)) => t!(lang, "checks-seen-version-to", to = to),
            (None, None) => t!(lang, "checks-seen-version-all"),
        }
    }

    fn kinds(&self, allowed: Kinds) -> String {
        let allowed = UserKind::EVERY.into_iter().filter(|kind| allowed.contains(*kind));
        allowed.map(|kind| kind_words(self.lang, kind)).collect::<Vec<_>>().join(", ")
    }
}

/// Who can do it, as the API names them.
fn who(who: Who) -> &'static str {
    match who {
        Who::User => "user",
        Who::UserManager | Who::LicenceManager => "administrator",
        Who::Issuer => "vendor",
        Who::Application => "application",
    }
}

/// Who can do it, in words.
pub(crate) fn who_words(lang: Lang, by: Who) -> String {
    text(lang, &format!("checks-who-{}", who(by)))
}

/// Whether a step comes after the one that decided.
pub(crate) fn reached(trace: &Trace, at: usize) -> bool {
    let decided = trace.steps.iter().position(|step| step.decides);
    decided.is_none_or(|decided| at <= decided) || trace.decision.code == Code::Granted
}
