//! Licence rows, plan limits and meters.

use jiff::civil::Date;
use licentia_core::licence::{Counting, Kinds, Quantity, Row, Scope, Texts, UserKind, WhenStopped};
use licentia_core::package::{Limit, Meter, MeterKind, NextUp};
use std::borrow::Cow;

use crate::fields::{code, codes, critical, date, members, number, required, texts, word};
use crate::json::{Read, Reader, shorten};
use crate::reasons::{Reason, Refused};

/// The place that a line must have: in which package, and as which of its kind, from 0.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) package: &'a str,
    pub(super) n: u32,
}

impl Place<'_> {
    /// Whether a line that claims `package` and `n` stands where it belongs.
    fn check(self, package: Option<Cow<'_, str>>, n: Option<u32>) -> Read<()> {
        let package = required(package, "package")?;
        if package != self.package {
            return Err(Refused::new(
                Reason::OtherPackage,
                format!("the line belongs to the package {:?}", shorten(&package)),
            ));
        }
        let n = required(n, "n")?;
        if n != self.n {
            return Err(Refused::new(Reason::RowOrder, format!("n is {n}, here stands {}", self.n)));
        }
        Ok(())
    }
}

/// What is found while the members of a row go by.
#[derive(Default)]
struct Draft {
    module: Option<String>,
    titles: Texts,
    tooltips: Texts,
    scope: Option<Scope>,
    counting: Option<Counting>,
    quantity: Option<u32>,
    unrestricted: bool,
    hidden: bool,
    flags: u32,
    set: Vec<String>,
    requires: Vec<String>,
    kinds: Kinds,
    start: Option<Date>,
    due: Option<Date>,
    when_stopped: Option<WhenStopped>,
    was: Option<String>,
}

/// Reads a row whose line has been verified.
pub(super) fn read_row(payload: &[u8], place: Place<'_>) -> Read<Row> {
    let (mut package, mut n) = (None, None);
    let mut draft = Draft::default();
    members(payload, |reader, name| {
        match name {
            "package" => package = Some(reader.string()?),
            "n" => n = Some(number(reader)?),
            _ => draft.member(reader, name)?,
        }
        Ok(())
    })?;
    place.check(package, n)?;
    draft.finish(place.n)
}

impl Draft {
    #[inline]
    fn member(&mut self, reader: &mut Reader<'_>, name: &str) -> Read<()> {
        match name {
            "module" => self.module = Some(code(reader)?),
            "titles" => self.titles = texts(reader)?,
            "tooltips" => self.tooltips = texts(reader)?,
            "scope" => self.scope = Some(scope(reader)?),
            "counting" => self.counting = Some(counting(reader)?),
            "quantity" => self.quantity = Some(number(reader)?),
            "unrestricted" => self.unrestricted = reader.boolean()?,
            "hidden" => self.hidden = reader.boolean()?,
            "flags" => self.flags = number(reader)?,
            "set" => self.set = codes(reader)?,
            "requires" => self.requires = codes(reader)?,
            "kinds" => self.kinds = kinds(reader)?,
            "start" => self.start = date(reader)?,
            "due" => self.due = date(reader)?,
            "when_stopped" => self.when_stopped = Some(when_stopped(reader)?),
            "was" => self.was = Some(code(reader)?),
            "crit" => critical(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn finish(self, n: u32) -> Read<Row> {
        let quantity = match (self.quantity, self.unrestricted) {
            (Some(count), false) => Quantity::Count(count),
            (None, true) => Quantity::Unrestricted,
            (Some(_), true) => return Err(unclear("both quantity and unrestricted are there")),
            (None, false) => return Err(unclear("neither quantity nor unrestricted is there")),
        };
        if let (Some(start), Some(due)) = (self.start, self.due)
            && due < start
        {
            return Err(Refused::new(Reason::RowDates, format!("due {due} is before start {start}")));
        }
        Ok(Row {
            n,
            module: required(self.module, "module")?,
            titles: self.titles,
            tooltips: self.tooltips,
            scope: required(self.scope, "scope")?,
            counting: required(self.counting, "counting")?,
            quantity,
            hidden: self.hidden,
            flags: self.flags,
            set: self.set,
            requires: self.requires,
            kinds: self.kinds,
            start: self.start,
            due: self.due,
            when_stopped: required(self.when_stopped, "when_stopped")?,
            was: self.was,
        })
    }
}

fn unclear(detail: &str) -> Refused {
    Refused::new(Reason::QuantityUnclear, detail)
}

fn scope(reader: &mut Reader<'_>) -> Read<Scope> {
    let all = [Scope::System, Scope::Site, Scope::User];
    word(reader, &all.map(|scope| (scope.as_str(), scope)))
}

fn counting(reader: &mut Reader<'_>) -> Read<Counting> {
    let all = [Counting::Named, Counting::Concurrent];
    word(reader, &all.map(|counting| (counting.as_str(), counting)))
}

fn when_stopped(reader: &mut Reader<'_>) -> Read<WhenStopped> {
    word(reader, &[("read_only", WhenStopped::ReadOnly), ("none", WhenStopped::None)])
}

fn kinds(reader: &mut Reader<'_>) -> Read<Kinds> {
    let mut kinds = Vec::new();
    reader.array(|reader| {
        kinds.push(word(reader, &UserKind::EVERY.map(|kind| (kind.as_str(), kind)))?);
        Ok(())
    })?;
    Ok(Kinds::of(&kinds))
}

/// Reads a limit whose line has been verified.
pub(super) fn read_limit(payload: &[u8], place: Place<'_>) -> Read<Limit> {
    let (mut package, mut n, mut name) = (None, None, None);
    let (mut max, mut unlimited) = (None, false);
    let (mut titles, mut counts, mut advice) = (Texts::new(), Texts::new(), Texts::new());
    let mut next = None;
    members(payload, |reader, member| {
        match member {
            "package" => package = Some(reader.string()?),
            "n" => n = Some(number(reader)?),
            "limit" => name = Some(code(reader)?),
            "titles" => titles = texts(reader)?,
            "max" => max = Some(number(reader)?),
            "unlimited" => unlimited = reader.boolean()?,
            "counts" => counts = texts(reader)?,
            "advice" => advice = texts(reader)?,
            "next" => next = Some(next_up(reader)?),
            "crit" => critical(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    place.check(package, n)?;
    maximum(max, unlimited)?;
    Ok(Limit { n: place.n, name: required(name, "limit")?, titles, max, counts, advice, next })
}

/// The first suite above that allows more of something.
fn next_up(reader: &mut Reader<'_>) -> Read<NextUp> {
    let (mut titles, mut max, mut unlimited) = (Texts::new(), None, false);
    reader.object(|reader, member| {
        match member {
            "titles" => titles = texts(reader)?,
            "max" => max = Some(number(reader)?),
            "unlimited" => unlimited = reader.boolean()?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    maximum(max, unlimited)?;
    Ok(NextUp { titles, max })
}

fn maximum(max: Option<u64>, unlimited: bool) -> Read<()> {
    if max.is_some() == unlimited {
        return Err(unclear("either max or unlimited must be there, and not both"));
    }
    Ok(())
}

/// Reads a meter whose line has been verified.
pub(super) fn read_meter(payload: &[u8], place: Place<'_>) -> Read<Meter> {
    let (mut package, mut n, mut name) = (None, None, None);
    let (mut kind, mut base, mut per_plan) = (None, None, 0);
    let (mut titles, mut unit) = (Texts::new(), Texts::new());
    members(payload, |reader, member| {
        match member {
            "package" => package = Some(reader.string()?),
            "n" => n = Some(number(reader)?),
            "meter" => name = Some(code(reader)?),
            "titles" => titles = texts(reader)?,
            "kind" => kind = Some(meter_kind(reader)?),
            "unit" => unit = texts(reader)?,
            "base" => base = Some(number(reader)?),
            "per_plan" => per_plan = number(reader)?,
            "crit" => critical(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    place.check(package, n)?;
    Ok(Meter {
        n: place.n,
        name: required(name, "meter")?,
        titles,
        kind: required(kind, "kind")?,
        unit,
        base: required(base, "base")?,
        per_plan,
    })
}

fn meter_kind(reader: &mut Reader<'_>) -> Read<MeterKind> {
    word(reader, &MeterKind::EVERY.map(|kind| (kind.as_str(), kind)))
}

/// Refuses a name that occurs twice in a list that has each once.
pub(crate) fn once<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Read<()> {
    let mut seen = std::collections::HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(Refused::new(
                Reason::Repeated,
                format!("the {what} {:?} occurs twice", shorten(name)),
            ));
        }
    }
    Ok(())
}
