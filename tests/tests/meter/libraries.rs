//! Clients that are not ours: the CloudEvents SDK for Python, unmodified.

use std::process::Command;

use licentia_tests::house::{Database, House};
use licentia_tests::{http, needed};
use serde_json::json;

use crate::world::metered;

const SCRIPT: &str = r#"
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
    let output = Command::new(needed("LICENTIA_PYTHON"))
        .args(["-c", SCRIPT, &house.api("/usage"), &house.token])
        .output()
        .unwrap();
    let (said, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{failed}");
    let expected = "202 counted\n202 duplicate\n202 counted\n202 duplicate\n422 meter_unknown\n422 meter_unknown\n\
                    200 duplicate counted\n";
    assert_eq!(said, expected, "{failed}");
    let list = http::get(&house.api("/meters"), &house.token).body;
    let emails = list["items"].as_array().unwrap().iter().find(|item| item["meter"] == "superoffice.emails");
    assert_eq!(emails.unwrap()["used"], json!(50));
}
