//! One package that was signed.

use axum::extract::State;
use axum::response::Response;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{Button, Facts, Head, Icon, Lang, Panel, copyable, date_or_dash, encode, number, t};
use maud::html;

use super::super::api;
use super::super::listing::{Listed, Whereabouts, one};
use super::list::whereabouts_tag;
use crate::page::Screen;
use crate::state::Authority;

pub(super) async fn show(
    State(authority): State<Authority>,
    screen: Screen,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let Listed { issued, whereabouts, .. } = one(&authority, &granted, &id).await?;
    let customer = crate::customers::show(&authority, &granted, &issued.serial).await?;
    let lang = screen.lang;
    let title = t!(lang, "customers-package-title", number = issued.sequence);
    let name = customer.details.name.as_str();
    let address = format!("/customers/{}", encode(&issued.serial));
    let save =
        Button::link(t!(lang, "packages-save", file = issued.file_name()), format!("/packages/{id}/file"));
    let head = Head::new(title.as_str())
        .crumb(lang, t!(lang, "packages-title"), "/packages")
        .crumb(lang, name, address)
        .action(save.icon(Icon::Download).download().primary());
    let fingerprint = t!(lang, "packages-sha256");
    let body = html! {
        (head)
        (Facts::new()
            .fact(t!(lang, "packages-holder"), name)
            .mono(t!(lang, "customers-column-serial"), &issued.serial)
            .fact(t!(lang, "packages-column-state"), whereabouts_tag(lang, whereabouts))
            .fact(t!(lang, "packages-column-signed"), screen.moment(issued.issued_at_ms))
            .fact(t!(lang, "customers-column-expiry"), date_or_dash(lang, issued.expiry))
            .fact(t!(lang, "packages-column-rows"), number(lang, issued.rows))
            .fact(t!(lang, "catalogue-edition"), number(lang, issued.catalogue)))
        (Panel::titled("proof", t!(lang, "packages-proof")).body(Facts::new().list()
            .fact(fingerprint.as_str(), copyable(lang, &fingerprint, &issued.sha256))
            .mono(t!(lang, "packages-key"), &issued.kid)
            .mono(t!(lang, "packages-id"), &issued.id)))
        @if let Some(next) = next(lang, whereabouts) { p.quiet { (next) } }
    };
    Ok(screen.page(&title, "packages", body))
}

/// What has to happen for it to be in force, when something has.
fn next(lang: Lang, at: Whereabouts) -> Option<String> {
    match at {
        Whereabouts::Signed => Some(t!(lang, "packages-deliver")),
        Whereabouts::Offered => Some(t!(lang, "customers-next-offered")),
        Whereabouts::Held => Some(t!(lang, "customers-next-held")),
        Whereabouts::InForceByContact | Whereabouts::InForceByReceipt | Whereabouts::Past => None,
    }
}

pub(super) async fn file(
    State(authority): State<Authority>,
    screen: Screen,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    super::super::file(&authority, &screen.caller.may::<View>()?, &id).await.map(api::download)
}
