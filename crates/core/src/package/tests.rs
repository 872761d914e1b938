use super::*;
use crate::testing::cases;
use proptest::prelude::*;

const CASES: u32 = 2_000;

#[test]
fn versions_are_three_numbers_in_order() {
    let version = |text: &str| text.parse::<Version>();
    assert_eq!(version("12.1.0"), Ok(Version::new(12, 1, 0)));
    assert!(Version::new(12, 10, 0) > Version::new(12, 9, 9));
    for text in ["", "12", "12.1", "12.1.0.1", "12..1", "v12.1.0", "12.1.+1", "-1.0.0", "12.1.4294967296"] {
        assert_eq!(version(text), Err(VersionError), "{text:?}");
    }
}

/// Rule 7: a package names the product versions it covers.
#[test]
fn both_ends_of_a_range_are_covered_and_an_absent_end_is_open() {
    let range = |from, to| Versions { from, to };
    let (old, new) = (Version::new(12, 0, 0), Version::new(12, 9, 0));
    assert!(range(Some(old), Some(new)).contains(old));
    assert!(range(Some(old), Some(new)).contains(new));
    assert!(!range(Some(old), Some(new)).contains(Version::new(12, 9, 1)));
    assert!(!range(Some(old), None).contains(Version::new(11, 9, 9)));
    assert!(range(None, None).contains(Version::new(0, 0, 0)));
}

proptest! {
    #![proptest_config(cases(CASES))]

    #[test]
    fn any_text_is_a_version_or_an_error(text in prop_oneof![any::<String>(), "[0-9.]{0,14}"]) {
        if let Ok(version) = text.parse::<Version>() {
            prop_assert_eq!(version.to_string().parse(), Ok(version));
        }
    }

    #[test]
    fn a_version_is_read_back_as_it_is_written(major in any::<u32>(), minor in any::<u32>(), patch in any::<u32>()) {
        let version = Version::new(major, minor, patch);
        prop_assert_eq!(version.to_string().parse(), Ok(version));
    }
}

#[test]
fn a_package_is_for_the_installed_version_or_for_a_coming_or_a_past_one() {
    let versions = |from: Option<&str>, to: Option<&str>| Versions {
        from: from.map(|text| text.parse().unwrap()),
        to: to.map(|text| text.parse().unwrap()),
    };
    for (from, to, installed, coverage) in [
        (Some("12.1.0"), None, "12.0.9", Coverage::Coming),
        (Some("12.1.0"), None, "12.1.0", Coverage::Covered),
        (Some("12.1.0"), Some("12.1.9"), "12.10.0", Coverage::Past),
        (None, Some("12.1.9"), "12.1.9", Coverage::Covered),
        (None, Some("12.1.9"), "13.0.0", Coverage::Past),
        (None, None, "1.0.0", Coverage::Covered),
        // Nothing lies between: it can never be covered, and a later version does not help.
        (Some("2.0.0"), Some("1.0.0"), "3.0.0", Coverage::Past),
    ] {
        assert_eq!(
            versions(from, to).beside(installed.parse().unwrap()),
            coverage,
            "{from:?} {to:?} {installed}"
        );
    }
}

proptest! {
    #![proptest_config(cases(CASES))]

    #[test]
    fn what_is_coming_is_covered_by_a_later_version_or_never(
        from in proptest::option::of((0_u32..4, 0_u32..4, 0_u32..4)),
        to in proptest::option::of((0_u32..4, 0_u32..4, 0_u32..4)),
        installed in (0_u32..4, 0_u32..4, 0_u32..4),
        next in (0_u32..4, 0_u32..4, 0_u32..4),
    ) {
        let version = |(major, minor, patch)| Version::new(major, minor, patch);
        let versions = Versions { from: from.map(version), to: to.map(version) };
        let (installed, next) = (version(installed), version(next));
        let now = versions.beside(installed);
        prop_assert_eq!(now == Coverage::Covered, versions.contains(installed));
        if next >= installed {
            // Versions go up: what is past stays so, and what was covered does not become coming.
            let then = versions.beside(next);
            prop_assert!(now != Coverage::Past || then == Coverage::Past);
            prop_assert!(now != Coverage::Covered || then != Coverage::Coming);
        } else if versions.contains(next) {
            prop_assert_ne!(now, Coverage::Coming, "a lower one is covered already");
        }
    }
}
