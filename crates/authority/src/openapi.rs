//! The OpenAPI document of the authority, committed as `openapi/authority.json`.

use licentia_platform::web::complete;
use utoipa::OpenApi;

use crate::{
    access, catalogue, conversation, customers, installations, invoices, keys, ledger, orders, packages,
    requests, terms, usage,
};

#[derive(OpenApi)]
#[openapi(info(
    title = "Licentia authority",
    description = "The vendor's server: catalogue, customers, keys, packages. Errors are RFC 9457 problem+json with a stable \
                   `code`, documented under `/docs/problems/{code}`."
), tags(
    (name = "customers", description = "To whom licences are sold, and what each owns."),
    (name = "packages", description = "Signed licence files."),
    (name = "orders", description = "What customers order on account, and what becomes of it."),
    (name = "terms", description = "For how long customers have subscribed, and how that is renewed."),
    (name = "usage", description = "What installations used of metered services, as they signed it."),
    (name = "invoices", description = "Overage in blocks: drafts, invoices, credit notes."),
    (name = "installations", description = "The keys that speak for customers, and what they said last."),
    (name = "requests", description = "Request files, receipts and letters."),
    (name = "licensing", description = "For managers: signed requests and signed answers, without a token."),
    (name = "catalogue", description = "What is sold: one file, planned and applied."),
    (name = "keys", description = "The root, the issuer's keys, and their certificates."),
    (name = "ledger", description = "Every change: by whom, when and why."),
    (name = "access", description = "What programs come in with."),
))]
struct Doc;

/// The document, with what every operation shares.
pub fn openapi() -> serde_json::Value {
    let mut document = Doc::openapi();
    for part in [
        access::api::Doc::openapi(),
        catalogue::api::Doc::openapi(),
        conversation::api::Doc::openapi(),
        customers::api::Doc::openapi(),
        installations::api::Doc::openapi(),
        invoices::api::Doc::openapi(),
        keys::api::Doc::openapi(),
        ledger::api::Doc::openapi(),
        orders::api::Doc::openapi(),
        packages::api::Doc::openapi(),
        requests::api::Doc::openapi(),
        terms::api::Doc::openapi(),
        usage::api::Doc::openapi(),
    ] {
        document.merge(part);
    }
    complete(&document)
}

/// The document as it is committed.
pub fn openapi_text() -> String {
    format!("{:#}\n", openapi())
}

#[cfg(test)]
mod tests;
