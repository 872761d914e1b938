//! *Apply*: the one change; and *Recall* of the ticked ones, which only stages.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::ids::UserNo;
use licentia_platform::access::ManageLicences;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{Notice, Tone, t};
use maud::html;

use super::id_of;
use super::show::{Product, body};
use super::staged::Staged;
use crate::assignments::{Difference, apply_difference};
use crate::blockers::Despite;
use crate::page::Screen;
use crate::state::Manager;

/// What is staged, as one difference.
pub(super) fn difference(product: &Product<'_>, since: Option<u64>) -> Difference {
    let ids = |list: &[UserNo]| list.iter().filter_map(|no| id_of(product.screen, *no)).collect();
    Difference {
        module: product.module().name.to_string(),
        add: ids(&product.settled.add),
        recall: ids(&product.settled.drop),
        since,
        reason: None,
        dry_run: false,
        despite: Despite::Nothing,
        lang: product.screen.lang,
    }
}

pub(super) async fn apply(
    State(manager): State<Manager>,
    mut screen: Screen,
    Path((_, module)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let product = Product::find(&screen, &module)?;
    let clean = product.with(&Staged::default());
    if product.settled.count() == 0 {
        screen.here = clean;
        let product = Product::find(&screen, &module)?;
        let said = Notice::new(Tone::Accent, t!(screen.lang, "products-nothing-applied")).focused();
        let body = body(&manager, &product, None).await?;
        return Ok(screen.page(product.title(), "products", html! { (said) (body) }));
    }
    // What was on the page is what may be changed: whatever came after it is looked at first.
    let seen = form.text("seen").parse().ok().or(product.staged.since);
    let reason = Some(form.text("reason").to_owned()).filter(|reason| !reason.trim().is_empty());
    let despite = if form.has("silence") { Despite::Silence } else { Despite::Nothing };
    let difference = Difference { reason, despite, ..difference(&product, seen) };
    match apply_difference(&manager, &granted, difference).await {
        Ok(_) => Ok(Redirect::to(&clean.to_string()).into_response()),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => {
            screen.at = manager.snapshot(granted.scope).await?;
            let product = Product::find(&screen, &module)?;
            let body = body(&manager, &product, Some(&problem)).await?;
            Ok(screen.page(product.title(), "products", body))
        }
    }
}

/// Stages the ticked ones to be recalled.
pub(super) async fn stage(
    State(_): State<Manager>,
    screen: Screen,
    Path((_, module)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let product = Product::find(&screen, &module)?;
    let chosen = form.all("user").filter_map(|no| no.parse().ok()).map(UserNo);
    let staged = product.staged.clone().dropping(chosen);
    Ok(Redirect::to(&product.with(&staged).to_string()).into_response())
}
