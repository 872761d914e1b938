//! Everything the manager answers.

use axum::Router;
use licentia_platform::web::{Health, Shell, shell};
use licentia_ui::Lang;

use super::Manager;

impl Manager {
    /// The whole server: pages, API, `/healthz`, `/readyz`, `/metrics`.
    pub fn router(&self) -> Router {
        let api = Router::new()
            .merge(crate::licences::api_routes())
            .merge(crate::packages::api_routes())
            .merge(crate::users::api_routes())
            .merge(crate::assignments::api_routes())
            .merge(crate::checks::api_routes())
            .merge(crate::sessions::api_routes())
            .merge(crate::ledger::api_routes())
            .merge(crate::access::api_routes());
        let pages = Router::new()
            .merge(crate::licences::page_routes())
            .merge(crate::packages::page_routes())
            .merge(crate::users::page_routes())
            .merge(crate::assignments::page_routes())
            .merge(crate::checks::page_routes())
            .merge(crate::ledger::page_routes())
            .merge(crate::access::page_routes());
        let router = Router::new()
            .nest("/api/v1", api)
            .nest("/i/{slug}", pages)
            .merge(crate::access::open_routes())
            .with_state(self.clone());
        shell(router, self.shell())
    }

    fn shell(&self) -> Shell {
        let languages: Vec<&str> = Lang::ALL.iter().map(|lang| lang.tag()).collect();
        Shell::new(self.access().clone(), self.health(), &languages, self.settings())
    }

    /// Ready when the database answers and every snapshot keeps up with its chain.
    fn health(&self) -> Health {
        let (database, ledger) = (self.clone(), self.clone());
        Health::new()
            .check("database", move || {
                let manager = database.clone();
                async move { crate::installations::list(&manager).await.map(drop) }
            })
            .check("ledger", move || {
                let manager = ledger.clone();
                async move { manager.slots().iter().try_for_each(|slot| manager.ready(slot)) }
            })
    }
}
