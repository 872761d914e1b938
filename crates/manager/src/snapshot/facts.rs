//! From the snapshot to the facts that core decides with.

use jiff::civil::Date;
use licentia_core::bits::ModuleSet;
use licentia_core::decide::{Facts, ModuleFacts, UserFacts};
use licentia_core::ids::ModuleNo;
use licentia_core::licence::Scope;
use licentia_core::licences::{Day, ModuleDay};
use licentia_core::package::Version;
use licentia_core::seats::{self, Assignment, Person, Source};
use licentia_core::sites::{self, CENTRAL};

use super::{Snapshot, Then, User, waits};

impl Snapshot {
    /// What a decision about `user` and `module` needs to know, today, in the central database.
    #[inline]
    pub fn facts<'a>(
        &'a self,
        user: Option<User<'a>>,
        module: Option<ModuleNo>,
        version: Option<Version>,
        session: Option<u128>,
    ) -> Facts<'a> {
        self.facts_at(CENTRAL, user, module, version, session)
    }

    /// The same in one of the databases: who does not belong to it is unknown there (rule 1).
    ///
    /// Inlined with [`decide`](licentia_core::decide::decide), so that of the facts only what a rule asks is ever made.
    #[inline(always)]
    pub fn facts_at<'a>(
        &'a self,
        site: u32,
        user: Option<User<'a>>,
        module: Option<ModuleNo>,
        version: Option<Version>,
        session: Option<u128>,
    ) -> Facts<'a> {
        let user = user.filter(|user| self.belongs(user.no(), site));
        let module = module.map(|no| self.module_facts(site, user, no, session));
        Facts {
            user: user.map(facts_of),
            module,
            demo: self.demo(),
            version,
            released: self.released(version),
        }
    }

    #[inline(always)]
    fn module_facts<'a>(
        &'a self,
        site: u32,
        user: Option<User<'a>>,
        no: ModuleNo,
        session: Option<u128>,
    ) -> ModuleFacts<'a> {
        let day = if self.site_licensed(site) { self.day.module(no) } else { ModuleDay::ABSENT };
        let holds = |no| user.is_some_and(|user| user.holds(no));
        let missing = if day.requires { self.missing(site, user, no) } else { None };
        let mut facts = ModuleFacts {
            licences: &self.licences,
            no,
            today: self.day.today,
            day,
            holds: holds(no),
            held_until: None,
            waiting: false,
            tampered: !self.stopped.is_empty() && self.is_stopped(no),
            missing,
            session: session.is_some_and(|id| self.has_seat(id, user, no)),
            site: day.scope == Scope::Site && self.site_holds(site, no),
        };
        if let Some(user) = user
            && (user.boxed() || user.waits() || user.assignment_tampered())
        {
            self.add_rare(&mut facts, user, user.assignments(), &self.day);
        }
        facts
    }

    /// The first prerequisite that is not met; few modules have any.
    #[cold]
    fn missing(&self, site: u32, user: Option<User<'_>>, no: ModuleNo) -> Option<ModuleNo> {
        let there = |no| user.is_some_and(|user| user.holds(no)) || self.site_holds(site, no);
        self.licences.missing_prerequisite(&self.day, no, there)
    }

    /// What few users have: time-boxed, waiting and tampered assignments.
    #[cold]
    fn add_rare(&self, facts: &mut ModuleFacts<'_>, user: User<'_>, rows: &[Assignment], day: &Day) {
        let gives = |a: &&Assignment| self.gives(a.module, facts.no);
        facts.held_until = held_until(rows.iter().filter(gives), day.today);
        facts.waiting = !facts.holds && rows.iter().filter(gives).any(waits);
        facts.tampered |= user.assignment_tampered() && self.tampered_gives(user, facts.no);
    }

    /// Whether a grant of `granted` brings `module` with it.
    fn gives(&self, granted: ModuleNo, module: ModuleNo) -> bool {
        seats::gives(&self.licences, granted, module)
    }

    fn tampered_gives(&self, user: User<'_>, module: ModuleNo) -> bool {
        let rows = self.wrong.assignments.get(&user.no());
        rows.is_some_and(|rows| rows.iter().any(|of| of.is_none_or(|granted| self.gives(granted, module))))
    }

    fn is_stopped(&self, no: ModuleNo) -> bool {
        self.name(no).is_some_and(|name| self.stopped.iter().any(|issuer| issuer.as_str() == name.issuer()))
    }

    fn has_seat(&self, id: u128, user: Option<User<'_>>, no: ModuleNo) -> bool {
        self.session(id)
            .is_some_and(|session| session.has(no) && user.is_some_and(|user| user.no() == session.user))
    }

    /// The day the version was released, where the application has reported it.
    #[inline]
    fn released(&self, version: Option<Version>) -> Option<Date> {
        let product = self.product.as_ref()?;
        if version == Some(product.version) { product.released } else { None }
    }

    /// The same facts on another day: a simulation, which neither grants nor counts (rule 20).
    pub fn facts_on<'a>(
        &'a self,
        then: &Then,
        site: u32,
        user: Option<User<'a>>,
        module: Option<ModuleNo>,
        version: Option<Version>,
        session: Option<u128>,
    ) -> Facts<'a> {
        let (user, day) = (user.filter(|user| self.belongs(user.no(), site)), &then.day);
        let rows = user.map_or_else(Vec::new, |user| then.assignments(user));
        let person = user.map(|user| Person { assignments: &rows, ..user.person() });
        let held = person.map_or_else(ModuleSet::new, |person| seats::holds(&self.licences, day, &person));
        let at_sites = sites::held(&self.licences, day, self.site_grants());
        let licensed = self.demo() || at_sites.licensed(site);
        let module = module.map(|no| {
            let mut facts = ModuleFacts {
                tampered: self.is_stopped(no),
                session: session.is_some_and(|id| self.has_seat(id, user, no)),
                site: at_sites.holds(site, no),
                ..ModuleFacts::new(&self.licences, day, no, &held)
            };
            let there = |no| held.contains(no) || at_sites.holds(site, no);
            facts.missing = facts.missing.and(self.licences.missing_prerequisite(day, no, there));
            if !licensed {
                facts.day = ModuleDay::ABSENT;
            }
            if let Some(user) = user {
                self.add_rare(&mut facts, user, &rows, day);
            }
            facts
        });
        Facts {
            user: user.map(facts_of),
            module,
            demo: self.demo(),
            version,
            released: self.released(version),
        }
    }

    /// Through what a user holds a module today: the granted module or plan, and its source.
    pub fn held_through(&self, user: User<'_>, module: ModuleNo) -> Option<(ModuleNo, Source)> {
        seats::held_through(&self.licences, &self.day, &user.person(), module)
    }
}

#[inline]
fn facts_of(user: User<'_>) -> UserFacts {
    UserFacts { active: user.active(), kind: user.kind(), tampered: user.tampered() }
}

/// The last day of the longest grant; `None` when one has no end.
fn held_until<'a>(grants: impl Iterator<Item = &'a Assignment>, today: Date) -> Option<Date> {
    let mut last = None;
    for grant in grants.filter(|grant| grant.acts(today)) {
        last = last.max(Some(grant.until?));
    }
    last
}
