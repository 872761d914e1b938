//! The world of the race: a customer with users, packages that raise and lower what there is, and servers to kill.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::{Duration, Instant};

use licentia_core::licence::{Counting, Quantity, Scope};
use licentia_protocol::package::{Trust, verify};
use licentia_tests::house::{Database, House, json_of};
use licentia_tests::managers::Managers;
use licentia_tests::{http, until};
use serde_json::{Value, json};

use crate::BETWEEN_KILLS;
use crate::ledger::Replayed;
use crate::tables::{Entry, Moment, Tables};

/// People on whom every client works.
pub(crate) const RUNNERS: usize = 64;
/// Teams that are given the same licence together or not at all.
pub(crate) const TEAMS: usize = 3;
/// How many are in one.
pub(crate) const TEAM: usize = 10;
/// The licence of the teams: there is enough for two of them.
pub(crate) const TEAM_MODULE: &str = "superoffice.system-user-cal";
/// The concurrent one.
pub(crate) const DESK: &str = "superoffice.service-desk";
/// How many of it there are.
const DESKS: u32 = 5;
/// The plans that are handed about.
pub(crate) const PLANS: [&str; 3] =
    ["superoffice.ten-sales", "superoffice.ten-service", "superoffice.ten-marketing"];
/// A module that needs a plan beneath it.
pub(crate) const EXTRA: &str = "superoffice.sale-quote-access";
/// The group that a rule gives a plan to.
pub(crate) const GROUP: &str = "North";

/// What one package has in force.
pub(crate) struct Caps {
    /// Per named user module its quantity.
    named: BTreeMap<String, u64>,
    /// Per concurrent module its quantity.
    concurrent: BTreeMap<String, u64>,
    /// Per plan what comes with it.
    sets: BTreeMap<String, Vec<String>>,
}

/// Everything that clients, sampler and killer share.
pub(crate) struct World {
    pub(crate) managers: Managers,
    pub(crate) token: String,
    /// The packages to activate one after the other.
    pub(crate) files: Vec<Vec<u8>>,
    caps: BTreeMap<u64, Caps>,
    /// Operations done.
    pub(crate) done: AtomicU64,
    /// Operations to do.
    pub(crate) wanted: u64,
    /// So many operations may be done before a server has to be killed: nobody goes far beyond it until one was.
    pub(crate) kill_at: AtomicU64,
    /// Nobody goes on.
    pub(crate) over: AtomicBool,
}

impl World {
    /// Users, packages signed beforehand, servers running.
    pub(crate) fn build(database: Database, servers: usize, wanted: u64) -> Self {
        let house = House::build(database);
        let packages = (wanted / 150).clamp(8, 120);
        let trust = Trust::from_pem(&std::fs::read_to_string(house.root()).unwrap()).unwrap();
        let mut caps = BTreeMap::new();
        // A package with fewer concurrent seats ends nobody's session, so there are never more than this many of them.
        house.owns(&[("service-desk", DESKS)]);
        house.activates_next("start.tls");
        let first = std::fs::read(house.folder().join("start.tls")).unwrap();
        let (sequence, first) = caps_of(&first, &trust);
        caps.insert(sequence, first);
        let mut files = Vec::new();
        for no in 0..packages {
            house.owns(&[
                ("ten-sales", [20, 12, 26, 16, 30, 9][no as usize % 6]),
                ("ten-service", [10, 14, 8, 12][no as usize % 4]),
                ("ten-marketing", [6, 9, 5][no as usize % 3]),
                ("sale-quote-access", [8, 11, 7, 9, 10][no as usize % 5]),
                ("system-user-cal", 25),
                ("service-desk", DESKS),
            ]);
            let file = std::fs::read(house.issue(&format!("race-{no}.tls"))).unwrap();
            let (sequence, of) = caps_of(&file, &trust);
            caps.insert(sequence, of);
            files.push(file);
        }
        add_users(&house);
        let rule = json!({"rule": {"name": "North sells", "when": [{"attribute": "group", "is": [GROUP]}],
            "modules": [PLANS[0]]}});
        let made = http::post(&house.api("/rules"), &house.token, &rule, &[]);
        assert!(matches!(made.status, 200 | 201), "{made:?}");
        Self {
            token: house.token.clone(),
            managers: Managers::start(house, servers),
            files,
            caps,
            done: AtomicU64::new(0),
            wanted,
            kill_at: AtomicU64::new(BETWEEN_KILLS),
            over: AtomicBool::new(false),
        }
    }

    /// Nothing is under way any more: for two seconds nothing has been written.
    pub(crate) fn settle(&self) {
        let mut tables = Tables::open(self.managers.house().database());
        let (mut last, mut since) = (usize::MAX, Instant::now());
        until("the servers come to rest", || {
            let entries = tables.ledger().len();
            if entries != last {
                (last, since) = (entries, Instant::now());
            }
            std::thread::sleep(Duration::from_millis(200));
            if since.elapsed() > Duration::from_secs(2) { Ok(()) } else { Err(entries) }
        });
    }

    /// Whether a moment keeps the promise: no module in use beyond what is in force, no team half served.
    pub(crate) fn fits(&self, moment: &Moment) -> Result<(), String> {
        let Some(caps) = self.caps.get(&moment.sequence) else {
            return Err(format!("package {} is in force, which nobody issued", moment.sequence));
        };
        for (module, used) in in_use(&moment.active, &moment.names, caps) {
            match caps.named.get(&module) {
                Some(cap) if used > *cap => {
                    return Err(format!("{used} of {cap} {module}, package {}", moment.sequence));
                }
                _ => {}
            }
        }
        let mut open: BTreeMap<&str, u64> = BTreeMap::new();
        for module in moment.sessions.iter().flatten() {
            *open.entry(moment.names[module].as_str()).or_default() += 1;
        }
        for (module, cap) in &caps.concurrent {
            let used = open.get(module.as_str()).copied().unwrap_or(0);
            if used > *cap {
                return Err(format!("{used} sessions of {cap} {module}"));
            }
        }
        teams(moment)
    }

    /// Everything that has to agree in the end.
    pub(crate) fn judge(&self, told: &Told) {
        assert!(told.wrong.is_empty(), "answers that nobody should get: {:#?}", told.wrong);
        let mut tables = Tables::open(self.managers.house().database());
        let (moment, entries) = tables.everything();
        self.fits(&moment).unwrap();
        let last = entries.last().map_or(0, |entry| entry.revision);
        assert!(
            last >= told.newest,
            "revision {} was acknowledged and is gone: the last is {last}",
            told.newest
        );
        let revisions: Vec<u64> = entries.iter().map(|entry| entry.revision).collect();
        assert!(revisions.windows(2).all(|pair| pair[1] == pair[0] + 1), "a revision is missing");
        let of_ledger = Replayed::of(&entries);
        let keys: BTreeSet<_> = of_ledger.rows.keys().chain(moment.rows.keys()).copied().collect();
        let differ: Vec<String> = keys
            .into_iter()
            .filter(|key| of_ledger.rows.get(key) != moment.rows.get(key))
            .take(5)
            .map(|key| differs(key, &moment, &entries))
            .collect();
        assert!(differ.is_empty(), "ledger and tables tell of different rows: {}", differ.join("\n"));
        // The seats in use, recounted from the ledger alone: of whom it lets log in, what it lets act.
        let caps = &self.caps[&moment.sequence];
        let recounted = in_use(&of_ledger.active(), &moment.names, caps);
        assert_eq!(
            recounted,
            in_use(&moment.active, &moment.names, caps),
            "ledger and tables tell of different seats"
        );
        assert!(recounted.values().sum::<u64>() > 0, "nothing is in use in the end");
        until("every server counts what the tables hold", || self.servers_agree(&tables.moment().unwrap()));
        let verified = json_of(&self.managers.house().verify());
        assert_eq!(verified["report"]["faults"], json!([]), "{verified}");
    }

    /// What each server says is in use is what the tables say. One may have something to hear of yet.
    fn servers_agree(&self, moment: &Moment) -> Result<(), String> {
        let caps = &self.caps[&moment.sequence];
        let used = in_use(&moment.active, &moment.names, caps);
        for server in 0..self.managers.count() {
            let list = http::get(&self.managers.api(server, "/licences"), &self.token).body;
            for item in list["items"].as_array().unwrap() {
                let module = item["module"].as_str().unwrap();
                let (told, counted) = (&item["in_use"], used.get(module).copied().unwrap_or(0));
                if caps.named.contains_key(module) && *told != json!(counted) {
                    return Err(format!("server {server} counts {told} of {module} and not {counted}"));
                }
            }
            let rows = http::get(&self.managers.api(server, "/assignments?limit=1"), &self.token).body;
            if rows["total"] != json!(moment.rows.len()) {
                return Err(format!(
                    "server {server} has {} rows and not {}",
                    rows["total"],
                    moment.rows.len()
                ));
            }
        }
        Ok(())
    }
}

/// A row of which ledger and tables tell differently, with what the ledger says of it.
fn differs(key: (u64, u64, u64), moment: &Moment, entries: &[Entry]) -> String {
    let (user, module, _) = key;
    let about = |entry: &&Entry| {
        let named = entry.subjects.contains(&format!("user:{user}"));
        named || entry.members.iter().any(|member| member[0] == user && member[1] == module)
    };
    let told: Vec<String> = entries
        .iter()
        .filter(about)
        .map(|entry| {
            let members: Vec<String> = entry
                .members
                .iter()
                .filter(|m| m[0] == user && m[1] == module)
                .map(Value::to_string)
                .collect();
            format!("{} {} {}", entry.revision, entry.kind, members.join(" "))
        })
        .collect();
    let last = &told[told.len().saturating_sub(8)..];
    format!(
        "{key:?} {} waits in tables: {:?}; {}",
        moment.names[&module],
        moment.rows.get(&key),
        last.join(" | ")
    )
}

/// Users who hold each module, each of them once.
fn in_use(
    active: &BTreeMap<u64, BTreeSet<u64>>,
    names: &BTreeMap<u64, String>,
    caps: &Caps,
) -> BTreeMap<String, u64> {
    let mut used: BTreeMap<String, u64> = BTreeMap::new();
    for granted in active.values() {
        let mut held: BTreeSet<&str> = BTreeSet::new();
        for module in granted {
            let name = names[module].as_str();
            held.insert(name);
            held.extend(caps.sets.get(name).into_iter().flatten().map(String::as_str));
        }
        for module in held {
            *used.entry(module.to_owned()).or_default() += 1;
        }
    }
    used
}

/// Each team has its licence as a whole or not at all.
fn teams(moment: &Moment) -> Result<(), String> {
    let module = moment.names.iter().find(|(_, name)| *name == TEAM_MODULE).map(|(no, _)| *no);
    let mut have: BTreeMap<&str, usize> = BTreeMap::new();
    for (user, granted, _) in moment.rows.keys().filter(|(_, granted, _)| Some(*granted) == module) {
        let login = moment.users[user].as_str();
        let team = login.split('-').next().unwrap_or_default();
        *have.entry(team).or_default() += 1;
        let _ = granted;
    }
    match have.iter().find(|(_, count)| **count != TEAM) {
        Some((team, count)) => Err(format!("{count} of {TEAM} of {team} have it: half a change")),
        None => Ok(()),
    }
}

fn add_users(house: &House) {
    let runners = (0..RUNNERS).map(|no| json!({"login": format!("runner-{no}"), "kind": "internal"}));
    let members = (0..TEAMS * TEAM)
        .map(|no| json!({"login": format!("team{}-{}", no / TEAM, no % TEAM), "kind": "system"}));
    for user in runners.chain(members) {
        let mut user = user;
        user["name"] = user["login"].clone();
        user["can_log_in"] = json!(true);
        let made = http::post(&house.api("/users"), &house.token, &user, &[]);
        assert_eq!(made.status, 201, "{made:?}");
    }
}

fn caps_of(file: &[u8], trust: &Trust) -> (u64, Caps) {
    let package = verify(file, trust).unwrap().into_inner();
    let full = |code: &str| format!("{}.{code}", package.issuer);
    let mut caps = Caps { named: BTreeMap::new(), concurrent: BTreeMap::new(), sets: BTreeMap::new() };
    for row in package.rows.iter().filter(|row| row.scope == Scope::User) {
        let name = full(&row.module);
        if row.flags & 1 == 1 {
            caps.sets.insert(name.clone(), row.set.iter().map(|code| full(code)).collect());
        }
        let Quantity::Count(count) = row.quantity else { continue };
        let of = if row.counting == Counting::Concurrent { &mut caps.concurrent } else { &mut caps.named };
        *of.entry(name).or_default() += u64::from(count);
    }
    (package.sequence, caps)
}

/// What the clients were told.
#[derive(Default)]
pub(crate) struct Told {
    /// Answers by operation and outcome.
    pub(crate) outcomes: BTreeMap<(&'static str, String), u64>,
    /// Answers that nobody should get.
    pub(crate) wrong: Vec<String>,
    /// The highest revision that was acknowledged.
    pub(crate) newest: u64,
}

impl Told {
    /// One answer.
    pub(crate) fn hear(&mut self, act: &'static str, answer: Option<&(u16, Value)>) {
        let outcome = match answer {
            None => "no answer".to_owned(),
            Some((status, body)) if *status < 300 => {
                self.newest = self.newest.max(body["revision"].as_u64().unwrap_or(0));
                "done".to_owned()
            }
            Some((status, body)) => {
                let code = body["code"].as_str().unwrap_or("?").to_owned();
                let odd = !matches!(*status, 404 | 409 | 412 | 422 | 503);
                if odd && self.wrong.len() < 20 {
                    self.wrong.push(format!("{act}: {status} {body}"));
                }
                code
            }
        };
        *self.outcomes.entry((act, outcome)).or_default() += 1;
    }

    /// All of them together.
    pub(crate) fn all(list: Vec<Self>) -> Self {
        list.into_iter().fold(Self::default(), |mut all, one| {
            for (key, count) in one.outcomes {
                *all.outcomes.entry(key).or_default() += count;
            }
            all.wrong.extend(one.wrong);
            all.newest = all.newest.max(one.newest);
            all
        })
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut of: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for ((act, outcome), count) in &self.outcomes {
            of.entry(act).or_default().push(format!("{count} {outcome}"));
        }
        of.iter().try_for_each(|(act, outcomes)| writeln!(f, "  {act}: {}", outcomes.join(", ")))
    }
}
