//! Who is asking, and the proof that they may.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::rights::{Right, RightKind, Rights};
use crate::by::{Actor, By, IdempotencyKey};
use crate::db::ScopeNo;
use crate::problem::Problem;

/// Who is asking, in which installation, with which rights.
///
/// Made by the extractor in `web` from a token or a session; tests and the command line
/// make one with [`Caller::trusted`].
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who and from where; goes into every change.
    pub by: By,
    /// The ledger scope the caller belongs to.
    pub scope: ScopeNo,
    /// The installation's short name in page addresses (`/i/{slug}/…`); empty for operators.
    pub slug: Arc<str>,
    /// The satellite of that installation the caller belongs to; 0 = the installation itself.
    pub site: u32,
    /// What the caller may do.
    pub rights: Rights,
    /// The user of the installation whose account it is, by id; `None` for operators, tokens and the server itself.
    pub user: Option<Arc<str>>,
    /// The language to answer in: `en`, `sv`.
    pub lang: Arc<str>,
    /// The look the caller chose, if any: `light` or `dark`.
    pub theme: Option<Arc<str>>,
}

impl Caller {
    /// A caller whose identity is already beyond doubt: the server itself, the command line
    /// on the server's machine, a test.
    pub fn trusted(by: By, scope: ScopeNo, slug: &str, rights: Rights) -> Self {
        Self { by, scope, slug: slug.into(), site: 0, rights, user: None, lang: "en".into(), theme: None }
    }

    /// Whether the caller has the right; for showing and hiding, never instead of [`Self::may`].
    pub fn has(&self, right: Right) -> bool {
        self.rights.allows(right)
    }

    /// The proof that the caller has right `R`, or 403 `forbidden` naming it. Whoever belongs to a satellite has none
    /// but where [`Self::may_here`] asks: packages, users and licences are the central installation's.
    ///
    /// # Errors
    /// `forbidden` when the right is missing; `central_only`.
    pub fn may<R: RightKind>(&self) -> Result<Granted<R>, Problem> {
        if self.site == 0 { self.may_here() } else { Err(central_only()) }
    }

    /// The same where satellites are answered, too: the caller keeps to [`Granted::site`].
    ///
    /// # Errors
    /// `forbidden` when the right is missing.
    pub fn may_here<R: RightKind>(&self) -> Result<Granted<R>, Problem> {
        if self.rights.allows(R::RIGHT) {
            let (by, scope, site, rights) = (self.by.clone(), self.scope, self.site, self.rights);
            Ok(Granted { by, scope, site, rights, right: PhantomData })
        } else {
            Err(Problem::forbidden(R::RIGHT.as_str()))
        }
    }

    /// 403 unless the caller has at least one of `rights`; the first one is named. At a satellite as [`Self::may`].
    ///
    /// # Errors
    /// `forbidden` when every right is missing; `central_only`.
    pub fn may_any(&self, rights: &[Right]) -> Result<(), Problem> {
        if self.site == 0 { self.may_any_here(rights) } else { Err(central_only()) }
    }

    /// The same where satellites are answered, too.
    ///
    /// # Errors
    /// `forbidden` when every right is missing.
    pub fn may_any_here(&self, rights: &[Right]) -> Result<(), Problem> {
        if rights.iter().any(|right| self.rights.allows(*right)) {
            return Ok(());
        }
        Err(Problem::forbidden(rights.first().map_or("none", |right| right.as_str())))
    }

    /// The number of the caller's account; `None` for tokens and the server itself.
    pub fn account(&self) -> Option<i64> {
        match self.by.actor {
            Actor::Account { no, .. } => Some(no),
            _ => None,
        }
    }

    /// The same caller under an idempotency key.
    #[must_use]
    pub fn with_idempotency(mut self, key: Option<IdempotencyKey>) -> Self {
        self.by.idempotency = key;
        self
    }
}

/// Packages, users and licences of a satellite are its central installation's (rule 1).
fn central_only() -> Problem {
    Problem::refused(403, "central_only")
}

/// The proof that somebody has right `R` in a scope: what a use case takes instead of a caller.
pub struct Granted<R: RightKind> {
    /// Who, from where, under which key.
    pub by: By,
    /// In which scope.
    pub scope: ScopeNo,
    /// At which satellite of it; 0 = the installation itself.
    pub site: u32,
    /// Every right of who asks: nobody hands out more than that.
    pub rights: Rights,
    right: PhantomData<fn() -> R>,
}

impl<R: RightKind> Granted<R> {
    /// The right of the server itself: for timers and set-up, never for a request.
    pub fn to_the_server(by: By, scope: ScopeNo) -> Self {
        Self { by, scope, site: 0, rights: Rights::ALL, right: PhantomData }
    }
}

impl<R: RightKind> Clone for Granted<R> {
    fn clone(&self) -> Self {
        Self {
            by: self.by.clone(),
            scope: self.scope,
            site: self.site,
            rights: self.rights,
            right: PhantomData,
        }
    }
}

impl<R: RightKind> fmt::Debug for Granted<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Granted")
            .field("right", &R::RIGHT)
            .field("by", &self.by)
            .field("scope", &self.scope)
            .finish()
    }
}
