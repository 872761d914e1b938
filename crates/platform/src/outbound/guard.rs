//! Addresses that other people give, and that must not lead into the network this server stands in.
//!
//! Whoever may register a webhook could otherwise have this server call its neighbours: a database's port, another
//! company's page behind the same wall, the address where a cloud hands out its machine's keys. Names are looked at
//! after they were resolved, at the moment of the call, so that a name which is harmless today is no way in tomorrow.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// What a refused address says inside the client's own error, by which it is known again.
pub(super) const REFUSED: &str = "an address inside this server's own network";

/// Resolves names as usual, and refuses those that lead inside.
#[derive(Debug, Default)]
pub(super) struct Guard(DefaultResolver);

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        match found.iter().any(|address| is_internal(address.ip())) {
            true => Err(ureq::Error::Io(std::io::Error::new(std::io::ErrorKind::PermissionDenied, REFUSED))),
            false => Ok(found),
        }
    }
}

/// Whether the host of an address is written as an internal number: for calls whose names a proxy resolves.
pub(super) fn names_internal(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host.parse().is_ok_and(is_internal) || host.eq_ignore_ascii_case("localhost")
}

/// Whether an address is anything but one of the public internet.
pub(super) fn is_internal(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_internal_v4(address),
        IpAddr::V6(address) => is_internal_v6(address),
    }
}

fn is_internal_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || a == 0
        // Carriers' own, protocol assignments, measurements, and what is reserved.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240
}

fn is_internal_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let inside =
        |high: u16, low: u16| is_internal_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match parts {
        // An older address in new clothes: mapped, compatible (`::` and `::1` too), translated, 6to4.
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] => inside(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => inside(high, low),
        [first, ..] => {
            address.is_multicast()
                || (first & 0xfe00) == 0xfc00
                || (first & 0xff80) == 0xfe80
                // Of all the rest, only this much is given to anybody.
                || (first & 0xe000) != 0x2000
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_are_outside() {
        for inside in [
            "127.0.0.1",
            "127.9.9.9",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.8",
            "198.19.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "100::1",
        ] {
            assert!(is_internal(inside.parse().expect(inside)), "{inside}");
        }
        for outside in [
            "8.8.8.8",
            "93.184.216.34",
            "172.32.0.1",
            "100.128.0.1",
            "198.20.0.1",
            "2001:4860:4860::8888",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ] {
            assert!(!is_internal(outside.parse().expect(outside)), "{outside}");
        }
    }

    #[test]
    fn a_number_in_an_address_is_seen_before_a_proxy_is_asked() {
        for (url, inside) in [
            ("http://127.0.0.1:8080/x", true),
            ("https://[::1]/x", true),
            ("http://LocalHost/", true),
            ("https://hooks.example.com/x", false),
            ("https://8.8.8.8/", false),
        ] {
            assert_eq!(names_internal(&url.parse().expect(url)), inside, "{url}");
        }
    }
}
