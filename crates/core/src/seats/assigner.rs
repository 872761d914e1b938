//! Granting to many users at once.

use super::grant::{Context, Scratch, grant};
use super::prepared::Prepared;
use super::{Ask, Change, Person, Refusal, Usage};
use crate::ids::ModuleNo;
use crate::licences::{Day, Licences};

/// Grants many: [`assign`](super::assign) with everything that does not depend on the user worked out once, and
/// the use kept up to date after each grant.
#[derive(Debug)]
pub struct Assigner<'a> {
    context: Context<'a>,
    usage: &'a mut Usage,
    prepared: Vec<(ModuleNo, Prepared)>,
    scratch: Scratch,
}

impl<'a> Assigner<'a> {
    /// Ready to grant under these licences on this day, starting from `usage`.
    pub fn new(licences: &'a Licences, day: &'a Day, usage: &'a mut Usage) -> Self {
        let context = Context { licences, day, over_manual: false };
        Self { context, usage, prepared: Vec::new(), scratch: Scratch::new(licences) }
    }

    /// Lets rules and SCIM replace plans that persons chose: they were told to (rule 3).
    #[must_use]
    pub fn over_manual(mut self) -> Self {
        self.context.over_manual = true;
        self
    }

    /// [`assign`](super::assign), and takes the units.
    ///
    /// # Errors
    ///
    /// Those of [`assign`](super::assign); the use is then unchanged.
    pub fn assign(&mut self, person: &Person<'_>, ask: &Ask) -> Result<Change, Refusal> {
        let at = self.prepare(ask.module);
        let (context, prepared) = (self.context, &self.prepared[at].1);
        let change = grant(context, self.usage, &mut self.scratch, prepared, person, ask)?;
        self.usage.apply(&change.usage);
        Ok(change)
    }

    /// The same for a rule that may take the place of plans chosen by hand, or may not, each time anew.
    pub(crate) fn assign_over(
        &mut self,
        person: &Person<'_>,
        ask: &Ask,
        over_manual: bool,
    ) -> Result<Change, Refusal> {
        let before = std::mem::replace(&mut self.context.over_manual, over_manual);
        let granted = self.assign(person, ask);
        self.context.over_manual = before;
        granted
    }

    /// Units that became free, or were taken, by other means than [`Assigner::assign`].
    pub fn apply(&mut self, changes: &[(ModuleNo, i64)]) {
        self.usage.apply(changes);
    }

    /// The use as it is after the grants so far.
    pub fn usage(&self) -> &Usage {
        self.usage
    }

    /// The restricted modules of which this grant takes more units than the user has.
    pub(crate) fn needs(&mut self, person: &Person<'_>, ask: &Ask) -> Vec<ModuleNo> {
        self.parts(person, ask, |_, _, more| more > 0)
    }

    /// The restricted modules of which too few units are free for this grant.
    pub(crate) fn lacking(&mut self, person: &Person<'_>, ask: &Ask) -> Vec<ModuleNo> {
        self.parts(person, ask, |usage, cap, more| more > 0 && usage + more > cap)
    }

    /// The restricted modules of a grant that `wanted` chooses by units in use, cap and units more.
    fn parts(
        &mut self,
        person: &Person<'_>,
        ask: &Ask,
        wanted: impl Fn(u64, u64, u64) -> bool,
    ) -> Vec<ModuleNo> {
        let at = self.prepare(ask.module);
        let before = &mut self.scratch.before;
        before.clear();
        before.fill(self.context.licences, self.context.day.today, person.assignments);
        let chosen = self.prepared[at].1.parts.iter().filter(|part| {
            let more = u64::from(ask.units.max(1).saturating_sub(before.get(part.no)));
            part.cap.is_some_and(|cap| wanted(self.usage.get(part.no), cap, more))
        });
        chosen.map(|part| part.no).collect()
    }

    fn prepare(&mut self, module: ModuleNo) -> usize {
        let known = self.prepared.iter().position(|(no, _)| *no == module);
        known.unwrap_or_else(|| {
            let prepared = Prepared::of(self.context.licences, self.context.day, module);
            self.prepared.push((module, prepared));
            self.prepared.len() - 1
        })
    }
}
