//! What the tests of this crate share: case counts, and values made at random.
//!
//! Random days lie close together and random codes are few, so that rows meet, touch and overlap.

use crate::dates::Dates;
use crate::ids::ModuleNo;
use crate::licence::{Counting, Kinds, Quantity, Row, Scope, Texts, UserKind, WhenStopped};
use crate::names::{IssuerName, ModuleName};
use crate::package::{Holder, Package, Version, Versions};
use jiff::civil::{Date, date};
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;

/// The first of the random days.
pub(crate) const FIRST_DAY: Date = date(2027, 2, 20);
/// How many random days there are.
pub(crate) const DAYS: i64 = 40;

/// A test's own number of cases, times `LICENTIA_TEST_SCALE` for the long run.
pub(crate) fn cases(base: u32) -> ProptestConfig {
    let scale = std::env::var("LICENTIA_TEST_SCALE").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(base.saturating_mul(scale)) }
}

/// The day `n` days after [`FIRST_DAY`].
pub(crate) fn day_at(n: i64) -> Date {
    FIRST_DAY.saturating_add(jiff::Span::new().days(n))
}

pub(crate) fn any_day() -> impl Strategy<Value = Date> + Clone {
    (0..DAYS).prop_map(day_at)
}

pub(crate) fn dates() -> impl Strategy<Value = Dates> {
    let day = || of(any_day());
    (day(), day(), day(), day(), day()).prop_map(|(next_check, admin_warning, expiry, grace, maintenance)| {
        Dates { next_check, admin_warning, expiry, grace, maintenance }
    })
}

pub(crate) fn version() -> impl Strategy<Value = Version> {
    (10_u32..14, 0_u32..3, 0_u32..2).prop_map(|(major, minor, patch)| Version::new(major, minor, patch))
}

pub(crate) fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![Just(Scope::User), Just(Scope::Site), Just(Scope::System)]
}

pub(crate) fn counting() -> impl Strategy<Value = Counting> {
    prop_oneof![3 => Just(Counting::Named), 1 => Just(Counting::Concurrent)]
}

pub(crate) fn kind() -> impl Strategy<Value = UserKind> {
    proptest::sample::select(UserKind::EVERY.to_vec())
}

pub(crate) fn kinds() -> impl Strategy<Value = Kinds> {
    prop_oneof![2 => Just(Kinds::ALL), 1 => vec(kind(), 0..3).prop_map(|kinds| Kinds::of(&kinds))]
}

pub(crate) fn quantity() -> impl Strategy<Value = Quantity> {
    prop_oneof![4 => (0_u32..9).prop_map(Quantity::Count), 1 => Just(Quantity::Unrestricted)]
}

fn texts() -> impl Strategy<Value = Texts> {
    btree_map(proptest::sample::select(vec!["en".to_owned(), "sv".to_owned()]), "[a-zå]{0,6}", 0..3)
}

/// One of a few codes; the last is none that a module may have.
pub(crate) fn code() -> impl Strategy<Value = String> {
    let codes = ["user", "web", "sale-cal", "ten-sales", "saint", "Sale-Cal", "not a code"];
    proptest::sample::select(codes.map(str::to_owned).to_vec())
}

pub(crate) fn row() -> impl Strategy<Value = Row> {
    let what = (code(), texts(), scope(), counting(), quantity(), any::<bool>(), 0_u32..4);
    let when = (of(any_day()), of(any_day()), any::<bool>(), of(code()));
    let whom = (vec(code(), 0..3), vec(code(), 0..3), kinds());
    (what, when, whom).prop_map(|(what, (start, due, read_only, was), (set, requires, kinds))| {
        let (module, titles, scope, counting, quantity, hidden, flags) = what;
        let when_stopped = if read_only { WhenStopped::ReadOnly } else { WhenStopped::None };
        let plain = Row::new(0, module, quantity);
        Row {
            titles,
            scope,
            counting,
            hidden,
            flags,
            set,
            requires,
            kinds,
            start,
            due,
            when_stopped,
            was,
            ..plain
        }
    })
}

/// A package of one issuer with these rows, numbered in order.
pub(crate) fn package_of(issuer: &str, rows: Vec<Row>) -> Package {
    let numbered = rows.into_iter().zip(0..).map(|(row, n)| Row { n, ..row });
    Package {
        id: format!("{issuer}-1"),
        sequence: 1,
        issuer: IssuerName::new(issuer).expect("tests name their issuers well"),
        issuer_title: Texts::new(),
        holder: Holder { name: "Fjord AS".to_owned(), serial: "1801852599".to_owned(), customer: None },
        installation: None,
        zone: "Europe/Oslo".to_owned(),
        dates: Dates::default(),
        versions: None,
        iat: 0,
        nonce: None,
        suite: None,
        replaces: None,
        authority: None,
        store: None,
        rows: numbered.collect(),
        limits: Vec::new(),
        meters: Vec::new(),
    }
}

pub(crate) fn package() -> impl Strategy<Value = Package> {
    let issuer = prop_oneof![Just("superoffice"), Just("acme")];
    let versions = of((of(version()), of(version())).prop_map(|(from, to)| Versions { from, to }));
    (issuer, vec(row(), 0..9), dates(), versions, 1_u64..4).prop_map(
        |(issuer, rows, dates, versions, sequence)| Package {
            dates,
            versions,
            sequence,
            ..package_of(issuer, rows)
        },
    )
}

/// Every name in these packages, in the order in which an installation would intern them.
pub(crate) fn names_in(packages: &[Package]) -> Vec<ModuleName> {
    let mut names = Vec::new();
    for package in packages {
        names.extend(crate::licences::Licences::missing_names(&names, package));
    }
    names
}

/// The number of a name that the test knows to be there.
pub(crate) fn no(names: &[ModuleName], name: &str) -> ModuleNo {
    let at = names.iter().position(|known| known.as_str() == name).expect("the test named it");
    ModuleNo::from_index(at).expect("tests have few names")
}
