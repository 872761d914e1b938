//! Everything the authority answers.

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Health, Path, Shell, openapi_route, shell};
use licentia_ui::{Lang, asset};

use crate::state::Authority;
use crate::{
    access, catalogue, conversation, customers, docs, installations, invoices, keys, ledger, orders,
    packages, requests, search, storefront, subscriptions, terms, usage,
};

impl Authority {
    /// The whole server: pages, API, `/healthz`, `/readyz`, `/metrics`.
    pub fn router(&self) -> Router {
        let api = Router::new()
            .merge(access::api_routes())
            .merge(catalogue::api_routes())
            .merge(customers::api_routes())
            .merge(installations::api_routes())
            .merge(keys::api_routes())
            .merge(ledger::api_routes())
            .merge(packages::api_routes())
            .merge(usage::api_routes())
            .merge(invoices::api_routes())
            .merge(orders::api_routes())
            .merge(terms::api_routes())
            .merge(storefront::api_routes())
            .merge(requests::api_routes());
        let pages = Router::new()
            .merge(access::page_routes())
            .merge(catalogue::page_routes())
            .merge(customers::page_routes())
            .merge(installations::page_routes())
            .merge(keys::page_routes())
            .merge(ledger::page_routes())
            .merge(packages::page_routes())
            .merge(requests::page_routes())
            .merge(usage::page_routes())
            .merge(invoices::page_routes())
            .merge(orders::page_routes())
            .merge(terms::page_routes())
            .merge(storefront::page_routes())
            .merge(search::page_routes())
            .merge(subscriptions::page_routes())
            .merge(docs::open_routes())
            .route("/assets/{file}", get(assets));
        let router = Router::new()
            .nest("/api/v1", api)
            .nest("/licensing/v1", conversation::api_routes())
            .merge(pages)
            .with_state(self.clone());
        let router = router.merge(openapi_route(&crate::openapi()));
        shell(router, self.shell())
    }

    fn shell(&self) -> Shell {
        let languages: Vec<&str> = Lang::ALL.iter().map(|lang| lang.tag()).collect();
        let shell = Shell::new(self.access().clone(), self.health(), &languages, self.settings());
        shell.problem_page(crate::page::problem_page)
    }

    /// Ready when the database answers.
    fn health(&self) -> Health {
        let authority = self.clone();
        Health::new().check("database", move || {
            let authority = authority.clone();
            async move { keys::published(&authority).await.map(drop) }
        })
    }
}

/// Style sheet, script and icon, under addresses that change with their content.
async fn assets(Path(file): Path<String>) -> Result<impl IntoResponse, Problem> {
    let found = asset::asset(&format!("/assets/{file}")).ok_or_else(|| Problem::not_found("page"))?;
    Ok(([(CONTENT_TYPE, found.content_type), (CACHE_CONTROL, found.cache_control)], found.bytes))
}
