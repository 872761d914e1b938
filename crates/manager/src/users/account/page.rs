//! *Sign-in to Licentia*: the account of a user, on the user's page and in a dialog.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use jiff::civil::Date;
use licentia_platform::access::{Account, AccountState, Granted, ManageAccess, Rights, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{
    Button, Dialog, Facts, Field, Icon, Lang, Panel, Tag, Tone, date_short, moment, t, tick_box,
};
use maud::{Markup, Render, html};

use super::{Wish, give, is_person, of, take_away, until};
use crate::access::page::{MANAGERS, right_boxes, right_title, shown_once, ticked};
use crate::page::Screen;
use crate::sealed::UserState;
use crate::state::Manager;
use crate::users::page::{address, notice, show};
use crate::users::{Listed, find};

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/users/{user}/account", get(ask).post(change))
        .route("/users/{user}/account/remove", get(ask_remove).post(remove))
}

/// The account as a part of the user's page.
pub(crate) async fn panel(
    manager: &Manager,
    screen: &Screen,
    granted: &Granted<ManageAccess>,
    user: &Listed,
) -> Result<Markup, Problem> {
    let lang = screen.lang;
    let account = of(manager, granted, user.row.id.clone()).await?;
    let to = format!("{}/account", address(screen, &user.row.login, &user.row.id));
    let may = user.row.state == UserState::Active && is_person(user.row.kind);
    let Some(account) = account else {
        if !may {
            return Ok(html! {});
        }
        let give = Button::link(t!(lang, "people-account-give"), to).icon(Icon::Key).small().dialog();
        let body =
            html! { div.stack.tight { p.quiet { (t!(lang, "people-account-none")) } div.row { (give) } } };
        return Ok(html! { (Panel::titled("account", t!(lang, "people-account")).body(body)) });
    };
    let (now, zone) = (manager.now_ms(), crate::day::zone(&screen.at.installation().zone));
    let last = html! { @match account.signed_in_at_ms { Some(at) => (moment(lang, at, now, &zone)), None => (t!(lang, "word-never")) } };
    let ends = until(&screen.at, &account).map(|day| date_short(lang, day));
    let facts = Facts::new()
        .fact(t!(lang, "users-column-state"), state(lang, &account, now))
        .fact(t!(lang, "access-rights"), rights(lang, account.rights))
        .maybe(t!(lang, "people-account-until"), ends)
        .fact(t!(lang, "people-account-last"), last)
        .list();
    let body = html! {
        (facts)
        div.row {
            @if may { (Button::link(t!(lang, "people-account-change"), to.clone()).small().dialog()) }
            (Button::link(t!(lang, "people-account-remove"), format!("{to}/remove")).small().dialog())
        }
    };
    Ok(
        html! { (Panel::titled("account", t!(lang, "people-account")).body(html! { div.stack.tight { (body) } })) },
    )
}

/// Whether an account can be used, as a tag: an invitation that nobody has taken up is none.
pub(crate) fn state(lang: Lang, account: &Account, now_ms: i64) -> Tag {
    match account.state {
        AccountState::Active if account.ends_at_ms.is_some_and(|end| end <= now_ms) => {
            Tag::new(Tone::Plain, t!(lang, "people-account-ended"))
        }
        AccountState::Active if account.is_taken_up() => {
            Tag::good(t!(lang, "people-account-active")).icon(Icon::Tick)
        }
        AccountState::Active => Tag::new(Tone::Accent, t!(lang, "people-account-invited")),
        AccountState::Resting => Tag::new(Tone::Plain, t!(lang, "people-account-resting")),
        AccountState::Blocked | AccountState::Removed => {
            Tag::new(Tone::Bad, t!(lang, "people-account-blocked"))
        }
    }
}

fn rights(lang: Lang, rights: Rights) -> Markup {
    html! {
        @if rights.is_empty() { (t!(lang, "people-account-no-rights")) }
        @for right in rights.iter() { (Tag::new(Tone::Line, right_title(lang, right))) " " }
    }
}

async fn ask(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageAccess>()?;
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    dialog(&manager, &screen, &user, None).await
}

async fn change(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageAccess>()?;
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    match wish(&form) {
        Err(problem) => dialog(&manager, &screen, &user, Some((&form, problem))).await,
        Ok(wish) => match give(&manager, &granted, &user.row.id, wish).await {
            Ok(given) => {
                let Some(link) = given.link else {
                    let back = address(&screen, &user.row.login, &user.row.id);
                    return Ok(Redirect::to(&back).into_response());
                };
                // The only time it can be read: this answer is the user's page itself.
                let link = screen.to_send(&manager, &link.path);
                let shown = shown_once(&screen, &t!(screen.lang, "access-link-made"), &link);
                let body = show::body(&manager, &screen, &user, None).await?;
                Ok(screen.page(&user.row.name, "users", html! { (shown) (body) }))
            }
            Err(problem) if problem.is_internal() => Err(problem),
            Err(problem) => dialog(&manager, &screen, &user, Some((&form, problem))).await,
        },
    }
}

fn wish(form: &Form) -> Result<Wish, Problem> {
    let typed = form.text("until").trim();
    let until = match typed {
        "" => None,
        typed => Some(
            typed
                .parse::<Date>()
                .map_err(|_| Problem::invalid("until", "This is no day.").words("why-no-day"))?,
        ),
    };
    Ok(Wish { rights: ticked(form), until, adopt: form.has("adopt"), link: form.has("link") })
}

async fn dialog(
    manager: &Manager,
    screen: &Screen,
    user: &Listed,
    refused: Option<(&Form, Problem)>,
) -> Result<Response, Problem> {
    let (lang, granted) = (screen.lang, screen.caller.may::<ManageAccess>()?);
    let account = of(manager, &granted, user.row.id.clone()).await?;
    let back = address(screen, &user.row.login, &user.row.id);
    let name = user.row.name.as_str();
    let heading = match account {
        Some(_) => t!(lang, "people-account-change-title", name = name),
        None => t!(lang, "people-account-give-title", name = name),
    };
    let there = account.as_ref().map_or(Rights::NONE, |account| account.rights);
    let typed = refused.as_ref().map_or(there, |(form, _)| ticked(form));
    let chosen: Vec<_> = MANAGERS.into_iter().filter(|right| typed.has(*right)).collect();
    let end = account.as_ref().and_then(|account| until(&screen.at, account));
    let end = match &refused {
        Some((form, _)) => form.text("until").to_owned(),
        None => end.map(|day| day.to_string()).unwrap_or_default(),
    };
    let adopt = refused.as_ref().is_some_and(|(_, problem)| problem.extra.contains_key("offer"));
    let body = html! {
        @if let Some((_, problem)) = &refused { (notice(lang, problem)) }
        @if adopt { (tick_box("adopt", "true", &t!(lang, "people-account-adopt"), false)) }
        (right_boxes(screen, &chosen))
        p.small.quiet { (t!(lang, "people-account-own-only")) }
        (Field::date("until", t!(lang, "people-account-until")).value(end).hint(t!(lang, "people-account-until-hint")))
        @if account.is_some() { (tick_box("link", "true", &t!(lang, "people-account-new-link"), false)) }
    };
    let dialog = Dialog::new(lang, heading, back.clone()).narrow().form(format!("{back}/account")).body(body);
    let save = match account {
        Some(_) => t!(lang, "users-save"),
        None => t!(lang, "people-account-give-do"),
    };
    let footer = html! { (dialog.cancel()) (Button::submit(save).primary()) };
    Ok(screen.dialog("users", show::body(manager, screen, user, None).await?, &dialog.footer(footer)))
}

async fn ask_remove(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageAccess>()?;
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    removing(&manager, &screen, &user, None).await
}

async fn remove(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageAccess>()?;
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    match take_away(&manager, &granted, &user.row.id).await {
        Ok(_) => Ok(Redirect::to(&address(&screen, &user.row.login, &user.row.id)).into_response()),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => removing(&manager, &screen, &user, Some(problem)).await,
    }
}

async fn removing(
    manager: &Manager,
    screen: &Screen,
    user: &Listed,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let back = address(screen, &user.row.login, &user.row.id);
    let heading = t!(lang, "people-account-remove-title", name = user.row.name.as_str());
    let body = html! {
        @if let Some(problem) = &refused { (notice(lang, problem)) }
        p { (t!(lang, "people-account-remove-means")) }
    };
    let action = format!("{back}/account/remove");
    let dialog = Dialog::new(lang, heading, back).narrow().form(action).body(body);
    let footer =
        html! { (dialog.cancel()) (Button::submit(t!(lang, "people-account-remove")).danger().render()) };
    Ok(screen.dialog("users", show::body(manager, screen, user, None).await?, &dialog.footer(footer)))
}
