//! The list as a file.

use axum::extract::State;
use axum::response::Response;
use licentia_platform::access::View as MayView;
use licentia_platform::problem::Problem;

use super::view::{View, filter};
use crate::page::Screen;
use crate::state::Manager;
use crate::users::export::{Wanted, export};

pub(super) async fn file(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<MayView>()?;
    let view = View::read(&screen);
    let format = view.here.get("format").unwrap_or("csv").parse()?;
    let filter = filter(&view.here);
    let wanted = Wanted { format, filter, sort: view.sort, columns: view.columns, lang: Some(screen.lang) };
    export(&manager, &granted, wanted).await
}
