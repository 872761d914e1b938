//! Round numbers up an axis.

/// At most so many steps between the axis and the top.
const STEPS: u64 = 5;

/// Lines at round numbers from 0 to just above the highest value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    step: u64,
    count: u64,
}

impl Scale {
    /// The finest scale of 1, 2 or 5 times a power of ten that reaches `highest` in five steps.
    pub(super) fn reaching(highest: u64) -> Scale {
        let highest = highest.max(1);
        let mut power = 1_u64;
        loop {
            for round in [1, 2, 5] {
                let step = power.saturating_mul(round);
                if highest.div_ceil(step) <= STEPS {
                    return Scale { step, count: highest.div_ceil(step) };
                }
            }
            power = power.saturating_mul(10);
        }
    }

    /// The value at the top.
    pub(super) fn top(self) -> u64 {
        self.step.saturating_mul(self.count)
    }

    /// The values that have a line, from the axis up.
    pub(super) fn lines(self) -> impl Iterator<Item = u64> {
        (0..=self.count).map(move |line| self.step.saturating_mul(line))
    }
}
