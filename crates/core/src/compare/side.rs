//! One of the two packages, compiled.

use crate::ids::ModuleNo;
use crate::licence::{Counting, Scope};
use crate::licences::{Day, Licences, Module, Total};
use crate::names::ModuleName;
use crate::package::Package;
use jiff::civil::Date;

/// A package and what it says today. Both sides number modules alike.
pub(super) struct Side {
    pub(super) licences: Licences,
    pub(super) day: Day,
}

impl Side {
    pub(super) fn of(register: &[ModuleName], package: Option<&Package>, today: Date) -> Self {
        let packages: Vec<Package> = package.cloned().into_iter().collect();
        let licences = Licences::build(register, &packages, &[]);
        let day = licences.on(today);
        Self { licences, day }
    }

    pub(super) fn module(&self, no: ModuleNo) -> Option<&Module> {
        self.licences.module(no)
    }

    pub(super) fn total(&self, no: ModuleNo) -> Total {
        self.day.total(no)
    }
}

/// Whether each unit in use must be covered by a unit owned: named user modules and site modules.
pub(super) fn is_guarded(module: &Module) -> bool {
    match module.scope {
        Scope::User => module.counting == Counting::Named,
        Scope::Site => true,
        Scope::System => false,
    }
}
