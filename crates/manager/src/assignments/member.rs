//! What the ledger keeps of each assignment that a change touched: enough to say what became of it, and to undo it.

use jiff::civil::Date;
use licentia_core::decide::Code;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::{Assignment, Change, Source, State};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

/// One assignment that a change touched. In the ledger it is an array: user, module, source, what became of it
/// (`assigned`, `recalled`, `replaced`), then units, first day, last day, place in time and, when it waits, why; last, of
/// a row that was there before under the same module and source, the same five.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// Whose.
    pub(crate) user: UserNo,
    /// `assigned`, `recalled`, `replaced`.
    pub(crate) what: &'static str,
    /// The row as it was given, or as it was before it went.
    pub(crate) row: Assignment,
    /// What stood in its place before.
    pub(crate) before: Option<Assignment>,
}

#[derive(Serialize, Deserialize)]
struct Kept(u32, Option<Date>, Option<Date>, u64, Option<String>);

impl Kept {
    fn of(row: &Assignment) -> Self {
        let code = match row.state {
            State::Active => None,
            State::Waiting(code) => Some(code.as_str().to_owned()),
        };
        Self(row.units, row.from, row.until, row.order, code)
    }

    fn row(self, module: ModuleNo, source: Source) -> Assignment {
        let Self(units, from, until, order, code) = self;
        let code = code.map(|code| Code::from_name(&code).unwrap_or(Code::NoSeat));
        Assignment {
            module,
            source,
            units,
            from,
            until,
            order,
            state: code.map_or(State::Active, State::Waiting),
        }
    }
}

impl Serialize for Member {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Kept(units, from, until, order, code) = Kept::of(&self.row);
        let key = (self.user, self.row.module, self.row.source, self.what);
        match &self.before {
            None => (key.0, key.1, key.2, key.3, units, from, until, order, code).serialize(serializer),
            Some(before) => {
                let before = Kept::of(before);
                (key.0, key.1, key.2, key.3, units, from, until, order, code, before).serialize(serializer)
            }
        }
    }
}

impl Member {
    /// What a change that was not replaced by another gives to a user, and what it takes.
    pub(crate) fn of(user: UserNo, change: &Change, before: &[Assignment]) -> Vec<Self> {
        let there = |key| before.iter().find(|row| row.key() == key).copied();
        let added = change.add.iter().map(|row| {
            let before = there(row.key()).filter(|_| change.remove.contains(&row.key()));
            Self { user, what: "assigned", row: *row, before }
        });
        let gone = change.remove.iter().filter(|key| change.add.iter().all(|a| a.key() != **key));
        let gone = gone.filter_map(|key| there(*key));
        added.chain(gone.map(|row| Self { user, what: "replaced", row, before: None })).collect()
    }

    /// From the ledger; `None` for members of another shape, older ones among them.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let list = value.as_array().filter(|list| list.len() >= 9)?;
        let read = |place: usize| list.get(place).cloned().unwrap_or(Value::Null);
        let user: UserNo = serde_json::from_value(read(0)).ok()?;
        let module: ModuleNo = serde_json::from_value(read(1)).ok()?;
        let source: Source = serde_json::from_value(read(2)).ok()?;
        let what = match list.get(3)?.as_str()? {
            "assigned" => "assigned",
            "recalled" => "recalled",
            "replaced" => "replaced",
            _ => return None,
        };
        let kept: Kept = serde_json::from_value(Value::Array(list[4..9].to_vec())).ok()?;
        let before: Option<Kept> = serde_json::from_value(read(9)).ok()?;
        let before = before.map(|kept| kept.row(module, source));
        Some(Self { user, what, row: kept.row(module, source), before })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_kept_reads_back() {
        let row = Assignment {
            module: ModuleNo(7),
            source: Source::Manual,
            units: 2,
            from: Some(date(2026, 1, 2)),
            until: None,
            state: State::Active,
            order: 91,
        };
        let waiting = Assignment { state: State::Waiting(Code::NoSeat), units: 1, ..row };
        for before in [None, Some(waiting)] {
            for row in [row, waiting] {
                let member = Member { user: UserNo(3), what: "recalled", row, before };
                let value = serde_json::to_value(&member).unwrap();
                assert_eq!(value[0], 3);
                assert_eq!(Member::read(&value), Some(member));
            }
        }
        assert_eq!(Member::read(&serde_json::json!([3, 7, "manual", "assigned"])), None);
    }
}
