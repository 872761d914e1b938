//! What the demonstration is filled with: examples/*.toml and people.csv, through the servers' own APIs.

use super::suite;
use super::vendors::VENDOR;
use anyhow::{Context, Result};
use jiff::ToSpan as _;
use jiff::civil::Date;
use licentia_client::Client;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const SUPEROFFICE: &str = include_str!("../../../../../examples/superoffice.toml");
const ACME: &str = include_str!("../../../../../examples/acme.toml");
const CREATIO: &str = include_str!("../../../../../examples/creatio.toml");
const CUSTOMERS: &str = include_str!("../../../../../examples/customers.toml");
const PARTNERS: &str = include_str!("../../../../../examples/partners.toml");
const PEOPLE: &str = include_str!("../../../../../examples/people.csv");

/// The sample customer's satellite: short name, and name as it stands in its people's groups.
const SATELLITE: (&str, &str) = ("stockholm", "Stockholm");

/// A customer of the sample file.
#[derive(Debug, Deserialize)]
struct Sample {
    name: String,
    serial: String,
    customer: Option<String>,
    country: Option<String>,
    contact: Option<String>,
    zone: String,
    note: Option<String>,
    expires_in_days: Option<i64>,
    suite: Option<String>,
    items: Vec<Item>,
}

#[derive(Debug, Deserialize)]
struct Samples {
    customer: Vec<Sample>,
}

/// What the partners sell, by the partner's name.
type Partners = BTreeMap<String, PartnerSample>;

/// What a partner sells to the sample customer.
#[derive(Debug, Deserialize)]
struct PartnerSample {
    customer: Sample,
    /// Which users get which modules.
    given: BTreeMap<String, Vec<String>>,
    /// What it sells a moment later: other numbers of some modules, and why.
    later: BTreeMap<String, u32>,
    reason: String,
}

/// What a sample customer owns of one module.
#[derive(Debug, Deserialize)]
struct Item {
    module: String,
    quantity: toml::Value,
    /// The first day, counted from today.
    from_day: Option<i64>,
    /// The last day, counted from today.
    to_day: Option<i64>,
}

impl Sample {
    fn licences(&self, today: Date) -> Result<Vec<Value>> {
        self.items.iter().map(|item| item.wire(today)).collect()
    }

    fn wire(&self, today: Date) -> Result<Value> {
        let licences = self.licences(today)?;
        let dates = match self.expires_in_days {
            Some(days) => dates(today.checked_add(days.days())?)?,
            None => json!({}),
        };
        Ok(json!({
            "name": self.name, "serial": self.serial, "customer": self.customer, "country": self.country,
            "contact": self.contact, "zone": self.zone, "note": self.note, "suite": self.suite,
            "licences": licences, "dates": dates,
            "enrolment": "open",
        }))
    }
}

impl Item {
    fn wire(&self, today: Date) -> Result<Value> {
        let day = |days: Option<i64>| days.map(|days| today.checked_add(days.days())).transpose();
        let (start, due) = (day(self.from_day)?, day(self.to_day)?);
        Ok(match &self.quantity {
            toml::Value::Integer(count) => {
                json!({"module": self.module, "quantity": count, "start": start, "due": due})
            }
            _ => json!({"module": self.module, "unrestricted": true, "start": start, "due": due}),
        })
    }
}

/// The dates that vendors usually set: a month's warning, twelve days of grace.
fn dates(expiry: Date) -> Result<Value> {
    let warning = expiry.checked_sub(1.month())?;
    Ok(json!({
        "admin_warning": warning, "expiry": expiry, "grace": expiry.checked_add(12.days())?,
        "maintenance": expiry.checked_add(95.days())?, "next_check": expiry.checked_sub(119.days())?,
    }))
}

/// Fills every server through its own API, as any program would: the vendors sell, the customer activates and hands out,
/// one partner sells less than is in use, one sells more, and the manager asks them all. What the vendor sold is in force,
/// so that what is bought in its store is so seconds later.
pub(super) fn fill(customer: &Client, on_suite: &Client, vendors: &[(&str, Client)]) -> Result<()> {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let (_, vendor) = vendors.iter().find(|(issuer, _)| *issuer == VENDOR).context("there is no vendor")?;
    let samples: Samples = toml::from_str(CUSTOMERS).context("examples/customers.toml")?;
    let partners: Partners = toml::from_str(PARTNERS).context("examples/partners.toml")?;
    let first = samples.customer.first().context("there is no sample customer")?;
    let issued = fill_vendor(vendor, &samples, today)?;
    customer.post("/api/v1/installation/serial", &json!({"holder": first.name, "serial": first.serial}))?;
    activate(customer, &file(vendor, &issued, &first.serial)?)?;
    suite::fill(on_suite, &file(vendor, &issued, suite::COMPANY.1)?)?;
    suite::report_version(customer)?;
    fill_people(customer)?;
    fill_satellite(customer)?;
    for (issuer, client) in vendors.iter().filter(|(issuer, _)| *issuer != VENDOR) {
        let sample = partners.get(*issuer).with_context(|| format!("nothing is sold by {issuer}"))?;
        fill_partner((issuer, client), customer, sample, today)?;
        suite::introduce(client)?;
    }
    super::orders::fill(vendor, today)?;
    for (issuer, _) in vendors {
        customer.post(&format!("/api/v1/contact/{issuer}/check"), &json!({}))?;
        on_suite.post(&format!("/api/v1/contact/{issuer}/check"), &json!({}))?;
    }
    super::events::fill(customer)
}

/// Catalogue, customers and their first packages; answers the package of each serial number.
fn fill_vendor(client: &Client, samples: &Samples, today: Date) -> Result<BTreeMap<String, String>> {
    client.put_bytes("/api/v1/catalogue", "application/toml", SUPEROFFICE.as_bytes())?;
    let mut packages = BTreeMap::new();
    for sample in &samples.customer {
        client.post("/api/v1/customers", &sample.wire(today)?)?;
        if !sample.items.is_empty() {
            let id = issued(&client.post("/api/v1/packages", &json!({"serial": sample.serial}))?)?;
            packages.insert(sample.serial.clone(), id);
        }
    }
    Ok(packages)
}

/// The file of a customer's first package.
fn file(vendor: &Client, issued: &BTreeMap<String, String>, serial: &str) -> Result<Vec<u8>> {
    let id = issued.get(serial).with_context(|| format!("nothing was sold to {serial}"))?;
    Ok(vendor.get_bytes(&format!("/api/v1/packages/{id}"))?)
}

/// A partner's catalogue, its package in force at the customer, some of it handed out, and what it sells afterwards.
fn fill_partner(
    (issuer, client): (&str, &Client),
    customer: &Client,
    sample: &PartnerSample,
    today: Date,
) -> Result<()> {
    let catalogue = if issuer == "acme" { ACME } else { CREATIO };
    client.put_bytes("/api/v1/catalogue", "application/toml", catalogue.as_bytes())?;
    client.post("/api/v1/customers", &sample.customer.wire(today)?)?;
    let id = issued(&client.post("/api/v1/packages", &json!({"serial": sample.customer.serial}))?)?;
    activate(customer, &client.get_bytes(&format!("/api/v1/packages/{id}"))?)?;
    for (module, users) in &sample.given {
        let modules = [format!("{issuer}.{module}")];
        let body = json!({"users": users, "modules": modules, "reason": "Sample data"});
        customer.post("/api/v1/assignments", &body)?;
    }
    let mut licences = sample.customer.licences(today)?;
    for (module, quantity) in &sample.later {
        let lines = licences.iter_mut().filter(|line| line["module"] == module.as_str());
        lines.for_each(|line| line["quantity"] = json!(quantity));
    }
    let body = json!({"serial": sample.customer.serial, "licences": licences, "reason": sample.reason});
    client.post("/api/v1/packages", &body)?;
    Ok(())
}

fn issued(answer: &Value) -> Result<String> {
    Ok(answer["id"].as_str().context("the authority's answer names no package")?.to_owned())
}

fn activate(customer: &Client, package: &[u8]) -> Result<()> {
    let loaded = customer.post_bytes("/api/v1/packages", package)?;
    let id = loaded["id"].as_str().context("the manager's answer names no package")?;
    customer.post(&format!("/api/v1/packages/{id}/activate"), &json!({}))?;
    Ok(())
}

/// Sixty people with their plans.
fn fill_people(client: &Client) -> Result<()> {
    let people: Vec<Person> = PEOPLE.lines().skip(1).filter_map(person).collect();
    for person in &people {
        client.post("/api/v1/users", &person.wire())?;
    }
    // Whoever was invited at the beginning is one of them: one person, one row (rule 12).
    let rights = ["manage_licences", "manage_users", "view", "manage_access"];
    let account = serde_json::to_vec(&json!({"rights": rights, "adopt": true}))?;
    client.put_bytes("/api/v1/users/ingrid/account", "application/json", &account)?;
    let plans: BTreeSet<&str> = people.iter().filter_map(|person| person.plan).collect();
    for plan in plans {
        let users: Vec<&str> =
            people.iter().filter(|person| person.plan == Some(plan)).map(|person| person.login).collect();
        let body =
            json!({"users": users, "modules": [format!("superoffice.{plan}")], "reason": "Sample data"});
        client.post("/api/v1/assignments", &body)?;
    }
    Ok(())
}

/// A satellite of its own for the people of one town.
fn fill_satellite(client: &Client) -> Result<()> {
    let (slug, name) = SATELLITE;
    client.post("/api/v1/installations", &json!({"slug": slug, "name": name}))?;
    for person in PEOPLE.lines().skip(1).filter_map(person).filter(|person| person.group.ends_with(name)) {
        client.patch(&format!("/api/v1/users/{}", person.login), &json!({"sites": [slug]}))?;
    }
    Ok(())
}

/// One line of the sample people.
struct Person<'a> {
    login: &'a str,
    name: &'a str,
    email: &'a str,
    group: &'a str,
    kind: &'a str,
    can_log_in: bool,
    plan: Option<&'a str>,
    job_title: &'a str,
    role: &'a str,
}

impl Person<'_> {
    /// The primary group, and the department that stands in its name before the town.
    fn groups(&self) -> Vec<&str> {
        let department = self.group.split_once(", ").map(|(department, _)| department);
        [Some(self.group), department].into_iter().flatten().collect()
    }

    fn wire(&self) -> Value {
        let email = Some(self.email).filter(|email| !email.is_empty());
        json!({
            "login": self.login, "name": self.name, "email": email, "kind": self.kind, "can_log_in": self.can_log_in,
            "groups": self.groups(), "job_title": self.job_title, "role": self.role,
        })
    }
}

/// Reads `login,name,email,"group, town",kind,can_log_in,plan,job_title,role`. The sample is ours and has no other quoting.
fn person(line: &str) -> Option<Person<'_>> {
    let (before, rest) = line.split_once(",\"")?;
    let (group, after) = rest.split_once("\",")?;
    let mut before = before.splitn(3, ',');
    let mut after = after.split(',');
    Some(Person {
        login: before.next()?,
        name: before.next()?,
        email: before.next()?,
        group,
        kind: after.next()?,
        can_log_in: after.next()? == "yes",
        plan: after.next().filter(|plan| !plan.is_empty()),
        job_title: after.next()?,
        role: after.next()?,
    })
}
