//! What may happen, and what must hold after each step.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use licentia_manager::Manager;
use licentia_platform::access::Granted;
use licentia_platform::by::By;
use licentia_platform::db::Backend;
use licentia_platform::testing::Place;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::world::{Fate, ISSUER, SERIAL, Side, World, fill};

/// The customer's people.
const PEOPLE: usize = 5;
const PACKAGE: &str = "application/licentia-package";
const MESSAGE: &str = "application/licentia-request";

/// How many packages came into force, and how many foreign answers were refused: a machine in which nothing happens
/// would keep every promise.
pub(crate) static IN_FORCE: AtomicU32 = AtomicU32::new(0);
/// The second.
pub(crate) static FOREIGN: AtomicU32 = AtomicU32::new(0);

/// One thing that happens. Numbers choose among what there is at that moment.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// The vendor sells so many of two modules, and signs a package.
    Sell(u8, u8),
    Request,
    /// The vendor answers a request file, perhaps for the second time.
    Answer(usize),
    /// A file is loaded, perhaps for the second time, perhaps after a newer one.
    Load(usize),
    Activate(usize),
    Contact(FateOf),
    Receipt,
    /// A receipt that was made, now or long ago, reaches the vendor.
    Deliver(usize),
    Delete,
    Rename(u8),
    Rotate,
    Withdraw,
    Assign(u8, bool),
    Recall(u8),
    /// An answer that was made for the same key and another question is loaded.
    Foreign,
    Restart,
    Pass(u8),
}

/// [`Fate`], for the generator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FateOf(pub(crate) u8);

impl FateOf {
    fn fate(self) -> Fate {
        match self.0 {
            0 => Fate::RequestLost,
            1 => Fate::AnswerLost,
            _ => Fate::Arrives,
        }
    }
}

impl Step {
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        prop_oneof![
            5 => (0_u8..6, 0_u8..4).prop_map(|(sales, travel)| Self::Sell(sales, travel)),
            3 => Just(Self::Request),
            4 => any::<usize>().prop_map(Self::Answer),
            5 => any::<usize>().prop_map(Self::Load),
            5 => any::<usize>().prop_map(Self::Activate),
            5 => (0_u8..5).prop_map(|fate| Self::Contact(FateOf(fate))),
            2 => Just(Self::Receipt),
            2 => any::<usize>().prop_map(Self::Deliver),
            1 => Just(Self::Delete),
            1 => (0_u8..3).prop_map(Self::Rename),
            1 => Just(Self::Rotate),
            1 => Just(Self::Withdraw),
            5 => (0_u8..5, any::<bool>()).prop_map(|(user, plan)| Self::Assign(user, plan)),
            2 => (0_u8..5).prop_map(Self::Recall),
            1 => Just(Self::Foreign),
            1 => Just(Self::Restart),
            1 => (1_u8..30).prop_map(Self::Pass),
        ]
    }
}

/// Both servers, and what was seen between them.
pub(crate) struct Machine {
    world: World,
    backend: Backend,
    requests: Vec<Vec<u8>>,
    files: Vec<Vec<u8>>,
    receipts: Vec<Vec<u8>>,
    /// Keys that sign no longer and are not withdrawn.
    retired: Vec<String>,
    /// The highest package that was ever in force.
    high: u64,
    twin: Option<(Side, Manager, Place)>,
}

type Held = Result<(), TestCaseError>;

impl Machine {
    pub(crate) async fn new(backend: Backend) -> Self {
        let world = World::new(backend).await;
        fill(&world, PEOPLE).await;
        Self {
            world,
            backend,
            requests: Vec::new(),
            files: Vec::new(),
            receipts: Vec::new(),
            retired: Vec::new(),
            high: 0,
            twin: None,
        }
    }

    /// Lets one thing happen, and looks at everything.
    pub(crate) async fn does(&mut self, step: &Step) -> Held {
        self.world.clock.advance_ms(10);
        match step {
            Step::Sell(sales, travel) => self.sells(*sales, *travel).await,
            Step::Request => {
                let body = json!({"issuer": ISSUER}).to_string().into_bytes();
                let (status, bytes) =
                    self.world.customer.call("POST", "/api/v1/requests", "application/json", body).await;
                prop_assert_eq!(status, 200);
                self.requests.push(bytes);
            }
            Step::Answer(which) => self.answers(*which).await?,
            Step::Load(which) => {
                if let Some(file) = pick(&self.files, *which).cloned() {
                    self.world.customer.call("POST", "/api/v1/packages", PACKAGE, file).await;
                }
            }
            Step::Activate(which) => self.activates(*which).await,
            Step::Contact(fate) => self.contact(fate.fate()).await,
            Step::Receipt => self.makes_receipt().await,
            Step::Deliver(which) => {
                if let Some(receipt) = pick(&self.receipts, *which).cloned() {
                    self.world.vendor.call("POST", "/api/v1/receipts", MESSAGE, receipt).await;
                }
            }
            Step::Delete => drop(self.world.customer.send("DELETE", "/api/v1/licences", &json!({})).await),
            // A company that nobody has heard of yet is simply entered by its new name.
            Step::Rename(_) if self.known().await.is_null() => {}
            Step::Rename(number) => {
                let path = format!("/api/v1/customers/{SERIAL}");
                let name = format!("Nordlys Trading {number} AS");
                self.world.vendor.send("PATCH", &path, &json!({"name": name})).await;
            }
            Step::Rotate => self.retired.extend(self.world.rotate().await),
            Step::Withdraw => {
                if let Some(kid) = self.retired.pop() {
                    self.world.withdraw(kid).await;
                }
            }
            Step::Assign(user, plan) => self.distributes("assignments", *user, *plan).await,
            Step::Recall(user) => {
                self.distributes("assignments/recall", *user, true).await;
                self.distributes("assignments/recall", *user, false).await;
            }
            Step::Foreign => self.foreign().await?,
            Step::Restart => {
                self.world.restart().await;
                self.hears().await;
            }
            Step::Pass(hours) => {
                self.world.clock.advance_ms(i64::from(*hours) * 3_600_000);
                self.hears().await;
            }
        }
        self.holds(step).await
    }

    /// A server on PostgreSQL that has not heard of the heads for hours says so until it has.
    async fn hears(&self) {
        let twin = self.twin.as_ref().map(|(side, ..)| side);
        for side in [Some(&self.world.customer), twin].into_iter().flatten() {
            while side.get("/api/v1/licences").await.0 == 503 {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        }
    }

    /// What must hold at every moment.
    async fn holds(&mut self, step: &Step) -> Held {
        let in_force = self.packages("in_force").await;
        prop_assert!(in_force.len() <= 1, "{:?}: {:?}", step, in_force);
        if let Some(package) = in_force.first() {
            let sequence = package["sequence"].as_u64().unwrap();
            prop_assert!(sequence >= self.high, "{:?}: no. {} after no. {}", step, sequence, self.high);
            if sequence > self.high {
                IN_FORCE.fetch_add(1, Ordering::Relaxed);
            }
            self.high = sequence;
            let (_, licences) = self.world.customer.get("/api/v1/licences?hidden=true").await;
            for item in licences["items"].as_array().unwrap() {
                let total = item["total"].as_u64();
                let in_use = item["in_use"].as_u64().unwrap();
                prop_assert!(total.is_none_or(|total| in_use <= total), "{:?}: {}", step, item);
            }
        }
        Ok(())
    }

    /// Nothing is lost any more: one contact, and both have the same picture; and so again after the next sale. An answer
    /// to somebody else is refused whatever happened before.
    pub(crate) async fn converges(mut self) -> Held {
        self.agrees(4, 2).await?;
        let before = FOREIGN.load(Ordering::Relaxed);
        self.foreign().await?;
        prop_assert!(FOREIGN.load(Ordering::Relaxed) > before, "the authority answers whoever has our key");
        self.agrees(5, 3).await?;
        self.is_sound().await
    }

    /// The vendor sells, and one contact brings it.
    async fn agrees(&mut self, sales: u8, travel: u8) -> Held {
        self.sells(sales, travel).await;
        self.contact(Fate::Arrives).await;
        let known = self.known().await;
        let (_, told) = self.world.customer.get("/api/v1/contact").await;
        prop_assert!(known["issued_sequence"].is_u64(), "not bound: {}", told);
        let newest = known["issued_sequence"].as_u64().unwrap();
        let waits = self.packages("loaded").await;
        let waiting = waits.iter().find(|package| package["sequence"] == newest);
        let here = self.packages("in_force").await;
        let in_force = here.first().is_some_and(|package| package["sequence"] == newest);
        prop_assert!(
            in_force || waiting.is_some(),
            "no. {} is neither here nor in force: {:?} {}",
            newest,
            here,
            told
        );
        if let Some(waiting) = waiting.filter(|_| !in_force) {
            // It waits for a decision: once nobody is in its way, whoever may can take it.
            for user in 0..u8::try_from(PEOPLE).unwrap() {
                self.distributes("assignments/recall", user, true).await;
                self.distributes("assignments/recall", user, false).await;
            }
            let path = format!("/api/v1/packages/{}/activate", waiting["id"].as_str().unwrap());
            let (status, body) = self.world.customer.send("POST", &path, &json!({})).await;
            prop_assert_eq!(status, 200, "{}", body);
        }
        self.holds(&Step::Receipt).await?;
        prop_assert_eq!(self.high, newest);
        self.makes_receipt().await;
        let receipt = self.receipts.last().cloned().unwrap();
        let (status, _) = self.world.vendor.call("POST", "/api/v1/receipts", MESSAGE, receipt).await;
        prop_assert_eq!(status, 200);
        let known = self.known().await;
        let id = self.packages("in_force").await[0]["id"].as_str().unwrap().to_owned();
        let (_, file) = self.world.customer.file(&format!("/api/v1/packages/{id}/file")).await;
        prop_assert_eq!(known["sequence"].as_u64(), Some(newest));
        prop_assert_eq!(known["package"].as_str(), Some(&*hex(&licentia_protocol::sha256(&file))));
        Ok(())
    }

    async fn is_sound(&self) -> Held {
        let manager = self.world.manager.as_ref().unwrap();
        let scope = licentia_manager::installations::list(manager).await.unwrap()[0].scope;
        let granted = Granted::to_the_server(By::setup(), scope);
        let report = licentia_manager::ledger::verify(manager, &granted).await.unwrap();
        prop_assert!(report.is_sound(), "{:?}", report.faults);
        Ok(())
    }

    async fn sells(&mut self, sales: u8, travel: u8) {
        let counted = [("sales", sales), ("travel", travel)];
        let counted = counted.into_iter().filter(|(_, quantity)| *quantity > 0);
        let mut licences: Vec<Value> =
            counted.map(|(module, quantity)| json!({"module": module, "quantity": quantity})).collect();
        licences.push(json!({"module": "server", "quantity": 1}));
        let body = json!({"serial": SERIAL, "licences": licences});
        let (status, issued) = self.world.vendor.send("POST", "/api/v1/packages", &body).await;
        assert_eq!(status, 201, "{issued}");
        let path = format!("/api/v1/packages/{}/file", issued["id"].as_str().unwrap());
        let (_, file) = self.world.vendor.file(&path).await;
        self.files.push(file);
    }

    async fn answers(&mut self, which: usize) -> Held {
        let Some(request) = pick(&self.requests, which).cloned() else { return Ok(()) };
        let (status, first) =
            self.world.vendor.call("POST", "/api/v1/answers", MESSAGE, request.clone()).await;
        if status == 200 {
            let (_, again) = self.world.vendor.call("POST", "/api/v1/answers", MESSAGE, request).await;
            prop_assert_eq!(&first, &again, "the same request has the same answer");
            self.files.push(first);
        }
        Ok(())
    }

    async fn activates(&mut self, which: usize) {
        let loaded = self.packages("loaded").await;
        if let Some(package) = pick(&loaded, which) {
            let path = format!("/api/v1/packages/{}/activate", package["id"].as_str().unwrap());
            self.world.customer.send("POST", &path, &json!({})).await;
        }
    }

    async fn contact(&mut self, fate: Fate) {
        self.world.is(fate);
        let path = format!("/api/v1/contact/{ISSUER}/check");
        self.world.customer.send("POST", &path, &json!({})).await;
        // The button waits a few seconds for the answer; on a slow machine the question goes on afterwards.
        while self.is_asking().await {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        self.world.is(Fate::Arrives);
    }

    async fn is_asking(&self) -> bool {
        let (_, told) = self.world.customer.get("/api/v1/contact").await;
        told["items"].as_array().is_some_and(|items| items.iter().any(|item| item["asking"] == true))
    }

    async fn makes_receipt(&mut self) {
        let here = self.packages("in_force").await;
        if let Some(package) = here.first() {
            let path = format!("/api/v1/packages/{}/receipt", package["id"].as_str().unwrap());
            let (status, bytes) = self.world.customer.file(&path).await;
            assert_eq!(status, 200);
            self.receipts.push(bytes);
        }
    }

    async fn distributes(&self, how: &str, user: u8, plan: bool) {
        let module = if plan { "superoffice.sales" } else { "superoffice.travel" };
        let body = json!({"users": [format!("user{user}")], "modules": [module], "reason": "exchange"});
        self.world.customer.send("POST", &format!("/api/v1/{how}"), &body).await;
    }

    /// The same installation key asks from elsewhere. Its answer is not for us.
    async fn foreign(&mut self) -> Held {
        if self.twin.is_none() {
            let twin = self.world.twin(self.backend).await;
            let (_, licences) = self.world.customer.get("/api/v1/licences").await;
            let name = licences["issuers"][0]["holder"].as_str().unwrap_or("Nordlys Trading AS").to_owned();
            twin.0
                .send("POST", "/api/v1/installation/serial", &json!({"serial": SERIAL, "holder": name}))
                .await;
            self.twin = Some(twin);
        }
        let (twin, _, _) = self.twin.as_ref().unwrap();
        let body = json!({"issuer": ISSUER}).to_string().into_bytes();
        let (status, request) = twin.call("POST", "/api/v1/requests", "application/json", body).await;
        prop_assert_eq!(status, 200, "{}", String::from_utf8_lossy(&request));
        let (status, answer) = self.world.vendor.call("POST", "/api/v1/answers", MESSAGE, request).await;
        if status == 200 {
            let before: BTreeSet<String> = self.ids().await;
            let (status, body) = self.world.customer.call("POST", "/api/v1/packages", PACKAGE, answer).await;
            prop_assert!(status >= 400, "a foreign answer was taken: {}", String::from_utf8_lossy(&body));
            prop_assert_eq!(before, self.ids().await);
            FOREIGN.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    /// What the authority knows of our installation.
    async fn known(&self) -> Value {
        let (_, list) = self.world.vendor.get("/api/v1/installations").await;
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["state"] == "bound")
            .cloned()
            .unwrap_or_default()
    }

    async fn packages(&self, state: &str) -> Vec<Value> {
        let (_, list) = self.world.customer.get("/api/v1/packages").await;
        let items = list["items"].as_array().cloned().unwrap_or_default();
        items.into_iter().filter(|package| package["state"] == state).collect()
    }

    async fn ids(&self) -> BTreeSet<String> {
        let (_, list) = self.world.customer.get("/api/v1/packages").await;
        let items = list["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|package| package["id"].to_string()).collect()
    }
}

fn pick<T>(from: &[T], which: usize) -> Option<&T> {
    if from.is_empty() { None } else { from.get(which % from.len()) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
