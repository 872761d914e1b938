//! A row of `distribution_rule`.

use licentia_core::ids::ModuleNo;
use licentia_core::rules::{Condition, Rule, RuleNo};
use licentia_platform::seals::{SealInput, Sealed};

/// One rule of automatic distribution (rule 13). Sealed whole: whoever could edit one would hand out seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRow {
    /// What it says.
    pub rule: Rule,
    /// The id that the outside uses: a UUID.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// When it was made, in milliseconds UTC.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

impl RuleRow {
    /// Its number.
    pub fn no(&self) -> RuleNo {
        self.rule.no
    }

    /// The conditions, as stored.
    pub(crate) fn conditions_json(&self) -> String {
        serde_json::to_string(&self.rule.when).expect("texts are JSON")
    }

    /// The modules, as stored.
    pub(crate) fn modules_json(&self) -> String {
        serde_json::to_string(&self.rule.modules).expect("numbers are JSON")
    }

    /// The conditions and modules of what is stored.
    pub(crate) fn from_json(conditions: &str, modules: &str) -> Option<(Vec<Condition>, Vec<ModuleNo>)> {
        Some((serde_json::from_str(conditions).ok()?, serde_json::from_str(modules).ok()?))
    }
}

impl Sealed for RuleRow {
    const TABLE: &'static str = "distribution_rule";

    fn write(&self, input: &mut SealInput) {
        input.int(i64::from(self.rule.no.0));
        input.text(&self.id);
        input.text(&self.name);
        input.int(i64::from(self.rule.priority));
        input.int(i64::from(self.rule.enabled));
        input.int(i64::from(self.rule.over_manual));
        input.text(&self.conditions_json());
        input.text(&self.modules_json());
    }
}
