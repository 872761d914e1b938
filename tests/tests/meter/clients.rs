//! One of the clients: a source of events that tells them until somebody has answered, and often again.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use licentia_tests::PATIENCE;
use licentia_tests::chance::Chance;
use serde_json::{Value, json};

use crate::CLIENTS;
use crate::tally::{Counts, Event, METERS, Tally};
use crate::world::World;

/// Events go back so many days: into months that are closed, too, but not beyond the window.
const DAYS: u64 = 55;

/// What the clients were told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) requests: u64,
    /// Requests that nobody answered, or of which nobody knew what had become.
    pub(crate) unanswered: u64,
    pub(crate) duplicates: u64,
    pub(crate) corrections: u64,
}

impl Told {
    pub(crate) fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.unanswered += other.unanswered;
        self.duplicates += other.duplicates;
        self.corrections += other.corrections;
    }
}

pub(crate) struct Client {
    world: Arc<World>,
    no: usize,
    chance: Chance,
    agent: ureq::Agent,
    tally: Tally,
    told: Told,
    /// Everything told so far, in the order of time.
    events: Vec<Value>,
    /// How often an answer said that an event was counted now.
    counted: BTreeMap<String, u32>,
    /// Where each event that may be corrected is in `events`.
    correctable: Vec<(String, usize)>,
    now: i64,
}

impl Client {
    pub(crate) fn new(world: Arc<World>, no: usize, chance: Chance) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(Duration::from_secs(5)))
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs().cast_signed();
        Self {
            world,
            no,
            chance,
            agent: agent.into(),
            tally: Tally::default(),
            told: Told::default(),
            events: Vec::new(),
            counted: BTreeMap::new(),
            correctable: Vec::new(),
            now,
        }
    }

    /// Tells its share.
    pub(crate) fn work(mut self) -> (Tally, Told) {
        let share = self.world.wanted / CLIENTS as u64;
        while (self.events.len() as u64) < share {
            let most = if self.chance.percent(20) { 1_000 } else { 120 };
            let size = 1 + self.chance.below(most);
            let size = size.min(share - self.events.len() as u64);
            let first = self.events.len();
            for _ in 0..size {
                let event = self.event();
                self.events.push(event);
            }
            let mut batch = self.events[first..].to_vec();
            self.repeat_some(&mut batch);
            self.tell_twice_at_once(&batch);
            if self.chance.percent(40) {
                self.correct();
            }
        }
        assert!(
            self.counted.values().all(|times| *times == 1),
            "an event was counted twice: {:?}",
            self.counted.iter().find(|(_, times)| **times != 1)
        );
        (self.tally, self.told)
    }

    fn source(&self) -> String {
        format!("/story/{}", self.no)
    }

    /// A new event, and its place in the tally.
    fn event(&mut self) -> Value {
        let id = format!("event-{}", self.events.len());
        let meter = *self.chance.one(&[0, 1, 2, 3, 4, 5]);
        let at = self.now - self.chance.below(DAYS * 24 * 60 * 60).cast_signed();
        let subject = self.chance.below(40);
        let (name, counts) = METERS[meter];
        let counted = matches!(counts, Counts::Events | Counts::Subjects);
        let quantity = if counted { 1 } else { 1 + self.chance.below(500) };
        let data = if counted { json!({}) } else { json!({ "quantity": quantity }) };
        let (time, month) = moment(at);
        self.tally
            .put(format!("{}/{id}", self.no), Event { meter, at, month, subject, quantity: Some(quantity) });
        self.correctable.push((id.clone(), self.events.len()));
        json!({
            "specversion": "1.0", "id": id, "source": self.source(), "type": name, "subject": format!("subject-{subject}"),
            "time": time, "data": data,
        })
    }

    /// Puts some events into a batch that were told before, or are in it.
    fn repeat_some(&mut self, batch: &mut Vec<Value>) {
        for _ in 0..self.chance.below(12) {
            let again = self.chance.below(self.events.len() as u64) as usize;
            batch.push(self.events[again].clone());
        }
    }

    /// Tells a batch; sometimes to two servers at the same moment, and sometimes again afterwards.
    fn tell_twice_at_once(&mut self, batch: &[Value]) {
        let servers = [self.chance.below(8) as usize, self.chance.below(8) as usize];
        let together = if self.chance.percent(25) { 2 } else { 1 };
        let tellers: Vec<_> = servers[..together]
            .iter()
            .map(|server| {
                let (world, agent, batch, server) =
                    (Arc::clone(&self.world), self.agent.clone(), json!(batch).to_string(), *server);
                std::thread::spawn(move || tell(&world, &agent, server, &batch))
            })
            .collect();
        for teller in tellers {
            let (answer, unanswered) = teller.join().unwrap();
            self.hear(&answer, unanswered);
        }
        if self.chance.percent(10) {
            let (answer, unanswered) = tell(&self.world, &self.agent, servers[1], &json!(batch).to_string());
            self.hear(&answer, unanswered);
            assert_eq!(answer["duplicates"], json!(batch.len()), "{answer}");
        }
    }

    /// Corrects one event: another quantity, or none.
    fn correct(&mut self) {
        let pick = self.chance.below(self.correctable.len() as u64) as usize;
        let (id, at) = self.correctable.swap_remove(pick);
        let original = self.events[at].clone();
        let counted = original["data"]["quantity"].is_null();
        let quantity = if counted || self.chance.percent(50) { 0 } else { 1 + self.chance.below(500) };
        let correction = json!([{
            "specversion": "1.0", "id": format!("correction-of-{id}"), "source": self.source(), "type": original["type"],
            "data": {"quantity": quantity, "corrects": id},
        }]);
        self.tally.correct(&format!("{}/{id}", self.no), quantity);
        for _ in 0..=self.chance.below(2) {
            let server = self.chance.below(8) as usize;
            let (answer, unanswered) = tell(&self.world, &self.agent, server, &correction.to_string());
            self.hear(&answer, unanswered);
        }
        self.told.corrections += 1;
    }

    fn hear(&mut self, answer: &Value, unanswered: u64) {
        self.told.requests += 1 + unanswered;
        self.told.unanswered += unanswered;
        for event in answer["events"].as_array().unwrap_or_else(|| panic!("{answer}")) {
            match event["outcome"].as_str().unwrap() {
                "counted" | "late" | "correction" => {
                    *self.counted.entry(event["id"].as_str().unwrap().to_owned()).or_default() += 1;
                }
                "duplicate" => self.told.duplicates += 1,
                other => panic!("{other}: {event}"),
            }
        }
    }
}

/// Tells a batch until somebody has answered; also how often nobody did.
fn tell(world: &World, agent: &ureq::Agent, server: usize, batch: &str) -> (Value, u64) {
    let end = Instant::now() + PATIENCE;
    for tries in 0_u32.. {
        let request = agent
            .post(world.managers.api(server + tries as usize, "/usage"))
            .header("authorization", format!("Bearer {}", world.token))
            .header("content-type", "application/cloudevents-batch+json");
        let answer = request.send(batch.as_bytes()).ok().and_then(|mut response| {
            let body = response.body_mut().with_config().limit(64 << 20).read_to_string().ok()?;
            Some((response.status().as_u16(), serde_json::from_str::<Value>(&body).ok()?))
        });
        match answer {
            Some((200, answer)) => {
                let told = answer["events"].as_array().map_or(0, Vec::len) as u64;
                world.told.fetch_add(told, Ordering::Relaxed);
                return (answer, u64::from(tries));
            }
            // `outcome_unknown`, `behind`, `database_unavailable`: tell it again.
            Some((503, _)) | None => {}
            Some((status, answer)) => panic!("{status}: {answer}"),
        }
        assert!(Instant::now() < end, "nobody answered for {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
    unreachable!("it goes on asking");
}

/// A time as events carry it, and its month where the holder is.
fn moment(at: i64) -> (String, String) {
    let utc = jiff::Timestamp::from_second(at).unwrap();
    let there = utc.in_tz("Europe/Oslo").unwrap();
    (utc.to_string(), format!("{:04}-{:02}", there.year(), there.month()))
}
