//! A customer with a meter of every kind, and servers to kill.

use std::sync::atomic::{AtomicBool, AtomicU64};

use licentia_tests::house::{Database, House, json_of};
use licentia_tests::http;
use licentia_tests::managers::Managers;
use serde_json::{Value, json};

use crate::tally::{METERS, Tally};

/// Everything that clients and the one who makes trouble share.
pub(crate) struct World {
    pub(crate) managers: Managers,
    pub(crate) token: String,
    /// Events told, again and again ones included.
    pub(crate) told: AtomicU64,
    /// Different events to tell.
    pub(crate) wanted: u64,
    /// Nobody goes on.
    pub(crate) over: AtomicBool,
}

impl World {
    pub(crate) fn build(database: Database, servers: usize, wanted: u64) -> Self {
        let house = House::build(database);
        metered(&house);
        Self {
            token: house.token.clone(),
            managers: Managers::start(house, servers),
            told: AtomicU64::new(0),
            wanted,
            over: AtomicBool::new(false),
        }
    }

    /// Ends every connection to the database, as a failover does.
    pub(crate) fn cut_connections(&self) {
        let mut client =
            postgres::Client::connect(self.managers.house().database(), postgres::NoTls).unwrap();
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
                   AND pid <> pg_backend_pid()";
        client.query(cut, &[]).unwrap();
    }

    /// Compares what each server says with the tally: how many events are missing, and how many there are too many. What
    /// the events of a meter come to must be right, too.
    pub(crate) fn judge(&self, tally: &Tally) -> (u64, u64) {
        let (mut lost, mut doubled) = (0, 0);
        for server in 0..self.managers.count() {
            for (month, expected) in tally.months() {
                let answer =
                    http::get(&self.managers.api(server, &format!("/meters?month={month}")), &self.token)
                        .body;
                for (meter, expected) in METERS.iter().zip(expected) {
                    let item = item(&answer, meter.0);
                    let events = item["events"].as_u64().unwrap();
                    lost += expected.events.saturating_sub(events);
                    doubled += events.saturating_sub(expected.events);
                    assert_eq!(
                        (events, item["used"].as_u64()),
                        (expected.events, Some(expected.used)),
                        "server {server} counts {} of {month} differently",
                        meter.0
                    );
                }
            }
        }
        let verified = json_of(&self.managers.house().verify());
        assert_eq!(verified["report"]["faults"], json!([]), "{verified}");
        (lost, doubled)
    }
}

fn item<'a>(answer: &'a Value, meter: &str) -> &'a Value {
    let items = answer["items"].as_array().unwrap_or_else(|| panic!("{answer}"));
    items.iter().find(|item| item["meter"] == meter).unwrap_or_else(|| panic!("no {meter} in {answer}"))
}

/// The customer's next package has a meter of every kind.
pub(crate) fn metered(house: &House) {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/superoffice.toml");
    let mut catalogue = std::fs::read_to_string(sample).unwrap();
    for kind in ["unique", "maximum", "latest"] {
        catalogue.push_str(&format!(
            "\n[[meters]]\nname = \"story-{kind}\"\nkind = \"{kind}\"\ntitles = {{ en = \"Story\", sv = \"Saga\" }}\nbase = 10\n"
        ));
    }
    let file = house.folder().join("catalogue.toml");
    std::fs::write(&file, catalogue).unwrap();
    house.authority_does(&["catalogue", "apply", file.to_str().unwrap()]);
    house.activates_next("metered.tls");
}
