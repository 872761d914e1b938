//! Who asks, out of the request's token or session.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;

use super::around::Context;
use crate::access::Caller;
use crate::problem::Problem;

/// 401 `unauthenticated` without a valid bearer token or session. With an `Authorization`
/// header the cookie is not looked at.
impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let context = Context::of(parts)?;
        let address = context.address.map(|address| address.to_string());
        let look = context.look(&parts.headers);
        let caller = context.access().caller(&parts.headers, address, look).await?;
        Ok(caller.with_idempotency(context.idempotency.clone()))
    }
}

/// `Option<Caller>`: `None` for those not signed in; a wrong token is still refused.
impl<S: Send + Sync> OptionalFromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Problem> {
        let tried = parts.headers.contains_key(http::header::AUTHORIZATION);
        match <Self as FromRequestParts<S>>::from_request_parts(parts, state).await {
            Ok(caller) => Ok(Some(caller)),
            Err(problem) if problem.status == 401 && !tried => Ok(None),
            Err(problem) => Err(problem),
        }
    }
}
