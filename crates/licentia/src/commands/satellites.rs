//! `licentia satellites`: the databases of a holder and their site licences.

use super::manager::encoded;
use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::Result;
use clap::Subcommand;
use serde_json::{Value, json};

/// `licentia satellites …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Satellites {
    /// The central installation and its satellites
    List,
    /// One of them, with its site licences
    Show {
        /// Short name or id
        installation: String,
    },
    /// Make a satellite; it takes a licence of `satellite`
    Add {
        /// Short name: small letters, digits, hyphens
        slug: String,
        /// Name
        #[arg(long)]
        name: Option<String>,
    },
    /// Give it another name, or another short name
    Rename {
        /// Short name or id
        installation: String,
        /// The new name
        #[arg(long)]
        name: Option<String>,
        /// The new short name
        #[arg(long)]
        slug: Option<String>,
    },
    /// Close a satellite: its licences are free, its own users move to the central installation
    Close {
        /// Short name or id
        installation: String,
        /// Only say what would happen
        #[arg(long)]
        dry_run: bool,
    },
    /// Give a site licence
    Assign {
        /// Short name or id; the central installation, too
        installation: String,
        /// The module, `issuer.module`
        module: String,
        /// How many units
        #[arg(long, default_value_t = 1)]
        units: u32,
    },
    /// Take a site licence away
    Recall {
        /// Short name or id; the central installation, too
        installation: String,
        /// The module, `issuer.module`
        module: String,
    },
}

impl Satellites {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.manager()?;
        let path = |name: &str| format!("/api/v1/installations/{}", encoded(name));
        match self {
            Self::List => {
                let columns = [
                    text("short name", "slug"),
                    text("name", "name"),
                    text("kind", "kind"),
                    number("users", "users"),
                ];
                output::list(format, &client.get("/api/v1/installations")?, &columns);
            }
            Self::Show { installation } => one(format, &client.get(&path(&installation))?),
            Self::Add { slug, name } => {
                let name = name.unwrap_or_else(|| slug.clone());
                one(format, &client.post("/api/v1/installations", &json!({"slug": slug, "name": name}))?);
            }
            Self::Rename { installation, name, slug } => {
                let mut patch = json!({});
                for (member, value) in [("name", name), ("slug", slug)] {
                    if let Some(value) = value {
                        patch[member] = json!(value);
                    }
                }
                one(format, &client.patch(&path(&installation), &patch)?);
            }
            Self::Close { installation, dry_run } => {
                let query = if dry_run { "?dry_run=true" } else { "" };
                let answer = client.delete(&format!("{}{query}", path(&installation)))?;
                closed(format, &answer, dry_run);
            }
            Self::Assign { installation, module, units } => {
                let path = format!("{}/licences/{}", path(&installation), encoded(&module));
                let body = json!({"units": units}).to_string();
                done(format, &client.put_bytes(&path, "application/json", body.as_bytes())?);
            }
            Self::Recall { installation, module } => {
                let path = format!("{}/licences/{}", path(&installation), encoded(&module));
                done(format, &client.delete(&path)?);
            }
        }
        Ok(())
    }
}

fn one(format: Format, answer: &Value) {
    let columns = [
        text("short name", "slug"),
        text("name", "name"),
        text("id", "id"),
        text("kind", "kind"),
        number("users", "users"),
    ];
    output::facts(format, answer, &columns);
    if format == Format::People {
        let columns = [text("module", "module"), number("units", "units"), text("holds", "holds")];
        output::list(format, &answer["licences"], &columns);
    }
}

fn closed(format: Format, answer: &Value, dry_run: bool) {
    if format == Format::Json {
        return output::json(answer);
    }
    let freed: Vec<&str> =
        answer["freed"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let (would, moved) = if dry_run { ("Would free", "would move") } else { ("Freed", "moved") };
    output::line(&format!("{would}: {}; {} users {moved}.", freed.join(", "), answer["moved"]));
}

fn done(format: Format, answer: &Value) {
    output::said(format, answer, &format!("Done, revision {}.", answer["revision"]));
}
