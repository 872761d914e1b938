//! The two doors: to the store, and back.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::HeaderMap;
use http::header::{CACHE_CONTROL, HOST, LOCATION, REFERRER_POLICY};
use licentia_platform::access::ManageLicences;
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::encode;

use super::{Destination, way};
use crate::contact;
use crate::page::Screen;
use crate::state::Manager;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/store/{issuer}", get(go)).route("/store/{issuer}/back", get(come_back))
}

/// Signs the link and sends the browser to the store with it.
async fn go(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, issuer)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let back = own_origin(&manager, &headers);
    let back = back.map(|origin| format!("{origin}{}", screen.to(&format!("/store/{issuer}/back"))));
    let module = screen.here.get("module");
    let lang = screen.lang.tag();
    let to = way(&manager, &screen.caller, Destination { issuer: &issuer, module, lang, back }).await?;
    // The link is for the store alone: nothing keeps it, and the store learns nothing of this page.
    let headers =
        [(LOCATION, to), (CACHE_CONTROL, "no-store".to_owned()), (REFERRER_POLICY, "no-referrer".to_owned())];
    Ok((http::StatusCode::SEE_OTHER, headers).into_response())
}

/// Where this server is, as the operator says or as the browser found it.
fn own_origin(manager: &Manager, headers: &HeaderMap) -> Option<String> {
    let host = || headers.get(HOST).and_then(|host| host.to_str().ok()).map(|host| format!("http://{host}"));
    manager.settings().public_origin().or_else(host)
}

/// Somebody comes back from the store: what is new is asked at once.
async fn come_back(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, issuer)): Path<(String, String)>,
) -> Response {
    if let Ok(granted) = screen.caller.may::<ManageLicences>() {
        // Whatever is in the way, the screen says it.
        drop(contact::check_now(&manager, &granted, &issuer).await);
    }
    Redirect::to(&screen.to(&format!("/licences?issuer={}", encode(&issuer)))).into_response()
}
