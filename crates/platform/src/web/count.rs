//! Requests in figures. Labels are routes, methods and statuses: never users or tenants.

use std::time::Duration;

use arc_swap::ArcSwap;
use hashbrown::{Equivalent, HashMap};
use http::Method;
use metrics::{Counter, Histogram, counter, describe_counter, describe_histogram, histogram};

/// Counts requests without building labels for each: the handles of a route are kept.
pub(super) struct Counts {
    known: ArcSwap<HashMap<Key, Handles>>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    route: String,
    method: Method,
    status: u16,
}

#[derive(PartialEq, Eq, Hash)]
struct Asked<'a> {
    route: &'a str,
    method: &'a Method,
    status: u16,
}

impl Equivalent<Key> for Asked<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.route == key.route && *self.method == key.method && self.status == key.status
    }
}

#[derive(Clone)]
struct Handles {
    requests: Counter,
    seconds: Histogram,
}

impl Counts {
    pub(super) fn new() -> Self {
        crate::telemetry::metrics();
        describe_counter!("licentia_http_requests_total", "Requests answered.");
        describe_histogram!(
            "licentia_http_request_duration_seconds",
            "Time from the request's head to its answer's head."
        );
        Self { known: ArcSwap::default() }
    }

    /// One request on `route` (a pattern, not an address) was answered.
    pub(super) fn count(&self, route: &str, method: &Method, status: u16, took: Duration) {
        let asked = Asked { route, method, status };
        let known = self.known.load();
        match known.get(&asked) {
            Some(handles) => handles.record(took),
            None => self.learn(&asked).record(took),
        }
    }

    fn learn(&self, asked: &Asked<'_>) -> Handles {
        let standard = matches!(
            *asked.method,
            Method::GET
                | Method::HEAD
                | Method::POST
                | Method::PUT
                | Method::PATCH
                | Method::DELETE
                | Method::OPTIONS
        );
        let method = if standard { asked.method.as_str() } else { "other" };
        let handles = Handles::new(asked.route, method, asked.status);
        if standard {
            let key =
                Key { route: asked.route.to_owned(), method: asked.method.clone(), status: asked.status };
            self.known.rcu(|known| {
                let mut known = HashMap::clone(known);
                known.insert(key.clone(), handles.clone());
                known
            });
        }
        handles
    }
}

impl Handles {
    fn new(route: &str, method: &str, status: u16) -> Self {
        Self {
            requests: counter!(
                "licentia_http_requests_total",
                "route" => route.to_owned(),
                "method" => method.to_owned(),
                "status" => status.to_string(),
            ),
            seconds: histogram!(
                "licentia_http_request_duration_seconds",
                "route" => route.to_owned(),
                "method" => method.to_owned(),
            ),
        }
    }

    fn record(&self, took: Duration) {
        self.requests.increment(1);
        self.seconds.record(took.as_secs_f64());
    }
}
