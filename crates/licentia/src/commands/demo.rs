//! `licentia demo`: authority and manager in one process, with a sample vendor and customer.
//!
//! Both are filled through their own APIs, as any program would do it. Everything stays in one folder; a second start finds it and only makes new one-time links.

use super::place::{self, Place};
use super::servers;
use crate::output::{self, Format};
use anyhow::{Context, Result};
use clap::Args;
use jiff::ToSpan as _;
use jiff::civil::Date;
use licentia_authority::{Authority, HOUSE};
use licentia_client::Client;
use licentia_manager::Manager;
use licentia_platform::access::{Access, Granted, NewToken, Purpose, Rights};
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const CATALOGUE: &str = include_str!("../../../../examples/superoffice.toml");
const CUSTOMERS: &str = include_str!("../../../../examples/customers.toml");
const PEOPLE: &str = include_str!("../../../../examples/people.csv");

/// Options of `licentia demo`.
#[derive(Args, Clone, Debug)]
pub(crate) struct Demo {
    /// Where the demonstration keeps its data
    #[arg(long, default_value = "licentia-demo", value_name = "DIR")]
    dir: PathBuf,
    /// Port of the manager; 0 takes a free one
    #[arg(long, default_value_t = servers::MANAGER_PORT, value_name = "PORT")]
    manager_port: u16,
    /// Port of the authority; 0 takes a free one
    #[arg(long, default_value_t = servers::AUTHORITY_PORT, value_name = "PORT")]
    authority_port: u16,
    /// Throw the data of an earlier demonstration away first
    #[arg(long)]
    reset: bool,
}

impl Default for Demo {
    fn default() -> Self {
        Self {
            dir: "licentia-demo".into(),
            manager_port: servers::MANAGER_PORT,
            authority_port: servers::AUTHORITY_PORT,
            reset: false,
        }
    }
}

/// What a demonstration remembers between starts; readable by its owner only.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Remembered {
    manager_token: String,
    authority_token: String,
}

/// The first line of `--json`.
#[derive(Debug, Serialize)]
struct Handshake {
    manager: String,
    authority: String,
    manager_sign_in: String,
    authority_sign_in: String,
    manager_token: String,
    authority_token: String,
}

impl Demo {
    pub(crate) fn run(self, format: Format) -> Result<()> {
        servers::in_runtime(self.serve(format))
    }

    async fn serve(self, format: Format) -> Result<()> {
        let manager_listener = servers::bind(([127, 0, 0, 1], self.manager_port).into()).await?;
        let authority_listener = servers::bind(([127, 0, 0, 1], self.authority_port).into()).await?;
        std::fs::create_dir_all(&self.dir).with_context(|| format!("cannot make {}", self.dir.display()))?;
        let _held = place::hold(&self.dir, "demo")?;
        if self.reset {
            reset(&self.dir)?;
        }
        let base = |listener: &tokio::net::TcpListener| {
            listener.local_addr().map(|address| format!("http://{address}"))
        };
        let (manager_url, authority_url) = (base(&manager_listener)?, base(&authority_listener)?);

        let (authority, manager) = open(&self.dir).await?;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let until = |mut stopped: tokio::sync::watch::Receiver<bool>| async move {
            drop(stopped.wait_for(|stop| *stop).await)
        };
        let servers = [
            tokio::spawn(servers::serve_manager(manager.clone(), manager_listener, until(stopped.clone()))),
            tokio::spawn(servers::serve_authority(authority.clone(), authority_listener, until(stopped))),
        ];
        let remembered = fill(&self.dir, &authority, &manager, (&manager_url, &authority_url)).await?;
        let handshake = Handshake {
            manager_sign_in: format!(
                "{manager_url}{}",
                sign_in(manager.access(), installation(&manager).await?).await?
            ),
            authority_sign_in: format!("{authority_url}{}", sign_in(authority.access(), HOUSE).await?),
            manager: manager_url,
            authority: authority_url,
            manager_token: remembered.manager_token,
            authority_token: remembered.authority_token,
        };
        drop((manager, authority));
        greet(format, &handshake)?;
        servers::interrupted().await;
        stop.send_replace(true);
        for server in servers {
            server.await??;
        }
        Ok(())
    }
}

/// Throws away only what a demonstration made: a folder with anything else in it stays as it is.
fn reset(dir: &Path) -> Result<()> {
    const OURS: [&str; 3] = ["manager", "authority", "demo.json"];
    for name in OURS {
        let path = dir.join(name);
        let gone = if path.is_dir() {
            std::fs::remove_dir_all(&path)
        } else if path.exists() {
            std::fs::remove_file(&path)
        } else {
            Ok(())
        };
        gone.with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

/// Opens both servers, setting them up on the first start.
async fn open(dir: &Path) -> Result<(Authority, Manager)> {
    let authority_place = Place::in_folder(&dir.join("authority"), 0);
    let manager_place = Place::in_folder(&dir.join("manager"), 0);
    if !dir.join("demo.json").exists() {
        // A first start that was interrupted left half a sample: it begins anew.
        reset(dir)?;
        servers::init_authority(&authority_place, "superoffice", "vendor", true).await?;
        let root = std::fs::read_to_string(dir.join("authority/root.pem"))?;
        servers::init_manager(
            &manager_place,
            &root,
            ("production", "Production"),
            ("ingrid", "Ingrid Solberg"),
            true,
        )
        .await?;
    }
    Ok((servers::open_authority(&authority_place).await?, servers::open_manager(&manager_place, true).await?))
}

async fn installation(manager: &Manager) -> Result<ScopeNo> {
    let installations = licentia_manager::installations::list(manager).await.map_err(servers::said)?;
    Ok(installations.first().context("the demonstration has no installation; start it with --reset")?.scope)
}

/// A one-time link that signs the first account in.
async fn sign_in(access: &Access, scope: ScopeNo) -> Result<String> {
    let granted = Granted::to_the_server(By::setup(), scope);
    let accounts = access.accounts(&granted).await.map_err(servers::said)?;
    let first = accounts.first().context("the demonstration has no account; start it with --reset")?;
    Ok(access.make_link(&granted, first.no, Purpose::SignIn).await.map_err(servers::said)?.path)
}

/// Fills both servers on the first start, and remembers the tokens.
async fn fill(
    dir: &Path,
    authority: &Authority,
    manager: &Manager,
    urls: (&str, &str),
) -> Result<Remembered> {
    let file = dir.join("demo.json");
    if let Ok(text) = std::fs::read_to_string(&file) {
        return serde_json::from_str(&text).context("demo.json is damaged; start with --reset");
    }
    let remembered = Remembered {
        manager_token: token(manager.access(), installation(manager).await?, Rights::MANAGER).await?,
        authority_token: token(authority.access(), HOUSE, Rights::AUTHORITY).await?,
    };
    let vendor = Client::new(urls.1, &remembered.authority_token);
    let customer = Client::new(urls.0, &remembered.manager_token);
    tokio::task::spawn_blocking(move || fill_manager(&customer, &fill_authority(&vendor)?)).await??;
    write_private(&file, &serde_json::to_vec_pretty(&remembered)?)?;
    Ok(remembered)
}

fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(bytes))
        .with_context(|| format!("cannot write {}", path.display()))
}

async fn token(access: &Access, scope: ScopeNo, rights: Rights) -> Result<String> {
    let granted = Granted::to_the_server(By::setup(), scope);
    let new = NewToken { label: "Demonstration".to_owned(), rights, expires_at_ms: None };
    Ok(access.make_token(&granted, new).await.map_err(servers::said)?.value.token)
}

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
    items: Vec<Item>,
}

#[derive(Debug, Deserialize)]
struct Samples {
    customer: Vec<Sample>,
}

/// What a sample customer owns of one module.
#[derive(Debug, Deserialize)]
struct Item {
    module: String,
    quantity: toml::Value,
}

impl Sample {
    fn wire(&self, today: Date) -> Result<Value> {
        let licences: Vec<Value> = self.items.iter().map(Item::wire).collect();
        let dates = match self.expires_in_days {
            Some(days) => dates(today.checked_add(days.days())?)?,
            None => json!({}),
        };
        Ok(json!({
            "name": self.name, "serial": self.serial, "customer": self.customer, "country": self.country,
            "contact": self.contact, "zone": self.zone, "note": self.note, "licences": licences, "dates": dates,
        }))
    }
}

impl Item {
    fn wire(&self) -> Value {
        match &self.quantity {
            toml::Value::Integer(count) => json!({"module": self.module, "quantity": count}),
            _ => json!({"module": self.module, "unrestricted": true}),
        }
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

/// Catalogue, customers and their first packages; answers the file of the first customer's.
fn fill_authority(client: &Client) -> Result<Vec<u8>> {
    client.put_bytes("/api/v1/catalogue", "application/toml", CATALOGUE.as_bytes())?;
    let samples: Samples = toml::from_str(CUSTOMERS).context("examples/customers.toml")?;
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let mut first = None;
    for sample in &samples.customer {
        client.post("/api/v1/customers", &sample.wire(today)?)?;
        if !sample.items.is_empty() {
            let issued = client.post("/api/v1/packages", &json!({"serial": sample.serial}))?;
            first.get_or_insert(
                issued["id"].as_str().context("the authority's answer names no package")?.to_owned(),
            );
        }
    }
    let id = first.context("the sample customers own nothing")?;
    Ok(client.get_bytes(&format!("/api/v1/packages/{id}"))?)
}

/// The package in force, and sixty people with their plans.
fn fill_manager(client: &Client, package: &[u8]) -> Result<()> {
    client.post(
        "/api/v1/installation/serial",
        &json!({"holder": "Nordlys Trading AS", "serial": "1801852599"}),
    )?;
    let loaded = client.post_bytes("/api/v1/packages", package)?;
    let id = loaded["id"].as_str().context("the manager's answer names no package")?;
    client.post(&format!("/api/v1/packages/{id}/activate"), &json!({}))?;
    let people: Vec<Person> = PEOPLE.lines().skip(1).filter_map(person).collect();
    for person in &people {
        client.post("/api/v1/users", &person.wire())?;
    }
    let plans: std::collections::BTreeSet<&str> = people.iter().filter_map(|person| person.plan).collect();
    for plan in plans {
        let users: Vec<&str> =
            people.iter().filter(|person| person.plan == Some(plan)).map(|person| person.login).collect();
        let body =
            json!({"users": users, "modules": [format!("superoffice.{plan}")], "reason": "Sample data"});
        client.post("/api/v1/assignments", &body)?;
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
}

impl Person<'_> {
    fn wire(&self) -> Value {
        let email = Some(self.email).filter(|email| !email.is_empty());
        json!({
            "login": self.login, "name": self.name, "email": email, "kind": self.kind, "can_log_in": self.can_log_in,
            "groups": [self.group],
        })
    }
}

/// Reads `login,name,email,"group, town",kind,can_log_in,plan`. The sample is ours and has no other quoting.
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
    })
}

fn greet(format: Format, handshake: &Handshake) -> Result<()> {
    if format == Format::Json {
        output::line(&serde_json::to_string(handshake)?);
        return Ok(());
    }
    output::line("");
    output::line("  Licentia, demonstration. Nothing here is for production.");
    output::line("");
    output::line("  Manager, the customer's server. Sign in as Ingrid Solberg (this link works once):");
    output::line(&format!("    {}", handshake.manager_sign_in));
    output::line("  Authority, the vendor's server (this link works once):");
    output::line(&format!("    {}", handshake.authority_sign_in));
    output::line("");
    output::line(&format!("  Manager {}   token {}", handshake.manager, handshake.manager_token));
    output::line(&format!("  Authority {}   token {}", handshake.authority, handshake.authority_token));
    output::line("");
    output::line("  Ctrl-C ends it; the data stays. Begin anew with --reset.");
    Ok(())
}
