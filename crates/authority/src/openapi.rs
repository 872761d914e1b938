//! The OpenAPI document of the authority, committed as `openapi/authority.json`.

use licentia_platform::web::complete;
use utoipa::OpenApi;

use crate::{access, catalogue, customers, keys, ledger, packages};

#[derive(OpenApi)]
#[openapi(info(
    title = "Licentia authority",
    description = "The vendor's server: catalogue, customers, keys, packages. Errors are RFC 9457 problem+json with a stable `code`."
))]
struct Doc;

/// The document, with what every operation shares.
pub fn openapi() -> serde_json::Value {
    let mut document = Doc::openapi();
    for part in [
        access::api::Doc::openapi(),
        catalogue::api::Doc::openapi(),
        customers::api::Doc::openapi(),
        keys::api::Doc::openapi(),
        ledger::api::Doc::openapi(),
        packages::api::Doc::openapi(),
    ] {
        document.merge(part);
    }
    complete(&document)
}
