//! Clients that are not ours: the CloudEvents SDKs for Python and for JavaScript, unmodified.

use std::process::Command;

use licentia_tests::house::{Database, House};
use licentia_tests::{http, needed};

use crate::world::metered;

const PYTHON: &str = r#"
import sys, http.client, urllib.parse, json, warnings
warnings.simplefilter("ignore")
from cloudevents.v1.http import CloudEvent, to_binary, to_structured

place = urllib.parse.urlsplit(sys.argv[1])

def send(headers, body):
    connection = http.client.HTTPConnection(place.netloc)
    connection.request("POST", place.path, body, {**headers, "Authorization": "Bearer " + sys.argv[2]})
    answer = connection.getresponse()
    return answer.status, json.load(answer)

def event(id, type, data, **more):
    return CloudEvent({"type": type, "source": "/python/å b", "id": id, "subject": "nordlys", **more}, data)

one = event("1", "superoffice.emails", {"quantity": 30})
two = event("2", "superoffice.emails", {"quantity": 12}, datacontenttype="application/json")
bad = event("3", "superoffice.nothing", {"quantity": 1})
for made in (one, two, bad):
    for form in (to_binary, to_structured):
        status, answer = send(*form(made))
        print(status, answer["events"][0]["outcome"] if status < 300 else answer["code"])
batch = b"[" + b",".join(to_structured(made)[1] for made in (one, event("4", "superoffice.emails", {"quantity": 8}))) + b"]"
status, answer = send({"Content-Type": "application/cloudevents-batch+json; charset=utf-8"}, batch)
print(status, *(made["outcome"] for made in answer["events"]))
"#;

#[test]
fn the_sdk_for_python_is_understood() {
    let house = House::build(Database::Sqlite);
    metered(&house);
    let began = month();
    let output = Command::new(needed("LICENTIA_PYTHON"))
        .args(["-c", PYTHON, &house.api("/usage"), &house.token])
        .output()
        .unwrap();
    let (said, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{failed}");
    let expected = "202 counted\n202 duplicate\n202 counted\n202 duplicate\n422 meter_unknown\n422 meter_unknown\n\
                    200 duplicate counted\n";
    assert_eq!(said, expected, "{failed}");
    assert_eq!(came_to(&house, "superoffice.emails", &began), [50, 3]);
}

/// Single events go out with the library's own transport. It makes no batches: one is an array of what it makes of single
/// events.
const JAVASCRIPT: &str = r#"
const { CloudEvent, HTTP, Mode, emitterFor, httpTransport } = require("cloudevents");
const [, url, token] = process.argv;
const headers = { Authorization: `Bearer ${token}` };
const binary = emitterFor(httpTransport(url));
const structured = emitterFor(httpTransport(url), { mode: Mode.STRUCTURED });

const event = (id, type, data) => new CloudEvent({ id, type, source: "/npm/crm?a=b", subject: "Åse 100 %", data });
const tell = async (emit, made) => {
  const answer = JSON.parse((await emit(made, { headers })).body);
  console.log(answer.code ?? answer.events[0].outcome);
};

(async () => {
  const one = event("1", "superoffice.emails", { quantity: 30 });
  const two = event("2", "superoffice.emails", { quantity: 12 });
  for (const emit of [binary, binary, structured]) await tell(emit, one);
  for (const emit of [structured, structured, binary]) await tell(emit, two);
  for (const emit of [binary, structured]) await tell(emit, event("3", "superoffice.nothing", { quantity: 1 }));
  // Somebody whose name is not written in ASCII is the same in headers and in a body.
  await tell(binary, event("4", "superoffice.story-unique", {}));
  await tell(structured, event("5", "superoffice.story-unique", {}));
  const batch = [one, event("6", "superoffice.emails", { quantity: 8 })].map((made) => HTTP.structured(made).body);
  const type = "application/cloudevents-batch+json; charset=utf-8";
  const sent = { method: "POST", headers: { ...headers, "Content-Type": type }, body: `[${batch}]` };
  for (let times = 0; times < 2; times++) {
    const answer = await fetch(url, sent);
    console.log(answer.status, ...(await answer.json()).events.map((made) => made.outcome));
  }
})();
"#;

#[test]
fn the_sdk_for_javascript_is_understood() {
    let house = House::build(Database::Sqlite);
    metered(&house);
    let began = month();
    let output = Command::new("node")
        .current_dir(needed("LICENTIA_NODE"))
        .args(["-e", JAVASCRIPT, &house.api("/usage"), &house.token])
        .output()
        .unwrap();
    let (said, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{failed}");
    let expected = "counted\nduplicate\nduplicate\ncounted\nduplicate\nduplicate\nmeter_unknown\nmeter_unknown\n\
                    counted\ncounted\n200 duplicate counted\n200 duplicate duplicate\n";
    assert_eq!(said, expected, "{failed}");
    assert_eq!(came_to(&house, "superoffice.emails", &began), [50, 3]);
    // Whoever is told of before and after the end of a month is one person in each.
    let [people, events] = came_to(&house, "superoffice.story-unique", &began);
    assert!(events == 2 && (people == 1 || people == 2 && month() != began), "{people} in {events} events");
}

/// The month where the holder is: what the libraries send is of the moment at which they do.
fn month() -> String {
    jiff::Timestamp::now().in_tz("Europe/Oslo").unwrap().strftime("%Y-%m").to_string()
}

/// What a meter came to since a month began, this one or the one before, and of how many events.
fn came_to(house: &House, meter: &str, began: &str) -> [u64; 2] {
    let months = std::collections::BTreeSet::from([began.to_owned(), month()]);
    let of_month = |month: String| {
        let list = http::get(&house.api(&format!("/meters?month={month}")), &house.token).body;
        let found = list["items"].as_array().unwrap().iter().find(|item| item["meter"] == meter);
        let found = found.unwrap_or_else(|| panic!("no {meter} in {list}"));
        ["used", "events"].map(|name| found[name].as_u64().unwrap())
    };
    months.into_iter().map(of_month).fold([0, 0], |all, one| [all[0] + one[0], all[1] + one[1]])
}
