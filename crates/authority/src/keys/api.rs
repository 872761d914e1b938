//! `/api/v1/keys`, and the same for everybody under `/.well-known`.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use jiff::Timestamp;
use licentia_platform::access::{Caller, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Json;
use licentia_protocol::authority_api::{IssuerKey, JwkSet, KeyList, RootKey};
use licentia_protocol::package::Trust;
use utoipa::OpenApi;

use super::Listed;
use crate::page::in_house;
use crate::state::Authority;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, well_known), components(schemas(KeyList, JwkSet)))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Authority> {
    Router::new().route("/keys", get(list))
}

/// The routes for everybody: public halves are public.
pub(super) fn open_routes() -> Router<Authority> {
    Router::new().route("/.well-known/licentia/keys.json", get(well_known))
}

/// The root that customers trust, and the issuer's keys. Secret halves are never shown.
#[utoipa::path(get, path = "/api/v1/keys", tag = "keys", responses(
    (status = 200, description = "The keys.", body = KeyList),
    (status = 404, description = "There are none yet.")))]
async fn list(State(authority): State<Authority>, caller: Caller) -> Result<Json<KeyList>, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let keys = super::list(&authority, &granted).await?;
    let root = keys.iter().find(|key| key.root).map(root).ok_or_else(|| Problem::not_found("key"))?;
    let items = keys.iter().filter_map(issuer).collect();
    Ok(Json(KeyList { root, items }))
}

fn root(key: &Listed) -> RootKey {
    RootKey {
        kid: key.key.kid().to_owned(),
        fingerprint: key.key.fingerprint(),
        pem: Trust { root: key.key.clone(), demo: key.demo }.to_pem(),
        demo: key.demo,
    }
}

fn issuer(key: &Listed) -> Option<IssuerKey> {
    let (not_before, not_after) = key.bounds?;
    Some(IssuerKey {
        kid: key.key.kid().to_owned(),
        issuer: key.issuer.clone()?,
        not_before: Timestamp::from_second(not_before).ok()?,
        not_after: Timestamp::from_second(not_after).ok()?,
        active: key.active,
    })
}

/// The public keys and certificates, for whoever wants to read packages. Nothing is trusted because it
/// stands here: the root enters a manager only when it is set up.
#[utoipa::path(get, path = "/.well-known/licentia/keys.json", tag = "keys", security(()),
    responses((status = 200, description = "A JWK set with certificates.", body = JwkSet)))]
async fn well_known(State(authority): State<Authority>) -> Result<Json<JwkSet>, Problem> {
    let keys = super::published(&authority).await?;
    Ok(Json(JwkSet {
        keys: keys.iter().map(|key| key.key.to_jwk()).collect(),
        certificates: keys.into_iter().filter_map(|key| key.certificate).collect(),
    }))
}
