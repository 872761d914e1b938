//! The system events as the snapshot keeps them (rule 16).

use std::sync::Arc;

use licentia_platform::db::{ScopeNo, Sql};
use licentia_platform::problem::Problem;

use crate::events::{Events, store};

/// Reads those that are active. They are no licence, so no seal is asked for.
pub(super) fn read(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Arc<Events>, Problem> {
    Ok(Arc::new(store::events(sql, scope)?))
}
