//! Every problem of a catalogue, each with its code and its place.

use super::problem::ProblemCode::{self as Code};
use super::{Catalogue, ModuleDef, Prices, Problem, SuiteDef};
use crate::licence::{Counting, Kinds, Scope, Texts};
use crate::names::{IssuerName, ModuleName};
use crate::text::is_plain;
use std::collections::{BTreeMap, BTreeSet};

/// More modules than any catalogue needs and any package carries.
const MAX_MODULES: usize = 20_000;

impl Catalogue {
    /// Everything that is wrong, in the order of the file; empty when the catalogue may be used.
    pub fn validate(&self) -> Vec<Problem> {
        let mut check = Check::new(self);
        check.issuer();
        for at in 0..self.modules.len() {
            check.module(at);
        }
        check.cycles(Code::CycleInRequires, |module| &module.requires);
        check.cycles(Code::CycleInBrings, |module| &module.brings);
        for at in 0..self.suites.len() {
            check.suite(at);
        }
        check.meters();
        check.found
    }

    /// The meters that counted in another way in the edition that had them last. A meter never does: months that are closed would come
    /// to something else, and be corrected by it. What is to count in another way is another meter.
    pub fn recounted(&self, before: &Self) -> Vec<Problem> {
        let meters = self.meters.iter().enumerate();
        let changed = meters.filter_map(|(index, meter)| {
            let former = before.meters.iter().find(|former| former.name == meter.name)?;
            let at = format!("meters[{index}].kind");
            (former.kind != meter.kind).then(|| Problem::new(Code::MeterKindChanged, at, &[&meter.name]))
        });
        changed.collect()
    }
}

/// The walk over one catalogue.
struct Check<'a> {
    catalogue: &'a Catalogue,
    /// Any valid issuer, to try codes with.
    issuer: Option<IssuerName>,
    /// The first module of each code.
    by_code: BTreeMap<&'a str, usize>,
    was: BTreeSet<&'a str>,
    found: Vec<Problem>,
}

impl<'a> Check<'a> {
    fn new(catalogue: &'a Catalogue) -> Self {
        let mut by_code = BTreeMap::new();
        for (at, module) in catalogue.modules.iter().enumerate() {
            by_code.entry(module.code.as_str()).or_insert(at);
        }
        let issuer = IssuerName::new(&catalogue.issuer).or_else(|_| IssuerName::new("any")).ok();
        Self { catalogue, issuer, by_code, was: BTreeSet::new(), found: Vec::new() }
    }

    fn add(&mut self, code: Code, at: &str, names: &[&str]) {
        self.found.push(Problem::new(code, at, names));
    }

    fn get(&self, code: &str) -> Option<&'a ModuleDef> {
        self.by_code.get(code).map(|at| &self.catalogue.modules[*at])
    }

    fn issuer(&mut self) {
        let issuer = &self.catalogue.issuer;
        if IssuerName::new(issuer).is_ok_and(|name| name.as_str() == issuer) {
            self.texts("titles", &self.catalogue.titles, false);
        } else {
            self.add(Code::BadIssuer, "issuer", &[issuer]);
        }
        if self.catalogue.modules.len() > MAX_MODULES {
            self.add(Code::TooManyModules, "modules", &[&MAX_MODULES.to_string()]);
        }
    }

    fn name(&mut self, at: &str, code: &str) {
        let read = self.issuer.as_ref().and_then(|issuer| ModuleName::new(issuer, code).ok());
        if read.is_none_or(|name| name.code() != code) {
            self.add(Code::BadName, at, &[code]);
        }
    }

    fn texts(&mut self, at: &str, texts: &Texts, needed: bool) {
        if needed && texts.values().all(|text| text.trim().is_empty()) {
            self.add(Code::MissingTitle, at, &[]);
        }
        for tag in texts.keys().filter(|tag| !is_language(tag)) {
            self.add(Code::BadLanguage, at, &[tag]);
        }
        for (tag, text) in texts.iter().filter(|(_, text)| !is_plain(text)) {
            let hidden = text.chars().find(|c| !is_plain(c.encode_utf8(&mut [0; 4])));
            let hidden = hidden.map(|c| format!("U+{:04X}", c as u32)).unwrap_or_default();
            self.add(Code::ControlCharacter, &format!("{at}.{tag}"), &[&hidden]);
        }
    }

    fn prices(&mut self, at: &str, prices: &Prices) {
        let bad = |code: &str| code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase());
        for currency in prices.keys().filter(|code| bad(code)) {
            self.add(Code::BadCurrency, at, &[currency]);
        }
    }

    fn module(&mut self, index: usize) {
        let module = &self.catalogue.modules[index];
        let code = module.code.as_str();
        let at = format!("modules[{index}]");
        self.name(&format!("{at}.code"), code);
        if self.by_code.get(code) != Some(&index) {
            self.add(Code::DuplicateModule, &at, &[code]);
        }
        self.texts(&format!("{at}.titles"), &module.titles, !module.hidden);
        self.texts(&format!("{at}.tooltips"), &module.tooltips, false);
        self.prices(&format!("{at}.prices"), &module.prices);
        if module.counting == Counting::Concurrent && module.scope != Scope::User {
            self.add(Code::ConcurrentNotUser, &at, &[code]);
        }
        if module.kinds.iter().next().is_none() {
            self.add(Code::NoKinds, &at, &[code]);
        }
        self.plan(&at, module);
        self.set(&format!("{at}.set"), module);
        self.requires(&format!("{at}.requires"), module);
        self.brings(&format!("{at}.brings"), &module.brings);
        self.renamed(&format!("{at}.was"), module);
    }

    fn plan(&mut self, at: &str, module: &ModuleDef) {
        let code = module.code.as_str();
        if !module.plan {
            if !module.set.is_empty() {
                self.add(Code::SetOnNonPlan, &format!("{at}.set"), &[code]);
            }
            return;
        }
        if module.scope != Scope::User {
            self.add(Code::PlanNotUser, at, &[code]);
        }
        if module.hidden {
            self.add(Code::PlanHidden, at, &[code]);
        }
        if module.tier {
            self.add(Code::PlanIsTier, at, &[code]);
        }
    }

    fn set(&mut self, at: &str, module: &ModuleDef) {
        let mut seen = BTreeSet::new();
        let mut kinds = module.kinds;
        for name in &module.set {
            if !seen.insert(name.as_str()) {
                self.add(Code::DuplicateInSet, at, &[name]);
                continue;
            }
            let Some(member) = self.get(name) else {
                self.add(Code::UnknownInSet, at, &[name]);
                continue;
            };
            if member.plan {
                self.add(Code::PlanInSet, at, &[name]);
            }
            if member.scope != Scope::User {
                self.add(Code::SetNotUser, at, &[name]);
            }
            kinds = kinds.iter().filter(|kind| member.kinds.contains(*kind)).collect::<Kinds>();
            for needed in &member.requires {
                let by_hand = self.get(needed).is_none_or(|n| !n.hidden || n.scope != Scope::User);
                if !by_hand && !module.set.contains(needed) {
                    self.add(Code::SetIncomplete, at, &[name, needed]);
                }
            }
        }
        if kinds != module.kinds && kinds.iter().next().is_none() {
            self.add(Code::NoKinds, at, &[&module.code]);
        }
    }

    fn requires(&mut self, at: &str, module: &ModuleDef) {
        for name in &module.requires {
            match self.get(name) {
                None => self.add(Code::UnknownInRequires, at, &[name]),
                Some(needed) if needed.scope == Scope::User && module.scope != Scope::User => {
                    self.add(Code::RequiresUserModule, at, &[name]);
                }
                Some(_) => {}
            }
        }
    }

    fn brings(&mut self, at: &str, brings: &[String]) {
        for name in brings {
            match self.get(name) {
                None => self.add(Code::UnknownInBrings, at, &[name]),
                Some(brought) if brought.scope == Scope::User && !brought.tier => {
                    self.add(Code::BringsUserModule, at, &[name]);
                }
                Some(_) => {}
            }
        }
    }

    fn renamed(&mut self, at: &str, module: &'a ModuleDef) {
        let Some(was) = &module.was else { return };
        self.name(at, was);
        if self.by_code.contains_key(was.as_str()) || !self.was.insert(was) {
            self.add(Code::WasInUse, at, &[was]);
        }
    }

    fn suite(&mut self, index: usize) {
        let suite = &self.catalogue.suites[index];
        let at = format!("suites[{index}]");
        self.name(&format!("{at}.name"), &suite.name);
        if self.catalogue.suites[..index].iter().any(|other| other.name == suite.name) {
            self.add(Code::DuplicateSuite, &at, &[&suite.name]);
        }
        self.texts(&format!("{at}.titles"), &suite.titles, true);
        self.prices(&format!("{at}.prices"), &suite.prices);
        match self.get(&suite.module) {
            None => self.add(Code::UnknownSuiteModule, &format!("{at}.module"), &[&suite.module]),
            Some(module) if module.hidden || module.scope != Scope::User => {
                self.add(Code::SuiteModuleNotUser, &format!("{at}.module"), &[&suite.module]);
            }
            Some(_) => {}
        }
        self.brings(&format!("{at}.brings"), &suite.brings);
        if let Some(next) = &suite.next
            && (*next == suite.name || self.catalogue.suite(next).is_none())
        {
            self.add(Code::UnknownNext, &format!("{at}.next"), &[next]);
        }
        self.limits(&at, suite);
    }

    fn limits(&mut self, at: &str, suite: &SuiteDef) {
        for (index, limit) in suite.limits.iter().enumerate() {
            let at = format!("{at}.limits[{index}]");
            self.name(&at, &limit.name);
            if suite.limits[..index].iter().any(|other| other.name == limit.name) {
                self.add(Code::DuplicateLimit, &at, &[&limit.name]);
            }
            self.texts(&at, &limit.titles, true);
            self.texts(&at, &limit.counts, false);
            self.texts(&at, &limit.advice, false);
        }
    }

    fn meters(&mut self) {
        for (index, meter) in self.catalogue.meters.iter().enumerate() {
            let at = format!("meters[{index}]");
            self.name(&at, &meter.name);
            if self.catalogue.meters[..index].iter().any(|other| other.name == meter.name) {
                self.add(Code::DuplicateMeter, &at, &[&meter.name]);
            }
            self.texts(&at, &meter.titles, true);
            self.texts(&at, &meter.unit, false);
            self.prices(&at, &meter.prices);
            if meter.block == 0 {
                self.add(Code::BlockOfNothing, &format!("{at}.block"), &[&meter.name]);
            }
        }
    }

    /// Walks the arrows once, without recursion, and names the modules of every cycle met.
    fn cycles(&mut self, code: Code, arrows: fn(&ModuleDef) -> &[String]) {
        let modules = &self.catalogue.modules;
        let mut done = vec![false; modules.len()];
        let mut place = vec![None; modules.len()];
        for start in 0..modules.len() {
            // The path walked: the module and how many of its arrows have been followed.
            let mut path = vec![(start, 0)];
            while let Some((at, followed)) = path.last_mut() {
                let module = *at;
                let next = arrows(&modules[module]).get(*followed);
                if done[module] || next.is_none() {
                    (done[module], place[module]) = (true, None);
                    path.pop();
                    continue;
                }
                *followed += 1;
                place[module] = Some(path.len() - 1);
                let next = next.and_then(|name| self.by_code.get(name.as_str()).copied());
                match next.map(|next| (next, place[next])) {
                    Some((_, Some(from))) => {
                        let cycle: Vec<_> =
                            path[from..].iter().map(|(at, _)| modules[*at].code.as_str()).collect();
                        let first = path[from].0;
                        let at = format!("modules[{first}]");
                        self.found.push(Problem::new(code, at, &cycle));
                    }
                    Some((next, None)) if !done[next] => path.push((next, 0)),
                    _ => {}
                }
            }
        }
    }
}

/// A language tag in lower case: `en`, `sv`, `pt-br`.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| {
            (1..=8).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}
