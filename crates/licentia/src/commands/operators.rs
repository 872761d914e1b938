//! `licentia manager installation` and `licentia manager operator`: many installations on one server.

use super::place::Place;
use super::problems::said;
use super::servers::open_manager;
use crate::output::{self, Format};
use anyhow::Result;
use clap::{Args, Subcommand};
use licentia_manager::installations::{self, NewInstallation, SERVER};
use licentia_platform::access::{Granted, NewToken, Right, Rights};
use licentia_platform::by::By;
use serde_json::json;

/// `licentia manager installation …`.
#[derive(Debug, Subcommand)]
pub(crate) enum ServerInstallations {
    /// Make an installation apart from all others, with a one-time link for its first administrator
    Create {
        #[command(flatten)]
        place: Place,
        /// Its name
        name: String,
        /// Short name in addresses; from the name unless told
        #[arg(long)]
        slug: Option<String>,
        /// Log-in name of its first administrator
        #[arg(long, default_value = "admin")]
        admin: String,
    },
    /// The installations of the server
    List {
        #[command(flatten)]
        place: Place,
    },
}

impl ServerInstallations {
    pub(crate) async fn run(self, format: Format) -> Result<()> {
        match self {
            Self::Create { place, name, slug, admin } => {
                let manager = open_manager(&place, false).await?;
                let slug = slug.unwrap_or_else(|| slug_of(&name));
                let granted = Granted::to_the_server(By::setup(), SERVER);
                let new = NewInstallation { slug, name };
                let (made, link) = installations::create_installation(&manager, &granted, new, &admin)
                    .await
                    .map_err(said)?;
                if format == Format::Json {
                    let made = json!({"id": made.id, "slug": made.slug, "name": made.name, "set_up": link});
                    output::json(&made);
                } else {
                    output::line(&format!("{} is there, at /i/{}.", made.name, made.slug));
                    output::line("Its first administrator opens this path of the server once:");
                    output::line(&format!("  {link}"));
                }
            }
            Self::List { place } => {
                let manager = open_manager(&place, false).await?;
                let all = installations::list(&manager).await.map_err(said)?;
                let items: Vec<_> =
                    all.iter().map(|one| json!({"slug": one.slug, "name": one.name, "id": one.id})).collect();
                let columns = [
                    output::text("short name", "slug"),
                    output::text("name", "name"),
                    output::text("id", "id"),
                ];
                output::list(format, &json!({"items": items}), &columns);
            }
        }
        Ok(())
    }
}

/// `licentia manager operator`.
#[derive(Args, Debug)]
pub(crate) struct Operator {
    #[command(flatten)]
    place: Place,
    /// What will use the token: shown in lists
    label: String,
}

impl Operator {
    /// Makes a token with which installations can be made and listed, and nothing in any of them is seen.
    pub(crate) async fn run(self, format: Format) -> Result<()> {
        let manager = open_manager(&self.place, false).await?;
        let rights = Rights::of(&[Right::View, Right::ManageAccess]);
        let new = NewToken { label: self.label, rights, expires_at_ms: None, site: None };
        let granted = Granted::to_the_server(By::setup(), SERVER);
        let made = manager.access().make_token(&granted, new).await.map_err(said)?;
        let token = made.value.token;
        output::said(format, &json!({"token": token}), &format!("Operator token, shown only now: {token}"));
        Ok(())
    }
}

/// Small letters, digits and single hyphens out of a name; what is none of them becomes a hyphen.
fn slug_of(name: &str) -> String {
    let plain = |c: char| match c {
        'å' | 'ä' | 'æ' => 'a',
        'ö' | 'ø' => 'o',
        'é' => 'e',
        'ü' => 'u',
        c if c.is_ascii_alphanumeric() => c,
        _ => '-',
    };
    let mapped: String = name.to_lowercase().chars().map(plain).collect();
    let words: Vec<&str> = mapped.split('-').filter(|word| !word.is_empty()).collect();
    words.join("-").chars().take(60).collect::<String>().trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::slug_of;

    #[test]
    fn a_short_name_is_made_of_a_name() {
        assert_eq!(slug_of("  Göteborg & Älvsborg 2 "), "goteborg-alvsborg-2");
        assert_eq!(slug_of("Nordlys Trading AS"), "nordlys-trading-as");
    }
}
