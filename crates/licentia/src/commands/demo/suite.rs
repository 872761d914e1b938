//! The demonstration's second installation: a customer on the suite Core, near the limits of its plan.

use super::super::problems::said;
use super::token;
use anyhow::{Context, Result};
use licentia_client::Client;
use licentia_manager::Manager;
use licentia_manager::installations::{self, NewInstallation};
use licentia_platform::access::{NewAccount, Right, Rights};
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use serde_json::json;

/// Its short name.
const SLUG: &str = "suite";
/// The customer's company and serial number in examples/customers.toml.
pub(super) const COMPANY: (&str, &str) = ("Kaffekompaniet Norr AB", "1801900417");
/// So many of its 100 projects are active.
const PROJECTS: u32 = 97;

/// Who works there: log-in and name. Whoever can log in has a seat.
const PEOPLE: [(&str, &str); 18] = [
    ("asa", "Åsa Lindgren"),
    ("bengt", "Bengt Nyström"),
    ("cecilia", "Cecilia Öberg"),
    ("dragan", "Dragan Jovanović"),
    ("elsa", "Elsa Sandberg"),
    ("fatima", "Fatima Al-Khatib"),
    ("gustav", "Gustav Häggström"),
    ("hanna", "Hanna Viklund"),
    ("isak", "Isak Marklund"),
    ("jonna", "Jonna Lundmark"),
    ("karim", "Karim Haddad"),
    ("lovisa", "Lovisa Burman"),
    ("mattis", "Mattis Renström"),
    ("nora", "Nora Stenlund"),
    ("oskar", "Oskar Bäckman"),
    ("paulina", "Paulina Nowak"),
    ("rickard", "Rickard Forsgren"),
    ("signe", "Signe Holmlund"),
];

/// On leave: their data is kept, and they take no seat.
const AWAY: [(&str, &str); 3] = [("tove", "Tove Eklund"), ("ulf", "Ulf Degerman"), ("vera", "Vera Näslund")];

/// The installation, once it is there.
pub(super) async fn installation(manager: &Manager) -> Result<Option<ScopeNo>> {
    let all = installations::list(manager).await.map_err(said)?;
    Ok(all.into_iter().find(|one| one.slug == SLUG).map(|one| one.scope))
}

/// Makes the installation with its first administrator; answers a token.
pub(super) async fn set_up(manager: &Manager) -> Result<String> {
    let new = NewInstallation { slug: SLUG.to_owned(), name: "Norr".to_owned() };
    let scope = installations::create(manager, &By::setup(), new).await.map_err(said)?.value.scope;
    let rights = [Right::ManageLicences, Right::ManageUsers, Right::View, Right::ManageAccess, Right::Check];
    let (login, name) = PEOPLE[0];
    let first = NewAccount {
        login: login.to_owned(),
        name: name.to_owned(),
        rights: Rights::of(&rights),
        user: None,
    };
    manager.access().first_administrator(scope, first).await.map_err(said)?;
    token(manager.access(), scope, Rights::MANAGER).await
}

/// Owner, package, people and how much of the plan they use. `package` is the file the vendor signed.
pub(super) fn fill(customer: &Client, package: &[u8]) -> Result<()> {
    let (holder, serial) = COMPANY;
    customer.post("/api/v1/installation/serial", &json!({"holder": holder, "serial": serial}))?;
    let loaded = customer.post_bytes("/api/v1/packages", package)?;
    let id = loaded["id"].as_str().context("the manager's answer names no package")?;
    customer.post(&format!("/api/v1/packages/{id}/activate"), &json!({}))?;
    let people = PEOPLE.iter().map(|one| (one, true)).chain(AWAY.iter().map(|one| (one, false)));
    for ((login, name), can_log_in) in people {
        let email = format!("{login}@kaffekompaniet.example");
        let new = json!({"login": login, "name": name, "email": email, "can_log_in": can_log_in});
        customer.post("/api/v1/users", &new)?;
    }
    let rights = ["manage_licences", "manage_users", "view", "manage_access"];
    let account = serde_json::to_vec(&json!({"rights": rights, "adopt": true}))?;
    customer.put_bytes(&format!("/api/v1/users/{}/account", PEOPLE[0].0), "application/json", &account)?;
    report_version(customer)?;
    let used = serde_json::to_vec(&json!({"used": PROJECTS}))?;
    customer.put_bytes("/api/v1/limits/superoffice.active-projects", "application/json", &used)?;
    Ok(())
}

/// The application says which version it is.
pub(super) fn report_version(customer: &Client) -> Result<()> {
    let version = serde_json::to_vec(&json!({"version": "12.1.0"}))?;
    customer.put_bytes("/api/v1/installation/version", "application/json", &version)?;
    Ok(())
}

/// A partner knows the company too, and has sold it nothing yet.
pub(super) fn introduce(partner: &Client) -> Result<()> {
    let (name, serial) = COMPANY;
    let new = json!({"name": name, "serial": serial, "zone": "Europe/Stockholm", "licences": [], "enrolment": "open"});
    partner.post("/api/v1/customers", &new)?;
    Ok(())
}
