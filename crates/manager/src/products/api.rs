//! `/api/v1/products`.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use licentia_core::licence::Quantity;
use licentia_core::licences::DayState;
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path, Query};
use licentia_protocol::api::{
    DifferenceAnswer, DifferenceBody, Page, ProductDetail, ProductItem, ProductKind, ProductRow, SeatsMoved,
};
use licentia_ui::Lang;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Dated, kind, products, renewal, rows, start};
use crate::assignments::{Difference, Made, apply_difference};
use crate::blockers::Despite;
use crate::licences::{Licence, api as licences};
use crate::snapshot::{Snapshot, waits};
use crate::state::Manager;
use crate::users;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, show, difference), tags((name = "products", description = "What is sold by name: every dated row, and who has it.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/products", get(list))
        .route("/products/{module}", get(show))
        .route("/products/{module}/difference", post(difference))
}

/// Which products.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Only this kind.
    kind: Option<ProductKind>,
    /// Only those with this text in their name or code.
    #[param(min_length = 1)]
    search: Option<String>,
}

/// How it is to be done.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct HowTo {
    /// Answer what would happen, and change nothing.
    dry_run: bool,
}

/// The products, by title.
#[utoipa::path(get, path = "/api/v1/products", tag = "products", params(Filter),
    responses((status = 200, description = "All of them.", body = Page<ProductItem>)))]
async fn list(
    State(manager): State<Manager>,
    caller: Caller,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<ProductItem>>, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let waiting = licences::all_waiting(&at);
    let search = filter.search.as_deref().unwrap_or_default();
    let found = products(&at)
        .filter(|product| filter.kind.is_none_or(|wanted| kind(product.module) == wanted))
        .filter(|product| named(product, search));
    let mut items: Vec<ProductItem> = found
        .map(|product| {
            let waits = waiting.get(&product.module.no).copied().unwrap_or(0);
            item(&at, &product, waits, &caller.lang)
        })
        .collect();
    items.sort_by_key(|item| (item.item.name.to_lowercase(), item.item.module.clone()));
    Ok(Json(Page::whole(items)))
}

/// Whether a product's code or one of its titles has this text.
pub(crate) fn named(product: &Licence<'_>, search: &str) -> bool {
    let search = search.trim().to_lowercase();
    let module = product.module;
    search.is_empty()
        || module.name.as_str().contains(&search)
        || module.titles.values().any(|title| title.to_lowercase().contains(&search))
}

/// One product: its dated rows, past, current and future.
#[utoipa::path(get, path = "/api/v1/products/{module}", tag = "products",
    params(("module" = String, Path, description = "The module, `issuer.module`.")),
    responses((status = 200, description = "The product.", body = ProductDetail)))]
async fn show(
    State(manager): State<Manager>,
    caller: Caller,
    Path(module): Path<String>,
) -> Result<Json<ProductDetail>, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let product = super::product(&at, &module).ok_or_else(|| Problem::not_found("product"))?;
    let waiting = crate::licences::waiting(&at, product.module.no);
    let rows = rows(&manager, &granted, &at, product.module).await?;
    Ok(Json(ProductDetail {
        item: item(&at, &product, waiting, &caller.lang),
        rows: rows.into_iter().map(row).collect(),
        granted: granted_to(&at, &product),
        revision: at.revision(),
    }))
}

/// Gives the product to some and takes it from others, in one change, all or nothing.
#[utoipa::path(post, path = "/api/v1/products/{module}/difference", tag = "products",
    params(("module" = String, Path, description = "The module, `issuer.module`."), HowTo), request_body = DifferenceBody,
    responses((status = 200, description = "What was done.", body = DifferenceAnswer)))]
async fn difference(
    State(manager): State<Manager>,
    caller: Caller,
    Path(module): Path<String>,
    Query(how): Query<HowTo>,
    Json(body): Json<DifferenceBody>,
) -> Result<Json<DifferenceAnswer>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let at = manager.snapshot(granted.scope).await?;
    super::product(&at, &module).ok_or_else(|| Problem::not_found("product"))?;
    let difference = Difference {
        module,
        add: body.add,
        recall: body.recall,
        since: body.since,
        reason: body.reason,
        dry_run: how.dry_run,
        despite: if body.despite_silence { Despite::Silence } else { Despite::Nothing },
        lang: Lang::from_tag(&caller.lang).unwrap_or_default(),
    };
    let Made { answer, seats } = apply_difference(&manager, &granted, difference).await?.value;
    let moved = |(no, before, after)| SeatsMoved {
        module: at.name(no).map(ToString::to_string).unwrap_or_default(),
        before,
        after,
        total: at.day().total(no).cap(),
    };
    Ok(Json(DifferenceAnswer { answer, seats: seats.into_iter().map(moved).collect() }))
}

fn item(at: &Snapshot, product: &Licence<'_>, waiting: u64, lang: &str) -> ProductItem {
    let (module, today) = (product.module, at.day().today);
    ProductItem {
        item: licences::item(at, product, waiting, lang),
        kind: kind(module),
        start: start(module, today),
        due: product.until,
        state: state_name(at.day().module(module.no).state).to_owned(),
        renewal: renewal(module, today),
    }
}

fn state_name(state: DayState) -> &'static str {
    match state {
        DayState::InForce => "in_force",
        DayState::NotStarted => "not_started",
        DayState::ReadOnly => "read_only",
        DayState::Expired => "expired",
        DayState::Absent => "absent",
        DayState::Tampered => "tampered",
    }
}

fn row(row: Dated) -> ProductRow {
    let (quantity, unrestricted) = match row.quantity {
        Quantity::Count(count) => (Some(u64::from(count)), false),
        Quantity::Unrestricted => (None, true),
    };
    ProductRow {
        quantity,
        unrestricted,
        start: row.start,
        due: row.due,
        state: row.state,
        package: row.package,
        sequence: row.sequence,
    }
}

/// How many people a product is granted to.
pub(super) fn granted_to(at: &Snapshot, product: &Licence<'_>) -> u64 {
    let granting = users::granting(at, product.module.no);
    let has = |user: &crate::snapshot::User<'_>| {
        user.assignments().iter().any(|row| !waits(row) && granting.contains(&row.module))
    };
    at.users().filter(has).filter(|user| !users::deleted(user)).count() as u64
}
