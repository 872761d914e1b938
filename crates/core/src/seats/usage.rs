//! Units in use, counted once and then kept by difference.

use super::Person;
use super::holds::{Load, cap, is_counted};
use crate::ids::ModuleNo;
use crate::licences::{Day, Licences};

/// The units in use of each user module: those of active users (rule 5).
///
/// Of concurrent modules it counts who may open sessions; the sessions are counted elsewhere. The
/// figures belong to one [`Licences`] and one [`Day`]: after a change of either they are counted
/// anew.
#[derive(Clone, Debug, Default, Eq)]
pub struct Usage {
    units: Vec<u64>,
}

impl Usage {
    /// Counts the use that `people` make of everything.
    pub fn count<'a>(licences: &Licences, day: &Day, people: impl IntoIterator<Item = Person<'a>>) -> Self {
        Self::count_where(licences, day, people, |no| is_counted(licences, no))
    }

    /// Counts the use of the modules that `counted` chooses.
    pub(crate) fn count_where<'a>(
        licences: &Licences,
        day: &Day,
        people: impl IntoIterator<Item = Person<'a>>,
        counted: impl Fn(ModuleNo) -> bool,
    ) -> Self {
        let mut usage = Self { units: vec![0; licences.numbers()] };
        // Most users have one assignment of one unit: those are counted by module, and each plan
        // is expanded once at the end instead of once per user.
        let mut single = vec![0_u64; licences.numbers()];
        let mut load = Load::new(licences);
        for person in people.into_iter().filter(|person| person.active) {
            let mut acting = person.assignments.iter().filter(|a| a.acts(day.today));
            let (Some(first), second) = (acting.next(), acting.next()) else { continue };
            if second.is_none() && first.units <= 1 {
                if let Some(count) = single.get_mut(first.module.index()) {
                    *count += 1;
                }
                continue;
            }
            load.clear();
            load.fill(licences, day.today, person.assignments);
            for no in load.touched() {
                usage.units[no.index()] += u64::from(load.get(*no));
            }
        }
        for (index, count) in single.iter().enumerate().filter(|(_, count)| **count > 0) {
            let Some(no) = ModuleNo::from_index(index) else { continue };
            load.clear();
            load.grant(licences, no, 1);
            for no in load.touched() {
                usage.units[no.index()] += *count;
            }
        }
        for (index, units) in usage.units.iter_mut().enumerate() {
            if !ModuleNo::from_index(index).is_some_and(&counted) {
                *units = 0;
            }
        }
        usage
    }

    /// Units in use of a module; 0 of an unknown one.
    #[inline]
    pub fn get(&self, no: ModuleNo) -> u64 {
        self.units.get(no.index()).copied().unwrap_or(0)
    }

    /// Sets the units in use of a module, for figures that do not come from assignments.
    pub fn set(&mut self, no: ModuleNo, units: u64) {
        if self.units.len() <= no.index() {
            self.units.resize(no.index() + 1, 0);
        }
        self.units[no.index()] = units;
    }

    /// Adds the differences of a [`Change`](super::Change).
    pub fn apply(&mut self, changes: &[(ModuleNo, i64)]) {
        for (no, units) in changes {
            self.set(*no, self.get(*no).saturating_add_signed(*units));
        }
    }

    /// Units that are still free on a day; `None` = no cap.
    pub fn free(&self, licences: &Licences, day: &Day, no: ModuleNo) -> Option<u64> {
        cap(licences, day, no).map(|cap| cap.saturating_sub(self.get(no)))
    }

    /// The modules with more units in use than their rows in force allow, and by how many. Always
    /// empty after the day change.
    pub fn excess(&self, licences: &Licences, day: &Day) -> Vec<(ModuleNo, u64)> {
        let over = |(no, _)| {
            let excess = self.get(no).checked_sub(cap(licences, day, no)?)?;
            (excess > 0).then_some((no, excess))
        };
        licences.modules().filter_map(over).collect()
    }
}

/// Equal when every module's figure is, however long the tables are.
impl PartialEq for Usage {
    fn eq(&self, other: &Self) -> bool {
        let longer = self.units.len().max(other.units.len());
        (0..longer).all(|at| self.units.get(at).unwrap_or(&0) == other.units.get(at).unwrap_or(&0))
    }
}
