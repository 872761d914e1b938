//! The head of a package: the manifest, and the chain of certificates that its key hangs on.

use super::manifest::Manifest;
use super::{Chain, Trust};
use crate::file::Kind;
use crate::jws::{Header, Parts, Typ};
use crate::reasons::{Reason, Refused};

/// The first lines: the manifest, the certificates, and perhaps a key list.
pub(super) struct Head {
    pub(super) manifest: Manifest,
    pub(super) chain: Chain,
}

impl Head {
    pub(super) fn read(lines: &[&str], trust: &Trust) -> Result<Self, Refused> {
        let first = Parts::split(lines[0]).map_err(|refused| refused.at(1))?;
        let header = first.header().map_err(|refused| refused.at(1))?;
        manifest_first(&header, lines).map_err(|refused| refused.at(1))?;
        let chain = Chain::read(lines, 1, trust)?;
        let manifest = read_manifest(first, &header, &chain).map_err(|refused| refused.at(1))?;
        Ok(Self { manifest, chain })
    }
}

/// A later line of a package in the first place is a package without its manifest. A file that has nothing
/// but certificates and key lists is a file of its own.
fn manifest_first(header: &Header, lines: &[&str]) -> Result<(), Refused> {
    let body = [Typ::ROW, Typ::LIMIT, Typ::METER].map(Typ::as_str);
    let head = [Typ::KEY, Typ::KEYS].map(Typ::as_str);
    let is_head = |line: &&str| {
        let header = Parts::split(line).and_then(|parts| parts.header());
        header.is_ok_and(|header| head.contains(&&*header.typ))
    };
    let typ = &*header.typ;
    if body.contains(&typ) || head.contains(&typ) && !lines.last().is_some_and(is_head) {
        return Err(Refused::new(
            Reason::ManifestMissing,
            format!("the first line is of type {typ}, not the manifest"),
        ));
    }
    Kind::Package.check_first(header)
}

fn read_manifest(line: Parts<'_>, header: &Header, chain: &Chain) -> Result<Manifest, Refused> {
    let manifest = Manifest::read(&chain.open(line, header)?)?;
    chain.speaks_for(&manifest.package.issuer, manifest.package.iat, "package")?;
    Ok(manifest)
}
