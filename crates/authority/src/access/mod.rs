//! Signing in, and who may come in: the vendor's people and programs (rule 12).
//!
//! The use cases are the platform's ([`licentia_platform::access`]); here are their pages and endpoints.
//! Every account and token of the authority belongs to [`crate::HOUSE`].

pub(crate) mod api;
mod page;
mod sign_in;

use licentia_platform::access::Right;

/// The rights that mean something at the authority, in the order in which pages list them.
pub const RIGHTS: [Right; 5] =
    [Right::View, Right::Sell, Right::ManageCatalogue, Right::ManageKeys, Right::ManageAccess];

pub(crate) use api::routes as api_routes;
pub(crate) use page::routes as page_routes;
