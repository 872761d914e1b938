//! The head of a package: the manifest, and the certificates that its key hangs on.

use super::manifest::Manifest;
use super::{Certificate, MAX_CERTIFICATES, Trust};
use crate::jws::{Header, Parts, Typ, wrong_type};
use crate::reasons::{Reason, Refused};

/// The first lines: the manifest and the chain of certificates that its key hangs on.
pub(super) struct Head {
    pub(super) manifest: Manifest,
    pub(super) certificates: Vec<Certificate>,
}

impl Head {
    pub(super) fn read(lines: &[&str], trust: &Trust) -> Result<Self, Refused> {
        let first = Parts::split(lines[0]).map_err(|refused| refused.at(1))?;
        let header = first.header().map_err(|refused| refused.at(1))?;
        if header.typ != Typ::MANIFEST.as_str() {
            return Err(not_a_manifest(&header.typ).at(1));
        }
        let certificates = chain(lines, trust)?;
        let Some(last) = certificates.last() else {
            return Err(
                Refused::new(Reason::CertificateMissing, "no key certificate follows the manifest").at(2)
            );
        };
        let manifest = read_manifest(first, &header, last).map_err(|refused| refused.at(1))?;
        Ok(Self { manifest, certificates })
    }
}

fn not_a_manifest(typ: &str) -> Refused {
    let ours = [Typ::KEY, Typ::ROW, Typ::LIMIT, Typ::METER].map(Typ::as_str);
    if ours.contains(&typ) {
        return Refused::new(
            Reason::ManifestMissing,
            format!("the first line is of type {typ}, not the manifest"),
        );
    }
    wrong_type(typ, Typ::MANIFEST.as_str())
}

fn read_manifest(line: Parts<'_>, header: &Header, by: &Certificate) -> Result<Manifest, Refused> {
    if header.kid != by.key.kid() {
        return Err(Refused::new(
            Reason::UnknownKey,
            format!("signed with the key {}; the certificates lead to {}", header.kid, by.key.kid()),
        ));
    }
    line.verify(&by.key)?;
    let manifest = Manifest::read(&line.payload()?)?;
    let package = &manifest.package;
    if package.issuer != by.issuer {
        return Err(Refused::new(
            Reason::WrongIssuer,
            format!("the package is {}'s, the key is {}'s", package.issuer, by.issuer),
        ));
    }
    by.covers(package.iat)?;
    Ok(manifest)
}

/// The certificates after the manifest, each verified under the key of the one before it.
fn chain(lines: &[&str], trust: &Trust) -> Result<Vec<Certificate>, Refused> {
    let mut certificates: Vec<Certificate> = Vec::new();
    for (index, line) in lines.iter().enumerate().skip(1) {
        let at = |refused: Refused| refused.at(index + 1);
        let line = Parts::split(line).map_err(at)?;
        let header = line.header().map_err(at)?;
        if header.typ != Typ::KEY.as_str() {
            break;
        }
        if certificates.len() == MAX_CERTIFICATES {
            return Err(at(Refused::new(
                Reason::TooManyCertificates,
                format!("more than {MAX_CERTIFICATES} certificates"),
            )));
        }
        let next = link(line, &header, certificates.last(), trust).map_err(at)?;
        certificates.push(next);
    }
    Ok(certificates)
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
