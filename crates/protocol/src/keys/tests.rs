//! Keys in and out of their forms, and signatures at the edges of the curve.

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use proptest::prelude::*;
use sha2::{Digest as _, Sha512};

use super::*;

/// RFC 8037 appendix A.
const RFC_SEED: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
const RFC_X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const RFC_THUMBPRINT: &str = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

fn rfc_key() -> SecretKey {
    let seed = URL_SAFE_NO_PAD.decode(RFC_SEED).unwrap();
    SecretKey::from_seed(&seed.try_into().unwrap())
}

#[test]
fn the_thumbprint_is_that_of_rfc_8037() {
    let key = rfc_key();
    assert_eq!(key.public().to_jwk().x, RFC_X);
    assert_eq!(key.public().kid(), RFC_THUMBPRINT);
    assert_eq!(
        key.public().fingerprint(),
        "90FA CAFE A9B1 5566 9854 0F70 C011 7A22 EA37 BD5C F3ED 3C47 093C 1707 282B 4B89"
    );
}

#[test]
fn pem_is_what_openssl_writes() {
    // `openssl genpkey` wrote the first, `openssl pkey -pubout` the second from it.
    let secret = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
        -----END PRIVATE KEY-----\n";
    let public = "-----BEGIN PUBLIC KEY-----\n\
        MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n\
        -----END PUBLIC KEY-----\n";
    assert_eq!(*rfc_key().to_pem(), secret);
    assert_eq!(rfc_key().public().to_pem(), public);
    assert_eq!(SecretKey::from_pem(secret).unwrap().seed(), rfc_key().seed());
    assert_eq!(PublicKey::from_pem(public).unwrap(), *rfc_key().public());
    let with_comment = format!("# the root of Acme\r\n\r\n{}\r\n", public.replace('\n', "\r\n"));
    assert_eq!(PublicKey::from_pem(&with_comment).unwrap(), *rfc_key().public());
}

#[test]
fn what_is_no_key_file_is_refused() {
    let public = rfc_key().public().to_pem();
    let twice = public.repeat(2);
    for text in ["", "hello", &*public.replace("PUBLIC", "RSA"), &*public[..60].to_owned(), &*twice] {
        assert_eq!(PublicKey::from_pem(text).unwrap_err().code(), "not_pem", "{text}");
    }
    assert_eq!(SecretKey::from_pem(&public).unwrap_err().code(), "not_pem");
    let other = public.replace("MCowBQYDK2Vw", "MCowBQYDK2Vu");
    assert_eq!(PublicKey::from_pem(&other), Err(KeyError::Der));
}

#[test]
fn a_secret_key_is_not_printed() {
    let shown = format!("{:?}", rfc_key());
    assert_eq!(shown, format!("SecretKey({RFC_THUMBPRINT}, not shown)"));
}

#[test]
fn keys_of_small_order_and_in_other_spellings_are_refused() {
    for point in EIGHT_TORSION {
        assert_eq!(PublicKey::from_bytes(point.compress().as_bytes()), Err(KeyError::Weak));
    }
    // y = 2^255 - 19 + n is a second spelling of y = n.
    for n in 0..19_u8 {
        for top in [0x7f, 0xff] {
            let mut bytes = [0xff; 32];
            bytes[0] = 0xed + n;
            bytes[31] = top;
            assert!(PublicKey::from_bytes(&bytes).is_err(), "{n} {top}");
        }
    }
    assert_eq!(PublicKey::from_bytes(&[1; 31]), Err(KeyError::NotAKey));
}

#[test]
fn a_jwk_must_be_ours() {
    let good = rfc_key().public().to_jwk();
    assert_eq!(PublicKey::from_jwk(&good).unwrap(), *rfc_key().public());
    let refused = |change: fn(&mut Jwk)| {
        let mut jwk = good.clone();
        change(&mut jwk);
        PublicKey::from_jwk(&jwk).unwrap_err()
    };
    assert_eq!(refused(|jwk| jwk.kty = "EC".into()), KeyError::OtherKind);
    assert_eq!(refused(|jwk| jwk.crv = "X25519".into()), KeyError::OtherKind);
    assert_eq!(refused(|jwk| jwk.x.push('=')), KeyError::NotAKey);
    assert_eq!(refused(|jwk| jwk.kid = Some("a".into())), KeyError::WrongKid);
}

#[test]
fn the_list_of_small_order_is_complete() {
    let mut theirs = EIGHT_TORSION.map(|point| point.compress().to_bytes());
    let mut ours = SMALL_ORDER;
    theirs.sort_unstable();
    ours.sort_unstable();
    assert_eq!(ours, theirs);
}

/// A signature with freely chosen R for the key `secret·B + torsion`.
fn forge(secret: Scalar, key: &VerifyingKey, r: &[u8; 32], nonce: Scalar, message: &[u8]) -> [u8; 64] {
    let digest = Sha512::new().chain_update(r).chain_update(key.as_bytes()).chain_update(message);
    let k = Scalar::from_bytes_mod_order_wide(&digest.finalize().into());
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(r);
    signature[32..].copy_from_slice((nonce + k * secret).as_bytes());
    signature
}

fn point_bytes(point: EdwardsPoint) -> [u8; 32] {
    point.compress().to_bytes()
}

/// Every combination of a key with and without a torsion part, an R with and without one, and an R of
/// small order: our check and dalek's strict one always agree, and both verdicts occur.
#[test]
fn agrees_with_verify_strict_at_the_edges() {
    let (mut accepted, mut refused, mut plain_only) = (0, 0, 0);
    let secret = Scalar::from_bytes_mod_order([7; 32]);
    let nonce = Scalar::from_bytes_mod_order([9; 32]);
    for torsion in EIGHT_TORSION {
        let key = ED25519_BASEPOINT_POINT * secret + torsion;
        let key = PublicKey::from_bytes(&point_bytes(key)).unwrap();
        for r_torsion in EIGHT_TORSION {
            for small in [false, true] {
                let nonce = if small { Scalar::ZERO } else { nonce };
                let r = point_bytes(ED25519_BASEPOINT_POINT * nonce + r_torsion);
                for message in 0..24_u8 {
                    let forged = forge(secret, &key.key, &r, nonce, &[message]);
                    let signature = Signature::from_bytes(&forged);
                    let strict = key.key.verify_strict(&[message], &signature).is_ok();
                    assert_eq!(key.verify(&[message], &forged), strict, "{forged:?}");
                    accepted += u32::from(strict);
                    refused += u32::from(!strict);
                    plain_only += u32::from(!strict && key.key.verify(&[message], &signature).is_ok());
                }
            }
        }
    }
    // The last are those that only the list of small orders refuses.
    assert!(accepted > 100 && refused > 1000 && plain_only > 100, "{accepted} {refused} {plain_only}");
}

proptest! {
    #![proptest_config(crate::testing::random::cases(64))]

    #[test]
    fn keys_survive_every_form(seed in any::<[u8; 32]>(), message in proptest::collection::vec(any::<u8>(), 0..80)) {
        let secret = SecretKey::from_seed(&seed);
        let again = SecretKey::from_pem(&secret.to_pem()).unwrap();
        let public = PublicKey::from_pem(&again.public().to_pem()).unwrap();
        let public = PublicKey::from_jwk(&public.to_jwk()).unwrap();
        prop_assert!(public.verify(&message, &secret.sign(&message)));
    }

    #[test]
    fn agrees_with_verify_strict_on_damage(seed in any::<[u8; 32]>(), at in 0..64_usize, bit in 0..8_u8) {
        let secret = SecretKey::from_seed(&seed);
        let mut signature = secret.sign(b"message");
        signature[at] ^= 1 << bit;
        prop_assert!(!secret.public().verify(b"message", &signature));
    }

    #[test]
    fn a_second_signature_with_s_plus_the_order_is_refused(seed in any::<[u8; 32]>()) {
        let secret = SecretKey::from_seed(&seed);
        let mut signature = secret.sign(b"message");
        // The group's order, little-endian.
        let order = (Scalar::ZERO - Scalar::ONE).to_bytes();
        let mut carry = 1_u16; // order = (order - 1) + 1
        for (s, l) in signature[32..].iter_mut().zip(order) {
            let sum = u16::from(*s) + u16::from(l) + carry;
            *s = sum as u8;
            carry = sum >> 8;
        }
        prop_assert!(!secret.public().verify(b"message", &signature));
    }
}
