//! One tab per issuer: the vendor's own first, then partners, then those of whom nothing is in force.

use licentia_core::dates::Standing;
use licentia_core::licences::Issuer;
use licentia_core::names::IssuerName;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{Here, Icon, Tabs, Tag, Tone, standing_tag, t};

use crate::contact::{self, ContactState, Word};
use crate::packages::{self, Comparison, Listed};
use crate::page::Screen;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// What the Licences screen knows of one issuer.
pub(super) struct Tab<'a> {
    /// Its code name.
    pub(super) name: String,
    /// Its title.
    pub(super) title: String,
    /// What is in force of it: its place among the issuers, and the issuer.
    pub(super) issuer: Option<(usize, &'a Issuer)>,
    /// A partner's: bought, asked and deleted apart.
    pub(super) partner: bool,
    /// Where the conversation with its authority stands.
    pub(super) contact: Option<ContactState>,
    /// The package that waits for a decision, and what it would change.
    pub(super) waiting: Option<(Listed, Comparison)>,
}

/// Every tab, in order.
pub(super) async fn all<'a>(
    manager: &Manager,
    screen: &'a Screen,
    packages: &[Listed],
) -> Result<Vec<Tab<'a>>, Problem> {
    let states = contact::states(manager, screen.at.scope()).await?;
    let mut names: Vec<String> =
        screen.at.licences().issuers().iter().map(|issuer| issuer.name.to_string()).collect();
    let others =
        states.iter().map(|state| &state.issuer).chain(packages.iter().map(|package| &package.issuer));
    for name in others {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let mut tabs = Vec::with_capacity(names.len());
    for name in names {
        let contact = states.iter().find(|state| state.issuer == name).cloned();
        if let Some(tab) = one(manager, screen, packages, name, contact).await? {
            tabs.push(tab);
        }
    }
    tabs.sort_by_key(|tab| (!is_vendor(manager, &screen.at, &tab.name), tab.issuer.is_none()));
    Ok(tabs)
}

async fn one<'a>(
    manager: &Manager,
    screen: &'a Screen,
    packages: &[Listed],
    name: String,
    contact: Option<ContactState>,
) -> Result<Option<Tab<'a>>, Problem> {
    let issuers = screen.at.licences().issuers();
    let issuer = issuers.iter().enumerate().find(|(_, issuer)| issuer.name.as_str() == name);
    let waiting = match packages::waiting(screen, packages, &name) {
        Some(listed) => {
            let granted = screen.caller.may::<View>()?;
            // A package that no longer verifies is named by the check of the sealed rows; it does not wait.
            packages::comparison(manager, &granted, listed.id.clone()).await.ok().map(|c| (listed.clone(), c))
        }
        None => None,
    };
    let title = known_title(screen, &name);
    let others = !issuers.is_empty();
    let heard = contact
        .as_ref()
        .is_some_and(|c| c.rewound || has_tab(has_sold(manager, screen, &name), others, c.state));
    if issuer.is_none() && waiting.is_none() && !heard {
        return Ok(None);
    }
    let title =
        title.or_else(|| Some(waiting.as_ref()?.1.package.issuer_title(screen.lang.tag()).to_owned()));
    Ok(Some(Tab {
        title: title.unwrap_or_else(|| name.clone()),
        issuer,
        partner: name.parse().is_ok_and(|name| screen.at.is_partner(&name)),
        contact,
        waiting,
        name,
    }))
}

/// Whether an issuer of whom nothing is in force has a tab: not if it never sold anything here, others did, and its
/// authority says only that nothing is new.
pub(super) const fn has_tab(sold: bool, others: bool, said: Word) -> bool {
    sold || !others || !matches!(said, Word::UpToDate)
}

/// Whether anything of the issuer was ever here, or everything begins with it.
fn has_sold(manager: &Manager, screen: &Screen, name: &str) -> bool {
    let marked = screen.at.installation().in_force.contains_key(name);
    marked || known_title(screen, name).is_some() || is_vendor(manager, &screen.at, name)
}

/// Whether the issuer is the root vendor's own, whom everything begins with: by its package in force or its last one,
/// by the sealed mark where neither can be read, or because its authority said so.
pub(crate) fn is_vendor(manager: &Manager, at: &Snapshot, name: &str) -> bool {
    let Ok(name) = name.parse::<IssuerName>() else { return false };
    let package = at.package_of(&name).or_else(|| at.former_package_of(&name));
    let mark = || at.installation().in_force.get(name.as_str());
    let partner = package.map(|package| package.partner).or_else(|| mark().map(|mark| mark.partner));
    partner.map_or_else(|| manager.vendor() == Some(&name), |partner| !partner)
}

/// What an issuer calls itself, also after its licences were deleted; its code name where nobody knows.
pub(crate) fn title_of(screen: &Screen, name: &str) -> String {
    known_title(screen, name).unwrap_or_else(|| name.to_owned())
}

fn known_title(screen: &Screen, name: &str) -> Option<String> {
    let lang = screen.lang.tag();
    let in_force = screen.at.licences().issuers().iter().find(|issuer| issuer.name.as_str() == name);
    let title = in_force.map(|issuer| issuer.title(lang));
    let former = || Some(screen.at.former_package_of(&name.parse().ok()?)?.package.issuer_title(lang));
    title.or_else(former).map(str::to_owned)
}

/// The bar of tabs of the Licences screen, for its last one: *Status*.
pub(crate) async fn above_status(manager: &Manager, screen: &Screen) -> Result<Tabs, Problem> {
    let packages = packages::list(manager, &screen.caller.may::<View>()?).await?;
    let tabs = all(manager, screen, &packages).await?;
    Ok(bar(screen, &Here::new(&screen.to("/licences"), ""), &tabs, None))
}

/// The bar of tabs: the issuers, and *Status*, which is open when no issuer is. One shows its standing when it is not
/// current, and whether something waits in it.
pub(super) fn bar(screen: &Screen, here: &Here, tabs: &[Tab<'_>], current: Option<usize>) -> Tabs {
    let lang = screen.lang;
    let bar = tabs.iter().enumerate().fold(Tabs::new(t!(lang, "licences-issuers")), |bar, (no, tab)| {
        let (open, href) = (Some(no) == current, here.with("issuer", &tab.name).to_string());
        match tag(screen, tab, open) {
            Some(tag) => bar.tagged(&tab.title, href, open, tag),
            None => bar.tab(&tab.title, href, open),
        }
    });
    bar.tab(t!(lang, "status-tab"), screen.to("/licences/status"), current.is_none())
}

fn tag(screen: &Screen, tab: &Tab<'_>, current: bool) -> Option<Tag> {
    let lang = screen.lang;
    let standing = tab.issuer.map(|(no, _)| screen.at.day().standing(no)).filter(|s| *s != Standing::Current);
    match standing {
        Some(standing) => Some(standing_tag(lang, standing)),
        None if tab.waiting.is_some() && !current => {
            Some(Tag::new(Tone::Accent, t!(lang, "licences-tab-new")).icon(Icon::Clock))
        }
        None => None,
    }
}
