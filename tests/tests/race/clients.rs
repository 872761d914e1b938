//! One of the clients: it does what comes to its mind, on whichever server, and asks again when nobody answered.

use std::sync::atomic::Ordering;
use std::time::Duration;

use licentia_tests::chance::Chance;
use serde_json::{Value, json};

use crate::BETWEEN_KILLS;
use crate::world::{DESK, EXTRA, GROUP, PLANS, RUNNERS, TEAM, TEAM_MODULE, TEAMS, Told, World};

/// How often a client asks again when a server went away under its question.
const TRIES: u32 = 40;

/// So many operations may be done while a kill is due: some of them while the server is away.
const AHEAD: u64 = BETWEEN_KILLS / 4;

type Answer = Option<(u16, Value)>;

/// One client.
pub(crate) struct Client<'a> {
    world: &'a World,
    no: usize,
    chance: Chance,
    agent: ureq::Agent,
    told: Told,
    /// Its open session.
    session: Option<String>,
    keys: u64,
    /// The next package to activate: one client does that.
    package: usize,
    /// Its last bulk change, and why it was made.
    bulk: Option<(u64, String)>,
}

impl<'a> Client<'a> {
    pub(crate) fn new(world: &'a World, no: usize, chance: Chance) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(Duration::from_secs(5)))
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        let (told, agent) = (Told::default(), agent.into());
        Self { world, no, chance, agent, told, session: None, keys: 0, package: 0, bulk: None }
    }

    /// Works until enough is done.
    pub(crate) fn work(mut self) -> Told {
        while self.world.done.load(Ordering::Relaxed) < self.world.wanted
            && !self.world.over.load(Ordering::Relaxed)
        {
            if self.world.done.load(Ordering::Relaxed) >= self.world.kill_at.load(Ordering::Relaxed) + AHEAD {
                // Whoever kills has to do so under these requests, and not after the last one.
                std::thread::sleep(Duration::from_millis(5));
                continue;
            }
            if self.no == 0 && self.package_is_due() {
                self.activate();
            } else {
                self.one();
            }
            self.world.done.fetch_add(1, Ordering::Relaxed);
        }
        self.told
    }

    fn one(&mut self) {
        match self.chance.below(100) {
            0..22 => self.assign(),
            22..34 => self.recall(),
            34..44 => self.can_log_in(),
            44..52 => self.some_of_many(),
            52..60 => self.team(),
            60..68 => self.difference(),
            68..76 => self.regroup(),
            76..86 => self.desk(),
            86..90 => self.undo(),
            90..92 => self.reprocess(),
            _ => self.check(),
        }
    }

    fn runner(&mut self) -> String {
        format!("runner-{}", self.chance.below(RUNNERS as u64))
    }

    fn runners(&mut self, count: u64) -> Vec<String> {
        let first = self.chance.below(RUNNERS as u64);
        (0..count).map(|no| format!("runner-{}", (first + no * 5) % RUNNERS as u64)).collect()
    }

    fn module(&mut self) -> &'static str {
        if self.chance.percent(30) {
            self.chance.one::<&str>(&[EXTRA, DESK, DESK])
        } else {
            self.chance.one::<&str>(&PLANS)
        }
    }

    fn assign(&mut self) {
        let body = json!({"users": [self.runner()], "modules": [self.module()]});
        self.write("assign", "POST", "/assignments", &body);
    }

    fn recall(&mut self) {
        let body = json!({"users": [self.runner()], "modules": [self.module()]});
        self.write("recall", "POST", "/assignments/recall", &body);
    }

    fn can_log_in(&mut self) {
        let path = format!("/users/{}", self.runner());
        let mut body = json!({"can_log_in": self.chance.percent(60)});
        if self.chance.percent(30) {
            body["without_licences"] = json!(true);
        }
        self.write("can log in", "PATCH", &path, &body);
    }

    /// Something for a dozen: those for whom there is a seat.
    fn some_of_many(&mut self) {
        let reason = format!("client {} no. {}", self.no, self.keys);
        let body = json!({"users": self.runners(12), "modules": [self.module()], "partial": true,
            "reason": reason});
        let path = if self.chance.percent(60) { "/assignments" } else { "/assignments/recall" };
        // When nothing was changed, the revision is the present one: another's change, which is not ours to undo.
        if let Some((200, answer)) = self.write("some of many", "POST", path, &body)
            && answer["counts"]["done"] != answer["counts"]["unchanged"]
        {
            self.bulk = answer["revision"].as_u64().map(|revision| (revision, reason));
        }
    }

    /// A whole team, or nobody of it.
    fn team(&mut self) {
        let team = self.chance.below(TEAMS as u64);
        let users: Vec<String> = (0..TEAM).map(|no| format!("team{team}-{no}")).collect();
        let body = json!({"users": users, "modules": [TEAM_MODULE]});
        let path = if self.chance.percent(55) { "/assignments" } else { "/assignments/recall" };
        self.write("team", "POST", path, &body);
    }

    fn difference(&mut self) {
        let product = self.chance.one(&PLANS);
        let mut users = self.runners(6);
        let recall = users.split_off(3);
        let body = json!({"add": users, "recall": recall});
        self.write("difference", "POST", &format!("/products/{product}/difference"), &body);
    }

    /// In or out of the group that a rule gives a plan to.
    fn regroup(&mut self) {
        let path = format!("/users/{}", self.runner());
        let groups: &[&str] = if self.chance.percent(50) { &[GROUP] } else { &[] };
        self.write("group", "PATCH", &path, &json!({"groups": groups}));
    }

    /// Logs in with a concurrent seat, or gives it back.
    fn desk(&mut self) {
        if let Some(session) = self.session.take()
            && self.chance.percent(70)
        {
            self.write("log off", "DELETE", &format!("/sessions/{session}"), &Value::Null);
            return;
        }
        let body = json!({"user": self.runner(), "client": "superoffice.web", "modules": [DESK]});
        if let Some((200 | 201, answer)) = self.write("log in", "POST", "/logins", &body) {
            self.session = answer["session"].as_str().map(str::to_owned);
        }
    }

    /// Takes back its last bulk change, as far as it still applies.
    fn undo(&mut self) {
        match self.bulk.take() {
            Some((revision, reason)) => {
                self.is_ours(revision, &reason);
                self.write("undo", "POST", &format!("/changes/{revision}/undo"), &json!({}));
            }
            None => self.some_of_many(),
        }
    }

    /// The revision that was answered has to name our own change, and nobody else's.
    fn is_ours(&mut self, revision: u64, reason: &str) {
        let change = self.ask("GET", &format!("/changes/{revision}"), &Value::Null, None);
        if let Some((200, change)) = change
            && change["reason"] != reason
        {
            // Undoing it would undo what somebody else did.
            self.world.over.store(true, Ordering::Relaxed);
            self.told.wrong.push(format!("{reason} was told revision {revision}, which is {change:.600}"));
        }
    }

    fn reprocess(&mut self) {
        self.write("reprocess", "POST", "/assignments/waiting/reprocess", &json!({}));
    }

    fn check(&mut self) {
        let module = self.module();
        let path = format!("/checks/{}/{module}", self.runner());
        let answer = self.ask("GET", &path, &Value::Null, None);
        self.told.hear("check", answer.as_ref());
    }

    fn package_is_due(&self) -> bool {
        let all = self.world.files.len() as u64;
        let due = self.world.done.load(Ordering::Relaxed) * (all + 1) / self.world.wanted.max(1);
        self.package < self.world.files.len() && (self.package as u64) < due
    }

    /// Loads the next package and activates it, if what is in use lets it.
    fn activate(&mut self) {
        let file = self.world.files[self.package].clone();
        self.package += 1;
        for _ in 0..TRIES {
            let url = self.world.managers.api(self.chance.below(8) as usize, "/packages");
            let request = self
                .agent
                .post(&url)
                .header("authorization", format!("Bearer {}", self.world.token))
                .header("content-type", "application/octet-stream");
            let Ok(mut response) = request.send(&file[..]) else {
                std::thread::sleep(Duration::from_millis(50));
                continue;
            };
            let body: Value = serde_json::from_str(&response.body_mut().read_to_string().unwrap_or_default())
                .unwrap_or_default();
            self.told.hear("load", Some(&(response.status().as_u16(), body.clone())));
            let Some(id) = body["id"].as_str() else { return };
            self.make_room_and_activate(id);
            return;
        }
    }

    /// Where too much is in use under the package, what has to go goes first; meanwhile others may take it again.
    fn make_room_and_activate(&mut self, id: &str) {
        for _ in 0..4 {
            let answer = self.write("activate", "POST", &format!("/packages/{id}/activate"), &json!({}));
            let Some((409, problem)) = answer else { return };
            for blocked in problem["blocked"].as_array().into_iter().flatten() {
                let module = blocked["module"].as_str().or(blocked[0].as_str()).unwrap_or_default();
                let path = format!("/packages/{id}/superfluous/{module}");
                self.write("make room", "POST", &path, &json!({"longest_unused": 0}));
            }
        }
    }

    /// A change: when a server goes away under it, it is asked again with the same key until somebody answers.
    fn write(&mut self, act: &'static str, method: &str, path: &str, body: &Value) -> Answer {
        self.keys += 1;
        let key = format!("client-{}-{}", self.no, self.keys);
        let again = self.chance.percent(80);
        let mut answer = self.ask(method, path, body, Some(&key));
        let mut tries = 0;
        while answer.is_none() && again && tries < TRIES && !self.world.over.load(Ordering::Relaxed) {
            tries += 1;
            std::thread::sleep(Duration::from_millis(50));
            answer = self.ask(method, path, body, Some(&key));
        }
        self.told.hear(act, answer.as_ref());
        answer
    }

    fn ask(&mut self, method: &str, path: &str, body: &Value, key: Option<&str>) -> Answer {
        let url = self.world.managers.api(self.chance.below(8) as usize, path);
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(&url)
            .header("authorization", format!("Bearer {}", self.world.token));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let sent = if body.is_null() {
            self.agent.run(request.body(()).unwrap())
        } else {
            let request = request.header("content-type", "application/json");
            self.agent.run(request.body(body.to_string()).unwrap())
        };
        let mut response = sent.ok()?;
        let text = response.body_mut().read_to_string().ok()?;
        Some((response.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::Null)))
    }
}
