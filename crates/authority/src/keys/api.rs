//! `/api/v1/keys`, and the same for everybody under `/.well-known`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::CONTENT_TYPE;
use jiff::Timestamp;
use licentia_platform::access::{Caller, ManageKeys, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Raw, body_limit};
use licentia_protocol::authority_api::{IssuerKey, JwkSet, KeyList, KeyStep, KeysInstalled, RootKey};
use licentia_protocol::package::Trust;
use licentia_ui::Lang;
use utoipa::OpenApi;

use super::bundle::MAX_BYTES;
use super::{KeyStatus, Standing, Step};
use crate::page::in_house;
use crate::state::Authority;

/// What a key list, or a certificate with one, is called on the wire.
pub(super) const MEDIA_TYPE: &str = "application/licentia-keys";

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(
    paths(list, key_list, install, well_known),
    components(schemas(KeyList, KeyStep, KeysInstalled, JwkSet))
)]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Authority> {
    let files = Router::new().route("/keys/list", get(key_list).post(install));
    Router::new().route("/keys", get(list)).merge(body_limit(files, MAX_BYTES as u64))
}

/// The routes for everybody: public halves are public.
pub(super) fn open_routes() -> Router<Authority> {
    Router::new().route("/.well-known/licentia/keys.json", get(well_known))
}

/// The root that customers trust, the issuers' keys, how much hangs on each, and the one thing to do
/// next. Secret halves are never shown.
#[utoipa::path(get, path = "/api/v1/keys", tag = "keys", responses(
    (status = 200, description = "The keys.", body = KeyList),
    (status = 404, description = "There are none yet.")))]
async fn list(State(authority): State<Authority>, caller: Caller) -> Result<Json<KeyList>, Problem> {
    let lang = Lang::from_tag(&caller.lang).unwrap_or_default();
    let granted = in_house(caller)?.may::<View>()?;
    let standing = super::status(&authority, &granted).await?;
    told(&standing, lang).map(Json).ok_or_else(|| Problem::not_found("key"))
}

/// Where the keys stand, as the API tells it.
fn told(standing: &Standing, lang: Lang) -> Option<KeyList> {
    let step = Step::of(standing);
    Some(KeyList {
        root: root(standing.trust.as_ref()?),
        items: standing.keys.iter().filter_map(issuer).collect(),
        list: standing.version(),
        installations: standing.installations,
        knowing: standing.knowing,
        next: KeyStep { step: step.name().to_owned(), message: step.says(lang), command: step.command() },
    })
}

fn root(trust: &Trust) -> RootKey {
    RootKey {
        kid: trust.root.kid().to_owned(),
        fingerprint: trust.root.fingerprint(),
        pem: trust.to_pem(),
        demo: trust.demo,
    }
}

fn issuer(status: &KeyStatus) -> Option<IssuerKey> {
    let moment = |seconds: i64| Timestamp::from_second(seconds).ok();
    let key = &status.key;
    Some(IssuerKey {
        kid: key.key.kid().to_owned(),
        issuer: key.issuer.clone()?,
        fingerprint: key.key.fingerprint(),
        not_before: key.bounds.and_then(|(from, _)| moment(from)),
        not_after: key.bounds.and_then(|(_, until)| moment(until)),
        active: key.active,
        state: status.state.as_str().to_owned(),
        since: status.since.and_then(moment),
        reason: status.reason.clone(),
        ours: key.ours,
        partner: key.partner,
        packages: status.packages,
        customers: status.customers,
    })
}

/// The root's key list in force, as it is signed: one line that says which keys are withdrawn. For
/// managers that never call, and for partners' authorities.
#[utoipa::path(get, path = "/api/v1/keys/list", tag = "keys", responses(
    (status = 200, description = "The signed line.", content((String = "application/licentia-keys"))),
    (status = 404, description = "There is none yet.")))]
async fn key_list(State(authority): State<Authority>, caller: Caller) -> Result<Response, Problem> {
    in_house(caller)?.may::<View>()?;
    let current = super::current_list(&authority).await?.ok_or_else(|| Problem::not_found("key_list"))?;
    Ok(([(CONTENT_TYPE, MEDIA_TYPE)], current.file()).into_response())
}

/// Takes in what the root's owner sent: a newer key list, or the certificate for a key of this server,
/// with or without a list. Verified against the root that customers trust; versions only go up.
#[utoipa::path(post, path = "/api/v1/keys/list", tag = "keys",
    request_body(content = String, content_type = "application/licentia-keys"),
    responses(
        (status = 200, description = "What was taken in.", body = KeysInstalled),
        (status = 409, description = "`key_not_ours`, `certificate_other_issuer`, `certificate_ended`, `key_already_withdrawn`."),
        (status = 422, description = "`older_key_list`, or the reason why a line does not verify.")))]
async fn install(
    State(authority): State<Authority>,
    caller: Caller,
    Raw(bytes): Raw,
) -> Result<Json<KeysInstalled>, Problem> {
    let granted = in_house(caller)?.may::<ManageKeys>()?;
    let installed = super::install(&authority, &granted, &bytes).await?.value;
    Ok(Json(KeysInstalled { kid: installed.kid, list: installed.list, changed: installed.changed }))
}

/// The public keys, their certificates and the key list, for whoever wants to read packages. Nothing is
/// trusted because it stands here: the root enters a manager only when it is set up.
#[utoipa::path(get, path = "/.well-known/licentia/keys.json", tag = "keys", security(()),
    responses((status = 200, description = "A JWK set with certificates.", body = JwkSet)))]
async fn well_known(State(authority): State<Authority>) -> Result<Json<JwkSet>, Problem> {
    let keys = super::published(&authority).await?;
    let known: Vec<_> = keys.iter().filter(|key| key.root || !key.certificates.is_empty()).collect();
    let mut certificates: Vec<String> = Vec::new();
    for line in known.iter().flat_map(|key| &key.certificates) {
        if !certificates.contains(line) {
            certificates.push(line.clone());
        }
    }
    Ok(Json(JwkSet {
        keys: known.iter().map(|key| key.key.to_jwk()).collect(),
        certificates,
        key_list: super::current_list(&authority).await?.map(|current| current.line.to_string()),
    }))
}
