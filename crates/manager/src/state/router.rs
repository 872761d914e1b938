//! Everything the manager answers.

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Health, Path, Shell, openapi_route, shell};
use licentia_ui::{Lang, asset};

use super::Manager;

impl Manager {
    /// The whole server: pages, API, `/healthz`, `/readyz`, `/metrics`.
    pub fn router(&self) -> Router {
        let api = Router::new()
            .merge(crate::licences::api_routes())
            .merge(crate::packages::api_routes())
            .merge(crate::requests::api_routes())
            .merge(crate::installations::api_routes())
            .merge(crate::installations::server_api_routes())
            .merge(crate::users::api_routes())
            .merge(crate::users::import::api::routes())
            .merge(crate::assignments::api_routes())
            .merge(crate::assignments::superfluous::api_routes())
            .merge(crate::blockers::api_routes())
            .merge(crate::checks::api_routes())
            .merge(crate::contact::api_routes())
            .merge(crate::sessions::api_routes())
            .merge(crate::ledger::api_routes())
            .merge(crate::products::api_routes())
            .merge(crate::rules::api_routes())
            .merge(crate::jobs::api_routes())
            .merge(crate::changes::api_routes())
            .merge(crate::reports::api_routes())
            .merge(crate::home::api_routes())
            .merge(crate::status::api_routes())
            .merge(crate::limits::api_routes())
            .merge(crate::meters::api_routes())
            .merge(crate::events::api_routes())
            .merge(crate::reminders::api_routes())
            .merge(crate::interfaces::webhooks::api_routes())
            .merge(crate::history::api_routes())
            .merge(crate::storefront::api_routes())
            .merge(crate::access::api_routes());
        let pages = Router::new()
            .merge(crate::licences::page_routes())
            .merge(crate::packages::page_routes())
            .merge(crate::contact::page::routes())
            .merge(crate::requests::page_routes())
            .merge(crate::installations::page_routes())
            .merge(crate::users::page_routes())
            .merge(crate::users::import::page_routes())
            .merge(crate::assignments::page_routes())
            .merge(crate::assignments::superfluous::page_routes())
            .merge(crate::checks::page_routes())
            .merge(crate::ledger::page_routes())
            .merge(crate::sessions::page_routes())
            .merge(crate::products::page_routes())
            .merge(crate::rules::page_routes())
            .merge(crate::jobs::page_routes())
            .merge(crate::changes::page_routes())
            .merge(crate::reports::page_routes())
            .merge(crate::home::page_routes())
            .merge(crate::status::page_routes())
            .merge(crate::limits::page_routes())
            .merge(crate::meters::page_routes())
            .merge(crate::events::page_routes())
            .merge(crate::reminders::page_routes())
            .merge(crate::history::page_routes())
            .merge(crate::search::page_routes())
            .merge(crate::storefront::page_routes())
            .merge(crate::access::page_routes());
        let router = Router::new()
            .nest("/api/v1", api)
            .nest("/i/{slug}", pages)
            .merge(crate::access::open_routes())
            .merge(crate::docs::open_routes())
            .route("/assets/{file}", get(assets))
            .with_state(self.clone())
            .merge(openapi_route(&crate::openapi()));
        shell(router, self.shell())
    }

    fn shell(&self) -> Shell {
        let languages: Vec<&str> = Lang::ALL.iter().map(|lang| lang.tag()).collect();
        let shell = Shell::new(self.access().clone(), self.health(), &languages, self.settings());
        shell.problem_page(crate::page::problem_page)
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

/// Style sheet, script and icon, under addresses that change with their content.
async fn assets(Path(file): Path<String>) -> Result<impl IntoResponse, Problem> {
    let found = asset::asset(&format!("/assets/{file}")).ok_or_else(|| Problem::not_found("page"))?;
    Ok(([(CONTENT_TYPE, found.content_type), (CACHE_CONTROL, found.cache_control)], found.bytes))
}
