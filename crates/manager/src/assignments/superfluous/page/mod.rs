//! The dialog *Remove superfluous licences*. It works without script: what is ticked travels with every step.

mod draw;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use licentia_core::licence::text_in;
use licentia_platform::access::{ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{Head, t};
use maud::html;

use self::draw::{Drawn, dialog};
use super::{Chosen, Removal, Superfluous, Who};
use crate::blockers::{self, Despite, Objection};
use crate::page::Screen;
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users::{self, portraits::Pictures};

/// Holders on a page.
pub(super) const PER_PAGE: u32 = 50;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/packages/{id}/superfluous/{module}", get(show).post(step))
}

/// What somebody has done in the dialog so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Ticks {
    /// The ids of those chosen, with the plan to move them to; empty = recall.
    pub(super) chosen: BTreeMap<String, String>,
    pub(super) search: String,
    /// From 1.
    pub(super) page: u64,
    /// Why, for the ledger.
    pub(super) reason: String,
}

impl Ticks {
    /// From the form: those ticked on the page shown, and those carried along from the others.
    fn read(form: &Form) -> Self {
        let everybody = form.text("instead-all");
        let instead = |user: &str| match form.text(&format!("instead-{user}")) {
            "" if !everybody.is_empty() => everybody,
            own => own,
        };
        let users = form.all("user");
        Self {
            chosen: users.map(|user| (user.to_owned(), instead(user).to_owned())).collect(),
            search: form.text("q").to_owned(),
            page: form.text("page").parse().unwrap_or(1).max(1),
            reason: form.text("reason").to_owned(),
        }
    }

    fn who(&self) -> Who {
        let chosen = self.chosen.iter().map(|(user, instead)| Chosen {
            user: user.clone(),
            instead: Some(instead.clone()).filter(|plan| !plan.is_empty()),
        });
        Who::Chosen(chosen.collect())
    }
}

async fn show(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id, module)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let found = super::superfluous(&manager, &screen.caller.may::<View>()?, id, &module).await?;
    draw(&manager, &screen, &found, Ticks { page: 1, ..Ticks::default() }, None).await
}

async fn step(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id, module)): Path<(String, String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let found = super::superfluous(&manager, &screen.caller.may::<View>()?, id.clone(), &module).await?;
    let mut ticks = Ticks::read(&form);
    match form.text("act") {
        "remove" => {
            let removal = Removal {
                package: id.clone(),
                module,
                who: ticks.who(),
                reason: Some(ticks.reason.clone()).filter(|reason| !reason.trim().is_empty()),
                dry_run: false,
                despite: if form.has("silence") { Despite::Silence } else { Despite::Nothing },
                lang: screen.lang,
            };
            return match super::remove(&manager, &granted, removal).await {
                Ok(_) => Ok(Redirect::to(&screen.to(&format!("/packages/{id}"))).into_response()),
                Err(problem) if problem.is_internal() => Err(problem),
                Err(problem) => draw(&manager, &screen, &found, ticks, Some(problem)).await,
            };
        }
        "longest" => {
            let numbers = found.holders.iter().map(|holder| holder.user).collect();
            let count = u32::try_from(found.to_remove).unwrap_or(u32::MAX);
            let scope = granted.scope;
            let (rows, _) =
                users::longest_unused_page(&manager, scope, numbers, String::new(), (count, 0)).await?;
            let before = std::mem::take(&mut ticks.chosen);
            ticks.chosen = rows
                .into_iter()
                .map(|row| {
                    let instead = before.get(&row.id).cloned().unwrap_or_default();
                    (row.id, instead)
                })
                .collect();
            (ticks.page, ticks.search) = (1, String::new());
        }
        "all" => {
            let ids = found.holders.iter().filter_map(|holder| id_of(&screen.at, holder.user));
            for id in ids {
                ticks.chosen.entry(id).or_default();
            }
        }
        "none" => ticks.chosen.clear(),
        "search" => ticks.page = 1,
        act => {
            if let Some(page) = act.strip_prefix("page-") {
                ticks.page = page.parse().unwrap_or(1).max(1);
            }
        }
    }
    draw(&manager, &screen, &found, ticks, None).await
}

fn id_of(at: &Snapshot, no: licentia_core::ids::UserNo) -> Option<String> {
    at.user(no).map(|user| uuid::Uuid::from_u128(user.id()).to_string())
}

async fn draw(
    manager: &Manager,
    screen: &Screen,
    found: &Superfluous,
    ticks: Ticks,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let scope = screen.at.scope();
    let numbers: Vec<_> = found.holders.iter().map(|holder| holder.user).collect();
    let offset = (ticks.page - 1).saturating_mul(PER_PAGE.into());
    let place = (PER_PAGE, offset);
    let (rows, total) =
        users::longest_unused_page(manager, scope, numbers, ticks.search.clone(), place).await?;
    let losing: Vec<_> = found
        .holders
        .iter()
        .filter(|holder| rows.iter().any(|row| row.no == holder.user))
        .flat_map(|holder| holder.through.iter().map(|(module, _)| (holder.user, *module)))
        .collect();
    // Those on the page who cannot lose it are marked before anybody chooses them; a silent application is told of
    // when something is removed.
    let objections: Vec<Objection> = blockers::glance(manager, scope, &losing).await;
    let title = text_in(&found.titles, screen.lang.tag(), found.module.code());
    let pictures = Pictures::of(manager, &screen.at, rows.iter().map(|row| row.no).collect()).await?;
    let drawn = Drawn {
        screen,
        found,
        ticks: &ticks,
        rows: &rows,
        pictures: &pictures,
        total,
        objections: &objections,
        title,
    };
    let behind = html! { (Head::new(t!(screen.lang, "packages-title"))) };
    let today = screen.at.day().today;
    Ok(screen.dialog("packages", behind, &dialog(&drawn, today, refused.as_ref())))
}
