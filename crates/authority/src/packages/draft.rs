//! The next package of a customer, before and after it is signed.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::dates::Dates;
use licentia_core::package::{Holder, Package};
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;
use licentia_protocol::package;
use licentia_protocol::sha256;
use serde_json::json;

use super::Issued;
use crate::catalogue::Current;
use crate::customers::Customer;
use crate::keys::Signer;
use crate::subscriptions::{Subscription, SubscriptionPatch};

/// The last package of a customer: its sequence number and the SHA-256 of its bytes.
pub(super) type Last = Option<(u64, [u8; 32])>;

/// What a package is bound to, beside the holder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Binding {
    /// The thumbprint of the installation's key, once one is bound.
    pub(super) installation: Option<String>,
    /// The holder that the package turns into the new one, while the installation is not known to follow.
    pub(super) replaces: Option<Holder>,
    /// The request that it answers.
    pub(super) nonce: Option<String>,
}

/// A package that is about to be signed.
pub(super) struct Draft {
    /// For whom, with what the customer owns from now on.
    pub(super) customer: Customer,
    /// What the customer owned, when that changes with this package.
    pub(super) owned_before: Option<Subscription>,
    pub(super) package: Package,
    pub(super) last: Last,
    pub(super) binding: Binding,
    catalogue: u64,
    now_ms: i64,
}

/// A package that is signed and not yet kept: what the write needs and no more.
pub(super) struct Signed {
    pub(super) customer: ScopeNo,
    pub(super) customer_id: String,
    /// The customer's revision that it was computed at.
    pub(super) revision: u64,
    /// The package before, whose hash it carries.
    pub(super) last: Last,
    /// What it is bound to.
    pub(super) binding: Binding,
    /// What the customer owned and owns, when that changes with this package.
    pub(super) owned: Option<(Subscription, Subscription)>,
    pub(super) dates: Dates,
    /// [`Draft::digest`], when it was asked for.
    pub(super) digest: Option<String>,
    /// What is told of it; who had it signed is filled in by the write.
    pub(super) issued: Issued,
    pub(super) bytes: Vec<u8>,
    pub(super) sha256: [u8; 32],
}

impl Draft {
    /// Computes the package: rows with hidden quantities, the next sequence number, the holder.
    pub(super) fn new(
        mut customer: Customer,
        changes: SubscriptionPatch,
        current: &Current,
        last: Last,
        binding: Binding,
        (id, now_ms): (String, i64),
    ) -> Result<Self, Problem> {
        let before = customer.subscription.clone();
        customer.subscription = changes.applied_to(customer.subscription);
        let catalogue = &current.file.catalogue;
        let rows = customer.subscription.rows(catalogue)?;
        let Subscription { order, dates, versions } = &customer.subscription;
        if rows.is_empty() {
            return Err(Problem::conflict("nothing_to_issue"));
        }
        let suite = order.suite.as_deref();
        let package = Package {
            id,
            sequence: last.map_or(0, |(sequence, _)| sequence) + 1,
            issuer: current.issuer.clone(),
            issuer_title: catalogue.titles.clone(),
            holder: customer.holder(),
            installation: binding.installation.clone(),
            zone: customer.details.zone.clone(),
            dates: *dates,
            versions: *versions,
            iat: now_ms.div_euclid(1_000),
            nonce: binding.nonce.clone(),
            suite: suite.and_then(|suite| catalogue.suite_for(suite)),
            replaces: binding.replaces.clone(),
            authority: None,
            store: None,
            rows,
            limits: suite.map(|suite| catalogue.limits_for(suite)).unwrap_or_default(),
            meters: catalogue.meters_for_package(),
        };
        let owned_before = (before != customer.subscription).then_some(before);
        Ok(Self { customer, owned_before, package, last, binding, catalogue: current.version, now_ms })
    }

    /// Today where the customer is.
    pub(super) fn today(&self) -> Date {
        day_in(&self.package.zone, self.now_ms)
    }

    /// Names exactly what would be signed, apart from its id, its moment and the installation's key.
    pub(super) fn digest(&self) -> String {
        let Package { sequence, issuer, holder, zone, dates, versions, suite, .. } = &self.package;
        let Package { rows, limits, meters, replaces, .. } = &self.package;
        let head = json!([sequence, issuer, holder, zone, dates, versions, suite, replaces]);
        let shown = json!([head, rows, limits, meters]).to_string();
        hex(&sha256(shown.as_bytes())[..16])
    }

    /// Signs it; with its digest when somebody has seen a preview.
    pub(super) fn sign(self, signer: &Signer, keys: Option<&str>, told: bool) -> Signed {
        let prev = self.last.map(|(_, sha256)| hex(&sha256));
        let Signer { key, certificates, .. } = signer;
        let bytes = package::issue_with_keys(&self.package, prev.as_deref(), key, certificates, keys);
        let sha256 = sha256(&bytes);
        let digest = told.then(|| self.digest());
        let Self { customer, owned_before, package, last, binding, catalogue, now_ms } = self;
        let issued = Issued {
            id: package.id,
            serial: customer.details.serial,
            sequence: package.sequence,
            sha256: hex(&sha256),
            rows: package.rows.len() as u64,
            kid: signer.kid().to_owned(),
            expiry: package.dates.expiry,
            catalogue,
            issued_at_ms: now_ms,
            issued_by: String::new(),
        };
        Signed {
            customer: customer.no,
            customer_id: customer.id,
            revision: customer.revision,
            last,
            binding,
            owned: owned_before.map(|before| (before, customer.subscription)),
            dates: package.dates,
            digest,
            issued,
            bytes,
            sha256,
        }
    }
}

/// The day in a zone.
pub(crate) fn day_in(zone: &str, now_ms: i64) -> Date {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let now = Timestamp::from_millisecond(now_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    zone.to_datetime(now).date()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| DIGITS[usize::from(digit)]).collect()
}
