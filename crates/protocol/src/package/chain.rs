//! What follows the first line of a package or an answer: the certificates that its key hangs on, and
//! at most one key list.

use licentia_core::names::IssuerName;

use super::{Certificate, MAX_CERTIFICATES, Trust};
use crate::jws::{Header, Parts, Typ};
use crate::key_list::KeyList;
use crate::reasons::{Reason, Refused};

/// The certificates, of which there is at least one, and the key list.
pub(crate) struct Chain {
    /// How many lines stand before them.
    first: usize,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) keys: Option<KeyList>,
    pub(crate) key_list_line: Option<String>,
}

impl Chain {
    /// Reads the lines after the first `first`, as far as they are certificates and a key list.
    pub(crate) fn read(lines: &[&str], first: usize, trust: &Trust) -> Result<Self, Refused> {
        let mut chain = Self { first, certificates: Vec::new(), keys: None, key_list_line: None };
        for (index, line) in lines.iter().enumerate().skip(first) {
            let more = chain.take(line, trust).map_err(|refused| refused.at(index + 1))?;
            if !more {
                break;
            }
        }
        if chain.certificates.is_empty() {
            let detail = "no key certificate follows the first line";
            return Err(Refused::new(Reason::CertificateMissing, detail).at(first + 1));
        }
        Ok(chain)
    }

    /// Takes one line if it belongs to the chain; false if it does not.
    fn take(&mut self, text: &str, trust: &Trust) -> Result<bool, Refused> {
        let line = Parts::split(text)?;
        let header = line.header()?;
        if header.typ == Typ::KEYS.as_str() {
            if self.certificates.is_empty() {
                return Ok(false);
            }
            if self.keys.is_some() {
                return Err(Refused::new(Reason::KeyListRepeated, "a second key list"));
            }
            self.keys = Some(KeyList::verify(line, &header, trust)?);
            self.key_list_line = Some(text.to_owned());
            return Ok(true);
        }
        if header.typ != Typ::KEY.as_str() {
            return Ok(false);
        }
        if self.keys.is_some() {
            return Err(Refused::new(Reason::CertificateMisplaced, "a certificate follows the key list"));
        }
        if self.certificates.len() == MAX_CERTIFICATES {
            return Err(Refused::new(
                Reason::TooManyCertificates,
                format!("more than {MAX_CERTIFICATES} certificates"),
            ));
        }
        let next = link(line, &header, self.certificates.last(), trust)?;
        self.certificates.push(next);
        Ok(true)
    }

    /// The certificate of the key that signed.
    pub(crate) fn last(&self) -> &Certificate {
        self.certificates.last().expect("a chain that was read has a certificate")
    }

    /// How many lines stand before what follows the chain.
    pub(crate) fn end(&self) -> usize {
        self.first + self.certificates.len() + usize::from(self.keys.is_some())
    }

    /// Refuses a file in which something follows the chain.
    pub(crate) fn ends_file(&self, lines: &[&str]) -> Result<(), Refused> {
        if lines.len() == self.end() {
            return Ok(());
        }
        Err(Refused::new(Reason::LinesAdded, "something follows the certificates").at(self.end() + 1))
    }

    /// Verifies the first line under the key that the certificates lead to, and answers its payload.
    pub(crate) fn open(&self, line: Parts<'_>, header: &Header) -> Result<Vec<u8>, Refused> {
        let by = self.last();
        if header.kid != by.key.kid() {
            return Err(Refused::new(
                Reason::UnknownKey,
                format!("signed with the key {}; the certificates lead to {}", header.kid, by.key.kid()),
            ));
        }
        line.verify(&by.key)?;
        line.payload()
    }

    /// Whether the key may sign for the issuer at that time; `what` names what it has signed.
    pub(crate) fn speaks_for(&self, issuer: &IssuerName, iat: i64, what: &str) -> Result<(), Refused> {
        let by = self.last();
        if *issuer != by.issuer {
            return Err(Refused::new(
                Reason::WrongIssuer,
                format!("the {what} is {issuer}'s, the key is {}'s", by.issuer),
            ));
        }
        by.covers(iat)
    }
}

/// One certificate under the one before it, or under the root.
fn link(
    line: Parts<'_>,
    header: &Header,
    above: Option<&Certificate>,
    trust: &Trust,
) -> Result<Certificate, Refused> {
    let (signer, reason) = match above {
        None => (&trust.root, Reason::UntrustedRoot),
        Some(above) => (&above.key, Reason::BrokenChain),
    };
    if header.kid != signer.kid() {
        return Err(Refused::new(
            reason,
            format!("signed with the key {}, expected {}", header.kid, signer.kid()),
        ));
    }
    line.verify(signer)?;
    let certificate = Certificate::read(&line.payload()?)?;
    if let Some(above) = above {
        if !above.certifies {
            return Err(Refused::new(
                Reason::MayNotCertify,
                format!("the key {} may not certify others", above.key.kid()),
            ));
        }
        above.covers(certificate.iat)?;
    }
    Ok(certificate)
}
