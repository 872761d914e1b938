//! What was measured, and what it means.

/// A path and its budget. Ratios say how many times as fast as the anchor the path is, so more is better.
pub(crate) struct Budget {
    pub(crate) path: &'static str,
    pub(crate) anchor: &'static str,
    pub(crate) unit: Unit,
    /// What a release must not fall below; `None` where there is none.
    pub(crate) gate: Option<f64>,
    /// Where it is going.
    pub(crate) goal: Option<f64>,
}

/// What the figures count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Nanoseconds each: less is better.
    Nanoseconds,
    /// Microseconds each: less is better.
    Microseconds,
    /// Milliseconds for the whole: less is better.
    Milliseconds,
    /// So many a second: more is better.
    PerSecond,
}

/// One line of the table.
pub(crate) struct Line([String; 8]);

impl Line {
    /// A figure that stands beside no anchor: what, in which database, and how much.
    pub(crate) fn figure([what, database, figure]: [String; 3]) -> Self {
        let none = || "–".to_owned();
        Self([what, database, figure, none(), none(), none(), none(), "a figure".to_owned()])
    }
}

impl Budget {
    /// The line of these rounds, each (ours, the anchor's): medians, and the median of the rounds' ratios.
    pub(crate) fn line(&self, rounds: &[(f64, f64)]) -> Line {
        let ours = median(rounds.iter().map(|(ours, _)| *ours));
        let anchor = median(rounds.iter().map(|(_, anchor)| *anchor));
        let ratio = median(rounds.iter().map(|(ours, anchor)| match self.unit {
            Unit::PerSecond => ours / anchor,
            _ => anchor / ours,
        }));
        let limit = |limit: Option<f64>| limit.map_or_else(|| "–".to_owned(), |limit| format!("{limit:.2}"));
        let line = [
            self.path.to_owned(),
            self.anchor.to_owned(),
            self.figure(ours),
            self.figure(anchor),
            format!("{ratio:.2}"),
            limit(self.gate),
            limit(self.goal),
            self.verdict(ratio).to_owned(),
        ];
        say(&line.join(" · "));
        Line(line)
    }

    fn figure(&self, figure: f64) -> String {
        match self.unit {
            Unit::Nanoseconds => format!("{figure:.1} ns"),
            Unit::Microseconds => format!("{figure:.2} µs"),
            Unit::Milliseconds => format!("{figure:.0} ms"),
            Unit::PerSecond => format!("{figure:.0}/s"),
        }
    }

    fn verdict(&self, ratio: f64) -> &'static str {
        match (self.gate, self.goal) {
            (_, Some(goal)) if ratio >= goal => "goal met",
            (Some(gate), _) if ratio < gate => "below the gate",
            (Some(_), _) => "gate met",
            (None, Some(_)) => "below the goal",
            (None, None) => "for comparison",
        }
    }
}

/// Tells whoever waits what goes on, beside the table.
#[expect(clippy::print_stderr, reason = "minutes without a word would look like a fault")]
pub(crate) fn say(what: &str) {
    eprintln!("{what}");
}

/// Prints the table as Markdown.
#[expect(clippy::print_stdout, reason = "this is what the program is for")]
pub(crate) fn table(lines: Vec<Line>) {
    let head = ["path", "anchor", "ours", "anchor's", "ratio", "gate", "goal", "verdict"].map(str::to_owned);
    let rows: Vec<[String; 8]> = std::iter::once(head).chain(lines.into_iter().map(|line| line.0)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 8] = std::array::from_fn(width);
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> =
            row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        println!("| {} |", cells.join(" | "));
        if at == 0 {
            println!("|{}", widths.map(|width| format!("{}|", "-".repeat(width + 2))).concat());
        }
    }
    println!("\nRatio: how many times as fast as the anchor, median of the rounds of one run.");
}

/// The middle one.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
