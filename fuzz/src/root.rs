//! Keys in PEM: the root's file, and a secret key.

use licentia_protocol::{PublicKey, SecretKey, Trust};

/// A file with a root, or with a secret key.
pub fn root(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(trust) = Trust::from_pem(text) {
        assert_eq!(Trust::from_pem(&trust.to_pem()), Ok(trust.clone()), "something was lost in writing");
        let key = &trust.root;
        assert_eq!(PublicKey::from_jwk(&key.to_jwk()).as_ref(), Ok(key), "the JWK is another key");
        assert_eq!(key.kid().len(), 43, "a kid of another length");
        assert!(!key.verify(b"", &[0; 64]), "a key that fits a signature of zeros");
    }
    if let Ok(secret) = SecretKey::from_pem(text) {
        let again =
            SecretKey::from_pem(&secret.to_pem()).expect("what was read is written so that it can be read");
        assert_eq!(again.public(), secret.public(), "something was lost in writing");
        assert!(secret.public().verify(b"x", &secret.sign(b"x")), "a key that does not fit itself");
    }
}
