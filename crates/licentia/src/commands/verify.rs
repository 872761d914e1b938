//! `licentia verify`: the ledger replayed against the tables (rule 10).

use super::place::{Place, Side};
use super::problems::said;
use super::servers::{in_runtime, open_manager};
use crate::output::{self, Format};
use anyhow::{Result, bail};
use clap::Args;
use licentia_manager::{Manager, installations};
use licentia_platform::access::Granted;
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use licentia_platform::ledger::Report;
use serde_json::json;

/// `licentia verify`.
#[derive(Args, Debug)]
pub(crate) struct Verify {
    #[command(flatten)]
    place: Place,
    /// Declare that an older database was put in place on purpose; end the server first
    #[arg(long)]
    declare_restore: bool,
}

impl Verify {
    pub(crate) fn run(self, format: Format) -> Result<()> {
        in_runtime(async move {
            let settings = self.place.settings(Side::Manager)?;
            let _held = if self.declare_restore { self.place.hold(&settings, Side::Manager)? } else { None };
            let manager = open_manager(&self.place, true).await?;
            let mut wrong = 0;
            for installation in installations::list(&manager).await.map_err(said)? {
                let granted = Granted::to_the_server(By::setup(), installation.scope);
                let report = licentia_manager::ledger::verify(&manager, &granted).await.map_err(said)?;
                wrong += report.faults.len();
                let rewound = self.rewound(&manager, installation.scope).await?;
                wrong += usize::from(rewound.is_some());
                tell(format, &installation.slug, &report, rewound);
            }
            if wrong > 0 { bail!("{wrong} faults: something was changed outside Licentia") } else { Ok(()) }
        })
    }

    /// How far a chain had come that is now shorter or another, unless that is declared to be meant.
    async fn rewound(&self, manager: &Manager, scope: ScopeNo) -> Result<Option<(u64, u64)>> {
        if self.declare_restore {
            manager.db().declare_restore(scope, &By::setup()).await.map_err(said)?;
        }
        let chains = manager.db().rewound();
        Ok(chains.iter().find(|it| it.scope == scope).map(|it| (it.witnessed, it.found)))
    }
}

fn tell(format: Format, slug: &str, report: &Report, rewound: Option<(u64, u64)>) {
    if format == Format::Json {
        let rewound = rewound.map(|(witnessed, found)| json!({"witnessed": witnessed, "found": found}));
        return output::json(&json!({"installation": slug, "report": report, "rewound": rewound}));
    }
    output::line(&format!("{slug}: {} entries, {} faults", report.entries, report.faults.len()));
    report.faults.iter().for_each(|fault| output::line(&format!("  {} {}", fault.code, fault.detail)));
    if let Some((witnessed, found)) = rewound {
        output::line(&format!(
            "  rewound: this server had committed revision {witnessed} and found the database at {found}. If an older database was put in place on purpose, say so with --declare-restore"
        ));
    }
}
