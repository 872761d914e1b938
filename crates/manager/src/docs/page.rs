//! The pages, drawn from the OpenAPI document and the language files.

use std::convert::Infallible;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::response::Response;
use axum::routing::get;
use http::request::Parts;
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::docs::{Document, api_page, code_page, codes_page};
use licentia_ui::{Here, Preferences, Server};

use crate::page;
use crate::state::Manager;

/// The document as people read it. A test demands that it can be read.
static DOCUMENT: LazyLock<Document> =
    LazyLock::new(|| serde_json::from_value(crate::openapi()).unwrap_or_default());

/// The routes at the root.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/docs", get(api))
        .route("/docs/problems", get(codes))
        .route("/docs/problems/{code}", get(code))
}

/// Whoever reads, signed in or not.
struct Reader {
    preferences: Preferences,
    here: Here,
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let here = Here::new(parts.uri.path(), parts.uri.query().unwrap_or_default()).without("lang");
        Ok(Self { preferences: page::preferences(parts), here })
    }
}

async fn api(reader: Reader) -> Response {
    page::answer(reader.preferences, api_page(reader.preferences, &reader.here, Server::Manager, &DOCUMENT))
}

async fn codes(reader: Reader) -> Response {
    page::answer(reader.preferences, codes_page(reader.preferences, &reader.here, Server::Manager))
}

async fn code(reader: Reader, Path(code): Path<String>) -> Result<Response, Problem> {
    let markup = code_page(reader.preferences, &reader.here, Server::Manager, &code);
    Ok(page::answer(reader.preferences, markup.ok_or_else(|| Problem::not_found("page"))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_can_be_read_for_the_pages() {
        let read: Result<Document, _> = serde_json::from_value(crate::openapi());
        assert!(read.is_ok(), "{read:?}");
    }
}
