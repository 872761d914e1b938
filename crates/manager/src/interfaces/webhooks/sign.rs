//! Secrets and signatures of Standard Webhooks, `v1`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use licentia_platform::db::ScopeNo;
use sha2::Sha256;

use super::Webhook;
use crate::state::Manager;

/// For so long after a new secret messages carry the old signature too, in milliseconds.
const OVERLAP_MS: i64 = 24 * 60 * 60 * 1_000;

/// The secret of an endpoint: 32 bytes that follow from the server's secret file, the endpoint and its number.
pub struct Secret([u8; 32]);

impl Secret {
    /// The present secret of a webhook.
    pub fn of(manager: &Manager, scope: ScopeNo, hook: &Webhook) -> Self {
        Self::numbered(manager, scope, &hook.id, hook.secret_no)
    }

    fn numbered(manager: &Manager, scope: ScopeNo, id: &str, no: u32) -> Self {
        let purpose = format!("webhook {} {id} {no}", scope.0);
        Self(*manager.db().secret().session_key(&purpose))
    }

    /// As its receiver is given it: `whsec_…`.
    pub fn shown(&self) -> String {
        format!("whsec_{}", STANDARD.encode(self.0))
    }

    fn signature(&self, id: &str, at_s: i64, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length is one");
        mac.update(format!("{id}.{at_s}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// The headers of one try, at `now_ms` of the machine's clock: receivers compare it with theirs.
pub(super) fn headers(
    manager: &Manager,
    scope: ScopeNo,
    hook: &Webhook,
    id: &str,
    body: &[u8],
    now_ms: i64,
) -> Vec<(&'static str, String)> {
    let at_s = now_ms.div_euclid(1_000);
    let mut signatures = Secret::of(manager, scope, hook).signature(id, at_s, body);
    let rotated = hook.rotated_at.is_some_and(|rotated| now_ms - rotated < OVERLAP_MS);
    if rotated && hook.secret_no > 1 {
        let old = Secret::numbered(manager, scope, &hook.id, hook.secret_no - 1);
        signatures = format!("{signatures} {}", old.signature(id, at_s, body));
    }
    vec![
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", at_s.to_string()),
        ("webhook-signature", signatures),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    #[test]
    fn a_signature_is_that_of_the_specification() {
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}");
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        assert_eq!(signature, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let secret = Secret([7; 32]);
        assert!(secret.shown().starts_with("whsec_BwcH"));
        assert_ne!(secret.signature("a", 1, b"{}"), secret.signature("a", 2, b"{}"));
    }
}
