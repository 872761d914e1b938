//! The body of a package: rows, limits and meters, verified line by line on one thread or several.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use licentia_core::licence::Row;
use licentia_core::package::{Limit, Meter};
use sha2::{Digest as _, Sha256};

use super::head::Head;
use super::manifest::Counts;
use super::row::{Place, read_limit, read_meter, read_row};
use crate::jws::{Parts, Typ, wrong_type};
use crate::keys::PublicKey;
use crate::reasons::{Reason, Refused};

/// How many lines a thread takes at a time.
const BLOCK: usize = 64;

/// What a line is, by its header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Row,
    Limit,
    Meter,
}

impl Kind {
    fn typ(self) -> Typ {
        match self {
            Kind::Row => Typ::ROW,
            Kind::Limit => Typ::LIMIT,
            Kind::Meter => Typ::METER,
        }
    }

    fn of(typ: &str) -> Result<Self, Refused> {
        for kind in [Kind::Row, Kind::Limit, Kind::Meter] {
            if kind.typ().as_str() == typ {
                return Ok(kind);
            }
        }
        Err(if typ == Typ::MANIFEST.as_str() {
            Refused::new(Reason::ManifestRepeated, "a second manifest stands among the rows")
        } else if typ == Typ::KEY.as_str() {
            Refused::new(Reason::CertificateMisplaced, "a certificate stands among the rows")
        } else if typ == Typ::KEYS.as_str() {
            Refused::new(Reason::KeyListMisplaced, "a key list stands among the rows")
        } else {
            wrong_type(typ, Typ::ROW.as_str())
        })
    }
}

/// The lines after the certificates.
pub(super) struct Body<'a> {
    lines: &'a [&'a str],
    /// How many lines stand before them.
    pub(super) first: usize,
    counts: Counts,
    key: &'a PublicKey,
    package: &'a str,
}

/// What some of the lines hold.
#[derive(Default)]
pub(super) struct Part {
    pub(super) rows: Vec<Row>,
    pub(super) limits: Vec<Limit>,
    pub(super) meters: Vec<Meter>,
}

/// Buffers that are used for one line after another. The header is the same text on most lines and
/// is read only when it changes.
#[derive(Default)]
struct Scratch {
    header: String,
    kind: Option<Kind>,
    payload: Vec<u8>,
}

impl<'a> Body<'a> {
    pub(super) fn new(lines: &'a [&'a str], head: &'a Head) -> Self {
        let first = head.chain.end();
        let last = head.chain.last();
        Self {
            lines: &lines[first..],
            first,
            counts: head.manifest.counts,
            key: &last.key,
            package: &head.manifest.package.id,
        }
    }

    /// The kind and number that the line at `index` must have.
    fn place(&self, index: usize) -> (Kind, Place<'a>) {
        let (rows, limits) = (self.counts.rows as usize, self.counts.limits as usize);
        let (kind, n) = if index < rows {
            (Kind::Row, index)
        } else if index < rows + limits {
            (Kind::Limit, index - rows)
        } else {
            (Kind::Meter, index - rows - limits)
        };
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        (kind, Place { package: self.package, n })
    }

    /// Verifies the line at `index` and adds what it holds to `part`.
    #[inline]
    fn read_line(&self, index: usize, scratch: &mut Scratch, part: &mut Part) -> Result<(), Refused> {
        let line = Parts::split(self.lines[index])?;
        let (kind, place) = self.place(index);
        let found = self.open(line, scratch)?;
        if found != kind {
            return Err(wrong_type(found.typ().as_str(), kind.typ().as_str()));
        }
        match kind {
            Kind::Row => part.rows.push(read_row(&scratch.payload, place)?),
            Kind::Limit => part.limits.push(read_limit(&scratch.payload, place)?),
            Kind::Meter => part.meters.push(read_meter(&scratch.payload, place)?),
        }
        Ok(())
    }

    /// Verifies one line and decodes its payload.
    #[inline]
    fn open(&self, line: Parts<'_>, scratch: &mut Scratch) -> Result<Kind, Refused> {
        let kind = match scratch.kind {
            Some(kind) if scratch.header == line.header => kind,
            _ => self.header(line, scratch)?,
        };
        line.verify(self.key)?;
        line.payload_into(&mut scratch.payload)?;
        Ok(kind)
    }

    #[cold]
    fn header(&self, line: Parts<'_>, scratch: &mut Scratch) -> Result<Kind, Refused> {
        let header = line.header()?;
        let kind = Kind::of(&header.typ)?;
        if header.kid != self.key.kid() {
            return Err(Refused::new(
                Reason::OtherKey,
                format!("signed with the key {}, the manifest with {}", header.kid, self.key.kid()),
            ));
        }
        scratch.kind = Some(kind);
        scratch.header.clear();
        scratch.header.push_str(line.header);
        Ok(kind)
    }

    /// Verifies every line on up to `threads` threads, and hashes their bytes.
    pub(super) fn read(&self, bytes: &[u8], threads: usize) -> Result<(Vec<Part>, [u8; 32]), Refused> {
        let blocks = self.lines.len().div_ceil(BLOCK);
        let threads = threads.clamp(1, blocks.max(1));
        let work = Work::new(blocks);
        let mut digest = [0; 32];
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(|| work.run(self));
            }
            // This thread hashes first; the others take its share of blocks meanwhile.
            digest = Sha256::digest(bytes).into();
            work.run(self);
        });
        Ok((work.finish()?, digest))
    }

    fn read_block(&self, block: usize, scratch: &mut Scratch) -> Result<Part, Refused> {
        let start = block * BLOCK;
        let end = self.lines.len().min(start + BLOCK);
        let mut part = Part::default();
        part.rows.reserve_exact(end - start);
        for index in start..end {
            self.read_line(index, scratch, &mut part)
                .map_err(|refused| refused.at(self.first + index + 1))?;
        }
        Ok(part)
    }

    /// Compares the number of lines with the manifest's, and says what is missing or too much.
    pub(super) fn check_count(&self) -> Result<(), Refused> {
        if self.lines.len() == self.counts.all() { Ok(()) } else { Err(self.wrong_count()) }
    }

    /// A line that is itself wrong is named first; then the first that is not the one expected.
    #[cold]
    fn wrong_count(&self) -> Refused {
        let (found, said) = (self.lines.len(), self.counts.all());
        let mut scratch = Scratch::default();
        let mut first_wrong = None;
        for (index, line) in self.lines.iter().enumerate() {
            let opened = Parts::split(line).and_then(|line| self.open(line, &mut scratch));
            let kind = match opened {
                Ok(kind) => kind,
                Err(refused) => return refused.at(self.first + index + 1),
            };
            let (expected, place) = self.place(index);
            if kind != expected || index >= said || !is_at(kind, &scratch.payload, place) {
                first_wrong.get_or_insert(index);
            }
        }
        let first_wrong = first_wrong.unwrap_or(found);
        let (kind, place) = self.place(first_wrong);
        let (reason, what) = if found > said {
            (Reason::RowsAdded, "the first too many stands in the place of")
        } else {
            (Reason::RowsMissing, "the first that is missing is")
        };
        Refused::new(
            reason,
            format!(
                "{found} lines follow the certificates, the manifest says {said}; {what} {} {}",
                kind.typ().as_str(),
                place.n
            ),
        )
        .at(self.first + first_wrong + 1)
    }
}

/// Whether a payload is the one that belongs at a place.
fn is_at(kind: Kind, payload: &[u8], place: Place<'_>) -> bool {
    match kind {
        Kind::Row => read_row(payload, place).is_ok(),
        Kind::Limit => read_limit(payload, place).is_ok(),
        Kind::Meter => read_meter(payload, place).is_ok(),
    }
}

/// Blocks of lines that threads take one after another.
struct Work {
    next: AtomicUsize,
    blocks: usize,
    done: Mutex<Vec<(usize, Result<Part, Refused>)>>,
}

impl Work {
    fn new(blocks: usize) -> Self {
        Self { next: AtomicUsize::new(0), blocks, done: Mutex::new(Vec::with_capacity(blocks)) }
    }

    /// Takes blocks until none is left. Blocks are taken in order, so every block before a bad one
    /// is examined too, and the first bad line is always the one that is named.
    fn run(&self, body: &Body<'_>) {
        let mut scratch = Scratch::default();
        loop {
            let block = self.next.fetch_add(1, Ordering::Relaxed);
            if block >= self.blocks {
                return;
            }
            let part = body.read_block(block, &mut scratch);
            if part.is_err() {
                self.next.fetch_max(self.blocks, Ordering::Relaxed);
            }
            if let Ok(mut done) = self.done.lock() {
                done.push((block, part));
            }
        }
    }

    fn finish(self) -> Result<Vec<Part>, Refused> {
        let mut done = self.done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        done.sort_unstable_by_key(|(block, _)| *block);
        done.into_iter().map(|(_, part)| part).collect()
    }
}
