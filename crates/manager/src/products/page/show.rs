//! One product: its dated rows, its seats, who has it, and what is staged.

use axum::extract::State;
use axum::response::Response;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::Counting;
use licentia_core::licences::Module;
use licentia_core::seats::{Ask, Source, assign, recall};
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{Button, Head, Here, Icon, Lang, encode, t};
use maud::{Markup, html};

use super::staged::{Settled, Staged};
use super::{address, bar, list, members, seats};
use crate::assignments::{Changed, People, would_heal};
use crate::licences::Licence;
use crate::page::Screen;
use crate::products;
use crate::snapshot::{Snapshot, User};
use crate::state::Manager;

/// A product about to be drawn.
pub(super) struct Product<'a> {
    pub(super) screen: &'a Screen,
    pub(super) licence: Licence<'a>,
    pub(super) staged: Staged,
    pub(super) settled: Settled,
    /// Units that what is staged takes, less what it gives back.
    pub(super) staged_units: i64,
    /// Units of what becomes free that those who wait take at once.
    pub(super) served: u64,
    /// How many of those from whom it is to be recalled have it from a rule.
    pub(super) by_rules: u64,
    /// How many people it is granted to.
    pub(super) granted: u64,
}

impl<'a> Product<'a> {
    /// The product that an address names.
    ///
    /// # Errors
    /// 404 `not_found`.
    pub(super) fn find(screen: &'a Screen, name: &str) -> Result<Self, Problem> {
        screen.caller.may::<View>()?;
        let licence = products::product(&screen.at, name).ok_or_else(|| Problem::not_found("product"))?;
        let staged = Staged::read(&screen.here);
        let settled = Settled::of(&screen.at, licence.module.no, &staged);
        let staged_units = units(screen, licence.module, &settled);
        let served = served(&screen.at, licence.module, &settled);
        let by_rules = by_rules(&screen.at, licence.module.no, &settled);
        let granted = products::api::granted_to(&screen.at, &licence);
        Ok(Self { screen, licence, staged, settled, staged_units, served, by_rules, granted })
    }

    pub(super) fn module(&self) -> &'a Module {
        self.licence.module
    }

    pub(super) fn title(&self) -> &'a str {
        self.licence.module.title(self.screen.lang.tag())
    }

    /// Units in use once what is staged is applied, and those who wait have what becomes free.
    pub(super) fn after(&self) -> i64 {
        let served = i64::try_from(self.served).unwrap_or(i64::MAX);
        i64::try_from(self.licence.in_use).unwrap_or(i64::MAX).saturating_add(self.staged_units + served)
    }

    /// This page, whatever the request's own path was: search, order and what is staged stay.
    pub(super) fn here(&self) -> Here {
        let query = self.screen.here.to_string();
        let query = query.split_once('?').map_or("", |(_, query)| query);
        Here::new(&address(self.screen, self.module().name.as_str()), query)
    }

    /// The same page with something else staged.
    pub(super) fn with(&self, staged: &Staged) -> Here {
        staged.put(&self.here(), self.screen.at.revision())
    }

    /// Another page of this product that knows what is staged.
    pub(super) fn at(&self, page: &str) -> Here {
        let query = self.here().to_string();
        let query = query.split_once('?').map_or("", |(_, query)| query);
        Here::new(&format!("{}/{page}", address(self.screen, self.module().name.as_str())), query)
    }

    /// Whether the reader may change who has it.
    pub(super) fn may_change(&self) -> bool {
        products::for_people(self.module()) && self.screen.caller.has(Right::ManageLicences)
    }
}

/// What is staged changes the seats by so many: whoever may not log in takes none, and whoever keeps it with a plan
/// gives none back. Concurrent seats are taken by sessions alone.
fn units(screen: &Screen, module: &Module, settled: &Settled) -> i64 {
    if module.counting == Counting::Concurrent || !products::for_people(module) {
        return 0;
    }
    let at = &screen.at;
    let takes = |no: &&UserNo| at.user(**no).is_some_and(|user| user.active() && !user.holds(module.no));
    let own = super::staged::granted_as(at, module.no);
    let gives = |no: &UserNo| {
        let Some(user) = at.user(*no).filter(|user| user.active() && user.holds(module.no)) else { return 0 };
        let acts = user.assignments().iter().filter(|row| row.acts(at.day().today));
        let (mut going, mut staying) = (0, 0);
        for row in acts {
            if own.contains(&row.module) {
                going = going.max(i64::from(row.units.max(1)));
            } else if licentia_core::seats::gives(at.licences(), row.module, module.no) {
                staying = 1;
            }
        }
        going.saturating_sub(staying)
    };
    let added = settled.add.iter().filter(takes).count();
    i64::try_from(added).unwrap_or(i64::MAX) - settled.drop.iter().map(gives).sum::<i64>()
}

/// How many units of the product those who wait take of what is staged to be given up, once those who are staged to get
/// it have theirs.
fn served(at: &Snapshot, module: &Module, settled: &Settled) -> u64 {
    if settled.drop.is_empty() || module.counting == Counting::Concurrent || !products::for_people(module) {
        return 0;
    }
    let (licences, day) = (at.licences(), at.day());
    let (mut usage, mut changed) = (at.usage().clone(), People::new());
    let recalled = settled.drop.iter().map(|no| (no, None));
    let given = settled.add.iter().map(|no| (no, Some(Ask::new(module.no, Source::Manual, u64::MAX))));
    for (user, ask) in recalled.chain(given).filter_map(|(no, ask)| Some((at.user(*no)?, ask))) {
        let change = match &ask {
            None => recall(licences, day, &user.person(), module.no, None),
            Some(ask) => assign(licences, day, &usage, &user.person(), ask),
        };
        let Ok(change) = change else { continue };
        usage.apply(&change.usage);
        if user.waits() {
            let mut assignments = user.assignments().to_vec();
            change.apply(&mut assignments);
            changed.insert(user.no(), Changed { kind: user.kind(), active: user.active(), assignments });
        }
    }
    let met = would_heal(at, &usage, &changed);
    let units = met.iter().flat_map(|met| &met.change.usage).filter(|(no, _)| *no == module.no);
    units.map(|(_, units)| u64::try_from(*units).unwrap_or(0)).sum()
}

/// How many of those from whom it is to be recalled have it from a rule, which gives it again.
fn by_rules(at: &Snapshot, no: ModuleNo, settled: &Settled) -> u64 {
    let own = super::staged::granted_as(at, no);
    let by_rule = |user: &User<'_>| {
        user.assignments().iter().any(|row| row.source == Source::Rule && own.contains(&row.module))
    };
    settled.drop.iter().filter_map(|no| at.user(*no)).filter(by_rule).count() as u64
}

pub(super) async fn show(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, module)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let product = Product::find(&screen, &module)?;
    let body = body(&manager, &product, None).await?;
    Ok(screen.page(product.title(), "products", body))
}

/// The whole page; `refused` is why what was asked for was not done.
pub(super) async fn body(
    manager: &Manager,
    product: &Product<'_>,
    refused: Option<&Problem>,
) -> Result<Markup, Problem> {
    let people = products::for_people(product.module());
    Ok(html! {
        (head(product))
        @if let Some(problem) = refused { (bar::refusal(product, problem)) }
        (bar::meanwhile(manager, product).await?)
        (bar::replaces(manager, product).await?)
        div.cols.wide-end {
            (seats::dated_rows(manager, product).await?)
            (seats::today(product))
        }
        @if people { (members::section(manager, product).await?) }
        @if product.may_change() { (bar::staged(product, refused)) }
    })
}

fn head(product: &Product<'_>) -> Head {
    let (screen, lang) = (product.screen, product.screen.lang);
    let module = product.module();
    let (before, after) = products::neighbours(&screen.at, lang.tag(), module.no);
    let step = |name: Option<String>, label: String, icon, key| {
        name.map(|name| Button::link(label, address(screen, &name)).icon(icon).plain().only_icon().key(key))
    };
    let mut head = Head::new(product.title())
        .crumb(lang, t!(lang, "products-title"), screen.to("/products"))
        .lead(lead(product, lang));
    for button in [
        step(before, t!(lang, "products-earlier"), Icon::Left, "["),
        step(after, t!(lang, "products-next"), Icon::Right, "]"),
    ]
    .into_iter()
    .flatten()
    {
        head = head.action(button);
    }
    let name = module.name.as_str();
    if products::for_people(module) {
        let waiting = screen.to(&format!("/assignments/waiting?module={}", encode(name)));
        head = head.action(Button::link(t!(lang, "navigation-waiting"), waiting).icon(Icon::Queue));
    }
    head.action(
        Button::link(t!(lang, "products-licence"), screen.to(&format!("/licences/{}", encode(name))))
            .icon(Icon::Key),
    )
}

fn lead(product: &Product<'_>, lang: Lang) -> Markup {
    let tooltip = product.module().tooltip(lang.tag());
    html! {
        (list::kind_words(lang, &product.licence)) " · " code { (product.module().name.as_str()) }
        @if !tooltip.is_empty() { " · " (tooltip) }
    }
}
