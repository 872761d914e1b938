//! A customer's installation for tests: it signs what a manager would send.

use std::sync::atomic::{AtomicU64, Ordering};

use licentia_core::package::Package;
use licentia_protocol::SecretKey;
use licentia_protocol::conversation::{
    Answer, Asked, Figure, Head, Letter, Purpose, Receipt, Request, Usage, UsageReceipt, read_answer,
    read_usage_receipt, write_letter, write_receipt, write_request, write_usage,
};
use licentia_protocol::package::{Trust, Verified, verify};
use licentia_protocol::testing as sample;

use super::{Answer as Reply, TestAuthority};

/// Every nonce of a test run is another one.
static NONCES: AtomicU64 = AtomicU64::new(1);

/// An installation that says it belongs to a customer.
pub(crate) struct TestInstallation {
    pub(crate) key: SecretKey,
    pub(crate) name: String,
    pub(crate) serial: String,
    pub(crate) sequence: u64,
    pub(crate) revision: u64,
    pub(crate) trust: Trust,
}

impl TestInstallation {
    /// With a key of its own; `seed` tells it from others.
    pub(crate) fn new(t: &TestAuthority, seed: u8, serial: &str) -> Self {
        Self {
            key: SecretKey::from_seed(&[seed; 32]),
            name: super::details(serial).name,
            serial: serial.to_owned(),
            sequence: 0,
            revision: 1,
            trust: t.authority.signer().unwrap().trust.clone(),
        }
    }

    pub(crate) fn kid(&self) -> &str {
        self.key.public().kid()
    }

    /// An online request as it would be signed now, with a nonce that was never used.
    pub(crate) fn draft(&self, t: &TestAuthority, purpose: Purpose) -> Request {
        let now_ms = t.authority.now_ms();
        let mut request = sample::request();
        request.nonce = format!("{:021}A", NONCES.fetch_add(1, Ordering::Relaxed));
        request.purpose = purpose;
        request.issuer = t.authority.signer().unwrap().issuer.clone();
        request.holder.clone_from(&self.name);
        request.serial.clone_from(&self.serial);
        request.sequence = self.sequence;
        request.root = self.trust.root.kid().to_owned();
        request.head = sample::head(self.revision);
        request.iat = now_ms.div_euclid(1_000);
        request.key = self.key.public().clone();
        request
    }

    pub(crate) fn sign(&self, request: &Request) -> String {
        write_request(request, &self.key)
    }

    /// A request file that asks for a package.
    pub(crate) fn file(&self, t: &TestAuthority) -> String {
        self.sign(&Request { online: false, ..self.draft(t, Purpose::Package) })
    }

    /// A request that asks for a package online.
    pub(crate) fn call(&self, t: &TestAuthority) -> String {
        self.sign(&self.draft(t, Purpose::Package))
    }

    /// What the authority answers to a signed request.
    pub(crate) fn read(&self, request: &Request, reply: &Reply) -> Verified<Answer> {
        assert_eq!(reply.status, 200, "{}", reply.text());
        let asked = Asked {
            nonce: &request.nonce,
            installation: self.kid(),
            issuer: request.issuer.as_str(),
            keys: None,
        };
        read_answer(&reply.bytes, &self.trust, &asked).unwrap()
    }

    /// Asks what is new.
    pub(crate) async fn ask(&self, t: &TestAuthority) -> Verified<Answer> {
        self.ask_with(t, |_| ()).await
    }

    /// The same, saying something else of itself.
    pub(crate) async fn ask_with(
        &self,
        t: &TestAuthority,
        say: impl FnOnce(&mut Request),
    ) -> Verified<Answer> {
        let mut request = self.draft(t, Purpose::Status);
        say(&mut request);
        let reply = t.post_file("/licensing/v1/status", "", &self.sign(&request)).await;
        self.read(&request, &reply)
    }

    /// Fetches the package that is offered.
    pub(crate) async fn fetch(&self, t: &TestAuthority) -> Reply {
        t.post_file("/licensing/v1/package", "", &self.call(t)).await
    }

    pub(crate) fn package(&self, bytes: &[u8]) -> Verified<Package> {
        verify(bytes, &self.trust).unwrap()
    }

    /// A receipt; `state` and what else differs is the test's.
    pub(crate) fn receipt(&self, t: &TestAuthority, say: impl FnOnce(&mut Receipt)) -> String {
        let mut receipt = sample::receipt();
        receipt.id = format!("receipt-{}", NONCES.fetch_add(1, Ordering::Relaxed));
        receipt.issuer = t.authority.signer().unwrap().issuer.clone();
        receipt.holder.clone_from(&self.name);
        receipt.serial.clone_from(&self.serial);
        receipt.root = self.trust.root.kid().to_owned();
        receipt.head = self.head();
        receipt.iat = t.authority.now_ms().div_euclid(1_000);
        say(&mut receipt);
        write_receipt(&receipt, &self.key)
    }

    /// A letter.
    pub(crate) fn letter(&self, t: &TestAuthority, say: impl FnOnce(&mut Letter)) -> String {
        let mut letter = sample::letter();
        letter.id = format!("letter-{}", NONCES.fetch_add(1, Ordering::Relaxed));
        letter.issuer = t.authority.signer().unwrap().issuer.clone();
        letter.holder.clone_from(&self.name);
        letter.serial.clone_from(&self.serial);
        letter.head = self.head();
        letter.iat = t.authority.now_ms().div_euclid(1_000);
        say(&mut letter);
        write_letter(&letter, &self.key)
    }

    /// A usage bundle with these figures, and the file.
    pub(crate) fn usage(&self, t: &TestAuthority, figures: Vec<Figure>) -> (Usage, String) {
        let mut usage = sample::usage();
        usage.id = format!("usage-{}", NONCES.fetch_add(1, Ordering::Relaxed));
        usage.nonce = format!("{:021}A", NONCES.fetch_add(1, Ordering::Relaxed));
        usage.issuer = t.authority.signer().unwrap().issuer.clone();
        usage.holder.clone_from(&self.name);
        usage.serial.clone_from(&self.serial);
        usage.figures = figures;
        usage.root = self.trust.root.kid().to_owned();
        usage.head = self.head();
        usage.iat = t.authority.now_ms().div_euclid(1_000);
        usage.key = self.key.public().clone();
        let file = write_usage(&usage, &self.key);
        (usage, file)
    }

    /// Reads the receipt for a bundle of ours.
    pub(crate) fn receipt_for(&self, usage: &Usage, bytes: &[u8]) -> UsageReceipt {
        let receipt = read_usage_receipt(bytes, &self.trust).unwrap();
        let asked = Asked {
            nonce: &usage.nonce,
            installation: self.kid(),
            issuer: usage.issuer.as_str(),
            keys: None,
        };
        receipt.belongs(&asked).unwrap();
        receipt.into_inner()
    }

    /// Reports figures online; the receipt is genuine.
    pub(crate) async fn report(&self, t: &TestAuthority, figures: Vec<Figure>) -> UsageReceipt {
        let (usage, file) = self.usage(t, figures);
        let reply = t.post_file("/licensing/v1/usage", "", &file).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        self.receipt_for(&usage, &reply.bytes)
    }

    fn head(&self) -> Head {
        sample::head(self.revision)
    }
}
