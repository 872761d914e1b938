//! Signing in, and who may come in: administrators and tokens of an installation (rule 12).
//!
//! The use cases are the platform's ([`licentia_platform::access`]); here are their pages and endpoints.

pub(crate) mod api;
pub(crate) mod page;

pub(crate) use api::routes as api_routes;
pub(crate) use page::{open_routes, routes as page_routes};
