//! The manager that the load goes to: a million users, the machine's clock, the same router and tasks as in service.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use licentia_manager::{Manager, Options};
use licentia_platform::clock::{SystemClock, SystemRandom};
use licentia_platform::db::Backend;
use licentia_platform::secret::Secret;
use licentia_platform::settings::{Overrides, Settings};
use licentia_platform::web;

use crate::world::{MODULES, world};

/// How many users it holds; all have the plan.
pub(crate) const USERS: usize = 1_000_000;

/// Serves until its input is closed. Its first line says the port and a token.
#[expect(clippy::print_stdout, reason = "this is how whoever started it learns where it listens")]
pub(crate) async fn run() -> Result<()> {
    let t = world(Backend::Sqlite, USERS, USERS, MODULES - 1).await?;
    t.manager.db().close();
    let manager = Manager::open(Options {
        url: t.place.url().to_owned(),
        secret: Arc::new(Secret::load(&t.place.folder().join("secret"))?),
        trust: t.manager.trust().clone(),
        settings: Settings::load(None, Overrides::default())?,
        clock: Arc::new(SystemClock::default()),
        random: Arc::new(SystemRandom),
    })
    .await?;
    let listener = web::bind("127.0.0.1:0".parse()?).await?;
    let background = manager.start();
    println!("{} {}", listener.local_addr()?.port(), t.token);
    let (ended, end) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = ended.send(());
    });
    let shutdown = async { drop(end.await) };
    manager.serve(listener, shutdown, Duration::from_secs(5)).await?;
    background.stop().await;
    manager.db().close();
    Ok(())
}
