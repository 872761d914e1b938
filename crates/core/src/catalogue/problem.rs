//! What can be wrong with a catalogue or an order.

use serde::Serialize;

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What is wrong.
    pub code: ProblemCode,
    /// Where: `modules[3].set`, `suites[0].limits[1]`, `lines[2]`; a module's code for what follows
    /// from an order.
    pub at: String,
    /// The names concerned, in the order the sentence needs them; a cycle is listed in full.
    pub names: Vec<String>,
}

impl Problem {
    pub(super) fn new(code: ProblemCode, at: impl Into<String>, names: &[&str]) -> Self {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Self { code, at: at.into(), names }
    }
}

/// Declares the codes once: the variant, its stable name, its meaning.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// The stable code of a [`Problem`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum ProblemCode {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl ProblemCode {
            /// Every code, for documentation and for tests of texts.
            pub const EVERY: &'static [Self] = &[$(Self::$variant,)+];

            /// The name used in answers and language files.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

codes! {
    /// The issuer's name is no name.
    BadIssuer = "bad_issuer",
    /// A code is no name: letters a–z, digits, single hyphens, lower case.
    BadName = "bad_name",
    /// A language tag is none: `en`, `sv`, `pt-br`.
    BadLanguage = "bad_language",
    /// A text has a control character other than tab and line feed, which no signed file carries.
    ControlCharacter = "control_character",
    /// A currency is not three capital letters.
    BadCurrency = "bad_currency",
    /// A meter's overage is sold in blocks of nothing.
    BlockOfNothing = "block_of_nothing",
    /// Something people see has no title in any language.
    MissingTitle = "missing_title",
    /// Two modules have one code.
    DuplicateModule = "duplicate_module",
    /// Two suites have one code.
    DuplicateSuite = "duplicate_suite",
    /// Two limits of a suite have one code.
    DuplicateLimit = "duplicate_limit",
    /// Two meters have one code.
    DuplicateMeter = "duplicate_meter",
    /// A meter counted in another way before: its closed months would come to something else.
    MeterKindChanged = "meter_kind_changed",
    /// More modules than a package may have.
    TooManyModules = "too_many_modules",
    /// A plan that is not a user module.
    PlanNotUser = "plan_not_user",
    /// A plan that nobody can see.
    PlanHidden = "plan_hidden",
    /// A plan that is also a tier marker.
    PlanIsTier = "plan_is_tier",
    /// A `set` on a module that is no plan.
    SetOnNonPlan = "set_on_non_plan",
    /// A `set` names a module that does not exist.
    UnknownInSet = "unknown_in_set",
    /// A `set` names a module twice.
    DuplicateInSet = "duplicate_in_set",
    /// A `set` names a plan, itself included.
    PlanInSet = "plan_in_set",
    /// A `set` names a system or site module, which no user can hold.
    SetNotUser = "set_not_user",
    /// A hidden module that a member of the `set` requires is not in the `set`, so that nobody
    /// could ever be given the plan.
    SetIncomplete = "set_incomplete",
    /// `requires` names a module that does not exist.
    UnknownInRequires = "unknown_in_requires",
    /// Modules that require each other.
    CycleInRequires = "cycle_in_requires",
    /// A system or site module requires a user module, which only users hold.
    RequiresUserModule = "requires_user_module",
    /// `brings` names a module that does not exist.
    UnknownInBrings = "unknown_in_brings",
    /// Modules that bring each other.
    CycleInBrings = "cycle_in_brings",
    /// `brings` names a user module that is no tier marker; users get those through `set`.
    BringsUserModule = "brings_user_module",
    /// Concurrent counting of something that users do not hold.
    ConcurrentNotUser = "concurrent_not_user",
    /// No kind of user may hold it, alone or with everything in its `set`.
    NoKinds = "no_kinds",
    /// `was` names a module that still exists, or one that another was renamed from.
    WasInUse = "was_in_use",
    /// A suite's module does not exist.
    UnknownSuiteModule = "unknown_suite_module",
    /// A suite's module is not a visible user module.
    SuiteModuleNotUser = "suite_module_not_user",
    /// `next` names a suite that does not exist, or the suite itself.
    UnknownNext = "unknown_next",
    /// An order names a module that does not exist.
    UnknownModule = "unknown_module",
    /// An order names a suite that does not exist.
    UnknownSuite = "unknown_suite",
    /// An order's line has no quantity.
    QuantityMissing = "quantity_missing",
    /// An order's line has a quantity of nothing.
    QuantityZero = "quantity_zero",
    /// An order's line has a quantity and is unrestricted.
    TwoQuantities = "two_quantities",
    /// The quantities of a module add up to more than a row can hold.
    QuantityTooLarge = "quantity_too_large",
    /// An order's line is due before it starts.
    DueBeforeStart = "due_before_start",
    /// What was ordered requires a module that was not.
    RequiresMissing = "requires_missing",
    /// A suite was ordered without a quantity of its user module, or with user plans beside it.
    SuiteLines = "suite_lines",
}
