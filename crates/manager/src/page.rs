//! What every page of the manager has in common: who looks, at which installation, and the frame around it.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::response::{Html, IntoResponse, Response};
use http::header::{ACCEPT_LANGUAGE, COOKIE, ORIGIN};
use http::request::Parts;
use licentia_core::names::fold_login;
use licentia_platform::access::{Caller, Look, Right};
use licentia_platform::problem::Problem;
use licentia_ui::{
    Frame, Here, Icon, Lang, Live, NavGroup, NavItem, Notice, Preferences, Server, SignedIn, Switcher, Theme,
    Tone, Value, problem_notice, t,
};
use maud::{Markup, Render, html};

use crate::banners::{Alarms, banners};
use crate::sealed::CENTRAL;
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::status::Services;
use crate::users::portraits::{Pictures, own_address};

/// A page about to be drawn: the caller, the installation as it stands, and the frame.
pub(crate) struct Screen {
    /// Who looks.
    pub(crate) caller: Caller,
    /// The installation.
    pub(crate) at: Arc<Snapshot>,
    /// Where the reader is: path and query.
    pub(crate) here: Here,
    /// The language of the page.
    pub(crate) lang: Lang,
    preferences: Preferences,
    /// What the server knows about its clock and its database.
    pub(crate) alarms: Alarms,
    /// What changed last of what open pages are told at once.
    mark: String,
    /// How many things need the reader.
    needs: u64,
    /// The address of the reader's portrait.
    picture: Option<String>,
    /// How the reader's browser calls this server (`https://host`), when it sends something.
    origin: String,
    /// Whether there are metered services to look at, or the issuer's own applications.
    services: Services,
}

impl FromRequestParts<Manager> for Screen {
    type Rejection = Problem;

    /// As [`Screen::of`], and 403 for whoever may see nothing but their own page ([`OwnScreen`]).
    async fn from_request_parts(parts: &mut Parts, manager: &Manager) -> Result<Self, Problem> {
        let screen = Self::of(parts, manager).await?;
        if screen.sees() { Ok(screen) } else { Err(Problem::forbidden(Right::View.as_str())) }
    }
}

/// A page about the reader: also for those who may see nothing else.
pub(crate) struct OwnScreen(pub(crate) Screen);

impl FromRequestParts<Manager> for OwnScreen {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, manager: &Manager) -> Result<Self, Problem> {
        Screen::of(parts, manager).await.map(Self)
    }
}

impl Screen {
    /// 401 without a session (the browser is sent to sign in); 404 for an installation that is not the caller's, the
    /// same as for one that does not exist.
    async fn of(parts: &mut Parts, manager: &Manager) -> Result<Self, Problem> {
        let caller = <Caller as FromRequestParts<Manager>>::from_request_parts(parts, manager).await?;
        let OriginalUri(uri) =
            OriginalUri::from_request_parts(parts, manager).await.unwrap_or_else(|never| match never {});
        let slug = uri.path().strip_prefix("/i/").and_then(|rest| rest.split('/').next());
        if slug.is_some_and(|slug| slug != &*caller.slug) {
            return Err(Problem::not_found("page"));
        }
        if caller.site != CENTRAL {
            return Err(Problem::refused(403, "central_only"));
        }
        // Before anything is read: what changes from here on is news to the page.
        let mark = manager.slot(caller.scope)?.live().mark().to_string();
        let at = manager.snapshot(caller.scope).await?;
        let preferences = preferences(parts);
        let origin = parts.headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
        let origin = origin.filter(|origin| origin.starts_with("http")).unwrap_or_default().to_owned();
        let here = Here::new(uri.path(), uri.query().unwrap_or_default());
        let events = crate::events::of_reader(manager, &at, &caller).await?;
        let alarms = Alarms { events, ..Alarms::of(manager, &at) };
        let needs = match manages(&caller) {
            true => crate::home::pressing(manager, &caller, &at).await,
            false => 0,
        };
        let reader = caller.user.as_deref().and_then(|id| at.user_named(id)).map(|user| user.no());
        let pictures = Pictures::of(manager, &at, reader.into_iter().collect()).await?;
        let picture = reader.and_then(|no| pictures.get(no)).map(own_address);
        let services = Services::of(manager, &caller, &at);
        Ok(Self {
            caller,
            at,
            here,
            lang: preferences.lang,
            preferences,
            alarms,
            mark,
            needs,
            picture,
            origin,
            services,
        })
    }

    /// An address of this server that can be sent to somebody: as the settings name it, otherwise as the reader's own
    /// browser does.
    pub(crate) fn to_send(&self, manager: &Manager, path: &str) -> String {
        let named = manager.settings().public_origin();
        format!("{}{path}", named.as_deref().unwrap_or(&self.origin))
    }
}

/// Language and theme of a request.
pub(crate) fn preferences(parts: &Parts) -> Preferences {
    let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Preferences::new(header(COOKIE), parts.uri.query().unwrap_or_default(), header(ACCEPT_LANGUAGE))
}

/// Whether somebody may see everything and manage some of it: *Today* is for them.
fn manages(caller: &Caller) -> bool {
    caller.has(Right::View) && (caller.has(Right::ManageLicences) || caller.has(Right::ManageUsers))
}

/// The first page of somebody who has signed in: *Today* for those who manage something, *Licences* for those who only
/// look, one's own page for those who may see nothing else.
pub(crate) fn first_page(caller: &Caller) -> String {
    let path = match caller.has(Right::View) {
        true if manages(caller) => "home",
        true => "licences",
        false => "me",
    };
    format!("/i/{}/{path}", caller.slug)
}

impl Screen {
    /// Whether the reader may see more than their own page.
    pub(crate) fn sees(&self) -> bool {
        self.caller.has(Right::View)
    }

    /// Language and theme of the reader.
    pub(crate) fn preferences(&self) -> Preferences {
        self.preferences
    }

    /// The same screen as if it were at another address: for what is drawn again after a form that has no page.
    pub(crate) fn at_path(self, path: &str) -> Self {
        let here = Here::new(&self.to(path), "");
        Self { here, ..self }
    }

    /// The address of a page of this installation: `path` begins with a slash.
    pub(crate) fn to(&self, path: &str) -> String {
        format!("/i/{}{path}", self.caller.slug)
    }

    /// The frame with navigation, search, person and banners.
    pub(crate) fn frame(&self) -> Frame {
        let installation = self.at.installation();
        let sees = self.sees();
        let detail = installation.holder.clone().unwrap_or_default();
        Frame {
            preferences: self.preferences,
            here: self.here.clone(),
            server: Server::Manager,
            home: first_page(&self.caller),
            switcher: Some(Switcher { name: installation.name.clone(), detail, others: self.databases() }),
            search: sees.then(|| (self.to("/search"), t!(self.lang, "navigation-search-manager"))),
            signed_in: Some(self.signed_in()),
            navigation: if sees { self.navigation() } else { Vec::new() },
            banners: banners(&self.caller, &self.at, &self.alarms, self.lang, |path| self.to(path)),
            live: self.caller.account().map(|_| self.live()),
            theme_action: "/theme".to_owned(),
        }
    }

    /// Where an open page hears of system events.
    fn live(&self) -> Live {
        let (stream, banners) = (self.to("/events/stream"), self.to("/events/banners"));
        Live { stream, banners, mark: self.mark.clone() }
    }

    /// What one may change to: the central installation and its satellites, where there are some.
    fn databases(&self) -> Vec<(String, String, String, bool)> {
        let (lang, central) = (self.lang, self.at.installation());
        let word = t!(lang, "satellites-satellite");
        let satellites = self.at.satellites().map(|one| {
            let path = format!("/installations/{}", one.slug);
            (one.name.clone(), word.clone(), self.to(&path), false)
        });
        let satellites: Vec<_> = satellites.collect();
        let first = (central.name.clone(), t!(lang, "satellites-central"), self.to("/licences"), true);
        if satellites.is_empty() || !self.caller.has(Right::View) {
            return Vec::new();
        }
        std::iter::once(first).chain(satellites).collect()
    }

    /// A whole page; `current` is its place in the navigation.
    pub(crate) fn page(&self, title: &str, current: &str, body: impl Render) -> Response {
        self.answer(self.frame().page(title, current, body))
    }

    /// A page with a dialog open over it.
    pub(crate) fn dialog(
        &self,
        current: &str,
        behind: impl Render,
        dialog: &licentia_ui::Dialog,
    ) -> Response {
        self.answer(self.frame().page_with_dialog(current, behind, dialog))
    }

    fn answer(&self, markup: Markup) -> Response {
        answer(self.preferences, markup)
    }

    fn signed_in(&self) -> SignedIn {
        let name = self.caller.by.actor.name().to_owned();
        let own = (t!(self.lang, "navigation-own"), self.to("/me"));
        let access = (t!(self.lang, "navigation-access"), self.to("/access"));
        let mut links = Vec::from_iter(self.caller.account().map(|_| own));
        links.extend(self.caller.has(Right::ManageAccess).then_some(access));
        SignedIn {
            login: fold_login(&name),
            name,
            picture: self.picture.clone(),
            links,
            sign_out: "/sign-out".to_owned(),
        }
    }

    fn navigation(&self) -> Vec<NavGroup> {
        let lang = self.lang;
        let item = |id, label, path: &str, icon| NavItem::new(id, label, self.to(path), icon);
        let mut operation = vec![
            item("installations", t!(lang, "navigation-installations"), "/installations", Icon::Server),
            item("sessions", t!(lang, "navigation-sessions"), "/sessions", Icon::Clock),
            item("events", t!(lang, "navigation-events"), "/events", Icon::Info),
            item("reminders", t!(lang, "navigation-reminders"), "/reminders", Icon::Bell),
            item("changes", t!(lang, "navigation-changes"), "/changes", Icon::Undo),
            item("ledger", t!(lang, "navigation-ledger"), "/ledger", Icon::Book),
        ];
        if self.caller.has(Right::ManageAccess) {
            operation.push(item("access", t!(lang, "navigation-access"), "/access", Icon::Shield));
        }
        let meters = item("meters", t!(lang, "navigation-meters"), "/meters", Icon::Gauge);
        let apps = self.services.apps.as_ref();
        let apps = apps.map(|to| NavItem::new("apps", t!(lang, "navigation-apps"), to, Icon::Grid));
        let insight = [
            item("history", t!(lang, "navigation-history"), "/history", Icon::Chart),
            item("reports", t!(lang, "navigation-reports"), "/reports/counting", Icon::Chart),
            item("why", t!(lang, "navigation-why"), "/why", Icon::Ask),
        ];
        let services = self.services.meters.then_some(meters).into_iter().chain(apps);
        let home = item("home", t!(lang, "navigation-home"), "/home", Icon::Tick);
        vec![
            NavGroup {
                title: t!(lang, "navigation-group-licensing"),
                items: vec![
                    if self.needs > 0 { home.waiting(self.needs) } else { home },
                    item("licences", t!(lang, "navigation-licences"), "/licences", Icon::Key),
                    item("products", t!(lang, "navigation-products"), "/products", Icon::Box),
                    item("packages", t!(lang, "navigation-packages"), "/packages", Icon::File),
                ],
            },
            NavGroup {
                title: t!(lang, "navigation-group-people"),
                items: vec![
                    item("users", t!(lang, "navigation-users"), "/users", Icon::Users),
                    item("rules", t!(lang, "navigation-rules"), "/rules", Icon::Rules),
                    item("waiting", t!(lang, "navigation-waiting"), "/assignments/waiting", Icon::Queue),
                ],
            },
            NavGroup {
                title: t!(lang, "navigation-group-insight"),
                items: services.chain(insight).collect(),
            },
            NavGroup { title: t!(lang, "navigation-group-operation"), items: operation },
        ]
    }
}

/// A page as an answer; a language that was just chosen is remembered.
pub(crate) fn answer(preferences: Preferences, markup: Markup) -> Response {
    let mut response = Html(markup.into_string()).into_response();
    if preferences.chosen_now
        && let Ok(cookie) = preferences.language_cookie().parse()
    {
        response.headers_mut().append(http::header::SET_COOKIE, cookie);
    }
    response
}

/// A problem as a page, for whoever asked with a browser.
pub(crate) fn problem_page(problem: &Problem, look: &Look) -> String {
    let lang = Lang::from_tag(&look.lang).unwrap_or_default();
    let theme = Theme::from_name(look.theme.as_deref().unwrap_or_default());
    let preferences = Preferences { lang, theme, chosen_now: false };
    let detail = problem.why(lang.tag());
    let rights = |name: &str, value: &str| (name == "right").then(|| licentia_ui::right_words(lang, value));
    let named: Vec<(&str, String)> = problem
        .args
        .iter()
        .map(|(name, value)| (*name, rights(name, value).unwrap_or_else(|| value.clone())))
        .collect();
    let args = named.iter().map(|(name, value)| (*name, word(name, value)));
    let args: Vec<(&str, Value<'_>)> =
        args.chain(detail.as_deref().map(|detail| ("detail", detail.into()))).collect();
    let title = problem.said(lang.tag()).title;
    let body = licentia_ui::problem_page(lang, &problem.code, &args, "/");
    licentia_ui::card_page(preferences, &Here::default(), Server::Manager, &title, body).into_string()
}

/// A refusal as a notice on a page. Of a value that cannot be, the sentence that says why is all that people need: what the
/// field is called for programs, and that it is to be sent again, says them nothing.
pub(crate) fn refused(lang: Lang, problem: &Problem) -> Notice {
    let own = problem.words.is_some_and(|words| words.starts_with("why-")) || lang.tag() == "en";
    match why(lang, problem).filter(|_| own && problem.code == "invalid") {
        Some(why) => {
            Notice::new(Tone::Bad, html! { strong { (why) } }).code(problem.code.to_string()).focused()
        }
        None => {
            let words = problem.words.filter(|words| !words.starts_with("why-"));
            let said = problem_notice(lang, words.unwrap_or(&problem.code), &args_of(problem));
            said.code(problem.code.to_string()).focused()
        }
    }
}

/// Why it was refused, in the language of the page where the language files say it.
pub(crate) fn why(lang: Lang, problem: &Problem) -> Option<String> {
    let words = problem.words.filter(|words| words.starts_with("why-"));
    let said = words.and_then(|words| licentia_ui::problem(lang, words, &args_of(problem)));
    said.map(|said| said.title).or_else(|| problem.why(lang.tag()))
}

fn args_of(problem: &Problem) -> Vec<(&str, Value<'_>)> {
    problem.args.iter().map(|(name, value)| (*name, word(name, value))).collect()
}

/// A value for a sentence. Only what counts is a number: a serial number keeps its digits together.
fn word<'a>(name: &str, value: &'a str) -> Value<'a> {
    match name {
        "count" | "seconds" => Value::try_number(value),
        _ => value.into(),
    }
}
