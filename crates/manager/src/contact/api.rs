//! `/api/v1/contact`, `/api/v1/packages/{id}/question`.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::routing::{delete, get, post};
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path};
use licentia_protocol::api::{Changed, Page};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::{ContactState, NewLetter, Word};
use crate::packages;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, check, dismiss, question), tags((name = "contact", description = "The conversation with each issuer's authority.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/contact", get(list))
        .route("/contact/{issuer}/check", post(check))
        .route("/contact/{issuer}/notice", delete(dismiss))
        .route("/packages/{id}/question", post(question))
}

/// Where the conversation about one issuer stands.
#[derive(Serialize, ToSchema)]
struct Contact {
    /// The issuer.
    issuer: String,
    /// How things stand.
    state: Word,
    /// The code of a problem, or why a package waits.
    code: Option<String>,
    /// For an expert.
    detail: Option<String>,
    /// What the vendor has to say, per language.
    message: Option<BTreeMap<String, String>>,
    /// Why the vendor holds the licences back, per language.
    hold: Option<BTreeMap<String, String>>,
    /// Where there is more.
    link: Option<String>,
    /// The package that the authority offers and that is not in force here.
    offered: Option<OfferedPackage>,
    /// The name under which the vendor knows the company, when it is another one.
    new_name: Option<String>,
    /// The serial number under which the vendor knows the company, when the two are not ours.
    new_serial: Option<String>,
    /// The package that came into force by itself, until the notice is dismissed.
    notice: Option<String>,
    /// The authority's address; absent when nobody is asked.
    address: Option<String>,
    /// A question is under way.
    asking: bool,
    /// When the last answer came.
    checked_at: Option<String>,
    /// When the next question is planned.
    next_at: Option<String>,
    /// Since when no answer has come that counts.
    failing_since: Option<String>,
    /// The authority has seen a later state of this installation than its database has.
    rewound: bool,
}

/// A package that an authority offers.
#[derive(Serialize, ToSchema)]
struct OfferedPackage {
    /// Its id.
    id: String,
    /// Its number in the issuer's sequence.
    sequence: u64,
    /// Whether it was fetched: then it waits under `/packages/{id}`.
    fetched: bool,
}

/// A question to the vendor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Question {
    /// What it is about.
    #[schema(min_length = 1, max_length = 100, pattern = "[^ ]")]
    subject: String,
    /// The question.
    #[schema(min_length = 1, max_length = 10_000, pattern = "[^ ]")]
    text: String,
    /// Who asks.
    #[schema(min_length = 1, max_length = 50, pattern = "[^ ]")]
    name: String,
    /// The e-mail address to answer to.
    #[schema(min_length = 3, max_length = 100, pattern = "[^ ]+@[^ ]+")]
    email: String,
}

/// A question that was sent, or is to be sent by hand.
#[derive(Serialize, ToSchema)]
struct Asked {
    /// Its id, which the vendor sees too.
    id: String,
    /// The vendor's authority has it.
    sent: bool,
    /// Why not: `offline`, or the code of what went wrong.
    code: Option<String>,
    /// A name for the file.
    name: String,
    /// The signed file: to be sent by hand when `sent` is false.
    file: String,
}

/// Where the conversation with the authorities stands, per issuer.
#[utoipa::path(get, path = "/api/v1/contact", tag = "contact",
    responses((status = 200, description = "One per issuer.", body = Page<Contact>)))]
async fn list(State(manager): State<Manager>, caller: Caller) -> Result<Json<Page<Contact>>, Problem> {
    let granted = caller.may::<View>()?;
    let states = super::states(&manager, granted.scope).await?;
    Ok(Json(Page::whole(states.into_iter().map(contact).collect())))
}

/// Asks the issuer's authority now. The answer comes within a few seconds; a question that takes longer goes on.
#[utoipa::path(post, path = "/api/v1/contact/{issuer}/check", tag = "contact",
    params(("issuer" = String, Path, description = "The issuer's name.")),
    responses((status = 200, description = "How things stand then; `asking` when the question goes on.", body = Contact)))]
async fn check(
    State(manager): State<Manager>,
    caller: Caller,
    Path(issuer): Path<String>,
) -> Result<Json<Contact>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    Ok(Json(contact(super::check_now(&manager, &granted, &issuer).await?)))
}

/// Takes away the notice of a package that came into force by itself.
#[utoipa::path(delete, path = "/api/v1/contact/{issuer}/notice", tag = "contact",
    params(("issuer" = String, Path, description = "The issuer's name.")),
    responses((status = 200, description = "It is gone, for everybody.", body = Changed)))]
async fn dismiss(
    State(manager): State<Manager>,
    caller: Caller,
    Path(issuer): Path<String>,
) -> Result<Json<Changed>, Problem> {
    let done = super::dismiss_notice(&manager, &caller.may::<ManageLicences>()?, &issuer).await?;
    Ok(Json(Changed { revision: done.revision }))
}

/// Asks the vendor about a package, with what it would change. Without a connection the question is a file.
#[utoipa::path(post, path = "/api/v1/packages/{id}/question", tag = "contact", request_body = Question,
    params(("id" = String, Path, description = "The package's id.")),
    responses((status = 200, description = "The question, sent or as a file.", body = Asked)))]
async fn question(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
    Json(question): Json<Question>,
) -> Result<Json<Asked>, Problem> {
    caller.may::<ManageLicences>()?;
    let granted = caller.may::<View>()?;
    let (stored, _) = packages::verified(&manager, &granted, id.clone()).await?;
    let Question { subject, text, name, email } = question;
    let letter = NewLetter { issuer: stored.row.issuer, subject, text, name, email, package: Some(id) };
    let sent = super::send_letter(&manager, &granted, letter).await?;
    Ok(Json(Asked { id: sent.id, sent: sent.sent, code: sent.code, name: sent.name, file: sent.file }))
}

fn contact(state: ContactState) -> Contact {
    let time = |ms: i64| jiff::Timestamp::from_millisecond(ms).unwrap_or_default().to_string();
    let fetched = state.fetched;
    Contact {
        issuer: state.issuer,
        state: state.state,
        code: state.code,
        detail: state.detail,
        message: state.message,
        hold: state.hold,
        link: state.link,
        offered: state.offered.map(|offered| OfferedPackage {
            id: offered.id,
            sequence: offered.sequence,
            fetched,
        }),
        new_name: state.new_holder.as_ref().map(|new| new.name.clone()),
        new_serial: state.new_holder.map(|new| new.serial),
        notice: state.notice.map(|notice| notice.package),
        address: state.address,
        asking: state.asking,
        checked_at: state.checked_at.map(time),
        next_at: state.next_at.map(time),
        failing_since: state.failing_since.map(time),
        rewound: state.rewound,
    }
}
